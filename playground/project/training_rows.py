"""What training has reached, as it stands in a project file: exact, and readable."""

import math
from typing import Annotated, Final

import msgspec
import numpy as np

from playground.core.operations import Array
from playground.core.session import Progress
from playground.project.errors import FileFormatError
from playground.training.data import experiment_data
from playground.training.experiment import Experiment
from playground.training.stopping import Best
from playground.training.trained import Trained, check_count

_LARGEST: Final = 2**53
_PLACE: Final = "training"
_Count = Annotated[int, msgspec.Meta(ge=0, le=_LARGEST)]
_Known = float | None
_Random = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{1,16}$")]


class TrainingRow(msgspec.Struct, forbid_unknown_fields=True):
    """What training has changed.

    Attributes:
        epoch: Epochs done.
        parameters: Layer by layer, neuron by neuron, weights and then the bias.
        memory: What the optimiser remembers, rows of a number for each parameter.
        resting: Places of the weights that the L1 penalty has stopped at 0.
        order: In which the points are visited; as they stand, if it is left out.
        random: State of the random numbers, hexadecimal.
        updates: Updates done.
        visited: Points visited in the epoch at hand.
        begun: Whether its order is drawn.
        total: Sum of their losses.
        best: The loss that was a gain last and its epoch.
        comparable: The epoch from which on losses are of the data as it is.
        curve: Epoch, losses and accuracies of train and test data, null for none.
    """

    epoch: _Count
    parameters: list[float]
    memory: list[list[float]] = []
    resting: list[_Count] = []
    order: list[_Count] | None = None
    random: _Random = "0"
    updates: _Count = 0
    visited: _Count = 0
    begun: bool = False
    total: float = 0.0
    best: tuple[float, _Count] | None = None
    comparable: _Count = 0
    curve: list[tuple[_Count, _Known, _Known, _Known, _Known]] = []


def training_entries(trained: Trained) -> dict[str, object]:
    """What training has reached, as JSON; what is as at first is left out."""
    progress, best = trained.progress, trained.best
    entries: dict[str, object] = {
        "epoch": trained.epoch,
        "parameters": progress.parameters.tolist(),
    }
    more: dict[str, object] = {
        "memory": progress.state.tolist(),
        "resting": np.flatnonzero(progress.dead).tolist(),
        "updates": progress.step,
        "visited": progress.start,
        "begun": progress.is_begun,
        "total": progress.total,
        "comparable": trained.comparable_since,
    }
    entries |= {name: value for name, value in more.items() if value}
    entries["random"] = f"{progress.random:x}"
    if not np.array_equal(progress.order, np.arange(len(progress.order))):
        entries["order"] = progress.order.tolist()
    if math.isfinite(best.loss):
        entries["best"] = [best.loss, best.epoch]
    entries["curve"] = [
        [int(epoch), *map(_known, numbers)]
        for epoch, *numbers in trained.curve.T.tolist()
    ]
    return entries


def trained_of(row: TrainingRow, experiment: Experiment) -> Trained:
    """What a file says that training of *experiment* has reached.

    Raises:
        FileFormatError: It contradicts itself; the message names the place.
        ExperimentError: It does not fit the experiment.
    """
    n_train = len(experiment_data(experiment)[0])
    n = len(row.parameters)
    check_count(experiment, n)
    for number, line in enumerate(row.memory):
        if len(line) != n:
            msg = f"{n} numbers are needed, one for each parameter, not {len(line)}"
            raise FileFormatError(msg, f"{_PLACE}.memory[{number}]")
    dead = np.zeros(n, dtype=np.bool_)
    for number, place in enumerate(row.resting):
        if place >= n:
            msg = f"there is no parameter {place}"
            raise FileFormatError(msg, f"{_PLACE}.resting[{number}]")
        dead[place] = True
    order = range(max(n_train, 1)) if row.order is None else row.order
    trained = Trained(
        row.epoch,
        Progress(
            np.array(row.parameters, dtype=np.float64),
            np.array(row.memory, dtype=np.float64).reshape(len(row.memory), n),
            dead,
            np.array(order, dtype=np.int64),
            int(row.random, 16),
            row.updates,
            row.visited,
            row.total,
            is_begun=row.begun,
        ),
        _curve(row),
        Best() if row.best is None else Best(*row.best),
        row.comparable,
    )
    trained.check(experiment, n_train)
    return trained


def _curve(row: TrainingRow) -> Array:
    numbers = [
        [math.nan if value is None else value for value in point] for point in row.curve
    ]
    return np.array(numbers, dtype=np.float64).reshape(len(numbers), 5).T.copy()


def _known(value: float) -> float | None:
    return value if math.isfinite(value) else None
