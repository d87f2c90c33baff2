"""How wires look."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from playground.core.operations import Array
from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.flows import Flows
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.picture import Rows, WirePicture
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.canvas.sheet import Sheet
from playground.ui.theme import Theme, mix

_WIDTH = 1.6
_THINNEST = 1.1
"""In pixels: thinner wires would fade away."""
_FEW = 80
"""Up to so many wires are stroked as the curves they are."""
_NEAR = 0.6
_FINE, _ROUGH = 20, 8
_STEPS = 6
"""Shades of heat."""
_HOT = 2.2
"""How much wider the hottest wire is."""


@dataclass(slots=True)
class WireStyle:
    """What wires show besides where they lead.

    Attributes:
        numbers: Each wire in sight has its value and gradient.
        heat: Width and colour say how much gradient a wire carries back.
    """

    numbers: bool = False
    heat: bool = False


class WirePainter:
    """Paints rows of a `WirePicture` in the colours of a theme."""

    def __init__(
        self,
        picture: WirePicture,
        marks: Highlights,
        flows: Flows,
        style: WireStyle,
        theme: Theme,
    ) -> None:
        self._picture = picture
        self._marks = marks
        self._flows = flows
        self._style = style
        self._lines = PrimitiveArray(QLineF)
        self.theme = theme

    def paint_curves(
        self,
        painter: QPainter,
        rows: Rows,
        seen: QRectF,
        zoom: float,
        sheets: Iterable[Sheet] | None = None,
    ) -> None:
        """Cubics; what is selected or under the cursor lies on top.

        The others are set on *sheets*, if there are any, else drawn by the painter.
        """
        picture, theme = self._picture, self.theme
        width = max(_WIDTH, _THINNEST / zoom)
        loose = self._marks.lit is not None
        plain = mix(theme.wire, theme.canvas, 0.45) if loose else theme.wire
        hovered = self._row(self._marks.wire)
        landing = self._row(self._marks.landing)
        cut = [row for key in self._marks.cut for row in self._row(key)]
        special = picture.selected.copy()
        special[hovered + landing + cut] = True
        below = rows[~special[rows]]
        hidden = self._row(self._marks.hidden_wire)
        below = below[~np.isin(below, hidden)]
        shades = [
            (chosen, mix(plain, theme.gradient, heat), width * (1 + _HOT * heat))
            for chosen, heat in self._by_heat(below)
        ]
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for sheet in sheets or () if len(below) else ():
            for chosen, color, thick in shades:
                sheet.curves(picture.ends[chosen], thick, color)
        for chosen, color, thick in shades if sheets is None else ():
            if len(below) <= _FEW:
                painter.setPen(_pen(color, thick))
                for row in chosen.tolist():
                    painter.drawPath(picture.path(row))
            else:
                self._paint_pieces(painter, chosen, seen, QPen(color, thick), zoom)
        for row in rows[special[rows]].tolist():
            if row in hidden:
                continue
            is_bright = row in hovered or row in landing
            painter.setPen(
                _pen(
                    self._special(row, landing, cut),
                    width + (1.4 if is_bright else 0.8),
                )
            )
            painter.drawPath(picture.path(row))

    def draw_lines(self, sheet: Sheet, rows: Rows) -> None:
        """What `paint_lines` paints, on a sheet."""
        plain = mix(self.theme.wire, self.theme.canvas, 0.45)
        for chosen, heat in self._by_heat(rows):
            color = mix(plain, self.theme.gradient, heat)
            sheet.lines(self._picture.ends[chosen], color)

    def _special(self, row: int, landing: list[int], cut: list[int]) -> QColor:
        theme = self.theme
        if row in cut:
            return theme.error
        is_chosen = self._picture.selected[row] or row in landing
        return theme.accent if is_chosen else theme.text

    def paint_lines(self, painter: QPainter, rows: Rows) -> None:
        """Straight hairlines, for views in which curves are too small to see."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        plain = mix(self.theme.wire, self.theme.canvas, 0.45)
        for chosen, heat in self._by_heat(rows):
            painter.setPen(QPen(mix(plain, self.theme.gradient, heat), 0))
            self._draw(painter, self._picture.ends[chosen])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def _paint_pieces(
        self, painter: QPainter, rows: Rows, seen: QRectF, pen: QPen, zoom: float
    ) -> None:
        """Many curves as straight pieces: the eye sees no difference, the clock does.

        Qt draws a straight line several times faster than it strokes a path, and hair
        lines faster still; pieces out of sight are not drawn at all.
        """
        is_near = zoom >= _NEAR
        controls = geometry.wire_controls(self._picture.ends[rows])
        pieces = geometry.flattened(controls, _FINE if is_near else _ROUGH)
        low = np.minimum(pieces[:, :2], pieces[:, 2:]) - 2
        high = np.maximum(pieces[:, :2], pieces[:, 2:]) + 2
        visible = geometry.overlapping(np.concatenate([low, high], axis=1), seen)
        pen.setWidthF(pen.widthF() if is_near else 0)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        self._draw(painter, pieces[visible])

    def _by_heat(self, rows: Rows) -> Iterator[tuple[Rows, float]]:
        """Rows of like heat together, the coldest first; all of them are cold else."""
        if not self._style.heat:
            yield rows, 0.0
            return
        steps = np.round(self._flows.heat()[rows] * _STEPS)
        for step in range(_STEPS + 1):
            chosen = rows[steps == step]
            if len(chosen):
                yield chosen, step / _STEPS

    def _draw(self, painter: QPainter, lines: Array) -> None:
        if len(lines):
            self._lines.resize(len(lines))
            self._lines.numbers[:] = lines
            painter.drawLines(self._lines.items)

    def _row(self, key: tuple[NodeId, int] | None) -> list[int]:
        row = None if key is None else self._picture.index.get(key)
        return [] if row is None else [row]


def _pen(color: QColor, width: float) -> QPen:
    pen = QPen(color, width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    return pen
