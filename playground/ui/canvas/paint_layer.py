"""The one item of the scene that paints: all nodes and wires, from arrays."""

import logging
from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.ui.canvas import geometry
from playground.ui.canvas.dot_painter import DotPainter
from playground.ui.canvas.flows import Flows
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.node_painter import NodePainter
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture
from playground.ui.canvas.sheet import Paper
from playground.ui.canvas.wire_labels import LABEL_REACH, WireLabels
from playground.ui.canvas.wire_painter import WirePainter, WireStyle
from playground.ui.theme import Theme

READABLE = 0.6
"""From this zoom on nodes show their numbers."""
LABELLED = 0.8
"""From this zoom on wires may show theirs, in smaller figures."""
TITLED = 0.3
"""From this zoom on they show their titles; below they are rectangles."""

_WIRE_REACH = 4.0
_EXTENT = 100_000.0
EVERYWHERE = QRectF(-_EXTENT, -_EXTENT, 2 * _EXTENT, 2 * _EXTENT)
"""The scene's rectangle, which never changes, so that panning blits."""


class PaintLayer(QGraphicsItem):
    """Shows a `NodePicture` and a `WirePicture`; `update` it after they change.

    Attributes:
        exposed: What a paint event is about, in scene units; Qt tells an item no more
            than the rectangle around it, which after a pan is everything.
    """

    def __init__(
        self,
        nodes: NodePicture,
        wires: WirePicture,
        marks: Highlights,
        theme: Theme,
    ) -> None:
        super().__init__()
        self._nodes = nodes
        self._wires = wires
        self.exposed: list[QRectF] = []
        self._node_painter = NodePainter(nodes, marks, theme)
        self._dot_painter = DotPainter(nodes, marks, theme)
        self.wire_style = WireStyle()
        flows = Flows(nodes, wires)
        self._wire_painter = WirePainter(wires, marks, flows, self.wire_style, theme)
        self._labels = WireLabels(nodes, wires, flows, theme)
        self._marks = marks
        self._paper = Paper()
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def wear(self, theme: Theme) -> None:
        """Paint in the colours of *theme* from now on."""
        self._node_painter.wear(theme)
        self._dot_painter.theme = theme
        self._wire_painter.theme = theme
        self._labels.wear(theme)
        self.update()

    def print_on(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Paint what is in *rect* in the colours of *theme*, without any pixels."""
        worn = self._node_painter.theme
        option = QStyleOptionGraphicsItem()
        option.exposedRect = rect
        self.wear(theme)
        self._node_painter.is_for_print = True
        try:
            self._paint(painter, option)
        finally:
            self._node_painter.is_for_print = False
            self.wear(worn)

    def update_nodes(self, rows: Rows) -> None:
        """Repaint some nodes, not their wires."""
        if self.wire_style.numbers:
            self.update()  # a label may go elsewhere
        elif len(rows):
            reach = geometry.REACH
            self.update(self._nodes.bounds(rows).adjusted(-reach, -reach, reach, reach))

    def update_wires(self, rows: Rows) -> None:
        """Repaint some wires and the labels that they may have."""
        if self.wire_style.numbers:
            self.update()
            return
        for left, top, right, bottom in self._wires.boxes[rows].tolist():
            self.update(
                QRectF(left, top, right - left, bottom - top).adjusted(
                    -LABEL_REACH, -LABEL_REACH, LABEL_REACH, LABEL_REACH
                )
            )

    @override
    def boundingRect(self) -> QRectF:
        return EVERYWHERE

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        painter.save()
        try:
            self._paint(painter, option)
        except Exception:  # a picture must never take the program down
            logging.getLogger(__name__).exception("the canvas cannot be painted")
        finally:
            painter.restore()

    def _paint(self, painter: QPainter, option: QStyleOptionGraphicsItem) -> None:
        transform = painter.worldTransform()
        zoom = option.levelOfDetailFromTransform(transform)
        window = QRectF(painter.viewport())
        seen = transform.inverted()[0].mapRect(window) & option.exposedRect
        parts = [part & seen for part in self.exposed] or [seen]
        rows = self._rows(self._nodes.inside, parts, geometry.REACH)
        is_dot = self._nodes.dots[rows]
        dots, rows = rows[is_dot], rows[~is_dot]
        wire_rows = self._rows(self._wires.inside, parts, _WIRE_REACH)
        is_for_print = self._node_painter.is_for_print
        sheets = None if is_for_print else self._paper.sheets(painter, parts)
        if zoom < TITLED:
            for sheet in sheets or ():
                self._wire_painter.draw_lines(sheet, wire_rows)
                self._node_painter.far.draw_blocks(sheet, rows, zoom)
            if sheets is None:
                self._wire_painter.paint_lines(painter, wire_rows)
                self._node_painter.far.paint_blocks(painter, rows, zoom)
            self._dot_painter.paint(painter, dots, zoom)
            return
        self._wire_painter.paint_curves(painter, wire_rows, seen, zoom, sheets)
        self._dot_painter.paint(painter, dots, zoom)
        if zoom < READABLE:
            self._node_painter.far.paint_tiles(painter, rows, is_for_print=is_for_print)
        else:
            self._node_painter.paint_cards(painter, rows)
            if zoom >= LABELLED:
                self._paint_labels(painter, window)

    def _paint_labels(self, painter: QPainter, window: QRectF) -> None:
        """Numbers on the wires that the hand is at, or on all in sight.

        All in sight, not only those exposed: labels give way to each other.
        """
        marks, wires = self._marks, self._wires
        first = wires.selected.copy()
        if marks.wire in wires.index and marks.lit is None:
            first[wires.index[marks.wire]] = True
        chosen = np.flatnonzero(first)
        if not self.wire_style.numbers and not len(chosen):
            return
        reach = LABEL_REACH
        around = window.adjusted(-reach, -reach, reach, reach)
        seen = wires.inside(around)
        chosen = chosen[np.isin(chosen, seen)]
        rows = self._labels.near(seen, around) if self.wire_style.numbers else chosen
        self._labels.paint(painter, rows, self._nodes.inside(around), chosen)

    @staticmethod
    def _rows(
        inside: Callable[[QRectF], Rows], parts: list[QRectF], reach: float
    ) -> Rows:
        """What is to be painted, in the order of stacking."""
        found = [inside(p.adjusted(-reach, -reach, reach, reach)) for p in parts]
        return found[0] if len(found) == 1 else np.unique(np.concatenate(found))
