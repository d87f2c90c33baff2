"""The losses of a run in bounded room. Knows nothing of Qt.

A run may last for millions of epochs while a plot is a few hundred pixels wide. The
epochs are gathered in buckets of one width, a power of two; when there are too many
buckets, neighbours are joined and the width doubles. Of a bucket are kept the lowest
and the highest loss, so that no spike is lost from the picture, and the exact losses of
its last epoch for the reader.
"""

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

Array: TypeAlias = NDArray[np.float64]

# Columns of the table of buckets.
_EPOCH, _TRAIN, _TEST, _TRAIN_LOW, _TRAIN_HIGH, _TEST_LOW, _TEST_HIGH = range(7)


@dataclass(frozen=True, slots=True)
class Reading:
    """The exact losses of one epoch."""

    epoch: int
    train: float
    test: float


class LossHistory:
    """Train and test loss by epoch, in at most *capacity* buckets."""

    def __init__(self, capacity: int = 2048) -> None:
        self._capacity = capacity
        self.clear()

    def __len__(self) -> int:
        return len(self._table)

    @property
    def last_epoch(self) -> int:
        """The newest epoch, 0 when there is none."""
        return int(self._table[-1, _EPOCH]) if len(self._table) else 0

    @property
    def bucket_width(self) -> int:
        """How many epochs a bucket gathers."""
        return self._width

    def clear(self) -> None:
        """Forget all."""
        self._width = 1
        self._table: Array = np.empty((0, 7))

    def extend(self, epochs: Array, train: Array, test: Array) -> None:
        """Take the losses at *epochs*, ascending; those already known are left out."""
        is_new = epochs > self.last_epoch if len(self) else np.full(len(epochs), True)
        if not is_new.any():
            return
        train, test = train[is_new], test[is_new]
        rows = np.column_stack((epochs[is_new], train, test, train, train, test, test))
        self._table = _gathered(np.vstack((self._table, rows)), self._width)
        while len(self._table) > self._capacity:
            self._width *= 2
            self._table = _gathered(self._table, self._width)

    def rows(self) -> Array:
        """Epoch, train and test loss, exact, for each bucket: shape ``(n, 3)``."""
        return self._table[:, (_EPOCH, _TRAIN, _TEST)]

    def train_line(self) -> tuple[Array, Array]:
        """The x and y of a line through the lows and highs of the train loss."""
        return self._line(_TRAIN, _TRAIN_LOW, _TRAIN_HIGH)

    def test_line(self) -> tuple[Array, Array]:
        """The x and y of a line through the lows and highs of the test loss."""
        return self._line(_TEST, _TEST_LOW, _TEST_HIGH)

    def range(self) -> tuple[float, float, float]:
        """The lowest, the lowest positive and the highest finite loss; nan if none."""
        losses = self._table[:, _TRAIN_LOW:]
        losses = losses[np.isfinite(losses)]
        if not len(losses):
            return (np.nan, np.nan, np.nan)
        positive = losses[losses > 0]
        lowest_positive = positive.min() if len(positive) else np.nan
        return float(losses.min()), float(lowest_positive), float(losses.max())

    def nearest(self, epoch: float) -> Reading | None:
        """The exact losses at the known epoch nearest to *epoch*."""
        if not len(self._table):
            return None
        row = self._table[np.argmin(np.abs(self._table[:, _EPOCH] - epoch))]
        return Reading(int(row[_EPOCH]), float(row[_TRAIN]), float(row[_TEST]))

    def _line(self, exact: int, low: int, high: int) -> tuple[Array, Array]:
        epochs = self._table[:, _EPOCH]
        if self._width == 1:
            return epochs, self._table[:, exact]
        return np.repeat(epochs, 2), self._table[:, (low, high)].reshape(-1)


def _gathered(table: Array, width: int) -> Array:
    """One row per *width* epochs of *table*, whose rows ascend by epoch."""
    buckets = table[:, _EPOCH] // width
    starts = np.flatnonzero(np.diff(buckets, prepend=-1.0))
    if len(starts) == len(table):
        return table
    ends = np.append(starts[1:], len(table)) - 1
    result: Array = table[ends]
    for column in (_TRAIN_LOW, _TEST_LOW):
        result[:, column] = np.fmin.reduceat(table[:, column], starts)
    for column in (_TRAIN_HIGH, _TEST_HIGH):
        result[:, column] = np.fmax.reduceat(table[:, column], starts)
    return result
