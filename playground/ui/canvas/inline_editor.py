"""One line edit for the whole canvas, laid over the number or the name being edited."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QLineEdit, QWidget
from typing_extensions import override

from playground.ui.theme import Theme, number_font

_LEAST_WIDTH = 96
_MOST_WIDTH = 280
_LEAST_HEIGHT = 22
_FEWEST_PIXELS = 11


class InlineEditor(QLineEdit):
    """Opens over a place, and closes when its text was accepted or given up.

    Enter offers the text; a refused one stays open with the reason below it. Escape
    gives up. Leaving the field offers the text too, and gives up when it is refused.
    """

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setObjectName("inlineEditor")
        self.setAccessibleName("Editor of a number or a name")
        self._problem = QLabel(parent)
        self._problem.setObjectName("inlineEditorProblem")
        self._problem.setAccessibleName("Why the text is refused")
        self._problem.setWordWrap(True)
        self._accept: Callable[[str], str] | None = None
        self._before = ""
        self.textEdited.connect(self._forget_problem)
        self.hide()
        self._problem.hide()

    @property
    def is_open(self) -> bool:
        """Whether something is being edited."""
        return self._accept is not None

    @property
    def problem(self) -> str:
        """Why the text was refused, while it is shown."""
        return self._problem.text() if self._problem.isVisible() else ""

    def open(
        self,
        place: QRect,
        text: str,
        what: str,
        accept: Callable[[str], str],
        theme: Theme,
    ) -> None:
        """Edit *text* over *place*.

        Args:
            place: Where, in coordinates of the parent.
            text: What stands there now; it is selected.
            what: What is edited, for those who do not see the place.
            accept: Takes the new text, and returns why it is refused, or nothing.
            theme: Colours of the field and its message.
        """
        self._accept = accept
        self._before = text
        self.setAccessibleName(what)
        self.setToolTip(what)
        pixels = max(_FEWEST_PIXELS, round(place.height() * 0.72))
        font = number_font(10)
        font.setPixelSize(pixels)
        self.setFont(font)
        self.setStyleSheet(
            f"QLineEdit {{ background: {theme.canvas.name()};"
            f" color: {theme.text.name()}; border: 1px solid {theme.accent.name()};"
            f" border-radius: 4px; padding: 0 4px; font-size: {pixels}px; }}"
        )
        self._problem.setStyleSheet(
            f"background: {theme.panel.name()}; color: {theme.error.name()};"
            f" border: 1px solid {theme.error.name()}; border-radius: 4px;"
            " padding: 3px 7px;"
        )
        written = self.fontMetrics().horizontalAdvance(text) + 18
        width = max(place.width(), _LEAST_WIDTH, min(written, _MOST_WIDTH))
        height = max(place.height(), _LEAST_HEIGHT)
        self.setGeometry(
            place.right() + 1 - width,
            place.center().y() - height // 2,
            width,
            height,
        )
        self.setText(text)
        self._forget_problem()
        self.show()
        self.raise_()
        self.setFocus(Qt.FocusReason.OtherFocusReason)
        self.selectAll()

    def offer(self) -> bool:
        """Hand the text over; returns whether the editor has closed."""
        if self._accept is None:
            return True
        if self.text() == self._before:
            self.close_editor()
            return True
        refusal = self._accept(self.text())
        if refusal:
            self._show_problem(refusal)
            return False
        self.close_editor()
        return True

    def close_editor(self) -> None:
        """Close without taking the text."""
        if self._accept is None:
            return
        self._accept = None
        self._problem.hide()
        self.hide()
        self.closed.emit()

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.offer()
        elif event.key() == Qt.Key.Key_Escape:
            self.close_editor()
        else:
            super().keyPressEvent(event)
        event.accept()

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.FocusOut and self._accept is not None:
            handled = super().event(event)
            if not self.offer():
                self.close_editor()
            return handled
        return super().event(event)

    @Slot()
    def _forget_problem(self) -> None:
        self._problem.hide()

    def _show_problem(self, text: str) -> None:
        self._problem.setText(text)
        width = 220
        height = self._problem.heightForWidth(width)
        room = self._canvas.width() - width
        left = max(0, min(self.x(), room))
        self._problem.setGeometry(left, self.geometry().bottom() + 4, width, height)
        self._problem.show()
        self._problem.raise_()
        self.selectAll()
