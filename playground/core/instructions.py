"""A program as plain data: numbered values and the instructions that make them."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, NamedTuple

import numpy as np
from typing_extensions import override

from playground.core.expr import Expr
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
