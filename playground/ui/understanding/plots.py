"""Plots in the dress of the window."""

from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from contourpy import contour_generator
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPainterPath, QTransform
from PySide6.QtWidgets import QWidget

from playground.core.operations import Array
from playground.ui.theme import Theme
from playground.ui.training.axes import QuietAxis

_LEFT = 46
_BOTTOM = 18
_LEVELS: Final = 11
_ROOM: Final = 0.08


class QuietPlot(pg.PlotWidget):  # type: ignore[misc]  # pyqtgraph has no types
    """A plot that shows what it is given and is not dragged about."""

    def __init__(self, parent: QWidget) -> None:
        font = parent.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self.axes = (
            QuietAxis("left", _LEFT, font),
            QuietAxis("bottom", _BOTTOM, font),
        )
        super().__init__(
            parent,
            axisItems={"left": self.axes[0], "bottom": self.axes[1]},
            enableMenu=False,
        )
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.hideButtons()
        self.setMouseEnabled(x=False, y=False)
        self.disableAutoRange()
        self.getPlotItem().setContentsMargins(0, 4, 8, 0)

    @property
    def box(self) -> Any:  # noqa: ANN401  pyqtgraph has no types
        """The view box."""
        return self.getPlotItem().getViewBox()

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self.setBackground(theme.panel)
        self.box.setBackgroundColor(theme.window)
        for axis in self.axes:
            axis.dress(theme)


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
