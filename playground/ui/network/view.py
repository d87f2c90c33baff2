"""The network of the current run: its diagram, live, and the controls of its size."""

from dataclasses import replace
from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from playground.training.background import Snapshot
from playground.training.experiment import (
    MAX_LAYERS,
    MAX_NEURONS,
    Experiment,
    ExperimentError,
)
from playground.training.freezing import kept_names, mask_of
from playground.training.layers import with_activation, with_layers, with_neurons
from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.network.controls import Stepper
from playground.ui.network.diagram import Diagram
from playground.ui.network.feature_column import FeatureColumn
from playground.ui.network.geometry import FOOTER
from playground.ui.network.legend import Legend
from playground.ui.network.locks import freezing_name
from playground.ui.network.menu import NetworkMenu
from playground.ui.network.picture import MOST_LINKS
from playground.ui.network.place_editor import PlaceEditor
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
    layers_in_words,
)
from playground.ui.numbers import format_count
from playground.ui.theme import ThemeSwitch
from playground.ui.training_runner import TrainingRunner

_ROW: Final = 24
_BUTTON: Final = 20
_WIDE_COLUMN: Final = 74.0


class NetworkView(QWidget):
    """Shows the runner's network, and hands the runner what a person changes there."""

    neuron_hovered = Signal(int, object)
    """Layer and index of what is looked at, 0 being the features; or -1 and None."""
    neuron_open_requested = Signal(int, int)
    """Layer, from 1, and index of a neuron that is to be opened on the canvas."""

    def __init__(
        self,
        theme_switch: ThemeSwitch,
        runner: TrainingRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("networkView")
        self.setAccessibleName("Network")
        self._theme_switch = theme_switch
        self._runner = runner
        self._snapshot: Snapshot | None = None
        self._hovered: tuple[int, int] | None = None
        shape = Shape.of(runner.experiment)
        self.diagram = Diagram(theme_switch, shape, self)
        self.legend = Legend(theme_switch, self)
        self._titles = self._title("Features"), self._title("Output")
        self._titles[0].setToolTip("What the network sees of a point; click to choose")
        self._layers = Stepper("layerStepper", "a hidden layer", theme_switch, self)
        self._layers.stepped.connect(self._set_layer_count)
        self._layers.typing_requested.connect(self._type_count)
        self._typed: Stepper | None = None
        self._features = FeatureColumn(theme_switch, self.diagram, self)
        self._features.chosen.connect(self._change)
        self._features.refused.connect(self._say)
        self._columns: list[Stepper] = []
        self._editor = InlineEditor(self)
        self._places = PlaceEditor(self._editor, self.diagram, theme_switch, self)
        self._places.typed.connect(runner.set_parameter)
        self._places.freeze_requested.connect(self._freeze)
        self._editor.closed.connect(self._return_focus)
        self.setFocusProxy(self.diagram)
        self._connect()
        self._show_experiment(runner.experiment)

    @property
    def shape_of_network(self) -> Shape:
        """The network on show."""
        return self.diagram.shape_of_network

    @property
    def shown(self) -> Snapshot | None:
        """The snapshot whose numbers are on show."""
        return self._snapshot

    @override
    def sizeHint(self) -> QSize:
        return QSize(700, 560)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(420, 320)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._runner.show_neuron_maps(are_wanted=True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.diagram.point_at(None)
        # Maps that nobody sees cost training time.
        self._runner.show_neuron_maps(are_wanted=False)

    def _connect(self) -> None:
        self.diagram.looked_at.connect(self._announce_look)
        self.diagram.edit_requested.connect(self._places.edit)
        self.diagram.open_requested.connect(self._open)
        self.diagram.freeze_requested.connect(self._freeze)
        self.diagram.menu_requested.connect(self._show_menu)
        self._runner.snapshot_ready.connect(self._receive)
        self._runner.restarted.connect(self._forget)
        self._runner.experiment_changed.connect(self._show_experiment)
        self._theme_switch.changed.connect(self.diagram.dress)

    def _title(self, text: str) -> QLabel:
        label = QLabel(text, self)
        label.setAlignment(Qt.AlignmentFlag.AlignCenter)
        return label

    # From the runner

    @Slot(object)
    def _receive(self, snapshot: Snapshot) -> None:
        fits = len(snapshot.parameters) == self.shape_of_network.n_parameters
        if fits and snapshot.details is not None:
            self.diagram.set_details(snapshot.details)
        # While the run plays, every second snapshot comes without maps.
        if fits and snapshot.neuron_maps is not None:
            self._snapshot = snapshot
            self.diagram.set_numbers(snapshot.parameters, snapshot.neuron_maps)

    @Slot()
    def _forget(self) -> None:
        """A new run begins: what is known is of the last one."""
        self._editor.close_editor()
        self._snapshot = None

    @Slot(object)
    def _show_experiment(self, experiment: Experiment) -> None:
        shape = Shape.of(experiment)
        if shape != self.shape_of_network:
            self.diagram.set_numbers(None, None)
        self._features.show_experiment(experiment, shape.inputs)
        self._show_sizes(experiment.hidden)
        self.diagram.arrange(shape)
        frozen = mask_of(experiment.frozen, experiment.sizes)
        self.diagram.set_frozen(frozenset(np.flatnonzero(frozen).tolist()))
        self._arrange()
        self._say("")

    def _show_sizes(self, hidden: tuple[int, ...]) -> None:
        self._layers.show_count(
            len(hidden), layers_in_words(len(hidden)), 0, MAX_LAYERS
        )
        while len(self._columns) > len(hidden):
            stepper = self._columns.pop()
            stepper.hide()
            stepper.deleteLater()
        while len(self._columns) < len(hidden):
            number = len(self._columns) + 1
            what = f"a neuron of hidden layer {number}"
            stepper = Stepper(f"neuronStepper{number}", what, self._theme_switch, self)
            stepper.stepped.connect(self._set_neuron_count)
            stepper.typing_requested.connect(self._type_count)
            stepper.show()
            self._columns.append(stepper)

    def _arrange(self) -> None:
        self.diagram.setGeometry(self.rect())
        self.diagram.arrange(self.shape_of_network)
        geometry = self.diagram.geometry_of_network
        self._features.place(geometry)
        last = self.shape_of_network.output_layer
        for layer, title in zip((0, last), self._titles, strict=True):
            width = title.sizeHint().width() + 8
            left = min(geometry.center(layer) - width / 2, self.width() - width - 6)
            title.setGeometry(round(max(left, 10.0)), 10, width, _ROW)
        self._layers.place_beside(self._middle_of_layers(), 10, _ROW - 2)
        pitch = geometry.column_pitch
        for layer, stepper in enumerate(self._columns, 1):
            count = self.shape_of_network.rows(layer)
            words = "neuron" if count == 1 else "neurons"
            text = f"{count} {words}" if pitch >= _WIDE_COLUMN else str(count)
            stepper.show_count(count, text, 1, MAX_NEURONS)
            button = round(min(_BUTTON, (pitch - 4) / 2))
            column = max(pitch - 2.0, 2.0 * button + 2.0)
            stepper.place_over(geometry.center(layer), 40, column, button)
        self.legend.setGeometry(
            18, round(self.height() - FOOTER + 6), self.width() - 36, int(FOOTER) - 8
        )

    def _middle_of_layers(self) -> float:
        geometry = self.diagram.geometry_of_network
        last = self.shape_of_network.output_layer
        return (geometry.center(0) + geometry.center(last)) / 2

    # From the person

    @Slot(int)
    def _set_layer_count(self, count: int) -> None:
        experiment = self._runner.experiment
        hidden = with_layers(experiment.hidden, count)
        self._change(replace(experiment, hidden=hidden))

    @Slot(int)
    def _set_neuron_count(self, count: int) -> None:
        layer = next(i for i, s in enumerate(self._columns) if s is self.sender())
        self._set_neurons(layer, count)

    @Slot()
    def _type_count(self) -> None:
        """Let a person type how many layers, or neurons of a layer, there are."""
        stepper = self.sender()
        if not isinstance(stepper, Stepper):
            return
        self._typed = stepper
        place = QRect(stepper.label.mapTo(self, QPoint(0, 0)), stepper.label.size())
        room = QRect(0, 0, 96, 22)
        room.moveCenter(place.center())
        self._editor.open(
            room,
            str(stepper.count),
            stepper.label.toolTip(),
            self._accept_count,
            self._theme_switch.current,
        )

    def _accept_count(self, text: str) -> str:
        """Take a typed number; answers why it cannot be taken, or nothing."""
        stepper = self._typed
        if stepper is None:
            return ""
        low, high = stepper.lowest, stepper.highest
        if not (text.strip().isdecimal() and low <= int(text) <= high):
            return f"a whole number from {low} to {high}"
        if stepper is self._layers:
            self._set_layer_count(int(text))
        elif stepper in self._columns:
            self._set_neurons(self._columns.index(stepper), int(text))
        return ""

    def _set_neurons(self, layer: int, count: int) -> None:
        experiment = self._runner.experiment
        hidden = with_neurons(experiment.hidden, layer, count)
        self._change(replace(experiment, hidden=hidden))

    @Slot(object)
    def _change(self, experiment: Experiment) -> None:
        try:
            self._runner.set_experiment(experiment)
        except ExperimentError as error:
            self._say(str(error))

    @Slot(object)
    def _announce_look(self, place: Place | None) -> None:
        is_number = isinstance(place, LinkPlace | BiasPlace)
        self._runner.show_details(are_wanted=is_number)
        if not is_number:
            self.diagram.picture.details = None
        neuron = (place.layer, place.index) if isinstance(place, NeuronPlace) else None
        if neuron == self._hovered:
            return
        self._hovered = neuron
        if neuron is None:
            self.neuron_hovered.emit(-1, None)
        else:
            self.neuron_hovered.emit(*neuron)

    @Slot(object)
    def _freeze(self, place: Place) -> None:
        """Freeze *place*, or thaw what is frozen."""
        experiment, shape = self._runner.experiment, self.shape_of_network
        name = freezing_name(shape, place)
        frozen = {*experiment.frozen, name}
        if self.diagram.picture.is_frozen(place):
            frozen = set(experiment.frozen) - set(kept_names([name], experiment.sizes))
        self._change(replace(experiment, frozen=tuple(frozen)))

    @Slot(object)
    def _open(self, place: NeuronPlace) -> None:
        self.neuron_open_requested.emit(place.layer, place.index)

    @Slot(object, QPoint)
    def _show_menu(self, place: Place, point: QPoint) -> None:
        if isinstance(place, NeuronPlace) and place.layer == 0:
            return
        is_frozen = self.diagram.picture.is_frozen(place)
        menu = NetworkMenu(place, self._runner.experiment, self, is_frozen=is_frozen)
        menu.open_chosen.connect(self._open_current)
        menu.edit_chosen.connect(self._edit_current)
        menu.freeze_chosen.connect(self._freeze_current)
        menu.activation_chosen.connect(self._choose_activation)
        menu.popup(point)

    @Slot(int, str)
    def _choose_activation(self, layer: int, name: str) -> None:
        experiment = self._runner.experiment
        own = with_activation(experiment.activations, layer - 1, name)
        self._change(replace(experiment, activations=own))

    @Slot()
    def _freeze_current(self) -> None:
        if self.diagram.picture.current is not None:
            self._freeze(self.diagram.picture.current)

    @Slot()
    def _open_current(self) -> None:
        place = self.diagram.picture.current
        if isinstance(place, NeuronPlace):
            self._open(place)

    @Slot()
    def _edit_current(self) -> None:
        place = self.diagram.picture.current
        if isinstance(place, NeuronPlace):
            place = BiasPlace(place.layer, place.index)
        if place is not None:
            self._places.edit(place)

    @Slot()
    def _return_focus(self) -> None:
        self._typed = None
        self.diagram.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str) -> None:
        """Show *text* in the legend, or what there is to say about the network."""
        left_out = self.diagram.picture.n_links_left_out
        if not text and left_out:
            total = format_count(self.shape_of_network.n_links)
            text = (
                f"Of {total} links {format_count(MOST_LINKS)} are shown, the strongest "
                "of each layer."
            )
        self.legend.show_text(text)
