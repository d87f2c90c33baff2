"""A search that a click has closed, and that goes on when its word is typed."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Slot
from PySide6.QtGui import QKeyEvent
from typing_extensions import override

from playground.ui.canvas.hit import InputHit, OutputHit
from playground.ui.canvas.view import CanvasView

_Open = Callable[[QPoint, OutputHit | InputHit | None, str], None]
_COMMANDS = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


class Interruption(QObject):
    """Gives letters that are typed after a click beside the search to the search.

    A third click after the two that open the search closes it, unseen: the word that
    is typed then would be a row of commands, each of one letter. This ends with the
    next click, with any other key, and where something is selected to command.
    """

    def __init__(self, view: CanvasView, open_search: _Open, parent: QObject) -> None:
        super().__init__(parent)
        self._view = view
        self._open_search = open_search
        self._is_on = self._saw_click = False

    @Slot()
    def begin(self) -> None:
        """The search was closed by a click, if that was on the canvas."""
        if self._view.hasFocus() and not self._is_on:
            self._is_on, self._saw_click = True, False
            self._view.installEventFilter(self)
            self._view.viewport().installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and watched is self._view:
            return self._key(event)
        kind = QEvent.Type
        if event.type() in (kind.MouseButtonPress, kind.MouseButtonDblClick):
            # The click that closed the search comes first: focus goes before it.
            if self._saw_click:
                self._end()
            self._saw_click = True
        elif event.type() == kind.FocusOut:
            self._end()
        return False

    def _key(self, event: QKeyEvent) -> bool:
        if event.type() == QEvent.Type.KeyRelease:
            return False
        if event.key() in (Qt.Key.Key_Shift, Qt.Key.Key_CapsLock):
            return False
        text = event.text()
        is_word = text.isalnum() and not event.modifiers() & _COMMANDS
        if not is_word or self._view.scene_shown.selected_ids:
            self._end()
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        self._end()
        self._open_search(self._view.cursor_place(), None, text)
        return True

    def _end(self) -> None:
        self._is_on = False
        self._view.removeEventFilter(self)
        self._view.viewport().removeEventFilter(self)
