"""Lays programs out: decides where every value lies, and writes a `Layout`."""

from dataclasses import dataclass

import numpy as np

from playground.core.layout import (
    BROADCAST,
    FIELDS,
    FRESH,
    LANES,
    NUMBERS,
    TILE,
    Integers,
    Layout,
    rounded,
    sum_of_squares,
)
from playground.core.program import AFFINE, Instruction, Program


@dataclass(slots=True)
class _Run:
    """Equal operations on neighbouring values, which are one loop."""

    number: int
    result: int
    operands: tuple[int, ...]
    count: int
    flags: int


class _Writer:
    """Lays one program out."""

    def __init__(self, program: Program, width: int, *, is_exact: bool) -> None:
        self._program = program
        self._width = width
        self._is_exact = is_exact
        self._varies = program.varies()
        if is_exact:
            # What is the same for all samples has a gradient of its own in each.
            first = program.first_result
            self._varies[first:] = [True] * (program.n_values - first)
        self._wanted = _wanted(program)
        self._learns = _learns(program)
        self._operands: list[int] = []
        self._weights = _Copies()
        self._slopes = _Copies()
        self._transposed = _Copies()
        self._runs: dict[bool, list[_Run | list[int]]] = {False: [], True: []}
        self._back: dict[bool, list[_Run | list[int]]] = {False: [], True: []}
        self._place()

    def _place(self) -> None:
        """Decide where every value lies."""
        program = self._program
        uniform = [v for v in range(program.n_values) if not self._varies[v]]
        varying = [v for v in range(program.n_values) if self._varies[v]]
        self._broadcast = self._to_broadcast()
        gap = rounded(program.n_parameters) - program.n_parameters
        first = rounded(len(uniform) + gap)
        self._first_row = first
        rows = [*varying[: program.n_inputs]]
        self._offsets = {
            value: i if i < program.n_parameters else i + gap
            for i, value in enumerate(uniform)
        }
        for i, value in enumerate(rows):
            self._offsets[value] = first + i * self._width
        n_rows = len(rows)
        self._copies = {
            value: first + (n_rows + i) * self._width
            for i, value in enumerate(self._broadcast)
        }
        n_rows += len(self._copies)
        for i, value in enumerate(varying[program.n_inputs :]):
            self._offsets[value] = first + (n_rows + i) * self._width
        self._size = first + (len(varying) + len(self._copies)) * self._width + LANES

    def _to_broadcast(self) -> list[int]:
        """Uniform values that meet varying ones in a row of the table."""
        found = {
            value: None
            for i in self._program.instructions
            if i.operation != AFFINE and self._varies[i.results[0]]
            for value in i.operands
            if not self._varies[value]
        }
        return list(found)

    def write(self) -> Layout:
        """The finished layout."""
        program = self._program
        constants = np.array(program.constants, dtype=np.float64)
        self._find_fresh()
        for value, copy in self._copies.items():
            flags = int(self._learns[value])
            broadcast = _Run(
                NUMBERS[BROADCAST], copy, (self._offsets[value],), self._width, flags
            )
            self._runs[True].append(broadcast)
            if flags:
                self._back[True].append(broadcast)
        for instruction in program.instructions:
            if instruction.operation == AFFINE:
                self._write_affine(instruction)
            else:
                self._write_row(instruction)
        return Layout(
            width=self._width,
            first_row=self._first_row,
            size=self._size,
            n_inputs=program.n_inputs,
            n_parameters=program.n_parameters,
            first_constant=rounded(program.n_parameters),
            constants=constants,
            squares=sum_of_squares(constants),
            is_exact=self._is_exact,
            uniform=_table(self._runs[False]),
            varying=_table(self._runs[True]),
            uniform_back=_table(self._back[False][::-1]),
            varying_back=_table(self._back[True][::-1]),
            operands=_integers(self._operands),
            cleared=_integers(sorted(self._cleared)),
            n_weights=self._weights.size,
            weights=self._weights.pairs(),
            slopes=self._slopes.pairs(),
            n_transposed=self._transposed.size,
            transposed=self._transposed.pairs(),
            roots=_integers([self._offsets[root] for root in program.roots]),
        )

    def _find_fresh(self) -> None:
        """Decide who stores a gradient rather than adding to it."""
        self._fresh: dict[Instruction, int] = {}
        self._cleared: set[int] = set()
        written = {self._offsets[self._program.roots[0]]}
        for instruction in reversed(self._program.instructions):
            result = instruction.results[0]
            if not self._varies[result] or not any(
                self._wanted[value] for value in instruction.results
            ):
                continue
            rows = [
                self._operand(value, varies=True) if self._learns[value] else None
                for value in instruction.operands
            ]
            if instruction.operation == AFFINE:
                self._cleared |= {
                    self._offsets[v] for v in instruction.results
                } - written
                fresh = {row for row in rows if row is not None} - written
                if fresh and len(fresh) == sum(row is not None for row in rows):
                    self._fresh[instruction] = 1 << FRESH
                else:
                    self._cleared |= fresh
                written |= fresh
                continue
            for i, row in enumerate(rows):
                if row is not None and row not in written:
                    written.add(row)
                    flag = self._fresh.get(instruction, 0) | 1 << (FRESH + i)
                    self._fresh[instruction] = flag

    def _write_row(self, instruction: Instruction) -> None:
        (result,) = instruction.results
        varies = self._varies[result]
        operands = tuple(
            [self._operand(v, varies=varies) for v in instruction.operands]
        )
        wants = self._wanted[result]
        flags = sum(
            (wants and self._learns[value]) << i
            for i, value in enumerate(instruction.operands)
        )
        flags |= self._fresh.get(instruction, 0)
        step = self._width if varies else 1
        run = _Run(
            NUMBERS[instruction.operation],
            self._offsets[result],
            operands,
            step,
            flags,
        )
        _append(self._runs[varies], run, step)
        if flags:
            _append(self._back[varies], run, step)

    def _operand(self, value: int, *, varies: bool) -> int:
        copied = varies and not self._varies[value]
        return self._copies[value] if copied else self._offsets[value]

    def _write_affine(self, instruction: Instruction) -> None:
        n_operands, n_results = len(instruction.operands), len(instruction.results)
        offsets = self._offsets
        shape = (n_results, n_operands)
        weights = _integers([offsets[v] for v in instruction.weights]).reshape(shape)
        biases = _integers([offsets[v] for v in instruction.biases])
        learns, wanted = self._learns, self._wanted
        wants = any(wanted[value] for value in instruction.results)
        trains = any(learns[v] for v in (*instruction.weights, *instruction.biases))
        passes = any(learns[value] for value in instruction.operands)
        flags = wants * (passes + 2 * trains)
        row = [
            NUMBERS[AFFINE],
            offsets[instruction.results[0]],
            len(self._operands),
            n_operands,
            n_results,
            flags | self._fresh.get(instruction, 0),
            self._weights.size,
            self._weights.size + _whole_tiles(n_results) * n_operands,
            self._transposed.size,
        ]
        operands = [offsets[v] for v in instruction.operands]
        self._operands += operands + operands[-1:] * (-n_operands % TILE)
        self._weights.add_matrix(weights)
        self._weights.add(biases)
        self._transposed.add_matrix(weights.T)
        if trains:
            self._slopes.size = row[6]
            self._slopes.add_matrix(weights)
            self._slopes.add(biases)
        self._runs[True].append(row)
        if flags:
            self._back[True].append(row)


