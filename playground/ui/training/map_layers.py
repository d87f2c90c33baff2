"""What lies on the boundary plot: the coloured map, the zero line, the data points."""

from typing import Any, Final

import contourpy
import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.training.features import feature_values
from playground.ui.theme import Theme
from playground.ui.training.data_colors import (
    Array,
    ClassColors,
    MapColors,
    label_color,
    picture,
)

EXTENT: Final = 6.0
"""The map spans -EXTENT..EXTENT in both directions, ends included."""

CURVE_EXTENT: Final = 1.5
"""Of the output, where it is drawn as a curve over x."""

POINT_SIZE: Final = 7.0
_TWO: Final = 2
_FLAT: Final = 2
"""Dimensions of a map of single values."""


class MapLayer(pg.GraphicsObject):  # type: ignore[misc]  # pyqtgraph has no types
    """An array of outputs as a picture of 32 bits, painted without detours."""

    def __init__(self) -> None:
        super().__init__()
        self._colors: MapColors | None = None
        self._class_colors: ClassColors | None = None
        self._values: Array | None = None
        self._class: int | None = None
        self._is_plain = False
        self._image: QImage | None = None

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self._colors = MapColors(theme)
        self._class_colors = ClassColors(theme)
        self._render()

    def set_values(self, values: Array | None) -> None:
        """Show *values* (rows, columns), row 0 at the bottom; None for nothing."""
        self._values, self._class = values, None
        self._render()

    def set_shares(self, shares: Array, *, is_plain: bool) -> None:
        """Show the probabilities of classes (k, rows, columns), see `ClassColors`."""
        self._values, self._class, self._is_plain = shares, None, is_plain
        self._render()

    def set_share(self, share: Array, number: int) -> None:
        """Show the probability of class *number* (rows, columns), in its colour."""
        self._values, self._class = share, number
        self._render()

    @property
    def image(self) -> QImage | None:
        """What is on show, a pixel for each place."""
        return self._image

    @override
    def boundingRect(self) -> QRectF:
        rows = 100 if self._values is None else self._values.shape[-1]
        # The outermost pixels have their centres on the edge of the plot.
        reach = EXTENT + EXTENT / (rows - 1)
        return QRectF(-reach, -reach, 2 * reach, 2 * reach)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._image is None:
            return
        # Through an upright transformation Qt scales a picture about twice as fast.
        place = painter.worldTransform().mapRect(self.boundingRect())
        painter.save()
        painter.resetTransform()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(place, self._image)
        painter.restore()

    def _render(self) -> None:
        if self._values is None or self._colors is None or self._class_colors is None:
            self._image = None
        elif self._values.ndim > _FLAT:
            shades = self._class_colors.pixels(self._values, is_plain=self._is_plain)
            self._image = picture(shades)
        elif self._class is not None:
            self._image = picture(self._class_colors.single(self._values, self._class))
        else:
            self._image = self._colors.image(self._values)
        self.update()


def feature_planes(features: tuple[str, ...], size: int) -> Array:
    """The features over the map: ``(n_features, size, size)``, row 0 the lowest y."""
    line = np.linspace(-EXTENT, EXTENT, size)
    points = np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
    rows = [feature_values(name, points) for name in features]
    return np.array(rows).reshape(-1, size, size)


def neuron_lines(planes: Array, neurons: int, parameters: Array) -> tuple[Array, Array]:
    """Where the sums of the first layer's neurons are 0, as `zero_line` gives it.

    Args:
        planes: What `feature_planes` gave.
        neurons: How many neurons the layer has.
        parameters: Of the network, those of this layer first.
    """
    count = len(planes) + 1
    rows = parameters[: neurons * count].reshape(neurons, count)
    xs, ys = [np.empty(0)], [np.empty(0)]
    for *weights, bias in rows:
        x, y = zero_line(np.tensordot(weights, planes, 1) + bias)
        xs.append(x)
        ys.append(y)
    return np.concatenate(xs), np.concatenate(ys)


def feature_lines(features: tuple[str, ...], size: int) -> Array:
    """The features over x, at y = 0 as in `curve_heights`: ``(n_features, size)``."""
    line = np.linspace(-EXTENT, EXTENT, size)
    points = np.stack([line, np.zeros(size)], axis=-1)
    return np.array([feature_values(name, points) for name in features])


