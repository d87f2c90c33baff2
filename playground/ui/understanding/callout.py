"""A node's numbers in large, where the canvas shows the node too small to be read."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPen

from playground.ui.theme import Theme, number_font

_WIDTH: Final = 112.0
_LINE: Final = 16.0
_GAP: Final = 7.0
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Callout:
    """What to say about a node, and where: in the pixels of the view.

    Attributes:
        title: What the node is called.
        value: Its value.
        gradient: Its gradient, so far.
        node: Where the node is.
        color: Of the frame.
        is_above: Whether it stands above the node rather than below.
    """

    title: str
    value: str
    gradient: str
    node: QRectF
    color: QColor
    is_above: bool

    def place(self, room: QRectF) -> QRectF:
        """Its rectangle, within *room* if that is large enough."""
        height = 3 * _LINE + 6
        rect = QRectF(0, 0, _WIDTH, height)
        rect.moveCenter(self.node.center())
        if self.is_above:
            rect.moveBottom(self.node.top() - _GAP)
        else:
            rect.moveTop(self.node.bottom() + _GAP)
        x = min(max(rect.left(), room.left() + 4), room.right() - _WIDTH - 4)
        y = min(max(rect.top(), room.top() + 4), room.bottom() - height - 4)
        rect.moveTopLeft(QPointF(x, y))
        return rect

    def paint(self, painter: QPainter, room: QRectF, theme: Theme) -> None:
        """Paint it with a painter that paints in pixels."""
        rect = self.place(room)
        painter.setPen(QPen(self.color, 1.5))
        painter.setBrush(theme.node)
        painter.drawRoundedRect(rect, 5, 5)
        inner = rect.adjusted(8, 3, -8, -3)
        bold = QFont(painter.font())
        bold.setPixelSize(12)
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.text)
        line = QRectF(inner.left(), inner.top(), inner.width(), _LINE)
        painter.drawText(line, int(_LEFT), self.title)
        numbers = number_font(10)
        numbers.setPixelSize(12)
        plain = QFont(bold)
        plain.setBold(False)
        plain.setPixelSize(11)
        for word, text, color in (
            ("value", self.value, theme.value),
            ("grad", self.gradient, theme.gradient),
        ):
            line.translate(0, _LINE)
            painter.setFont(plain)
            painter.setPen(theme.quiet_text)
            painter.drawText(line, int(_LEFT), word)
            painter.setFont(numbers)
            painter.setPen(color)
            painter.drawText(line, int(_RIGHT), text)
