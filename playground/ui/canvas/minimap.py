"""The whole canvas in a corner of the view, with a frame around what is in sight."""

from typing import Final

import numpy as np
from PySide6.QtCore import QEvent, QObject, QPointF, QRectF, QSizeF, Qt, QTimer, Slot
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.ui.canvas import geometry
from playground.ui.canvas.frame_painter import frame_tint
from playground.ui.canvas.primitives import PrimitiveArray
from playground.ui.canvas.sheet import Paper
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import Theme, ThemeSwitch, mix, translucent

_SIZE: Final = (176, 116)
_MARGIN: Final = 10
_INSET: Final = 8.0
_SMALLEST_VIEW: Final = (420, 280)
"""Pixels; smaller views need their room for themselves."""
_SPECK: Final = 2.0
"""A node is at least so many pixels wide and high."""


class Minimap(QWidget):
    """Shows the canvas of *view*; a press or a drag goes there.

    It is hidden while everything is in sight, and while nobody wants it.
    """

    def __init__(self, view: CanvasView, theme_switch: ThemeSwitch) -> None:
        super().__init__(view)
        self.setObjectName("minimap")
        self.setAccessibleName("Map of the whole canvas")
        self.setToolTip(
            "The whole canvas: drag to go elsewhere; the wheel does here what it "
            "does on the canvas"
        )
        self.setFixedSize(*_SIZE)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._view = view
        self._scene = view.scene_shown
        self._theme_switch = theme_switch
        self._is_wanted = True
        self._world = QRectF()
        self._nodes: QPixmap | None = None
        self._rects = PrimitiveArray(QRectF)
        self._paper = Paper()
        self._grip: QPointF | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.refresh)
        scene, document = self._scene, self._scene.document
        for signal in (document.edited, document.evaluated, document.loaded):
            signal.connect(self._redraw)
        changes = (scene.structure_changed, scene.selection_changed, scene.shown_moved)
        for signal in changes:
            signal.connect(self._redraw)
        theme_switch.changed.connect(self._redraw)
        view.moved.connect(self._follow)
        view.navigation.zoomed.connect(self._follow)
        view.installEventFilter(self)
        view.navigation.cover = self
        self.hide()
        self._redraw()

    @property
    def is_wanted(self) -> bool:
        """Whether it is shown where it is of use."""
        return self._is_wanted

    @is_wanted.setter
    def is_wanted(self, is_wanted: bool) -> None:
        self._is_wanted = is_wanted
        self.refresh()

    @property
    def frame(self) -> QRectF:
        """What is in sight, in pixels of the map."""
        return self._to_map(self._seen())

    @Slot()
    def refresh(self) -> None:
        """Show the canvas and the view as they are now, or hide."""
        self._timer.stop()
        bounds = self._scene.bounds()
        seen = self._seen()
        if not self._is_useful(bounds, seen):
            self.hide()
            return
        if self._grip is None:
            world = bounds | seen
            if world != self._world:
                self._world = world
                self._nodes = None
        size = self._view.size()
        self.move(
            size.width() - self.width() - _MARGIN,
            size.height() - self.height() - _MARGIN,
        )
        self.show()
        self.update()

    # Qt

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() in {QEvent.Type.Resize, QEvent.Type.Show}:
            self._follow()
        return super().eventFilter(watched, event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_switch.current
        if self._nodes is None or self._nodes.devicePixelRatio() != (
            self.devicePixelRatio()
        ):
            self._nodes = self._drawn(theme)
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._nodes)
        frame = self.frame.adjusted(0.5, 0.5, -0.5, -0.5)
        inside = QRectF(self.rect()).adjusted(1.5, 1.5, -1.5, -1.5)
        painter.setPen(QPen(theme.accent, 1.5))
        painter.setBrush(translucent(theme.accent, 0.12))
        painter.drawRect(frame & inside)

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        frame = self.frame
        at = event.position()
        self._grip = at - frame.center() if frame.contains(at) else QPointF(0, 0)
        self._go(at)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._grip is not None:
            self._go(event.position())

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip = None
        self._follow()

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self._view.navigation.wheel(event)

    # The rest

    def _seen(self) -> QRectF:
        view = self._view
        return view.mapToScene(view.viewport().rect()).boundingRect()

    def _is_useful(self, bounds: QRectF, seen: QRectF) -> bool:
        width, height = _SMALLEST_VIEW
        size = self._view.size()
        if not self._is_wanted or bounds.isEmpty():
            return False
        if size.width() < width or size.height() < height:
            return False
        return self._grip is not None or not seen.contains(bounds)

    @property
    def _scale(self) -> float:
        """Pixels of the map for a scene unit."""
        width = (self.width() - 2 * _INSET) / max(self._world.width(), 1.0)
        height = (self.height() - 2 * _INSET) / max(self._world.height(), 1.0)
        return min(width, height)

    def _to_map(self, rect: QRectF) -> QRectF:
        scale = self._scale
        middle = (rect.center() - self._world.center()) * scale
        size = QSizeF(rect.width() * scale, rect.height() * scale)
        corner = QPointF(size.width() / 2, size.height() / 2)
        return QRectF(QRectF(self.rect()).center() + middle - corner, size)

    def _go(self, at: QPointF) -> None:
        """Put the middle of the view where the hand is."""
        assert self._grip is not None
        away = at - self._grip - QRectF(self.rect()).center()
        self._view.centerOn(self._world.center() + away / self._scale)

    def _drawn(self, theme: Theme) -> QPixmap:
        """The nodes, painted once until they change."""
        ratio = self.devicePixelRatio()
        pixmap = QPixmap(self.size() * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(theme.panel)
        painter = QPainter(pixmap)
        painter.setPen(Qt.PenStyle.NoPen)
        self._draw_frames(painter, theme)
        self._draw_nodes(painter, theme)
        painter.setPen(QPen(theme.edge, 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))
        painter.end()
        return pixmap

    def _draw_frames(self, painter: QPainter, theme: Theme) -> None:
        for frame in self._scene.frames.in_order:
            tint = frame_tint(frame.color, theme)
            painter.setPen(QPen(translucent(tint, 0.8), 1))
            painter.setBrush(translucent(tint, 0.2))
            painter.drawRect(self._to_map(self._scene.frames.rect(frame.id)))
        painter.setPen(Qt.PenStyle.NoPen)

    def _draw_nodes(self, painter: QPainter, theme: Theme) -> None:
        nodes, scale = self._scene.nodes, self._scale
        middle = QRectF(self.rect()).center() - self._world.center() * scale
        width, height = np.maximum(geometry.SIZE, _SPECK / scale).tolist()
        cards = ~nodes.dots
        layers = (
            (nodes.positions[cards & ~nodes.muted], mix(theme.wire, theme.panel, 0.2)),
            (nodes.positions[cards & nodes.muted], mix(theme.wire, theme.panel, 0.7)),
            (nodes.positions[nodes.failed & cards], theme.error),
            (nodes.positions[nodes.selected & cards], theme.accent),
        )
        painter.setWorldTransform(QTransform(scale, 0, 0, scale, *middle.toTuple()))
        whole = painter.worldTransform().inverted()[0].mapRect(QRectF(self.rect()))
        sheets = self._paper.sheets(painter, [whole])
        for sheet in sheets or ():
            for corners, color in layers:
                sheet.blocks(corners, width, height, color)
        for corners, color in layers if sheets is None else ():
            self._rects.resize(len(corners))
            self._rects.numbers[:, :2] = corners
            self._rects.numbers[:, 2:] = width, height
            painter.setBrush(color)
            painter.drawRects(self._rects.items)
        painter.resetTransform()

    @Slot()
    def _redraw(self) -> None:
        self._nodes = None
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Look at the view, once in a turn of the event loop."""
        if not self._timer.isActive():
            self._timer.start()
