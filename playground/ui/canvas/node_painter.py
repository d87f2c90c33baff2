"""How nodes look: cards with a title, both numbers, ports, and words beside them."""

import logging
import math
from functools import cache
from typing import Final

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPen,
    QTransform,
)

from playground.graph.graph import Node
from playground.ui.canvas import geometry
from playground.ui.canvas.blank_cards import (
    FULL,
    LEFT,
    PORT_LINE,
    ROWS,
    BlankCards,
    card_font,
)
from playground.ui.canvas.far_nodes import FADED, MUTED, FarNodes, Looks, paint_bypass
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.hit import InputHit, OutputHit
from playground.ui.canvas.picture import (
    FUNCTION_SIGN,
    NodePicture,
    Rows,
    operation_symbol,
)
from playground.ui.canvas.roles import input_role, short_problem
from playground.ui.canvas.words_beside import WordPainter
from playground.ui.numbers import LONGEST, format_number
from playground.ui.theme import Theme, mix, number_font, translucent

NOTHING: Final = "\N{EN DASH}"
"""Stands where a node has no number yet, or no gradient."""

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter
_OUTPUT = geometry.output_point(0, 0)
_DOT = geometry.dot_rect(0, 0)
_TITLE = geometry.title_rect(0, 0).adjusted(geometry.PADDING, 0, -geometry.PADDING, 0)
_SIGN_WIDTH = 12.0
_BYPASS = 2.5  # width of the line through a muted card


