"""Where everything of a network lies in a diagram of a given size."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF

from playground.core.operations import Array
from playground.training.experiment import FEATURES
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
)

HEADER: Final = 86.0
"""Height of the titles and of the buttons above the columns."""

FOOTER: Final = 58.0
"""Height of the legend below them."""

LABELS: Final = 46.0
"""Width of the names of the features."""

FORMULA_LABELS: Final = 82.0
"""The same where formulas are among them."""

_MARGIN: Final = 18.0
_SMALLEST_TILE: Final = 5.0
_LARGEST_TILE: Final = 56.0
_TALLEST_ROW: Final = 76.0
_OUTPUT_SCALE: Final = 1.5
_FILLED: Final = 0.74
"""Share of a row that its tile fills."""

_USUAL_ROWS: Final = 8
_PIECE: Final = 8.0
"""Width of the straight pieces of a link: small enough to look curved."""

_ROUND_GAP: Final = 130.0
"""Between columns so far apart, links are as round as they get."""

_FEWEST_PIECES: Final = 6
_MOST_PIECES: Final = 20

_OVERLAP: Final = 0.6
"""How far each piece goes beyond its ends."""

_FEW_LINKS: Final = 600
"""With more links, each is a straight line."""

_REACH: Final = 5.0
"""How far from a link the mouse still means it."""


class Geometry:
    """Places of the neurons, biases and links of *shape* in a size.

    Attributes:
        shape: The network.
        width: Of the diagram.
        height: Of the diagram.
        tile: Side of a feature's square; the output's is larger.
        smallest_tile: Side of the smallest squares.
        tiles: Squares of features and neurons.
        neuron_tiles: Those of neurons, in the order of `Shape.neuron_number`.
        neuron_borders: Likewise, what their borders are drawn along.
        biases: Squares of biases.
        link_numbers: Of each link, its parameter's number.
        link_controls: Of each link, the control points of its cubic, shape
            ``(n_links, 4, 2)``.
        bias_numbers: Of each bias, its parameter's number, in the order of `biases`.
    """

    def __init__(self, shape: Shape, width: float, height: float) -> None:
        self.shape = shape
        self.width = width
        self.height = height
        columns = shape.output_layer + 1
        self._rows = [shape.rows(layer) for layer in range(columns)]
        # Columns of a usual height share a size, taller ones get smaller tiles.
        self._usual_rows = min(max(self._rows), _USUAL_ROWS)
        self._room = max(height - HEADER - FOOTER, 1.0)
        is_usual = len(shape.features) == len(FEATURES)
        self._labels = LABELS if is_usual else FORMULA_LABELS
        across = max(width - self._labels - 2 * _MARGIN, 1.0) / (columns + 0.35)
        self._widest = min(across * 0.62, _LARGEST_TILE)
        self.tile = self._side(0)
        self.smallest_tile = min(map(self._side, range(columns)))
        self._middle = HEADER + self._room / 2
        left = _MARGIN + self._labels + self.tile / 2
        right = width - _MARGIN - self._side(shape.output_layer) / 2
        self._centers = np.linspace(left, max(right, left + 1.0), columns).tolist()
        self.tiles = {
            place: self._tile(place)
            for layer in range(columns)
            for place in _neurons(shape, layer)
        }
        neurons = [place for place in self.tiles if place.layer > 0]
        neurons.sort(key=lambda place: (place.layer, place.index))
        self.neuron_tiles = [self.tiles[place] for place in neurons]
        self.neuron_borders = [t.adjusted(0, 0, -1, -1) for t in self.neuron_tiles]
        side = min(max(self.tile * 0.24, 3.0), 11.0)
        self.biases = {
            place: self._bias(place, side)
            for place in shape.biases()
            if self._pitch(place.layer) > side + 1
        }
        self.link_numbers = shape.link_parameters()
        self.bias_numbers = [shape.parameter_number(bias) for bias in self.biases]
        self.link_controls = self._controls()
        self._curves = self._sampled()
        self._pieces: dict[int, list[QLineF]] = {}
        self._overlapping: dict[int, list[QLineF]] = {}

    @property
    def is_dense(self) -> bool:
        """Whether there are so many links that each must be cheap."""
        return len(self.link_numbers) > _FEW_LINKS

    @property
    def links(self) -> list[LinkPlace]:
        """Every link, in the order of `lines`."""
        return self.shape.links()

    @property
    def lines(self) -> list[list[QLineF]]:
        """Of each link, its pieces."""
        return [self.pieces(number) for number in range(len(self.link_numbers))]

    def pieces(self, number: int) -> list[QLineF]:
        """The pieces of a link; made when they are first wanted."""
        known = self._pieces.get(number)
        if known is None:
            known = self._pieces[number] = _pieces(self._curves[number].tolist())
        return known

    def overlapping(self, number: int) -> list[QLineF]:
        """The pieces of a link, each a little longer: a wide one shows no gaps.

        Square ends of the pen would do as much, but the corners of wide ones stick out.
        """
        known = self._overlapping.get(number)
        if known is None:
            known = [_longer(piece) for piece in self.pieces(number)]
            self._overlapping[number] = known
        return known

    @property
    def column_pitch(self) -> float:
        """Distance between the middles of two columns."""
        return float(self._centers[1] - self._centers[0])

    def center(self, layer: int) -> float:
        """Middle of a column."""
        return float(self._centers[layer])

    def label_rect(self, row: int) -> QRectF:
        """Where the name of a feature goes, left of its tile."""
        tile = self.tiles[NeuronPlace(0, row)]
        return QRectF(_MARGIN - 10, tile.top(), self._labels + 2, tile.height())

    def middle_of(self, place: Place) -> QPointF:
        """A point at which to show something about *place*."""
        match place:
            case NeuronPlace():
                return self.tiles[place].center()
            case BiasPlace(layer, index):
                rect = self.biases.get(place) or self.tiles[NeuronPlace(layer, index)]
                return rect.center()
            case LinkPlace():
                curve = self._curves[self.shape.link_number(place)]
                x, y = (curve[len(curve) // 2 - 1] + curve[len(curve) // 2]) / 2
                return QPointF(x, y)

    def place_at(
        self, x: float, y: float, drawn: NDArray[np.bool_] | None = None
    ) -> Place | None:
        """What lies at a point; of several links the nearest.

        Args:
            x: In pixels, from the left.
            y: In pixels, from the top.
            drawn: Which links can be seen, where not all can: shape ``(n_links,)``.
        """
        point = QPointF(x, y)
        for bias, rect in self.biases.items():
            if rect.adjusted(-2, -2, 2, 2).contains(point):
                return bias
        for neuron, rect in self.tiles.items():
            if rect.contains(point):
                return neuron
        return self._link_at(x, y, drawn)

    def _link_at(
        self, x: float, y: float, drawn: NDArray[np.bool_] | None
    ) -> LinkPlace | None:
        layer = int(np.searchsorted(self._centers, x))
        if not 1 <= layer <= self.shape.output_layer:
            return None
        first, last = self.shape.links_into(layer)
        numbers = np.arange(first, last)
        if drawn is not None:
            numbers = numbers[drawn[first:last]]
        if not len(numbers):
            return None
        curves = self._curves[numbers]
        start, way = curves[:, :-1], np.diff(curves, axis=1)
        to_point = np.array([x, y]) - start
        length = np.maximum((way * way).sum(axis=2), 1e-9)
        share = np.clip((to_point * way).sum(axis=2) / length, 0.0, 1.0)
        gap = to_point - share[..., None] * way
        distances = np.hypot(gap[..., 0], gap[..., 1]).min(axis=1)
        nearest = int(distances.argmin())
        if distances[nearest] > _REACH:
            return None
        return self.shape.link_at(int(numbers[nearest]))

    def _pitch(self, layer: int) -> float:
        """Distance between the middles of two rows of a column."""
        rows = max(self._rows[layer], self._usual_rows)
        scale = _OUTPUT_SCALE if layer == self.shape.output_layer else 1.0
        pitch = min(self._room / rows, _TALLEST_ROW) * scale
        return min(pitch, self._room / self._rows[layer])

    def _side(self, layer: int) -> float:
        scale = _OUTPUT_SCALE if layer == self.shape.output_layer else 1.0
        side = min(self._pitch(layer) * _FILLED, self._widest * scale)
        return max(side, _SMALLEST_TILE)

    def _tile(self, place: NeuronPlace) -> QRectF:
        side = self._side(place.layer)
        from_middle = place.index - (self._rows[place.layer] - 1) / 2
        y = self._middle + from_middle * self._pitch(place.layer)
        x = self.center(place.layer)
        # On whole pixels, so that edges are sharp.
        side = round(side)
        return QRectF(round(x - side / 2), round(y - side / 2), side, side)

    def _bias(self, place: BiasPlace, side: float) -> QRectF:
        tile = self.tiles[NeuronPlace(place.layer, place.index)]
        side = round(side)
        return QRectF(
            round(tile.left() - side / 2), round(tile.bottom() - side / 2), side, side
        )

    def _sampled(self) -> Array:
        """Points of each link's curve: shape ``(n_links, points, 2)``."""
        gap = self.column_pitch - self.tile
        pieces = min(max(round(gap / _PIECE), _FEWEST_PIECES), _MOST_PIECES)
        t = np.linspace(0.0, 1.0, 2 if self.is_dense else pieces + 1)
        near, far = 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t)
        shares = np.stack([(1 - t) ** 3, near, far, t**3], axis=1)
        curves: Array = shares @ self.link_controls
        return curves

    def _controls(self) -> Array:
        if not len(self.link_numbers):
            return np.empty((0, 4, 2))
        layers = range(1, self.shape.output_layer + 1)
        ends = np.concatenate([self._ends(layer) for layer in layers])
        start, way = ends[:, :2], ends[:, 2:] - ends[:, :2]
        if self.is_dense:
            shares = np.array([[0, 0], [1, 1], [2, 2], [3, 3]]) / 3
        else:
            # Handles lie level with the ends: half way across, or less where the way
            # is so short that links would run upright and hide each other.
            gap = self.column_pitch - self.tile
            handle = min(max(gap / _ROUND_GAP, 0.2), 1.0) / 2
            shares = np.array([[0, 0], [handle, 0], [1 - handle, 1], [1, 1]])
        controls: Array = start[:, None] + way[:, None] * shares
        return controls

    def _ends(self, layer: int) -> Array:
        """Of the links into a layer: x and y of their starts, and of their ends.

        Links leave a tile at one point, and arrive spread over the other's side.
        """
        sources = self.shape.sources(layer)
        before = [self.tiles[NeuronPlace(layer - 1, row)] for row in sources]
        after = [self.tiles[p] for p in _neurons(self.shape, layer)]
        starts = np.array([(t.right(), t.center().y()) for t in before]).reshape(-1, 2)
        shares = (np.argsort(np.argsort(sources)) + 0.5) / max(len(sources), 1) - 0.5
        tops = np.array([t.center().y() for t in after])
        sides = np.array([t.height() * 0.7 for t in after])
        ends = np.empty((len(after), len(sources), 4))
        ends[:, :, :2] = starts
        ends[:, :, 2] = np.array([t.left() for t in after])[:, None]
        ends[:, :, 3] = tops[:, None] + shares * sides[:, None]
        return ends.reshape(-1, 4)


def _neurons(shape: Shape, layer: int) -> Iterator[NeuronPlace]:
    for row in range(shape.rows(layer)):
        yield NeuronPlace(layer, row)


def _pieces(curve: list[list[float]]) -> list[QLineF]:
    points = [QPointF(x, y) for x, y in curve]
    return [QLineF(a, b) for a, b in pairwise(points)]


def _longer(piece: QLineF) -> QLineF:
    more = piece.p2() - piece.p1()
    more *= _OVERLAP / max(piece.length(), _OVERLAP)
    return QLineF(piece.p1() - more, piece.p2() + more)
