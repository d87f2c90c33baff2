"""The page of what everybody changes: layers, activation, rate, batch, penalty."""

from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from playground.training.experiment import MAX_SAMPLES, Experiment
from playground.training.label_kinds import loss_misfit
from playground.ui.theme import ThemeSwitch
from playground.ui.tooltips import wrapped
from playground.ui.training.choices import (
    activation_entries,
    loss_entries,
    optimizer_entries,
    penalty_entries,
)
from playground.ui.training.layers_editor import LayersEditor
from playground.ui.training.page import RESTARTS, SettingsPage, show_choice

LEARNING_RATES: Final = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
REGULARIZATION_RATES: Final = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
_FLAGS: Final = Qt.ItemDataRole.UserRole - 1
_USABLE: Final = int((Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemIsEnabled).value)
_FRAME: Final = 34
"""What the field of a rate needs beside its digits."""


class BasicsPage(SettingsPage):
    """What TensorFlow Playground's users look for first."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._layers = LayersEditor(theme_switch, self)
        self._layers.setProperty(RESTARTS, True)
        self._layers.edited.connect(lambda hidden: self.edit("hidden", hidden))
        self._activation = self.choice(
            "activation",
            "activationBox",
            "Activation",
            "What each hidden neuron makes of its weighted sum: f(Σ w·input + b). The "
            "run goes on",
            activation_entries(),
        )
        self._rate = self.rate(
            "learning_rate",
            "learningRateBox",
            "Learning rate",
            "How far each update goes against the gradient g: w ← w − rate·g with SGD. "
            "The run goes on",
            LEARNING_RATES,
        )
        self._optimizer = self.choice(
            "optimizer",
            "optimizerBox",
            "Optimiser",
            "How an update of the weights w is made of the gradient g. The run goes on",
            optimizer_entries(),
        )
        self._batch = self.count(
            "batch_size",
            "batchBox",
            "Batch size",
            "How many points an update of the weights looks at: "
            "g = Σ ∂loss/∂w / n over n points. The run goes on",
            (1, MAX_SAMPLES),
        )
        self._loss = self.choice(
            "loss",
            "lossBox",
            "Loss",
            "How far the output o is from the label y; the output's activation "
            "follows. The run goes on, but to and from softmax it restarts",
            loss_entries(),
        )
        self._build_penalty()
        self.add_wide(0, "layers", self._layers)
        self.add(1, 0, "activation", self._activation)
        self.add(1, 1, "rate", self._rate)
        self.add(2, 0, "optimiser", self._optimizer)
        self.add(2, 1, "batch", self._batch)
        self.add(3, 0, "loss", self._loss)
        self.add(3, 1, "penalty", self._penalty)
        # The penalty shares its half with its rate, whose digits are to be seen.
        self.grid.setColumnStretch(1, 11)
        self.grid.setColumnStretch(3, 12)

    def _build_penalty(self) -> None:
        self._regularizer = self.choice(
            "regularization",
            "regularizationBox",
            "Penalty",
            "What large weights w cost besides the loss; biases cost nothing. The run "
            "goes on",
            penalty_entries(),
        )
        self._penalty_rate = self.rate(
            "regularization_rate",
            "regularizationRateBox",
            "Penalty rate",
            "How much the penalty counts: the rate in its formula. The run goes on",
            REGULARIZATION_RATES,
        )
        self._penalty = QWidget(self)
        row = QHBoxLayout(self._penalty)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._regularizer, 10)
        row.addWidget(self._penalty_rate, 11)
        for box in (self._regularizer, self._penalty_rate):
            box.setProperty("small", True)
        digits = self._penalty_rate.fontMetrics().horizontalAdvance("0.003")
        self._penalty_rate.setMinimumWidth(digits + _FRAME)

    def _offer_losses(self, experiment: Experiment) -> None:
        """Only what suits the problem can be chosen; the others say why not."""
        title = experiment.kind.title.lower()
        for index, (name, _title, help_text) in enumerate(loss_entries()):
            misfit = loss_misfit(name, experiment.n_classes, title)
            why_not = ""
            if misfit:
                why_not = f"\nNot now: it {misfit.replace('_', ' ')}."
            text = wrapped(help_text + why_not)
            self._loss.setItemData(index, text, Qt.ItemDataRole.ToolTipRole)
            # Qt's model of a list takes an item without flags for disabled.
            flags = 0 if misfit else _USABLE
            self._loss.setItemData(index, flags, _FLAGS)

    @override
    def _show(self, experiment: Experiment) -> None:
        self._layers.show_layers(tuple(experiment.hidden))
        show_choice(self._activation, experiment.activation)
        show_choice(self._optimizer, experiment.optimizer)
        self._offer_losses(experiment)
        show_choice(self._loss, experiment.loss)
        show_choice(self._regularizer, experiment.regularization)
        self._rate.show_value(experiment.learning_rate)
        self._penalty_rate.show_value(experiment.regularization_rate)
        has_none = experiment.regularization == "none"
        why_not = "there is no penalty; choose one to the left first"
        self.allow(self._penalty_rate, why_not if has_none else "")
        self._batch.setValue(experiment.batch_size)
