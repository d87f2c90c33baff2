"""The curves of a run as a picture of their own."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from typing import Final

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter

from playground.core.operations import Array
from playground.ui.theme import Theme
from playground.ui.training.axes import CurveAxis
from playground.ui.training.figure import (
    LINE,
    Figure,
    Frame,
    Span,
    solid,
    write,
    write_key,
)

_SIZE: Final = QSize(560, 260)
_LEFT: Final = 58.0
_RIGHT: Final = 22.0
_TOP: Final = 22.0
_BOTTOM: Final = 34.0
_WIDTH: Final = 1.3


@dataclass(frozen=True, eq=False, slots=True)
class Curve:
    """A line as it is drawn: places on the axes, a colour, and what it is."""

    x: Array
    y: Array
    color: QColor
    title: str = ""
    """Without one it is not in the key."""


def curve_figure(
    curves: Sequence[Curve],
    axes: tuple[CurveAxis, CurveAxis],
    spans: tuple[Span, Span],
    title: str,
    theme: Theme,
) -> Figure:
    """A picture of *curves*.

    Args:
        curves: What there is to see.
        axes: Of epochs and of values: what stands beside their ticks.
        spans: What they show.
        title: Of the values.
        theme: For the colours.
    """
    paint = partial(_paint, list(curves), axes, spans, title, theme)
    return Figure(_SIZE, paint, theme.panel)


def _paint(
    curves: Sequence[Curve],
    axes: tuple[CurveAxis, CurveAxis],
    spans: tuple[Span, Span],
    title: str,
    theme: Theme,
    painter: QPainter,
) -> None:
    width, height = _SIZE.width(), _SIZE.height()
    room = QRectF(_LEFT, _TOP, width - _LEFT - _RIGHT, height - _TOP - _BOTTOM)
    frame = Frame(room, *spans)
    painter.fillRect(room, theme.window)
    painter.save()
    painter.setClipRect(room)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for curve in curves:
        painter.setPen(solid(curve.color, _WIDTH))
        painter.drawPath(frame.path(curve.x, curve.y))
    painter.restore()
    ticks = [
        axis.ticks(*span, length)
        for axis, span, length in zip(
            axes, spans, (room.width(), room.height()), strict=True
        )
    ]
    frame.paint_axes(painter, theme, *ticks)
    write(painter, theme, room.left(), 2, title)
    keys = [(solid(c.color, 2), c.title) for c in curves if c.title]
    write_key(painter, theme, room.right(), keys)
    painter.setPen(theme.quiet_text)
    below = QRectF(room.left(), height - LINE - 2, room.width(), LINE)
    painter.drawText(below, Qt.AlignmentFlag.AlignCenter, "epoch")
