"""How a canvas is looked at: kept in a project, and found again when it opens."""

from collections.abc import Mapping

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtGui import QAction

from playground.project.project import CanvasView as SavedView
from playground.ui.canvas.view import CanvasView

_SWITCHES = {
    "wire_numbers": "show_wire_numbers",
    "wire_heat": "show_wire_heat",
    "grid": "snap_to_grid",
}
"""What is saved, and the command that switches it."""


class Outlook:
    """Zoom, place and switches of a canvas.

    A canvas that has never been on show has no size yet: what it is told before stays
    what it says, until it is shown.
    """

    def __init__(self, view: CanvasView, commands: Mapping[str, QAction]) -> None:
        self._view = view
        self._commands = commands
        self._wanted: SavedView | None = None
        self._is_shown = False

    def saved(self) -> SavedView | None:
        """What to keep; None for a canvas nobody has looked at."""
        if not self._is_shown:
            return self._wanted
        x, y = self._view.mapToScene(self._center).toTuple()
        is_on = {n: self._commands[c].isChecked() for n, c in _SWITCHES.items()}
        return SavedView(
            self._view.zoom,
            (x, y),
            is_on["wire_numbers"],
            is_on["wire_heat"],
            is_on["grid"],
        )

    def wish(self, saved: SavedView | None) -> None:
        """Look at the canvas as it was saved, at once or when it is first shown."""
        self._wanted = saved
        if saved is None:
            return
        for name, command in _SWITCHES.items():
            self._commands[command].setChecked(getattr(saved, name))
        if self._is_shown:
            self._apply(saved)

    def begin(self) -> bool:
        """The canvas is on show, with a size; tells whether it knows where to look."""
        self._is_shown = True
        if self._wanted is not None:
            self._apply(self._wanted)
        return self._wanted is not None

    def _apply(self, saved: SavedView) -> None:
        self._view.navigation.zoom_to(saved.zoom)
        # `centerOn` would be a pixel off, and again each time the project is saved.
        away = self._view.mapFromScene(QPointF(*saved.middle)) - self._center
        self._view.navigation.pan_by(-away.x(), -away.y())

    @property
    def _center(self) -> QPoint:
        return self._view.viewport().rect().center()
