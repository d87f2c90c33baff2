"""The commands about wires: what they lead to, and what they show."""

from PySide6.QtCore import QObject, Slot

from playground.graph.edits import Edit
from playground.graph.rewiring import dissolution, swap
from playground.ui.canvas import commands as edits_of
from playground.ui.canvas.view import CanvasView


class Rewiring(QObject):
    """Changes the wires of *view*, and what they show there."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document

    @Slot()
    def dissolve(self) -> None:
        """Remove the selected nodes, their first inputs taking their places."""
        self._view.cancel_gesture()
        ids = self._scene.selected_ids
        links = self._scene.selected_links
        edit = dissolution(self._document.graph, ids) or edits_of.removal((), links)
        self._do(edit)

    @Slot()
    def swap_inputs(self) -> None:
        """Exchange the two inputs of the selected operations."""
        self._do(swap(self._document.graph, self._scene.selected_ids))

    @Slot(bool)
    def show_wire_numbers(self, shows: bool) -> None:  # noqa: FBT001  a slot
        """Show the value and the gradient on each wire, where there is room."""
        self._scene.layer.wire_style.numbers = shows
        self._scene.layer.update()

    @Slot(bool)
    def show_wire_heat(self, shows: bool) -> None:  # noqa: FBT001  a slot
        """Let width and colour say how much gradient a wire carries back."""
        self._scene.layer.wire_style.heat = shows
        self._scene.layer.update()

    def _do(self, edit: Edit | None) -> None:
        if edit is not None:
            self._document.edit(edit)
