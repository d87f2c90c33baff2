"""The diagram of the network as a picture, its weights and biases as a table."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QRegion
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.core.operations import Array
from playground.training.experiment import Experiment
from playground.training.freezing import mask_of
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    Shape,
    neuron_title,
    parameter_name,
)
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.map_header import add_save_actions
from playground.ui.training.plot_saving import PlotSaving
from playground.ui.training.save_plot import save_painted, save_table

TITLES: Final = ("parameter", "from", "to", "value", "frozen")
"""Of the columns of the table."""

_SIDE: Final = QSize(22, 18)


class SaveButton(QToolButton):
    """Opens a menu that saves the diagram as PNG or SVG, the weights as CSV."""

    refused = Signal(str)
    """Why nothing was saved, in a sentence."""

    def __init__(
        self,
        theme_switch: ThemeSwitch,
        paint: Callable[[QPainter], None],
        rows: Callable[[], list[list[str]]],
        host: QWidget,
    ) -> None:
        """Make it.

        Args:
            theme_switch: For colours.
            paint: Paints what the picture shows, in the coordinates of *host*.
            rows: The lines of the table; none while no weights are known.
            host: Where it lies, and what dialogs are in front of.
        """
        super().__init__(host)
        self.setObjectName("saveNetworkButton")
        self.setAccessibleName("Save this diagram")
        self.setToolTip("Save this diagram as a picture, or its weights as a table")
        self.setProperty("quiet", True)
        self.setIconSize(QSize(12, 12))
        self.setFixedSize(_SIDE)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._theme_switch = theme_switch
        self._paint = paint
        self._rows = rows
        self._host = host
        self._saving = PlotSaving(host)
        self._saving.refused.connect(self.refused)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        add_save_actions(menu, "Network", self.save, "weights")
        self.setMenu(menu)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def save(self, suffix: str) -> None:
        """Ask where to, and write: a picture, or for "csv" the weights."""
        rows = self._rows() if suffix == "csv" else []
        if suffix == "csv" and not rows:
            self.refused.emit("There are no weights yet: the network is being built.")
            return

        def write(path: Path) -> None:
            if suffix == "csv":
                save_table(path, TITLES, rows)
                return
            ground = self._theme_switch.current.canvas
            save_painted(self._paint, self._host.size(), path, ground)

        self._saving.save("weights" if suffix == "csv" else "network", suffix, write)

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.quiet_text
        self.setIcon(icons.icon(icons.dots, color))


def weight_rows(experiment: Experiment, parameters: Array) -> list[list[str]]:
    """A row for each weight and bias, in the order of `MLP.parameters`.

    Returns:
        Its name, what it comes from, the neuron it leads to, its value with every
        digit, and whether training leaves it as it is: "yes" or "no".
    """
    shape = Shape.of(experiment)
    places: list[LinkPlace | BiasPlace] = [*shape.links(), *shape.biases()]
    places.sort(key=shape.parameter_number)
    frozen = mask_of(experiment.frozen, experiment.sizes).tolist()
    values = parameters.tolist()
    return [
        [
            parameter_name(shape, place),
            _source(shape, place),
            neuron_title(shape, place.layer, place.index),
            repr(value),
            "yes" if is_frozen else "no",
        ]
        for place, value, is_frozen in zip(places, values, frozen, strict=True)
    ]


def paint_widgets(painter: QPainter, widgets: Sequence[QWidget], host: QWidget) -> None:
    """Paint *widgets* where they lie in *host*."""
    for widget in widgets:
        painter.save()
        # Widgets that are rendered go on with what the painter had before.
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.translate(widget.mapTo(host, QPoint(0, 0)))
        widget.render(painter, QPoint(), QRegion(), QWidget.RenderFlag.DrawChildren)
        painter.restore()


def _source(shape: Shape, place: LinkPlace | BiasPlace) -> str:
    """What a number is multiplied with: a feature as formulas write it, a neuron."""
    if isinstance(place, BiasPlace):
        return "bias"
    if place.layer == 1:
        return shape.features[place.source]
    return neuron_title(shape, place.layer - 1, place.source)
