"""Words beside nodes: roles of inputs, problems, which node is the output.

They give way to nodes and to each other, and wires pass behind them.
"""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter

from playground.core.operations import Array
from playground.ui.canvas import geometry
from playground.ui.canvas.blank_cards import LEFT, card_font
from playground.ui.canvas.picture import NodePicture, Rows
from playground.ui.theme import Theme

_LINE: Final = 12.0
"""Height of a line of words."""
_ABOVE: Final = QRectF(2, -_LINE - 2, geometry.WIDTH - 4, _LINE)
"""Where a node says that it is the output or an input, from its corner."""
_BELOW: Final = QRectF(-14, geometry.HEIGHT + 2, geometry.WIDTH + 28, _LINE)
"""Where a node says what is wrong with it."""
_GAP: Final = 25.0
"""Width that layouts leave for a role between two nodes."""
_FEWEST: Final = 3
"""Letters that a shortened role must have to say anything."""
_GROUND: Final = 0.8
"""Opacity of the ground of words, behind which wires pass."""
_OUTPUT: Final = geometry.output_point(0, 0)
_RIGHT: Final = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER: Final = Qt.AlignmentFlag.AlignCenter
_ROLE: Final = QRectF(-70, -_LINE / 2, 63.5, _LINE)


class WordsBeside:
    """What the words beside the nodes of *picture* must not cover."""

    def __init__(self, picture: NodePicture) -> None:
        self._picture = picture

    def boxes(self, rows: Rows, *, with_roles: bool = False) -> Array:
        """Bounds of nodes with their words: left, top, right, bottom, ``(n, 4)``.

        What is wrong with a node always has its words; roles give way to all others.
        """
        picture = self._picture
        at = picture.positions[rows]
        boxes = np.concatenate([at, at + picture.sizes[rows]], axis=1)
        failed = picture.failed[rows] & ~picture.dots[rows]
        boxes[failed, 0] += _BELOW.left()
        boxes[failed, 2] += _BELOW.right() - geometry.WIDTH
        boxes[failed, 3] += _BELOW.bottom() - geometry.HEIGHT
        for place, row in enumerate(rows.tolist()):
            node = picture.nodes[row]
            if node.id == picture.output or node.id in picture.inputs:
                boxes[place, 1] += _ABOVE.top()
            if with_roles and None in node.operands:
                boxes[place, 0] += _ROLE.left()
        return boxes

    def is_clear(self, row: int, rect: QRectF) -> bool:
        """Whether words of a node in *rect*, from its corner, cover no other node."""
        picture = self._picture
        x, y = picture.positions[row].tolist()
        around = rect.translated(x, y)
        reach = geometry.REACH
        near = picture.inside(around.adjusted(-reach, -reach, reach, reach))
        near = near[near != row]
        if not len(near):
            return True
        inner = around.adjusted(0.1, 1.0, -0.1, -1.0)
        return not geometry.overlapping(self.boxes(near), inner).any()


class WordPainter:
    """Paints the words beside the nodes of *picture*, from the corners of the nodes."""

    def __init__(self, picture: NodePicture, theme: Theme) -> None:
        self._picture = picture
        self._room = WordsBeside(picture)
        self.wear(theme)

    def wear(self, theme: Theme) -> None:
        """Take the colours and fonts of *theme*."""
        self._theme = theme
        self._ground = QColor(theme.canvas)
        self._ground.setAlphaF(_GROUND)
        self._font = card_font(10)
        self._metrics = QFontMetricsF(self._font)

    def paint_above(self, painter: QPainter, row: int) -> None:
        """Say that a node is the output, or which input of a function."""
        picture = self._picture
        node_id, color = picture.ids[row], self._theme.accent
        is_output, is_input = node_id == picture.output, node_id in picture.inputs
        if not (is_output or is_input) or not self._room.is_clear(row, _ABOVE):
            return
        if is_output:
            self._paint(painter, _ABOVE, _RIGHT, "output", color)
        if is_input:
            number = picture.inputs.index(node_id) + 1
            self._paint(painter, _ABOVE, LEFT, f"input {number}", color)

    def paint_role(self, painter: QPainter, row: int, at: QPointF, role: str) -> None:
        """Say what an open input is for: in whole where there is room, else in short.

        Without room for three letters the input says it under the cursor alone.
        """
        if geometry.HEIGHT / (len(self._picture.nodes[row].operands) + 1) < _LINE:
            return
        metrics, place = self._metrics, _ROLE.translated(at)
        # An output to the left may be at the same height.
        is_level = abs(at.y() - _OUTPUT.y()) < _LINE / 2 + geometry.PORT
        reach = geometry.PORT + 1 if is_level else 0
        for width in (place.width(), _GAP - reach):
            text = metrics.elidedText(role, Qt.TextElideMode.ElideRight, width)
            if text != role and len(text) < _FEWEST:
                return
            place.setLeft(place.right() - metrics.horizontalAdvance(text))
            if self._room.is_clear(row, place.adjusted(-reach, 0, 0, 0)):
                self._paint(painter, place, _RIGHT, text, self._theme.quiet_text)
                return

    def paint_below(self, painter: QPainter, words: str) -> None:
        """Say what is wrong."""
        elide = Qt.TextElideMode.ElideRight
        text = self._metrics.elidedText(words, elide, _BELOW.width())
        self._paint(painter, _BELOW, _CENTER, text, self._theme.error)

    def _paint(
        self,
        painter: QPainter,
        place: QRectF,
        align: Qt.AlignmentFlag,
        text: str,
        color: QColor,
    ) -> None:
        ground = self._metrics.boundingRect(place, int(align), text)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._ground)
        painter.drawRoundedRect(ground.adjusted(-2, 0, 1, 0) & place, 3, 3)
        painter.setFont(self._font)
        painter.setPen(color)
        painter.drawText(place, int(align), text)
