"""How the network looks and learns: pages of settings under a fold."""

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.training.experiment import Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.basics_page import BasicsPage
from playground.ui.training.data_page import DataPage
from playground.ui.training.learning_page import LearningPage
from playground.ui.training.network_page import NetworkPage
from playground.ui.training.run_page import RunPage

if TYPE_CHECKING:
    from playground.ui.training.page import SettingsPage

_PAGES: Final = (
    ("Basics", "The settings everybody needs"),
    ("Network", "Features, activations of single layers, output, first weights"),
    ("Learning", "Schedule of the rate, clipping, order of the points"),
    ("Data", "Number of points, seed, tables of your own"),
    ("Run", "When the run stops by itself, size of a step"),
)


class SettingsForm(QWidget):
    """Says which setting a person changes, and to what; changes nothing itself."""

    edited = Signal(str, object)
    """Name of a field of `Experiment`, and its new value."""
    refused = Signal(str)
    """Why what was typed cannot be."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._fold = QToolButton(self)
        self._stack = QStackedWidget(self)
        self._tabs = QButtonGroup(self)
        self.data_page = DataPage(self._stack)
        self.run_page = RunPage(self._stack)
        self._pages: tuple[SettingsPage, ...] = (
            BasicsPage(theme_switch, self._stack),
            NetworkPage(theme_switch, self._stack),
            LearningPage(self._stack),
            self.data_page,
            self.run_page,
        )
        for page in self._pages:
            page.edited.connect(self.edited)
            page.refused.connect(self.refused)
            self._stack.addWidget(page)
        self._arrange()
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of *experiment*."""
        for page in self._pages:
            page.show_experiment(experiment)

    def mark_invalid(self, field: str) -> bool:
        """Mark the text typed for *field* as refused; False if it is not typed."""
        return any(page.mark_invalid(field) for page in self._pages)

    def turn_to(self, title: str) -> None:
        """Open the page of that title."""
        for button in self._tabs.buttons():
            if button.text() == title:
                button.setChecked(True)
        self._fold.setChecked(True)

    def _arrange(self) -> None:
        self._fold.setObjectName("settingsFold")
        self._fold.setAccessibleName("Settings")
        self._fold.setToolTip("Fold or unfold the settings")
        self._fold.setProperty("quiet", True)
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fold.setIconSize(QSize(10, 10))
        self._fold.toggled.connect(self._toggle)
        header = QHBoxLayout()
        header.setSpacing(2)
        header.addWidget(self._fold)
        for number, (title, help_text) in enumerate(_PAGES):
            tab = QToolButton(self)
            tab.setObjectName(f"settingsTab{title}")
            tab.setText(title)
            tab.setAccessibleName(f"Settings: {title}")
            tab.setToolTip(help_text)
            tab.setCheckable(True)
            tab.setChecked(number == 0)
            tab.setProperty("tab", True)
            tab.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            self._tabs.addButton(tab, number)
            header.addWidget(tab)
        header.addStretch(1)
        self._tabs.idToggled.connect(self._turn)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addLayout(header)
        layout.addWidget(self._stack)

    @Slot(int, bool)
    def _turn(self, number: int, is_on: bool) -> None:  # noqa: FBT001
        if is_on:
            self._stack.setCurrentIndex(number)
            self._fold.setChecked(True)

    @Slot(bool)
    def _toggle(self, is_open: bool) -> None:  # noqa: FBT001
        self._stack.setVisible(is_open)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        draw = icons.open_fold if self._fold.isChecked() else icons.closed_fold
        color = self._theme_switch.current.quiet_text
        self._fold.setIcon(icons.icon(draw, color))
