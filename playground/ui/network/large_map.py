"""Shows the neuron that is looked at in the large map, in the place of the output."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, Slot
from PySide6.QtWidgets import QLabel

from playground.training.background import MAP_SIZE, Snapshot
from playground.training.neuron_maps import feature_map
from playground.ui.network.shape import Shape, neuron_title
from playground.ui.network.view import NetworkView
from playground.ui.training.boundary_plot import BoundaryPlot
from playground.ui.training_runner import TrainingRunner

_CORNER: Final = QPoint(36, 32)
"""Where in the plot its left upper corner is, with some distance."""

_BADGE: Final = (
    "background: palette(window); color: palette(text); border-radius: 4px;"
    " padding: 2px 6px;"
)


class LargeMap(QObject):
    """Hands *plot* the map of what *view* says is looked at.

    To be made after all that shows the output in *plot*, to have the last word.
    """

    def __init__(
        self,
        view: NetworkView,
        runner: TrainingRunner,
        plot: BoundaryPlot,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._runner = runner
        self._plot = plot
        self._snapshot: Snapshot | None = None
        self._neuron: tuple[int, int] | None = None
        self._title = QLabel(plot)
        self._title.setObjectName("largeMapTitle")
        self._title.setAccessibleName("What the map shows")
        self._title.setStyleSheet(_BADGE)
        self._title.move(_CORNER)
        self._title.hide()
        view.neuron_hovered.connect(self._look_at)
        runner.snapshot_ready.connect(self._receive)
        runner.restarted.connect(self._forget)

    @property
    def title(self) -> str:
        """What the map shows; empty for the network's output."""
        return "" if self._title.isHidden() else self._title.text()

    @Slot(int, object)
    def _look_at(self, layer: int, index: int | None) -> None:
        before, self._neuron = self._neuron, None
        shape = Shape.of(self._runner.experiment)
        if index is not None and (layer < shape.output_layer or shape.has_classes):
            self._neuron = (layer, index)
        is_computed = self._neuron is not None and 0 < layer < shape.output_layer
        self._runner.watch_neuron(self._neuron if is_computed else None)
        self._title.setVisible(self._neuron is not None)
        if self._neuron is not None:
            self._title.setText(neuron_title(shape, *self._neuron))
            self._title.adjustSize()
        if before is not None and self._neuron is None and self._snapshot is not None:
            self._plot.set_values(self._snapshot.map)
        self._show()

    @Slot(object)
    def _receive(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot
        self._show()

    @Slot()
    def _forget(self) -> None:
        self._snapshot = None

    def _show(self) -> None:
        """The map in question, if it is at hand; of a feature it always is."""
        if self._neuron is None:
            return
        layer, row = self._neuron
        if layer == 0:
            feature = Shape.of(self._runner.experiment).features[row]
            self._plot.set_values(feature_map(feature, MAP_SIZE))
            return
        snapshot = self._snapshot
        if layer == Shape.of(self._runner.experiment).output_layer:
            if snapshot is not None and snapshot.probabilities is not None:
                self._plot.set_values(snapshot.probabilities[row], row)
            return
        if snapshot is not None and snapshot.watched == self._neuron:
            # None if the neuron is not there any more.
            self._plot.set_values(snapshot.watched_map)
