"""Where a program's values lie in memory, and its instructions as rows of integers.

One flat buffer holds first the values that are the same for all samples (parameters
and room up to whole lanes, then constants, then what is computed from them), then a row
of *width* doubles for each varying value. Weights of affine instructions are copied
together once per batch, four results side by side, so that the loops over them read
one stream.
"""

from typing import Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import OPERATIONS, Array
from playground.core.program import AFFINE

LANES: Final = 8
"""Doubles that are worked on side by side."""
TILE: Final = 4
"""Results, or operands, of an affine instruction that are worked on side by side."""

BROADCAST: Final = "broadcast"
"""Fills a row with a value that is the same for all samples."""

NUMBERS: Final[dict[str, int]] = {
    name: number for number, name in enumerate((BROADCAST, AFFINE, *OPERATIONS))
}
"""The integer of each instruction."""

FIELDS: Final = 9
"""Integers for each instruction: its number, where its result is, then

- of a row of the table: first operand, second operand, count of doubles, flags;
- of a broadcast: operand, 0, count of doubles, flags;
- of an affine instruction: start in the list of operands, number of operands, number of
  results, flags, packed weights, packed biases, packed transposed weights.

The flags say which operands need a gradient: 1 the first, 2 the second; for affine
instructions 1 the operands and 2 the weights and biases. Shifted by `FRESH`, they say
that nothing was added to that gradient before, so that it need not be cleared.
"""

FRESH: Final = 2

Integers: TypeAlias = NDArray[np.int64]


class Layout(NamedTuple):
    """A program in arrays; numba takes it as it is.

    Attributes:
        width: Samples in a block, a multiple of `LANES`.
        first_row: Where the rows of varying values begin.
        size: Length of the buffer.
        n_inputs: Rows that are filled from the data, the first ones.
        n_parameters: Length of the parameter vector, the buffer's beginning.
        first_constant: Where the constants begin.
        constants: Numbers that never change.
        squares: The sum of their squares.
        is_exact: Whether it computes every sample as `Expr` does, to the last overflow.
        uniform: Instructions on what is the same for all samples.
        varying: Instructions on rows.
        uniform_back: Those that pass a gradient on, last one first.
        varying_back: Those that pass a gradient on, last one first.
        operands: Rows that affine instructions read, list after list.
        cleared: Rows whose gradients must be cleared on the way back.
        n_weights: Room for the copied weights and biases.
        weights: Pairs of where in that room, and where from.
        slopes: Those pairs that need a gradient.
        n_transposed: Room for the weights copied for the way back.
        transposed: Pairs of where in that room, and where from.
        roots: Where the answers are; before *first_row* for uniform ones.
    """

    width: int
    first_row: int
    size: int
    n_inputs: int
    n_parameters: int
    first_constant: int
    constants: Array
    squares: float
    is_exact: bool
    uniform: Integers
    varying: Integers
    uniform_back: Integers
    varying_back: Integers
    operands: Integers
    cleared: Integers
    n_weights: int
    weights: Integers
    slopes: Integers
    n_transposed: int
    transposed: Integers
    roots: Integers


def rounded(count: int) -> int:
    """Up to whole lanes."""
    return -(-count // LANES) * LANES


def sum_of_squares(numbers: Array) -> float:
    """What the kernels watch: not finite, or large, if one of the numbers is."""
    with np.errstate(all="ignore"):
        return float(np.sum(numbers * numbers))
