"""Snapshots of a run, and the mailbox and the clock that go with them."""

import math
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.checkup import Checkup
from playground.training.datasets import EXTENT
from playground.training.history import Place
from playground.training.trained import Trained

MAP_SIZE: Final = 100
"""Points along each side of a map."""

_SPEED_WINDOW: Final = 0.5


def _nothing() -> Array:
    return np.empty(0)


@dataclass(frozen=True, eq=False, slots=True)
class Details:
    """What moves each parameter, in the order of `MLP.parameters`.

    Attributes:
        gradient: Of the mean loss of all train points, without regularisation, shape
            ``(n_parameters,)``.
        state: What the optimiser remembers, shape ``(rows, n_parameters)``.
        state_names: What the rows are, for a person.
        update: What the last update added, shape ``(n_parameters,)``.
    """

    gradient: Array
    state: Array
    state_names: tuple[str, ...]
    update: Array


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """A run at one moment; its arrays are its own and read-only.

    Attributes:
        generation: Which run it belongs to, so that those of older ones can be dropped.
        epoch: How many epochs were completed.
        train_loss: Mean over the train data, without regularisation.
        test_loss: Mean over the test data.
        train_accuracy: Share of the train data in the right class, 0 to 1, or NaN.
        test_accuracy: Share of the test data in the right class, or NaN.
        boundary: The network's output on ``[-EXTENT, EXTENT]²``, both ends included,
            shape ``(MAP_SIZE, MAP_SIZE)``; row 0 has the lowest y, column 0 the
            lowest x. Of three or more classes the likeliest, from 0. While a large
            network trains, in part interpolated: see `quick_maps`.
        parameters: In the order of `MLP.parameters`, shape ``(n_parameters,)``.
        epochs: Points of the loss curve that are new since the snapshot taken before;
            those after *epoch* that came before are no part of it any more.
        train_losses: At those epochs.
        test_losses: At those epochs.
        train_accuracies: At those epochs, NaN without classes.
        test_accuracies: At those epochs, NaN without classes.
        epochs_per_second: How fast it trains, 0 when it does not.
        is_running: Whether it goes on by itself.
        problem: Why training stopped, in a sentence for a person, or "".
        is_diverged: Whether *problem* is that numbers were no longer finite.
        summary: What failed then, in a sentence.
        gentler_rate: The learning rate to go on with then.
        finished: Why a rule stopped it, in a sentence for a person, or "".
        rule: Which one, a setting of `Experiment`, or "".
        samples_done: How many points of the epoch at hand were visited.
        obeyed: How many commands it comes after, see `BackgroundTrainer.told`.
        checkup: What was asked of the doctor, where it was.
        probabilities: Of three or more classes, their probabilities on the same map,
            shape ``(k, MAP_SIZE, MAP_SIZE)``; otherwise None.
        neuron_maps: What all neurons answer, where asked for: see `NeuronMaps.all`.
        watched: The neuron that was asked for, its layer from 1 and index from 0.
        details: Of every parameter, where asked for: see `Details`.
        watched_map: What that neuron answers, like *boundary*.
        trained: All that training has changed, to be kept; None while nothing has.
    """

    generation: int
    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    boundary: Array
    parameters: Array
    epochs: Array
    train_losses: Array
    test_losses: Array
    epochs_per_second: float
    is_running: bool
    problem: str
    train_accuracies: Array = field(default_factory=_nothing)
    test_accuracies: Array = field(default_factory=_nothing)
    finished: str = ""
    rule: str = ""
    is_diverged: bool = False
    summary: str = ""
    gentler_rate: float = 0.0
    samples_done: int = 0
    obeyed: int = 0
    checkup: Checkup | None = None
    probabilities: Array | None = None
    neuron_maps: Array | None = None
    watched: tuple[int, int] | None = None
    watched_map: Array | None = None
    details: Details | None = None
    trained: Trained | None = None

    @property
    def map(self) -> Array:
        """What the map shows: *boundary*, or of three or more classes the shares."""
        return self.boundary if self.probabilities is None else self.probabilities


@cache
def map_points() -> Array:
    """The points of a map, row by row from the lowest y: ``(MAP_SIZE**2, 2)``.

    They are read-only, for all share them.
    """
    line = np.linspace(-EXTENT, EXTENT, MAP_SIZE)
    points = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    points.setflags(write=False)
    return points


class Mailbox:
    """Room for one snapshot; a newer one takes the place of one nobody has taken.

    The points of the loss curve of a replaced snapshot are in the one that replaces it,
    and so is its checkup.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._taken = Place()
        self._end = Place()

    def put(self, make: Callable[[Place], tuple[Snapshot, Place]]) -> None:
        """Put a snapshot in.

        Args:
            make: Given where the curve ended that was taken, answers with a snapshot
                that holds what is new since then, and with where it ends now.
        """
        with self._lock:
            before = self._snapshot
            self._snapshot, self._end = make(self._taken)
            if before is not None and self._snapshot.checkup is None:
                self._snapshot = replace(self._snapshot, checkup=before.checkup)

    def take(self) -> Snapshot | None:
        """Take the snapshot out, if there is one."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
            self._taken = self._end
            return snapshot


class Speed:
    """Epochs per second over the last half second or so of training."""

    def __init__(self) -> None:
        self._epochs = 0.0
        self._seconds = 0.0

    def count(self, epochs: int, seconds: float) -> None:
        """Take note of a chunk."""
        fade = math.exp(-seconds / _SPEED_WINDOW)
        self._epochs = self._epochs * fade + epochs
        self._seconds = self._seconds * fade + seconds

    @property
    def epochs_per_second(self) -> float:
        """The speed, 0 before the first chunk."""
        return self._epochs / self._seconds if self._seconds else 0.0
