"""How wires look."""

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.core.operations import Array
from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.picture import Rows, WirePicture
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.theme import Theme, mix

_WIDTH = 1.6
_THINNEST = 1.1
"""In pixels: thinner wires would fade away."""
_FEW = 80
"""Up to so many wires are stroked as the curves they are."""
_NEAR = 0.6
_FINE, _ROUGH = 20, 8


class WirePainter:
    """Paints rows of a `WirePicture` in the colours of a theme."""

    def __init__(self, picture: WirePicture, marks: Highlights, theme: Theme) -> None:
        self._picture = picture
        self._marks = marks
        self._lines = PrimitiveArray(QLineF)
        self.theme = theme

    def paint_curves(
        self, painter: QPainter, rows: Rows, seen: QRectF, zoom: float
    ) -> None:
        """Cubics; what is selected or under the cursor lies on top."""
        picture, theme = self._picture, self.theme
        width = max(_WIDTH, _THINNEST / zoom)
        loose = self._marks.lit is not None
        plain = mix(theme.wire, theme.canvas, 0.45) if loose else theme.wire
        hovered = self._row(self._marks.wire)
        special = picture.selected.copy()
        special[hovered] = True
        below = rows[~special[rows]]
        hidden = self._row(self._marks.hidden_wire)
        below = below[~np.isin(below, hidden)]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(below) <= _FEW:
            painter.setPen(_pen(plain, width))
            for row in below.tolist():
                painter.drawPath(picture.path(row))
        else:
            self._paint_pieces(painter, below, seen, plain, zoom)
        for row in rows[special[rows]].tolist():
            if row in hidden:
                continue
            bright = theme.accent if picture.selected[row] else theme.text
            painter.setPen(_pen(bright, width + (1.2 if row in hovered else 0.8)))
            painter.drawPath(picture.path(row))

    def paint_lines(self, painter: QPainter, rows: Rows) -> None:
        """Straight hairlines, for views in which curves are too small to see."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(QPen(mix(self.theme.wire, self.theme.canvas, 0.45), 0))
        self._draw(painter, self._picture.ends[rows])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_pieces(
        self, painter: QPainter, rows: Rows, seen: QRectF, color: QColor, zoom: float
    ) -> None:
        """Many curves as straight pieces: the eye sees no difference, the clock does.

        Qt draws a straight line several times faster than it strokes a path, and hair
        lines faster still; pieces out of sight are not drawn at all.
        """
        is_near = zoom >= _NEAR
        controls = geometry.wire_controls(self._picture.ends[rows])
        pieces = geometry.flattened(controls, _FINE if is_near else _ROUGH)
        low = np.minimum(pieces[:, :2], pieces[:, 2:]) - 2
        high = np.maximum(pieces[:, :2], pieces[:, 2:]) + 2
        visible = geometry.overlapping(np.concatenate([low, high], axis=1), seen)
        pen = QPen(color, _WIDTH if is_near else 0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        self._draw(painter, pieces[visible])

    def _draw(self, painter: QPainter, lines: Array) -> None:
        if len(lines):
            self._lines.resize(len(lines))
            self._lines.numbers[:] = lines
            painter.drawLines(self._lines.items)

    def _row(self, key: tuple[NodeId, int] | None) -> list[int]:
        row = None if key is None else self._picture.index.get(key)
        return [] if row is None else [row]


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
