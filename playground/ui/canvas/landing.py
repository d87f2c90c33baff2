"""Which wire a node lands on when it is dropped, and how that is shown before."""

from collections.abc import Collection

from PySide6.QtCore import QPointF, QRectF

from playground.graph.graph import Link, Node, NodeId
from playground.graph.rewiring import can_be_inserted
from playground.ui.canvas import geometry
from playground.ui.canvas.scene import CanvasScene

_REACH = 18.0  # scene units between the middle of a node and the wire it lands on


class Landing:
    """The wire of *scene* under a node in the air; it is brought out while it is."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene

    def barred(self, node: Node) -> Collection[NodeId] | None:
        """Nodes whose incoming wires cannot lead through *node*; None: no wire can.

        A node that is used already stays what it is: moving it connects nothing.
        """
        graph = self._scene.document.graph
        if not can_be_inserted(node):
            return None
        if node.id not in graph.nodes:
            return ()
        return None if graph.users(node.id) else graph.upstream(node.id)

    def show(self, middle: QPointF | None, barred: Collection[NodeId]) -> Link | None:
        """Find and bring out the wire below the *middle* of a node; None for none."""
        link = None if middle is None else self._below(middle, barred)
        marks = self._scene.marks
        key = None if link is None else (link.target, link.port)
        if key != marks.landing:
            marks.landing = key
            self._scene.layer.update()
        return link

    def _below(self, middle: QPointF, barred: Collection[NodeId]) -> Link | None:
        wires = self._scene.wires
        x, y = middle.x(), middle.y()
        around = QRectF(x - _REACH, y - _REACH, 2 * _REACH, 2 * _REACH)
        rows = wires.inside(around)
        if not len(rows):
            return None
        controls = geometry.wire_controls(wires.ends[rows])
        gaps, _ = geometry.distances(controls, x, y)
        for place in gaps.argsort().tolist():
            link = wires.links[int(rows[place])]
            if gaps[place] <= _REACH and link.target not in barred:
                return link
        return None
