"""The live decision boundary: the network's output over the plane, and the data."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRect, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.training.datasets import Dataset
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training.axes import QuietAxis
from playground.ui.training.color_bar import ColorBar
from playground.ui.training.data_colors import Array
from playground.ui.training.empty_hint import EmptyHint
from playground.ui.training.figure import Figure
from playground.ui.training.map_drawing import MapDrawing
from playground.ui.training.map_figure import MapContents, Points, map_figure, map_table
from playground.ui.training.map_header import MapHeader
from playground.ui.training.map_layers import (
    EXTENT,
    POINT_SIZE,
    curve_heights,
)
from playground.ui.training.map_reading import (
    DataPoint,
    Meaning,
    nearest_point,
    point_number,
    readings,
    wrongness,
)
from playground.ui.training.point_editor import PointEditor
from playground.ui.training.point_menu import PointMenu
from playground.ui.training.quiet_plot import quiet_plot
from playground.ui.training.sheet import TICKS, Sheet, curve_sheet

_HEADER: Final = 18
_LEFT_AXIS: Final = 20
_BOTTOM_AXIS: Final = 17
_OVERHANG: Final = 6
"""Room for the half of a tick that reaches beyond the ends of an axis."""
_GAP: Final = 4
_EXTRA_HEIGHT: Final = _HEADER + _OVERHANG + _BOTTOM_AXIS
_SMALLEST_MAP: Final = 160
_LARGEST: Final = 8.0
"""Pixels that a point as wrong as can be is larger than one without loss."""


class BoundaryPlot(QWidget):
    """A square map with axes, colour bar and a reading under the cursor."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("boundaryPlot")
        self.setAccessibleName("Output of the network over the plane")
        # What follows a click, such as pasting a table, is about the data.
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self._theme_switch = theme_switch
        self._values: Array | None = None
        self._meaning = Meaning()
        self._train: Dataset | None = None
        self._test: Dataset | None = None
        self._is_discrete = False
        self._is_curve = False
        self._reach = EXTENT
        self._ticks = _marks(TICKS)
        self._has_sizes = False
        self._cursor: tuple[float, float] | None = None
        self._build_plot()
        self._bar = ColorBar(theme_switch, self)
        self._build_header()
        self.editor = PointEditor(self._plot, self)
        self.editor.ended.connect(self._end_gesture)
        self.point_menu = PointMenu(self._plot, self.editor, self.point_near, self)
        theme_switch.changed.connect(self._dress)
        self._dress()

    @property
    def values(self) -> Array | None:
        """What is on show, row 0 at y = -6: outputs, or probabilities of classes.

        Shape ``(rows, columns)``, of three or more classes ``(k, rows, columns)``.
        """
        return self._values

    def set_values(self, values: Array | None, number: int | None = None) -> None:
        """Show the outputs *values* and the line where they are 0.

        Args:
            values: Outputs, shape ``(rows, columns)``; or of three or more classes the
                probabilities, shape ``(k, rows, columns)``, with the lines where the
                likeliest changes.
            number: The class whose probability *values* are, if they are of one alone.
        """
        self._values = values
        if self._is_curve:
            self._drawing.show_curve(values)
        else:
            self._drawing.show_map(values, number, is_discrete=self._is_discrete)
        if self._has_sizes:
            self._show_points()
        self._show_reading()

    def set_meaning(self, classes: int, names: tuple[str, ...]) -> None:
        """Say what labels mean: how many classes there are, 0 for numbers."""
        meaning = Meaning(classes, names)
        if meaning == self._meaning:
            return
        self._meaning = meaning
        self._bar.show_meaning(meaning)
        self.header.show_meaning(meaning)
        self._show_points()

    def point_near(self, x: float, y: float) -> DataPoint | None:
        """The data point at a place of the map, if one is on show there."""
        shown = [self._train, self._test if self.shows_test_data else None]
        height = self._reach if self._is_curve else None
        return nearest_point(shown, x, y, height)

    def worst_point(self) -> DataPoint | None:
        """The train point that the output on show is farthest off."""
        data, values = self._train, self._values
        if data is None or not len(data) or values is None:
            return None
        return point_number(data, int(np.argmax(wrongness(values, data))))

    def set_data(self, train: Dataset, test: Dataset) -> None:
        """Show the points of both sets."""
        self._train, self._test = train, test
        # Under a hand that holds a point, the ground must not move.
        if self._is_curve and not self.editor.is_busy:
            self._fit_height()
        self._hint.setVisible(not len(train) and not len(test))
        self._show_points()
        self._show_reading()

    def set_curve(self, *, is_curve: bool) -> None:
        """Show the output as a curve over x, as suits data that depends on x alone."""
        if is_curve == self._is_curve:
            return
        self._is_curve = is_curve
        self.header.discrete_switch.setEnabled(not is_curve)
        self._hint.show_curve(is_curve=is_curve)
        self._fit_height()
        self._drawing.begin(is_curve=is_curve)
        self._drawing.dress(self._theme_switch.current, self.devicePixelRatioF())
        self._show_points()
        self.set_values(self._values)

    @property
    def is_curve(self) -> bool:
        """Whether the output is shown as a curve over x."""
        return self._is_curve

    def _fit_height(self) -> None:
        """Let a curve have room for every label, and a map its square."""
        sheet = curve_sheet((self._train, self._test)) if self._is_curve else Sheet()
        self._reach = sheet.reach
        self._ticks = _marks(sheet.ticks)
        self.editor.show_sheet(sheet)
        self._axes[0].setTicks(self._ticks)
        span = (-sheet.reach, sheet.reach)
        self._plot.setRange(xRange=(-EXTENT, EXTENT), yRange=span, padding=0)

    def show_lines(
        self, features: tuple[str, ...], neurons: int, parameters: Array
    ) -> None:
        """Show where the neurons of the first layer change their sign, if wanted."""
        self._drawing.show_lines(features, neurons, parameters, self._reach)

    @property
    def shows_lines(self) -> bool:
        """Whether the neurons' lines are wanted."""
        return bool(self._drawing.neuron_lines.isVisible())

    @property
    def shows_test_data(self) -> bool:
        """Whether the test points are on show."""
        return self.header.test_switch.isChecked()

    @property
    def plot(self) -> Any:  # noqa: ANN401  pyqtgraph has no types
        """What is drawn, without the line over it."""
        return self._plot

    def figure(self) -> Figure:
        """What is on show, as a picture of its own."""
        theme = self._theme_switch.current
        lines, curve = self._drawing.lines(theme)
        shown = ((self._test, True), (self._train, False))
        points = [
            Points(self._places(data), data.labels, self._sizes(data), is_hollow)
            for data, is_hollow in shown
            if data is not None and (self.shows_test_data or not is_hollow)
        ]
        contents = MapContents(
            image=None if self._is_curve else self._drawing.map.image,
            lines=lines,
            curve=curve,
            points=tuple(points),
            reach=self._reach,
            y_ticks=self._ticks[0],
            meaning=self._meaning,
        )
        return map_figure(contents, theme)

    def table(self) -> tuple[tuple[str, ...], Array]:
        """What is on show as numbers: titles and rows."""
        return map_table(self._values, is_curve=self._is_curve)

    @override
    def sizeHint(self) -> QSize:
        return QSize(372, self._height_for(372))

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(
            _SMALLEST_MAP + self._extra_width(),
            _SMALLEST_MAP + _EXTRA_HEIGHT,
        )

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # A map is square: what the width cannot use is left to the loss plot.
        self.setMaximumHeight(self._height_for(self.width()))
        self._arrange()

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._cursor = None
        self._show_reading()
        super().leaveEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()
        return super().event(event)

    def _build_header(self) -> None:
        self.header = MapHeader(self._theme_switch, self)
        self._reading = self.header.reading
        self.header.test_toggled.connect(self._toggle_test_data)
        self.header.discrete_toggled.connect(self._toggle_discrete)
        self.header.lines_toggled.connect(self._toggle_lines)
        self.header.sizes_toggled.connect(self._toggle_sizes)
        self._hint = EmptyHint(self._theme_switch, self._plot)

    def _build_plot(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._axes = (
            QuietAxis("left", _LEFT_AXIS, font),
            QuietAxis("bottom", _BOTTOM_AXIS, font),
        )
        for axis in self._axes:
            axis.setTicks(_marks(TICKS))
        self._plot = quiet_plot(self, *self._axes, margins=(0, _OVERHANG, _OVERHANG, 0))
        span = (-EXTENT, EXTENT)
        self._plot.setRange(xRange=span, yRange=span, padding=0)
        self._drawing = MapDrawing(self._plot)
        self._plot.scene().sigMouseMoved.connect(self._follow_mouse)

    def _extra_width(self) -> int:
        return _LEFT_AXIS + _OVERHANG + _GAP + self._bar.sizeHint().width()

    def _height_for(self, width: int) -> int:
        return max(
            width - self._extra_width() + _EXTRA_HEIGHT,
            self.minimumSizeHint().height(),
        )

    def _arrange(self) -> None:
        width = self.width() - self._extra_width()
        side = min(width, self.height() - _EXTRA_HEIGHT)
        left = (width - side) // 2
        self.header.setGeometry(0, 0, self.width(), _HEADER)
        self._plot.setGeometry(
            left,
            _HEADER,
            _LEFT_AXIS + side + _OVERHANG,
            _OVERHANG + side + _BOTTOM_AXIS,
        )
        self._hint.lie_in(QRect(_LEFT_AXIS, _OVERHANG, side, side))
        self._bar.setGeometry(
            left + _LEFT_AXIS + side + _OVERHANG + _GAP,
            _HEADER + _OVERHANG,
            self._bar.sizeHint().width(),
            side,
        )

    def _show_points(self) -> None:
        theme = self._theme_switch.current
        for layer, data in (
            (self._drawing.train_points, self._train),
            (self._drawing.test_points, self._test),
        ):
            if data is None:
                continue
            places, sizes = self._places(data), self._sizes(data)
            layer.show_points(places, data.labels, theme, sizes, self._meaning.classes)

    def _places(self, data: Dataset) -> Array:
        """Where points are drawn, shape ``(n, 2)``: labels over x beside a curve."""
        if not self._is_curve:
            return data.points
        return np.stack([data.points[:, 0], data.labels], axis=1)

    def _sizes(self, data: Dataset) -> Array:
        """How large the points are, by how far the output is from their labels."""
        if not self._has_sizes or self._values is None or not len(data):
            return np.full(len(data), POINT_SIZE)
        wrong = wrongness(self._values, data)
        sizes: Array = np.rint(POINT_SIZE - 2 + wrong * _LARGEST)
        return sizes

    @Slot()
    def _end_gesture(self) -> None:
        if self._is_curve:
            self._fit_height()

    @Slot(bool)
    def _toggle_test_data(self, is_shown: bool) -> None:  # noqa: FBT001
        self._drawing.test_points.setVisible(is_shown)

    @Slot(bool)
    def _toggle_discrete(self, is_discrete: bool) -> None:  # noqa: FBT001
        self._is_discrete = is_discrete
        self.set_values(self._values)

    @Slot(bool)
    def _toggle_lines(self, are_shown: bool) -> None:  # noqa: FBT001
        self._drawing.neuron_lines.setVisible(are_shown)

    @Slot(bool)
    def _toggle_sizes(self, are_by_loss: bool) -> None:  # noqa: FBT001
        self._has_sizes = are_by_loss
        self._show_points()

    @Slot(object)
    def _follow_mouse(self, position: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        if box.sceneBoundingRect().contains(position):
            place = box.mapSceneToView(position)
            self._cursor = (place.x(), place.y())
        else:
            self._cursor = None
        self._show_reading()

    def _show_reading(self) -> None:
        if self._cursor is None:
            self.header.show_reading("", "")
            return
        values = self._values
        if self._is_curve and values is not None:
            is_flat = not self._meaning.has_many
            values = curve_heights(values)[np.newaxis] if is_flat else None
        point = self.point_near(*self._cursor)
        theme = self._theme_switch.current
        words = readings(self._cursor, values, point, self._meaning, theme)
        self.header.show_reading(*words)

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self._plot.setBackground(theme.panel)
        self._plot.getPlotItem().getViewBox().setBackgroundColor(theme.data_zero)
        for axis in self._axes:
            axis.dress(theme)
        self._drawing.dress(theme, self.devicePixelRatioF())
        self._show_points()


def _marks(ticks: Iterable[float]) -> list[list[tuple[float, str]]]:
    return [[(value, format_number(value)) for value in ticks]]
