"""A rate, chosen from a list or typed."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.ui.numbers import parse_number
from playground.ui.training.fields import ComboField

_SMALLEST_PLAIN: Final = 1e-6
_LARGEST_PLAIN: Final = 1e6


class RateBox(ComboField):
    """An editable list of numbers; what is typed and is no number is refused aloud."""

    edited = Signal(float)
    refused = Signal(str)

    def __init__(
        self,
        rates: Sequence[float],
        parent: QWidget | None = None,
        *,
        zero: str = "",
    ) -> None:
        """Make one.

        Args:
            rates: What the list offers.
            parent: Its parent.
            zero: What is shown, and may be typed, in place of 0.
        """
        super().__init__(parent)
        self._value = rates[0]
        self._zero = zero
        self.setEditable(True)
        self.setInsertPolicy(ComboField.InsertPolicy.NoInsert)
        # Completion would turn a typed 0.03 into 0.035 and the like.
        self.setCompleter(None)  # type: ignore[arg-type]  # the stubs forget None
        for rate in rates:
            self.addItem(self._text(rate), rate)
        self.activated.connect(self._take)
        line = self.lineEdit()
        if line is not None:
            line.editingFinished.connect(self._take)
            line.setAccessibleName("rate")

    def show_value(self, value: float) -> None:
        """Show *value*, in place of whatever was typed."""
        self._value = value
        self._mark(is_invalid=False)
        self.setEditText(self._text(value))

    @override
    def setAccessibleName(self, name: str) -> None:
        super().setAccessibleName(name)
        line = self.lineEdit()
        if line is not None:
            line.setAccessibleName(name)

    @Slot()
    def _take(self) -> None:
        text = self.currentText()
        if text == self._text(self._value) and not self.property("invalid"):
            return
        try:
            value = 0.0 if self._zero and text == self._zero else parse_number(text)
        except ValueError as error:
            self.mark_invalid()
            kept = f"It stays {self._text(self._value)}."
            self.refused.emit(f"{self.accessibleName()}: {error}. {kept}")
            return
        self._mark(is_invalid=False)
        self.edited.emit(value)

    def mark_invalid(self) -> None:
        """Mark what was typed as wrong, until another value is shown."""
        self._mark(is_invalid=True)

    def _text(self, value: float) -> str:
        return self._zero if self._zero and value == 0 else _plain(value)

    def _mark(self, *, is_invalid: bool) -> None:
        if bool(self.property("invalid")) != is_invalid:
            self.setProperty("invalid", is_invalid)
            self.style().unpolish(self)
            self.style().polish(self)


def _plain(rate: float) -> str:
    """All decimals of an ordinary rate: 0.00001 rather than 1e-5."""
    if rate != 0 and not _SMALLEST_PLAIN <= rate <= _LARGEST_PLAIN:
        return f"{rate:g}"
    return f"{rate:.12f}".rstrip("0").rstrip(".")
