"""How the network looks and learns: the foldable settings."""

from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QGridLayout,
    QHBoxLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.nn import ACTIVATIONS
from playground.training.experiment import MAX_SAMPLES, Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.data_form import quiet_label
from playground.ui.training.fields import ComboField, SpinField
from playground.ui.training.layers_editor import LayersEditor
from playground.ui.training.rate_box import RateBox

LEARNING_RATES: Final = (0.00001, 0.0001, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
REGULARIZATION_RATES: Final = (0, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3, 10)
OPTIMIZER_NAMES: Final = {
    "sgd": ("SGD", "Step against the gradient"),
    "momentum": ("Momentum", "Keep rolling in the direction of earlier gradients"),
    "rmsprop": ("RMSProp", "Divide each gradient by its usual size"),
    "adam": ("Adam", "Momentum, and each gradient divided by its usual size"),
    "adamw": ("AdamW", "Adam that also shrinks the weights a little"),
}
REGULARIZER_NAMES: Final = {"l1": "L1", "l2": "L2"}
_USUAL_ACTIVATIONS: Final = ("tanh", "relu", "sigmoid", "linear")


class SettingsForm(QWidget):
    """Says which setting a person changes, and to what; changes nothing itself."""

    edited = Signal(str, object)
    """Name of a field of `Experiment`, and its new value."""
    refused = Signal(str)
    """Why what was typed cannot be."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._is_showing = False
        self._fold = QToolButton(self)
        self._form = QWidget(self)
        self._layers = LayersEditor(theme_switch, self._form)
        self._build_network()
        self._build_learning()
        self._arrange()
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of *experiment*."""
        self._is_showing = True
        self._layers.show_layers(tuple(experiment.hidden))
        for box, value in (
            (self._activation, experiment.activation),
            (self._optimizer, experiment.optimizer),
            (self._loss, experiment.loss),
            (self._regularizer, experiment.regularization),
        ):
            box.setCurrentIndex(box.findData(value))
        self._rate.show_value(experiment.learning_rate)
        self._regularization_rate.show_value(experiment.regularization_rate)
        self._regularization_rate.setEnabled(experiment.regularization != "none")
        self._batch.setValue(experiment.batch_size)
        self._is_showing = False

    def mark_invalid(self, field: str) -> bool:
        """Mark the text typed for *field* as refused; False if it is not typed."""
        for name, box in (
            ("learning_rate", self._rate),
            ("regularization_rate", self._regularization_rate),
        ):
            if name == field:
                box.mark_invalid()
                return True
        return False

    def _build_network(self) -> None:
        self._layers.edited.connect(self._edit_layers)
        rest = [name for name in ACTIVATIONS if name not in _USUAL_ACTIVATIONS]
        self._activation = self._choice(
            "activationBox",
            "Activation",
            "The function each hidden neuron applies to its weighted sum",
            (
                (name, name, ACTIVATIONS[name].help)
                for name in (*_USUAL_ACTIVATIONS, *rest)
            ),
        )
        self._activation.activated.connect(self._edit_activation)
        self._loss = self._choice(
            "lossBox",
            "Loss",
            "How the distance between output and label is measured",
            (
                (name, name.replace("_", " "), f"{row.help} {row.formula}")
                for name, row in LOSSES.items()
            ),
        )
        self._loss.activated.connect(self._edit_loss)

    def _build_learning(self) -> None:
        self._rate = RateBox(LEARNING_RATES, self._form)
        self._rate.setObjectName("learningRateBox")
        self._rate.setAccessibleName("Learning rate")
        self._rate.setToolTip("How far each update goes along the gradient")
        self._rate.edited.connect(self._edit_rate)
        self._rate.refused.connect(self.refused)
        self._batch = SpinField(1, MAX_SAMPLES, self._form)
        self._batch.setObjectName("batchBox")
        self._batch.setAccessibleName("Batch size")
        self._batch.setToolTip("How many points an update of the weights looks at")
        self._batch.valueChanged.connect(self._edit_batch)
        self._optimizer = self._choice(
            "optimizerBox",
            "Optimiser",
            "How an update is made of the gradient",
            ((name, *texts) for name, texts in OPTIMIZER_NAMES.items()),
        )
        self._optimizer.activated.connect(self._edit_optimizer)
        self._regularizer = self._choice(
            "regularizationBox",
            "Penalty",
            "What large weights cost, besides the loss",
            (
                (name, REGULARIZER_NAMES.get(name, name), row.help)
                for name, row in REGULARIZERS.items()
            ),
        )
        self._regularizer.activated.connect(self._edit_regularizer)
        self._regularization_rate = RateBox(REGULARIZATION_RATES, self._form)
        self._regularization_rate.setObjectName("regularizationRateBox")
        self._regularization_rate.setAccessibleName("Penalty rate")
        self._regularization_rate.setToolTip("How much the penalty counts")
        self._regularization_rate.edited.connect(self._edit_regularization_rate)
        self._regularization_rate.refused.connect(self.refused)

    def _choice(
        self,
        name: str,
        title: str,
        help_text: str,
        entries: Iterable[tuple[str, str, str]],
    ) -> ComboField:
        box = ComboField(self._form)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(help_text)
        # Narrow boxes; their lists are as wide as they need.
        box.setMinimumContentsLength(4)
        box.setSizeAdjustPolicy(
            ComboField.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        )
        for index, (value, text, hint) in enumerate(entries):
            box.addItem(text, value)
            box.setItemData(index, hint, Qt.ItemDataRole.ToolTipRole)
        view = box.view()
        view.setMinimumWidth(view.sizeHintForColumn(0) + 34)
        return box

    def _arrange(self) -> None:
        self._fold.setObjectName("settingsFold")
        self._fold.setText("Network and training")
        self._fold.setAccessibleName("Network and training settings")
        self._fold.setToolTip("Fold or unfold the settings")
        self._fold.setProperty("quiet", True)
        self._fold.setCheckable(True)
        self._fold.setChecked(True)
        self._fold.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._fold.setIconSize(QSize(10, 10))
        self._fold.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        font = self._fold.font()
        font.setBold(True)
        self._fold.setFont(font)
        self._fold.toggled.connect(self._toggle)
        penalty = QHBoxLayout()
        penalty.setSpacing(4)
        penalty.addWidget(self._regularizer, 5)
        penalty.addWidget(self._regularization_rate, 4)
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(7)
        grid.setVerticalSpacing(5)
        grid.addWidget(quiet_label("layers", self._layers, self._form), 0, 0)
        grid.addWidget(self._layers, 0, 1, 1, 3)
        for row, column, text, field in (
            (1, 0, "activation", self._activation),
            (1, 2, "rate", self._rate),
            (2, 0, "optimiser", self._optimizer),
            (2, 2, "batch", self._batch),
            (3, 0, "loss", self._loss),
        ):
            grid.addWidget(quiet_label(text, field, self._form), row, column)
            grid.addWidget(field, row, column + 1)
        grid.addWidget(quiet_label("penalty", self._regularizer, self._form), 3, 2)
        grid.addLayout(penalty, 3, 3)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._fold, alignment=Qt.AlignmentFlag.AlignLeft)
        layout.addWidget(self._form)

    def _edit(self, field: str, value: object) -> None:
        if not self._is_showing:
            self.edited.emit(field, value)

    @Slot(tuple)
    def _edit_layers(self, hidden: tuple[int, ...]) -> None:
        self._edit("hidden", hidden)

    @Slot()
    def _edit_activation(self) -> None:
        self._edit("activation", self._activation.currentData())

    @Slot()
    def _edit_optimizer(self) -> None:
        self._edit("optimizer", self._optimizer.currentData())

    @Slot()
    def _edit_loss(self) -> None:
        self._edit("loss", self._loss.currentData())

    @Slot()
    def _edit_regularizer(self) -> None:
        self._edit("regularization", self._regularizer.currentData())

    @Slot(float)
    def _edit_rate(self, rate: float) -> None:
        self._edit("learning_rate", rate)

    @Slot(float)
    def _edit_regularization_rate(self, rate: float) -> None:
        self._edit("regularization_rate", rate)

    @Slot(int)
    def _edit_batch(self, size: int) -> None:
        self._edit("batch_size", size)

    @Slot(bool)
    def _toggle(self, is_open: bool) -> None:  # noqa: FBT001
        self._form.setVisible(is_open)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        draw = icons.open_fold if self._fold.isChecked() else icons.closed_fold
        color = self._theme_switch.current.quiet_text
        self._fold.setIcon(icons.icon(draw, color))
