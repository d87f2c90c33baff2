"""How wires look."""

import numpy as np
from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.picture import Rows, WirePicture
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.theme import Theme, mix

_WIDTH = 1.6
_THINNEST = 1.1
"""In pixels: thinner wires would fade away."""


class WirePainter:
    """Paints rows of a `WirePicture` in the colours of a theme."""

    def __init__(self, picture: WirePicture, marks: Highlights, theme: Theme) -> None:
        self._picture = picture
        self._marks = marks
        self._lines = PrimitiveArray(QLineF)
        self.theme = theme

    def paint_curves(self, painter: QPainter, rows: Rows, zoom: float) -> None:
        """Cubics; what is selected or under the cursor lies on top."""
        picture, theme = self._picture, self.theme
        width = max(_WIDTH, _THINNEST / zoom)
        loose = self._marks.lit is not None
        plain = mix(theme.wire, theme.canvas, 0.45) if loose else theme.wire
        hidden = picture.index.get(self._marks.hidden_wire or (-1, -1))  # type: ignore[arg-type]
        hovered = picture.index.get(self._marks.wire or (-1, -1))  # type: ignore[arg-type]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(_pen(plain, width))
        on_top: list[int] = []
        for row in rows.tolist():
            if row == hidden:
                continue
            if row == hovered or picture.selected[row]:
                on_top.append(row)
            else:
                painter.drawPath(picture.path(row))
        for row in on_top:
            bright = theme.accent if picture.selected[row] else theme.text
            painter.setPen(_pen(bright, width + (1.2 if row == hovered else 0.8)))
            painter.drawPath(picture.path(row))

    def paint_lines(self, painter: QPainter, rows: Rows) -> None:
        """Straight hairlines, for views in which curves are too small to see."""
        if not len(rows):
            return
        self._lines.resize(len(rows))
        self._lines.numbers[:] = np.round(self._picture.ends[rows], 1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(mix(self.theme.wire, self.theme.canvas, 0.45), 0))
        painter.drawLines(self._lines.items)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
