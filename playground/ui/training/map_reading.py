"""What is under the cursor on the map: the value there, and the nearest point."""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape
from typing import Final

import numpy as np

from playground.training.datasets import Dataset
from playground.training.table_text import shortened
from playground.ui.numbers import format_number
from playground.ui.theme import Theme
from playground.ui.training.data_colors import Array, label_color
from playground.ui.training.map_layers import EXTENT

NEAR: Final = 0.3
"""Units of the map within which a point is under the cursor."""

_LONGEST: Final = 12


@dataclass(frozen=True, slots=True)
class DataPoint:
    """A point of the data: where it is, and what is to be predicted there."""

    x: float
    y: float
    label: float


@dataclass(frozen=True, slots=True)
class Meaning:
    """What labels mean.

    Args:
        classes: How many there are, 0 for numbers.
        names: What a person calls them.
    """

    classes: int = 2
    names: tuple[str, ...] = ()

    @property
    def has_many(self) -> bool:
        """Whether there are more than two classes."""
        return self.classes > 2  # noqa: PLR2004

    def name(self, label: float) -> str:
        """What a person calls a label."""
        number = int(label) if self.has_many else int(label > 0)
        is_class = self.classes and number < len(self.names)
        if not is_class or (not self.has_many and abs(label) != 1):
            return format_number(label)
        return short_name(self.names[number])


def short_name(name: str) -> str:
    """A name that is not too long for a line."""
    return shortened(name, _LONGEST)


def tip_of(text: str) -> str:
    """A tool tip that shows *text*, whatever names of others are in it."""
    # Qt guesses from such signs whether a text is rich.
    is_plain = not {"<", "&"} & set(text)
    return text if is_plain else f"<span>{escape(text)}</span>"


def nearest_point(
    shown: Sequence[Dataset | None], x: float, y: float, height: float | None
) -> DataPoint | None:
    """The point under the cursor, if any.

    Args:
        shown: The data whose points are on show.
        x: Of the cursor.
        y: Of the cursor.
        height: Where labels are drawn over x, the largest one that is on show.
    """
    best, nearest = None, NEAR
    for data in shown:
        if data is None or not len(data):
            continue
        heights = data.points[:, 1] if height is None else data.labels
        stretch = 1.0 if height is None else EXTENT / height
        distances = np.hypot(data.points[:, 0] - x, (heights - y) * stretch)
        index = int(np.argmin(distances))
        if distances[index] < nearest:
            best = point_number(data, index)
            nearest = float(distances[index])
    return best


def point_number(data: Dataset, index: int) -> DataPoint:
    """A point of *data*."""
    at_x, at_y = data.points[index].tolist()
    return DataPoint(at_x, at_y, float(data.labels[index]))


def wrongness(values: Array, data: Dataset) -> Array:
    """How far the map is from each label, from 0 to 1: shape ``(n,)``.

    Args:
        values: Outputs ``(rows, columns)``, or probabilities ``(k, rows, columns)``.
        data: The points.
    """
    scale = (np.array(values.shape[-2:]) - 1) / (2 * EXTENT)
    cells = np.rint((np.clip(data.points, -EXTENT, EXTENT) + EXTENT) * scale[::-1])
    column, row = cells.astype(np.intp).T
    if values.ndim == data.points.ndim:
        distance = np.abs(values[row, column] - data.labels) / 2
    else:
        distance = 1 - values[data.labels.astype(np.intp), row, column]
    wrong: Array = np.nan_to_num(np.minimum(distance, 1.0), nan=1.0)
    return wrong


def reading(
    cursor: tuple[float, float],
    values: Array | None,
    point: DataPoint | None,
    meaning: Meaning,
    theme: Theme,
) -> str:
    """The words for the place under the cursor, as rich text: see `readings`."""
    return readings(cursor, values, point, meaning, theme)[0]


def readings(
    cursor: tuple[float, float],
    values: Array | None,
    point: DataPoint | None,
    meaning: Meaning,
    theme: Theme,
) -> tuple[str, str]:
    """The words for the place under the cursor, as rich text, long and short.

    The short ones leave the place out where they have more to tell.

    Args:
        cursor: Where it is.
        values: The map, ``(rows, columns)``, or probabilities ``(k, rows, columns)``. A
            single row is a curve over x.
        point: The data point there, if any.
        meaning: Of labels.
        theme: For the colour of the point.
    """
    x, y = cursor
    is_curve = values is not None and values.shape[-2] == 1
    place = f"x = {_short(x)}" if is_curve else f"({_short(x)}, {_short(y)})"
    value = ""
    if values is not None:
        value = f"→ {escape(_value(values_at(values, x, y), meaning))}"
    long, short = f"{place} {value}".rstrip(), value or place
    if point is None:
        return long, short
    color = label_color(theme, point.label, meaning.classes).name()
    name = escape(meaning.name(point.label))
    label = f'<span style="color:{color}">●</span> {name} &nbsp;'
    return label + long, label + short


def values_at(values: Array, x: float, y: float) -> Array:
    """The value, or the values, of the grid point nearest to (*x*, *y*)."""
    rows, columns = values.shape[-2:]
    row = round((y + EXTENT) / (2 * EXTENT) * (rows - 1))
    column = round((x + EXTENT) / (2 * EXTENT) * (columns - 1))
    found: Array = np.asarray(
        values[..., min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)]
    )
    return found


def _value(found: Array, meaning: Meaning) -> str:
    if not found.ndim:
        return format_number(float(found))
    if np.isnan(found).any():
        return format_number(float("nan"))
    winner = int(found.argmax())
    name = meaning.name(winner)
    if name.isdigit():  # or two numbers would stand side by side
        name = f"class {name},"
    return f"{name} {found[winner]:.0%}".replace("%", " %")


def _short(coordinate: float) -> str:
    return format_number(round(coordinate, 1))
