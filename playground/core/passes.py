"""Rewriting programs: the same numbers from fewer and larger instructions.

Each pass is a small function that changes a `Draft` in place; `optimize` runs them all.
Sums are added in another order than they were written in and powers become products, so
results agree to rounding, not to the bit.
"""

import math
from collections import Counter, defaultdict
from itertools import chain
from typing import TYPE_CHECKING, Final, TypeAlias

from playground.core.expr import Expr
from playground.core.operations import OPERATIONS
from playground.core.program import AFFINE, Instruction, Program

if TYPE_CHECKING:
    from collections.abc import Callable

NO_BIAS: Final = -0.0
"""The number that changes nothing when added, not even the sign of a zero."""

_COMMUTATIVE: Final = frozenset({"add", "mul", "minimum", "maximum"})
_SUMS: Final = frozenset({"add", "sub", "neg"})
_LARGEST_POWER: Final = 4
_LONG_SUM: Final = 4
"""From how many varying terms without a weight on a sum is an affine instruction."""
_AFTER_LEAVES: Final = 1 << 40

Pass: TypeAlias = "Callable[[Draft], None]"


class Draft:
    """A program while it is being rewritten; values keep their numbers meanwhile.

    Attributes:
        constants: The number of each value that is a constant.
        instructions: In an order in which every value is made before it is read.
        roots: Values that are the program's answers.
        nodes: The node each value stands for, where there is one.
    """

    def __init__(self, program: Program) -> None:
        self._program = program
        first = program.first_constant
        self.constants: dict[int, float] = dict(enumerate(program.constants, first))
        self.instructions = list(program.instructions)
        self.roots = list(program.roots)
        self.nodes: dict[int, Expr | None] = dict(
            enumerate(program.nodes, program.first_result)
        )
        self._next = program.n_values
        self._numbers = {_bits(c): value for value, c in self.constants.items()}

    def constant(self, number: float) -> int:
        """The value of a constant, made if need be."""
        value = self._numbers.get(_bits(number))
        if value is None:
            value = self._numbers[_bits(number)] = self.new_value()
            self.constants[value] = number
        return value

    def new_value(self) -> int:
        """A fresh number for a value."""
        self._next += 1
        return self._next - 1

    def varies(self) -> set[int]:
        """Values that depend on an input, so differ from sample to sample."""
        varies = set(range(self._program.n_inputs))
        for instruction in self.instructions:
            if not varies.isdisjoint(instruction.operands):
                varies.update(instruction.results)
        return varies

    def take(self, instructions: list[Instruction], alias: dict[int, int]) -> None:
        """Go on with *instructions*, and with other values for the roots in *alias*."""
        self.instructions = instructions
        self.roots = [alias.get(root, root) for root in self.roots]

    def program(self) -> Program:
        """The finished program, its values numbered anew."""
        old = self._program
        used = {v for i in self.instructions for v in i.reads()}.union(self.roots)
        constants = [value for value in self.constants if value in used]
        results = [v for i in self.instructions for v in i.results]
        first = old.first_constant
        alias = {value: first + i for i, value in enumerate([*constants, *results])}
        return Program(
            inputs=old.inputs,
            parameters=old.parameters,
            constants=tuple(self.constants[value] for value in constants),
            instructions=tuple(_renamed(i, alias) for i in self.instructions),
            roots=tuple(alias.get(root, root) for root in self.roots),
            nodes=tuple(self.nodes.get(value) for value in results),
        )


def optimize(program: Program) -> Program:
    """Run every pass."""
    return run(program, *PASSES)


def run(program: Program, *passes: Pass) -> Program:
    """Run some passes in the order given."""
    draft = Draft(program)
    for each in passes:
        each(draft)
    return draft.program()


def fold_constants(draft: Draft) -> None:
    """Compute at once what depends on constants alone.

    What is not finite stays an instruction, so that the problem keeps its node.
    """
    kept = []
    alias: dict[int, int] = {}
    for each in draft.instructions:
        instruction = _renamed(each, alias) if alias else each
        if all(value in draft.constants for value in instruction.operands):
            numbers = [draft.constants[value] for value in instruction.operands]
            number = OPERATIONS[instruction.operation].value(*numbers)
            if math.isfinite(number):
                alias[instruction.results[0]] = draft.constant(float(number))
                continue
        kept.append(instruction)
    draft.take(kept, alias)


