"""What a training thread can be told, as values."""

from dataclasses import dataclass

from playground.training.experiment import Experiment
from playground.training.trained import Trained


@dataclass(frozen=True, slots=True)
class Play:
    """Train until told otherwise."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Stop."""


@dataclass(frozen=True, slots=True)
class Step:
    """Train for some epochs, then pause."""

    epochs: int


@dataclass(frozen=True, slots=True)
class Update:
    """Make one update with so many points, 0 being a batch; then pause."""

    samples: int


@dataclass(frozen=True, slots=True)
class Limit:
    """Play no faster than this; 0 is as fast as can be."""

    epochs_per_second: float


@dataclass(frozen=True, slots=True)
class Change:
    """Go on with other settings."""

    experiment: Experiment


@dataclass(frozen=True, slots=True)
class SetParameter:
    """Give a parameter another value."""

    number: int
    value: float


@dataclass(frozen=True, slots=True)
class Resume:
    """Go on from where another run was."""

    trained: Trained


@dataclass(frozen=True, slots=True)
class Request:
    """Leave a snapshot with all that is wanted."""

    wants_neuron_maps: bool
    watched: tuple[int, int] | None
    wants_checkup: bool = False
    wants_details: bool = False


@dataclass(frozen=True, slots=True)
class Close:
    """End."""


ChangeOrder = Update | Change | SetParameter | Resume
"""What changes a trainer, rather than when it runs."""

Command = Play | Pause | Step | Limit | Request | Close | ChangeOrder
