"""Schedules of the learning rate by name, with one number: after how many epochs."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playground.core.optimizers import (
    Constant,
    Cosine,
    InverseTime,
    Schedule,
    StepDecay,
)

_DROP: Final = 0.5


@dataclass(frozen=True, slots=True)
class ScheduleKind:
    """A way for the learning rate to change.

    Args:
        name: What settings and files call it.
        help: One line for a person, with its formula.
        make: ``(learning rate, updates) ->`` the schedule.
    """

    name: str
    help: str
    make: Callable[[float, int], Schedule]

    def of(self, learning_rate: float, epochs: int, updates_per_epoch: int) -> Schedule:
        """The schedule for a run of so many updates in each epoch."""
        return self.make(learning_rate, max(1, epochs * updates_per_epoch))


def updates_per_epoch(n_samples: int, batch_size: int) -> int:
    """How many updates an epoch makes."""
    return max(1, math.ceil(n_samples / batch_size))


SCHEDULES: Final[dict[str, ScheduleKind]] = {
    row.name: row
    for row in (
        ScheduleKind(
            "constant", "The same rate always.", lambda rate, _updates: Constant(rate)
        ),
        ScheduleKind(
            "step",
            "Half the rate after every n epochs: rate · ½^⌊epoch / n⌋.",
            lambda rate, updates: StepDecay(rate, _DROP, updates),
        ),
        ScheduleKind(
            "cosine",
            "Down to 0 within n epochs: rate · ½(1 + cos(π · epoch / n)).",
            Cosine,
        ),
        ScheduleKind(
            "inverse",
            "Half the rate after n epochs, a third after 2n: rate / (1 + epoch / n).",
            lambda rate, updates: InverseTime(rate, 1.0 / updates),
        ),
    )
}
"""Every schedule by its name."""
