"""`Veil`: fades nodes and wires that a pass has not reached yet, all at once."""

from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.core.operations import Array
from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.paint_layer import TITLED
from playground.ui.canvas.picture import Mask, NodePicture, Rows, WirePicture
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.understanding.lesson import Lesson

_FADE: Final = 0.66
"""How far what is not reached yet fades into the ground."""
_WIDTH: Final = 3.0  # a wire and its smooth edges
_FEW: Final = 12
"""Up to so many wires are stroked as the curves they are."""
_PIECES: Final = 8
_ACROSS, _DOWN = 5, 1  # how far a veil reaches beyond its node


class Veil:
    """Paints over the rows of two pictures."""

    def __init__(self, nodes: NodePicture, wires: WirePicture) -> None:
        self._nodes = nodes
        self._wires = wires
        self._rects = PrimitiveArray(QRectF)
        self._lines = PrimitiveArray(QLineF)
        self._index: object = None
        self._places: Rows = np.zeros(0, dtype=np.intp)

    def dim(self, lesson: Lesson) -> Mask:
        """For each row of the nodes, whether the pass has not reached it yet."""
        ids = self._nodes.ids
        if self._index is not lesson.index or len(self._places) != len(ids):
            self._index = lesson.index
            places = [lesson.index.get(self.carried(node), -1) for node in ids]
            self._places = np.array(places, dtype=np.intp)
        state = lesson.state
        has = state.has_gradient if lesson.is_backward else state.has_value
        return np.append(~has, True)[self._places]  # -1 takes no part: the last one

    def carried(self, node_id: NodeId) -> NodeId:
        """The node itself, or what a dot or a muted node passes on."""
        nodes = self._nodes
        row = nodes.index.get(node_id)
        while row is not None and nodes.nodes[row].passes_on:
            source = nodes.nodes[row].operands[0]
            if source is None:
                break
            node_id, row = source, nodes.index.get(source)
        return node_id

    def paint(
        self,
        painter: QPainter,
        lesson: Lesson,
        rows: Rows,
        seen: QRectF,
        zoom: float,
        ground: QColor,
    ) -> None:
        """Fade what is in sight: *rows* of the nodes, and the wires in *seen*."""
        dim = self.dim(lesson)
        color = QColor(ground)
        color.setAlphaF(_FADE)
        self._paint_nodes(painter, rows[dim[rows]], color)
        wires = self._wires
        crossing = wires.inside(seen)
        faded = crossing[dim[wires.sources[crossing]]]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if len(faded) <= _FEW and zoom >= TITLED:
            painter.setPen(QPen(color, _WIDTH))
            for row in faded.tolist():
                painter.drawPath(wires.path(row))
            return
        ends = wires.ends[faded]
        # So far away they are hairlines, straight and without smooth edges.
        is_far = zoom < TITLED
        if not is_far:
            ends = geometry.flattened(geometry.wire_controls(ends), _PIECES)
            low = np.minimum(ends[:, :2], ends[:, 2:]) - _WIDTH
            high = np.maximum(ends[:, :2], ends[:, 2:]) + _WIDTH
            ends = ends[geometry.overlapping(np.hstack([low, high]), seen)]
        pen = QPen(color, 0 if is_far else _WIDTH)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, not is_far)
        self._draw_lines(painter, ends)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_nodes(self, painter: QPainter, rows: Rows, color: QColor) -> None:
        if not len(rows):
            return
        self._rects.resize(len(rows))
        numbers = self._rects.numbers
        numbers[:, :2] = self._nodes.positions[rows] - (_ACROSS, _DOWN)
        numbers[:, 2:] = self._nodes.sizes[rows] + (2 * _ACROSS, 2 * _DOWN)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRects(self._rects.items)

    def _draw_lines(self, painter: QPainter, lines: Array) -> None:
        if len(lines):
            self._lines.resize(len(lines))
            self._lines.numbers[:] = lines
            painter.drawLines(self._lines.items)
