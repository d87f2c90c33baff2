"""What all nodes have in common, painted once and copied."""

import math
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from playground.ui.canvas import geometry
from playground.ui.theme import Theme, mix

FULL: Final = QRectF(0, 0, *geometry.SIZE)
ROWS: Final = tuple(
    geometry.row_rect(0, 0, row).adjusted(
        geometry.PADDING - 4, 0, 4 - geometry.PADDING, 0
    )
    for row in (0, 1)
)
"""Where the value and the gradient stand on a node."""
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

PORT_LINE: Final = 1.4
_RIM = 6.0
"""Pixels around a card, for its edge and its ports; more where it is magnified."""
_MOST = 48


class BlankCards:
    """Cards without title and numbers, in the colours of *theme*.

    Copying one takes a tenth of the time to paint it. There is one for each look of the
    edge, and for each zoom while that is in use.
    """

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._title = _rounded_top()
        self._cards: dict[tuple[object, ...], QPixmap] = {}

    def paint(
        self,
        painter: QPainter,
        edge: QPen,
        left: float,
        top: float,
        zoom: float,
        arity: int | None = None,
    ) -> None:
        """Copy a card to a whole pixel; *painter* is not transformed.

        It has the plain ports of a node of that *arity*, or none at all.
        """
        ratio = painter.device().devicePixelRatio()
        key = (edge.color().rgba(), edge.widthF(), edge.style(), zoom, ratio, arity)
        card = self._cards.get(key)
        if card is None:
            if len(self._cards) >= _MOST:
                self._cards.clear()
            card = self._cards[key] = self._card(edge, zoom, ratio, arity)
        rim = _rim(zoom)
        painter.drawPixmap(QPointF(left - rim, top - rim), card)

    def _card(
        self, edge: QPen, zoom: float, ratio: float, arity: int | None
    ) -> QPixmap:
        rim = _rim(zoom)
        size = QSizeF(*geometry.SIZE) * zoom + QSizeF(2 * rim, 2 * rim)
        card = QPixmap((size * ratio).toSize() + QSize(1, 1))
        card.setDevicePixelRatio(ratio)
        card.fill(Qt.GlobalColor.transparent)
        painter = QPainter(card)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(rim, rim)
        painter.scale(zoom, zoom)
        self.draw(painter, edge, arity)
        painter.end()
        return card

    def draw(self, painter: QPainter, edge: QPen, arity: int | None = None) -> None:
        """Paint a card with its top left corner at the origin."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._theme.node)
        painter.drawRoundedRect(FULL, geometry.CORNER, geometry.CORNER)
        painter.setBrush(self._theme.node_title)
        painter.drawPath(self._title)
        painter.setPen(edge)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(FULL, geometry.CORNER, geometry.CORNER)
        painter.setFont(card_font(10))
        painter.setPen(self._theme.quiet_text)
        painter.drawText(ROWS[0], int(LEFT), "value")
        painter.drawText(ROWS[1], int(LEFT), "grad")
        if arity is not None:
            self._draw_ports(painter, arity)

    def _draw_ports(self, painter: QPainter, arity: int) -> None:
        theme, radius = self._theme, geometry.port_radius(arity)
        painter.setPen(QPen(mix(theme.wire, theme.text, 0.35), PORT_LINE))
        painter.setBrush(theme.canvas)
        painter.drawEllipse(geometry.output_point(0, 0), geometry.PORT, geometry.PORT)
        for port in range(arity):
            at = geometry.input_point(0, 0, arity, port)
            painter.drawEllipse(at, radius, radius)


class BlankTiles(BlankCards):
    """Nodes of half size without title and number, with an edge of a whole pixel."""

    @override
    def draw(self, painter: QPainter, edge: QPen, arity: int | None = None) -> None:
        zoom = painter.worldTransform().m11()
        scale = zoom * painter.device().devicePixelRatio()
        line = 1.0 / zoom
        width, height = (round(side * scale) / scale for side in geometry.SIZE)
        pen = QPen(edge)
        pen.setWidthF(max(edge.widthF(), line))
        painter.setPen(pen)
        painter.setBrush(self._theme.node)
        rect = QRectF(line / 2, line / 2, width - line, height - line)
        painter.drawRoundedRect(rect, geometry.CORNER, geometry.CORNER)


def _rim(zoom: float) -> float:
    return _RIM * max(1.0, math.ceil(zoom))


def card_font(pixels: int, *, bold: bool = False, italic: bool = False) -> QFont:
    """The font of the application in a size of the scene."""
    font = QFont(QApplication.font())
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setItalic(italic)
    return font


def _rounded_top() -> QPainterPath:
    """The title bar: round above, straight below."""
    radius = geometry.CORNER
    path = QPainterPath(QPointF(0, geometry.TITLE))
    path.lineTo(0, radius)
    path.arcTo(0, 0, 2 * radius, 2 * radius, 180, -90)
    path.lineTo(geometry.WIDTH - radius, 0)
    path.arcTo(geometry.WIDTH - 2 * radius, 0, 2 * radius, 2 * radius, 90, -90)
    path.lineTo(geometry.WIDTH, geometry.TITLE)
    path.closeSubpath()
    return path
