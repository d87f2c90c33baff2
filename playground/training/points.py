"""A data set of one's own, as rows of x, y and label that settings can hold."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import Final, TypeAlias

import numpy as np

from playground.training.datasets import Dataset

Points: TypeAlias = tuple[tuple[float, float, float], ...]
"""Rows of x, y and label; of two classes the labels are -1 and 1."""

MAX_POINTS: Final = 20_000
FARTHEST: Final = 1e6
"""No coordinate and no label of one's own is larger."""

_GOLDEN: Final = (math.sqrt(5) - 1) / 2
_COLUMNS: Final = 3


class PointsError(ValueError):
    """Rows are no points; the message says which and why."""


def checked_points(rows: object) -> Points:
    """The rows as `Points`.

    Raises:
        PointsError: They are no list of three numbers each.
    """
    if isinstance(rows, str) or not isinstance(rows, Sequence):
        msg = "must be a list of rows of x, y and label"
        raise PointsError(msg)
    if len(rows) > MAX_POINTS:
        msg = f"must be at most {MAX_POINTS:,} rows, not {len(rows):,}"
        raise PointsError(msg)
    return tuple(_checked_row(number, row) for number, row in enumerate(rows, 1))


def _checked_row(number: int, row: object) -> tuple[float, float, float]:
    if type(row) is tuple and len(row) == _COLUMNS:
        x, y, label = row
        # What was checked before, as all but one row are while somebody paints.
        if type(x) is type(y) is type(label) is float and (
            -FARTHEST <= x <= FARTHEST
            and -FARTHEST <= y <= FARTHEST
            and -FARTHEST <= label <= FARTHEST
        ):
            return row
    if (
        isinstance(row, str)
        or not isinstance(row, Sequence)
        or len(row) != _COLUMNS
        or not all(isinstance(v, Real) and not isinstance(v, bool) for v in row)
    ):
        msg = f"must be rows of x, y and label; row {number} is not"
        raise PointsError(msg)
    x, y, label = map(float, row)
    if not all(abs(value) <= FARTHEST for value in (x, y, label)):
        msg = f"must be numbers of at most {FARTHEST:,.0f}; row {number} has another"
        raise PointsError(msg)
    return x, y, label


def have_classes(points: Points) -> bool:
    """Whether every label is -1 or 1."""
    return all(label in (-1.0, 1.0) for _x, _y, label in points)


def dataset_of(points: Points) -> Dataset:
    """The rows as arrays."""
    rows = np.array(points, dtype=np.float64).reshape(-1, _COLUMNS)
    return Dataset(rows[:, :2], rows[:, 2])


def is_for_training(count: int, train_fraction: float) -> np.ndarray:
    """Which of *count* rows are to train on, the others being for tests.

    Spread by the golden ratio: a row keeps its part when others come after it, and no
    rhythm of the rows, such as every second one being of the same class, can match it.
    """
    drawn = np.arange(1, count + 1) * _GOLDEN % 1.0
    # The first row is drawn at .618; by half a turn it becomes one to train on.
    return np.asarray((drawn + 0.5) % 1.0 < train_fraction + 1e-9, dtype=np.bool_)


def split_points(points: Points, train_fraction: float) -> tuple[Dataset, Dataset]:
    """The rows to train on, and those to test on."""
    everything = dataset_of(points)
    trains = is_for_training(len(points), train_fraction)
    return (
        Dataset(everything.points[trains], everything.labels[trains]),
        Dataset(everything.points[~trains], everything.labels[~trains]),
    )


def points_of(dataset: Dataset) -> Points:
    """The points of *dataset* as rows."""
    xs, ys = dataset.points.T.tolist() if len(dataset) else ([], [])
    return tuple(zip(xs, ys, dataset.labels.tolist(), strict=True))