class NodePainter:
    """Paints rows of a `NodePicture` in the colours of a theme.

    Attributes:
        is_for_print: Draw what else is copied, so that it stays sharp on paper.
    """

    def __init__(self, picture: NodePicture, marks: Highlights, theme: Theme) -> None:
        self._picture = picture
        self._marks = marks
        self._words = WordPainter(picture, theme)
        self._texts: dict[float, str] = {}
        self._broken: set[object] = set()
        self.is_for_print = False
        looks = Looks(self._card_edge, self._is_faded, self._value_text)
        self.far = FarNodes(picture, looks, theme)
        self.wear(theme)

    def wear(self, theme: Theme) -> None:
        """Take the colours and fonts of *theme*."""
        self.theme = theme
        self.far.wear(theme)
        self._words.wear(theme)
        self._blanks = BlankCards(theme)
        self._operation_font = card_font(13, bold=True)
        self._sign_font = card_font(16, bold=True)
        self._leaf_font = card_font(13, bold=True, italic=True)
        self._name_font = card_font(12, italic=True)
        self._number_font = number_font(10)
        self._number_font.setPixelSize(12)
        self._long_number_font = QFont(self._number_font)
        self._long_number_font.setPixelSize(11)
        figures = QFontMetricsF(self._number_font)
        self._figure = figures.horizontalAdvance("0")
        self._baseline = (figures.ascent() - figures.descent()) / 2
        long_figures = QFontMetricsF(self._long_number_font)
        self._long_figure = long_figures.horizontalAdvance("0")
        self._name_metrics = QFontMetricsF(self._leaf_font)
        self._bypass = mix(theme.wire, theme.canvas, 0.2)
        self._edge = QPen(theme.edge, 1)
        self._hovered_edge = QPen(mix(theme.edge, theme.text, 0.35), 1)
        self._selected_edge = QPen(theme.accent, 2)
        self._failed_edge = QPen(theme.error, 1.6)
        self._unknown_edge = QPen(theme.quiet_text, 1.6, Qt.PenStyle.DashLine)
        self._port_pen = QPen(mix(theme.wire, theme.text, 0.35), PORT_LINE)
        self._open_pen = QPen(theme.quiet_text, 1.2, Qt.PenStyle.DotLine)
        self._lit_pen = QPen(theme.accent, 1.8)

    def paint_cards(self, painter: QPainter, rows: Rows) -> None:
        """Whole nodes with every number; for zooms at which they can be read."""
        selected = self._picture.selected[rows]
        base = painter.worldTransform()
        zoom, ratio = base.m11(), painter.device().devicePixelRatio()
        for row in (*rows[~selected].tolist(), *rows[selected].tolist()):
            x, y = self._picture.positions[row].tolist()
            # On whole pixels, so that cards can be copied and lines are sharp.
            left = round((x * zoom + base.dx()) * ratio) / ratio
            top = round((y * zoom + base.dy()) * ratio) / ratio
            painter.setWorldTransform(QTransform())
            try:
                node = self._picture.nodes[row]
                if self._is_faded(node):
                    painter.setOpacity(FADED)
                edge = self._card_edge(row, node)
                arity = len(node.operands) if self._has_plain_ports(node) else None
                if not self.is_for_print:
                    self._blanks.paint(painter, edge, left, top, zoom, arity)
                painter.setWorldTransform(QTransform(zoom, 0, 0, zoom, left, top))
                if self.is_for_print:
                    self._blanks.draw(painter, edge, arity)
                if node.is_muted:
                    paint_bypass(painter, node, self._bypass, _BYPASS)
                    painter.setOpacity(MUTED)
                self._paint_card(painter, row)
            except Exception as error:  # noqa: BLE001  a picture takes nothing down
                painter.setWorldTransform(QTransform(zoom, 0, 0, zoom, left, top))
                self._report(painter, row, error)
            painter.setOpacity(1.0)
        painter.setWorldTransform(base)

    def _paint_card(self, painter: QPainter, row: int) -> None:
        picture, theme, marks = self._picture, self.theme, self._marks
        node = picture.nodes[row]
        self._paint_title(painter, node)
        if marks.number == node.id:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(translucent(theme.accent, 0.22))
            painter.drawRoundedRect(geometry.row_rect(0, 0, 0), 4, 4)
        painter.setFont(self._number_font)
        failed = bool(picture.failed[row])
        painter.setPen(theme.error if failed else theme.value)
        self._paint_number(painter, 0, self._value_text(row))
        painter.setPen(theme.gradient)
        self._paint_number(painter, 1, self._text(picture.gradients[row]))
        self._paint_ports(painter, row, node)
        if failed:
            self._words.paint_below(painter, short_problem(picture.problems[node.id]))

    def _paint_number(self, painter: QPainter, row: int, text: str) -> None:
        """Set to the right by counting: all figures of the font have one width."""
        rect, figure = ROWS[row], self._figure
        is_long = len(text) == LONGEST
        if is_long:  # smaller, so that it stays clear of the word before it
            painter.setFont(self._long_number_font)
            figure = self._long_figure
        left = rect.right() - len(text) * figure
        painter.drawText(QPointF(left, rect.center().y() + self._baseline), text)
        if is_long:
            painter.setFont(self._number_font)

    def _paint_title(self, painter: QPainter, node: Node) -> None:
        painter.setPen(self.theme.text)
        if node.is_leaf:
            painter.setFont(self._leaf_font)
            room = _TITLE.adjusted(0, 0, -12, 0)
            name = node.name or "constant"
            if not node.name:
                painter.setPen(self.theme.quiet_text)
                painter.setFont(self._name_font)
            painter.drawText(room, int(LEFT), self._elided(name, room.width()))
            self._paint_dot(painter, node)
            return
        symbol = operation_symbol(node)
        is_sign = len(symbol) == 1
        room = _TITLE
        if node.callee is not None or node.is_unknown:
            is_sign = False
            sign = "?" if node.is_unknown else FUNCTION_SIGN
            color = self.theme.quiet_text if node.is_unknown else self.theme.accent
            painter.setFont(self._leaf_font)
            painter.setPen(color)
            painter.drawText(_TITLE, int(LEFT), sign)
            painter.setPen(self.theme.text)
            room = _TITLE.adjusted(_SIGN_WIDTH, 0, 0, 0)
            symbol = self._elided(symbol, room.width())
        painter.setFont(self._sign_font if is_sign else self._operation_font)
        painter.drawText(room, int(LEFT), symbol)
        if node.name:
            used = QFontMetricsF(self._operation_font).horizontalAdvance(symbol) + 8
            used += room.left() - _TITLE.left()
            room = _TITLE.adjusted(used, 0, 0, 0)
            name = self._elided(node.name, room.width())
            if room.width() < self._name_metrics.horizontalAdvance(name):
                return
            painter.setFont(self._name_font)
            painter.setPen(self.theme.quiet_text)
            painter.drawText(room, int(_RIGHT), name)

    def _paint_dot(self, painter: QPainter, node: Node) -> None:
        if node.is_learnable:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.theme.learnable)
        elif self._marks.node == node.id:
            painter.setPen(QPen(self.theme.quiet_text, 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
        else:
            return
        painter.drawEllipse(_DOT)

    def _paint_ports(self, painter: QPainter, row: int, node: Node) -> None:
        if self._picture.output == node.id:
            painter.setPen(QPen(self.theme.accent, 1.4))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(_OUTPUT, geometry.PORT + 3.5, geometry.PORT + 3.5)
        self._words.paint_above(painter, row)
        if self._has_plain_ports(node):
            return  # they are a part of the blank card
        inputs = _inputs(len(node.operands))
        self._paint_port(painter, OutputHit(node.id), _OUTPUT, is_open=False)
        for port, (source, at) in enumerate(zip(node.operands, inputs, strict=True)):
            is_open = source is None
            self._paint_port(painter, InputHit(node.id, port), at, is_open=is_open)
            if is_open:
                self._words.paint_role(painter, row, at, input_role(node, port))

    def _paint_port(
        self,
        painter: QPainter,
        port: OutputHit | InputHit,
        at: QPointF,
        *,
        is_open: bool,
    ) -> None:
        marks, theme = self._marks, self.theme
        radius = geometry.PORT
        if isinstance(port, InputHit):
            row = self._picture.index[port.node]
            arity = len(self._picture.nodes[row].operands)
            radius = geometry.port_radius(arity)
        fill: QColor = theme.canvas
        pen = self._open_pen if is_open else self._port_pen
        if marks.lit is not None and port in marks.lit:
            pen, fill = self._lit_pen, mix(theme.canvas, theme.accent, 0.35)
            radius += 0.5
        if port == marks.port:
            pen, fill = self._lit_pen, theme.accent
            radius += 1.5
        painter.setPen(pen)
        painter.setBrush(fill)
        painter.drawEllipse(at, radius, radius)

    def _card_edge(self, row: int, node: Node) -> QPen:
        if self._picture.selected[row]:
            return self._selected_edge
        if node.is_unknown:
            return self._unknown_edge
        if self._picture.failed[row]:
            return self._failed_edge
        return self._hovered_edge if self._marks.node == node.id else self._edge

    def _has_plain_ports(self, node: Node) -> bool:
        marks = self._marks
        is_pointed_at = marks.port is not None and marks.port.node == node.id
        return marks.lit is None and not is_pointed_at and None not in node.operands

    def _is_faded(self, node: Node) -> bool:
        """Whether it is muted, or no port of it can take the wire that is loose."""
        if node.is_muted:
            return True
        lit = self._marks.lit
        if lit is None or OutputHit(node.id) in lit or self._marks.anchor == node.id:
            return False
        return all(InputHit(node.id, k) not in lit for k in range(len(node.operands)))

    def _value_text(self, row: int) -> str:
        """The value; a NaN that was computed is told from one for want of inputs."""
        value = float(self._picture.values[row])
        node, failed = self._picture.nodes[row], bool(self._picture.failed[row])
        if (
            math.isnan(value)
            and not node.is_leaf
            and node.row.trouble
            and (not node.is_muted)
        ):
            return NOTHING
        is_computed = failed or not math.isnan(self._picture.gradients[row])
        return "nan" if is_computed and math.isnan(value) else self._text(value)

    def _text(self, number: float) -> str:
        """Formatted text, remembered: most numbers are painted many times."""
        number = float(number)
        if math.isnan(number):
            return NOTHING
        text = self._texts.get(number)
        if text is None:
            if len(self._texts) > 20_000:  # noqa: PLR2004  a bound, not a meaning
                self._texts.clear()
            text = self._texts[number] = format_number(number)
        return text

    def _elided(self, text: str, width: float) -> str:
        return self._name_metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)

    def _report(self, painter: QPainter, row: int, error: Exception) -> None:
        node = self._picture.ids[row]
        if node not in self._broken:
            self._broken.add(node)
            logging.getLogger(__name__).error("node %s", node, exc_info=error)
        painter.setOpacity(1.0)
        painter.setPen(self._failed_edge)
        painter.setBrush(self.theme.node)
        painter.drawRect(FULL)
        painter.drawText(FULL, int(_CENTER), "cannot be shown")


@cache
def _inputs(arity: int) -> tuple[QPointF, ...]:
    return tuple(geometry.input_point(0, 0, arity, port) for port in range(arity))
