"""What a map without points says: how to get some."""

from typing import Final

from PySide6.QtCore import QRect, Qt, Slot
from PySide6.QtWidgets import QLabel, QWidget

from playground.ui.theme import ThemeSwitch

_PLANE: Final = (
    "Paint points here:\na brush for each class, keys 1 to 6.\n"
    "Or drop or paste a table."
)
_CURVE: Final = (
    "Paint points here:\ntheir height is the number\nto be predicted.\n"
    "Or drop or paste a table."
)


class EmptyHint(QLabel):
    """A sign in the middle of the map that lets the mouse through."""

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(_PLANE, parent)
        self.setObjectName("emptyMapHint")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme_switch = theme_switch
        self._room = QRect()
        theme_switch.changed.connect(self._dress)
        self._dress()
        self.hide()

    def show_curve(self, *, is_curve: bool) -> None:
        """Say what painting means: classes, or heights over x."""
        self.setText(_CURVE if is_curve else _PLANE)
        self.lie_in(self._room)

    def lie_in(self, room: QRect) -> None:
        """Lie in the middle of *room*."""
        self._room = room
        self.adjustSize()
        place = self.rect()
        place.moveCenter(room.center())
        self.setGeometry(place)

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self.setStyleSheet(
            f"background: {theme.panel.name()}; color: {theme.text.name()};"
            "border-radius: 6px; padding: 8px 12px;"
        )
