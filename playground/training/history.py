"""What a run remembers of its losses."""

from typing import Final

import numpy as np

from playground.core.operations import Array

_FIRST_CAPACITY: Final = 256
_DIGITS: Final = 4


class History:
    """Losses by epoch, in buffers that double, so that growing never slows a run.

    Every epoch is recorded at first, every tenth from 10,000 on, every hundredth from
    100,000 on and so forth: a run of any length fits in memory, and the same epochs are
    recorded however the run was cut into pieces.
    """

    def __init__(self) -> None:
        self._rows = np.empty((3, _FIRST_CAPACITY))
        self._length = 0

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

    def append(self, epoch: int, train_loss: float, test_loss: float) -> None:
        """Record an epoch, later than all before."""
        if self._length == self._rows.shape[1]:
            self._rows = np.concatenate([self._rows, np.empty_like(self._rows)], axis=1)
        self._rows[:, self._length] = epoch, train_loss, test_loss
        self._length += 1

    @staticmethod
    def next_recorded(epoch: int) -> int:
        """The first epoch after *epoch* that is recorded."""
        spacing: int = 10 ** max(0, len(str(epoch)) - _DIGITS)
        return (epoch // spacing + 1) * spacing

    def _row(self, number: int) -> Array:
        row = self._rows[number, : self._length]
        row.setflags(write=False)
        return row
