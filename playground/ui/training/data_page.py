"""The page of the data: how many points, from which seed, and tables of one's own."""

from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from playground.training.datasets import MAX_CLASSES
from playground.training.experiment import MAX_SAMPLES, Experiment
from playground.ui.training.page import RESTARTS, SettingsPage

MOST_SEED: Final = 999_999
_LEAST_POINTS: Final = 10
_LAST_ROW: Final = 3
_NUMBERS: Final = 1
"""Instead of a number of classes, for what has none."""


class DataPage(SettingsPage):
    """What is left to say of the data."""

    open_requested = Signal()
    paste_requested = Signal()
    save_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples = self.count(
            "samples",
            "samplesBox",
            "Number of points",
            "How many points there are, train and test together; restarts",
            (_LEAST_POINTS, MAX_SAMPLES),
        )
        self._samples.setSingleStep(50)
        self._seed = self.count(
            "seed",
            "seedBox",
            "Seed",
            "Points and first weights are drawn from this number: the same seed gives "
            "the same run; restarts",
            (0, MOST_SEED),
        )
        self._seed.setGroupSeparatorShown(False)
        self._weight_seed = self.count(
            "weight_seed",
            "weightSeedBox",
            "Draw of the first weights",
            "Which draw of first weights the run begins with, 0 being the seed's own: "
            "other weights for the same points. Reseed (Shift+F7) takes the next; "
            "restarts",
            (0, MOST_SEED),
        )
        self._weight_seed.setGroupSeparatorShown(False)
        self.add(0, 0, "points", self._samples)
        self.add(0, 1, "seed", self._seed)
        self._classes = self.count(
            "classes",
            "classesBox",
            "Number of classes",
            "How many classes there are: clouds and spirals have 2 to 6, and so have "
            "own points. More than two are learned by softmax, with an output for each "
            "class; restarts",
            (_NUMBERS, MAX_CLASSES),
        )
        self._classes.setProperty(RESTARTS, True)
        self.add(1, 0, "classes", self._classes)
        buttons = QWidget(self)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for name, text, help_text, signal in (
            (
                "openTableButton",
                "Open CSV…",
                "Train on a table: choose a file, or drop one on the map; restarts",
                self.open_requested,
            ),
            (
                "pasteTableButton",
                "Paste",
                "Train on the table in the clipboard, as copied from a spreadsheet; "
                "Ctrl+V on the map does the same; restarts",
                self.paste_requested,
            ),
            (
                "saveTableButton",
                "Save CSV…",
                "Save these points as a table of x, y and label",
                self.save_requested,
            ),
        ):
            button = QToolButton(buttons)
            button.setObjectName(name)
            button.setText(text)
            button.setAccessibleName(text.rstrip("…"))
            button.setToolTip(help_text)
            button.setProperty("chip", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        self.add_wide(2, "own data", buttons)
        self.add(1, 1, "draw", self._weight_seed)
        self.grid.setRowStretch(_LAST_ROW, 1)

    def offer(self, *actions: QAction) -> None:
        """Let there be a button, with its words, for each of *actions*."""
        buttons = QWidget(self)
        row = QHBoxLayout(buttons)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for action in actions:
            button = QToolButton(buttons)
            button.setDefaultAction(action)
            button.setObjectName(f"{action.objectName()}Button")
            button.setAccessibleName(action.text())
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
            button.setProperty("chip", True)
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
            row.addWidget(button)
        row.addStretch(1)
        buttons.setProperty(RESTARTS, True)
        self.add_wide(_LAST_ROW, "anew", buttons)

    @override
    def _show(self, experiment: Experiment) -> None:
        is_own = experiment.is_own
        why_not = "points of your own are painted or read, not drawn"
        self.allow(self._samples, why_not if is_own else "")
        self._samples.setMinimum(0 if is_own else _LEAST_POINTS)
        self._samples.setValue(len(experiment.points) if is_own else experiment.samples)
        self._show_classes(experiment)
        self._seed.setValue(min(experiment.seed, MOST_SEED))
        self._weight_seed.setValue(min(experiment.weight_seed, MOST_SEED))

    def _show_classes(self, experiment: Experiment) -> None:
        classes, kind = experiment.n_classes, experiment.kind
        least, most = kind.classes, kind.most_classes
        if experiment.is_own:
            least, most = 2, MAX_CLASSES
        # Shown in place of the lowest number, which of classes is one.
        self._classes.setSpecialValueText("" if classes else "–")
        self._classes.setRange(least if classes else _NUMBERS, most)
        why_not = ""
        if not classes:
            why_not = "the labels are numbers"
        elif least == most:
            why_not = f"{experiment.kind.title.lower()} always has {most} classes"
        self.allow(self._classes, why_not)
        self._classes.setValue(classes or _NUMBERS)
