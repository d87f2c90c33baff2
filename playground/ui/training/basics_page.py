"""The page of what everybody changes: layers, activation, rate, batch, penalty."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.nn import ACTIVATIONS
from playground.training.experiment import MAX_SAMPLES, Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training.layers_editor import LayersEditor
from playground.ui.training.page import SettingsPage, show_choice

LEARNING_RATES: Final = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
REGULARIZATION_RATES: Final = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
OPTIMIZER_NAMES: Final = {
    "sgd": ("SGD", "Step against the gradient: w − rate·g"),
    "momentum": (
        "Momentum",
        "Keep rolling in the direction of earlier gradients: v = 0.9·v + g, w − rate·v",
    ),
    "rmsprop": (
        "RMSProp",
        "Divide each gradient by its usual size: s = 0.99·s + 0.01·g², w − rate·g/√s",
    ),
    "adam": (
        "Adam",
        "Momentum, and each gradient divided by its usual size: w − rate·m/√v",
    ),
    "adamw": ("AdamW", "Adam that also shrinks each weight by 1 % of the rate"),
}
REGULARIZER_NAMES: Final = {"l1": "L1", "l2": "L2", "elastic": "L1 + L2"}
USUAL_ACTIVATIONS: Final = ("tanh", "relu", "sigmoid", "linear")


def activation_entries() -> list[tuple[str, str, str]]:
    """All activations, those of TensorFlow Playground first."""
    rest = [name for name in ACTIVATIONS if name not in USUAL_ACTIVATIONS]
    names = (*USUAL_ACTIVATIONS, *rest)
    return [(name, name, ACTIVATIONS[name].help) for name in names]


class BasicsPage(SettingsPage):
    """What TensorFlow Playground's users look for first."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._layers = LayersEditor(theme_switch, self)
        self._layers.edited.connect(lambda hidden: self.edit("hidden", hidden))
        self._activation = self.choice(
            "activation",
            "activationBox",
            "Activation",
            "The function each hidden neuron applies to its weighted sum",
            activation_entries(),
        )
        self._rate = self.rate(
            "learning_rate",
            "learningRateBox",
            "Learning rate",
            "How far each update goes along the gradient",
            LEARNING_RATES,
        )
        self._optimizer = self.choice(
            "optimizer",
            "optimizerBox",
            "Optimiser",
            "How an update is made of the gradient",
            ((name, *texts) for name, texts in OPTIMIZER_NAMES.items()),
        )
        self._batch = self.count(
            "batch_size",
            "batchBox",
            "Batch size",
            "How many points an update of the weights looks at",
            (1, MAX_SAMPLES),
        )
        self._loss = self.choice(
            "loss",
            "lossBox",
            "Loss",
            "How the distance between output and label is measured",
            (
                (name, name.replace("_", " "), f"{row.help} {row.formula}")
                for name, row in LOSSES.items()
            ),
        )
        self._build_penalty()
        self.add_wide(0, "layers", self._layers)
        self.add(1, 0, "activation", self._activation)
        self.add(1, 1, "rate", self._rate)
        self.add(2, 0, "optimiser", self._optimizer)
        self.add(2, 1, "batch", self._batch)
        self.add(3, 0, "loss", self._loss)
        self.add(3, 1, "penalty", self._penalty)

    def _build_penalty(self) -> None:
        self._regularizer = self.choice(
            "regularization",
            "regularizationBox",
            "Penalty",
            "What large weights cost, besides the loss",
            (
                (name, REGULARIZER_NAMES.get(name, name), row.help)
                for name, row in REGULARIZERS.items()
            ),
        )
        self._penalty_rate = self.rate(
            "regularization_rate",
            "regularizationRateBox",
            "Penalty rate",
            "How much the penalty counts",
            REGULARIZATION_RATES,
        )
        self._penalty = QWidget(self)
        row = QHBoxLayout(self._penalty)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._regularizer, 5)
        row.addWidget(self._penalty_rate, 4)

    @override
    def _show(self, experiment: Experiment) -> None:
        self._layers.show_layers(tuple(experiment.hidden))
        show_choice(self._activation, experiment.activation)
        show_choice(self._optimizer, experiment.optimizer)
        show_choice(self._loss, experiment.loss)
        show_choice(self._regularizer, experiment.regularization)
        self._rate.show_value(experiment.learning_rate)
        self._penalty_rate.show_value(experiment.regularization_rate)
        self._penalty_rate.setEnabled(experiment.regularization != "none")
        self._batch.setValue(experiment.batch_size)
