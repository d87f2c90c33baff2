"""Where rows of points are on the map: on the plane, or as heights over x."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.datasets import Dataset
from playground.training.points import Points
from playground.ui.training.map_layers import CURVE_EXTENT, EXTENT

SPACING: Final = 0.45
"""Between two points of a stroke, in units of the map."""
TICKS: Final = (-6.0, -3.0, 0.0, 3.0, 6.0)
"""Of the plane, on both axes."""

_MARGIN: Final = 1.08
"""How much more room a curve has than its largest label needs."""
_LEAST: Final = 1e-12

Place = tuple[float, float]
Row = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a place of the map means.

    Args:
        height: Of what is on show of a curve, from 0; None for the plane.
        highest: The largest label, on either side of 0, that a curve can be given.
    """

    height: float | None = None
    highest: float = CURVE_EXTENT

    @property
    def is_curve(self) -> bool:
        """Whether heights are labels."""
        return self.height is not None

    @property
    def reach(self) -> float:
        """How far what is on show goes up, and down."""
        return EXTENT if self.height is None else self.height

    @property
    def ticks(self) -> list[float]:
        """Where the axis at the left has its marks."""
        if self.height is None:
            return list(TICKS)
        step = 10.0 ** math.floor(math.log10(self.height / _MARGIN))
        return [-step, 0.0, step]

    def places(self, points: Points) -> Array:
        """Where points are drawn: shape ``(n, 2)``."""
        rows = np.array(points, dtype=np.float64).reshape(-1, 3)
        return rows[:, [0, 2 if self.is_curve else 1]]

    def row(self, place: Place, label: float) -> Row:
        """A point at a place; over x its label is its height, whatever *label* is."""
        x, y = place
        return (x, 0.0, y) if self.is_curve else (x, y, label)

    def within(self, place: Place) -> Place:
        """The place, or the nearest one on the map."""
        x, y = place
        top = self.highest if self.is_curve else EXTENT
        return _cut(x, EXTENT), _cut(y, top)

    def way(self, start: Place, end: Place) -> list[Place]:
        """Places from *start*, which is left out, towards *end*, evenly apart."""
        stretch = 1.0 if self.height is None else EXTENT / self.height
        length = math.hypot(end[0] - start[0], (end[1] - start[1]) * stretch)
        # What is all but a whole step is one: places are rounded.
        count = math.floor(length / SPACING + 1e-3)
        steps = [number * SPACING / length for number in range(1, count + 1)]
        return [self.within(_between(start, end, share)) for share in steps]


def curve_sheet(data: Iterable[Dataset | None]) -> Sheet:
    """One with room for every label of *data* over x."""
    labels = [known.labels for known in data if known is not None and len(known)]
    largest = max((float(np.abs(found).max()) for found in labels), default=0.0)
    return Sheet(max(CURVE_EXTENT, largest * _MARGIN), max(CURVE_EXTENT, largest))


def distances(places: Array, start: Place, end: Place, reach: Place) -> Array:
    """How far *places* are from the way from *start* to *end*: shape ``(n,)``.

    Args:
        places: Shape ``(n, 2)``.
        start: Where the way begins.
        end: Where it ends; may be the same.
        reach: What counts as 1 along each axis.
    """
    way = (np.array(end) - start) / reach
    off = (places - np.array(start)) / reach
    share = np.clip(off @ way / max(float(way @ way), _LEAST), 0.0, 1.0)
    found: Array = np.hypot(*(off - share[:, np.newaxis] * way).T)
    return found


def _between(start: Place, end: Place, share: float) -> Place:
    return (
        start[0] + (end[0] - start[0]) * share,
        start[1] + (end[1] - start[1]) * share,
    )


def _cut(coordinate: float, most: float) -> float:
    return min(max(round(coordinate, 3), -most), most)
