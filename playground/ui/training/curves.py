"""The curves of a run: every epoch that was recorded, and few points to draw.

Knows nothing of Qt. Beside the exact rows it keeps the lowest and the highest value of
blocks of 8, 64, 512... rows, so that a line through any part of a run is made of about
as many numbers as it has pixels, and no spike is lost from it. A row takes 49 bytes.
"""

from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.training.history import with_room
from playground.training.snapshot import Snapshot

Array: TypeAlias = NDArray[np.float64]
Rows: TypeAlias = NDArray[np.int64]

EPOCH, TRAIN_LOSS, TEST_LOSS, TRAIN_ACCURACY, TEST_ACCURACY = range(5)
"""The columns."""

_COLUMNS: Final = 5
_FACTOR: Final = 8
_FIRST_ROOM: Final = 256


@dataclass(frozen=True, slots=True)
class Reading:
    """The exact numbers of one epoch; accuracies are NaN where there are none."""

    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float


@dataclass(frozen=True, eq=False, slots=True)
class Part:
    """Some rows, in pieces to be drawn one beside the other.

    Attributes:
        edges: Rows with which the pieces begin, and the one after the last.
        is_exact: Whether each piece is a single row.
    """

    edges: Rows
    is_exact: bool


class Curves:
    """Losses and accuracies by epoch."""

    def __init__(self) -> None:
        self.clear()

    def __len__(self) -> int:
        return self._length

    @property
    def last_epoch(self) -> int:
        """The newest epoch, 0 when there is none."""
        return int(self._rows[EPOCH, self._length - 1]) if self._length else 0

    def clear(self) -> None:
        """Forget all."""
        self._length = 0
        self._rows: Array = np.empty((_COLUMNS, _FIRST_ROOM))
        # For each size of blocks the lows and the highs of all columns but the epochs.
        self._levels: list[tuple[Array, Array]] = []

    def extend(self, rows: Array) -> None:
        """Take rows ``(5, n)`` that ascend by epoch; those known are left out."""
        if self._length:
            rows = rows[:, rows[EPOCH] > self.last_epoch]
        start, end = self._length, self._length + rows.shape[1]
        if end == start:
            return
        self._rows = with_room(self._rows, start, end)
        self._rows[:, start:end] = rows
        self._length = end
        self._gather(start)

    def follow(self, snapshot: Snapshot) -> None:
        """Take the rows of *snapshot*; where its run went back, so does the curve."""
        new = snapshot.epochs
        self._cut(min(snapshot.epoch, new[0] - 1) if len(new) else snapshot.epoch)
        accuracies = snapshot.train_accuracies, snapshot.test_accuracies
        losses = snapshot.train_losses, snapshot.test_losses
        self.extend(np.stack((new, *losses, *accuracies)))

    def rows(self) -> Array:
        """All rows, exact: shape ``(n, 5)``."""
        return self._rows[:, : self._length].T

    def column(self, column: int, part: Part | None = None) -> Array:
        """A column of all rows, or of the last row of each piece of a *part*."""
        values: Array = self._rows[column, : self._length]
        return values if part is None else values[part.edges[1:] - 1]

    def reading(self, epoch: float) -> Reading | None:
        """The numbers of the recorded epoch nearest to *epoch*."""
        if not self._length:
            return None
        epochs = self._rows[EPOCH, : self._length]
        after = int(np.searchsorted(epochs, epoch))
        near = [row for row in (after - 1, after) if 0 <= row < self._length]
        row = min(near, key=lambda row: abs(epochs[row] - epoch))
        first, *others = self._rows[:, row].tolist()
        return Reading(int(first), *others)

    def part(
        self, low: float, high: float, pieces: int, *, is_logarithmic: bool = False
    ) -> Part:
        """What lies between two epochs, and a row more on either side.

        Args:
            low: The first epoch.
            high: The last epoch.
            pieces: About how many there are to be at the most.
            is_logarithmic: Whether pieces are as long by the logarithm of the epoch.
        """
        epochs = self._rows[EPOCH, : self._length]
        start = int(np.searchsorted(epochs, low)) - 1
        if is_logarithmic:
            start = max(start, int(np.searchsorted(epochs, 1.0)))
        start = max(start, 0)
        end = min(int(np.searchsorted(epochs, high, side="right")) + 1, self._length)
        if end - start <= pieces:
            return Part(np.arange(start, max(end, start) + 1), is_exact=True)
        ends = epochs[start], epochs[end - 1]
        spread = np.geomspace if is_logarithmic else np.linspace
        inner = np.searchsorted(epochs, spread(*ends, pieces + 1)[1:-1])
        edges = np.unique(np.concatenate([[start], np.clip(inner, start, end), [end]]))
        return Part(edges, is_exact=False)

    def line(self, column: int, part: Part) -> tuple[Array, Array]:
        """Epochs and values of a line through the lows and highs of a part."""
        if part.is_exact:
            rows = slice(part.edges[0], part.edges[-1])
            return self._rows[EPOCH, rows], self._rows[column, rows]
        lows, highs = self._extremes(column, part.edges)
        values = np.stack([lows, highs], axis=1).reshape(-1)
        return np.repeat(self.column(EPOCH, part), 2), values

    def smoothed(
        self,
        column: int,
        part: Part,
        places: Array,
        width: float,
        *,
        is_geometric: bool = False,
    ) -> Array:
        """The mean around each piece of a part, of what is finite; otherwise NaN.

        Args:
            column: Which.
            part: Which.
            places: Where the pieces are drawn, ascending.
            width: How wide the surroundings are, in the same unit.
            is_geometric: Whether it is to be the geometric mean of what is positive, in
                which no single large value outweighs all others.
        """
        start, end = part.edges[0], part.edges[-1]
        if start == end:
            return np.empty(0)
        values = self._rows[column, start:end]
        if is_geometric:
            with np.errstate(divide="ignore", invalid="ignore"):
                values = np.log(values)
        is_known = np.isfinite(values)
        begins = part.edges[:-1] - start
        sums = np.add.reduceat(np.where(is_known, values, 0.0), begins)
        counts = np.add.reduceat(is_known.astype(np.float64), begins)
        # Not by running sums: a loss of 1e300 would wipe out all that come after it.
        low = np.searchsorted(places, places - width / 2)
        high = np.searchsorted(places, places + width / 2, side="right")
        bounds = np.stack([low, high], axis=1).reshape(-1)
        with np.errstate(all="ignore"):
            means: Array = _between(sums, bounds) / _between(counts, bounds)
            if is_geometric:
                means = np.exp(means)
        return means

    def _cut(self, epoch: float) -> None:
        """Forget what came after *epoch*."""
        if self.last_epoch > epoch:
            rows = self._rows[:, : self._length]
            kept = rows[:, rows[EPOCH] <= epoch]
            self.clear()
            self.extend(kept)

    def _gather(self, start: int) -> None:
        """Bring the blocks up to date, from the one that holds row *start*."""
        lows = highs = self._rows[1:]
        length, number = self._length, 0
        while length > _FACTOR:
            start //= _FACTOR
            blocks = -(-length // _FACTOR)
            if number == len(self._levels):
                self._levels.append((np.empty((4, 1)), np.empty((4, 1))))
                start = 0
            own = [with_room(each, start, blocks) for each in self._levels[number]]
            begins = np.arange(0, length - start * _FACTOR, _FACTOR)
            below = slice(start * _FACTOR, length)
            own[0][:, start:blocks] = np.fmin.reduceat(lows[:, below], begins, axis=1)
            own[1][:, start:blocks] = np.fmax.reduceat(highs[:, below], begins, axis=1)
            self._levels[number] = lows, highs = own[0], own[1]
            length, number = blocks, number + 1

    def _extremes(self, column: int, edges: Rows) -> tuple[Array, Array]:
        """The lowest and the highest value of each piece."""
        lows, highs = np.empty(len(edges) - 1), np.empty(len(edges) - 1)
        widths = np.diff(edges)
        levels = (np.log2(np.maximum(widths, 1)) / np.log2(_FACTOR)).astype(int) - 1
        levels = np.clip(levels, 0, len(self._levels))
        begins = np.flatnonzero(np.diff(levels, prepend=-1))
        for begin, end in zip(begins, [*begins[1:], len(levels)], strict=True):
            level = int(levels[begin])
            if level == 0:
                own = self._rows[column], self._rows[column]
            else:
                own = tuple(each[column - 1] for each in self._levels[level - 1])
            size = _FACTOR**level
            # A block that two pieces share belongs to both: no spike is lost.
            first = edges[begin:end] // size
            last = -(-edges[begin + 1 : end + 1] // size)
            bounds = np.stack([first, last], axis=1).reshape(-1)
            total = -(-self._length // size)
            lows[begin:end] = _reduced(np.fmin, own[0][:total], bounds)
            highs[begin:end] = _reduced(np.fmax, own[1][:total], bounds)
        return lows, highs


def _reduced(operation: np.ufunc, values: Array, bounds: Rows) -> Array:
    """*operation* over each of the spans whose ends *bounds* lists one by one."""
    padded = np.append(values, np.nan)  # an end may lie behind the last value
    result: Array = operation.reduceat(padded, bounds)[::2]
    return result


def _between(values: Array, bounds: Rows) -> Array:
    """The sum over each of the spans whose ends *bounds* lists one by one."""
    result: Array = np.add.reduceat(np.append(values, 0.0), bounds)[::2]
    return result
