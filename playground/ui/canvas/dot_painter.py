"""How dots on wires look."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from playground.graph.graph import NodeId
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.hit import InputHit, OutputHit
from playground.ui.canvas.picture import NodePicture, Rows
from playground.ui.theme import Theme, mix

_LEAST = 4.0
"""Pixels that a dot is wide at least."""


class DotPainter:
    """Paints the dots among the rows of a `NodePicture` in the colours of a theme."""

    def __init__(self, picture: NodePicture, marks: Highlights, theme: Theme) -> None:
        self._picture = picture
        self._marks = marks
        self.theme = theme

    def paint(self, painter: QPainter, rows: Rows, zoom: float) -> None:
        """Discs in the colour of wires; a selected one as a selected wire."""
        picture, theme = self._picture, self.theme
        for row in rows.tolist():
            rect = picture.rect(row)
            grow = max(0.0, (_LEAST / zoom - rect.width()) / 2)
            node_id = picture.ids[row]
            is_open = None in picture.nodes[row].operands
            edge = theme.accent if picture.selected[row] else theme.wire
            if picture.failed[row]:
                edge = theme.error
            if self._is_lit(node_id):
                edge = theme.accent
            pen = QPen(edge, max(2.0, 1.2 / zoom))
            if is_open:
                pen.setStyle(Qt.PenStyle.DotLine)
            fill = theme.canvas if is_open else mix(edge, theme.canvas, 0.35)
            if self._marks.node == node_id:
                fill = mix(fill, theme.text, 0.3)
            painter.setPen(pen)
            painter.setBrush(fill)
            painter.drawEllipse(rect.adjusted(1 - grow, 1 - grow, grow - 1, grow - 1))
            if picture.output == node_id:
                self._paint_ring(painter, rect)

    def _is_lit(self, node_id: NodeId) -> bool:
        """Whether the wire that is loose may end here."""
        lit = self._marks.lit
        ends = (OutputHit(node_id), InputHit(node_id, 0))
        return lit is not None and any(end in lit for end in ends)

    def _paint_ring(self, painter: QPainter, rect: QRectF) -> None:
        painter.setPen(QPen(self.theme.accent, 1.4))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawEllipse(rect.adjusted(-3, -3, 3, 3))
