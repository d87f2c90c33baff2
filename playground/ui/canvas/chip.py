"""One entry of the palette, to drag, to click, and to reach by keys."""

from html import escape

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QPushButton
from typing_extensions import override

from playground.ui.canvas.entries import Entry

_LONGEST = 15  # letters of a title that fit into the narrowest palette
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class Chip(QPushButton):
    """One entry, dragged with a grab of the mouse rather than a drag of the system's.

    The grab works the same with every window system and with events made by tests, and
    it can show the node where it will land. A click adds one node, and so does a double
    click, since some people make one wherever they click.
    """

    drag_moved = Signal(object, QPoint)
    dropped = Signal(object, QPoint)
    drag_ended = Signal()
    add_requested = Signal(object)

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._pressed_at: QPoint | None = None
        self._is_dragging = False
        self._was_clicked = False
        # What a screen reader does.
        self.clicked.connect(self._request)
        self.show_entry(entry)

    def show_entry(self, entry: Entry) -> None:
        """Stand for *entry* from now on."""
        self.entry = entry
        title = entry.title
        short = f"{title[:_LONGEST]}…" if len(title) > _LONGEST + 1 else title
        self.setText(short)
        self.setObjectName(f"chip_{entry.key}")
        self.setAccessibleName(f"Add {entry.key}")
        self.setAccessibleDescription(entry.help)
        about = f"<b>{entry.key}</b><br>{escape(entry.help, quote=False)}"
        self.setToolTip(f"{about}<br>Drag it onto the canvas, or click.")

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self._pressed_at = event.globalPosition().toPoint()
            self.setDown(True)
        elif self._is_dragging:
            self._end_drag()

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._pressed_at is None:
            return
        place = event.globalPosition().toPoint()
        far = QApplication.startDragDistance()
        if not self._is_dragging:
            if (place - self._pressed_at).manhattanLength() < far:
                return
            self._is_dragging = True
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        self.drag_moved.emit(self.entry, place)

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if self._is_dragging:
            self._end_drag()
            self.dropped.emit(self.entry, event.globalPosition().toPoint())
        elif self._pressed_at is not None and self._holds(event):
            self._was_clicked = True
            self._request()
        self._pressed_at = None
        self.setDown(False)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and not self._was_clicked:
            self._request()
        self._was_clicked = False

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self._is_dragging:
            self._end_drag()
        elif event.key() in _ENTER:
            self._request()
        else:
            super().keyPressEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        if self._is_dragging:
            self._end_drag()
        super().hideEvent(event)

    @Slot()
    def _request(self) -> None:
        self.add_requested.emit(self.entry)

    def _holds(self, event: QMouseEvent) -> bool:
        return self.rect().contains(event.position().toPoint())

    def _end_drag(self) -> None:
        self._is_dragging = False
        self._pressed_at = None
        self.setDown(False)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.drag_ended.emit()
