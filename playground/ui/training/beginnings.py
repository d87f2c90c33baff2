"""The three ways to begin again: the same, other weights, or other points as well."""

from dataclasses import replace

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from playground.training.experiment import Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.data_page import MOST_SEED
from playground.ui.training_runner import TrainingRunner


class Beginnings(QObject):
    """Actions that start the run anew, and say before what will be as it was."""

    def __init__(
        self, theme_switch: ThemeSwitch, runner: TrainingRunner, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._runner = runner
        self.rewind = self._action("resetAction", "Rewind", "F7")
        self.reseed = self._action("reseedAction", "Reseed weights", "Shift+F7")
        self.regenerate = self._action(
            "regenerateAction", "Regenerate points and weights", "Ctrl+F7"
        )
        self.regenerate.setIconText("Regenerate")  # where there is little room
        self.rewind.triggered.connect(runner.reset)
        self.reseed.triggered.connect(self._reseed)
        self.regenerate.triggered.connect(self._regenerate)
        runner.experiment_changed.connect(self._show_experiment)
        theme_switch.changed.connect(self._dress)
        self._dress()
        self._show_experiment(runner.experiment)

    @property
    def actions(self) -> tuple[QAction, QAction, QAction]:
        """All of them, from the least to the most that becomes other."""
        return self.rewind, self.reseed, self.regenerate

    def _action(self, name: str, text: str, keys: str) -> QAction:
        action = QAction(text, self)
        action.setObjectName(name)
        action.setShortcut(keys)
        return action

    @Slot()
    def _reseed(self) -> None:
        experiment = self._runner.experiment
        draw = (experiment.weight_seed + 1) % (MOST_SEED + 1)
        self._runner.set_experiment(replace(experiment, weight_seed=draw))

    @Slot()
    def _regenerate(self) -> None:
        experiment = self._runner.experiment
        seed = (experiment.seed + 1) % (MOST_SEED + 1)
        self._runner.set_experiment(replace(experiment, seed=seed))

    @Slot(object)
    def _show_experiment(self, experiment: Experiment) -> None:
        seed, draw = experiment.seed, experiment.weight_seed
        self.rewind.setToolTip(
            "Rewind: back to epoch 0 with the same points and the same first weights, "
            f"seed {seed}, draw {draw} (F7)"
        )
        self.reseed.setToolTip(
            "Reseed: other first weights for the same points, by the next draw, "
            f"{draw + 1}; restarts (Shift+F7)"
        )
        self.regenerate.setToolTip(regenerate_tip(experiment))

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self.rewind.setIcon(icons.icon(icons.reset, color))
        self.reseed.setIcon(icons.icon(icons.reseed, color))
        self.regenerate.setIcon(icons.icon(icons.dice, color))


def regenerate_tip(experiment: Experiment) -> str:
    """What regenerating does; points of one's own stay."""
    points = "the same points" if experiment.is_own else "other points"
    following = (experiment.seed + 1) % (MOST_SEED + 1)
    return (
        f"Regenerate: {points} and other first weights, by the next seed, "
        f"{following}; restarts (Ctrl+F7)"
    )
