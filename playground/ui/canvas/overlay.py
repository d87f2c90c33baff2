"""What a gesture shows above the nodes: a loose wire, a rubber band, a node to come."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.core.operations import Array
from playground.ui.canvas import geometry
from playground.ui.theme import Theme, translucent

_MARGIN = 10.0


class Overlay(QGraphicsItem):
    """Shows one thing at a time, or nothing."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self._bounds = QRectF()
        self._wire: tuple[QPointF, QPointF, bool] | None = None
        self._band: QRectF | None = None
        self._ghost: tuple[QPointF, str] | None = None
        self._cut: QPainterPath | None = None
        self._guides: Sequence[QLineF] = ()
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is shown."""
        return self._bounds.isEmpty()

    def show_wire(self, start: QPointF, stop: QPointF, *, is_refused: bool) -> None:
        """A wire from an output to an input, either of which may be the cursor."""
        self.clear()
        self._wire = (start, stop, is_refused)
        left, top, right, bottom = geometry.wire_boxes(_controls(start, stop))[0]
        self._grow(QRectF(QPointF(left, top), QPointF(right, bottom)))

    def show_band(self, band: QRectF) -> None:
        """A rubber band."""
        self.clear()
        self._band = band
        self._grow(band)

    def show_ghost(self, corner: QPointF, title: str) -> None:
        """A node that would be placed with its top left at *corner*."""
        self.clear()
        self._ghost = (corner, title)
        self._grow(geometry.node_rect(corner.x(), corner.y()))

    def show_cut(self, line: Sequence[QPointF]) -> None:
        """The line along which wires are cut."""
        self.clear()
        self._cut = QPainterPath(line[0])
        for point in line[1:]:
            self._cut.lineTo(point)
        self._grow(self._cut.boundingRect())

    def show_guides(self, lines: Sequence[QLineF]) -> None:
        """Lines along which things are in line."""
        self.clear()
        if lines:
            self._guides = lines
            bounds = QRectF()
            for line in lines:
                bounds |= QRectF(line.p1(), line.p2()).normalized().adjusted(0, 0, 1, 1)
            self._grow(bounds)

    def clear(self) -> None:
        """Show nothing."""
        self.prepareGeometryChange()
        self._bounds = QRectF()
        self._wire = self._band = self._ghost = self._cut = None
        self._guides = ()

    @override
    def boundingRect(self) -> QRectF:
        return self._bounds

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        zoom = option.levelOfDetailFromTransform(painter.worldTransform())
        if self._wire is not None:
            self._paint_wire(painter, *self._wire, zoom)
        if self._band is not None:
            self._paint_band(painter, self._band)
        if self._ghost is not None:
            self._paint_ghost(painter, *self._ghost)
        if self._guides:
            pen = QPen(translucent(self.theme.accent, 0.7), 1)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.drawLines(list(self._guides))
        if self._cut is not None:
            pen = QPen(self.theme.error, 1.6, Qt.PenStyle.DashLine)
            pen.setCosmetic(True)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPath(self._cut)

    def _grow(self, bounds: QRectF) -> None:
        self._bounds = bounds.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
        self.update()

    def _paint_wire(
        self,
        painter: QPainter,
        start: QPointF,
        stop: QPointF,
        is_refused: bool,  # noqa: FBT001  unpacked from what show_wire was told
        zoom: float,
    ) -> None:
        pen = QPen(self.theme.error if is_refused else self.theme.accent)
        pen.setWidthF(max(2.2, 1.6 / zoom))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        if is_refused:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(geometry.wire_path(_controls(start, stop)[0]))

    def _paint_band(self, painter: QPainter, band: QRectF) -> None:
        pen = QPen(self.theme.accent, 1)
        pen.setCosmetic(True)
        painter.setPen(pen)
        painter.setBrush(translucent(self.theme.accent, 0.12))
        painter.drawRect(band)

    def _paint_ghost(self, painter: QPainter, corner: QPointF, title: str) -> None:
        rect = geometry.node_rect(corner.x(), corner.y())
        painter.setPen(QPen(self.theme.accent, 1.5, Qt.PenStyle.DashLine))
        painter.setBrush(translucent(self.theme.accent, 0.14))
        painter.drawRoundedRect(rect, geometry.CORNER, geometry.CORNER)
        font = QFont(painter.font())
        font.setPixelSize(14)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(self.theme.text)
        painter.drawText(rect, int(Qt.AlignmentFlag.AlignCenter), title)


def _controls(start: QPointF, stop: QPointF) -> Array:
    return geometry.wire_controls(
        np.array([[start.x(), start.y(), stop.x(), stop.y()]])
    )
