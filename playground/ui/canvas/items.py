"""Nodes as Qt's scene knows them: selectable rectangles without contents."""

from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem

from playground.graph.graph import Node, NodeId
from playground.ui.canvas import geometry


class NodeItem(QGraphicsRectItem):
    """The selection and the place of one node; the paint layer shows it.

    It overrides nothing: each override would be a Python call per item and frame.
    """

    def __init__(self, node: Node, parent: QGraphicsItem) -> None:
        super().__init__(QRectF(0, 0, *geometry.size_of(node)), parent)
        self.node_id: NodeId = node.id
        self.setFlags(
            QGraphicsItem.GraphicsItemFlag.ItemHasNoContents
            | QGraphicsItem.GraphicsItemFlag.ItemIsSelectable
        )
        self.setPos(*node.position)
