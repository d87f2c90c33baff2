"""Runs programs with NumPy while the kernels are not at hand.

Samples are taken in chunks that fit in memory, and a batch can be given up half way.
Small programs are interpreted; from large ones, optimised, NumPy takes the matrices. As
with the kernels, a chunk that met numbers so large that the order of sums matters is
left to the interpreter of the plain program.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from playground.core.memory import CALM
from playground.core.operations import OPERATIONS, Array
from playground.core.program import (
    AFFINE,
    Instruction,
    Program,
    interpret,
    interpret_gradient,
)

_NUMBERS: Final = 1_000_000
"""About as many are held at once."""
_SMALLEST_CHUNK: Final = 8
_SMALL: Final = 300
"""Instructions for which gathering matrices costs more than it saves."""


class StoppedError(Exception):
    """Asked to stop in the middle of a batch."""


class Matrices:
    """One program, plain and optimised.

    Args:
        plain: An instruction for each operation.
        program: The same, optimised.
    """

    def __init__(self, plain: Program, program: Program) -> None:
        self._plain = plain
        self._program = program
        self._varies = program.varies()
        self._is_small = len(plain.instructions) <= _SMALL

    def evaluate(self, parameters: Array, columns: Array) -> Array:
        """The roots for every sample, shape ``(n, n_roots)``."""
        parts = []
        for part in self._chunks(columns):
            roots = None if self._is_small else self._roots(parameters, part)
            if roots is None:
                roots = interpret(self._plain, parameters, part)
            parts.append(roots)
        return np.concatenate(parts)

    def value_and_grad(
        self,
        parameters: Array,
        columns: Array,
        is_stopped: Callable[[], bool] | None = None,
    ) -> tuple[float, Array]:
        """The mean of root 0, and its gradient by the parameters.

        Raises:
            StoppedError: *is_stopped* said so.
        """
        share, total = 1 / len(columns), 0.0
        gradient = np.zeros(self._program.n_parameters)
        is_stopped = is_stopped or _never
        for part in self._chunks(columns):
            if is_stopped():
                raise StoppedError
            found = None
            if not self._is_small:
                found = self._slopes(parameters, part, share, is_stopped)
            if found is None:
                found = interpret_gradient(self._plain, parameters, part, share)
            values, slopes = found
            with np.errstate(all="ignore"):
                total += float(values.sum())
                gradient += slopes
        return total * share, gradient

    def _chunks(self, columns: Array) -> list[Array]:
        rows = len(self._plain.nodes) if self._is_small else sum(self._varies)
        size = max(_SMALLEST_CHUNK, _NUMBERS // (1 + rows))
        return [columns[i : i + size] for i in range(0, len(columns), size)]

    def _roots(self, parameters: Array, columns: Array) -> Array | None:
        """Shape ``(n, n_roots)``; None where the order of sums matters."""
        work = _Chunk(self._varies, len(columns), _never)
        work.bring_in(self._program, parameters, columns)
        work.forward(self._program)
        roots = [work.value(root) for root in self._program.roots]
        whole = [np.broadcast_to(root, len(columns)) for root in roots]
        return np.stack(whole, axis=1) if work.is_calm else None

    def _slopes(
        self,
        parameters: Array,
        columns: Array,
        share: float,
        is_stopped: Callable[[], bool],
    ) -> tuple[Array, Array] | None:
        """Like `interpret_gradient`; None where the order of sums matters."""
        program, n = self._program, len(columns)
        work = _Chunk(self._varies, n, is_stopped)
        work.bring_in(program, parameters, columns)
        work.forward(program)
        if work.is_calm:
            work.backward(program, share)
        if not work.is_calm:
            return None
        first = program.first_parameter
        slopes = work.totals[first : first + program.n_parameters]
        return np.broadcast_to(work.value(program.roots[0]), n), slopes


class _Chunk:
    """The values and gradients of some samples.

    Attributes:
        totals: Gradients, added up over the samples, of what is the same for all.
        is_calm: Whether all numbers so far are such that order does not matter.
    """

    def __init__(
        self, varies: list[bool], n: int, is_stopped: Callable[[], bool]
    ) -> None:
        self._varies = varies
        self._n = n
        self._is_stopped = is_stopped
        self._rows: dict[int, Array] = {}
        self._uniform = np.zeros(len(varies))
        self._slopes: dict[int, Array] = {}
        self.totals = np.zeros(len(varies))
        self.is_calm = True

    def value(self, number: int) -> Array:
        """Shape ``(n,)``, or ``()`` where all samples agree."""
        row = self._rows.get(number)
        return np.asarray(self._uniform[number]) if row is None else row

    def bring_in(self, program: Program, parameters: Array, columns: Array) -> None:
        """Take samples, parameters and constants."""
        numbers = (*parameters[: program.n_parameters], *program.constants)
        self._uniform[program.first_parameter : program.first_result] = numbers
        self._rows.update(enumerate(np.ascontiguousarray(columns.T)))
        with np.errstate(all="ignore"):
            self._watch(self._uniform)
            self._watch(columns)

    def forward(self, program: Program) -> None:
        """Compute all values."""
        with np.errstate(all="ignore"):
            for instruction in program.instructions:
                self._check()
                if instruction.operation == AFFINE:
                    self._affine(instruction)
                    continue
                row = OPERATIONS[instruction.operation]
                operands = [self.value(v) for v in instruction.operands]
                self._keep(instruction.results[0], row.array_value(*operands))

    def backward(self, program: Program, share: float) -> None:
        """Compute the gradients of *share* times the sum of root 0."""
        self._add(program.roots[0], np.full(self._n, share))
        with np.errstate(all="ignore"):
            for instruction in reversed(program.instructions):
                self._check()
                if instruction.operation == AFFINE:
                    self._affine_back(instruction)
                else:
                    self._row_back(instruction)
            self._watch(self.totals)

    def _affine(self, instruction: Instruction) -> None:
        weights, rows = self._weights(instruction), self._operands(instruction)
        biases = self._uniform[list(instruction.biases)]
        sums = _product("rk,kn->rn", weights, rows) + biases[:, np.newaxis]
        for value, row in zip(instruction.results, sums, strict=True):
            self._keep(value, row)

    def _affine_back(self, instruction: Instruction) -> None:
        found = [self._slopes.get(value) for value in instruction.results]
        if all(slope is None for slope in found):
            return
        nothing = np.zeros(self._n)
        slopes = np.stack([nothing if slope is None else slope for slope in found])
        by_weights = _product("rn,kn->rk", slopes, self._operands(instruction))
        np.add.at(self.totals, list(instruction.weights), by_weights.ravel())
        np.add.at(self.totals, list(instruction.biases), slopes.sum(axis=1))
        by_rows = _product("rk,rn->kn", self._weights(instruction), slopes)
        for value, row in zip(instruction.operands, by_rows, strict=True):
            self._add(value, row)

    def _row_back(self, instruction: Instruction) -> None:
        (result,) = instruction.results
        slope = self._slopes.get(result)
        if not self._varies[result]:
            slope = np.asarray(self.totals[result])
        if slope is None:
            return
        operands = [self.value(v) for v in instruction.operands]
        row = OPERATIONS[instruction.operation]
        derivatives = row.array_derivatives(self.value(result), *operands)
        for value, derivative in zip(instruction.operands, derivatives, strict=True):
            self._add(value, slope * derivative)

    def _weights(self, instruction: Instruction) -> Array:
        shape = len(instruction.results), len(instruction.operands)
        return self._uniform[list(instruction.weights)].reshape(shape)

    def _operands(self, instruction: Instruction) -> Array:
        return np.stack([self._rows[value] for value in instruction.operands])

    def _keep(self, number: int, value: Array) -> None:
        self._watch(value)
        if self._varies[number]:
            self._rows[number] = np.broadcast_to(value, self._n)
        else:
            self._uniform[number] = value

    def _add(self, number: int, slope: Array) -> None:
        self._watch(slope)
        if not self._varies[number]:
            self.totals[number] += np.sum(slope)
        elif number in self._slopes:
            self._slopes[number] = self._slopes[number] + slope
        else:
            self._slopes[number] = np.broadcast_to(slope, self._n)

    def _watch(self, numbers: Array) -> None:
        flat = np.ravel(numbers)
        self.is_calm = self.is_calm and bool(_product("i,i", flat, flat) < CALM)

    def _check(self) -> None:
        if self._is_stopped():
            raise StoppedError


def _product(subscripts: str, x: Array, y: Array) -> Array:
    """A product in this thread alone.

    The library behind ``@`` wakes a thread for each core, which wait for each other by
    spinning: beside a busy window that took a thousand times as long.
    """
    return np.asarray(np.einsum(subscripts, x, y))


def _never() -> bool:
    return False
