"""A look into a run that costs more than its losses: gradient, outputs, advice."""

from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array
from playground.training.doctor import Finding, examine, layer_sizes, split_layers
from playground.training.trainer import Trainer


@dataclass(frozen=True, eq=False, slots=True)
class Checkup:
    """How a run does.

    Attributes:
        gradients: Of the mean train loss, for each layer those of its parameters.
        confusion: For classes, how many test points (without any, train points) of a
            class (rows: -1, 1) were taken for which (columns); otherwise None.
        determination: For numbers, the share of the labels' variance that the outputs
            explain, R²; otherwise NaN.
        finding: What the doctor says, if anything.
    """

    gradients: tuple[Array, ...]
    confusion: NDArray[np.int64] | None
    determination: float
    finding: Finding | None

    @classmethod
    def of(cls, trainer: Trainer) -> Self:
        """Look into *trainer*."""
        experiment = trainer.experiment
        gradient = trainer.gradient()
        data = trainer.test if len(trainer.test) else trainer.train
        outputs = trainer.predict(data.points) if len(data) else np.empty(0)
        is_classes = data.has_classes and not experiment.is_regression
        finding = None
        if len(trainer.train):
            hidden = trainer.hidden_outputs()
            finding = examine(experiment, trainer.history, hidden, gradient)
        return cls(
            tuple(split_layers(gradient, layer_sizes(experiment))),
            confusion(outputs, data.labels) if is_classes else None,
            np.nan if is_classes else determination(outputs, data.labels),
            finding,
        )


def confusion(outputs: Array, labels: Array) -> NDArray[np.int64]:
    """How many of a class, -1 and 1 down, were taken for which, -1 and 1 across."""
    taken = outputs >= 0
    is_positive = labels > 0
    return np.array(
        [
            [np.sum(~is_positive & ~taken), np.sum(~is_positive & taken)],
            [np.sum(is_positive & ~taken), np.sum(is_positive & taken)],
        ],
        dtype=np.int64,
    )


def determination(outputs: Array, labels: Array) -> float:
    """The share of the labels' variance that the outputs explain; NaN without any."""
    if not len(labels):
        return float("nan")
    with np.errstate(all="ignore"):
        variance = np.sum((labels - labels.mean()) ** 2)
        if variance == 0:
            return float("nan")
        return float(1 - np.sum((labels - outputs) ** 2) / variance)
