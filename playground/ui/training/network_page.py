"""The page of the network: features, activations, output, first weights."""

from typing import Final

from PySide6.QtWidgets import QHBoxLayout, QWidget
from typing_extensions import override

from playground.core.initializations import INITIALIZATIONS
from playground.training.experiment import MAX_LAYERS, Experiment
from playground.training.layers import with_activation
from playground.ui.theme import ThemeSwitch
from playground.ui.training.choices import activation_entries
from playground.ui.training.feature_switches import (
    FeatureSwitches,
    OwnFeatureSwitches,
)
from playground.ui.training.fields import ComboField
from playground.ui.training.page import RESTARTS, WHOLE, SettingsPage, show_choice

_SAME: Final = ""


class NetworkPage(SettingsPage):
    """What the network sees, and what its neurons do."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._experiment = Experiment()
        self._features = FeatureSwitches(self)
        self._formulas = OwnFeatureSwitches(theme_switch, self)
        for restarting in (self._features, self._formulas):
            restarting.setProperty(RESTARTS, True)
        for switches in (self._features, self._formulas):
            switches.chosen.connect(lambda whole: self.edit(WHOLE, whole))
            switches.refused.connect(self.refused)
        self._build_layer_activation()
        self._output = self.choice(
            "output_activation",
            "outputActivationBox",
            "Output activation",
            "The function of the output neuron: tanh for classes of −1 and 1, linear "
            "for numbers and for losses that want a plain score. The run goes on",
            activation_entries(),
        )
        self._initialization = self.choice(
            "initialization",
            "initializationBox",
            "First weights",
            "How the first weights are drawn; restarts",
            ((name, name, row.help) for name, row in INITIALIZATIONS.items()),
        )
        self.add_wide(0, "features", self._features)
        self.add_wide(1, "formulas", self._formulas)
        self.add_wide(2, "layer", self._layer_row)
        self.add(3, 0, "output", self._output)
        self.add(3, 1, "weights", self._initialization)

    def _build_layer_activation(self) -> None:
        self._layer_row = QWidget(self)
        self._layer = ComboField(self._layer_row)
        self._layer.setObjectName("layerBox")
        self._layer.setAccessibleName("Hidden layer")
        self._layer.setToolTip("Which hidden layer is to have an activation of its own")
        self._layer.activated.connect(lambda _index: self._show_layer())
        entries = [(_SAME, "as the others", "The activation of the page “Basics”")]
        self._layer_activation = self.choice(
            "activations",
            "layerActivationBox",
            "Activation of this layer",
            "The activation of this hidden layer alone; the run goes on",
            [*entries, *activation_entries()],
        )
        self._layer_activation.activated.disconnect()
        self._layer_activation.activated.connect(lambda _index: self._edit_layer())
        row = QHBoxLayout(self._layer_row)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(7)
        row.addWidget(self._layer, 2)
        row.addWidget(self._layer_activation, 3)

    def _edit_layer(self) -> None:
        number = self._layer.currentIndex()
        name = self._layer_activation.currentData()
        own = with_activation(self._experiment.activations, number, name)
        self.edit("activations", own)

    def _show_layer(self) -> None:
        own = (*self._experiment.activations, *[_SAME] * MAX_LAYERS)
        is_there = bool(self._experiment.hidden)
        self._layer_row.setEnabled(is_there)
        number = max(0, self._layer.currentIndex())
        show_choice(self._layer_activation, own[number] if is_there else _SAME)

    @override
    def _show(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._features.show_experiment(experiment)
        self._formulas.show_experiment(experiment)
        show_choice(self._output, experiment.output_activation)
        show_choice(self._initialization, experiment.initialization)
        number = max(0, self._layer.currentIndex())
        self._layer.clear()
        for layer, name in enumerate(experiment.layer_activations, 1):
            self._layer.addItem(f"{layer}: {name.replace('_', ' ')}")
        if not experiment.hidden:
            self._layer.addItem("none")
        self._layer.setCurrentIndex(min(number, self._layer.count() - 1))
        self._show_layer()
