"""The painted part of the diagram: links, neurons, biases, and what is pointed at."""

from typing import TYPE_CHECKING, Final

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QImage, QPaintEngine, QPainter, QPen

from playground.core.operations import Array
from playground.training.answers import softmax
from playground.ui.canvas.sheet import Paper
from playground.ui.network.card import Words, all_digits, paint_card, rows_of
from playground.ui.network.geometry import Geometry
from playground.ui.network.inks import Inks
from playground.ui.network.links import LinkPainter
from playground.ui.network.locks import badge, paint_badge, parameters_of
from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    parameter_name,
    place_title,
)
from playground.ui.theme import Theme, mix
from playground.ui.training.data_colors import ClassColors, MapColors, Pixels

if TYPE_CHECKING:
    from playground.training.snapshot import Details

_FULL_WIDTH_TILE: Final = 24.0


class Picture:
    """Paints a network; told of every change, it keeps what painting needs at hand.

    Attributes:
        current: What keys act on.
        edited: What is being edited.
        is_still: Whether the numbers stay as they are, and every digit is worth a look.
        details: What moves the numbers, while one is looked at.
    """

    def __init__(self, theme: Theme, geometry: Geometry, font: QFont) -> None:
        self._font = font
        self._parameters: Array | None = None
        self._maps: Array | None = None
        self._atlas: QImage | None = None
        self._atlas_pixels: Pixels | None = None
        self._frozen: frozenset[int] = frozenset()
        self._pointed: Place | None = None
        self._looked_at: set[int] | None = None
        self.current: Place | None = None
        self.edited: Place | None = None
        self.is_still = True
        self.details: Details | None = None
        self._theme = theme
        self._geometry = geometry
        self.dress(theme)

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self._theme = theme
        self._colors = MapColors(theme)
        self._class_colors = ClassColors(theme)
        self._border = QPen(mix(theme.wire, theme.canvas, 0.25), 1.0)
        self._make_inks()
        self._sort_links()
        self._paint_atlas()

    def arrange(self, geometry: Geometry) -> None:
        """Take other places; numbers of another network are forgotten."""
        if geometry.shape != self._geometry.shape:
            self._parameters = self._maps = self._atlas = None
            self.details = None
            self.pointed = self.current = self.edited = None
        self._geometry = geometry
        self._make_inks()
        self._sort_links()

    def set_numbers(self, parameters: Array | None, maps: Array | None) -> None:
        """Show a network's parameters, and the maps of its neurons."""
        self._parameters = parameters
        self._maps = maps
        self._sort_links()
        self._paint_atlas()

    def set_frozen(self, numbers: frozenset[int]) -> None:
        """Show which parameters training leaves as they are."""
        if numbers != self._frozen:
            self._frozen = numbers
            self._sort_links()

    def is_frozen(self, place: Place) -> bool:
        """Whether training leaves all parameters of *place* as they are."""
        if not self._frozen:
            return False
        own = parameters_of(self._geometry.shape, place)
        return bool(own) and self._frozen.issuperset(own)

    def value_of(self, place: LinkPlace | BiasPlace) -> float | None:
        """The number of a link or a bias, if it is known."""
        if self._parameters is None or not self._geometry.shape.has(place):
            return None
        return float(self._parameters[self._geometry.shape.parameter_number(place)])

    @property
    def pointed(self) -> Place | None:
        """What the mouse points at; of a neuron, its links stand out."""
        return self._pointed

    @pointed.setter
    def pointed(self, place: Place | None) -> None:
        self._pointed = place
        self._looked_at = None
        if isinstance(place, NeuronPlace):
            self._looked_at = self._geometry.shape.links_of(place)

    @property
    def links(self) -> LinkPainter:
        """What paints the links."""
        return self._links

    def paint(
        self, painter: QPainter, *, marks_current: bool, paper: Paper | None = None
    ) -> None:
        """Paint everything.

        Args:
            painter: Of the diagram.
            marks_current: Whether to mark where the keys act.
            paper: To paint on a screen, fast; without it all lines remain lines.
        """
        current = self.edited or (self.current if marks_current else None)
        self._links.paint(painter, self._looked_at, paper)
        self._paint_neurons(painter)
        self._paint_biases(painter)
        for place, color in (
            (current, self._theme.accent),
            (self.pointed if self.edited is None else None, self._theme.text),
        ):
            if place is not None:
                self._paint_mark(painter, place, color)
        self._paint_locks(painter)
        shown = self.pointed or current
        if isinstance(shown, LinkPlace | BiasPlace) and self.edited is None:
            self._paint_card(painter, shown)

    def _make_inks(self) -> None:
        scale = min(1.0, self._geometry.smallest_tile / _FULL_WIDTH_TILE)
        self._inks = Inks(self._theme, scale)
        self._links = LinkPainter(self._geometry, self._inks)
        biases = self._geometry.biases.values()
        self._rims = [[r.adjusted(-n, -n, n, n) for r in biases] for n in (2, 1)]

    def _sort_links(self) -> None:
        self._links.sort(self._parameters, self._frozen)

    def _paint_atlas(self) -> None:
        """All maps in one picture, one below the other."""
        self._atlas = None
        if self._maps is None or not len(self._maps):
            return
        pixels = np.ascontiguousarray(self._shades(self._maps[:, ::-1]))
        count, rows, columns = pixels.shape
        self._atlas = QImage(
            pixels.data,
            columns,
            count * rows,
            4 * columns,
            QImage.Format.Format_RGB32,
        )
        self._atlas_pixels = pixels  # the picture borrows them

    def _shades(self, maps: Array) -> Pixels:
        """The pixels of all maps; outputs of classes have the colours of theirs."""
        pixels = self._colors.pixels(maps)
        shape = self._geometry.shape
        if shape.has_classes and len(maps) == shape.n_neurons:
            scores = maps[-shape.neurons[-1] :]
            shares = softmax(scores.reshape(len(scores), -1).T).T
            first = len(maps) - len(scores)
            for number, share in enumerate(shares.reshape(scores.shape)):
                pixels[first + number] = self._class_colors.single(share, number)
        return pixels

    def _paint_neurons(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(self._border)
        painter.setBrush(self._theme.data_zero)
        tiles = self._geometry.neuron_tiles
        if self._atlas is not None and self._maps is not None:
            side = self._maps.shape[1]
            # An SVG takes no part of a picture, but all of it.
            is_svg = painter.paintEngine().type() == QPaintEngine.Type.SVG
            for number, tile in enumerate(tiles):
                if is_svg:
                    own = self._atlas.copy(0, number * side, side, side)
                    painter.drawImage(tile, own)
                else:
                    painter.drawImage(tile, self._atlas, _inner(number, side))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(self._geometry.neuron_borders)

    def _paint_biases(self, painter: QPainter) -> None:
        """Squares with a rim of background, to stand out against maps and links."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setPen(Qt.PenStyle.NoPen)
        rims = (self._theme.canvas, self._border.color())
        for rects, color in zip(self._rims, rims, strict=True):
            painter.setBrush(color)
            painter.drawRects(rects)
        values = self._parameters
        numbers = self._geometry.bias_numbers
        for number, rect in zip(numbers, self._geometry.biases.values(), strict=True):
            if number in self._frozen:
                painter.fillRect(rect.adjusted(-2, -2, 2, 2), self._theme.accent)
            value = 0.0 if values is None else float(values[number])
            painter.fillRect(rect, self._inks.bias_color(value))

    def _paint_mark(self, painter: QPainter, place: Place, color: QColor) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, 2.0))
        match place:
            case NeuronPlace():
                rect = self._geometry.tiles[place]
                painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 2, 2)
            case BiasPlace():
                if place in self._geometry.biases:
                    rect = self._geometry.biases[place]
                    painter.drawRoundedRect(rect.adjusted(-2, -2, 2, 2), 2, 2)
            case LinkPlace():
                self._paint_marked_link(painter, place, color)

    def _paint_marked_link(
        self, painter: QPainter, place: LinkPlace, color: QColor
    ) -> None:
        """The link on top of all others, with a rim."""
        lines = self._links.pieces_of(self._geometry.shape.link_number(place))
        value = self.value_of(place)
        weights = np.array([0.0 if value is None else value])
        own = self._inks.pens[int(self._inks.pen_numbers(weights)[0])]
        rim = QPen(own)
        rim.setColor(color)
        rim.setWidthF(own.widthF() + 3.0)
        for pen in (rim, own):
            painter.setPen(pen)
            painter.drawLines(lines)
        source = NeuronPlace(place.layer - 1, place.source)
        target = NeuronPlace(place.layer, place.index)
        painter.setPen(QPen(color, 1.5))
        for end in (source, target):
            tile = self._geometry.tiles[end]
            painter.drawRoundedRect(tile.adjusted(-1, -1, 1, 1), 2, 2)

    def _paint_card(self, painter: QPainter, place: LinkPlace | BiasPlace) -> None:
        """The number beside the place, what it is, and what moves it."""
        value = self.value_of(place)
        if value is None:
            return
        shape = self._geometry.shape
        words = Words(
            parameter_name(shape, place),
            place_title(shape, place),
            value,
            rows_of(self.details, shape.parameter_number(place)),
            self.is_frozen(place),
            all_digits(value) if self.is_still else "",
        )
        paint_card(painter, self._geometry, place, words, (self._theme, self._font))

    def _paint_locks(self, painter: QPainter) -> None:
        """A padlock on every frozen neuron, and an open one on that pointed at."""
        pointed = [self.pointed] if isinstance(self.pointed, NeuronPlace) else []
        for place in self._geometry.tiles if self._frozen else pointed:
            is_frozen = self.is_frozen(place)
            rect = badge(self._geometry, place)
            if rect is not None and (is_frozen or place == self.pointed):
                paint_badge(painter, rect, self._theme, is_locked=is_frozen)


def _inner(number: int, side: int) -> QRectF:
    """Part of the atlas: from the middle of the first pixels to that of the last."""
    return QRectF(0.5, number * side + 0.5, side - 1, side - 1)
