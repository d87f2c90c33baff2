"""All that is drawn on the boundary plot, from the coloured map up to the points."""

from typing import Any, Final

import numpy as np
import pyqtgraph as pg

from playground.ui.theme import Theme, mix
from playground.ui.training.data_colors import Array
from playground.ui.training.map_layers import (
    EXTENT,
    MapLayer,
    PointLayer,
    class_borders,
    curve_heights,
    feature_planes,
    neuron_lines,
    zero_line,
)

_FLAT: Final = 2
"""Dimensions of a map of single values."""
_LINE_WIDTH: Final = 1.3
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
        for item in (
            self.map,
            self.neuron_lines,
            self.line,
            self.test_points,
            self.train_points,
        ):
            plot.addItem(item, ignoreBounds=True)

    def begin(self, *, is_curve: bool) -> None:
        """Make room for a curve, or for a map."""
        self.map.setVisible(not is_curve)
        self.line.setData([], [])

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
        self, features: tuple[str, ...], neurons: int, parameters: Array
    ) -> None:
        """Draw where the neurons of the first layer change their sign, if wanted."""
        if not self.neuron_lines.isVisible():
            return
        if self._planes is None or self._planes[0] != features:
            self._planes = features, feature_planes(features, _LINES)
        planes = self._planes[1]
        if len(parameters) < neurons * (len(planes) + 1):
            return
        x, y = neuron_lines(planes, neurons, parameters)
        self.neuron_lines.setData(x, y, connect="pairs")

    def dress(self, theme: Theme, pixel_ratio: float) -> None:
        """Take the colours of *theme*; the points take theirs as they are shown."""
        self.map.dress(theme)
        # The width of such a pen is in device pixels.
        width = _LINE_WIDTH * pixel_ratio
        self.line.setPen(pg.mkPen(theme.text, width=width))
        self.neuron_lines.setPen(
            pg.mkPen(mix(theme.text, theme.data_zero, 0.45), width=width * 0.7)
        )
