"""Recovers weighted sums, and matrices of them, from additions in any shape."""

from collections import Counter, defaultdict
from typing import Final

from playground.core.draft import Draft, remove_dead
from playground.core.expr import Expr
from playground.core.operations import OPERATIONS
from playground.core.program import AFFINE, Instruction

NO_BIAS: Final = -0.0
"""The number that changes nothing when added, not even the sign of a zero."""

_SUMS: Final = frozenset({"add", "sub", "neg"})
_LONG_SUM: Final = 4
"""From how many varying terms without a weight on a sum is an affine instruction."""


def recover_sums(draft: Draft) -> None:
    """Turn weighted sums, however they were added up, into affine instructions.

    A term is a product of a varying value and one that is the same for all samples;
    what is the same for all samples by itself joins the bias. Varying terms without a
    weight are added afterwards, so that targets do not tear groups apart.
    """
    _Sums(draft).recover()


class _Sums:
    """One run of `recover_sums`."""

    def __init__(self, draft: Draft) -> None:
        self._draft = draft
        self._varies = draft.varies()
        self._made_by = {i.results[0]: i for i in draft.instructions}
        self._uses = Counter(v for i in draft.instructions for v in i.operands)
        self._uses.update(draft.roots)
        self._out: list[Instruction] = []

    def recover(self) -> None:
        absorbed = self._inner_sums()
        for instruction in self._draft.instructions:
            if instruction.results[0] in absorbed:
                continue
            if self._is_linear(instruction):
                self._rewrite(instruction)
            else:
                self._out.append(instruction)
        self._draft.instructions = self._out
        remove_dead(self._draft)

    def _is_linear(self, instruction: Instruction) -> bool:
        if instruction.results[0] not in self._varies:
            return False
        if self._is_sum(instruction.results[0]):
            return True
        return instruction.operation == "mul" and self._factors(instruction) is not None

    def _factors(self, instruction: Instruction) -> tuple[int, int] | None:
        """Weight and value of a product, if one factor is the same for all samples."""
        x, y = instruction.operands
        if x not in self._varies:
            return x, y
        return (y, x) if y not in self._varies else None

    def _inner_sums(self) -> set[int]:
        """Sums that are terms of one other sum and of nothing else."""
        return {
            value
            for i in self._draft.instructions
            if self._is_sum(i.results[0])
            for value in i.operands
            if self._uses[value] == 1 and self._is_sum(value)
        }

    def _is_sum(self, value: int) -> bool:
        made_by = self._made_by.get(value)
        if made_by is None or value not in self._varies:
            return False
        return made_by.operation in _SUMS

    def _rewrite(self, instruction: Instruction) -> None:
        weights: dict[int, int] = {}
        biases: list[tuple[int, int]] = []
        others: list[tuple[int, int]] = []
        for sign, value in self._terms(instruction):
            made_by = self._made_by.get(value)
            factors = None
            if made_by is not None and made_by.operation == "mul":
                factors = self._factors(made_by)
            if value not in self._varies:
                biases.append((sign, value))
            elif factors is None:
                others.append((sign, value))
            else:
                weight, operand = factors
                self._add_weight(weights, operand, self._signed(sign, weight))
        if not weights and (biases or len(others) == 1):
            sign, value = others.pop(0)
            weights[value] = self._draft.constant(float(sign))
        parts: list[tuple[int, int]] = []
        node = self._draft.nodes.get(instruction.results[0])
        if weights:
            parts.append((1, self._affine(weights, self._bias(biases), node)))
        if len(others) >= _LONG_SUM:
            ones: dict[int, int] = {}
            for sign, value in others:
                self._add_weight(ones, value, self._draft.constant(float(sign)))
            parts.append((1, self._affine(ones, self._bias([]), node)))
        else:
            parts += sorted(others, key=lambda term: -term[0])
        self._add_up(parts, node)
        self._out[-1] = self._out[-1]._replace(results=instruction.results)

    def _terms(self, instruction: Instruction) -> list[tuple[int, int]]:
        """The signed summands, in the order they were written in."""
        if instruction.operation == "mul":
            return [(1, instruction.results[0])]
        terms = []
        stack = self._signed_operands(instruction, 1)
        while stack:
            sign, value = stack.pop()
            if self._uses[value] == 1 and self._is_sum(value):
                stack += self._signed_operands(self._made_by[value], sign)
            else:
                terms.append((sign, value))
        return terms

    def _signed_operands(self, of: Instruction, sign: int) -> list[tuple[int, int]]:
        """Operands of a sum, the last one first."""
        if of.operation == "neg":
            return [(-sign, of.operands[0])]
        second = -sign if of.operation == "sub" else sign
        return [(second, of.operands[1]), (sign, of.operands[0])]

    def _add_weight(self, weights: dict[int, int], operand: int, weight: int) -> None:
        if operand in weights:
            weight = self._compute("add", weights[operand], weight)
        weights[operand] = weight

    def _bias(self, biases: list[tuple[int, int]]) -> int:
        if not biases:
            return self._draft.constant(NO_BIAS)
        total, *rest = [self._signed(sign, value) for sign, value in biases]
        for value in rest:
            total = self._compute("add", total, value)
        return total

    def _signed(self, sign: int, value: int) -> int:
        return value if sign == 1 else self._compute("neg", value)

    def _compute(self, operation: str, *operands: int) -> int:
        """A value that is the same for all samples."""
        numbers = [self._draft.constants.get(value) for value in operands]
        known = [number for number in numbers if number is not None]
        if len(known) == len(operands):
            return self._draft.constant(OPERATIONS[operation].value(*known))
        value = self._draft.new_value()
        self._out.append(Instruction(operation, operands, (value,)))
        return value

    def _affine(self, weights: dict[int, int], bias: int, node: Expr | None) -> int:
        operands = tuple(sorted(weights))
        own = tuple([weights[value] for value in operands])
        return self._append(AFFINE, operands, node, own, (bias,))

    def _add_up(self, parts: list[tuple[int, int]], node: Expr | None) -> None:
        """Add signed values, of which those to subtract come last."""
        (sign, total), *rest = parts
        if sign == -1 and rest:
            total = self._append("neg", (total,), node)
        for sign, value in rest:
            total = self._append("add" if sign == 1 else "sub", (total, value), node)

    def _append(
        self,
        operation: str,
        operands: tuple[int, ...],
        node: Expr | None,
        weights: tuple[int, ...] = (),
        biases: tuple[int, ...] = (),
    ) -> int:
        value = self._draft.new_value()
        self._draft.nodes[value] = node
        self._out.append(Instruction(operation, operands, (value,), weights, biases))
        return value


def group_sums(draft: Draft) -> None:
    """Join the sums over the same values into one instruction: a matrix.

    Must come after `hoist_uniform`, since the weights of all must exist at the first.
    """
    groups: dict[tuple[int, ...], list[Instruction]] = defaultdict(list)
    for instruction in draft.instructions:
        if instruction.operation == AFFINE:
            groups[instruction.operands].append(instruction)
    joined = []
    for instruction in draft.instructions:
        if instruction.operation != AFFINE:
            joined.append(instruction)
        elif group := groups.pop(instruction.operands, None):
            joined.append(_joined(group))
    draft.instructions = joined


def _joined(group: list[Instruction]) -> Instruction:
    return group[0]._replace(
        results=tuple(value for member in group for value in member.results),
        weights=tuple(value for member in group for value in member.weights),
        biases=tuple(value for member in group for value in member.biases),
    )
