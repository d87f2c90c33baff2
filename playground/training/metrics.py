"""How good a network is, in a few numbers."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array


@dataclass(frozen=True, slots=True)
class Metrics:
    """How good a network is; what cannot be said is NaN.

    Attributes:
        train_loss: Mean over the train data, without regularisation.
        test_loss: Mean over the test data.
        train_accuracy: Share of the train data in the right class, 0 to 1.
        test_accuracy: Share of the test data in the right class.
    """

    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float


def measure(losses: Array, right: NDArray[np.bool_], train: int) -> Array:
    """Losses and accuracies at several times.

    Args:
        losses: Of all points at each time, ``(times, n)``, the train points first.
        right: Which of them are taken for their class, as large.
        train: How many train points there are.

    Returns:
        The attributes of `Metrics` in their order, ``(4, times)``.
    """
    parts = (losses[:, :train], losses[:, train:], right[:, :train], right[:, train:])
    return np.stack([_means(part) for part in parts])


def _means(values: Array | NDArray[np.bool_]) -> Array:
    """`mean` of each row, to the last bit."""
    count = values.shape[1]
    if count == 0:
        return np.full(len(values), math.nan)
    with np.errstate(all="ignore"):
        means: Array = np.add.reduce(values, axis=1) / count
    return means


def mean(values: Array | NDArray[np.bool_]) -> float:
    """The mean; NaN of nothing."""
    if len(values) == 0:
        return math.nan
    # NumPy's own mean takes several times as long for so few numbers.
    with np.errstate(all="ignore"):
        return float(np.add.reduce(values)) / len(values)