def expand_powers(draft: Draft) -> None:
    """Multiply instead of raising to a small whole constant."""
    kept = []
    alias: dict[int, int] = {}
    for instruction in draft.instructions:
        if instruction.operation == "pow":
            base, exponent = instruction.operands
            power = draft.constants.get(exponent)
            if power is not None and power in range(1, _LARGEST_POWER + 1):
                product = alias.get(base, base)
                for _ in range(int(power) - 1):
                    last, product = product, draft.new_value()
                    factors = (last, alias.get(base, base))
                    kept.append(Instruction("mul", factors, (product,)))
                    draft.nodes[product] = draft.nodes.get(instruction.results[0])
                alias[instruction.results[0]] = product
                continue
        kept.append(_renamed(instruction, alias) if alias else instruction)
    draft.take(kept, alias)


def merge_common(draft: Draft) -> None:
    """Compute once what is written several times, equal constants included."""
    first: dict[tuple[str, tuple[int, ...]], int] = {}
    numbers: dict[str, int] = {}
    alias: dict[int, int] = {}
    for value, number in draft.constants.items():
        same = numbers.setdefault(_bits(number), value)
        if same != value:
            alias[value] = same
    kept = []
    for each in draft.instructions:
        instruction = _renamed(each, alias) if alias else each
        operands = instruction.operands
        if instruction.operation in _COMMUTATIVE and operands[0] > operands[1]:
            operands = operands[::-1]
        value = instruction.results[0]
        same = first.setdefault((instruction.operation, operands), value)
        if same == value:
            kept.append(instruction)
        else:
            alias[value] = same
            draft.nodes[same] = draft.nodes.get(same) or draft.nodes.get(value)
    draft.take(kept, alias)


def remove_dead(draft: Draft) -> None:
    """Drop what no root depends on."""
    live = set(draft.roots)
    kept = []
    for instruction in reversed(draft.instructions):
        if not live.isdisjoint(instruction.results):
            live.update(instruction.reads())
            kept.append(instruction)
    draft.instructions = kept[::-1]


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


def hoist_uniform(draft: Draft) -> None:
    """Move what is the same for all samples to the front."""
    varies = draft.varies()
    draft.instructions.sort(key=lambda i: i.results[0] in varies)


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


def schedule(draft: Draft) -> None:
    """Put equal operations on neighbouring values next to each other.

    So the kernels can run a whole layer's activations as one long loop. Instructions
    are sorted by depth, which keeps every value made before it is read.
    """
    varies = draft.varies()
    depth: dict[int, int] = {}
    stages: dict[tuple[bool, int], list[Instruction]] = defaultdict(list)
    for instruction in draft.instructions:
        level = 1 + max([depth.get(value, 0) for value in instruction.reads()])
        for value in instruction.results:
            depth[value] = level
        stages[instruction.results[0] in varies, level].append(instruction)
    draft.instructions = []
    place: dict[int, int] = {}
    for _, stage in sorted(stages.items(), key=lambda item: item[0]):
        stage.sort(key=lambda i: (i.operation, [place.get(v, v) for v in i.operands]))
        draft.instructions += stage
        for value in chain.from_iterable([i.results for i in stage]):
            place[value] = _AFTER_LEAVES + len(place)


PASSES: Final[tuple[Pass, ...]] = (
    fold_constants,
    expand_powers,
    merge_common,
    remove_dead,
    recover_sums,
    hoist_uniform,
    group_sums,
    schedule,
)


def _renamed(instruction: Instruction, alias: dict[int, int]) -> Instruction:
    operation, operands, results, weights, biases = instruction
    get = alias.get
    return Instruction(
        operation,
        tuple([get(value, value) for value in operands]),
        tuple([get(value, value) for value in results]),
        tuple([get(value, value) for value in weights]) if weights else (),
        tuple([get(value, value) for value in biases]) if biases else (),
    )


def _bits(number: float) -> str:
    return number.hex()
