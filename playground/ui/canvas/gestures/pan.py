"""Moving the view with the middle button, or with Space held."""

from PySide6.QtCore import Qt
from typing_extensions import override

from playground.ui.canvas.stage import Gesture, Pointer, Stage


class Pan(Gesture):
    """The contents follow the mouse."""

    scrolls = False

    def __init__(self, stage: Stage, pressed: Pointer) -> None:
        super().__init__(stage, pressed)
        self._last = pressed.view
        stage.show_cursor(Qt.CursorShape.ClosedHandCursor)

    @override
    def move(self, pointer: Pointer) -> None:
        step = pointer.view - self._last
        self._last = pointer.view
        self.stage.pan_by(step.x(), step.y())
