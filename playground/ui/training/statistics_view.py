"""Weights and gradients of each layer as histograms; right and wrong as a table."""

from typing import TYPE_CHECKING, Final, Literal, TypeAlias

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.core.operations import Array
from playground.training.background import Snapshot
from playground.training.doctor import layer_sizes, split_layers
from playground.training.experiment import Experiment
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import ThemeSwitch, number_font
from playground.ui.training.confusion import paint_confusion

if TYPE_CHECKING:
    from playground.training.checkup import Checkup

View: TypeAlias = Literal["loss", "accuracy", "weights", "gradients", "right"]

VIEWS: Final[tuple[tuple[str, View], ...]] = (
    ("loss", "loss"),
    ("accuracy", "accuracy"),
    ("weights", "weights"),
    ("gradients", "gradients"),
    ("hits", "right"),
)
"""What the lower plot can show: title and key."""

_BINS: Final = 21
_GAP: Final = 8
_TEXT: Final = 15


class StatisticsView(QWidget):
    """Draws one of the views of the newest snapshot; nothing while it is hidden."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("statisticsView")
        self.setAccessibleName("Statistics")
        self._theme_switch = theme_switch
        self._view: View = "weights"
        self._weights: tuple[Array, ...] = ()
        self._checkup: Checkup | None = None
        self._names: tuple[str, ...] = ()
        theme_switch.changed.connect(self.update)

    def choose(self, view: View) -> None:
        """Show another view."""
        self._view = view
        tips = {
            "weights": "Weights and biases of each layer, from the smallest to the "
            "largest",
            "gradients": "Of the train loss by the weights and biases of each layer",
            "right": "What the test points are, down, and what they were taken for, "
            "across; R² for numbers",
        }
        self.setToolTip(tips.get(view, ""))
        self.update()

    def show_snapshot(self, snapshot: Snapshot, experiment: Experiment) -> None:
        """Take the numbers of *snapshot*."""
        sizes = layer_sizes(experiment)
        if len(snapshot.parameters) == sum(sizes):
            self._weights = tuple(split_layers(snapshot.parameters, sizes))
        self._names = experiment.names_of_classes
        if snapshot.checkup is not None:
            self._checkup = snapshot.checkup
        self.update()

    @property
    def layers(self) -> tuple[Array, ...]:
        """The numbers whose histograms are on show, layer by layer."""
        if self._view == "weights":
            return self._weights
        if self._view == "gradients" and self._checkup is not None:
            return self._checkup.gradients
        return ()

    @property
    def words(self) -> str:
        """What is on show as text, for tests and for readers of the screen."""
        checkup = self._checkup
        if self._view != "right" or checkup is None:
            return ""
        if checkup.confusion is None:
            return f"R² = {format_number(checkup.determination)}"
        return " ".join(format_count(int(n)) for n in checkup.confusion.ravel())

    def table(self) -> tuple[tuple[str, ...], list[tuple[float, ...]]]:
        """What is on show as numbers: titles and rows.

        Layers count from 1, the output's is the last; classes from 0.
        """
        rows: list[tuple[float, ...]] = []
        if self._view != "right":
            for layer, values in enumerate(self.layers, 1):
                rows += [(float(layer), *row) for row in _bins(values)]
            return ("layer", "from", "to", "count"), rows
        checkup = self._checkup
        if checkup is None or checkup.confusion is None:
            rows += [] if checkup is None else [(checkup.determination,)]
            return ("r_squared",), rows
        for (row, column), count in np.ndenumerate(checkup.confusion):
            rows.append((float(row), float(column), float(count)))
        return ("class", "taken_for", "count"), rows

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 90)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._view == "right":
            self._paint_hits(painter)
        else:
            self._paint_histograms(painter)

    def _paint_histograms(self, painter: QPainter) -> None:
        layers = self.layers
        if not layers:
            self._say(painter, "Nothing to show yet")
            return
        theme = self._theme_switch.current
        width = (self.width() - _GAP * (len(layers) - 1)) / len(layers)
        ink = theme.learnable if self._view == "weights" else theme.gradient
        for number, values in enumerate(layers):
            room = QRectF(number * (width + _GAP), 0, width, self.height())
            is_last = number == len(layers) - 1
            title = "output" if is_last else f"layer {number + 1}"
            self._paint_histogram(painter, room, values, title, ink)

    def _paint_histogram(
        self, painter: QPainter, room: QRectF, values: Array, title: str, ink: QColor
    ) -> None:
        theme = self._theme_switch.current
        plot = room.adjusted(0, _TEXT, 0, -_TEXT)
        painter.fillRect(plot, theme.window)
        counts, reach = histogram(values)
        bar = plot.width() / len(counts)
        highest = max(1, int(counts.max()))
        for index, count in enumerate(counts):
            height = plot.height() * float(count) / highest
            painter.fillRect(
                QRectF(
                    plot.left() + index * bar + 0.5,
                    plot.bottom() - height,
                    max(bar - 1, 0.5),
                    height,
                ),
                ink,
            )
        painter.setPen(theme.quiet_text)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        painter.drawText(room, left | Qt.AlignmentFlag.AlignTop, title)
        painter.setFont(number_font(self.font().pointSizeF() * 0.85))
        below = QRectF(room.left(), plot.bottom() + 2, room.width(), _TEXT)
        painter.drawText(below, left, format_number(-reach))
        painter.drawText(below, right, format_number(reach))
        painter.setFont(self.font())

    def _paint_hits(self, painter: QPainter) -> None:
        checkup = self._checkup
        if checkup is None:
            self._say(painter, "Nothing to show yet")
            return
        if checkup.confusion is None:
            self._say(painter, self.words)
            return
        painter.setFont(self.font())
        paint_confusion(
            painter,
            QRectF(self.rect()),
            checkup.confusion,
            self._names,
            self._theme_switch.current,
        )

    def _say(self, painter: QPainter, text: str) -> None:
        painter.setPen(self._theme_switch.current.quiet_text)
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, text)


def _bins(values: Array) -> list[tuple[float, float, float]]:
    """The ends of each bin, and how many of *values* are in it."""
    counts, reach = histogram(values)
    ends = np.linspace(-reach, reach, len(counts) + 1).tolist()
    return list(zip(ends[:-1], ends[1:], counts.tolist(), strict=True))


def histogram(values: Array) -> tuple[Array, float]:
    """How many of *values* lie in each of equal bins from -reach to reach, and reach.

    Values that are not finite are left out.
    """
    finite = values[np.isfinite(values)]
    reach = float(np.abs(finite).max()) if len(finite) else 0.0
    if not reach > 0:
        reach = 1.0
    counts, _edges = np.histogram(finite / reach, _BINS, (-1.0, 1.0))
    return counts.astype(np.float64), reach
