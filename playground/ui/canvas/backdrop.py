"""The ground of the canvas: one opaque colour, and a grid that thins out."""

import math

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.ui.theme import Theme

GRID = 20.0
_NEAREST = 26.0
"""Lines closer than this many pixels would make a haze."""


def paint_backdrop(painter: QPainter, seen: QRectF, theme: Theme, zoom: float) -> None:
    """Fill *seen* (scene units), and draw the lines of the grid that cross it."""
    painter.fillRect(seen, theme.canvas)
    step = GRID * 2 ** max(0, math.ceil(math.log2(_NEAREST / (GRID * zoom))))
    columns = np.arange(math.floor(seen.left() / step), seen.right() / step) * step
    rows = np.arange(math.floor(seen.top() / step), seen.bottom() / step) * step
    top, bottom, left, right = seen.top(), seen.bottom(), seen.left(), seen.right()
    lines = [QLineF(x, top, x, bottom) for x in columns.tolist()]
    lines += [QLineF(left, y, right, y) for y in rows.tolist()]
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.setPen(QPen(theme.grid, 0))
    painter.drawLines(lines)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
