"""A page of settings: labelled fields in rows, which say what a person changes."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QWidget

from playground.training.experiment import NEED_RESET, Experiment
from playground.ui.tooltips import wrapped
from playground.ui.training.fields import ComboField, SpinField
from playground.ui.training.rate_box import RateBox

WHOLE: Final = "experiment"
"""In place of a field's name: the value is a whole `Experiment`."""

_HELP: Final = "help"
"""A property of fields that are not always of use: what they say when they are."""

RESTARTS: Final = "restarts"
"""A property of fields that start the training anew; their labels say so."""


class SettingsPage(QWidget):
    """Says which setting a person changes, and to what; changes nothing itself.

    Pages have four rows of two fields each, so that turning them moves nothing.
    """

    edited = Signal(str, object)
    """Name of a field of `Experiment`, and its new value; or `WHOLE`."""
    refused = Signal(str)
    """Why what was typed cannot be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_showing = False
        self._rates: dict[str, RateBox] = {}
        self.grid = QGridLayout(self)
        self.grid.setContentsMargins(0, 0, 0, 0)
        self.grid.setHorizontalSpacing(7)
        self.grid.setVerticalSpacing(5)
        self.grid.setColumnStretch(1, 1)
        self.grid.setColumnStretch(3, 1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of *experiment*."""
        self._is_showing = True
        self._show(experiment)
        self._is_showing = False

    def mark_invalid(self, field: str) -> bool:
        """Mark the text typed for *field* as refused; False if it is not typed here."""
        box = self._rates.get(field)
        if box is not None:
            box.mark_invalid()
        return box is not None

    def _show(self, experiment: Experiment) -> None:
        """Put values into the fields."""

    def edit(self, field: str, value: object) -> None:
        """Tell of a change, unless it is the page itself that changes a field."""
        if not self._is_showing:
            self.edited.emit(field, value)

    def choice(
        self,
        field: str,
        name: str,
        title: str,
        help_text: str,
        entries: Iterable[tuple[str, str, str]],
    ) -> ComboField:
        """A list to choose the setting *field* from.

        Args:
            field: Of `Experiment`.
            name: Object name.
            title: Accessible name.
            help_text: Tool tip.
            entries: Value, text and tool tip of each.
        """
        box = ComboField(self)
        box.setProperty(RESTARTS, field in NEED_RESET)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.explain(help_text)
        # Narrow boxes; their lists are as wide as they need.
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(
            ComboField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for index, (value, text, hint) in enumerate(entries):
            box.addItem(text, value)
            box.setItemData(index, wrapped(hint), Qt.ItemDataRole.ToolTipRole)
        view = box.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 34)
        box.show_explanation()
        box.activated.connect(lambda _index: self.edit(field, box.currentData()))
        return box

    def rate(
        self,
        field: str,
        name: str,
        title: str,
        help_text: str,
        rates: tuple[float, ...],
        *,
        zero: str = "",
    ) -> RateBox:
        """A number to choose or type; *zero* is shown in place of 0."""
        box = RateBox(rates, self, zero=zero)
        box.setProperty(RESTARTS, field in NEED_RESET)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(help_text)
        box.edited.connect(lambda value: self.edit(field, value))
        box.refused.connect(self.refused)
        self._rates[field] = box
        return box

    def count(
        self,
        field: str,
        name: str,
        title: str,
        help_text: str,
        limits: tuple[int, int],
        *,
        zero: str = "",
    ) -> SpinField:
        """A whole number; *zero* is shown in place of the lowest."""
        box = SpinField(*limits, self)
        box.setProperty(RESTARTS, field in NEED_RESET)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(help_text)
        box.setGroupSeparatorShown(True)
        # The widest number there may be is no reason for a wide field.
        box.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        if zero:
            box.setSpecialValueText(zero)
        box.valueChanged.connect(lambda value: self.edit(field, value))
        return box

    def allow(self, field: QWidget, why_not: str) -> None:
        """Let *field* be used, unless there is a reason why not, which it then says."""
        if field.property(_HELP) is None:
            field.setProperty(_HELP, field.toolTip())
        text = field.property(_HELP)
        field.setToolTip(f"{text}\n\nNot now: {why_not}" if why_not else text)
        field.setEnabled(not why_not)

    def add(self, row: int, column: int, text: str, field: QWidget) -> None:
        """Put a labelled field into the left (0) or right (1) half of a row."""
        self.grid.addWidget(quiet_label(text, field, self), row, 2 * column)
        self.grid.addWidget(field, row, 2 * column + 1)

    def add_wide(self, row: int, text: str, field: QWidget) -> None:
        """Put a labelled field into a whole row."""
        self.grid.addWidget(quiet_label(text, field, self), row, 0)
        self.grid.addWidget(field, row, 1, 1, 3)


def quiet_label(text: str, buddy: QWidget, parent: QWidget) -> QLabel:
    """A label in the background that belongs to *buddy*; ↺ is for what restarts."""
    label = QLabel(f"{text} ↺" if buddy.property(RESTARTS) else text, parent)
    label.setProperty("quiet", True)
    label.setBuddy(buddy)
    label.setToolTip(buddy.toolTip())
    return label


def show_choice(box: ComboField, value: str) -> None:
    """Let *box* show its entry of *value*."""
    box.setCurrentIndex(box.findData(value))
