"""Selecting nodes by click and moving them by drag."""

from PySide6.QtCore import QPointF, Qt
from typing_extensions import override

from playground.graph.graph import Link, NodeId
from playground.graph.rewiring import insertion
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.frames import keeping_frames
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
        self._frames_before = self.scene.selected_frames
        self._is_dragging = False
        if node_id not in self._before:
            joins = pressed.has_shift or pressed.has_control
            self.scene.select(
                [*(self._before if joins else ()), node_id],
                (),
                self._frames_before if joins else (),
            )
        self.scene.current = node_id
        chosen = self.scene.selected_frames
        self._cargo = Cargo(self.scene, self.scene.selected_ids, chosen)
        at = self.scene.nodes.positions[self.scene.nodes.index[node_id]]
        self._corner = QPointF(*at.tolist())
        self._guides: Guides | None = None
        self._landing = Landing(self.scene)
        node = self.document.graph.nodes[node_id]
        is_alone = len(self._cargo.rows) == 1
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
        self._cargo.show(*self._way(snap))
        self.scene.overlay.show_guides(snap.lines)

    @property
    @override
    def cargo(self) -> Cargo | None:
        return self._cargo if self._is_dragging else None

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            self._click(pointer)
            return
        self._find_wire(pointer)
        wire = self._wire
        way = self._way(self._snap(pointer))
        self._clear()
        if wire is not None:
            self._insert(wire, way)
            return
        edit = self._cargo.edit(*way)
        if edit is None or not self.document.edit(edit):
            self._cargo.show_back()

    @override
    def cancel(self) -> None:
        if self._is_dragging:
            self._clear()
            self._cargo.show_back()
        self.scene.select(self._before, self._links_before, self._frames_before)

    def _way(self, snap: Snap) -> tuple[float, float]:
        """How far everything has come."""
        return snap.x - self._corner.x(), snap.y - self._corner.y()

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
            self._guides = Guides(nodes, self._node, self._cargo.rows, seen)
        return self._guides.snap(at.x(), at.y(), self.stage.zoom)

    def _find_wire(self, pointer: Pointer) -> None:
        """Bring out the wire that a release would lead through the node."""
        if self._barred is None:
            return
        way = pointer.scene - self.pressed.scene
        row = self.scene.nodes.index[self._node]
        half = QPointF(*(self.scene.nodes.sizes[row] / 2).tolist())
        middle = None if pointer.has_alt else self._corner + way + half
        self._wire = self._landing.show(middle, self._barred)
        words = "inserts it into the wire   Alt: only move" if self._wire else ""
        self.stage.show_hint(words, pointer.view)

    def _insert(self, wire: Link, way: tuple[float, float]) -> None:
        graph = self.document.graph
        place = self._corner + QPointF(*way)
        at = (float(round(place.x())), float(round(place.y())))
        edit = insertion(graph, graph.nodes[self._node], wire, at)
        if not self.stage.perform(keeping_frames(graph, edit)):
            self._cargo.show_back()

    def _clear(self) -> None:
        self.scene.overlay.clear()
        if self.scene.marks.landing is not None:
            self.scene.marks.landing = None
            self.scene.layer.update()

    def _click(self, pointer: Pointer) -> None:
        if pointer.has_control and self._node in self._before:
            rest = [i for i in self._before if i != self._node]
            self.scene.select(rest, (), self._frames_before)
        elif not (pointer.has_shift or pointer.has_control):
            self.scene.select((self._node,))
