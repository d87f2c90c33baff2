"""All that is drawn on the boundary plot, from the coloured map up to the points."""

from dataclasses import replace
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtGui import QColor

from playground.ui.theme import Theme, mix
from playground.ui.training.data_colors import Array
from playground.ui.training.figure import solid
from playground.ui.training.map_figure import Line
from playground.ui.training.map_layers import (
    EXTENT,
    MapLayer,
    PointLayer,
    class_borders,
    curve_heights,
    feature_lines,
    feature_planes,
    neuron_lines,
    neuron_places,
    zero_line,
)

_FLAT: Final = 2
"""Dimensions of a map of single values."""
_LINE_WIDTH: Final = 1.3
_THIN: Final = 0.7
_HALO: Final = 3.5
_LINES: Final = 50
"""Points along a side of the maps from which neurons' lines are drawn."""


class MapDrawing:
    """The layers of the plot: map, neurons' lines, zero line or curve, points.

    Attributes:
        map: The coloured map.
        line: Where the output is 0 or the likeliest class changes; or the curve.
        neuron_lines: Where neurons of the first layer change their sign.
        test_points: Over the lines, hidden at first as those are.
        train_points: On top.
    """

    def __init__(self, plot: Any) -> None:  # noqa: ANN401  pyqtgraph has no types
        self.map = MapLayer()
        self.line: Any = pg.PlotCurveItem(antialias=True)
        self.neuron_lines: Any = pg.PlotCurveItem(antialias=True)
        self.neuron_lines.hide()
        self.test_points = PointLayer(is_hollow=True)
        self.train_points = PointLayer(is_hollow=False)
        self.test_points.hide()
        self._planes: tuple[tuple[str, ...], Array] | None = None
        self._is_curve = False
        for item in (
            self.map,
            self.neuron_lines,
            self.line,
            self.test_points,
            self.train_points,
        ):
            plot.addItem(item, ignoreBounds=True)

    def begin(self, *, is_curve: bool) -> None:
        """Make room for a curve, or for a map; to be dressed anew."""
        self._is_curve = is_curve
        self._planes = None
        self.map.setVisible(not is_curve)
        # Among hundreds of points a curve would not be seen below them.
        self.line.setZValue(1 if is_curve else 0)
        self.line.setData([], [])
        self.neuron_lines.setData([], [])

    def show_map(
        self, values: Array | None, number: int | None, *, is_discrete: bool
    ) -> None:
        """Draw a map with its lines.

        Args:
            values: Outputs or probabilities, see `BoundaryPlot.set_values`.
            number: The class whose probability *values* are, if they are of one alone.
            is_discrete: Whether only the decisions are told apart.
        """
        if values is None:
            self.map.set_values(None)
            line = np.empty(0), np.empty(0)
        elif values.ndim > _FLAT:
            self.map.set_shares(values, is_plain=is_discrete)
            line = class_borders(values)
        elif number is not None:
            self.map.set_share(values, number)
            line = zero_line(values - 0.5)
        else:
            self.map.set_values(np.sign(values) if is_discrete else values)
            line = zero_line(values)
        self.line.setData(*line, connect="pairs")

    def show_curve(self, values: Array | None) -> None:
        """Draw the outputs *values* at y = 0 over x."""
        if values is None or values.ndim > _FLAT:
            self.line.setData([], [])
            return
        heights = curve_heights(values)
        x = np.linspace(-EXTENT, EXTENT, len(heights))
        self.line.setData(x, heights, connect="finite")

    def show_lines(
        self,
        features: tuple[str, ...],
        neurons: int,
        parameters: Array,
        reach: float = EXTENT,
    ) -> None:
        """Draw where the neurons of the first layer change their sign, if wanted.

        Args:
            features: What the layer is fed with.
            neurons: How many it has.
            parameters: Of the network.
            reach: Half the height of the plot, of which upright lines take all.
        """
        if not self.neuron_lines.isVisible():
            return
        if self._planes is None or self._planes[0] != features:
            made = feature_lines if self._is_curve else feature_planes
            self._planes = features, made(features, _LINES)
        planes = self._planes[1]
        if len(parameters) < neurons * (len(planes) + 1):
            return
        if self._is_curve:
            x, y = neuron_places(planes, neurons, parameters, reach)
        else:
            x, y = neuron_lines(planes, neurons, parameters)
        self.neuron_lines.setData(x, y, connect="pairs")

    def lines(self, theme: Theme) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
        """The lines on show as a picture has them: below the points, and above."""
        zero_pen = solid(theme.text, _LINE_WIDTH * (1.4 if self._is_curve else 1))
        x, y = self.line.getData()
        zero = Line(x, y, zero_pen, in_pairs=not self._is_curve)
        below: tuple[Line, ...] = ()
        if self.neuron_lines.isVisible():
            pen = solid(_line_color(theme), _LINE_WIDTH * _THIN)
            x, y = self.neuron_lines.getData()
            below = (Line(x, y, pen, in_pairs=True),)
        if not self._is_curve:
            return (*below, zero), ()
        halo = replace(zero, pen=solid(theme.data_zero, _LINE_WIDTH * _HALO))
        return below, (halo, zero)

    def dress(self, theme: Theme, pixel_ratio: float) -> None:
        """Take the colours of *theme*; the points take theirs as they are shown."""
        self.map.dress(theme)
        # The width of such a pen is in device pixels.
        width = _LINE_WIDTH * pixel_ratio
        is_curve = self._is_curve
        self.line.setPen(pg.mkPen(theme.text, width=width * (1.4 if is_curve else 1)))
        halo = pg.mkPen(theme.data_zero, width=width * _HALO)
        self.line.setShadowPen(halo if is_curve else None)
        self.neuron_lines.setPen(pg.mkPen(_line_color(theme), width=width * _THIN))


def _line_color(theme: Theme) -> QColor:
    return mix(theme.text, theme.data_zero, 0.45)
