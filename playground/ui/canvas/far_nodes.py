"""How nodes look from afar: tiles with a title and a number, and blocks."""

from collections.abc import Callable
from typing import Final, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen, QTransform

from playground.graph.graph import Node
from playground.ui.canvas import geometry
from playground.ui.canvas.blank_cards import BlankTiles, card_font
from playground.ui.canvas.picture import (
    FUNCTION_SIGN,
    NodePicture,
    Rows,
    operation_symbol,
)
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.canvas.sheet import Sheet
from playground.ui.theme import Theme, mix, number_font

FADED: Final = 0.4
"""Opacity of a node that cannot take the wire that is loose, or that is muted."""
MUTED: Final = 0.7
"""Opacity of what stands on a muted node, over the line through it."""
_BYPASS: Final = 7.0
"""Width of the line through a muted tile, in scene units."""
_SPECK: Final = 2.5
"""Pixels that a block is at least high."""
_SIZES: Final = (24, 20, 17)
"""Of titles on tiles, in scene units: the largest in which one fits."""
_INSET: Final = 8.0
_TITLE: Final = QPointF(_INSET, 26)
_DOT: Final = QPointF(geometry.WIDTH - 15, 17)
_DOT_ROOM: Final = 22.0
"""Width that the dot of a learnable value takes from its title."""
_PIXELS: Final = QTransform()
_MOST_TITLES: Final = 4096


class Looks(NamedTuple):
    """What tiles have in common with cards."""

    edge: Callable[[int, Node], QPen]
    is_faded: Callable[[Node], bool]
    value_text: Callable[[int], str]


