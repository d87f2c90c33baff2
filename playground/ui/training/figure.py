"""Pictures of plots, painted anew for paper and slides: sharp, and with their keys.

What is on the screen is made of pens that are a pixel wide whatever the scale, which
few viewers of SVG know; here all has a size of its own.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QImage,
    QImageWriter,
    QPainter,
    QPainterPath,
    QPen,
)
from PySide6.QtSvg import QSvgGenerator

from playground.core.operations import Array
from playground.ui.theme import Theme
from playground.ui.training.ticks import Tick

SCALE: Final = 3
"""Pixels of a saved picture for each of its units."""
TEXT: Final = 11
"""Height of the words, in units of a figure."""
LINE: Final = 15.0
"""Height of a line of words."""

_DOTS_PER_INCH: Final = 96
_GAP: Final = 5.0
_SWATCH: Final = 14.0

Span = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture of some size, in units of which an inch has 96.

    Attributes:
        size: How wide and high.
        paint: Paints it from (0, 0) on, the ground excepted.
        ground: Its colour.
    """

    size: QSize
    paint: Callable[[QPainter], None]
    ground: QColor


def save_figure(figure: Figure, path: Path) -> None:
    """Write *figure*, as SVG or by the suffix of *path*.

    Raises:
        OSError: *path* cannot be written.
    """
    suffix = path.suffix.lower().removeprefix(".")
    known = [
        bytes(each.data()).decode() for each in QImageWriter.supportedImageFormats()
    ]
    if suffix not in ("svg", *known):  # or what is there would be emptied all the same
        msg = "pictures end in .png or .svg"
        raise OSError(msg)
    # So that a folder that is not there is told as any other program tells it.
    with path.open("ab"):
        pass
    if suffix == "svg":
        _write_svg(figure, path)
    elif not image_of(figure).save(str(path)):
        msg = "the disk may be full"
        raise OSError(msg)


def image_of(figure: Figure) -> QImage:
    """*figure* in pixels."""
    image = QImage(figure.size * SCALE, QImage.Format.Format_RGB32)
    # So that what is some pixels large on the screen is as large here.
    image.setDevicePixelRatio(SCALE)
    _paint(figure, QPainter(image))
    image.setDevicePixelRatio(1)
    return image


class Frame:
    """A room for curves and points, in the units of what is plotted."""

    def __init__(self, room: QRectF, x: Span, y: Span) -> None:
        self.room = room
        self._x, self._y = x, y

    def x(self, values: Array) -> Array:
        """Across."""
        low, high = self._x
        placed: Array = self.room.left() + (values - low) / (high - low) * (
            self.room.width()
        )
        return placed

    def y(self, values: Array) -> Array:
        """Up."""
        low, high = self._y
        placed: Array = self.room.bottom() - (values - low) / (high - low) * (
            self.room.height()
        )
        return placed

    def paint_axes(
        self, painter: QPainter, theme: Theme, x: Iterable[Tick], y: Iterable[Tick]
    ) -> None:
        """Write what stands beside the ticks, left and below."""
        painter.setPen(theme.quiet_text)
        height = LINE
        for value, text in x:
            middle = float(self.x(np.array(value)))
            place = QRectF(middle - 50, self.room.bottom() + 2, 100, height)
            painter.drawText(place, _CENTER, text)
        for value, text in y:
            middle = float(self.y(np.array(value)))
            room = QRectF(0, middle - height / 2, self.room.left() - _GAP, height)
            painter.drawText(room, _RIGHT, text)

    def path(self, x: Array, y: Array, *, in_pairs: bool = False) -> QPainterPath:
        """A line through points, broken where they are not finite, or all in pairs."""
        path = QPainterPath()
        is_open = False
        far = 2.0 * self.room.height()
        ys = np.clip(self.y(y), self.room.top() - far, self.room.bottom() + far)
        for number, (left, top) in enumerate(
            zip(self.x(x).tolist(), ys.tolist(), strict=True)
        ):
            if not (np.isfinite(left) and np.isfinite(top)):
                is_open = False
            elif is_open:
                path.lineTo(left, top)
                is_open = not in_pairs
            else:
                path.moveTo(left, top)
                is_open = not in_pairs or number % 2 == 0
        return path


_CENTER: Any = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignVCenter
_RIGHT: Any = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LEFT: Any = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def solid(color: QColor, width: float) -> QPen:
    """A pen as wide as it says, in any scale."""
    pen = QPen(color, width)
    pen.setCosmetic(False)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen


def write(painter: QPainter, theme: Theme, left: float, top: float, text: str) -> float:
    """Write a line of words and answer with where it ends."""
    painter.setPen(theme.text)
    width = QFontMetricsF(painter.font()).horizontalAdvance(text)
    painter.drawText(QRectF(left, top, width + _GAP, LINE), _LEFT, text)
    return left + width


def write_key(
    painter: QPainter, theme: Theme, right: float, keys: Iterable[tuple[QPen, str]]
) -> None:
    """Write what lines are, each with a piece of it, in the first line to *right*."""
    metrics = QFontMetricsF(painter.font())
    for pen, text in reversed(list(keys)):
        left = right - metrics.horizontalAdvance(text) - 1
        write(painter, theme, left, 0, text)
        painter.setPen(pen)
        middle = LINE / 2
        start = QPointF(left - _GAP - _SWATCH, middle)
        painter.drawLine(start, QPointF(left - _GAP, middle))
        right = start.x() - 2 * _GAP


def _write_svg(figure: Figure, path: Path) -> None:
    # Version 1.1 knows what lies outside of a room.
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setFileName(str(path))
    # Words are placed by it.
    generator.setResolution(_DOTS_PER_INCH)
    generator.setSize(figure.size)
    generator.setViewBox(QRectF(0, 0, figure.size.width(), figure.size.height()))
    generator.setTitle(path.stem)
    generator.setDescription("Playground")
    _paint(figure, QPainter(generator))
    # A family that only this machine knows is followed by what everybody knows.
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'font-family="([^",]+)"', r'font-family="\1, sans-serif"', text)
    path.write_text(text, encoding="utf-8")


def _paint(figure: Figure, painter: QPainter) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    font = QFont(painter.font())
    font.setPixelSize(TEXT)
    painter.setFont(font)
    painter.fillRect(
        QRectF(0, 0, figure.size.width(), figure.size.height()), figure.ground
    )
    figure.paint(painter)
    painter.end()
