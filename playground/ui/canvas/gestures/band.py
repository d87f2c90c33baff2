"""Selecting with a rubber band, or nothing with a click on empty canvas."""

from collections.abc import Iterable
from typing import TypeVar

from PySide6.QtCore import QRectF
from typing_extensions import override

from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag

_Id = TypeVar("_Id", bound=int)


class Band(Gesture):
    """Selects the nodes that the band touches and the frames that it is around.

    Shift adds to the selection, Ctrl toggles.
    """

    def __init__(self, stage: Stage, pressed: Pointer) -> None:
        super().__init__(stage, pressed)
        self._before = self.scene.selected_ids
        self._links_before = self.scene.selected_links
        self._frames_before = set(self.scene.selected_frames)
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
        self.scene.select(
            _meant(touched, self._before, pointer),
            (),
            _meant(self.scene.frames.within(band), self._frames_before, pointer),
        )

    @override
    def release(self, pointer: Pointer) -> None:
        self.scene.overlay.clear()
        if not self._is_dragging and not (pointer.has_shift or pointer.has_control):
            self.scene.focus_on(None)

    @override
    def cancel(self) -> None:
        self.scene.overlay.clear()
        self.scene.select(self._before, self._links_before, self._frames_before)


def _meant(touched: set[_Id], before: Iterable[_Id], pointer: Pointer) -> set[_Id]:
    if pointer.has_shift:
        return touched.union(before)
    if pointer.has_control:
        return touched.symmetric_difference(before)
    return touched
