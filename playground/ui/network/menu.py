"""The menu of a place in the diagram. What is chosen there is done elsewhere."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from playground.training.experiment import Experiment
from playground.ui.network.shape import BiasPlace, NeuronPlace, Place
from playground.ui.training.choices import activation_entries


class NetworkMenu(QMenu):
    """What can be done with a neuron, a weight or a bias; it deletes itself."""

    open_chosen = Signal()
    edit_chosen = Signal()
    freeze_chosen = Signal()
    activation_chosen = Signal(int, str)
    """The layer, from 1, and the name of its activation, "" for that of the others."""

    def __init__(
        self, place: Place, experiment: Experiment, parent: QWidget, *, is_frozen: bool
    ) -> None:
        super().__init__(parent)
        self.setObjectName("networkMenu")
        self.setToolTipsVisible(True)
        self.aboutToHide.connect(self.deleteLater)
        if isinstance(place, NeuronPlace):
            self.addAction("Open on canvas\tO").triggered.connect(self.open_chosen)
            if place.layer <= len(experiment.hidden):
                self._add_activations(experiment, place.layer)
            self.addAction("Edit bias…\tEnter").triggered.connect(self.edit_chosen)
            what = "neuron"
        else:
            what = "bias" if isinstance(place, BiasPlace) else "weight"
            self.addAction(f"Edit {what}…\tEnter").triggered.connect(self.edit_chosen)
        verb = "Thaw" if is_frozen else "Freeze"
        freeze = self.addAction(f"{verb} {what}\tL")
        freeze.setToolTip("Training leaves what is frozen as it is (L)")
        freeze.triggered.connect(self.freeze_chosen)

    def _add_activations(self, experiment: Experiment, layer: int) -> None:
        """What the neurons of a hidden layer may do, to be chosen while it trains."""
        chosen = (*experiment.activations, *[""] * layer)[layer - 1]
        choices = self.addMenu(f"Activation of layer {layer}")
        choices.setObjectName("activationMenu")
        choices.setToolTipsVisible(True)
        usual = experiment.activation.replace("_", " ")
        first = ("", f"as the others: {usual}", "The activation of the page “Basics”")
        for name, text, hint in (first, *activation_entries()):
            action = choices.addAction(text)
            action.setToolTip(hint)
            action.setCheckable(True)
            action.setChecked(name == chosen)
            action.setData((layer, name))
        choices.triggered.connect(self._choose_activation)

    @Slot(QAction)
    def _choose_activation(self, action: QAction) -> None:
        self.activation_chosen.emit(*action.data())
