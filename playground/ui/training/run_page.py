"""The page of the run: when it stops by itself."""

from typing import Final

from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.training.checks import MAX_EPOCHS
from playground.training.experiment import Experiment
from playground.ui.training.page import SettingsPage

_LOSSES: Final = (0, 0.1, 0.03, 0.01, 0.003, 0.001)
_ACCURACIES: Final = (0, 0.9, 0.95, 0.98, 0.99, 1)


class RunPage(SettingsPage):
    """Rules that stop a run; each is off until it has a value."""

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
        self.add(0, 0, "epochs", self._epochs)
        self.add(0, 1, "no gain for", self._patience)
        self.add(1, 0, "loss", self._loss)
        self.add(1, 1, "accuracy", self._accuracy)
        self.grid.setRowStretch(3, 1)

    @override
    def _show(self, experiment: Experiment) -> None:
        self._epochs.setValue(experiment.stop_epochs)
        self._patience.setValue(experiment.stop_patience)
        self._loss.show_value(experiment.stop_loss)
        self._accuracy.show_value(experiment.stop_accuracy)
