"""The page of learning: schedule, clipping, order of the points."""

from typing import Final

from PySide6.QtWidgets import QCheckBox, QWidget
from typing_extensions import override

from playground.training.checks import MAX_EPOCHS
from playground.training.experiment import Experiment
from playground.training.schedules import SCHEDULES
from playground.ui.training.page import SettingsPage, show_choice

CLIPS: Final = (0, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
_SCHEDULE_NAMES: Final = {
    "constant": "constant",
    "step": "halved in steps",
    "cosine": "cosine to 0",
    "inverse": "1 / time",
}


class LearningPage(SettingsPage):
    """What happens to the rate and to the gradient."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._schedule = self.choice(
            "schedule",
            "scheduleBox",
            "Schedule of the learning rate",
            "How the learning rate changes over the epochs. The run goes on",
            ((n, _SCHEDULE_NAMES[n], row.help) for n, row in SCHEDULES.items()),
        )
        self._epochs = self.count(
            "schedule_epochs",
            "scheduleEpochsBox",
            "Epochs of the schedule",
            "The n of the schedule's formula, in epochs. The run goes on",
            (1, MAX_EPOCHS),
        )
        self._clip = self.rate(
            "gradient_clip",
            "clipBox",
            "Longest gradient",
            "Gradients longer than c are shortened to it, penalty included: "
            "g ← g·min(1, c / |g|). The run goes on",
            CLIPS,
            zero="any",
        )
        self._shuffle = QCheckBox("shuffle each epoch", self)
        self._shuffle.setObjectName("shuffleBox")
        self._shuffle.setAccessibleName("Shuffle each epoch")
        self._shuffle.setToolTip(
            "Visit the points in another order each epoch; TensorFlow Playground does "
            "not. The run goes on"
        )
        self._shuffle.toggled.connect(lambda is_on: self.edit("shuffle", is_on))
        self.add(0, 0, "schedule", self._schedule)
        self.add(0, 1, "epochs", self._epochs)
        self.add(1, 0, "clip at", self._clip)
        self.grid.addWidget(self._shuffle, 1, 2, 1, 2)
        self.grid.setRowStretch(3, 1)

    @override
    def _show(self, experiment: Experiment) -> None:
        show_choice(self._schedule, experiment.schedule)
        self._epochs.setValue(experiment.schedule_epochs)
        is_constant = experiment.schedule == "constant"
        why_not = "the rate is constant; choose a schedule to the left first"
        self.allow(self._epochs, why_not if is_constant else "")
        self._clip.show_value(experiment.gradient_clip)
        self._shuffle.setChecked(experiment.shuffle)
