"""How frames look: a tinted ground with a title and a note."""

import logging
from collections.abc import Iterable
from typing import Final

from PySide6.QtCore import QLineF, QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.graph.frames import Frame
from playground.ui.canvas.blank_cards import card_font
from playground.ui.canvas.frame_picture import BAR, INSET, READABLE, TAB, FramePicture
from playground.ui.canvas.paint_layer import EVERYWHERE
from playground.ui.canvas.picture import NodePicture
from playground.ui.theme import Theme, mix, translucent

_CORNER: Final = 8.0
_TITLE: Final = 13.0
_LEAST_PIXELS: Final = 11.0
_NARROWEST: Final = 26.0  # pixels that a title needs at least
_WIDEST: Final = 200.0  # pixels that it may take where nothing else is
_LEFT: Final = int(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)


def frame_tint(color: str, theme: Theme) -> QColor:
    """The colour that a frame's colour name means in *theme*."""
    tints = {
        "blue": theme.accent,
        "green": theme.learnable,
        "orange": theme.gradient,
        "red": theme.error,
    }
    return tints.get(color, theme.quiet_text)


class FrameLayer(QGraphicsItem):
    """Shows a `FramePicture` behind nodes and wires; `update` it after it changes."""

    def __init__(self, frames: FramePicture, nodes: NodePicture, theme: Theme) -> None:
        super().__init__()
        self._frames = frames
        self._nodes = nodes
        self._theme = theme
        self._is_for_print = False
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemUsesExtendedStyleOption)
        self.setAcceptedMouseButtons(Qt.MouseButton.NoButton)

    def wear(self, theme: Theme) -> None:
        """Paint in the colours of *theme* from now on."""
        self._theme = theme
        self._frames.notes.forget()
        self.update()

    def print_on(self, painter: QPainter, rect: QRectF, theme: Theme) -> None:
        """Paint what is in *rect* in the colours of *theme*, nothing selected."""
        worn, self._theme, self._is_for_print = self._theme, theme, True
        try:
            painter.save()
            self._paint(painter, rect, 1.0)
        finally:
            painter.restore()
            self._theme, self._is_for_print = worn, False

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
        if not len(self._frames):
            return
        transform = painter.worldTransform()
        zoom = option.levelOfDetailFromTransform(transform)
        window = QRectF(painter.viewport())
        seen = transform.inverted()[0].mapRect(window) & option.exposedRect
        painter.save()
        try:
            self._paint(painter, seen, zoom)
        except Exception:  # a picture must never take the program down
            logging.getLogger(__name__).exception("a frame cannot be painted")
        finally:
            painter.restore()

    def _paint(self, painter: QPainter, seen: QRectF, zoom: float) -> None:
        reach = (TAB + 4) / zoom
        around = seen.adjusted(-reach, -reach, reach, reach)
        shown = [
            frame
            for frame in self._frames.in_order
            if self._frames.rect(frame.id).intersects(around)
        ]
        for frame in shown:
            self._paint_ground(painter, frame, zoom)
            if zoom >= READABLE:
                self._paint_title(painter, frame, zoom)
                self._paint_note(painter, frame)
        if zoom < READABLE:
            self._paint_tabs(painter, shown)

    def _paint_ground(self, painter: QPainter, frame: Frame, zoom: float) -> None:
        """The tinted ground, in plain rectangles: large round ones take their time."""
        theme, rect = self._theme, self._frames.rect(frame.id)
        tint = frame_tint(frame.color, theme)
        is_selected = frame.id in self._frames.selected and not self._is_for_print
        pen = QPen(theme.accent if is_selected else translucent(tint, 0.55))
        pen.setWidthF(max(2.0 if is_selected else 1.0, 1.0 / zoom))
        ground = translucent(tint, 0.10 if theme.is_dark else 0.08)
        band = translucent(tint, 0.28 if theme.is_dark else 0.22)
        bar = self._frames.bar_rect(frame.id)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if zoom < READABLE:
            painter.fillRect(rect, ground)
            painter.fillRect(bar, band)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            painter.setPen(pen)
            painter.drawRect(rect)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            return
        head, foot = max(bar.height(), _CORNER), rect.bottom() - _CORNER
        painter.fillRect(
            QRectF(
                rect.left(), rect.top() + head, rect.width(), foot - rect.top() - head
            ),
            ground,
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(band if bar.height() else ground)
        painter.drawPath(
            _rounded_top(QRectF(rect.topLeft(), QSizeF(rect.width(), head)))
        )
        painter.setBrush(ground)
        painter.save()
        painter.translate(0, rect.top() + rect.bottom())
        painter.scale(1, -1)
        foot_rect = QRectF(rect.topLeft(), QSizeF(rect.width(), _CORNER))
        painter.drawPath(_rounded_top(foot_rect))
        painter.restore()
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        _draw_edge(painter, rect)

    def _paint_title(self, painter: QPainter, frame: Frame, zoom: float) -> None:
        bar = self._frames.bar_rect(frame.id).adjusted(INSET, 0, -INSET, 0)
        if not frame.title or bar.height() < BAR:
            return
        font = card_font(1, bold=True)
        font.setPixelSize(round(max(_TITLE, _LEAST_PIXELS / zoom)))
        painter.setFont(font)
        painter.setPen(self._ink(frame))
        painter.drawText(bar, _LEFT, _elided(frame.title, font, bar.width()))

    def _paint_note(self, painter: QPainter, frame: Frame) -> None:
        rect = self._frames.note_rect(frame.id)
        if frame.note and rect.height() > 0:
            self._frames.notes.paint(painter, frame.id, frame.note, rect, self._theme)

    def _paint_tabs(self, painter: QPainter, frames: Iterable[Frame]) -> None:
        """Titles in letters of one size, above their frames, where nothing else is.

        Set in pixels: fonts in scene units would have to be huge.
        """
        to_view = painter.worldTransform()
        font = card_font(int(_LEAST_PIXELS), bold=True)
        painter.setFont(font)
        taken: list[QRectF] = []
        painter.save()
        painter.resetTransform()
        for frame in frames:
            rect = to_view.mapRect(self._frames.rect(frame.id))
            title, words = frame.label if frame.title or frame.note else "", ""
            for room in (_WIDEST, rect.width() - 4):
                if not title or room < _NARROWEST:
                    continue
                words, before = _elided(title, font, room), words
                if words == before:
                    continue
                width = QFontMetricsF(font).horizontalAdvance(words)
                corner = QPointF(rect.left() + 2, rect.top() - TAB)
                tab = QRectF(corner, rect.topLeft() + QPointF(2 + width, -1))
                in_scene = to_view.inverted()[0].mapRect(tab)
                if self._is_free(in_scene, frame) and not any(
                    tab.intersects(other) for other in taken
                ):
                    taken.append(tab)
                    painter.setPen(self._ink(frame))
                    painter.drawText(tab, _LEFT | Qt.TextFlag.TextDontClip, words)
                    break
        painter.restore()

    def _is_free(self, tab: QRectF, frame: Frame) -> bool:
        """Whether words there cover no node, and no frame beside this one."""
        if len(self._nodes.inside(tab)):
            return False
        others = (each for each in self._frames.in_order if each.id != frame.id)
        return all(
            each.surrounds(frame) or not self._frames.rect(each.id).intersects(tab)
            for each in others
        )

    def _ink(self, frame: Frame) -> QColor:
        """Text in the frame's colour, dark or light enough to read."""
        tint = frame_tint(frame.color, self._theme)
        return mix(tint, self._theme.text, 0.55)


def _elided(text: str, font: QFont, width: float) -> str:
    metrics = QFontMetricsF(font)
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)


