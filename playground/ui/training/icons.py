"""The icons of the panel, drawn as paths so that they are sharp at every scale."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QIcon,
    QPainter,
    QPainterPath,
    QPen,
    QPixmap,
    QPolygonF,
)

_SIDE: Final = 16
_RATIOS: Final = (1.0, 1.5, 2.0, 3.0)


def icon(draw: Callable[[QPainter], None], color: QColor) -> QIcon:
    """An icon of one *color*; *draw* paints it into a square of side 16."""
    result = QIcon()
    for ratio in _RATIOS:
        pixels = round(_SIDE * ratio)
        pixmap = QPixmap(pixels, pixels)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        draw(painter)
        painter.end()
        result.addPixmap(pixmap)
    return result


def play(painter: QPainter) -> None:
    """A triangle, its centre of gravity in the middle."""
    painter.drawPolygon(_polygon((4.5, 2.0), (4.5, 14.0), (14.0, 8.0)))


def pause(painter: QPainter) -> None:
    """Two bars."""
    painter.drawRoundedRect(QRectF(3.5, 2.5, 3.5, 11), 0.8, 0.8)
    painter.drawRoundedRect(QRectF(9.0, 2.5, 3.5, 11), 0.8, 0.8)


def step(painter: QPainter) -> None:
    """A triangle against a bar."""
    painter.drawPolygon(_polygon((3.0, 3.0), (3.0, 13.0), (10.5, 8.0)))
    painter.drawRect(QRectF(11.0, 3.0, 2.0, 10.0))


def reset(painter: QPainter) -> None:
    """An arrow that turns back."""
    _pen(painter, 1.6)
    painter.drawArc(QRectF(3, 3, 10, 10), -120 * 16, 285 * 16)
    color = painter.pen().color()
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawPolygon(_polygon((1.6, 1.8), (1.9, 7.3), (7.2, 5.6)))


def reseed(painter: QPainter) -> None:
    """The arrow that turns back, around a seed."""
    color = painter.brush().color()
    reset(painter)
    painter.setBrush(color)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.drawEllipse(QPointF(8.0, 8.0), 1.9, 1.9)


def dice(painter: QPainter) -> None:
    """A die, for data drawn anew."""
    color = painter.brush().color()
    _pen(painter, 1.4)
    painter.drawRoundedRect(QRectF(2.5, 2.5, 11, 11), 2.5, 2.5)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    for x, y in ((5.6, 5.6), (10.4, 5.6), (8.0, 8.0), (5.6, 10.4), (10.4, 10.4)):
        painter.drawEllipse(QPointF(x, y), 1.0, 1.0)


def plus(painter: QPainter) -> None:
    """A cross."""
    _stroke(painter, (8, 3.5), (8, 12.5))
    _stroke(painter, (3.5, 8), (12.5, 8))


def minus(painter: QPainter) -> None:
    """A bar."""
    _stroke(painter, (3.5, 8), (12.5, 8))


def cross(painter: QPainter) -> None:
    """Two bars across each other."""
    _stroke(painter, (4, 4), (12, 12))
    _stroke(painter, (4, 12), (12, 4))


def hand(painter: QPainter) -> None:
    """Four arrows: what moves a point."""
    color = painter.brush().color()
    for turn in range(4):
        painter.save()
        painter.translate(8, 8)
        painter.rotate(90 * turn)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawPolygon(_polygon((-2.4, -4.2), (2.4, -4.2), (0, -7.2)))
        painter.drawRect(QRectF(-0.7, -4.6, 1.4, 4.6))
        painter.restore()


def eraser(painter: QPainter) -> None:
    """A slanted rubber over a line."""
    color = painter.brush().color()
    painter.save()
    painter.translate(8, 7)
    painter.rotate(-40)
    painter.drawRoundedRect(QRectF(-1.0, -3.2, 7.0, 6.4), 1.2, 1.2)
    _pen(painter, 1.3)
    painter.setPen(_round_pen(color, 1.3))
    painter.drawRoundedRect(QRectF(-6.0, -3.2, 5.0, 6.4), 1.2, 1.2)
    painter.restore()
    _line(painter, color, (3, 14.2), (13, 14.2))


def bin_(painter: QPainter) -> None:
    """A bin: everything goes."""
    color = painter.brush().color()
    _line(painter, color, (3, 4.4), (13, 4.4))
    _line(painter, color, (6.4, 2.4), (9.6, 2.4))
    _pen(painter, 1.3)
    painter.setPen(_round_pen(color, 1.3))
    path = QPainterPath(QPointF(4.3, 4.6))
    for x, y in ((5.0, 13.6), (11.0, 13.6), (11.7, 4.6)):
        path.lineTo(x, y)
    painter.drawPath(path)


def dots(painter: QPainter) -> None:
    """Three dots: there is more."""
    for x in (3.2, 8.0, 12.8):
        painter.drawEllipse(QPointF(x, 8), 1.5, 1.5)


def point(painter: QPainter) -> None:
    """A point of the data."""
    painter.drawEllipse(QPointF(8, 8), 7, 7)


def ring(painter: QPainter) -> None:
    """A point that is not there yet."""
    painter.save()
    painter.setPen(QPen(painter.brush(), 2.0))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawEllipse(QPointF(8, 8), 6, 6)
    painter.restore()


def brush(painter: QPainter, frame: QRectF, color: QColor) -> None:
    """A brush in the middle of *frame*: paint points here."""
    painter.save()
    painter.translate(frame.center())
    painter.rotate(45)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(-1.7, -10, 3.4, 10), 1.2, 1.2)
    tip = QPainterPath(QPointF(-2.6, 1.2))
    tip.lineTo(2.6, 1.2)
    tip.cubicTo(2.8, 5.0, 1.0, 6.2, 0, 9.0)
    tip.cubicTo(-1.0, 6.2, -2.8, 5.0, -2.6, 1.2)
    painter.drawPath(tip)
    painter.restore()


def open_fold(painter: QPainter) -> None:
    """A triangle that points down."""
    painter.drawPolygon(_polygon((3.5, 5.5), (12.5, 5.5), (8, 11.5)))


def closed_fold(painter: QPainter) -> None:
    """A triangle that points to the right."""
    painter.drawPolygon(_polygon((5.5, 3.5), (11.5, 8), (5.5, 12.5)))


def _polygon(*points: tuple[float, float]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def _stroke(
    painter: QPainter, first: tuple[float, float], last: tuple[float, float]
) -> None:
    path = QPainterPath(QPointF(*first))
    path.lineTo(QPointF(*last))
    painter.strokePath(path, _round_pen(painter.brush().color(), 1.6))


def _line(
    painter: QPainter,
    color: QColor,
    first: tuple[float, float],
    last: tuple[float, float],
) -> None:
    path = QPainterPath(QPointF(*first))
    path.lineTo(QPointF(*last))
    painter.strokePath(path, _round_pen(color, 1.3))


def _pen(painter: QPainter, width: float) -> None:
    painter.setPen(_round_pen(painter.brush().color(), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _round_pen(color: QColor, width: float) -> QPen:
    return QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
