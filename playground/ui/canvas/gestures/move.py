"""Selecting nodes by click and moving them by drag."""

import numpy as np
from PySide6.QtCore import Qt
from typing_extensions import override

from playground.core.operations import Array
from playground.graph.edits import MoveNodes
from playground.graph.graph import NodeId
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag


class Move(Gesture):
    """Moves a node together with the selection; one `MoveNodes` at the release."""

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

    @override
    def move(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            if not is_drag(self.pressed, pointer):
                return
            self._is_dragging = True
            self.stage.show_cursor(Qt.CursorShape.SizeAllCursor)
        self.scene.show_moved(self._rows, self._moved(pointer))

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            self._click(pointer)
            return
        moved = self._moved(pointer)
        if np.array_equal(moved, self._start):
            return
        ids = [self.scene.nodes.ids[row] for row in self._rows.tolist()]
        places = {i: (x, y) for i, (x, y) in zip(ids, moved.tolist(), strict=True)}
        if not self.document.edit(MoveNodes(places)):
            self.scene.show_moved(self._rows, self._start)

    @override
    def cancel(self) -> None:
        if self._is_dragging:
            self.scene.show_moved(self._rows, self._start)
        self.scene.select(self._before, self._links_before)

    def _moved(self, pointer: Pointer) -> Array:
        """Positions now; whole units keep the text sharp."""
        way = pointer.scene - self.pressed.scene
        moved: Array = np.round(self._start + np.array([way.x(), way.y()]))
        return moved

    def _click(self, pointer: Pointer) -> None:
        if pointer.has_control and self._node in self._before:
            self.scene.select(i for i in self._before if i != self._node)
        elif not (pointer.has_shift or pointer.has_control):
            self.scene.select((self._node,))
