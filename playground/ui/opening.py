"""`Opening`: what can be opened beside the work: examples, neurons and losses."""

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.graph.formulas import nodes_of
from playground.graph.graph import Graph
from playground.project.examples import Example, examples
from playground.training.opening import OpeningError, open_loss, open_neuron
from playground.training.snapshot import Snapshot
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.gallery import Gallery
from playground.ui.network.view import NetworkView
from playground.ui.numbers import format_number
from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch
from playground.ui.training.boundary_plot import BoundaryPlot
from playground.ui.training.map_reading import DataPoint
from playground.ui.training_runner import TrainingRunner


class Opening(QObject):
    """Opens examples, and parts of the network of *runner*, in tabs of their own.

    Signals:
        reported: A sentence for the status line.
    """

    reported = Signal(str)

    def __init__(
        self,
        tabs: CanvasTabs,
        network: NetworkView,
        runner: TrainingRunner,
        plot: BoundaryPlot,
        settings: Settings,
        theme_switch: ThemeSwitch,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._tabs = tabs
        self._network = network
        self._runner = runner
        self._plot = plot
        self._snapshot: Snapshot | None = None
        runner.snapshot_ready.connect(self._remember_snapshot)
        runner.restarted.connect(self._forget_snapshot)
        self._settings = settings
        self._theme_switch = theme_switch
        self._window = window
        network.neuron_open_requested.connect(self.open_neuron)
        plot.point_menu.open_requested.connect(self.open_loss)
        plot.header.worst_requested.connect(self.open_worst)

    def greet(self) -> None:
        """At the first start, and when asked for at every start, show the gallery."""
        if self._settings.is_first_start or self._settings.shows_gallery:
            self.show_gallery()
            # It has been seen: from now on it comes only when asked for.
            self._settings.shows_gallery = self._settings.shows_gallery

    @Slot()
    def show_gallery(self) -> None:
        """Let a person choose an example."""
        gallery = Gallery(
            examples(),
            self.open_example,
            self._theme_switch,
            self._window,
            is_at_start=self._settings.shows_gallery,
        )
        gallery.start_chosen.connect(self._remember)
        gallery.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gallery.open()

    def open_example(self, example: Example) -> None:
        """Show an example on a canvas of its own, beside the user's work."""
        graph = example.project().canvases[0].graph
        editor = self._tabs.add_canvas(example.title, graph)
        editor.caption.show_text(example.text)
        editor.setFocus()

    @Slot(bool)
    def _remember(self, is_at_start: bool) -> None:  # noqa: FBT001  a slot
        self._settings.shows_gallery = is_at_start
        self._settings.sync()

    @Slot(int, int)
    def open_neuron(self, layer: int, index: int) -> None:
        """Open a neuron of the running network, with its numbers, on a canvas."""
        snapshot = self._network.shown
        if snapshot is None:
            return
        points = self._runner.train.points.tolist()
        try:
            place = (points[0][0], points[0][1]) if points else (0.0, 0.0)
            expr = open_neuron(
                self._runner.experiment, snapshot.parameters, layer, index, place
            )
        except OpeningError as error:
            self.reported.emit(str(error))
            return
        graph = Graph(nodes_of(expr, Graph()))
        self._tabs.add_canvas(f"Neuron {layer}.{index + 1}", graph).setFocus()
        where = "the first train point" if points else "the origin"
        self.reported.emit(
            f"The neuron at {where}, {_place(*place)}, with the weights of this moment"
        )

    @Slot(object)
    def open_loss(self, point: DataPoint) -> None:
        """Open the loss of a data point, through the whole network, on a canvas."""
        if self._snapshot is None:
            return
        try:
            expr = open_loss(
                self._runner.experiment,
                self._snapshot.parameters,
                (point.x, point.y),
                point.label,
            )
        except OpeningError as error:
            self.reported.emit(str(error))
            return
        graph = Graph(nodes_of(expr, Graph()))
        title = f"Loss at {_place(point.x, point.y)}"
        self._tabs.add_canvas(title, graph).setFocus()

    @Slot()
    def open_worst(self) -> None:
        """Open the loss of the train point that the network is farthest off."""
        point = self._plot.worst_point()
        if point is None:
            self.reported.emit("There is no point whose loss could be opened.")
            return
        self.open_loss(point)

    @Slot(object)
    def _remember_snapshot(self, snapshot: Snapshot) -> None:
        self._snapshot = snapshot

    @Slot()
    def _forget_snapshot(self) -> None:
        self._snapshot = None


def _place(x: float, y: float) -> str:
    return f"{format_number(round(x, 2))}, {format_number(round(y, 2))}"
