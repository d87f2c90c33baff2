"""The live decision boundary: the network's output over the plane, and the data."""

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLabel, QWidget
from typing_extensions import override

from playground.training.datasets import Dataset
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training.axes import QuietAxis
from playground.ui.training.color_bar import ColorBar
from playground.ui.training.data_colors import Array
from playground.ui.training.map_layers import EXTENT, MapLayer, PointLayer, zero_line
from playground.ui.training.quiet_plot import quiet_plot

_HEADER: Final = 18
_LEFT_AXIS: Final = 20
_BOTTOM_AXIS: Final = 17
_OVERHANG: Final = 6
"""Room for the half of a tick that reaches beyond the ends of an axis."""
_GAP: Final = 4
_EXTRA_HEIGHT: Final = _HEADER + _OVERHANG + _BOTTOM_AXIS
_SMALLEST_MAP: Final = 160
_LINE_WIDTH: Final = 1.3
_TICKS: Final = [[(v, format_number(v)) for v in (-6, -3, 0, 3, 6)]]


class BoundaryPlot(QWidget):
    """A square map with axes, colour bar and a reading under the cursor."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("boundaryPlot")
        self.setAccessibleName("Output of the network over the plane")
        self._theme_switch = theme_switch
        self._values: Array | None = None
        self._train: Dataset | None = None
        self._test: Dataset | None = None
        self._is_discrete = False
        self._cursor: tuple[float, float] | None = None
        self._build_plot()
        self._bar = ColorBar(theme_switch, self)
        self._build_header()
        theme_switch.changed.connect(self._dress)
        self._dress()

    @property
    def values(self) -> Array | None:
        """The outputs on show, row 0 at y = -6."""
        return self._values

    def set_values(self, values: Array | None) -> None:
        """Show the outputs *values* and the line where they are 0."""
        self._values = values
        shown = values
        if values is not None and self._is_discrete:
            shown = np.sign(values)
        self._map.set_values(shown)
        x, y = (np.empty(0), np.empty(0)) if values is None else zero_line(values)
        self._zero_line.setData(x, y, connect="pairs")
        self._show_reading()

    def set_data(self, train: Dataset, test: Dataset) -> None:
        """Show the points of both sets."""
        self._train, self._test = train, test
        self._show_points()

    @property
    def shows_test_data(self) -> bool:
        """Whether the test points are on show."""
        return self._test_switch.isChecked()

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
        self._test_switch = self._switch("showTestBox", "test data")
        self._test_switch.setToolTip("Show the points kept for testing, as rings")
        self._test_switch.toggled.connect(self._toggle_test_data)
        self._discrete_switch = self._switch("discreteBox", "two colours")
        self._discrete_switch.setToolTip(
            "Colour the map by the sign of the output alone: the decision itself"
        )
        self._discrete_switch.toggled.connect(self._toggle_discrete)
        self._reading = QLabel(self)
        self._reading.setObjectName("boundaryReading")
        self._reading.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._header = QWidget(self)
        row = QHBoxLayout(self._header)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(12)
        row.addWidget(self._test_switch)
        row.addWidget(self._discrete_switch)
        row.addWidget(self._reading, 1)

    def _switch(self, name: str, text: str) -> QCheckBox:
        switch = QCheckBox(text, self)
        switch.setObjectName(name)
        switch.setAccessibleName(text)
        switch.setProperty("quiet", True)
        return switch

    def _build_plot(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._axes = (
            QuietAxis("left", _LEFT_AXIS, font),
            QuietAxis("bottom", _BOTTOM_AXIS, font),
        )
        for axis in self._axes:
            axis.setTicks(_TICKS)
        self._plot = quiet_plot(self, *self._axes, margins=(0, _OVERHANG, _OVERHANG, 0))
        span = (-EXTENT, EXTENT)
        self._plot.setRange(xRange=span, yRange=span, padding=0)
        self._map = MapLayer()
        self._zero_line: Any = pg.PlotCurveItem(antialias=True)
        self._test_points = PointLayer(is_hollow=True)
        self._train_points = PointLayer(is_hollow=False)
        self._test_points.hide()
        for item in (self._map, self._zero_line, self._test_points, self._train_points):
            self._plot.addItem(item, ignoreBounds=True)
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
        self._header.setGeometry(0, 0, self.width(), _HEADER)
        self._plot.setGeometry(
            left,
            _HEADER,
            _LEFT_AXIS + side + _OVERHANG,
            _OVERHANG + side + _BOTTOM_AXIS,
        )
        self._bar.setGeometry(
            left + _LEFT_AXIS + side + _OVERHANG + _GAP,
            _HEADER + _OVERHANG,
            self._bar.sizeHint().width(),
            side,
        )

    def _show_points(self) -> None:
        theme = self._theme_switch.current
        for layer, data in (
            (self._train_points, self._train),
            (self._test_points, self._test),
        ):
            if data is not None:
                layer.show_points(data.points, data.labels, theme)

    @Slot(bool)
    def _toggle_test_data(self, is_shown: bool) -> None:  # noqa: FBT001
        self._test_points.setVisible(is_shown)

    @Slot(bool)
    def _toggle_discrete(self, is_discrete: bool) -> None:  # noqa: FBT001
        self._is_discrete = is_discrete
        self.set_values(self._values)

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
            self._reading.setText("")
            return
        x, y = self._cursor
        text = f"({_short(x)}, {_short(y)})"
        if self._values is not None:
            text += f" → {format_number(_value_at(self._values, x, y))}"
        self._reading.setText(text)

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self._plot.setBackground(theme.panel)
        self._plot.getPlotItem().getViewBox().setBackgroundColor(theme.data_zero)
        for axis in self._axes:
            axis.dress(theme)
        self._map.dress(theme)
        # The width of such a pen is in device pixels.
        width = _LINE_WIDTH * self.devicePixelRatioF()
        self._zero_line.setPen(pg.mkPen(theme.text, width=width))
        self._show_points()


def _short(coordinate: float) -> str:
    return format_number(round(coordinate, 1))


def _value_at(values: Array, x: float, y: float) -> float:
    """The value of the grid point nearest to (*x*, *y*)."""
    rows, columns = values.shape
    row = round((y + EXTENT) / (2 * EXTENT) * (rows - 1))
    column = round((x + EXTENT) / (2 * EXTENT) * (columns - 1))
    return float(values[min(max(row, 0), rows - 1), min(max(column, 0), columns - 1)])
