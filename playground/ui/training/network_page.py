"""The page of the network: features, activations, output, first weights."""

from typing import Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from playground.core.nn import INITIALIZATIONS
from playground.training.experiment import FEATURES, MAX_LAYERS, Experiment
from playground.ui.training.basics_page import activation_entries
from playground.ui.training.fields import ComboField
from playground.ui.training.page import SettingsPage, show_choice

FEATURE_TITLES: Final = {
    "x": "x",
    "y": "y",
    "x^2": "x²",
    "y^2": "y²",
    "x*y": "xy",
    "sin(x)": "sin x",
    "sin(y)": "sin y",
}
_SAME: Final = ""


class NetworkPage(SettingsPage):
    """What the network sees, and what its neurons do."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._experiment = Experiment()
        self._features = FeatureSwitches(self)
        self._features.chosen.connect(lambda names: self.edit("features", names))
        self._build_layer_activation()
        self._output = self.choice(
            "output_activation",
            "outputActivationBox",
            "Output activation",
            "The function of the output neuron: tanh for classes of −1 and 1, linear "
            "for numbers and for losses that want a plain score",
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
        self.add_wide(1, "layer", self._layer_row)
        self.add(2, 0, "output", self._output)
        self.add(2, 1, "weights", self._initialization)
        self.grid.setRowStretch(3, 1)

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
        own = [*self._experiment.activations, *[_SAME] * MAX_LAYERS][:MAX_LAYERS]
        own[number] = self._layer_activation.currentData()
        self.edit("activations", tuple(own))

    def _show_layer(self) -> None:
        own = (*self._experiment.activations, *[_SAME] * MAX_LAYERS)
        is_there = bool(self._experiment.hidden)
        self._layer_row.setEnabled(is_there)
        number = max(0, self._layer.currentIndex())
        show_choice(self._layer_activation, own[number] if is_there else _SAME)

    @override
    def _show(self, experiment: Experiment) -> None:
        self._experiment = experiment
        self._features.show_features(experiment.features)
        show_choice(self._output, experiment.output_activation)
        show_choice(self._initialization, experiment.initialization)
        number = max(0, self._layer.currentIndex())
        self._layer.clear()
        for layer, name in enumerate(experiment.layer_activations, 1):
            self._layer.addItem(f"{layer}: {name}")
        if not experiment.hidden:
            self._layer.addItem("none")
        self._layer.setCurrentIndex(min(number, self._layer.count() - 1))
        self._show_layer()


class FeatureSwitches(QWidget):
    """A button for each feature, pressed while the network sees it."""

    chosen = Signal(tuple)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("featureSwitches")
        self.setAccessibleName("Features")
        self.setToolTip("What the network sees of a point; restarts")
        self._features: tuple[str, ...] = ()
        self._buttons: dict[str, QToolButton] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(3)
        for name in FEATURES:
            button = QToolButton(self)
            button.setObjectName(f"feature-{name}")
            button.setText(FEATURE_TITLES[name])
            button.setAccessibleName(f"Feature {name}")
            button.setToolTip(f"Let the network see {FEATURE_TITLES[name]}; restarts")
            button.setCheckable(True)
            button.setProperty("chip", True)
            button.setProperty("toggle", True)
            button.setMinimumHeight(23)
            button.clicked.connect(self._announce)
            self._buttons[name] = button
            row.addWidget(button)
        row.addStretch(1)

    def show_features(self, features: tuple[str, ...]) -> None:
        """Mark *features*."""
        self._features = features
        for name, button in self._buttons.items():
            button.setChecked(name in features)

    def _announce(self) -> None:
        names = tuple(n for n, button in self._buttons.items() if button.isChecked())
        others = tuple(name for name in self._features if name not in self._buttons)
        self.chosen.emit((*names, *others))
        # What was refused, such as none at all, is not so.
        self.show_features(self._features)