class FarNodes:
    """Paints rows of a `NodePicture` that are too small for whole cards."""

    def __init__(self, picture: NodePicture, looks: Looks, theme: Theme) -> None:
        self._picture = picture
        self._looks = looks
        self._rects = PrimitiveArray(QRectF)
        self._muted_rects = PrimitiveArray(QRectF)
        self._selected_rects = PrimitiveArray(QRectF)
        self._failed_rects = PrimitiveArray(QRectF)
        self.wear(theme)

    def wear(self, theme: Theme) -> None:
        """Take the colours and fonts of *theme*."""
        self._theme = theme
        self._blanks = BlankTiles(theme)
        self._block = mix(theme.wire, theme.canvas, 0.25)
        self._bypass = mix(theme.wire, theme.canvas, 0.2)
        self._muted_block = mix(theme.wire, theme.canvas, 0.7)
        self._fonts = {
            is_leaf: [card_font(size, bold=True, italic=is_leaf) for size in _SIZES]
            for is_leaf in (False, True)
        }
        self._number_font = number_font(10)
        self._number_font.setPixelSize(17)
        self._figure = QFontMetricsF(self._number_font).horizontalAdvance("0")
        self._titles: dict[tuple[str, bool, bool], tuple[QFont, str]] = {}

    def paint_tiles(
        self, painter: QPainter, rows: Rows, *, is_for_print: bool = False
    ) -> None:
        """Nodes with their title in large letters, for half-size views."""
        picture, looks = self._picture, self._looks
        base, ratio = painter.worldTransform(), painter.device().devicePixelRatio()
        zoom = base.m11()
        # On whole pixels, so that tiles can be copied and their edges are sharp.
        at = picture.positions[rows] * zoom + (base.dx(), base.dy())
        at = np.round(at * ratio) / ratio
        for row, (left, top) in zip(rows.tolist(), at.tolist(), strict=True):
            node = picture.nodes[row]
            faded = looks.is_faded(node)
            if faded:
                painter.setOpacity(FADED)
            edge = looks.edge(row, node)
            if not is_for_print:
                painter.setWorldTransform(_PIXELS)
                self._blanks.paint(painter, edge, left, top, zoom)
            painter.setWorldTransform(QTransform(zoom, 0, 0, zoom, left, top))
            if is_for_print:
                self._blanks.draw(painter, edge)
            if node.is_muted:
                paint_bypass(painter, node, self._bypass, _BYPASS)
                painter.setOpacity(MUTED)
            self._paint_tile(painter, row, node)
            if faded:
                painter.setOpacity(1.0)
        painter.setWorldTransform(base)

    def _paint_tile(self, painter: QPainter, row: int, node: Node) -> None:
        """Title, number and dot of a tile, from its corner."""
        theme = self._theme
        font, title = self._title(node)
        painter.setPen(theme.text)
        painter.setFont(font)
        painter.drawText(_TITLE, title)
        text = self._looks.value_text(row)
        left = geometry.WIDTH - _INSET - len(text) * self._figure
        painter.setPen(theme.error if self._picture.failed[row] else theme.value)
        painter.setFont(self._number_font)
        painter.drawText(QPointF(left, geometry.HEIGHT - 9), text)
        if node.is_leaf and node.is_learnable:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.learnable)
            painter.drawEllipse(_DOT, 6, 6)

    def paint_blocks(self, painter: QPainter, rows: Rows, zoom: float) -> None:
        """Plain rectangles, and specks of a visible size when they get tiny."""
        grow = max(0.0, _SPECK / zoom - geometry.HEIGHT)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setPen(Qt.PenStyle.NoPen)
        arrays = (
            self._rects,
            self._muted_rects,
            self._failed_rects,
            self._selected_rects,
        )
        for rects, (chosen, color) in zip(arrays, self._layers(rows), strict=True):
            if len(chosen):
                rects.resize(len(chosen))
                rects.numbers[:, :2] = self._picture.positions[chosen] - grow / 2
                rects.numbers[:, 2:] = np.add(geometry.SIZE, grow)
                painter.setBrush(color)
                painter.drawRects(rects.items)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)

    def draw_blocks(self, sheet: Sheet, rows: Rows, zoom: float) -> None:
        """What `paint_blocks` paints, on a sheet."""
        grow = max(0.0, _SPECK / zoom - geometry.HEIGHT)
        width, height = geometry.WIDTH + grow, geometry.HEIGHT + grow
        for chosen, color in self._layers(rows):
            corners = self._picture.positions[chosen] - grow / 2
            sheet.blocks(corners, width, height, color)

    def _layers(self, rows: Rows) -> tuple[tuple[Rows, QColor], ...]:
        """Blocks of one colour together, what lies on top last."""
        picture = self._picture
        failed, selected = picture.failed, picture.selected
        return (
            (rows, self._block),
            (rows[picture.muted[rows]], self._muted_block),
            (rows[failed[rows]], self._theme.error),
            (rows[selected[rows]], self._theme.accent),
        )

    def _title(self, node: Node) -> tuple[QFont, str]:
        """The title of a tile, whole if it can be, and the font for it."""
        has_dot = node.is_leaf and node.is_learnable
        title = node.name if node.is_leaf else operation_symbol(node)
        if node.callee is not None or node.is_unknown:
            title = f"{'?' if node.is_unknown else FUNCTION_SIGN} {title}"
        key = (title, node.is_leaf, has_dot)
        found = self._titles.get(key)
        if found is None:
            if len(self._titles) >= _MOST_TITLES:
                self._titles.clear()
            room = geometry.WIDTH - 2 * _INSET - (_DOT_ROOM if has_dot else 0.0)
            found = self._titles[key] = _fitted(title, self._fonts[node.is_leaf], room)
        return found


def paint_bypass(painter: QPainter, node: Node, color: QColor, width: float) -> None:
    """The way that the first input of a muted node takes, from its corner."""
    painter.setOpacity(1.0)
    points = (
        geometry.input_point(0, 0, len(node.operands), 0),
        geometry.output_point(0, 0),
    )
    painter.setPen(QPen(color, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
    painter.drawLine(*points)


def _fitted(text: str, fonts: list[QFont], room: float) -> tuple[QFont, str]:
    """The first of *fonts* in which a text fits; else it is cut for the last."""
    for font in fonts:
        metrics = QFontMetricsF(font)
        if metrics.horizontalAdvance(text) <= room:
            return font, text
    font = fonts[-1]
    metrics = QFontMetricsF(font)
    return font, metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
