"""What all nodes have in common, painted once and copied."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QFont, QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from playground.ui.canvas import geometry
from playground.ui.theme import Theme

FULL: Final = QRectF(0, 0, *geometry.SIZE)
ROWS: Final = tuple(
    geometry.row_rect(0, 0, row).adjusted(
        geometry.PADDING - 4, 0, 4 - geometry.PADDING, 0
    )
    for row in (0, 1)
)
"""Where the value and the gradient stand on a node."""
LEFT: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter

_RIM = 6.0
"""Pixels around a card, for its edge."""
_MOST = 24


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
        self, painter: QPainter, edge: QPen, left: float, top: float, zoom: float
    ) -> None:
        """Copy a card to a whole pixel; *painter* is not transformed."""
        ratio = painter.device().devicePixelRatio()
        key = (edge.color().rgba(), edge.widthF(), edge.style(), zoom, ratio)
        card = self._cards.get(key)
        if card is None:
            if len(self._cards) >= _MOST:
                self._cards.clear()
            card = self._cards[key] = self._card(edge, zoom, ratio)
        painter.drawPixmap(QPointF(left - _RIM, top - _RIM), card)

    def _card(self, edge: QPen, zoom: float, ratio: float) -> QPixmap:
        size = QSizeF(*geometry.SIZE) * zoom + QSizeF(2 * _RIM, 2 * _RIM)
        card = QPixmap((size * ratio).toSize() + QSize(1, 1))
        card.setDevicePixelRatio(ratio)
        card.fill(Qt.GlobalColor.transparent)
        painter = QPainter(card)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.translate(_RIM, _RIM)
        painter.scale(zoom, zoom)
        self.draw(painter, edge)
        painter.end()
        return card

    def draw(self, painter: QPainter, edge: QPen) -> None:
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


class BlankTiles(BlankCards):
    """Nodes of half size without title and number, with an edge of a whole pixel."""

    @override
    def draw(self, painter: QPainter, edge: QPen) -> None:
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
