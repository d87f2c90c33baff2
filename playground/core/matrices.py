"""Runs programs with NumPy while the kernels are not at hand.

Samples are taken in chunks that fit in memory, and a batch can be given up half way.
As with the kernels, a chunk that met numbers so large that the order of sums matters is
left to the interpreter of the plain program.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Final

import numpy as np

from playground.core.memory import CALM
from playground.core.operations import OPERATIONS, Array
from playground.core.program import (
    AFFINE,
    Program,
    interpret,
    interpret_gradient,
)
from playground.core.stages import Place, Stage, Stages, staged

_NUMBERS: Final = 1_000_000
"""About as many are held at once."""
_SMALLEST_CHUNK: Final = 8
_PRODUCTS: Final = 200_000
"""As many products of two numbers a call of the library of matrices does at most."""
_SHORT: Final = 5_000
"""Vectors of fewer numbers it squares in the calling thread."""


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

    def evaluate(self, parameters: Array, columns: Array) -> Array:
        """The roots for every sample, shape ``(n, n_roots)``."""
        parts = []
        for part in self._chunks(columns):
            roots = self._roots(parameters, part)
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
            found = self._slopes(parameters, part, share, is_stopped)
            if found is None:
                found = interpret_gradient(self._plain, parameters, part, share)
            values, slopes = found
            with np.errstate(all="ignore"):
                total += float(values.sum())
                gradient += slopes
        return total * share, gradient

    @cached_property
    def _stages(self) -> Stages:
        """Put together at their first use, for the kernels mostly are at hand."""
        return staged(self._program)

    def _chunks(self, columns: Array) -> list[Array]:
        size = max(_SMALLEST_CHUNK, _NUMBERS // (1 + self._stages.n_rows))
        return [columns[i : i + size] for i in range(0, len(columns), size)]

    def _roots(self, parameters: Array, columns: Array) -> Array | None:
        """Shape ``(n, n_roots)``; None where the order of sums matters."""
        work = _Chunk(self._program, self._stages, len(columns), _never)
        with np.errstate(all="ignore"):
            work.forward(parameters, columns)
        roots = np.stack([work.root(i) for i in range(self._program.n_roots)], axis=1)
        return roots if work.is_calm else None

    def _slopes(
        self,
        parameters: Array,
        columns: Array,
        share: float,
        is_stopped: Callable[[], bool],
    ) -> tuple[Array, Array] | None:
        """Like `interpret_gradient`; None where the order of sums matters."""
        program = self._program
        work = _Chunk(program, self._stages, len(columns), is_stopped)
        with np.errstate(all="ignore"):
            work.forward(parameters, columns)
            if work.is_calm:
                work.backward(share)
        if not work.is_calm:
            return None
        first = program.first_parameter
        return work.root(0), work.totals[first : first + program.n_parameters]


class _Chunk:
    """The values and gradients of some samples.

    Attributes:
        totals: Gradients, added up over the samples, of what is the same for all.
        is_calm: Whether all numbers so far are such that order does not matter.
    """

    def __init__(
        self,
        program: Program,
        stages: Stages,
        n: int,
        is_stopped: Callable[[], bool],
    ) -> None:
        self._program = program
        self._stages = stages
        self._n = n
        self._is_stopped = is_stopped
        self._rows = np.empty((stages.n_rows, n))
        self._uniform = np.zeros(program.n_values)
        self._slopes = np.empty(0)
        self.totals = np.empty(0)
        self.is_calm = True

    def root(self, number: int) -> Array:
        """Shape ``(n,)``."""
        varies, place = self._stages.roots[number]
        if varies:
            return np.asarray(self._rows[place])
        return np.full(self._n, self._uniform[place])

    def forward(self, parameters: Array, columns: Array) -> None:
        """Compute all values for the samples in *columns*."""
        program = self._program
        first, end = program.first_constant, program.first_result
        own = parameters[: program.n_parameters]
        self._uniform[program.first_parameter : first] = own
        self._uniform[first:end] = program.constants
        self._rows[: program.n_inputs] = columns.T
        for stage in self._stages.all:
            self._check()
            if stage.operation == AFFINE:
                sums = _product(self._uniform[stage.weights], self._read(stage))
                sums += self._uniform[stage.biases][:, np.newaxis]
                self._rows[stage.results.where] = sums
                continue
            row = OPERATIONS[stage.operation]
            results = row.array_value(*self._operands(stage))
            held = self._rows if stage.results.varies else self._uniform
            held[stage.results.where] = results
        self._watch(self._rows)
        self._watch(self._uniform)

    def backward(self, share: float) -> None:
        """Compute the gradients of *share* times the sum of root 0."""
        self._slopes = np.zeros(self._rows.shape)
        self.totals = np.zeros(len(self._uniform))
        varies, place = self._stages.roots[0]
        root = Place(varies, slice(place, place + 1), is_distinct=True)
        self._add(root, np.full((1, self._n), share))
        for stage in reversed(self._stages.all):
            self._check()
            if stage.operation == AFFINE:
                self._affine_back(stage)
            else:
                self._row_back(stage)
        self._watch(self.totals)

    def _affine_back(self, stage: Stage) -> None:
        slopes = self._slopes[stage.results.where]
        by_weights = _sum_of_products(slopes, self._read(stage))
        if stage.are_weights_distinct:
            self.totals[stage.weights] += by_weights
        else:
            np.add.at(self.totals, stage.weights, by_weights)
        if stage.are_biases_distinct:
            self.totals[stage.biases] += slopes.sum(axis=1)
        else:
            np.add.at(self.totals, stage.biases, slopes.sum(axis=1))
        self._add(stage.operands[0], _product(self._uniform[stage.weights].T, slopes))

    def _row_back(self, stage: Stage) -> None:
        varies, where, _ = stage.results
        results = (self._rows if varies else self._uniform)[where]
        slopes = (self._slopes if varies else self.totals)[where]
        row = OPERATIONS[stage.operation]
        derivatives = row.array_derivatives(results, *self._operands(stage))
        for place, derivative in zip(stage.operands, derivatives, strict=True):
            self._add(place, slopes * derivative)

    def _read(self, stage: Stage) -> Array:
        """The operands of an affine stage, shape ``(operands, n)``."""
        return np.asarray(self._rows[stage.operands[0].where])

    def _operands(self, stage: Stage) -> list[Array]:
        """Of each operand those of all instructions, to be computed with."""
        values = []
        for place in stage.operands:
            held = self._rows if place.varies else self._uniform
            numbers = held[place.where]
            if stage.results.varies and not place.varies:
                numbers = numbers[:, np.newaxis]
            values.append(numbers)
        return values

    def _add(self, place: Place, slopes: Array) -> None:
        self._watch(slopes)
        held = self._slopes
        if not place.varies:
            held = self.totals
            slopes = slopes.sum(axis=1) if slopes.ndim > 1 else slopes
        where = place.where
        if isinstance(where, slice) or place.is_distinct:
            held[where] += slopes
        else:
            np.add.at(held, where, slopes)

    def _watch(self, numbers: Array) -> None:
        flat = numbers.ravel()
        squares = flat @ flat if len(flat) < _SHORT else np.einsum("i,i", flat, flat)
        self.is_calm = self.is_calm and bool(squares < CALM)

    def _check(self) -> None:
        if self._is_stopped():
            raise StoppedError


def _product(matrix: Array, rows: Array) -> Array:
    """The matrix product of ``(r, k)`` and ``(k, n)``, in this thread alone.

    For larger products than these pieces, the library behind `np.matmul` wakes a thread
    for each core, which wait for each other by spinning: beside a busy window that took
    a thousand times as long.
    """
    n = rows.shape[1]
    piece = _PRODUCTS // max(1, matrix.size)
    if piece >= n:
        return np.asarray(matrix @ rows)
    if not piece:
        return np.asarray(np.einsum("rk,kn->rn", matrix, rows))
    out = np.empty((len(matrix), n))
    for i in range(0, n, piece):
        np.matmul(matrix, rows[:, i : i + piece], out=out[:, i : i + piece])
    return out


def _sum_of_products(slopes: Array, rows: Array) -> Array:
    """The matrix product of ``(r, n)`` and the transposed ``(k, n)``, likewise."""
    n = rows.shape[1]
    piece = _PRODUCTS // max(1, len(slopes) * len(rows))
    if not piece:
        return np.asarray(np.einsum("rn,kn->rk", slopes, rows))
    total = slopes[:, :piece] @ rows[:, :piece].T
    for i in range(piece, n, piece):
        total += slopes[:, i : i + piece] @ rows[:, i : i + piece].T
    return np.asarray(total)


def _never() -> bool:
    return False
