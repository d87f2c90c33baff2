"""A look into a run that costs more than its losses: gradient, outputs, advice."""

from dataclasses import dataclass
from typing import Final, Self

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array
from playground.training.doctor import Finding, examine, layer_sizes, split_layers
from playground.training.trainer import Trainer

_TWO: Final = 2


@dataclass(frozen=True, eq=False, slots=True)
class Checkup:
    """How a run does.

    Attributes:
        gradients: Of the mean train loss, for each layer those of its parameters.
        confusion: For classes, how many test points (without any, train points) of a
            class (rows: -1 and 1, or 0 to k - 1) were taken for which (columns);
            otherwise None. Shape ``(k, k)``.
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
        classes = experiment.n_classes
        is_classes = classes > _TWO or (classes == _TWO and data.has_classes)
        finding = None
        if len(trainer.train):
            finding = examine(
                experiment,
                trainer.history,
                trainer.hidden_outputs(),
                gradient,
                trainer.comparable_since,
                answers=trainer.answers(trainer.train.points),
                labels=trainer.train.labels,
            )
        return cls(
            tuple(split_layers(gradient, layer_sizes(experiment))),
            confusion(outputs, data.labels, classes) if is_classes else None,
            np.nan if is_classes else determination(outputs, data.labels),
            finding,
        )


def confusion(outputs: Array, labels: Array, classes: int = 2) -> NDArray[np.int64]:
    """How many of each class, down, were taken for which, across: ``(k, k)``.

    Args:
        outputs: What was predicted; of two classes below 0 or not.
        labels: -1 and 1 of two classes, otherwise 0 to k - 1.
        classes: How many there are.
    """
    if classes == _TWO:
        actual = (labels > 0).astype(np.float64)
        taken = (outputs >= 0).astype(np.float64)
    else:
        # What is not a number is of no class, and counted nowhere.
        known = np.isfinite(outputs)
        actual, taken = labels[known], outputs[known]
    table = np.zeros((classes, classes), dtype=np.int64)
    np.add.at(table, (actual.astype(np.intp), taken.astype(np.intp)), 1)
    return table


def determination(outputs: Array, labels: Array) -> float:
    """The share of the labels' variance that the outputs explain; NaN without any."""
    if not len(labels):
        return float("nan")
    with np.errstate(all="ignore"):
        variance = np.sum((labels - labels.mean()) ** 2)
        if variance == 0:
            return float("nan")
        return float(1 - np.sum((labels - outputs) ** 2) / variance)
