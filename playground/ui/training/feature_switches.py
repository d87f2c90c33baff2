"""The features in the panel: a chip for each, pressed while the network sees it."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget
from typing_extensions import override

from playground.training.experiment import (
    FEATURES,
    MAX_FEATURES,
    Experiment,
    ExperimentError,
)
from playground.training.feature_edits import with_features
from playground.ui.theme import ThemeSwitch
from playground.ui.training.feature_editor import FeatureEditor

FEATURE_TITLES: Final = {
    "x": "x",
    "y": "y",
    "x^2": "x²",
    "y^2": "y²",
    "x*y": "xy",
    "sin(x)": "sin x",
    "sin(y)": "sin y",
}
_LEAST_CHIP: Final = 26


class FeatureSwitches(QWidget):
    """Says which features a person chooses; changes nothing itself."""

    chosen = Signal(object)
    """The `Experiment` with other features."""
    refused = Signal(str)
    """Why what was chosen cannot be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("featureSwitches")
        self.setAccessibleName("Features")
        self.setToolTip("What the network sees of a point; restarts")
        self._experiment = Experiment()
        self._buttons: dict[str, QToolButton] = {}
        row = _row(self)
        for name in FEATURES:
            button = QToolButton(self)
            button.setText(FEATURE_TITLES[name])
            button.setToolTip(f"Let the network see {FEATURE_TITLES[name]}; restarts")
            _set_up(button, name)
            button.clicked.connect(self._announce)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Mark the features of *experiment*."""
        self._experiment = experiment
        for name, button in self._buttons.items():
            button.setChecked(name in experiment.features)

    @Slot()
    def _announce(self) -> None:
        chosen = {n for n, button in self._buttons.items() if button.isChecked()}
        others = set(self._experiment.features) - set(self._buttons)
        _offer(self, self._experiment, chosen | others)


class OwnFeatureSwitches(QWidget):
    """The formulas, and a button to type another."""

    chosen = Signal(object)
    """The `Experiment` with other features."""
    refused = Signal(str)
    """Why what was chosen cannot be."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("ownFeatureSwitches")
        self.setAccessibleName("Features by formula")
        self.setToolTip(
            "What the network sees of a point by your own formula; restarts"
        )
        self._experiment = Experiment()
        self._chips: list[FormulaChip] = []
        self._editor = FeatureEditor(theme_switch, self)
        self._editor.chosen.connect(self.chosen)
        self._add = QToolButton(self)
        self._add.setObjectName("addFormulaButton")
        self._add.setText("+ sin(x*y) …")
        self._add.setAccessibleName("Add a feature by formula")
        self._add.setToolTip("Type a feature as a formula in x and y; restarts")
        self._add.setProperty("chip", True)
        self._add.setMinimumHeight(23)
        self._add.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._add.clicked.connect(self._type_new)
        self._row = _row(self)
        self._row.addWidget(self._add)
        self._row.addStretch(1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the formulas of *experiment*."""
        names_before = [chip.name for chip in self._chips]
        self._experiment = experiment
        if names_before != list(experiment.own_features):
            for chip in self._chips:
                self._row.removeWidget(chip)
                chip.hide()
                chip.deleteLater()
            self._chips = [self._chip(name) for name in experiment.own_features]
            for number, chip in enumerate(self._chips):
                self._row.insertWidget(number, chip, len(chip.name))
        self._add.setText("+" if self._chips else "+ sin(x*y) …")
        self._add.setEnabled(len(self._chips) < MAX_FEATURES - len(FEATURES))
        for chip in self._chips:
            chip.setChecked(chip.name in experiment.features)

    def _chip(self, name: str) -> "FormulaChip":
        chip = FormulaChip(name, self)
        chip.clicked.connect(self._announce)
        chip.edit_requested.connect(self._type_other)
        return chip

    @Slot()
    def _announce(self) -> None:
        chosen = {chip.name for chip in self._chips if chip.isChecked()}
        others = {n for n in self._experiment.features if n in FEATURES}
        _offer(self, self._experiment, chosen | others)

    @Slot()
    def _type_new(self) -> None:
        self._open("", self._add)

    @Slot(str)
    def _type_other(self, name: str) -> None:
        self._open(name, next(c for c in self._chips if c.name == name))

    def _open(self, name: str, beside: QWidget) -> None:
        self._editor.open(self._experiment, name, beside)


class FormulaChip(QToolButton):
    """A formula as a chip, cut short where there is no room for it."""

    edit_requested = Signal(str)

    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.name = name
        _set_up(self, name)
        self.setToolTip(
            f"Let the network see {name}; restarts. F2 or a right click to rewrite or "
            "remove it"
        )
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(_LEAST_CHIP)
        self.setMaximumWidth(self.fontMetrics().horizontalAdvance(name) + 20)

    @override
    def sizeHint(self) -> QSize:
        return QSize(self.maximumWidth(), 23)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        room = self.width() - 14
        mode = Qt.TextElideMode.ElideMiddle
        self.setText(self.fontMetrics().elidedText(self.name, mode, room))

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.edit_requested.emit(self.name)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_F2:
            self.edit_requested.emit(self.name)
        else:
            super().keyPressEvent(event)


def _row(parent: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(parent)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(1)
    return row


def _set_up(button: QToolButton, name: str) -> None:
    button.setObjectName(f"feature-{name}")
    button.setAccessibleName(f"Feature {name}")
    button.setCheckable(True)
    button.setProperty("chip", True)
    button.setProperty("toggle", True)
    button.setMinimumHeight(23)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _offer(
    switches: FeatureSwitches | OwnFeatureSwitches,
    experiment: Experiment,
    names: set[str],
) -> None:
    """Announce *experiment* with these features, or show again what is so."""
    try:
        switches.chosen.emit(with_features(experiment, names))
    except ExperimentError as error:
        switches.refused.emit(f"{str(error).capitalize()}.")
        switches.show_experiment(experiment)
