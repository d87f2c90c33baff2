"""The commands that bring nodes into order."""

from PySide6.QtCore import QObject, QRectF, Slot

from playground.graph.arrangement import Side, aligned, distributed, tidied
from playground.graph.edits import Edit
from playground.graph.layout import LAYER_WIDTH
from playground.ui.canvas import geometry
from playground.ui.canvas.frames import keeping_frames, rect_of
from playground.ui.canvas.view import CanvasView

_LABELLED_WIDTH = LAYER_WIDTH + 56.0
"""Between layers when each wire has its numbers."""


class Arranging(QObject):
    """Moves the selected nodes of *view*, or all of them where none is selected."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document

    @Slot()
    def tidy(self) -> None:
        """Lay out several selected nodes in layers, else everything."""
        ids = self._scene.selected_ids
        chosen = ids if len(ids) > 1 else []
        has_numbers = self._scene.layer.wire_style.numbers
        width = _LABELLED_WIDTH if has_numbers else LAYER_WIDTH
        self._do(tidied(self._document.graph, chosen, width))
        if not chosen:
            self._view.navigation.show_rect(self._bounds())

    @Slot()
    def align_left(self) -> None:
        """Put the selection in a column, at its left edge."""
        self._align(Side.LEFT)

    @Slot()
    def align_right(self) -> None:
        """Put the selection in a column, at its right edge."""
        self._align(Side.RIGHT)

    @Slot()
    def align_top(self) -> None:
        """Put the selection in a row, at its top."""
        self._align(Side.TOP)

    @Slot()
    def align_bottom(self) -> None:
        """Put the selection in a row, at its bottom."""
        self._align(Side.BOTTOM)

    @Slot()
    def distribute_across(self) -> None:
        """Give the selection even distances from left to right."""
        self._do(distributed(self._document.graph, self._scene.selected_ids, 0))

    @Slot()
    def distribute_down(self) -> None:
        """Give the selection even distances from top to bottom."""
        self._do(distributed(self._document.graph, self._scene.selected_ids, 1))

    @Slot(bool)
    def snap_to_grid(self, snaps: bool) -> None:  # noqa: FBT001  a slot
        """Keep what is moved on the grid, or let it line up with other nodes."""
        self._view.snaps_to_grid = snaps

    def _bounds(self) -> QRectF:
        """Around everything, where it will be at the end of its way."""
        graph = self._document.graph
        bounds = QRectF()
        for frame in graph.frames.values():
            bounds |= rect_of(frame)
        for node in graph.nodes.values():
            bounds |= geometry.rect_of(node)
        return bounds

    def _align(self, side: Side) -> None:
        self._do(aligned(self._document.graph, self._scene.selected_ids, side))

    def _do(self, edit: Edit | None) -> None:
        self._view.cancel_gesture()
        if edit is not None:
            self._view.perform(keeping_frames(self._document.graph, edit))
