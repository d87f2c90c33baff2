"""Selecting nodes by click and moving them by drag."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from typing_extensions import override

from playground.core.operations import Array
from playground.graph.edits import MoveNodes
from playground.graph.graph import Link, NodeId
from playground.graph.rewiring import insertion
from playground.ui.canvas import geometry
from playground.ui.canvas.guides import Guides, Snap, on_grid
from playground.ui.canvas.landing import Landing
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag


class Move(Gesture):
    """Moves a node together with the selection; one step at the release.

    It lines up with other nodes or the grid. A single node whose result nobody uses is
    inserted into the wire it is dropped on. Alt prevents both, Ctrl the lining up.
    """

    def __init__(self, stage: Stage, pressed: Pointer, node_id: NodeId) -> None:
        super().__init__(stage, pressed)
        self._node = node_id
        self._before = self.scene.selected_ids
        self._links_before = self.scene.selected_links
        self._is_dragging = False
        if node_id not in self._before:
            joins = pressed.has_shift or pressed.has_control
            self.scene.select([*(self._before if joins else ()), node_id])
        self.scene.current = node_id
        self._rows = self.scene.nodes.rows(self.scene.selected_ids)
        self._start = self.scene.nodes.positions[self._rows]
        at = self.scene.nodes.positions[self.scene.nodes.index[node_id]]
        self._corner = QPointF(*at.tolist())
        self._guides: Guides | None = None
        self._landing = Landing(self.scene)
        node = self.document.graph.nodes[node_id]
        is_alone = len(self._rows) == 1
        self._barred = self._landing.barred(node) if is_alone else None
        self._wire: Link | None = None

    @override
    def move(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            if not is_drag(self.pressed, pointer):
                return
            self._is_dragging = True
            self.stage.show_cursor(Qt.CursorShape.SizeAllCursor)
        self._find_wire(pointer)
        snap = self._snap(pointer)
        self.scene.show_moved(self._rows, self._moved(snap))
        self.scene.overlay.show_guides(snap.lines)

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            self._click(pointer)
            return
        self._find_wire(pointer)
        wire = self._wire
        moved = self._moved(self._snap(pointer))
        self._clear()
        if wire is not None:
            self._insert(wire, moved)
            return
        if np.array_equal(moved, self._start):
            return
        ids = [self.scene.nodes.ids[row] for row in self._rows.tolist()]
        places = {i: (x, y) for i, (x, y) in zip(ids, moved.tolist(), strict=True)}
        if not self.document.edit(MoveNodes(places)):
            self.scene.show_moved(self._rows, self._start)

    @override
    def cancel(self) -> None:
        if self._is_dragging:
            self._clear()
            self.scene.show_moved(self._rows, self._start)
        self.scene.select(self._before, self._links_before)

    def _moved(self, snap: Snap) -> Array:
        """Positions now; whole units keep the text sharp."""
        way = (snap.x - self._corner.x(), snap.y - self._corner.y())
        moved: Array = np.round(self._start + np.array(way))
        return moved

    def _snap(self, pointer: Pointer) -> Snap:
        """Where the node under the hand goes."""
        at = self._corner + (pointer.scene - self.pressed.scene)
        if pointer.has_alt or pointer.has_control or self._wire is not None:
            return Snap(at.x(), at.y())
        if self.stage.snaps_to_grid:
            return on_grid(at.x(), at.y())
        if self._guides is None:
            seen = self.stage.seen
            nodes = self.scene.nodes
            self._guides = Guides(nodes, self._node, self._rows, seen)
        return self._guides.snap(at.x(), at.y(), self.stage.zoom)

    def _find_wire(self, pointer: Pointer) -> None:
        """Bring out the wire that a release would lead through the node."""
        if self._barred is None:
            return
        way = pointer.scene - self.pressed.scene
        half = QPointF(geometry.WIDTH / 2, geometry.HEIGHT / 2)
        middle = None if pointer.has_alt else self._corner + way + half
        self._wire = self._landing.show(middle, self._barred)
        words = "inserts it into the wire   Alt: only move" if self._wire else ""
        self.stage.show_hint(words, pointer.view)

    def _insert(self, wire: Link, moved: Array) -> None:
        node = self.document.graph.nodes[self._node]
        x, y = moved[0].tolist()
        if not self.stage.perform(insertion(self.document.graph, node, wire, (x, y))):
            self.scene.show_moved(self._rows, self._start)

    def _clear(self) -> None:
        self.scene.overlay.clear()
        if self.scene.marks.landing is not None:
            self.scene.marks.landing = None
            self.scene.layer.update()

    def _click(self, pointer: Pointer) -> None:
        if pointer.has_control and self._node in self._before:
            self.scene.select(i for i in self._before if i != self._node)
        elif not (pointer.has_shift or pointer.has_control):
            self.scene.select((self._node,))
