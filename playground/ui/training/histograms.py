"""A histogram for each layer, side by side, however many there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter

from playground.core.operations import Array
from playground.ui.numbers import MINUS, format_number
from playground.ui.theme import Theme

_BINS: Final = 21
_GAP: Final = 8.0
_NARROW_GAP: Final = 4.0
_NARROW: Final = 60.0
"""Width of a histogram below which the gaps are narrow as well."""
_TEXT: Final = 15.0
_AIR: Final = 4.0
_THIN: Final = 3.0
"""Width of bars below which there is no gap between them."""


@dataclass(frozen=True, slots=True)
class Bin:
    """A bar: of which layer, from where to where, and how many of all are in it."""

    layer: str
    low: float
    high: float
    count: int
    total: int

    @property
    def words(self) -> str:
        """For a person."""
        low, high = format_number(self.low), format_number(self.high)
        return f"{self.layer}: {low} … {high}: {self.count} of {self.total}"


def histogram(values: Array) -> tuple[Array, float]:
    """How many of *values* lie in each of equal bins from -reach to reach, and reach.

    Values that are not finite are left out.
    """
    finite = values[np.isfinite(values)]
    reach = float(np.abs(finite).max()) if len(finite) else 0.0
    if not reach > 0:
        reach = 1.0
    counts, _edges = np.histogram(finite / reach, _BINS, (-1.0, 1.0))
    return counts.astype(np.float64), reach


def bins(values: Array) -> list[tuple[float, float, int]]:
    """The ends of each bin, and how many of *values* are in it."""
    counts, reach = histogram(values)
    ends = np.linspace(-reach, reach, len(counts) + 1).tolist()
    whole = counts.astype(np.intp).tolist()
    return list(zip(ends[:-1], ends[1:], whole, strict=True))


def layer_name(number: int, count: int) -> str:
    """What layer *number*, counted from 0, of *count* is called."""
    return "output" if number == count - 1 else f"layer {number + 1}"


def columns(room: QRectF, count: int) -> list[QRectF]:
    """The rooms of *count* histograms, with their titles and numbers."""
    pitch = room.width() / max(count, 1)
    gap = _GAP if pitch > _NARROW else _NARROW_GAP
    width = (room.width() + gap) / max(count, 1) - gap
    left = room.left()
    return [
        QRectF(left + number * (width + gap), room.top(), width, room.height())
        for number in range(count)
    ]


def bin_at(room: QRectF, layers: Sequence[Array], place: QPointF) -> Bin | None:
    """The bar over or under *place*, if there is one."""
    for number, column in enumerate(columns(room, len(layers))):
        if column.left() <= place.x() < column.right():
            values = layers[number]
            found = bins(values)
            share = (place.x() - column.left()) / column.width()
            low, high, count = found[min(int(share * len(found)), len(found) - 1)]
            return Bin(layer_name(number, len(layers)), low, high, count, len(values))
    return None


def paint_histograms(
    painter: QPainter,
    room: QRectF,
    layers: Sequence[Array],
    ink: QColor,
    numbers: QFont,
    theme: Theme,
) -> None:
    """Paint those of *layers* into *room*; *numbers* is the font of their ends."""
    font = painter.font()
    titles = [layer_name(number, len(layers)) for number in range(len(layers))]
    places = columns(room, len(layers))
    metrics = QFontMetricsF(font)
    widest = max(metrics.horizontalAdvance(title) for title in titles)
    if widest > places[0].width():  # the output's is in its place anyway
        titles = [*(str(n + 1) for n in range(len(layers) - 1)), "out"]
    for place, values, title in zip(places, layers, titles, strict=True):
        plot = place.adjusted(0, _TEXT, 0, -_TEXT)
        reach = _paint_bars(painter, plot, values, ink, theme)
        painter.setFont(font)
        painter.setPen(theme.quiet_text)
        painter.drawText(
            QRectF(place.left(), place.top(), place.width() + _NARROW_GAP, _TEXT),
            Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop,
            title,
        )
        painter.setFont(numbers)
        below = QRectF(place.left(), plot.bottom() + 2, place.width(), _TEXT)
        _write_ends(painter, below, reach)
    painter.setFont(font)


def _paint_bars(
    painter: QPainter, plot: QRectF, values: Array, ink: QColor, theme: Theme
) -> float:
    """Paint one histogram, and answer with how far it reaches."""
    painter.fillRect(plot, theme.window)
    counts, reach = histogram(values)
    width = plot.width() / len(counts)
    gap = 1.0 if width > _THIN else 0.0
    highest = max(1, int(counts.max()))
    middle = plot.center().x()
    painter.fillRect(QRectF(middle - 0.5, plot.top(), 1, plot.height()), theme.edge)
    for index, count in enumerate(counts.tolist()):
        height = plot.height() * count / highest
        painter.fillRect(
            QRectF(
                plot.left() + index * width + gap / 2,
                plot.bottom() - height,
                width - gap,
                height,
            ),
            ink,
        )
    return reach


def _write_ends(painter: QPainter, room: QRectF, reach: float) -> None:
    """Both ends, or ± one, in as many digits as have room; or nothing."""
    metrics = QFontMetricsF(painter.font())
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    both = [float(f"{reach:.{digits}e}") for digits in (3, 1)]
    for value in both:
        low, high = MINUS + format_number(value), format_number(value)
        if metrics.horizontalAdvance(low + high) + _AIR <= room.width():
            painter.drawText(room, left, low)
            painter.drawText(room, right, high)
            return
    for text in (
        f"±{format_number(value)}" for value in (*both, float(f"{reach:.0e}"))
    ):
        if metrics.horizontalAdvance(text) <= room.width() + 1:
            painter.drawText(room, Qt.AlignmentFlag.AlignHCenter, text)
            return
