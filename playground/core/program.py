"""An expression graph as a list of instructions, and the slow interpreter of them.

`lower` turns graphs of `Expr` into a `Program`: plain data that can be printed, checked
and rewritten. `interpret` and `interpret_gradient` run it with NumPy, an instruction at
a time over all samples; they are the oracle everything faster is compared with.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

import numpy as np

from playground.core.expr import Expr, ExprError, label
from playground.core.function import Function, written_out
from playground.core.instructions import AFFINE, CompileError, Instruction, Program
from playground.core.operations import OPERATIONS, Array

__all__ = [
    "AFFINE",
    "CompileError",
    "Instruction",
    "Program",
    "interpret",
    "interpret_gradient",
    "interpret_gradients",
    "interpret_values",
    "lower",
    "lowered",
    "numbered_nodes",
]


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
    return lowered(roots, inputs, constants)[0]


def lowered(
    roots: Sequence[Expr],
    inputs: Sequence[Expr],
    constants: Mapping[str, float] | None = None,
) -> tuple[Program, list[tuple[Expr, int]]]:
    """The same, and every node below the roots once, operands first, with its value.

    Raises:
        CompileError: As `lower` does.
    """
    order = given = _nodes_of(roots)
    forms: Mapping[Expr, Expr] = {}
    if any(isinstance(node.operation, Function) for node in given):
        forms = written_out(roots)
        # A function may leave an operand unused, which has a value all the same.
        roots = [forms[root] for root in roots]
        order = _nodes_of([*roots, *(forms[node] for node in given)])
    numbers = _numbers_of(order, inputs)
    others = constants or {}
    parameters: list[Expr] = []
    frozen: list[float] = []
    instructions: list[Instruction] = []
    nodes: list[Expr] = []
    for node in order:
        number = numbers[id(node)]
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
    program = Program(
        inputs=tuple(inputs),
        parameters=tuple(parameters),
        constants=tuple(frozen),
        instructions=tuple(instructions),
        roots=tuple(numbers[id(root)] for root in roots),
        nodes=tuple(nodes),
    )
    return program, [(node, numbers[id(forms.get(node, node))]) for node in given]


def numbered_nodes(
    roots: Sequence[Expr], inputs: Sequence[Expr]
) -> list[tuple[Expr, int]]:
    """Every node below the roots once, operands first, with its value in `lower`.

    Raises:
        CompileError: There is no root, or an input is no leaf or listed twice.
    """
    order = _nodes_of(roots)
    numbers = _numbers_of(order, inputs)
    return [(node, numbers[id(node)]) for node in order]


def _numbers_of(order: Sequence[Expr], inputs: Sequence[Expr]) -> dict[int, int]:
    """By the ids of nodes: inputs, what learns, what is frozen, what is computed."""
    _check_inputs(inputs)
    fed = {id(leaf): number for number, leaf in enumerate(inputs)}
    leaves = [n for n in order if n.operation is None and id(n) not in fed]
    learnable = [leaf for leaf in leaves if leaf.is_learnable]
    frozen = [leaf for leaf in leaves if not leaf.is_learnable]
    computed = [node for node in order if node.operation is not None]
    others = chain(learnable, frozen, computed)
    return fed | {id(n): i for i, n in enumerate(others, len(fed))}


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