def _draw_edge(painter: QPainter, rect: QRectF) -> None:
    """A round rectangle as lines and arcs, each of them quick to draw."""
    x, y, right, bottom = rect.left(), rect.top(), rect.right(), rect.bottom()
    r = _CORNER
    painter.drawLines(
        [
            QLineF(x + r, y, right - r, y),
            QLineF(x + r, bottom, right - r, bottom),
            QLineF(x, y + r, x, bottom - r),
            QLineF(right, y + r, right, bottom - r),
        ]
    )
    for left, top, start in (
        (right - 2 * r, y, 0),
        (x, y, 90),
        (x, bottom - 2 * r, 180),
        (right - 2 * r, bottom - 2 * r, 270),
    ):
        painter.drawArc(QRectF(left, top, 2 * r, 2 * r), start * 16, 90 * 16)


def _rounded_top(bar: QRectF) -> QPainterPath:
    """The title bar: round above, straight below."""
    path = QPainterPath(bar.bottomLeft())
    path.lineTo(bar.left(), bar.top() + _CORNER)
    path.arcTo(bar.left(), bar.top(), 2 * _CORNER, 2 * _CORNER, 180, -90)
    path.lineTo(bar.right() - _CORNER, bar.top())
    right = bar.right() - 2 * _CORNER
    path.arcTo(right, bar.top(), 2 * _CORNER, 2 * _CORNER, 90, -90)
    path.lineTo(bar.bottomRight())
    path.closeSubpath()
    return path
