"""Finds the first number of a batch that is not finite, and says what went wrong."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.expr import Expr, label, undefined_derivatives, value_problem
from playground.core.operations import Array
from playground.core.program import (
    CompileError,
    Program,
    interpret_gradients,
    interpret_values,
)


@dataclass(frozen=True, slots=True)
class Fault:
    """Where and why a batch left the finite numbers.

    Attributes:
        message: For a person.
        sample: Row of the data; -1 if every sample alone is finite.
        instruction: Number in the plain program's listing; -1 likewise.
        node: What the instruction stands for.
    """

    message: str
    sample: int = -1
    instruction: int = -1
    node: Expr | None = None


class NotFiniteError(CompileError):
    """Training met a NaN or an infinity and stopped before that batch.

    Attributes:
        epoch: Complete epochs before, 0 at first.
        batch: Batches of this epoch before.
        fault: What went wrong.
    """

    def __init__(self, fault: Fault, epoch: int, batch: int) -> None:
        where = f"epoch {epoch + 1}, batch {batch + 1}"
        if fault.sample >= 0:
            where += f", sample {fault.sample + 1}"
        super().__init__(f"training stopped in {where}: {fault.message}")
        self.fault = fault
        self.epoch = epoch
        self.batch = batch


def find_fault(
    program: Program, parameters: Array, columns: Array, batch: NDArray[np.int64]
) -> Fault:
    """Look for the first number that is not finite.

    Args:
        program: The plain program, an instruction for each operation.
        parameters: As they were before the batch.
        columns: All data, shape ``(n, n_inputs)``.
        batch: Rows of the data.
    """
    n = len(batch)
    values = interpret_values(program, parameters, columns[batch])
    full = [np.broadcast_to(value, n) for value in values]
    root = full[program.roots[0]]
    for position in np.flatnonzero(~np.isfinite(root))[:1]:
        return _value_fault(program, full, int(position), int(batch[position]))
    gradients = interpret_gradients(program, values, n)
    return _gradient_fault(program, full, gradients, batch)


def _value_fault(
    program: Program, values: list[Array], position: int, sample: int
) -> Fault:
    for number, instruction in enumerate(program.instructions):
        if not math.isfinite(values[instruction.results[0]][position]):
            at = [float(value[position]) for value in values]
            shadow, node = _shadow(program, number, at)
            return Fault(value_problem(shadow), sample, number, node)
    return Fault("a number among the leaves is not finite", sample)


def _gradient_fault(
    program: Program,
    values: list[Array],
    gradients: list[Array],
    batch: NDArray[np.int64],
) -> Fault:
    first, end = program.first_parameter, program.first_constant
    bad = np.zeros(len(batch), dtype=np.bool_)
    for gradient in gradients[first:end]:
        bad |= ~np.isfinite(gradient)
    for position in np.flatnonzero(bad)[:1]:
        at = [float(value[position]) for value in values]
        for number in range(len(program.instructions) - 1, -1, -1):
            shadow, node = _shadow(program, number, at)
            result = program.instructions[number].results[0]
            shadow.grad = float(gradients[result][position])
            for operand in undefined_derivatives(shadow):
                numbers = ", ".join(f"{o.result:g}" for o in shadow.operands)
                message = (
                    f"the derivative of {label(shadow)}({numbers}) by "
                    f"{label(operand)} is not defined"
                )
                return Fault(message, int(batch[position]), number, node)
    return Fault(
        "the next step leaves the range of numbers; choose a smaller learning rate"
    )


def _shadow(
    program: Program, number: int, values: list[float]
) -> tuple[Expr, Expr | None]:
    """The node of an instruction, rebuilt with the numbers of one sample."""
    instruction = program.instructions[number]
    node = program.nodes[number]
    own = node.operands if node is not None else ()
    operands = []
    for value, operand in zip(instruction.operands, own, strict=True):
        is_learnable = not program.first_constant <= value < program.first_result
        operands.append(Expr(values[value], operand.name, is_learnable))
    name = node.name if node is not None else None
    return Expr.apply(instruction.operation, *operands, name=name), node
