"""Selecting with a rubber band, or nothing with a click on empty canvas."""

from PySide6.QtCore import QRectF
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag


class Band(Gesture):
    """Selects what the band touches; Shift adds to the selection, Ctrl toggles."""

    def __init__(self, stage: Stage, pressed: Pointer) -> None:
        super().__init__(stage, pressed)
        self._before = self.scene.selected_ids
        self._links_before = self.scene.selected_links
        self._is_dragging = False

    @override
    def move(self, pointer: Pointer) -> None:
        self._is_dragging = self._is_dragging or is_drag(self.pressed, pointer)
        if not self._is_dragging:
            return
        band = QRectF(self.pressed.scene, pointer.scene).normalized()
        self.scene.overlay.show_band(band)
        nodes = self.scene.nodes
        touched = {nodes.ids[row] for row in nodes.inside(band).tolist()}
        self.scene.select(self._meant(touched, pointer))

    @override
    def release(self, pointer: Pointer) -> None:
        self.scene.overlay.clear()
        if not self._is_dragging and not (pointer.has_shift or pointer.has_control):
            self.scene.focus_on(None)

    @override
    def cancel(self) -> None:
        self.scene.overlay.clear()
        self.scene.select(self._before, self._links_before)

    def _meant(self, touched: set[NodeId], pointer: Pointer) -> set[NodeId]:
        if pointer.has_shift:
            return touched.union(self._before)
        if pointer.has_control:
            return touched.symmetric_difference(self._before)
        return touched
