"""The page of the run: how far a step goes, and when the run stops by itself."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.training.checks import MAX_EPOCHS
from playground.training.experiment import Experiment
from playground.ui.training.page import SettingsPage

_LOSSES: Final = (0, 0.1, 0.03, 0.01, 0.003, 0.001)
_UNIT: Final = " epochs"
_GAINS: Final = (0, 0.00001, 0.0001, 0.001, 0.01)
_ACCURACIES: Final = (0, 0.9, 0.95, 0.98, 0.99, 1)


class RunPage(SettingsPage):
    """Rules that stop a run, each off until it has a value; the size of a step.

    That size is no setting of an experiment, for it changes no result.
    """

    step_chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._epochs = self.count(
            "stop_epochs",
            "stopEpochsBox",
            "Stop after epochs",
            "Stop when so many epochs are done. The run goes on until then",
            (0, MAX_EPOCHS),
            zero="never",
        )
        self._epochs.setSingleStep(100)
        self._epochs.setSuffix(_UNIT)
        self._patience = self.count(
            "stop_patience",
            "stopPatienceBox",
            "Stop without improvement",
            "Stop when the test loss (without test points the train loss) has not "
            "fallen by more than the least gain for so many epochs. The run goes on "
            "until then",
            (0, MAX_EPOCHS),
            zero="never",
        )
        self._patience.setSingleStep(10)
        self._patience.setSuffix(_UNIT)
        self._loss = self.rate(
            "stop_loss",
            "stopLossBox",
            "Stop at loss",
            "Stop when the test loss (without test points the train loss) is no larger "
            "than this. The run goes on until then",
            _LOSSES,
            zero="never",
        )
        self._accuracy = self.rate(
            "stop_accuracy",
            "stopAccuracyBox",
            "Stop at accuracy",
            "Stop when this share of the test points (without any, of the train "
            "points), from 0 to 1, is right. The run goes on until then",
            _ACCURACIES,
            zero="never",
        )
        self._gain = self.rate(
            "stop_gain",
            "stopGainBox",
            "Least gain",
            "By how much a loss has to be lower to be a gain for the rule “no gain "
            "for”: loss < best − gain; it then becomes the best. Smaller falls count "
            "once they add up to it. The run goes on",
            _GAINS,
            zero="any",
        )
        self._build_step()
        self.add(0, 0, "stop after", self._epochs)
        self.add(0, 1, "no gain for", self._patience)
        self.add(1, 0, "stop at loss", self._loss)
        self.add(1, 1, "least gain", self._gain)
        self.add(2, 0, "at accuracy", self._accuracy)
        self.add(2, 1, "a step is", self._step)
        self.grid.setRowStretch(3, 1)

    def _build_step(self) -> None:
        self._step = self.choice(
            "",
            "stepSizeBox",
            "Size of a step",
            "How far the step button (F6) goes",
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

    @override
    def _show(self, experiment: Experiment) -> None:
        self._epochs.setValue(experiment.stop_epochs)
        self._patience.setValue(experiment.stop_patience)
        self._loss.show_value(experiment.stop_loss)
        self._accuracy.show_value(experiment.stop_accuracy)
        why_not = "the labels are numbers, of which none is simply right"
        self.allow(self._accuracy, why_not if experiment.is_regression else "")
        self._gain.show_value(experiment.stop_gain)
        why_not = "it is for the rule “no gain for”; give that a number first"
        self.allow(self._gain, "" if experiment.stop_patience else why_not)
