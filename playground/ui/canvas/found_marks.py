"""The rings around the nodes that the search has found."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.paint_layer import EVERYWHERE
from playground.ui.canvas.picture import NodePicture

_AWAY: Final = 4.0
_WIDTH: Final = 3.0


class FoundMarks(QGraphicsItem):
    """Rings around nodes of *picture*, in *color*."""

    def __init__(self, picture: NodePicture, color: QColor) -> None:
        super().__init__()
        self._picture = picture
        self._ids: Sequence[NodeId] = ()
        self._color = QColor(color)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)

    @property
    def ids(self) -> Sequence[NodeId]:
        """The nodes that wear a ring."""
        return self._ids

    def show_found(self, ids: Sequence[NodeId]) -> None:
        """Put rings around these nodes alone."""
        self._ids = ids
        self.update()

    def wear(self, color: QColor) -> None:
        """Take another colour."""
        self._color = QColor(color)
        self.update()

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
        transform = painter.worldTransform()
        zoom = option.levelOfDetailFromTransform(transform)
        seen = transform.inverted()[0].mapRect(QRectF(painter.viewport()))
        color = QColor(self._color)
        color.setAlphaF(0.6)
        width = max(_WIDTH, 2.0 / zoom)
        painter.setPen(QPen(color, width))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        away = _AWAY + width / 2 - 1
        corner = geometry.CORNER + away
        for node_id in self._ids:
            row = self._picture.index.get(node_id)
            if row is None:
                continue
            ring = self._picture.rect(row)
            ring.adjust(-away, -away, away, away)
            if ring.intersects(seen):
                painter.drawRoundedRect(ring, corner, corner)
