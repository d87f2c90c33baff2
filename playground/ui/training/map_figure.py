"""The map, or the curve over x, as a picture of its own, with its colours' key."""

from dataclasses import dataclass
from functools import partial
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QImage, QPainter, QPen

from playground.core.operations import Array
from playground.ui.numbers import format_number
from playground.ui.theme import Theme
from playground.ui.training.data_colors import MapColors, label_color
from playground.ui.training.figure import LINE, Figure, Frame, Span, solid, write
from playground.ui.training.map_layers import EXTENT, curve_heights
from playground.ui.training.map_reading import Meaning
from playground.ui.training.ticks import Tick

_SIDE: Final = 400.0
_LEFT: Final = 30.0
_TOP: Final = 22.0
_RIGHT: Final = 96
_BOTTOM: Final = 24
_SMOOTH: Final = 8
"""Pixels for each cell of a map, so that every viewer shows it smooth."""
_BAR: Final = 12.0
_GAP: Final = 8.0
_SHADES: Final = 128
_FLAT: Final = 2
"""Dimensions of a map of single values."""


@dataclass(frozen=True, eq=False, slots=True)
class Points:
    """Data points as they are drawn, at *places* ``(n, 2)``."""

    places: Array
    labels: Array
    sizes: Array
    is_hollow: bool


@dataclass(frozen=True, eq=False, slots=True)
class Line:
    """A line; *in_pairs* if it is made of segments of two points each."""

    x: Array
    y: Array
    pen: QPen
    in_pairs: bool


@dataclass(frozen=True, eq=False, slots=True)
class MapContents:
    """All that is to be seen, from below to above.

    Attributes:
        image: Of the map, each pixel a point of the grid; or None.
        lines: Below the points.
        curve: Over the points, with its halo.
        points: Those of both sets.
        reach: Half the height, in units of the y axis.
        y_ticks: What stands beside it.
        meaning: Of labels.
    """

    image: QImage | None
    lines: tuple[Line, ...]
    curve: tuple[Line, ...]
    points: tuple[Points, ...]
    reach: float
    y_ticks: list[Tick]
    meaning: Meaning


def map_figure(contents: MapContents, theme: Theme) -> Figure:
    """A picture of *contents* in the colours of *theme*."""
    size = QSize(int(_LEFT + _SIDE) + _RIGHT, int(_TOP + _SIDE) + _BOTTOM)
    return Figure(size, partial(_paint, contents, theme), theme.panel)


def map_table(values: Array | None, *, is_curve: bool) -> tuple[tuple[str, ...], Array]:
    """The numbers of a map, or of a curve over x: titles and rows.

    Args:
        values: Outputs ``(rows, columns)``, or probabilities ``(k, rows, columns)``.
        is_curve: Whether only the outputs over x at y = 0 are on show.
    """
    values = np.empty((0, 0)) if values is None else values
    line = np.linspace(-EXTENT, EXTENT, values.shape[-1])
    has_many = values.ndim > _FLAT
    layers = values if has_many else values[None]
    names = [f"probability_{number}" for number in range(len(layers))]
    head = names if has_many else ["output"]
    if is_curve and not has_many and values.size:
        return ("x", *head), np.stack([line, curve_heights(values)], axis=1)
    x, y = np.meshgrid(line, line)
    rows = np.stack([x.ravel(), y.ravel(), *(v.ravel() for v in layers)], axis=1)
    return ("x", "y", *head), rows


def _paint(contents: MapContents, theme: Theme, painter: QPainter) -> None:
    room = QRectF(_LEFT, _TOP, _SIDE, _SIDE)
    across: Span = (-EXTENT, EXTENT)
    frame = Frame(room, across, (-contents.reach, contents.reach))
    painter.fillRect(room, theme.data_zero)
    if contents.image is not None:
        painter.drawImage(room, _smooth(contents.image))
    painter.save()
    painter.setClipRect(room)
    for line in contents.lines:
        _paint_line(painter, frame, line)
    classes = contents.meaning.classes
    for points in contents.points:
        _paint_points(painter, frame, points, classes, theme)
    for line in contents.curve:
        _paint_line(painter, frame, line)
    painter.restore()
    x_ticks = [(float(v), format_number(v)) for v in (-6, -3, 0, 3, 6)]
    frame.paint_axes(painter, theme, x_ticks, contents.y_ticks)
    _write_points_key(painter, contents, theme)
    _paint_colors(painter, contents.meaning, theme)


def _paint_line(painter: QPainter, frame: Frame, line: Line) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(line.pen)
    painter.drawPath(frame.path(line.x, line.y, in_pairs=line.in_pairs))


def _smooth(image: QImage) -> QImage:
    """A larger picture, without the halves of the outermost pixels outside the map."""
    size = image.size() * _SMOOTH
    smooth: Any = Qt.TransformationMode.SmoothTransformation
    large = image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, smooth)
    half = _SMOOTH // 2
    inside = QRect(half, half, size.width() - 2 * half, size.height() - 2 * half)
    return large.copy(inside)


def _paint_points(
    painter: QPainter, frame: Frame, points: Points, classes: int, theme: Theme
) -> None:
    places = zip(
        frame.x(points.places[:, 0]).tolist(),
        frame.y(points.places[:, 1]).tolist(),
        points.labels.tolist(),
        points.sizes.tolist(),
        strict=True,
    )
    for x, y, label, size in places:
        color = label_color(theme, label, classes)
        if points.is_hollow:
            painter.setPen(solid(color, 1.8))
            painter.setBrush(QBrush(theme.on_accent))
        else:
            painter.setPen(solid(theme.on_accent, 1))
            painter.setBrush(QBrush(color))
        painter.drawEllipse(QPointF(x, y), size / 2, size / 2)


def _write_points_key(painter: QPainter, contents: MapContents, theme: Theme) -> None:
    """What full and hollow points are, above the map."""
    left, middle = _LEFT, 2 + LINE / 2
    for points in reversed(contents.points):
        ink, fill = theme.panel, theme.quiet_text
        if points.is_hollow:
            ink, fill = theme.quiet_text, theme.on_accent
        painter.setPen(solid(ink, 1.8))
        painter.setBrush(QBrush(fill))
        painter.drawEllipse(QPointF(left + 4, middle), 4, 4)
        words = "test data" if points.is_hollow else "train data"
        left = write(painter, theme, left + 13, 2, words) + 16


def _paint_colors(painter: QPainter, meaning: Meaning, theme: Theme) -> None:
    """The bar at the right, as beside the map on the screen."""
    left = _LEFT + _SIDE + _GAP
    words = left + _BAR + 5
    if meaning.has_many:
        height = _SIDE / meaning.classes
        for number, color in enumerate(theme.classes[: meaning.classes]):
            top = _TOP + _SIDE - (number + 1) * height
            painter.fillRect(QRectF(left, top + 1, _BAR, height - 2), color)
            place = top + (height - LINE) / 2
            write(painter, theme, words, place, meaning.name(number))
        return
    shades = np.linspace(-1, 1, _SHADES).reshape(-1, 1)
    image = MapColors(theme).image(np.repeat(shades, 2, axis=1))
    painter.drawImage(QRectF(left, _TOP, _BAR, _SIDE), image)
    for value in (-1, 0, 1):
        middle = _TOP + _SIDE * (1 - value) / 2
        top = min(max(middle - LINE / 2, _TOP), _TOP + _SIDE - LINE)
        text = format_number(value)
        if meaning.names and value:
            name = meaning.name(value)
            text = text if name == text else f"{text}  {name}"
        write(painter, theme, words, top, text)
