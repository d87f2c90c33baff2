"""The network of the current run: its diagram, live, and the controls of its size."""

from dataclasses import replace
from itertools import pairwise
from typing import Final

import numpy as np
from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QPainter, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QLabel, QWidget
from typing_extensions import override

from playground.training.background import Snapshot
from playground.training.experiment import Experiment, ExperimentError
from playground.training.freezing import kept_names, mask_of
from playground.training.layers import with_activation
from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.network.diagram import Diagram
from playground.ui.network.feature_column import FeatureColumn
from playground.ui.network.geometry import FOOTER
from playground.ui.network.legend import HINT, KEYS, Legend
from playground.ui.network.links import MOST_LINKS
from playground.ui.network.locks import freezing_name
from playground.ui.network.menu import NetworkMenu
from playground.ui.network.place_editor import PlaceEditor
from playground.ui.network.saving import SaveButton, paint_widgets, weight_rows
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
)
from playground.ui.network.sizes import Sizes
from playground.ui.numbers import format_count
from playground.ui.theme import ThemeSwitch
from playground.ui.training_runner import TrainingRunner

_ROW: Final = 24


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
        self._features = FeatureColumn(theme_switch, self.diagram, self)
        self._features.chosen.connect(self._change)
        self._features.refused.connect(self._say)
        self._save = SaveButton(
            theme_switch, self._paint_picture, self._weight_rows, self
        )
        self._save.refused.connect(self._say)
        self._editor = InlineEditor(self)
        self._sizes = Sizes(theme_switch, self._editor, self)
        self._sizes.chosen.connect(self._set_hidden)
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
            is_first, self._snapshot = self._snapshot is None, snapshot
            self.diagram.picture.is_still = not snapshot.is_running
            self.diagram.set_numbers(snapshot.parameters, snapshot.neuron_maps)
            if is_first and self.diagram.picture.links.n_left_out:
                self._say("")

    @Slot()
    def _forget(self) -> None:
        """A new run begins: what is known is of the last one."""
        self._editor.close_editor()
        self._snapshot = None

    @Slot(object)
    def _show_experiment(self, experiment: Experiment) -> None:
        shape = Shape.of(experiment)
        self.diagram.activations = (
            *experiment.layer_activations,
            experiment.output_activation,
        )
        if shape != self.shape_of_network:
            self.diagram.set_numbers(None, None)
        self._features.show_experiment(experiment, shape.inputs)
        self._sizes.show_hidden(experiment.hidden)
        self._order_for_tab()
        self.diagram.arrange(shape)
        frozen = mask_of(experiment.frozen, experiment.sizes)
        self.diagram.set_frozen(frozenset(np.flatnonzero(frozen).tolist()))
        self._arrange()
        self._say("")

    def _order_for_tab(self) -> None:
        """From the diagram to what is above it, from left to right, and on."""
        sizes = self._sizes
        steppers = (sizes.layers, *sizes.columns)
        buttons = [self._features.plus, *self._features.toggles]
        for each in steppers:
            buttons += [each.label, each.fewer, each.more]
        chain = [self.diagram, *buttons, self._save]
        for before, after in pairwise(chain):
            self.setTabOrder(before, after)

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
        self._sizes.place(geometry)
        top = round(self.height() - FOOTER + 6)
        self.legend.setGeometry(18, top, self.width() - 36, int(FOOTER) - 8)
        self._save.move(self.width() - self._save.width() - 14, top + 2)

    # Onto paper

    def _paint_picture(self, painter: QPainter) -> None:
        """All there is to see, without buttons."""
        self.diagram.paint_bare(painter)
        sizes = self._sizes
        texts = (*self._titles, *(s.label for s in (sizes.layers, *sizes.columns)))
        paint_widgets(painter, (*self._features.toggles, *texts), self)
        painter.translate(self.legend.pos())
        self.legend.paint_signs(painter)
        self.legend.paint_remark(painter)

    def _weight_rows(self) -> list[list[str]]:
        if self._snapshot is None:
            return []
        return weight_rows(self._runner.experiment, self._snapshot.parameters)

    # From the person

    @Slot(object)
    def _set_hidden(self, hidden: tuple[int, ...]) -> None:
        self._change(replace(self._runner.experiment, hidden=hidden))

    @Slot(object)
    def _change(self, experiment: Experiment) -> None:
        try:
            self._runner.set_experiment(experiment)
        except ExperimentError as error:
            self._say(str(error))

    @Slot(object)
    def _announce_look(self, place: Place | None) -> None:
        self.legend.hint_at(KEYS if self.diagram.is_walked else HINT)
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
        self.diagram.setFocus(Qt.FocusReason.OtherFocusReason)

    def _say(self, text: str) -> None:
        """Show *text* in the legend, or what there is to say about the network."""
        if not text and self.diagram.picture.links.n_left_out:
            total = format_count(self.shape_of_network.n_links)
            text = (
                f"The network with its {total} links is being built."
                if self._snapshot is None
                else f"Of {total} links {format_count(MOST_LINKS)} are shown, the "
                "strongest of each layer."
            )
        self.legend.show_text(text)
