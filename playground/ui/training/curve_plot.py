"""The curves of a run: losses or accuracies by epoch, to be zoomed into."""

import math
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QRect, Qt, Signal, Slot
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from playground.training.history import History
from playground.ui.theme import ThemeSwitch
from playground.ui.training.axes import EpochAxis, ValueAxis
from playground.ui.training.curve_figure import curve_figure
from playground.ui.training.curve_items import CurveItems
from playground.ui.training.curves import (
    TEST_ACCURACY,
    TEST_LOSS,
    TRAIN_ACCURACY,
    TRAIN_LOSS,
    Array,
    Curves,
    Part,
)
from playground.ui.training.figure import Figure
from playground.ui.training.quiet_plot import quiet_plot
from playground.ui.training.value_range import Span, ValueRange
from playground.ui.training.zoom import ZoomGestures

LEFT_AXIS: Final = 34
BOTTOM_AXIS: Final = 17
SMOOTHING: Final = 0.05
"""Share of the width over which curves are smoothed."""

_PIECES: Final = 1000
_MOST_DOTS: Final = 80
_LEAST_POINTS: Final = 2
_LEAST_EPOCHS: Final = 10.0
_LEAST_SPAN: Final = 3.0
"""Epochs, or a hundredth of decades, that are to be seen at the least."""
_KEY_ZOOM: Final = 0.7
_KEY_STEP: Final = 0.2


