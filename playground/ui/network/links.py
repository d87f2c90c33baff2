"""The links of the diagram: one pen for like weights, the strongest on top.

Compiled loops set them into pixels where a screen is painted and the loops are at hand.
Qt draws them elsewhere, in files that keep lines as lines, and slower.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QPainter, QPen

from playground.core.operations import Array
from playground.ui.canvas.sheet import Paper
from playground.ui.network.geometry import Geometry
from playground.ui.network.inks import WIDEST, Inks
from playground.ui.network.locks import dashed

MOST_LINKS: Final = 1500
"""Of more links only the strongest of each layer are drawn."""

Numbers: TypeAlias = NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class _Stroke:
    """Links that share a pen, by their numbers."""

    pen: int
    links: Numbers


class LinkPainter:
    """Paints the links of a network as its parameters are.

    Attributes:
        drawn: Which links are drawn, where not all are: shape ``(n_links,)``.
    """

    def __init__(self, geometry: Geometry, inks: Inks) -> None:
        self._strokes: list[_Stroke] = []
        self._frozen: list[_Stroke] = []
        self._dashes: dict[int, list[QLineF]] = {}
        self.drawn: NDArray[np.bool_] | None = None
        self.arrange(geometry, inks)

    def arrange(self, geometry: Geometry, inks: Inks) -> None:
        """Take other places and pens; `sort` is to follow."""
        self._geometry = geometry
        self._inks = inks
        self.sort(None, frozenset())
        self._area = _around(geometry.link_controls)

    @property
    def n_left_out(self) -> int:
        """How many links are too many to draw."""
        return max(0, len(self._geometry.link_numbers) - MOST_LINKS)

    @property
    def order(self) -> list[int]:
        """The numbers of the links that are drawn, the topmost last."""
        strokes = chain(self._strokes, self._frozen)
        return [number for stroke in strokes for number in stroke.links.tolist()]

    def sort(self, parameters: Array | None, frozen: frozenset[int]) -> None:
        """Find each link's pen, the strongest last so that they lie on top.

        Args:
            parameters: Of the network, shape ``(n_parameters,)``, if they are known.
            frozen: The numbers of those that training leaves as they are.
        """
        numbers = self._geometry.link_numbers
        self._frozen = []
        self._dashes = {}
        self.drawn = None
        if parameters is None:
            # Of very many none is known to be among the strongest.
            self._strokes = [_Stroke(0, np.arange(len(numbers)))]
            if self.n_left_out:
                self._strokes = []
                self.drawn = np.zeros(len(numbers), dtype=np.bool_)
            return
        weights = parameters[numbers]
        pens = self._inks.pen_numbers(weights)
        # NumPy sorts so small integers several times as fast as large ones.
        order = np.argsort(pens.astype(np.int16), kind="stable")
        if self.n_left_out:
            self.drawn = self._geometry.shape.strongest_links(weights, MOST_LINKS)
            order = order[self.drawn[order]]
        if not frozen:
            self._strokes = _grouped(order, pens)
            return
        is_frozen = np.isin(numbers, list(frozen))[order]
        self._strokes = _grouped(order[~is_frozen], pens)
        self._frozen = _grouped(order[is_frozen], pens)
        for number in order[is_frozen].tolist():
            self._dashes[number] = dashed(self._geometry.pieces(number))

    def pieces_of(self, number: int) -> list[QLineF]:
        """The straight pieces that a link is drawn with, gaps left if it is frozen."""
        return self._dashes.get(number) or self._geometry.overlapping(number)

    def paint(
        self, painter: QPainter, looked_at: set[int] | None, paper: Paper | None
    ) -> None:
        """Paint all links.

        Args:
            painter: Of the diagram.
            looked_at: The links that stand out, the others are faint; None for all.
            paper: To set them into pixels; without it they are lines.
        """
        is_fine = not self._geometry.is_dense
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, is_fine)
        sheets = None if paper is None else paper.sheets(painter, [self._area])
        if sheets is None:
            self._draw(painter, self._strokes, looked_at)
        else:
            controls = self._geometry.link_controls
            for sheet in sheets:
                for pen, links in self._inked(self._strokes, looked_at):
                    sheet.cubics(controls[links], pen.widthF(), pen.color())
        self._draw(painter, self._frozen, looked_at)

    def _draw(
        self, painter: QPainter, strokes: list[_Stroke], looked_at: set[int] | None
    ) -> None:
        for pen, links in self._inked(strokes, looked_at):
            pieces = map(self.pieces_of, links.tolist())
            painter.setPen(pen)
            painter.drawLines(list(chain.from_iterable(pieces)))

    def _inked(
        self, strokes: list[_Stroke], looked_at: set[int] | None
    ) -> Iterator[tuple[QPen, Numbers]]:
        """Pens and the links to be drawn with them, those that stand out last."""
        if looked_at is None:
            for stroke in strokes:
                yield self._inks.pens[stroke.pen], stroke.links
            return
        chosen = np.array(sorted(looked_at), dtype=np.intp)
        for pens, stands_out in ((self._inks.faint, False), (self._inks.pens, True)):
            for stroke in strokes:
                is_chosen = np.isin(stroke.links, chosen) == stands_out
                if is_chosen.any():
                    yield pens[stroke.pen], stroke.links[is_chosen]


def _grouped(order: Numbers, pens: Numbers) -> list[_Stroke]:
    """Links in *order*, parted where the pen changes."""
    own = pens[order]
    starts = np.flatnonzero(np.diff(own, prepend=-1))
    ends = [*starts[1:].tolist(), len(order)]
    return [
        _Stroke(int(own[start]), order[start:end])
        for start, end in zip(starts.tolist(), ends, strict=False)
    ]


def _around(controls: Array) -> QRectF:
    """What curves with these control points can cover at most."""
    if not len(controls):
        return QRectF()
    points = controls.reshape(-1, 2)
    (left, top), (right, bottom) = points.min(axis=0), points.max(axis=0)
    around = QRectF(left, top, right - left, bottom - top)
    return around.adjusted(-WIDEST, -WIDEST, WIDEST, WIDEST)
