"""A data set of one's own, as rows of x, y and label that settings can hold."""

import math
from collections.abc import Sequence
from numbers import Real
from typing import Final, TypeAlias

import numpy as np

from playground.core.operations import Array
from playground.training.datasets import MAX_CLASSES, Dataset

Points: TypeAlias = tuple[tuple[float, float, float], ...]
"""Rows of x, y and label.

Of two classes the labels are -1 and 1, of more 0, 1, 2 and so on.
"""

MAX_POINTS: Final = 20_000
FARTHEST: Final = 1e6
"""No coordinate and no label of one's own is larger."""

_GOLDEN: Final = (math.sqrt(5) - 1) / 2
_COLUMNS: Final = 3
_TWO: Final = 2
_MANY: Final = frozenset(map(float, range(MAX_CLASSES)))


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


def classes_of(points: Points) -> int:
    """How many classes the labels are of: 2 to `MAX_CLASSES`, or 0 for numbers."""
    labels = {label for _x, _y, label in points}
    if labels <= {-1.0, 1.0}:
        return 2
    if labels <= _MANY and max(labels) > 1:
        return int(max(labels)) + 1
    return 0


def are_on_axis(points: Points) -> bool:
    """Whether all points lie on the x axis, so that x is all there is to see."""
    return all(y == 0 for _x, y, _label in points)


def place_in_words(point: Array, *, is_curve: bool = False) -> str:
    """Where a point ``(2,)`` is; over x alone if *is_curve*."""
    x, y = point
    return f"x = {x:.3g}" if is_curve else f"x = {x:.3g}, y = {y:.3g}"


def misfit(points: Points, classes: int) -> str:
    """Why labels are not of so many *classes*, for a person, or ""."""
    allowed = labels_of(classes)
    for number, (_x, _y, label) in enumerate(points, 1):
        if label not in allowed:
            return f"row {number} has the label {label:g}; {labels_in_words(classes)}"
    return ""


def labels_of(classes: int) -> tuple[float, ...]:
    """The labels of so many classes, from two on."""
    return (-1.0, 1.0) if classes == _TWO else tuple(map(float, range(classes)))


def labels_in_words(classes: int) -> str:
    """Which labels so many classes have."""
    if classes == _TWO:
        return "two classes have the labels -1 and 1"
    return f"{classes} classes have the labels 0 to {classes - 1}"


def relabelled(points: Points, before: int, after: int) -> Points:
    """The same points for another number of classes.

    Raises:
        PointsError: There are points of classes that would not be any more.
    """
    old, new = labels_of(before), labels_of(after)
    names = dict(zip(old, new, strict=False))
    left = {label for _x, _y, label in points} - names.keys()
    if left:
        count = sum(row[2] in left for row in points)
        msg = (
            f"are {after} classes only when none has another: {count} points are of "
            f"class {', '.join(f'{label:g}' for label in sorted(left))}; erase them "
            "first, or paint them over"
        )
        raise PointsError(msg)
    if old[: len(names)] == new[: len(names)]:
        return points
    return tuple((x, y, names[label]) for x, y, label in points)


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
