"""How fast the training plays: a list beside the play button."""

from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.ui.numbers import format_count
from playground.ui.training.fields import ComboField

_LIMITS: Final = (0, 1, 2, 5, 10, 30, 60, 250, 1000)
_SIZE: Final = (81, 25)
"""As wide as the three buttons above it."""
_LIST_WIDTH: Final = 100


class SpeedBox(ComboField):
    """Epochs per second at most; it is no setting, for it changes no result."""

    chosen = Signal(float)
    """Epochs per second, 0 for as many as can be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("speedBox")
        self.setAccessibleName("Speed")
        self.setProperty("small", True)
        self.setFixedSize(*_SIZE)
        for limit in _LIMITS:
            self.addItem(_text(limit), str(limit))
            tip = Qt.ItemDataRole.ToolTipRole
            self.setItemData(self.count() - 1, _meaning(limit), tip)
        self.view().setMinimumWidth(_LIST_WIDTH)
        self.explain("Speed: how fast it plays. Slow it down to watch it learn")
        self.show_explanation()
        self.activated.connect(self._choose)

    def show_limit(self, epochs_per_second: float) -> bool:
        """Show a limit; False if it is not on offer."""
        place = self.findData(f"{epochs_per_second:g}")
        if place >= 0:
            self.setCurrentIndex(place)
        return place >= 0

    @Slot()
    def _choose(self) -> None:
        self.chosen.emit(float(self.currentData()))


def _text(limit: int) -> str:
    return f"{format_count(limit)} / s" if limit else "full speed"


def _meaning(limit: int) -> str:
    if not limit:
        return "As fast as it can"
    epochs = "epoch" if limit == 1 else "epochs"
    return f"At most {format_count(limit)} {epochs} a second"
