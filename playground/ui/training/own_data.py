"""Points of one's own on their way into a run: painted, cleared, read from a table."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QWidget

from playground.training.csv import Reading
from playground.training.experiment import Experiment, ExperimentError
from playground.training.points import Points, points_of
from playground.ui.theme import ThemeSwitch
from playground.ui.training.setting_change import sentence
from playground.ui.training.tables import Tables
from playground.ui.training_runner import TrainingRunner

_NUMBERS = 1
"""Instead of a number of classes, for labels that are numbers."""


class OwnData(QObject):
    """Hands a runner the points that a person makes, or says why it cannot."""

    refused = Signal(str)
    """Why not; "" once it could."""

    def __init__(
        self, theme_switch: ThemeSwitch, runner: TrainingRunner, host: QWidget
    ) -> None:
        """Ask in front of *host*; Ctrl+V pastes while it or a part of it has focus."""
        super().__init__(host)
        self._runner, self._host = runner, host
        self.tables = Tables(theme_switch, host)
        self.tables.read.connect(self._use_table)
        self.tables.refused.connect(self.refused)
        self.paste_action = QAction("Paste a table", self)
        self.paste_action.setObjectName("pasteTableAction")
        self.paste_action.setShortcut(QKeySequence.StandardKey.Paste)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        self.paste_action.setShortcutContext(context)
        self.paste_action.triggered.connect(self.paste)
        host.addAction(self.paste_action)

    def begin(self) -> None:
        """Begin with the points on show, as whoever wants points of their own does."""
        classes = self._runner.experiment.n_classes or _NUMBERS
        self._set(self._shown(), classes)

    def edit(self, points: Points, gesture: object = None) -> None:
        """Take *points*; edits with the same *gesture* are one step of undo."""
        self._set(points, gesture=gesture)

    @Slot()
    def clear(self) -> None:
        """Remove all points."""
        self._set(())

    @Slot()
    def paste(self) -> None:
        """Read the table in the clipboard."""
        self.tables.paste(QGuiApplication.clipboard().mimeData())

    @Slot()
    def save(self) -> None:
        """Save the points on show, drawn ones as well."""
        self.tables.save(self._shown())

    def _shown(self) -> Points:
        return points_of(self._runner.train) + points_of(self._runner.test)

    @Slot(object)
    def _use_table(self, reading: Reading) -> None:
        self._set(reading.points, reading.classes, reading.class_names)
        # The keys of the brushes are at hand, wherever the keyboard was before.
        self._host.setFocus()

    def _set(
        self,
        points: Points,
        classes: int = 0,
        names: tuple[str, ...] = (),
        gesture: object = None,
    ) -> None:
        try:
            before: Experiment = self._runner.experiment
            experiment = before.with_points(points, classes, names)
        except ExperimentError as error:
            self.refused.emit(sentence(error))
            return
        self.refused.emit("")
        self._runner.set_experiment(experiment, gesture=gesture)
