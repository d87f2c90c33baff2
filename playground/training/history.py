"""What a run remembers of its losses and accuracies."""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.operations import Array

_FIRST_CAPACITY: Final = 256
_GROWTH: Final = 1.25
_DIGITS: Final = 5
_COLUMNS: Final = 5


@dataclass(frozen=True, slots=True)
class Place:
    """An end that a `History` had at some time.

    Attributes:
        cuts: How often it had been cut until then.
        length: How many rows there were.
    """

    cuts: int = 0
    length: int = 0


class History:
    """Losses and accuracies by epoch.

    Every epoch is recorded at first, every tenth from 100,000 on, every hundredth from
    1,000,000 on and so forth: a run of any length fits in memory, at 40 bytes for each
    of 100,000 rows and then 90,000 for each further digit. The same epochs are recorded
    however the run was cut into pieces.
    """

    def __init__(self) -> None:
        self._rows = np.empty((_COLUMNS, _FIRST_CAPACITY))
        self._length = 0
        self._cuts: list[int] = []

    def __len__(self) -> int:
        return self._length

    @property
    def epochs(self) -> Array:
        """The epochs recorded, shape ``(len(self),)``, read-only as those below."""
        return self._row(0)

    @property
    def train_losses(self) -> Array:
        """Mean loss of the train data after each of `epochs`."""
        return self._row(1)

    @property
    def test_losses(self) -> Array:
        """Mean loss of the test data after each of `epochs`."""
        return self._row(2)

    @property
    def train_accuracies(self) -> Array:
        """Share of the train data in the right class, 0 to 1; NaN without classes."""
        return self._row(3)

    @property
    def test_accuracies(self) -> Array:
        """Likewise of the test data."""
        return self._row(4)

    @property
    def rows(self) -> Array:
        """All of the above, one after the other: ``(5, len(self))``, read-only."""
        rows = self._rows[:, : self._length]
        rows.setflags(write=False)
        return rows

    @property
    def place(self) -> Place:
        """Where it ends now, for `since`."""
        return Place(len(self._cuts), self._length)

    def since(self, place: Place) -> Array:
        """The rows that are new since it ended at *place*, like `rows`.

        If it was cut to less in between, those that came in place of the lost ones.
        """
        start = min([place.length, *self._cuts[place.cuts :]])
        return self.rows[:, start:]

    def cut(self, epoch: int) -> None:
        """Forget what was recorded after *epoch*."""
        length = int(np.searchsorted(self.epochs, epoch, side="right"))
        if length < self._length:
            self._length = length
            self._cuts.append(length)

    def append(
        self,
        epoch: int,
        train_loss: float,
        test_loss: float,
        train_accuracy: float = math.nan,
        test_accuracy: float = math.nan,
    ) -> None:
        """Record an epoch, later than all before."""
        row = (epoch, train_loss, test_loss, train_accuracy, test_accuracy)
        self.extend(np.array(row, dtype=np.float64)[:, None])

    def extend(self, rows: Array) -> None:
        """Record epochs, ascending and later than all before, like `rows`."""
        length = self._length + rows.shape[1]
        self._rows = with_room(self._rows, self._length, length)
        self._rows[:, self._length : length] = rows
        self._length = length

    @staticmethod
    def spacing(epoch: int) -> int:
        """How far apart the epochs recorded after *epoch* are, at first."""
        return int(10 ** max(0, len(str(epoch)) - _DIGITS))

    @staticmethod
    def next_recorded(epoch: int) -> int:
        """The first epoch after *epoch* that is recorded."""
        spacing = History.spacing(epoch)
        return (epoch // spacing + 1) * spacing

    @staticmethod
    def next_spacing(epoch: int) -> int:
        """The first epoch after *epoch* from which on the spacing is larger."""
        return int(10 ** max(_DIGITS, len(str(epoch))))

    def _row(self, number: int) -> Array:
        row = self._rows[number, : self._length]
        row.setflags(write=False)
        return row


def with_room(array: Array, length: int, needed: int) -> Array:
    """An array with room for more columns, that grows without copying each time.

    It grows by a quarter: what lies beyond the columns in use takes memory too, since
    NumPy asks for pages of 2 MB.

    Args:
        array: What to make room in, shape ``(n_rows, room)``.
        length: How many of its columns are in use; they are kept.
        needed: How many columns are to fit.

    Returns:
        *array* if they fit, or a larger one.
    """
    room = array.shape[1]
    if needed <= room:
        return array
    roomy = np.empty((len(array), max(needed, math.ceil(_GROWTH * room))))
    roomy[:, :length] = array[:, :length]
    return roomy
