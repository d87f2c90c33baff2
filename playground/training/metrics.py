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


def mean(values: Array | NDArray[np.bool_]) -> float:
    """The mean; NaN of nothing."""
    if len(values) == 0:
        return math.nan
    # NumPy's own mean takes several times as long for so few numbers.
    with np.errstate(all="ignore"):
        return float(np.add.reduce(values)) / len(values)