class CurvePlot(QWidget):
    """Draws `Curves`; as fast with millions of epochs as with thousands.

    What is drawn is thinned to about the number of pixels, lows and highs kept, and
    exact as soon as so few epochs are in view.
    """

    read = Signal(object)
    """The `Reading` at the cursor, or None."""
    resized = Signal()
    """`inside` is another."""
    view_changed = Signal()
    """Another part is in view, or all again."""

    def __init__(
        self, theme_switch: ThemeSwitch, curves: Curves, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("curvePlot")
        self.setAccessibleName("Curves by epoch")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._theme_switch = theme_switch
        self._curves = curves
        self._columns = (TRAIN_LOSS, TEST_LOSS)
        self._has_log_values = self._has_log_epochs = self._is_smoothed = False
        self._x_span: Span | None = None
        self._y_span: Span | None = None
        # As a share of the width, for the view may change under it.
        self._cursor_place: float | None = None
        self._build()
        theme_switch.changed.connect(self.dress)
        self.dress()

    @property
    def plot(self) -> Any:  # noqa: ANN401  pyqtgraph has no types
        """The ``PlotWidget``."""
        return self._plot

    @property
    def is_zoomed(self) -> bool:
        """Whether only a part is in view."""
        return self._x_span is not None or self._y_span is not None

    @property
    def inside(self) -> QRect:
        """What lies between the axes, in pixels of `plot`."""
        box = self._plot.getPlotItem().getViewBox()
        inside: QRect = self._plot.mapFromScene(box.sceneBoundingRect()).boundingRect()
        return inside

    @property
    def cursor_place(self) -> float:
        """Where the cursor is along the width, from 0 to 1; 0 if it is elsewhere."""
        return self._cursor_place or 0.0

    def show_accuracies(self, *, are_shown: bool) -> None:
        """Draw accuracies in place of losses."""
        self._columns = (
            (TRAIN_ACCURACY, TEST_ACCURACY) if are_shown else (TRAIN_LOSS, TEST_LOSS)
        )
        self._value_axis.is_share = are_shown
        self._y_span = None
        self._set_scales()

    def set_logarithmic(
        self, *, values: bool | None = None, epochs: bool | None = None
    ) -> None:
        """Draw losses, or epochs, on a logarithmic axis, or not; None is as before."""
        if values is not None and values != self._has_log_values:
            self._has_log_values, self._y_span = values, None
        if epochs is not None and epochs != self._has_log_epochs:
            span = self._x_span
            self._has_log_epochs = epochs
            if span is not None:
                there = np.log10(np.maximum(span, 1)) if epochs else np.power(10, span)
                self._x_span = float(there[0]), float(there[1])
        self._set_scales()

    def set_smoothed(self, *, is_smoothed: bool) -> None:
        """Draw the mean of the surroundings over faint curves, or the curves alone."""
        self._is_smoothed = is_smoothed
        self.draw()

    def show_all(self) -> None:
        """Leave the part for the whole."""
        self._x_span = self._y_span = None
        self.draw()
        self.view_changed.emit()

    def draw(self) -> None:
        """Draw what the curves hold now."""
        is_logarithmic = self._has_log_epochs
        low, high = self._x_span or self._whole()
        ends = (10**low, 10**high) if is_logarithmic else (low, high)
        pieces = min(_PIECES, max(100, self._plot.viewport().width()))
        part = self._curves.part(*ends, pieces, is_logarithmic=is_logarithmic)
        drawn = []
        for column, line, dots, smooth in zip(
            self._columns, self._lines, self._dots, self._smooth, strict=True
        ):
            x, y = self._placed(*self._curves.line(column, part))
            line.setData(x, y, connect="finite")
            # Of a single epoch there is no line to be seen.
            most = _MOST_DOTS if self.is_zoomed else 1
            has_dots = part.is_exact and len(x) <= most
            known = np.isfinite(y) if has_dots else np.zeros(len(x), bool)
            dots.setData(x[known], y[known])
            drawn.append(y[(x >= low) & (x <= high)])
            self._draw_smoothed(smooth, column, part, high - low)
        self._hint.setText(self._hint_words())
        self._hint.setVisible(bool(self._hint.text()))
        bottom, top = self._y_span or self._range(np.concatenate(drawn))
        height = self._plot.getPlotItem().getViewBox().height()
        self._value_axis.make_room(bottom, top, height)
        self._plot.setRange(
            xRange=(low, high),
            yRange=(bottom, top),
            padding=0,
            disableAutoRange=False,
        )
        self._show_cursor()

    def figure(self, title: str) -> Figure:
        """What is on show as a picture of its own; *title* is that of the values."""
        theme = self._theme_switch.current
        curves = self._items.curves(theme, is_smoothed=self._is_smoothed)
        across, up = self._plot.getPlotItem().viewRange()
        axes = self._epoch_axis, self._value_axis
        spans = (across[0], across[1]), (up[0], up[1])
        return curve_figure(curves, axes, spans, title, theme)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._cursor_place = None
        self._show_cursor()
        super().leaveEvent(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        match event.key():
            case Qt.Key.Key_Plus | Qt.Key.Key_Equal:
                self._zoom(0.5, _KEY_ZOOM)
            case Qt.Key.Key_Minus:
                self._zoom(0.5, 1 / _KEY_ZOOM)
            case Qt.Key.Key_Left:
                self._move(-_KEY_STEP, 0.0)
            case Qt.Key.Key_Right:
                self._move(_KEY_STEP, 0.0)
            case Qt.Key.Key_0 | Qt.Key.Key_Home:
                self.show_all()
            case Qt.Key.Key_Escape if self.is_zoomed:
                self.show_all()
            case _:
                super().keyPressEvent(event)

    @override
    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self.dress()

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.dress()

    @Slot()
    def dress(self) -> None:
        """Take the colours of the theme."""
        theme = self._theme_switch.current
        self._plot.setBackground(theme.panel)
        box = self._plot.getPlotItem().getViewBox()
        box.setBackgroundColor(theme.window)
        box.setBorder(pg.mkPen(theme.accent) if self.hasFocus() else None)
        for axis in (self._value_axis, self._epoch_axis):
            axis.dress(theme)
        ratio = self.devicePixelRatioF()
        self._items.dress(theme, ratio, is_smoothed=self._is_smoothed)
        self._cursor.setPen(pg.mkPen(theme.wire, width=1))

    def _build(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._value_axis = ValueAxis("left", LEFT_AXIS, font)
        self._epoch_axis = EpochAxis("bottom", BOTTOM_AXIS, font)
        self._plot = quiet_plot(
            self, self._value_axis, self._epoch_axis, margins=(0, 4, 10, 0)
        )
        self._plot.setToolTip(
            "Wheel or box: look closer, down to single epochs · Shift and drag: move · "
            "double click: all again. Keys: + − ← → 0\n"
            "Every epoch is kept up to 100,000, every tenth up to a million, and so on"
        )
        self._items = CurveItems(self._plot)
        self._lines, self._smooth = self._items.lines, self._items.smooth
        self._dots = self._items.dots
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._hint = QLabel("Press play to train", self._plot)
        self._hint.setProperty("quiet", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        room = QVBoxLayout(self._plot)
        room.setContentsMargins(LEFT_AXIS, 0, 0, BOTTOM_AXIS)
        room.addWidget(self._hint)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self._gestures = ZoomGestures(self._plot, self)
        self._gestures.zoomed.connect(self._zoom)
        self._gestures.boxed.connect(self._show_box)
        self._gestures.moved.connect(self._move)
        self._gestures.all_requested.connect(self.show_all)
        self._plot.scene().sigMouseMoved.connect(self._follow_mouse)
        self._plot.getPlotItem().getViewBox().sigResized.connect(self._tell_of_size)

    @property
    def _has_log(self) -> bool:
        """Accuracies are from 0 to 1, which needs no decades."""
        return self._has_log_values and self._columns[0] == TRAIN_LOSS

    def _set_scales(self) -> None:
        self._value_axis.set_logarithmic(is_logarithmic=self._has_log)
        self._epoch_axis.set_logarithmic(is_logarithmic=self._has_log_epochs)
        self.draw()

    def _whole(self) -> Span:
        last = max(float(self._curves.last_epoch), _LEAST_EPOCHS)
        return (0.0, math.log10(last)) if self._has_log_epochs else (0.0, last)

    def _placed(self, epochs: Array, values: Array) -> tuple[Array, Array]:
        """Where to draw *values* at *epochs*."""
        with np.errstate(divide="ignore", invalid="ignore"):
            x = np.log10(epochs) if self._has_log_epochs else epochs
            return x, np.log10(values) if self._has_log else values

    def _draw_smoothed(
        self,
        curve: Any,  # noqa: ANN401
        column: int,
        part: Part,
        span: float,
    ) -> None:
        curve.setVisible(self._is_smoothed)
        if not self._is_smoothed:
            return
        epochs = self._curves.column(0, part)
        places, _ = self._placed(epochs, epochs)
        means = self._curves.smoothed(
            column, part, places, SMOOTHING * span, is_geometric=self._has_log
        )
        curve.setData(*self._placed(epochs, means), connect="finite")

    def _hint_words(self) -> str:
        """What to say in place of curves, "" where there are some."""
        if self._columns[0] == TRAIN_ACCURACY and len(self._curves):
            share = self._curves.column(TRAIN_ACCURACY)[-1]
            if np.isnan(share):
                return "Numbers have no accuracy: choose R² instead"
        return "Press play to train" if len(self._curves) < _LEAST_POINTS else ""

    def _range(self, values: Array) -> Span:
        """Of the y axis, so that it holds all finite *values*."""
        return ValueRange(
            is_logarithmic=self._has_log,
            is_share=self._columns[0] == TRAIN_ACCURACY,
            is_part=self.is_zoomed,
            is_near=self._x_span is not None,
        ).of(values)

    @Slot(float, float)
    def _zoom(self, place: float, factor: float) -> None:
        low, high = self._x_span or self._whole()
        whole = self._whole()
        middle = low + place * (high - low)
        size = max((high - low) * factor, self._least_span(middle))
        if size >= whole[1] - whole[0]:
            self.show_all()
            return
        self._look_at((middle - place * size, middle + (1 - place) * size))

    def _least_span(self, place: float) -> float:
        """So much that some recorded epochs are in view."""
        epoch = 10**place if self._has_log_epochs else place
        least = _LEAST_SPAN * History.spacing(max(0, math.floor(epoch)))
        if not self._has_log_epochs:
            return least
        return max(math.log10(1 + least / max(epoch, 1.0)), _LEAST_SPAN / 100)

    @Slot(object, object)
    def _show_box(self, across: Span, up: Span | None) -> None:
        low, high = self._x_span or self._whole()
        if up is not None:
            bottom, top = self._plot.getPlotItem().viewRange()[1]
            height = top - bottom
            self._y_span = (bottom + up[0] * height, bottom + up[1] * height)
        width = high - low
        left, right = low + across[0] * width, low + across[1] * width
        middle = (left + right) / 2
        half = max(right - left, self._least_span(middle)) / 2
        self._look_at((middle - half, middle + half))

    @Slot(float, float)
    def _move(self, across: float, up: float) -> None:
        if not self.is_zoomed:
            return
        low, high = self._x_span or self._whole()
        if self._y_span is not None:
            bottom, top = self._y_span
            step = up * (top - bottom)
            self._y_span = (bottom + step, top + step)
        step = across * (high - low)
        self._look_at((low + step, high + step))

    def _look_at(self, span: Span) -> None:
        """Show a span of epochs, kept within what there is."""
        start, end = self._whole()
        size = min(span[1] - span[0], end - start)
        low = min(max(span[0], start), end - size)
        self._x_span = (low, low + size)
        self.draw()
        self.view_changed.emit()

    @Slot(object)
    def _tell_of_size(self, _box: object) -> None:
        self.draw()
        self.resized.emit()

    @Slot(object)
    def _follow_mouse(self, position: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect()
        self._cursor_place = None
        if inside.contains(position):
            self._cursor_place = (position.x() - inside.left()) / inside.width()
        self._show_cursor()

    def _show_cursor(self) -> None:
        share, reading = self._cursor_place, None
        if share is not None:
            low, high = self._x_span or self._whole()
            place = low + share * (high - low)
            reading = self._curves.reading(10**place if self._has_log_epochs else place)
        self._cursor.setVisible(reading is not None)
        if reading is not None:
            epoch = max(reading.epoch, 1) if self._has_log_epochs else reading.epoch
            self._cursor.setPos(math.log10(epoch) if self._has_log_epochs else epoch)
        self.read.emit(reading)
