"""A program's instructions put together to what NumPy can do at once. Runs nothing.

In a network the same operation is applied to every neuron of a layer. Done one by one,
NumPy spends its time on being called; done at once, on numbers.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import NamedTuple, TypeAlias

import numpy as np

from playground.core.layout import Integers
from playground.core.program import AFFINE, Instruction, Program

Where: TypeAlias = "slice[int, int, None] | Integers"
"""Which of many: side by side if it can be, so that nothing is copied."""


class Place(NamedTuple):
    """Where some values are.

    Attributes:
        varies: Whether among the rows, a number for each sample, or else among the
            numbers that all samples share.
        where: Which of them.
        is_distinct: Whether none is meant twice.
    """

    varies: bool
    where: Where
    is_distinct: bool


@dataclass(frozen=True, eq=False, slots=True)
class Stage:
    """Instructions of one operation, none of which waits for another.

    Attributes:
        operation: A row of the table, or `AFFINE`: one instruction of that.
        operands: For each operand, where that of every instruction is; for `AFFINE` one
            place with all.
        results: Where the results go.
        weights: For `AFFINE`, of each result and operand, ``(results, operands)``.
        biases: For `AFFINE`, of each result.
    """

    operation: str
    operands: tuple[Place, ...]
    results: Place
    weights: Integers
    biases: Integers
    are_weights_distinct: bool
    are_biases_distinct: bool


@dataclass(frozen=True, eq=False, slots=True)
class Stages:
    """A whole program.

    Attributes:
        all: In an order in which every value is made before it is read.
        roots: Of each root, whether it differs by sample and its place.
        n_rows: How many values differ by sample; the inputs come first.
    """

    all: tuple[Stage, ...]
    roots: tuple[tuple[bool, int], ...]
    n_rows: int


def staged(program: Program) -> Stages:
    """Put the instructions of *program* together."""
    varies = program.varies()
    # Where a value is: its row if it varies, otherwise its own number.
    places = list(range(program.n_values))
    n_rows = program.n_inputs
    stages = []
    for group in _groups(program, varies):
        results = [value for each in group for value in each.results]
        if varies[results[0]]:
            for value in results:
                places[value] = n_rows
                n_rows += 1
        stages.append(_stage(group, results, varies, places))
    roots = tuple((varies[root], places[root]) for root in program.roots)
    return Stages(tuple(stages), roots, n_rows)


def _groups(program: Program, varies: list[bool]) -> Iterator[list[Instruction]]:
    """Instructions that can be done at once, in order."""
    levels = [0] * program.first_result
    groups: dict[tuple[int, str, tuple[bool, ...], int], list[Instruction]] = {}
    for number, instruction in enumerate(program.instructions):
        level = 1 + max((levels[value] for value in instruction.reads()), default=0)
        levels.extend([level] * len(instruction.results))
        kinds = tuple([varies[value] for value in instruction.operands])
        # Only rows of the table are put together, an affine one is many by itself.
        alone = number if instruction.operation == AFFINE else -1
        key = (level, instruction.operation, kinds, alone)
        groups.setdefault(key, []).append(instruction)
    for key in sorted(groups, key=itemgetter(0)):
        yield groups[key]


def _stage(
    group: list[Instruction],
    results: list[int],
    varies: list[bool],
    places: list[int],
) -> Stage:
    def place(values: Sequence[int]) -> Place:
        numbers = [places[value] for value in values]
        is_distinct = len(set(numbers)) == len(numbers)
        return Place(varies[values[0]], _where(numbers), is_distinct)

    first = group[0]
    weights, biases = first.weights, first.biases
    if first.operation == AFFINE:
        operands = [place(first.operands)]
    else:
        operands = [
            place(values)
            for values in zip(*[each.operands for each in group], strict=True)
        ]
    return Stage(
        operation=first.operation,
        operands=tuple(operands),
        results=place(results),
        weights=np.array(weights, dtype=np.int64).reshape(
            len(biases), len(first.operands)
        ),
        biases=np.array(biases, dtype=np.int64),
        are_weights_distinct=len(set(weights)) == len(weights),
        are_biases_distinct=len(set(biases)) == len(biases),
    )


def _where(numbers: list[int]) -> Where:
    first = numbers[0]
    if numbers == list(range(first, first + len(numbers))):
        return slice(first, first + len(numbers))
    return np.array(numbers, dtype=np.int64)
