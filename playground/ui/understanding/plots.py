"""Plots in the dress of the window."""

from typing import Final

import numpy as np
from contourpy import contour_generator
from PySide6.QtGui import QColor, QPainterPath, QTransform
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.core.operations import Array
from playground.ui.theme import Theme
from playground.ui.training.axes import QuietAxis
from playground.ui.training.quiet_plot import quiet_plot
from playground.ui.understanding.map_scale import MapScale
from playground.ui.understanding.plot_menu import PlotMenu

_LEFT = 46
_BOTTOM = 18
_BESIDE: Final = (2, 3)
"""Row and column of pyqtgraph's layout at the right of the plot."""
_LEVELS: Final = 11
_ROOM: Final = 0.08


class LeafPlot(QWidget):
    """A plot with two axes that shows what it is given and is not dragged about.

    Attributes:
        scale: The colours of a map; hidden until there is one.
        menu: Saves the plot.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        font = parent.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self._axes = (
            QuietAxis("left", _LEFT, font),
            QuietAxis("bottom", _BOTTOM, font),
        )
        self._plot = quiet_plot(self, *self._axes, margins=(0, 4, 8, 0))
        self.scale = MapScale(font)
        self._plot.getPlotItem().layout.addItem(self.scale, *_BESIDE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.menu = PlotMenu(self._plot, self)

    def add(self, item: object) -> None:
        """Put an item of pyqtgraph into the plot."""
        self._plot.addItem(item, ignoreBounds=True)

    def show_range(self, x: tuple[float, float], y: tuple[float, float]) -> None:
        """Show what lies in these ranges."""
        self._plot.setRange(xRange=x, yRange=y, padding=0, disableAutoRange=False)

    def show_scale(self, low: float, high: float) -> None:
        """Show beside a map which colours its numbers, *low* to *high*, have."""
        self.scale.show_range(low, high)
        self.menu.keep_off(round(self.scale.minimumWidth()))

    def hide_scale(self) -> None:
        """There is no map."""
        self.scale.leave()
        self.menu.keep_off(0)

    @property
    def inner_size(self) -> tuple[float, float]:
        """Width and height of what lies between the axes."""
        size = self._plot.getPlotItem().getViewBox().size()
        return size.width(), size.height()

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self._plot.setBackground(theme.panel)
        self._plot.getPlotItem().getViewBox().setBackgroundColor(theme.window)
        for axis in self._axes:
            axis.dress(theme)
        self.scale.dress(theme)
        self.menu.wear(theme)


def iso_lines(xs: Array, ys: Array, values: Array) -> Array:
    """Lines of equal value as pairs of points, shape ``(2 m, 2)``.

    The levels are chosen by rank, so that the nearly flat floor of a valley shows
    lines as well.
    """
    finite = values[np.isfinite(values)]
    if not finite.size:
        return np.zeros((0, 2))
    levels = np.unique(np.quantile(finite, np.linspace(0, 1, _LEVELS)[1:-1]))
    generator = contour_generator(xs, ys, np.ma.masked_invalid(values))
    lines = [np.asarray(line) for z in levels for line in generator.lines(float(z))]
    pairs = [np.repeat(line, 2, axis=0)[1:-1] for line in lines if len(line) > 1]
    return np.concatenate(pairs) if pairs else np.zeros((0, 2))


def padded(values: Array) -> tuple[float, float]:
    """A range for *values* with some room around them."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return -1.0, 1.0
    low, high = float(finite.min()), float(finite.max())
    room = _ROOM * (high - low) or 0.5
    return low - room, high + room


def without_poles(values: Array) -> Array:
    """*values* cut off where a pole would flatten all the rest."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return values
    low, high = np.percentile(finite, (5, 95))
    reach = 4 * (high - low) + 1e-12
    return np.clip(values, low - reach, high + reach)


def faint(theme: Theme) -> QColor:
    """The colour of lines that lie over a map."""
    color = QColor(theme.text)
    color.setAlphaF(0.22)
    return color


def triangle(turn: float) -> QPainterPath:
    """The head of an arrow, *turn* degrees from upright."""
    path = QPainterPath()
    path.moveTo(0, -0.6)
    path.lineTo(0.5, 0.5)
    path.lineTo(-0.5, 0.5)
    path.closeSubpath()
    return QTransform().rotate(turn).map(path)
