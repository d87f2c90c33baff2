"""The page of the run: how far a step goes, how fast it plays, when it stops."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.training.checks import MAX_EPOCHS
from playground.training.experiment import Experiment
from playground.ui.training.page import SettingsPage

_LOSSES: Final = (0, 0.1, 0.03, 0.01, 0.003, 0.001)
_LIMITS: Final = (0, 1, 2, 5, 10, 30, 60, 250, 1000)
_ACCURACIES: Final = (0, 0.9, 0.95, 0.98, 0.99, 1)


class RunPage(SettingsPage):
    """Rules that stop a run, each off until it has a value; steps and speed.

    Steps and speed are no settings of an experiment, for they change no result.
    """

    step_chosen = Signal(str)
    limit_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs = self.count(
            "stop_epochs",
            "stopEpochsBox",
            "Stop after epochs",
            "Stop when so many epochs are done",
            (0, MAX_EPOCHS),
            zero="never",
        )
        self._epochs.setSingleStep(100)
        self._patience = self.count(
            "stop_patience",
            "stopPatienceBox",
            "Stop without improvement",
            "Stop when the test loss has not fallen for so many epochs",
            (0, MAX_EPOCHS),
            zero="never",
        )
        self._patience.setSingleStep(10)
        self._loss = self.rate(
            "stop_loss",
            "stopLossBox",
            "Stop at loss",
            "Stop when the test loss is no larger than this",
            _LOSSES,
            zero="never",
        )
        self._accuracy = self.rate(
            "stop_accuracy",
            "stopAccuracyBox",
            "Stop at accuracy",
            "Stop when this share of the test points, from 0 to 1, is right",
            _ACCURACIES,
            zero="never",
        )
        self._build_pace()
        self.add(0, 0, "a step is", self._step)
        self.add(0, 1, "speed", self._limit)
        self.add(1, 0, "stop after", self._epochs)
        self.add(1, 1, "no gain for", self._patience)
        self.add(2, 0, "at loss", self._loss)
        self.add(2, 1, "at accuracy", self._accuracy)
        self.grid.setRowStretch(3, 1)

    def _build_pace(self) -> None:
        self._step = self.choice(
            "",
            "stepSizeBox",
            "Size of a step",
            "How far the step button goes",
            (
                ("epoch", "an epoch", "All train points once"),
                ("batch", "a batch", "One update, with the next batch"),
                ("sample", "a point", "One update, with the next point alone"),
            ),
        )
        self._step.activated.disconnect()
        self._step.activated.connect(
            lambda _index: self.step_chosen.emit(self._step.currentData())
        )
        self._limit = self.choice(
            "",
            "speedBox",
            "Speed",
            "How many epochs a second it plays at most",
            (
                (
                    str(limit),
                    f"{limit} / s" if limit else "full",
                    f"{limit} epochs per second" if limit else "As fast as it can",
                )
                for limit in _LIMITS
            ),
        )
        self._limit.activated.disconnect()
        self._limit.activated.connect(
            lambda _index: self.limit_chosen.emit(float(self._limit.currentData()))
        )

    @override
    def _show(self, experiment: Experiment) -> None:
        self._epochs.setValue(experiment.stop_epochs)
        self._patience.setValue(experiment.stop_patience)
        self._loss.show_value(experiment.stop_loss)
        self._accuracy.show_value(experiment.stop_accuracy)
