"""One text editor for the whole canvas, laid over the note that is being written."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit, QWidget
from typing_extensions import override

from playground.graph.frames import LONGEST_NOTE
from playground.ui.theme import Theme

_LEAST: Final = (260, 130)
_MOST_HEIGHT: Final = 220
_MARGIN: Final = 8


class NoteEditor(QPlainTextEdit):
    """Markdown as it is written. Ctrl+Enter takes it, Escape gives it up.

    Leaving the field takes the text too.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("noteEditor")
        self.setAccessibleName("Note in Markdown")
        self.setToolTip("Ctrl+Enter takes the note, Esc gives it up")
        self.setPlaceholderText(
            "A note, in Markdown:\n# heading, **bold**, *italic*, `code`, - list\n\n"
            "Ctrl+Enter takes it, Esc gives it up"
        )
        self.setTabChangesFocus(False)
        self._canvas = parent
        self._accept: Callable[[str], None] | None = None
        self.hide()

    @property
    def is_open(self) -> bool:
        """Whether a note is being written."""
        return self._accept is not None

    def open(
        self, place: QRect, note: str, accept: Callable[[str], None], theme: Theme
    ) -> None:
        """Write *note* anew, over *place* of the parent; *accept* takes the text."""
        self.close_editor()
        self._accept = accept
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {theme.panel.name()};"
            f" color: {theme.text.name()}; border: 1px solid {theme.accent.name()};"
            " border-radius: 6px; padding: 4px; }"
        )
        room = self._canvas.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        width = min(max(place.width(), _LEAST[0]), room.width())
        height = min(max(place.height(), _LEAST[1]), _MOST_HEIGHT, room.height())
        left = min(max(place.left(), room.left()), room.right() + 1 - width)
        top = min(max(place.top(), room.top()), room.bottom() + 1 - height)
        self.setGeometry(left, top, width, height)
        self.setPlainText(note)
        self.selectAll()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def offer(self) -> None:
        """Hand the text over and close."""
        accept = self._accept
        if accept is not None:
            text = self.toPlainText().strip("\n")[:LONGEST_NOTE]
            self.close_editor()
            accept(text)

    def close_editor(self) -> None:
        """Close without taking the text."""
        if self._accept is not None:
            self._accept = None
            self.hide()
            self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        enters = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if enters and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.offer()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_editor()
        else:
            super().keyPressEvent(event)
        event.accept()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        reason = Qt.FocusReason
        stays = {reason.PopupFocusReason, reason.ActiveWindowFocusReason}
        if event.reason() not in stays:
            self.offer()