class _Copies:
    """Numbers copied together: where they go, and where they come from."""

    def __init__(self) -> None:
        self.size = 0
        self._pairs: list[Integers] = []

    def add(self, sources: Integers) -> None:
        """Copy numbers one after the other."""
        places = self.size + np.arange(len(sources))
        self._pairs.append(np.stack([places, sources], axis=1))
        self.size += _whole_tiles(len(sources))

    def add_matrix(self, sources: Integers) -> None:
        """Copy a matrix tile of rows by tile, column by column within a tile."""
        rows, columns = np.indices(sources.shape)
        places = (rows // TILE * sources.shape[1] + columns) * TILE + rows % TILE
        pairs = np.stack([(self.size + places).ravel(), sources.ravel()], axis=1)
        self._pairs.append(pairs)
        self.size += _whole_tiles(len(sources)) * sources.shape[1]

    def pairs(self) -> Integers:
        """All pairs, one after the other, in the order of where they come from."""
        pairs = np.concatenate([np.empty((0, 2), np.int64), *self._pairs])
        return pairs[np.argsort(pairs[:, 1], kind="stable")].ravel()


def _whole_tiles(count: int) -> int:
    """Up to a whole number of tiles."""
    return -(-count // TILE) * TILE


def lay_out(program: Program, width: int, *, is_exact: bool = False) -> Layout:
    """Put a program into arrays.

    Args:
        program: What to lay out; its gradient is that of root 0.
        width: Samples in a block, a multiple of `LANES`.
        is_exact: Compute as `Expr` does: *program* is plain, an instruction for each
            operation, and nothing is done once for all samples.
    """
    return _Writer(program, width, is_exact=is_exact).write()


def _wanted(program: Program) -> list[bool]:
    """For every value, whether root 0 depends on it."""
    wanted = [False] * program.n_values
    wanted[program.roots[0]] = True
    for instruction in reversed(program.instructions):
        if any(wanted[value] for value in instruction.results):
            for value in instruction.reads():
                wanted[value] = True
    return wanted


def _learns(program: Program) -> list[bool]:
    """For every value, whether it depends on a parameter."""
    first, end = program.first_parameter, program.first_constant
    learns = [first <= value < end for value in range(program.first_result)]
    for instruction in program.instructions:
        depends = any(learns[value] for value in instruction.reads())
        learns.extend([depends] * len(instruction.results))
    return learns


def _append(runs: list[_Run | list[int]], run: _Run, step: int) -> None:
    """Add an instruction, making one run of neighbours."""
    last = runs[-1] if runs else None
    if isinstance(last, _Run) and _continues(last, run):
        last.count += step
    else:
        runs.append(_Run(run.number, run.result, run.operands, run.count, run.flags))


def _continues(last: _Run, run: _Run) -> bool:
    if (last.number, last.flags) != (run.number, run.flags):
        return False
    if run.result != last.result + last.count:
        return False
    return all(
        b == a + last.count and b + run.count <= last.result
        for a, b in zip(last.operands, run.operands, strict=True)
    )


def _table(runs: list[_Run | list[int]]) -> Integers:
    rows = [run if isinstance(run, list) else _row(run) for run in runs]
    return _integers([number for row in rows for number in row])


def _row(run: _Run) -> list[int]:
    first, second = (*run.operands, 0)[:2]
    row = [run.number, run.result, first, second, run.count, run.flags]
    return row + [0] * (FIELDS - len(row))


def _integers(numbers: list[int]) -> Integers:
    return np.array(numbers, dtype=np.int64)
