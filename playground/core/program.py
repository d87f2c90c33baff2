"""An expression graph as a list of instructions, and the slow interpreter of them.

`lower` turns graphs of `Expr` into a `Program`: plain data that can be printed, checked
and rewritten. `interpret` and `interpret_gradient` run it with NumPy, an instruction at
a time over all samples; they are the oracle everything faster is compared with.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from typing_extensions import override

from playground.core.expr import Expr, ExprError, label
from playground.core.function import Function, written_out
from playground.core.operations import OPERATIONS, Array

AFFINE: Final = "affine"
"""The one instruction that is no row of the table: weighted sums of the same values."""


class CompileError(ValueError):
    """A graph, a program or its data cannot be compiled or run; says why."""


class Instruction(NamedTuple):
    """One step of a program; it reads values and makes new ones, all by number.

    Attributes:
        operation: Name of a row of the table, or `AFFINE`.
        operands: Values it reads.
        results: Values it makes: one, or for `AFFINE` one for each weighted sum.
        weights: For `AFFINE`, a weight for each operand and result, result by result.
        biases: For `AFFINE`, a summand for each result.
    """

    operation: str
    operands: tuple[int, ...]
    results: tuple[int, ...]
    weights: tuple[int, ...] = ()
    biases: tuple[int, ...] = ()

    def reads(self) -> Iterator[int]:
        """Every value it depends on."""
        return chain(self.operands, self.weights, self.biases)


@dataclass(frozen=True, eq=False)
class Program:
    """A list of instructions over numbered values.

    Values are numbered in the order inputs, parameters, constants, results of the
    instructions. Weights and biases are the same for every sample.

    Args:
        inputs: Leaves fed by columns of data.
        parameters: Learnable leaves, in order of first use over the roots.
        constants: Numbers that never change.
        instructions: In an order in which every value is made before it is read.
        roots: Values that are the program's answers.
        nodes: For the value of each instruction's result, the node it stands for.
    """

    inputs: tuple[Expr, ...]
    parameters: tuple[Expr, ...]
    constants: tuple[float, ...]
    instructions: tuple[Instruction, ...]
    roots: tuple[int, ...]
    nodes: tuple[Expr | None, ...]

    @property
    def n_inputs(self) -> int:
        """How many columns it takes."""
        return len(self.inputs)

    @property
    def n_parameters(self) -> int:
        """Length of the parameter vector."""
        return len(self.parameters)

    @property
    def n_roots(self) -> int:
        """How many answers it gives for each sample."""
        return len(self.roots)

    @property
    def first_parameter(self) -> int:
        """Number of the first value that is a parameter."""
        return len(self.inputs)

    @property
    def first_constant(self) -> int:
        """Number of the first value that is a constant."""
        return len(self.inputs) + len(self.parameters)

    @property
    def first_result(self) -> int:
        """Number of the first value that an instruction makes."""
        return self.first_constant + len(self.constants)

    @property
    def n_values(self) -> int:
        """How many values there are."""
        return self.first_result + len(self.nodes)

    def initial_parameters(self) -> Array:
        """The values the parameters' leaves have now."""
        return np.array([leaf.result for leaf in self.parameters], dtype=np.float64)

    def describe(self, value: int) -> str:
        """How a listing calls a value: ``x1``, ``w``, ``2.5``, ``%7``."""
        if value < self.first_parameter:
            return self.inputs[value].name or f"column {value}"
        if value < self.first_constant:
            number = value - self.first_parameter
            return self.parameters[number].name or f"parameter {number}"
        if value < self.first_result:
            return f"{self.constants[value - self.first_constant]:g}"
        return f"%{value - self.first_result}"

    def describe_instruction(self, instruction: Instruction) -> str:
        """One line of a listing."""
        operands = [self.describe(value) for value in instruction.operands]
        results = ", ".join(self.describe(value) for value in instruction.results)
        names = {self._name(value): None for value in instruction.results}
        comment = ", ".join(name for name in names if name)
        text = f"{results} = {self._right_hand_side(instruction, operands)}"
        return f"{text}  # {comment}" if comment else text

    def verify(self) -> None:
        """Check that the instructions fit together.

        Raises:
            CompileError: A value is read before it is made or made twice, or an
                operation has another number of operands.
        """
        made = self.first_result
        for number, instruction in enumerate(self.instructions):
            where = f"instruction {number} ({instruction.operation})"
            _verify_shape(instruction, where)
            for value in instruction.reads():
                if not 0 <= value < made:
                    msg = f"{where} reads value {value} before it is made"
                    raise CompileError(msg)
            if instruction.results != tuple(
                range(made, made + len(instruction.results))
            ):
                msg = f"{where} makes {instruction.results}, expected {made} next"
                raise CompileError(msg)
            made += len(instruction.results)
        if made != self.n_values:
            msg = f"{made} values are made, but {self.n_values} have a node"
            raise CompileError(msg)
        if any(not 0 <= root < made for root in self.roots):
            msg = f"a root is none of the {made} values"
            raise CompileError(msg)
        self._verify_weights()

    def varies(self) -> list[bool]:
        """For every value, whether it depends on an input, so differs by sample."""
        varies = [value < self.n_inputs for value in range(self.first_result)]
        for instruction in self.instructions:
            depends = any(varies[value] for value in instruction.reads())
            varies.extend([depends] * len(instruction.results))
        return varies

    @override
    def __str__(self) -> str:
        def names(kind: str, first: int, count: int) -> str:
            listed = ", ".join(map(self.describe, range(first, first + count)))
            return f"{kind} {listed or '-'}"

        lines = [
            names("inputs", 0, self.n_inputs),
            names("parameters", self.first_parameter, self.n_parameters),
            *map(self.describe_instruction, self.instructions),
            "return " + ", ".join(map(self.describe, self.roots)),
        ]
        return "\n".join(lines)

    def _verify_weights(self) -> None:
        varies = self.varies()
        for instruction in self.instructions:
            if any(varies[v] for v in (*instruction.weights, *instruction.biases)):
                msg = "a weight or bias of an affine instruction depends on an input"
                raise CompileError(msg)

    def _name(self, value: int) -> str:
        node = self.nodes[value - self.first_result]
        return (node.name or "") if node is not None else ""

    def _right_hand_side(self, instruction: Instruction, operands: list[str]) -> str:
        if instruction.operation != AFFINE:
            row = OPERATIONS[instruction.operation]
            if row.is_infix:
                return f" {row.python} ".join(operands)
            return f"{instruction.operation}({', '.join(operands)})"
        weights = [self.describe(value) for value in instruction.weights]
        biases = [self.describe(value) for value in instruction.biases]
        width = len(operands)
        sums = []
        for number, bias in enumerate(biases):
            row_weights = weights[number * width : (number + 1) * width]
            terms = [f"{w}*{x}" for w, x in zip(row_weights, operands, strict=True)]
            sums.append(" + ".join([*terms, *([bias] if bias != "0" else [])]))
        return ("\n" + " " * 4).join([f"{AFFINE}", *sums]) if len(sums) > 1 else sums[0]


