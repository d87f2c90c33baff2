"""Pixels of our own to set curves and blocks on, which the painter then copies."""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPainter, QTransform

from playground.core.operations import Array
from playground.ui.canvas import compiled, geometry

_WORD = 8  # bytes; masks are cleaned and read so many at a time


class Sheet:
    """A transparent part of what is painted, in the pixels of the screen.

    What it draws is given in the painter's units. Its mask is clean, of one byte for
    each pixel and then up to a whole word.
    """

    def __init__(
        self,
        strokes: Any,  # noqa: ANN401  the module, loaded while the program runs
        pixels: NDArray[np.uint32],
        mask: NDArray[np.uint8],
        corner: tuple[int, int],
        transform: tuple[float, float, float],
    ) -> None:
        self._strokes = strokes
        self._pixels = pixels
        self._padded = mask
        self._mask = mask[: pixels.size].reshape(pixels.shape)
        self._corner = corner
        scale, dx, dy = transform
        self._place = (scale, dx - corner[0], dy - corner[1])
        self._pixels[:] = 0

    def curves(self, ends: Array, width: float, color: QColor) -> None:
        """Wires of an opaque *color* between *ends*, shape ``(m, 4)``."""
        self.cubics(geometry.wire_controls(ends), width, color)

    def cubics(self, controls: Array, width: float, color: QColor) -> None:
        """Curves of an opaque *color*; control points have shape ``(m, 4, 2)``."""
        thick = width * self._place[0]
        self._strokes.stroke_curves(self._mask, controls, *self._place, thick)
        pixels, mask = self._pixels.ravel(), self._padded
        self._strokes.ink(pixels, mask, mask.view(np.uint64), color.rgb())

    def lines(self, ends: Array, color: QColor) -> None:
        """Hairlines between *ends*, shape ``(m, 4)``."""
        rows = np.ascontiguousarray(ends)
        self._strokes.hairlines(self._pixels, rows, *self._place, color.rgb())

    def blocks(
        self, corners: Array, width: float, height: float, color: QColor
    ) -> None:
        """Rectangles of one size whose upper left *corners* have shape ``(m, 2)``."""
        rows = np.ascontiguousarray(corners)
        self._strokes.blocks(
            self._pixels, rows, width, height, *self._place, color.rgb()
        )

    def show(self, painter: QPainter, ratio: float) -> None:
        """Lay what was drawn over what is there."""
        h, w = self._pixels.shape
        kind = QImage.Format.Format_ARGB32_Premultiplied
        image = QImage(self._pixels.data, w, h, 4 * w, kind)
        image.setDevicePixelRatio(ratio)
        world = painter.worldTransform()
        painter.setWorldTransform(QTransform())
        left, top = self._corner
        painter.drawImage(QPointF(left / ratio, top / ratio), image)
        painter.setWorldTransform(world)


class Paper:
    """Makes sheets, one at a time, always from the same memory."""

    def __init__(self) -> None:
        self._memory = np.zeros(0, dtype=np.uint32)
        self._mask = np.zeros(0, dtype=np.uint8)

    def sheets(
        self, painter: QPainter, parts: Sequence[QRectF]
    ) -> Iterator[Sheet] | None:
        """Sheets for *parts* of a painting, in the painter's units; shown when left.

        None where there are no compiled loops, and Qt must draw.
        """
        strokes = compiled.strokes()
        return None if strokes is None else self._made(strokes, painter, parts)

    def _made(
        self,
        strokes: Any,  # noqa: ANN401
        painter: QPainter,
        parts: Sequence[QRectF],
    ) -> Iterator[Sheet]:
        world, ratio = painter.worldTransform(), painter.device().devicePixelRatio()
        transform = (world.m11() * ratio, world.dx() * ratio, world.dy() * ratio)
        whole = ratio == int(ratio)
        for part in parts if whole else _together(parts):
            area = world.mapRect(part)
            # Of several parts none may reach into another one: soft edges would be
            # laid down twice there.
            left, right = round(area.left() * ratio), round(area.right() * ratio)
            top, bottom = round(area.top() * ratio), round(area.bottom() * ratio)
            if not whole:
                left, top, right, bottom = left - 1, top - 1, right + 1, bottom + 1
            if right <= left or bottom <= top:
                continue
            size = QSize(right - left, bottom - top)
            sheet = self._sheet(strokes, size, (left, top), transform)
            yield sheet
            sheet.show(painter, ratio)

    def _sheet(
        self,
        strokes: Any,  # noqa: ANN401
        size: QSize,
        corner: tuple[int, int],
        transform: tuple[float, float, float],
    ) -> Sheet:
        w, h = size.width(), size.height()
        if w * h > len(self._memory):
            room = math.ceil(1.1 * w * h / _WORD) * _WORD
            self._memory = np.zeros(room, dtype=np.uint32)
            self._mask = np.zeros(room, dtype=np.uint8)
        pixels = self._memory[: w * h].reshape(h, w)
        mask = self._mask[: -(-w * h // _WORD) * _WORD]
        return Sheet(strokes, pixels, mask, corner, transform)


def _together(parts: Sequence[QRectF]) -> list[QRectF]:
    around = QRectF()
    for part in parts:
        around |= part
    return [around]
