"""The live curves of train and test loss, with a reading under the cursor."""

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QMenu,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.training.background import Snapshot
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import Theme, ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.axes import EpochAxis, LossAxis
from playground.ui.training.fields import ComboField
from playground.ui.training.loss_history import Array, LossHistory
from playground.ui.training.map_header import add_save_actions
from playground.ui.training.quiet_plot import quiet_plot
from playground.ui.training.statistics_view import VIEWS, StatisticsView, View

_LEFT_AXIS = 34
_BOTTOM_AXIS = 17
_HEADROOM = 1.06
_FINE = 1.5
"""Device pixels per pixel from which on a screen counts as fine."""
_LEAST_POINTS = 2
_LEAST_DECADES = 1.0


class LossPlot(QWidget):
    """Two curves over the epochs; never slower than the first thousand of them."""

    logarithmic_changed = Signal(bool)
    save_requested = Signal(str)
    """The suffix of the picture or table to save: png, svg or csv."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("lossPlot")
        self.setAccessibleName("Loss by epoch")
        self._theme_switch = theme_switch
        self.history = LossHistory()
        self._is_logarithmic = False
        self._cursor_epoch: float | None = None
        self._build_plot()
        self._build_header()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2)
        layout.addLayout(self._header)
        self.statistics = StatisticsView(theme_switch, self)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(self._plot)
        self._stack.addWidget(self.statistics)
        layout.addWidget(self._stack)
        theme_switch.changed.connect(self._dress)
        self._dress()
        self._draw()

    def add(self, epochs: Array, train: Array, test: Array) -> None:
        """Append the losses at *epochs* and draw."""
        self.history.extend(epochs, train, test)
        self._draw()

    def add_snapshots(self, snapshots: Sequence[Snapshot]) -> None:
        """Append the losses that came with *snapshots* and draw once."""
        self.add(
            np.concatenate([s.epochs for s in snapshots]),
            np.concatenate([s.train_losses for s in snapshots]),
            np.concatenate([s.test_losses for s in snapshots]),
        )

    def clear(self) -> None:
        """Forget the run."""
        self.history.clear()
        self._draw()

    @Slot()
    def _turn(self) -> None:
        """Show the losses, or what else was chosen."""
        view: View = self._view.currentData()
        self.statistics.choose(view)
        is_loss = view == "loss"
        self._stack.setCurrentIndex(int(not is_loss))
        self._log_switch.setVisible(is_loss)
        self._more.setVisible(is_loss)
        self._show_reading()

    @property
    def plot(self) -> Any:  # noqa: ANN401  pyqtgraph has no types
        """What is drawn, without the line over it."""
        return self._plot

    @property
    def is_logarithmic(self) -> bool:
        """Whether the losses are drawn on a logarithmic axis."""
        return self._is_logarithmic

    @Slot(bool)
    def set_logarithmic(self, is_logarithmic: bool) -> None:  # noqa: FBT001
        """Draw the losses on a logarithmic or a linear axis."""
        if is_logarithmic == self._is_logarithmic:
            return
        self._is_logarithmic = is_logarithmic
        self._log_switch.setChecked(is_logarithmic)
        self._loss_axis.is_logarithmic = is_logarithmic
        self._loss_axis.picture = None
        self._draw()
        self.logarithmic_changed.emit(is_logarithmic)

    @override
    def sizeHint(self) -> QSize:
        return QSize(360, 108)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(200, 100)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._cursor_epoch = None
        self._show_reading()
        super().leaveEvent(event)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self._dress()
        return super().event(event)

    def _build_header(self) -> None:
        self._view = ComboField(self)
        self._view.setObjectName("lowerPlotBox")
        self._view.setAccessibleName("Lower plot")
        self._view.setToolTip("What this plot shows")
        self._view.setProperty("plain", True)
        self._view.setFixedSize(88, 18)
        for text, view in VIEWS:
            self._view.addItem(text, view)
        self._view.activated.connect(self._turn)
        self._more = QToolButton(self)
        self._more.setObjectName("lossMenuButton")
        self._more.setAccessibleName("Save the losses")
        self._more.setToolTip("Save this plot or its numbers")
        self._more.setProperty("quiet", True)
        self._more.setIconSize(QSize(12, 12))
        self._more.setFixedSize(22, 18)
        self._more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self._more)
        add_save_actions(menu, "Losses", self.save_requested.emit)
        self._more.setMenu(menu)
        self._log_switch = QCheckBox("log", self)
        self._log_switch.setObjectName("logLossBox")
        self._log_switch.setAccessibleName("Logarithmic loss axis")
        self._log_switch.setToolTip("Draw the losses on a logarithmic axis")
        self._log_switch.setProperty("quiet", True)
        self._log_switch.toggled.connect(self.set_logarithmic)
        self._reading = QLabel(self)
        self._reading.setObjectName("lossReading")
        self._reading.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self._header = QHBoxLayout()
        self._header.setSpacing(10)
        self._header.addWidget(self._view)
        self._header.addWidget(self._log_switch)
        self._header.addWidget(self._more)
        self._header.addWidget(self._reading, 1)

    def _build_plot(self) -> None:
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._loss_axis = LossAxis("left", _LEFT_AXIS, font)
        self._epoch_axis = EpochAxis("bottom", _BOTTOM_AXIS, font)
        self._plot = quiet_plot(
            self, self._loss_axis, self._epoch_axis, margins=(0, 4, 10, 0)
        )
        self._train = pg.PlotCurveItem(antialias=True, skipFiniteCheck=False)
        self._test = pg.PlotCurveItem(antialias=True, skipFiniteCheck=False)
        self._cursor = pg.InfiniteLine(angle=90, movable=False)
        self._cursor.hide()
        for item in (self._train, self._test, self._cursor):
            self._plot.addItem(item, ignoreBounds=True)
        self._hint = QLabel("Press play to train", self._plot)
        self._hint.setProperty("quiet", True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        room = QVBoxLayout(self._plot)
        room.setContentsMargins(_LEFT_AXIS, 0, 0, _BOTTOM_AXIS)
        room.addWidget(self._hint)
        self._plot.scene().sigMouseMoved.connect(self._follow_mouse)

    def _draw(self) -> None:
        history = self.history
        for curve, (x, y) in (
            (self._train, history.train_line()),
            (self._test, history.test_line()),
        ):
            curve.setData(x, self._scaled(y), connect="finite")
        self._hint.setVisible(len(history) < _LEAST_POINTS)
        low, high = self._loss_range()
        self._plot.setRange(
            xRange=(0, max(history.last_epoch, 10)),
            yRange=(low, high),
            padding=0,
            disableAutoRange=False,
        )
        self._show_reading()

    def _scaled(self, losses: Array) -> Array:
        if not self._is_logarithmic:
            return losses
        with np.errstate(divide="ignore", invalid="ignore"):
            return np.log10(losses)

    def _loss_range(self) -> tuple[float, float]:
        lowest, lowest_positive, highest = self.history.range()
        if self._is_logarithmic:
            if math.isnan(lowest_positive):
                return (-_LEAST_DECADES, 0.0)
            low, high = math.log10(lowest_positive), math.log10(highest)
            gap = max(0.0, _LEAST_DECADES - (high - low)) / 2 + 0.05
            return (low - gap, high + gap)
        if math.isnan(highest):
            return (0.0, 1.0)
        return (min(0.0, lowest), max(highest * _HEADROOM, 1e-12))

    @Slot(object)
    def _follow_mouse(self, position: QPointF) -> None:
        box = self._plot.getPlotItem().getViewBox()
        inside = box.sceneBoundingRect().contains(position)
        self._cursor_epoch = box.mapSceneToView(position).x() if inside else None
        self._show_reading()

    def _show_reading(self) -> None:
        reading = (
            self.history.nearest(self._cursor_epoch)
            if self._cursor_epoch is not None
            else None
        )
        self._cursor.setVisible(reading is not None)
        if reading is None:
            is_loss = self._view.currentData() == "loss"
            self._reading.setText(self._legend if is_loss else "")
            return
        self._cursor.setPos(reading.epoch)
        self._reading.setText(
            f"epoch {format_count(reading.epoch)}: "
            f"train {format_number(reading.train)} · test {format_number(reading.test)}"
        )

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self._plot.setBackground(theme.panel)
        box = self._plot.getPlotItem().getViewBox()
        box.setBackgroundColor(theme.window)
        for axis in (self._loss_axis, self._epoch_axis):
            axis.dress(theme)
        # Qt takes seconds to antialias a noisy line wider than a pixel; where pixels
        # are small a line of two needs no antialiasing.
        is_fine = self.devicePixelRatioF() >= _FINE
        for curve, color in (
            (self._train, train_color(theme)),
            (self._test, test_color(theme)),
        ):
            curve.opts["antialias"] = not is_fine
            curve.setPen(pg.mkPen(color, width=2 if is_fine else 1))
        self._more.setIcon(icons.icon(icons.dots, theme.quiet_text))
        self._cursor.setPen(pg.mkPen(theme.wire, width=1))
        self._legend = (
            f'<span style="color:{train_color(theme).name()}">━</span> train'
            f'&nbsp;&nbsp;<span style="color:{test_color(theme).name()}">━</span> test'
        )
        self._show_reading()


def train_color(theme: Theme) -> QColor:
    """The colour of the train loss, in the plot and beside the number."""
    return theme.quiet_text


def test_color(theme: Theme) -> QColor:
    """The colour of the test loss, in the plot and beside the number."""
    return theme.accent
