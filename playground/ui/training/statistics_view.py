"""Weights and gradients of each layer as histograms; right and wrong as a table."""

from functools import partial
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.core.operations import Array
from playground.training.background import Snapshot
from playground.training.doctor import layer_sizes, split_layers
from playground.training.experiment import Experiment
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import ThemeSwitch, number_font
from playground.ui.training.confusion import (
    caption,
    cell_at,
    cell_words,
    paint_confusion,
)
from playground.ui.training.figure import LINE, Figure, write
from playground.ui.training.histograms import bin_at, bins, paint_histograms

if TYPE_CHECKING:
    from playground.training.checkup import Checkup

View: TypeAlias = Literal["loss", "accuracy", "weights", "gradients", "right"]

VIEWS: Final[tuple[tuple[str, View], ...]] = (
    ("loss", "loss"),
    ("accuracy", "accuracy"),
    ("weights", "weights"),
    ("gradients", "gradients"),
    ("confusion", "right"),
)
"""What the lower plot can show: title and key."""

_TITLES: Final[dict[View, str]] = {
    "weights": "Weights and biases of each layer",
    "gradients": "Gradients of the train loss by the parameters of each layer",
    "right": "Test data",
}
_TIPS: Final[dict[View, str]] = {
    "weights": "Weights and biases of each layer, from the smallest to the largest",
    "gradients": "Of the train loss by the weights and biases of each layer",
    "right": "What the test points are, down, and what they were taken for, across; "
    "for numbers R² = 1 − Σ(label − output)² / Σ(label − mean of labels)²: 1 is exact, "
    "0 no better than the mean",
}
_FADED: Final = 0.35
"""How strong the numbers of the run before are, until there are new ones."""
_MARGIN: Final = 8
_LEAST_FIGURE: Final = 200


class StatisticsView(QWidget):
    """Draws one of the views of the newest snapshot; nothing while it is hidden."""

    read = Signal(str)
    """What is under the cursor, or in a few words what there is to see."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("statisticsView")
        self.setAccessibleName("Statistics")
        self.setMouseTracking(True)
        self._theme_switch = theme_switch
        self._view: View = "weights"
        self._weights: tuple[Array, ...] = ()
        self._checkup: Checkup | None = None
        self._names: tuple[str, ...] = ()
        self._has_old_weights = self._has_old_checkup = False
        self._cursor: QPointF | None = None
        theme_switch.changed.connect(self.update)

    def choose(self, view: View) -> None:
        """Show another view."""
        self._view = view
        self._cursor = None
        self.setToolTip(_TIPS.get(view, ""))
        self._changed()

    def begin(self) -> None:
        """What is on show is from the run before; it pales until there is more."""
        self._has_old_weights = self._has_old_checkup = True
        self._changed()

    def show_snapshot(self, snapshot: Snapshot, experiment: Experiment) -> None:
        """Take the numbers of *snapshot*."""
        sizes = layer_sizes(experiment)
        if len(snapshot.parameters) == sum(sizes):
            self._weights = tuple(split_layers(snapshot.parameters, sizes))
            self._has_old_weights = False
        if snapshot.checkup is not None:
            self._checkup = snapshot.checkup
            self._names = experiment.names_of_classes
            self._has_old_checkup = False
        self._changed()

    @property
    def is_old(self) -> bool:
        """Whether what is on show is still from the run before."""
        is_weights = self._view == "weights"
        return self._has_old_weights if is_weights else self._has_old_checkup

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

    @property
    def reading(self) -> str:
        """What is under the cursor, or in a few words what there is to see."""
        confusion = None if self._checkup is None else self._checkup.confusion
        if self.is_old:
            return ""
        if self._view == "right":
            if confusion is None:
                return "of the test data" if self._checkup is not None else ""
            cell = self._cursor and cell_at(self._room, confusion, self._cursor)
            return (
                cell_words(confusion, self._names, *cell)
                if cell
                else caption(confusion)
            )
        found = self._cursor and bin_at(self._room, self.layers, self._cursor)
        return found.words if found else ""

    def table(self) -> tuple[tuple[str, ...], list[tuple[float, ...]]]:
        """What is on show as numbers: titles and rows.

        Layers count from 1, the output's is the last; classes from 0. Numbers of the
        run before are left out.
        """
        checkup = None if self.is_old else self._checkup
        if self._view != "right":
            layers = () if self.is_old else self.layers
            return ("layer", "from", "to", "count"), [
                (number, *each)
                for number, values in enumerate(layers, 1)
                for each in bins(values)
            ]
        if checkup is None or checkup.confusion is None:
            return ("r_squared",), [] if checkup is None else [(checkup.determination,)]
        return ("class", "taken_for", "count"), [
            (row, column, count)
            for row, counts in enumerate(checkup.confusion.tolist())
            for column, count in enumerate(counts)
        ]

    def figure(self) -> Figure:
        """What is on show, as a picture of its own."""
        theme = self._theme_switch.current
        size = QSize(self.width(), max(self.height(), _LEAST_FIGURE))
        paint = partial(self._paint_figure, QRectF(0, 0, size.width(), size.height()))
        return Figure(size, paint, theme.panel)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 90)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._cursor = event.position()
        self.read.emit(self.reading)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self.read.emit(self.reading)
        super().leaveEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        numbers = number_font(self.font().pointSizeF() * 0.85)
        self._paint(painter, self._room, numbers)

    @property
    def _room(self) -> QRectF:
        return QRectF(self.rect())

    def _changed(self) -> None:
        self.update()
        self.read.emit(self.reading)

    def _paint_figure(self, room: QRectF, painter: QPainter) -> None:
        theme = self._theme_switch.current
        inside = room.adjusted(_MARGIN, LINE + _MARGIN, -_MARGIN, -_MARGIN)
        title = _TITLES.get(self._view, "")
        if self._view == "right" and self.reading:
            title = self.reading
        write(painter, theme, inside.left(), 3, title)
        numbers = number_font(self.font().pointSizeF())
        numbers.setPixelSize(painter.font().pixelSize() - 1)
        self._paint(painter, inside, numbers)

    def _paint(self, painter: QPainter, room: QRectF, numbers: QFont) -> None:
        theme = self._theme_switch.current
        painter.setOpacity(_FADED if self.is_old else 1.0)
        checkup, layers = self._checkup, self.layers
        if self._view == "right" and checkup is not None:
            if checkup.confusion is None:
                self._write_large(painter, room, self.words)
                return
            paint_confusion(painter, room, checkup.confusion, self._names, theme)
        elif layers:
            ink = theme.learnable if self._view == "weights" else theme.gradient
            paint_histograms(painter, room, layers, ink, numbers, theme)
        else:
            painter.setPen(theme.quiet_text)
            middle = Qt.AlignmentFlag.AlignCenter
            painter.drawText(room, middle, "Nothing to show yet")

    def _write_large(self, painter: QPainter, room: QRectF, text: str) -> None:
        font = number_font(self.font().pointSizeF() * 1.6)
        painter.setFont(font)
        painter.setPen(self._theme_switch.current.text)
        painter.drawText(room, Qt.AlignmentFlag.AlignCenter, text)
