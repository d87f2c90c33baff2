"""Padlocks and dashes: what of a network is frozen, and where a click freezes it."""

from itertools import pairwise
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.network.geometry import Geometry
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
    parameter_name,
)
from playground.ui.theme import Theme

SIDE: Final = 15.0
"""Of the badge on a neuron."""

_SMALLEST_TILE: Final = 18.0
_DASHES: Final = 11


def freezing_name(shape: Shape, place: Place) -> str:
    """The name of *place* among those that an experiment freezes; "" of a feature."""
    if isinstance(place, NeuronPlace):
        return f"n{place.layer}_{place.index + 1}" if place.layer else ""
    return parameter_name(shape, place)


def parameters_of(shape: Shape, place: Place) -> tuple[int, ...]:
    """The parameters of *place*: of a neuron all that it has, of a feature none."""
    match place:
        case NeuronPlace(0):
            return ()
        case NeuronPlace(layer, index):
            bias = shape.parameter_number(BiasPlace(layer, index))
            return tuple(range(bias - len(shape.sources(layer)), bias + 1))
        case LinkPlace() | BiasPlace():
            return (shape.parameter_number(place),)


def badge(geometry: Geometry, place: Place | None) -> QRectF | None:
    """Where a neuron's padlock is, on the upper right corner of its tile."""
    if not isinstance(place, NeuronPlace) or place.layer == 0:
        return None
    tile = geometry.tiles.get(place)
    if tile is None or tile.width() < _SMALLEST_TILE:
        return None
    center = tile.topRight() + QPointF(1, 0)
    return QRectF(center.x() - SIDE / 2, center.y() - SIDE / 2, SIDE, SIDE)


def dashed(pieces: list[QLineF]) -> list[QLineF]:
    """Every second part of a link."""
    if len(pieces) > 1:
        return pieces[::2]
    (line,) = pieces
    points = [line.pointAt(i / _DASHES) for i in range(_DASHES + 1)]
    return [QLineF(a, b) for a, b in pairwise(points)][::2]


def paint_badge(
    painter: QPainter, rect: QRectF, theme: Theme, *, is_locked: bool
) -> None:
    """A padlock on a disc; open ones are fainter."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.edge, 1.0))
    painter.setBrush(theme.panel)
    painter.drawEllipse(rect)
    color = theme.accent if is_locked else theme.text
    paint_padlock(painter, rect.adjusted(3, 2.5, -3, -3), color, is_locked=is_locked)


def paint_padlock(
    painter: QPainter, rect: QRectF, color: QColor, *, is_locked: bool
) -> None:
    """A padlock that fills *rect*."""
    body = QRectF(rect.left(), rect.center().y(), rect.width(), rect.height() / 2)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(body, 1.2, 1.2)
    width = rect.width() * 0.62
    lift = 0.0 if is_locked else rect.height() * 0.12
    bow = QRectF(rect.center().x() - width / 2, rect.top() - lift, width, width)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(color, max(1.2, rect.width() * 0.14)))
    painter.drawArc(bow, 0, 180 * 16)
    foot = body.top()
    painter.drawLine(QPointF(bow.left(), bow.center().y()), QPointF(bow.left(), foot))
    if is_locked:
        right = QPointF(bow.right(), bow.center().y())
        painter.drawLine(right, QPointF(bow.right(), foot))