def _verify_shape(instruction: Instruction, where: str) -> None:
    operation, operands, results, weights, biases = instruction
    if operation == AFFINE:
        fits = len(weights) == len(operands) * len(results) > 0
        fits = fits and len(biases) == len(results)
    else:
        row = OPERATIONS.get(operation)
        if row is None:
            msg = f"{where} is no row of the table of operations"
            raise CompileError(msg)
        fits = len(operands) == row.arity and len(results) == 1 and not weights
    if not fits:
        msg = f"{where} has the wrong number of operands, results or weights"
        raise CompileError(msg)


def lower(
    roots: Sequence[Expr],
    inputs: Sequence[Expr],
    constants: Mapping[str, float] | None = None,
) -> Program:
    """Turn graphs into a program, one instruction for each operation.

    Args:
        roots: What the program is to compute.
        inputs: Leaves that columns of data will feed, in the order of the columns.
        constants: Other values, by name, for leaves that are neither fed nor learnable.

    Raises:
        CompileError: There is no root, or an input is no leaf or listed twice.
    """
    numbered = numbered_nodes(roots, inputs)
    if any(isinstance(node.operation, Function) for node, _ in numbered):
        roots = written_out(roots)
        numbered = numbered_nodes(roots, inputs)
    numbers = {id(node): number for node, number in numbered}
    others = constants or {}
    parameters: list[Expr] = []
    frozen: list[float] = []
    instructions: list[Instruction] = []
    nodes: list[Expr] = []
    for node, number in numbered:
        if node.operation is not None:
            operands = tuple([numbers[id(operand)] for operand in node.operands])
            instructions.append(Instruction(node.operation.name, operands, (number,)))
            nodes.append(node)
        elif number < len(inputs):
            continue
        elif node.is_learnable:
            parameters.append(node)
        else:
            frozen.append(others.get(node.name or "", node.result))
    return Program(
        inputs=tuple(inputs),
        parameters=tuple(parameters),
        constants=tuple(frozen),
        instructions=tuple(instructions),
        roots=tuple(numbers[id(root)] for root in roots),
        nodes=tuple(nodes),
    )