def neuron_places(
    lines: Array, neurons: int, parameters: Array, reach: float
) -> tuple[Array, Array]:
    """Where on the x axis the sums of the first layer's neurons are 0.

    Args:
        lines: What `feature_lines` gave.
        neurons: How many neurons the layer has.
        parameters: Of the network, those of this layer first.
        reach: How far up and down the lines there go.

    Returns:
        Upright segments, two points each, for ``pairs``.
    """
    count = len(lines) + 1
    rows = parameters[: neurons * count].reshape(neurons, count)
    sums = rows[:, :-1] @ lines + rows[:, -1:]
    left, right = sums[:, :-1], sums[:, 1:]
    neuron, cell = np.nonzero((left <= 0) != (right <= 0))
    before, after = left[neuron, cell], right[neuron, cell]
    step = 2 * EXTENT / (lines.shape[1] - 1)
    with np.errstate(all="ignore"):
        places = -EXTENT + step * (cell + before / (before - after))
    places = places[np.isfinite(places)]
    return np.repeat(places, 2), np.tile([-reach, reach], len(places))


def curve_heights(values: Array) -> Array:
    """The outputs over x at y = 0, between the two rows in the middle of *values*."""
    rows = len(values)
    heights: Array = values[(rows - 1) // 2 : rows // 2 + 1].mean(axis=0)
    return heights


def zero_line(values: Array) -> tuple[Array, Array]:
    """Where *values* cross 0: x and y of segments, two points each, for ``pairs``."""
    rows, columns = values.shape
    finite = np.isfinite(values)
    z: Any = values if finite.all() else np.ma.masked_array(values, ~finite)
    generator = contourpy.contour_generator(
        np.linspace(-EXTENT, EXTENT, columns),
        np.linspace(-EXTENT, EXTENT, rows),
        z,
        name="serial",
        line_type=contourpy.LineType.ChunkCombinedOffset,
    )
    chunks: Any = generator.lines(0.0)
    points, offsets = chunks[0][0], chunks[1][0]
    if points is None:
        return np.empty(0), np.empty(0)
    is_start = np.ones(len(points), bool)
    is_start[offsets[1:] - 1] = False
    starts = np.flatnonzero(is_start)
    segments = np.stack((points[starts], points[starts + 1]), axis=1).reshape(-1, 2)
    return segments[:, 0], segments[:, 1]


def class_borders(shares: Array) -> tuple[Array, Array]:
    """Where the likeliest class changes, as `zero_line` gives it.

    Args:
        shares: Probabilities, shape ``(k, rows, columns)``.
    """
    winners = np.unique(shares.argmax(axis=0))
    xs, ys = [np.empty(0)], [np.empty(0)]
    # What lies around all others but one lies around that one as well.
    for winner in winners[:-1]:
        others = np.delete(shares, winner, axis=0).max(axis=0)
        x, y = zero_line(shares[winner] - others)
        xs.append(x)
        ys.append(y)
    return np.concatenate(xs), np.concatenate(ys)


class PointLayer(pg.ScatterPlotItem):  # type: ignore[misc]  # pyqtgraph has no types
    """The points of one data set, painted once and kept as a picture.

    A train point is a full dot with a thin ring of contrast, a test point a hollow one.
    """

    def __init__(self, *, is_hollow: bool) -> None:
        super().__init__(pxMode=True, antialias=True, hoverable=False)
        self._is_hollow = is_hollow
        self.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)

    def show_points(
        self,
        points: Array,
        labels: Array,
        theme: Theme,
        sizes: Array | float = POINT_SIZE,
        classes: int = 2,
    ) -> None:
        """Show *points* (n, 2) in the colours of *labels* (n,), see `label_color`."""
        shades = labels
        if classes <= _TWO:
            shades = np.rint(np.clip(labels, -1, 1) * 16) / 16
        colors = {s: label_color(theme, float(s), classes) for s in set(shades)}
        looks = {shade: self._look(color, theme) for shade, color in colors.items()}
        self.setData(
            x=points[:, 0],
            y=points[:, 1],
            size=sizes,
            pen=[looks[shade][0] for shade in shades],
            brush=[looks[shade][1] for shade in shades],
        )

    def _look(self, color: QColor, theme: Theme) -> tuple[Any, Any]:
        contrast = QColor(theme.on_accent)
        if self._is_hollow:
            return pg.mkPen(color, width=1.8), pg.mkBrush(contrast)
        return pg.mkPen(contrast, width=1), pg.mkBrush(color)
