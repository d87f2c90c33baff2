"""The line over the map: what it shows, and the reading under the cursor."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QTextDocumentFragment
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QWidget,
)

from playground.ui.theme import ThemeSwitch
from playground.ui.training.map_reading import Meaning
from playground.ui.training.menu_button import MenuButton

_DISCRETE: Final = (
    "Discretise the output: colour the map by its sign alone, the decision itself"
)
_TOLERANCE: Final = 4


class MapHeader(QWidget):
    """Two switches, a menu of further ones, and a text at the right."""

    test_toggled = Signal(bool)
    discrete_toggled = Signal(bool)
    lines_toggled = Signal(bool)
    sizes_toggled = Signal(bool)
    save_requested = Signal(str)
    """The suffix of the picture or table to save, png, svg or csv; or what to copy."""
    worst_requested = Signal()
    """The loss of the point that is farthest off is to be opened on a canvas."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._is_forced = False
        self._were_shown = False
        self.test_switch = self._switch("showTestBox", "test data")
        self.test_switch.setToolTip(
            "Show the test data: the points kept from the network, as rings"
        )
        self.test_switch.toggled.connect(self.test_toggled)
        self.discrete_switch = self._switch("discreteBox", "discretise")
        self.discrete_switch.setToolTip(_DISCRETE)
        self.discrete_switch.toggled.connect(self.discrete_toggled)
        self._more = MenuButton(self)
        self._build_menu()
        self.reading = QLabel(self)
        self.reading.setObjectName("boundaryReading")
        self.reading.setMinimumWidth(1)  # a long text must not push it out of sight
        self.reading.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(self.test_switch)
        row.addWidget(self.discrete_switch)
        row.addWidget(self._more)
        row.addWidget(self.reading, 1)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_meaning(self, meaning: Meaning) -> None:
        """Say what a decision is, by the number of classes."""
        self.discrete_switch.setToolTip(
            "Discretise the output: colour the map by the likeliest class alone, the "
            "decision itself"
            if meaning.has_many
            else _DISCRETE
        )

    def show_reading(self, words: str, short: str) -> None:
        """Show *words*, rich text; *short* where there is no room for them."""
        plain = QTextDocumentFragment.fromHtml(words).toPlainText()
        room = self.reading.width() - _TOLERANCE
        is_long = self.reading.fontMetrics().horizontalAdvance(plain) > room
        self.reading.setText(short if is_long else words)

    def show_tests(self, *, are_forced: bool) -> None:
        """Show the test points whatever was chosen, for a point painted must be seen.

        The choice comes back afterwards.
        """
        if are_forced == self._is_forced:
            return
        self._is_forced = are_forced
        if are_forced:
            self._were_shown = self.test_switch.isChecked()
        self.test_switch.setChecked(are_forced or self._were_shown)

    def _build_menu(self) -> None:
        more = self._more
        more.setObjectName("mapMenuButton")
        more.setAccessibleName("More of the map")
        more.setToolTip("More to show on the map, and saving it")
        menu = more.menu()
        self.lines_action = self._check(
            menu,
            "neuronLinesAction",
            "Lines of the first layer",
            "Where each neuron of the first layer changes its sign",
        )
        self.lines_action.toggled.connect(self.lines_toggled)
        self.sizes_action = self._check(
            menu,
            "sizeByLossAction",
            "Size of points by their loss",
            "Points that are far off are drawn larger",
        )
        self.sizes_action.toggled.connect(self.sizes_toggled)
        menu.addSeparator()
        worst = menu.addAction("Open the loss of the worst point")
        worst.setObjectName("openWorstAction")
        worst.setToolTip(
            "Open the loss of the train point that is farthest off on a canvas; of any "
            "other point by a double-click on it"
        )
        worst.triggered.connect(self.worst_requested)
        menu.addSeparator()
        add_save_actions(menu, "Map", self.save_requested.emit)
        add_copy_actions(menu, "Map", self.save_requested.emit)

    def _check(self, menu: QMenu, name: str, text: str, help_text: str) -> QAction:
        action = menu.addAction(text)
        action.setObjectName(name)
        action.setToolTip(help_text)
        action.setCheckable(True)
        return action

    def _switch(self, name: str, text: str) -> QCheckBox:
        switch = QCheckBox(text, self)
        switch.setObjectName(name)
        switch.setAccessibleName(text)
        switch.setProperty("quiet", True)
        return switch

    @Slot()
    def _dress(self) -> None:
        self._more.dress(self._theme_switch.current.quiet_text)


def add_save_actions(
    menu: QMenu, what: str, save: Callable[[str], object], numbers: str = "numbers"
) -> None:
    """Add an action for each way to save a plot; *save* is called with a suffix.

    Args:
        menu: Where.
        what: The plot, in the names of the actions.
        save: Called with "png", "svg" or "csv".
        numbers: What the table holds.
    """
    for suffix, text in (
        ("png", "Save as PNG…"),
        ("svg", "Save as SVG…"),
        ("csv", f"Save the {numbers} as CSV…"),
    ):
        action = menu.addAction(text)
        action.setObjectName(f"save{what}{suffix.upper()}Action")
        action.setToolTip(text.rstrip("…"))
        action.triggered.connect(lambda _=False, suffix=suffix: save(suffix))


def add_copy_actions(menu: QMenu, what: str, copy: Callable[[str], object]) -> None:
    """Add actions to copy a plot; *copy* is called with ``picture`` or ``numbers``."""
    for kind, help_text in (
        ("picture", "Copy what is on show, to be pasted into a text or onto a slide"),
        ("numbers", "Copy what is on show as a table, to be pasted into a spreadsheet"),
    ):
        action = menu.addAction(f"Copy the {kind}")
        action.setObjectName(f"copy{what}{kind.capitalize()}Action")
        action.setToolTip(help_text)
        action.triggered.connect(lambda _=False, kind=kind: copy(kind))