def numbered_nodes(
    roots: Sequence[Expr], inputs: Sequence[Expr]
) -> list[tuple[Expr, int]]:
    """Every node below the roots once, operands first, with its value in `lower`.

    Raises:
        CompileError: There is no root, or an input is no leaf or listed twice.
    """
    order = _nodes_of(roots)
    _check_inputs(inputs)
    fed = {id(leaf): number for number, leaf in enumerate(inputs)}
    leaves = [n for n in order if n.operation is None and id(n) not in fed]
    learnable = [leaf for leaf in leaves if leaf.is_learnable]
    frozen = [leaf for leaf in leaves if not leaf.is_learnable]
    computed = [node for node in order if node.operation is not None]
    others = chain(learnable, frozen, computed)
    numbers = fed | {id(n): i for i, n in enumerate(others, len(fed))}
    return [(node, numbers[id(node)]) for node in order]


def _nodes_of(roots: Sequence[Expr]) -> list[Expr]:
    """Every node below the roots once, operands first, in order of first use."""
    if not roots:
        msg = "there is nothing to compile: give at least one root"
        raise CompileError(msg)
    seen: dict[int, Expr] = {}
    for root in roots:
        if root.operation is None:
            seen.setdefault(id(root), root)
        elif id(root) not in seen:
            _add_below(root, seen)
    return list(seen.values())


def _add_below(root: Expr, seen: dict[int, Expr]) -> None:
    """Add what is below *root*, and itself, in the order of `Expr.walk`.

    What has been seen below an earlier root is not walked again: the roots may be all
    neurons of a network, each within the next.
    """
    path = [(root, iter(root.operands))]
    on_path = {id(root)}
    while path:
        node, rest = path[-1]
        for operand in rest:
            if operand.operation is None or id(operand) in seen:
                continue
            if id(operand) in on_path:
                msg = f"{label(operand)} cannot depend on itself"
                raise ExprError(msg)
            on_path.add(id(operand))
            path.append((operand, iter(operand.operands)))
            break
        else:
            for operand in node.operands:
                seen.setdefault(id(operand), operand)
            seen[id(node)] = node
            path.pop()


def _check_inputs(inputs: Sequence[Expr]) -> None:
    seen = set()
    for leaf in inputs:
        if not leaf.is_leaf:
            msg = f"{label(leaf)} is computed, so it cannot be an input"
            raise CompileError(msg)
        if id(leaf) in seen:
            msg = f"{label(leaf)} is listed twice among the inputs"
            raise CompileError(msg)
        seen.add(id(leaf))


