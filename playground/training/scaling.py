"""Columns of a table stretched over the map, and what was done to each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from typing_extensions import override

from playground.training.points import Points
from playground.training.table_text import shortened

_LONGEST: Final = 24
"""Letters of a column's name."""


@dataclass(frozen=True, slots=True)
class Scaling:
    """``scaled = (value - middle) / half * reach``, for one column."""

    column: str
    low: float
    high: float
    reach: float

    def __call__(self, value: float) -> float:
        """*value* in its new place."""
        if self.low == self.high:
            return 0.0
        # Halves first: the difference of two numbers may be larger than any number.
        middle = self.low / 2 + self.high / 2
        half = self.high / 2 - self.low / 2
        return (value - middle) / half * self.reach

    @override
    def __str__(self) -> str:
        reach = f"{self.reach:g}".replace("-", "−")
        low, high = (f"{v:.4g}".replace("-", "−") for v in (self.low, self.high))
        name = shortened(self.column, _LONGEST)
        if self.low == self.high:
            return f"{name}: {low} everywhere → 0"
        return f"{name}: {low} … {high} → −{reach} … {reach}"


def stretched(
    rows: Sequence[tuple[float, float, float]],
    columns: Sequence[tuple[str, float] | None],
) -> tuple[tuple[Scaling, ...], Points]:
    """Stretch the columns of *rows*, each from its lowest to its highest number.

    Args:
        rows: At least one.
        columns: For x, y and label the name and how far it is to reach on both sides of
            0; None leaves it as it is.

    Returns:
        What was done to the columns that are named, and the new rows.
    """
    scalings: list[Scaling] = []
    scales: list[Callable[[float], float]] = []
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        if column is None:
            scales.append(_same)
            continue
        name, reach = column
        scaling = Scaling(name, min(values), max(values), reach)
        scales.append(scaling)
        scalings.append(scaling)
    to_x, to_y, to_label = scales
    points = tuple((to_x(x), to_y(y), to_label(label)) for x, y, label in rows)
    return tuple(scalings), points


def _same(value: float) -> float:
    return value
