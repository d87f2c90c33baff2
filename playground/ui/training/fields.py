"""Fields that keep their value when the wheel only passes over them.

A wheel that scrolls a page must not turn a knob under the pointer; it turns a field
only once that has the keyboard focus.
"""

from typing import Final

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QValidator, QWheelEvent
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox, QWidget
from typing_extensions import override

_LEAST_WIDTH: Final = 40
_TEXT_MARGIN: Final = 5
_MOST_VISIBLE: Final = 12


class ComboField(QComboBox):
    """A combo box that needs the focus to heed the wheel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMaxVisibleItems(_MOST_VISIBLE)
        self._help = ""

    def explain(self, help_text: str) -> None:
        """Show *help_text* as tool tip, and below it that of the entry on show."""
        self._help = help_text
        self.currentIndexChanged.connect(self.show_explanation)

    @Slot()
    def show_explanation(self) -> None:
        """Bring the tool tip up to date."""
        hint = self.itemData(self.currentIndex(), Qt.ItemDataRole.ToolTipRole)
        own = f"{self.currentText()}: {hint}" if hint else ""
        self.setToolTip("\n\n".join(filter(None, (self._help, own))))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SpinField(QSpinBox):
    """A spin box that needs the focus to heed the wheel."""

    def __init__(
        self, lowest: int, highest: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setRange(lowest, highest)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        # A number half typed is nobody's wish: 1 on the way to 16.
        self.setKeyboardTracking(False)
        # The style sheet's padding does not reach the line inside.
        self.lineEdit().setTextMargins(_TEXT_MARGIN, 0, 0, 0)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(_LEAST_WIDTH, super().minimumSizeHint().height())

    @override
    def validate(self, text: str, pos: int) -> tuple[QValidator.State, str, int]:
        word, typed = self.specialValueText(), self._typed(text)
        if word and typed in (word, ""):
            return QValidator.State.Acceptable, text, pos
        if word and word.startswith(typed):
            return QValidator.State.Intermediate, text, pos
        return super().validate(text, pos)

    @override
    def valueFromText(self, text: str) -> int:
        """Its word, or nothing at all, means the lowest value."""
        word = self.specialValueText()
        if word and self._typed(text) in (word, ""):
            return self.minimum()
        return super().valueFromText(text)

    def _typed(self, text: str) -> str:
        return text.strip().removesuffix(self.suffix().strip()).strip()

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()


class SliderField(QSlider):
    """A horizontal slider that needs the focus to heed the wheel.

    Attributes:
        gesture: The same for all values of one drag, None without a drag.
    """

    def __init__(
        self, lowest: int, highest: int, step: int, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setRange(lowest, highest)
        self.setSingleStep(step)
        self.setPageStep(step)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.gesture: object = None
        self.sliderPressed.connect(self._begin)
        self.sliderReleased.connect(self._end)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        if self.hasFocus():
            super().wheelEvent(event)
        else:
            event.ignore()

    @Slot()
    def _begin(self) -> None:
        self.gesture = object()

    @Slot()
    def _end(self) -> None:
        self.gesture = None