def interpret(program: Program, parameters: Array, columns: Array) -> Array:
    """Compute the roots for every sample.

    Args:
        program: What to compute.
        parameters: Shape ``(n_parameters,)``.
        columns: Shape ``(n, n_inputs)``, a sample in each row.

    Returns:
        Shape ``(n, n_roots)``.
    """
    values = interpret_values(program, parameters, columns)
    shape = (len(columns),)
    roots = [np.broadcast_to(values[root], shape) for root in program.roots]
    return np.stack(roots, axis=1)


def interpret_values(
    program: Program, parameters: Array, columns: Array
) -> list[Array]:
    """Every value of the program: shape ``(n,)``, or ``()`` where all samples agree."""
    values: list[Array] = [*columns.T]
    values.extend(map(np.asarray, (*parameters, *program.constants)))
    with np.errstate(all="ignore"):
        for instruction in program.instructions:
            values.extend(_results(instruction, values))
    return values


def _results(instruction: Instruction, values: list[Array]) -> list[Array]:
    operands = [values[value] for value in instruction.operands]
    if instruction.operation != AFFINE:
        row = OPERATIONS[instruction.operation]
        return [np.asarray(row.array_value(*operands))]
    sums = []
    for number, bias in enumerate(instruction.biases):
        total = values[bias]
        for weight, operand in zip(
            _weights(instruction, number), operands, strict=True
        ):
            total = total + values[weight] * operand
        sums.append(np.asarray(total))
    return sums


def _weights(instruction: Instruction, number: int) -> tuple[int, ...]:
    width = len(instruction.operands)
    return instruction.weights[number * width : (number + 1) * width]


def interpret_gradient(
    program: Program, parameters: Array, columns: Array, share: float | None = None
) -> tuple[Array, Array]:
    """Root 0 for every sample, and the gradient of its mean, or of *share* of its sum.

    Returns:
        Shapes ``(n,)`` and ``(n_parameters,)``.
    """
    n = len(columns)
    values = interpret_values(program, parameters, columns)
    gradients = interpret_gradients(program, values, n, share)
    first = program.first_parameter
    own = gradients[first : first + program.n_parameters]
    with np.errstate(all="ignore"):
        gradient = np.array([g.sum() for g in own], dtype=np.float64)
    return np.broadcast_to(values[program.roots[0]], n).copy(), gradient


def interpret_gradients(
    program: Program, values: list[Array], n: int, share: float | None = None
) -> list[Array]:
    """Derivative of the mean of root 0 by every value, sample by sample: ``(n,)``.

    Args:
        program: What was computed.
        values: Its values, for *n* samples.
        n: How many samples.
        share: What each sample counts, if not ``1 / n``.
    """
    gradients = [np.zeros(n)] * program.n_values
    gradients[program.roots[0]] = np.full(n, 1 / n if share is None else share)
    reached = {program.roots[0]}
    with np.errstate(all="ignore"):
        for instruction in reversed(program.instructions):
            if reached.isdisjoint(instruction.results):
                continue
            for value, contribution in _contributions(instruction, values, gradients):
                gradients[value] = gradients[value] + contribution
                reached.add(value)
    return gradients


def _contributions(
    instruction: Instruction, values: list[Array], gradients: list[Array]
) -> Iterator[tuple[int, Array]]:
    """What an instruction adds to the gradients of the values it reads."""
    operands = [values[value] for value in instruction.operands]
    if instruction.operation != AFFINE:
        (result,) = instruction.results
        row = OPERATIONS[instruction.operation]
        derivatives = row.array_derivatives(values[result], *operands)
        for value, derivative in zip(instruction.operands, derivatives, strict=True):
            yield value, gradients[result] * derivative
        return
    for number, result in enumerate(instruction.results):
        gradient = gradients[result]
        yield instruction.biases[number], gradient
        weights = _weights(instruction, number)
        for weight, value in zip(weights, instruction.operands, strict=True):
            yield weight, gradient * values[value]
            yield value, gradient * values[weight]
