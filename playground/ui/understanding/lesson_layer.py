"""The item above the nodes that shows a `Lesson`: veils, hidden numbers, a pulse."""

import math
from collections.abc import Iterator, Mapping

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPainterPath,
    QPen,
    QTransform,
)
from PySide6.QtWidgets import (
    QApplication,
    QGraphicsItem,
    QStyleOptionGraphicsItem,
    QWidget,
)
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.paint_layer import EVERYWHERE, READABLE, TITLED
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture
from playground.ui.numbers import format_number
from playground.ui.theme import Theme, mix, number_font
from playground.ui.understanding.callout import Callout
from playground.ui.understanding.lesson import Ask, Lesson, Note, Tone
from playground.ui.understanding.veil import Veil

_NOTHING = "\N{EN DASH}"
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_CENTER = Qt.AlignmentFlag.AlignCenter


class LessonLayer(QGraphicsItem):
    """Lies over the canvas's own layer and covers what a learner shall not see yet.

    Attributes:
        lesson: The moment shown, None for the finished graph.
        notes: Words below nodes.
        pulse: Where the pulse is along its wires, 0 to 1, None for no pulse.
    """

    def __init__(self, nodes: NodePicture, wires: WirePicture, theme: Theme) -> None:
        super().__init__()
        self._nodes = nodes
        self._wires = wires
        self.theme = theme
        self.lesson: Lesson | None = None
        self.notes: Mapping[NodeId, Note] = {}
        self._veil = Veil(nodes, wires)
        self.pulse: float | None = None
        self._number_font = number_font(10)
        self._number_font.setPixelSize(12)
        self._note_font = QFont(QApplication.font())
        self._note_font.setPixelSize(11)
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    @override
    def boundingRect(self) -> QRectF:
        return EVERYWHERE

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self.lesson is None and not self.notes:
            return
        painter.save()
        transform = painter.worldTransform()
        zoom = option.levelOfDetailFromTransform(transform)
        window = QRectF(painter.viewport())
        seen = transform.inverted()[0].mapRect(window) & option.exposedRect
        reach = geometry.REACH
        rows = self._nodes.inside(seen.adjusted(-reach, -reach, reach, reach))
        if self.lesson is not None:
            self._paint_lesson(painter, self.lesson, rows, seen, zoom)
        if zoom >= TITLED:
            self._paint_notes(painter, rows.tolist())
        painter.restore()

    def is_dim(self, node: NodeId) -> bool:
        """Whether a node is not reached yet."""
        lesson = self.lesson
        if lesson is None:
            return False
        place = lesson.index.get(self._veil.carried(node))
        if place is None:
            return True
        if lesson.is_backward:
            return not lesson.state.has_gradient[place]
        return not lesson.state.has_value[place]

    def number_texts(self, node: NodeId) -> tuple[str | None, str | None]:
        """What stands for the value and the gradient; None leaves what is there."""
        lesson = self.lesson
        if lesson is None:
            return None, None
        place = lesson.index.get(node)
        if place is None:
            return None, _NOTHING
        state = lesson.state
        value = None if state.has_value[place] else _NOTHING
        gradient = _NOTHING
        if state.has_gradient[place]:
            gradient = self._gradient_text(node, float(state.gradients[place]))
        if node == lesson.now and lesson.ask is Ask.VALUE:
            value = "?"
        if node == lesson.now and lesson.ask is Ask.GRADIENT:
            gradient = "?"
        return value, gradient

    def _gradient_text(self, node: NodeId, gradient: float) -> str:
        """The gradient; a constant's that does not exist is not shown elsewhere."""
        row = self._nodes.index.get(node)
        is_constant = row is not None and self._nodes.nodes[row].is_constant
        if is_constant and math.isnan(gradient):
            return _NOTHING
        return format_number(gradient)

    def _paint_lesson(
        self,
        painter: QPainter,
        lesson: Lesson,
        rows: Rows,
        seen: QRectF,
        zoom: float,
    ) -> None:
        theme = self.theme
        if zoom >= READABLE:
            for row in rows[~self._nodes.dots[rows]].tolist():
                self._paint_numbers(painter, row)
        self._veil.paint(painter, lesson, rows, seen, zoom, theme.canvas)
        self._paint_wires(painter, lesson, zoom)
        color = theme.gradient if lesson.is_backward else theme.accent
        self._paint_ring(painter, lesson.giver, mix(color, theme.node, 0.45), zoom)
        self._paint_ring(painter, lesson.now, color, zoom)
        if zoom < READABLE:
            self._paint_callouts(painter, lesson, color)

    def _paint_numbers(self, painter: QPainter, row: int) -> None:
        theme, node = self.theme, self._nodes.ids[row]
        x, y = self._nodes.positions[row].tolist()
        right = geometry.PADDING - 4
        texts = self.number_texts(node)
        painter.setFont(self._number_font)
        for line, (text, color) in enumerate(
            zip(texts, (theme.value, theme.gradient), strict=True)
        ):
            if text is None:
                continue
            room = geometry.row_rect(x, y, line).adjusted(34, 0, -1, 0)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                mix(theme.node, color, 0.25) if text == "?" else theme.node
            )
            painter.drawRoundedRect(room, 3, 3)
            painter.setPen(color)
            painter.drawText(room.adjusted(0, 0, 1 - right, 0), int(_RIGHT), text)

    def _paint_wires(self, painter: QPainter, lesson: Lesson, zoom: float) -> None:
        color = self.theme.gradient if lesson.is_backward else self.theme.accent
        pen = QPen(color, max(3.0, 2.0 / zoom))
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path in self._paths(lesson):
            painter.setPen(pen)
            painter.drawPath(path)
            if self.pulse is not None:
                along = 1 - self.pulse if lesson.is_backward else self.pulse
                self._paint_pulse(painter, path.pointAtPercent(along), color, zoom)

    def _paint_pulse(
        self, painter: QPainter, at: QPointF, color: QColor, zoom: float
    ) -> None:
        halo = QColor(color)
        halo.setAlphaF(0.35)
        size = max(1.0, 0.7 / zoom)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(halo)
        painter.drawEllipse(at, 11 * size, 11 * size)
        painter.setBrush(mix(color, self.theme.text, 0.3))
        painter.drawEllipse(at, 5.5 * size, 5.5 * size)

    def _paint_ring(
        self, painter: QPainter, node: NodeId | None, color: QColor, zoom: float
    ) -> None:
        row = None if node is None else self._nodes.index.get(node)
        if row is None:
            return
        x, y = self._nodes.positions[row].tolist()
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(color, max(2.4, 1.8 / zoom)))
        corner = geometry.CORNER + 1
        around = geometry.node_rect(x, y).adjusted(-1.5, -1.5, 1.5, 1.5)
        painter.drawRoundedRect(around, corner, corner)

    def callout(self, node: NodeId, color: QColor, transform: QTransform) -> Callout:
        """The numbers of a node in large, for a view that shows them too small."""
        nodes = self._nodes
        row = nodes.index[node]
        value, gradient = self.number_texts(node)
        x, y = nodes.positions[row].tolist()
        shown = nodes.nodes[row]
        title = shown.name or ("value" if shown.is_leaf else shown.row.symbol)
        return Callout(
            title,
            format_number(float(nodes.values[row])) if value is None else value,
            gradient or _NOTHING,
            transform.mapRect(geometry.node_rect(x, y)),
            color,
            is_above=self.lesson is not None and node == self.lesson.giver,
        )

    def _paint_callouts(self, painter: QPainter, lesson: Lesson, color: QColor) -> None:
        transform = painter.worldTransform()
        room = QRectF(painter.viewport())
        painter.save()
        painter.resetTransform()
        for node in (lesson.giver, lesson.now):
            if node is not None and node in self._nodes.index:
                callout = self.callout(node, color, transform)
                callout.paint(painter, room, self.theme)
        painter.restore()

    def _paint_notes(self, painter: QPainter, rows: list[int]) -> None:
        painter.setFont(self._note_font)
        wrong = {} if self.lesson is None else self.lesson.wrong or {}
        for row in rows:
            node = self._nodes.ids[row]
            note = self.notes.get(node)
            if node in wrong:
                note = Note(f"wrong: {format_number(wrong[node])} is right", Tone.WRONG)
            if note is None:
                continue
            x, y = self._nodes.positions[row].tolist()
            below = QRectF(x - 22, y + geometry.HEIGHT + 2, geometry.WIDTH + 44, 15)
            width = painter.fontMetrics().horizontalAdvance(note.text) + 10.0
            plate = QRectF(0, 0, min(width, below.width()), below.height())
            plate.moveCenter(below.center())
            color = tone_color(self.theme, note.tone)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(mix(self.theme.canvas, color, 0.16))
            painter.drawRoundedRect(plate, 4, 4)
            painter.setPen(color)
            painter.drawText(below, int(_CENTER), note.text)

    def _paths(self, lesson: Lesson) -> Iterator[QPainterPath]:
        for row in self._wire_rows(lesson):
            yield self._wires.path(row)

    def _wire_rows(self, lesson: Lesson) -> list[int]:
        """The wires along which numbers flow, and what lies before their dots."""
        rows: list[int] = []
        for wire in lesson.wires:
            row = self._wires.index.get(wire)
            while row is not None:
                rows.append(row)
                source = self._nodes.nodes[int(self._wires.sources[row])]
                row = (
                    self._wires.index.get((source.id, 0)) if source.passes_on else None
                )
        return rows

    def area_of_pulse(self) -> QRectF:
        """What must be repainted while the pulse runs."""
        found = [] if self.lesson is None else self._wire_rows(self.lesson)
        if not found:
            return QRectF()
        boxes = self._wires.boxes[np.array(found)]
        low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
        margin = 14.0
        return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist())).adjusted(
            -margin, -margin, margin, margin
        )


def tone_color(theme: Theme, tone: Tone) -> QColor:
    """The colour of words."""
    match tone:
        case Tone.GOOD:
            return theme.learnable
        case Tone.QUIET:
            return theme.quiet_text
        case Tone.WARNING:
            return theme.gradient
        case Tone.WRONG:
            return theme.error


def ease(share: float) -> float:
    """A pulse starts and arrives gently."""
    return 0.5 - 0.5 * math.cos(math.pi * min(max(share, 0.0), 1.0))
