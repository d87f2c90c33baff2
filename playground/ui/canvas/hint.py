"""A few words beside the cursor during a gesture."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtWidgets import QLabel, QWidget

from playground.ui.theme import Theme, mix

_AWAY = QPoint(18, 20)
_WIDEST = 280
_UNBOUNDED = 16_777_215
"""What Qt takes for no limit."""


class Hint(QLabel):
    """Lies over the canvas, takes no clicks, keeps inside its parent."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.setObjectName("canvasHint")
        self.setAccessibleName("Hint of the gesture")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.hide()

    def show_text(
        self, text: str, at: QPoint, theme: Theme, *, is_refusal: bool = False
    ) -> None:
        """Say *text* beside *at*, in coordinates of the parent; hide for no text."""
        if not text:
            self.clear()
            self.hide()
            return
        ink = theme.error if is_refusal else theme.text
        edge = mix(theme.edge, theme.error, 0.6) if is_refusal else theme.edge
        sheet = (
            f"background: {theme.panel.name()}; color: {ink.name()}; padding: 4px 8px;"
            f"border: 1px solid {edge.name()}; border-radius: 6px;"
        )
        if sheet != self.styleSheet():
            self.setStyleSheet(sheet)
        self.setMinimumSize(0, 0)
        self.setMaximumSize(_UNBOUNDED, _UNBOUNDED)
        self.setWordWrap(False)
        self.setText(text)
        if self.sizeHint().width() > _WIDEST:
            self.setWordWrap(True)
            self.setFixedWidth(_WIDEST)
            self.setFixedHeight(self.heightForWidth(_WIDEST))
        else:
            self.setFixedSize(self.sizeHint())
        room = self._canvas.size() - self.size()
        place = at + _AWAY
        if place.y() > room.height():
            place.setY(at.y() - self.height() - 8)
        self.move(max(0, min(place.x(), room.width())), max(0, place.y()))
        self.show()
        self.raise_()
