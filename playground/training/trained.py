"""`Trained`: all that training has changed, so that a later run goes on from there."""

import math
from dataclasses import dataclass, field, replace
from typing import Final, Self

import numpy as np

from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS
from playground.core.session import Progress
from playground.training.experiment import Experiment, ExperimentError
from playground.training.history import History
from playground.training.network_graph import NetworkGraph
from playground.training.stopping import Best

MOST_POINTS: Final = 2000
"""Of a loss curve, that are kept."""


@dataclass(frozen=True, eq=False, slots=True)
class Trained:
    """A run at one moment, complete; its arrays are nobody else's.

    Attributes:
        epoch: How many epochs were completed.
        progress: Parameters and what optimiser and shuffling remember, in the order of
            `MLP.parameters`.
        curve: Losses and accuracies by epoch, see `curve_of`.
        best: The loss that was a gain last, for the rule that waits for another one.
        comparable_since: The epoch from which on the curve is of the data, and of the
            loss, with which it goes on.
    """

    epoch: int
    progress: Progress
    curve: Array
    best: Best = field(default_factory=Best)
    comparable_since: int = 0

    def is_same(self, other: "Trained | None") -> bool:
        """Whether a file would have the same weights, and go on in the same way."""
        if other is None or self.epoch != other.epoch:
            return False
        mine, others = self.progress, other.progress
        return (
            (mine.step, mine.start, mine.random)
            == (others.step, others.start, others.random)
            and np.array_equal(mine.parameters, others.parameters)
            and np.array_equal(mine.state, others.state)
            and np.array_equal(mine.dead, others.dead)
        )

    def fitted(self, experiment: Experiment, n_train: int) -> Self:
        """What is left of it when a run goes on with other settings or other data.

        As in the run itself, another kind of optimiser begins anew, and so does the
        epoch at hand with other data.
        """
        progress = self.progress
        n = len(progress.parameters)
        state = OPTIMIZERS[experiment.optimizer](experiment.learning_rate).state(n)
        if state.shape != progress.state.shape:
            progress = replace(progress, state=state, step=0)
        if len(progress.order) != max(n_train, 1):
            order = np.arange(max(n_train, 1))
            progress = replace(
                progress, order=order, start=0, total=0.0, is_begun=False
            )
        return self if progress is self.progress else replace(self, progress=progress)

    def check(self, experiment: Experiment, n_train: int) -> None:
        """Refuse what does not fit the network of *experiment* and its train points.

        Raises:
            ExperimentError: Names what does not fit, as files call it.
        """
        progress, n = self.progress, len(self.progress.parameters)
        check_count(experiment, n)
        optimizer = OPTIMIZERS[experiment.optimizer](experiment.learning_rate)
        rows = len(optimizer.state(n))
        if progress.state.shape != (rows, n):
            msg = f"{experiment.optimizer} remembers {rows} rows of {n} numbers"
            raise ExperimentError(msg, "memory")
        n_train = max(n_train, 1)
        if not np.array_equal(np.sort(progress.order), np.arange(n_train)):
            msg = f"not the numbers from 0 to {n_train - 1}, each of them once"
            raise ExperimentError(msg, "order")
        if not 0 <= progress.start < n_train:
            msg = f"an epoch visits {n_train} points, and then it is complete"
            raise ExperimentError(msg, "visited")
        epochs = self.curve[0]
        if len(epochs) and not (
            (np.diff(epochs) > 0).all() and epochs[0] >= 0 and epochs[-1] <= self.epoch
        ):
            msg = f"epochs must rise from 0, up to {self.epoch} at most"
            raise ExperimentError(msg, "curve")


def check_count(experiment: Experiment, found: int) -> None:
    """Refuse a number of parameters that the network of *experiment* does not have.

    Raises:
        ExperimentError: Says how many it has.
    """
    n = len(NetworkGraph.build(experiment, None).network.parameters())
    if found != n:
        msg = f"this network has {n} weights and biases, but here are {found}"
        raise ExperimentError(msg, "parameters")


def curve_of(history: History) -> Array:
    """`History.rows`, thinned to `MOST_POINTS`; the first and the last are kept."""
    points = min(len(history), MOST_POINTS)
    kept = np.linspace(0, len(history) - 1, points).round().astype(np.int64)
    return history.rows[:, kept]


def start_loss(curve: Array) -> float:
    """The train loss at the start of a *curve*; infinite without one."""
    if not curve.shape[1] or not math.isfinite(curve[1, 0]):
        return math.inf
    return float(curve[1, 0])
