"""Moving and scaling the view of the canvas. Changes nothing else."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QInputDevice, QNativeGestureEvent, QTransform, QWheelEvent
from PySide6.QtWidgets import QGraphicsView, QWidget

SMALLEST: Final = 0.05
LARGEST: Final = 4.0
STEP: Final = 1.2
_NOTCH = 120
_FIT_MARGIN = 36
_LARGEST_FIT = 1.25


class Navigation(QObject):
    """Zooms and pans *view*, keeping what is under the cursor under the cursor.

    Attributes:
        shows_all: Whether everything was asked for, and nobody has moved or scaled the
            view since; then it is to be shown in a view of another size as well.
        wheel_scrolls: Whether a mouse wheel scrolls, and zooms with Ctrl alone.
        cover: Lies over a corner of the view; nothing is revealed under it.
    """

    zoomed = Signal(float)

    def __init__(self, view: QGraphicsView) -> None:
        super().__init__(view)
        self._view = view
        self.cover: QWidget | None = None
        self.shows_all = False
        self.wheel_scrolls = False

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""
        return self._view.transform().m11()

    def zoom_to(self, zoom: float, at: QPoint | None = None) -> None:
        """Scale so that the point *at* of the viewport, or its middle, stays."""
        view = self._view
        at = view.viewport().rect().center() if at is None else at
        zoom = min(max(zoom, SMALLEST), LARGEST)
        fixed = view.mapToScene(at)
        self.shows_all = False
        view.setTransform(QTransform.fromScale(zoom, zoom))
        moved = view.mapFromScene(fixed) - at
        self.pan_by(-moved.x(), -moved.y())
        self.zoomed.emit(zoom)

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the contents by pixels."""
        self.shows_all = self.shows_all and not (dx or dy)
        across, down = (
            self._view.horizontalScrollBar(),
            self._view.verticalScrollBar(),
        )
        across.setValue(across.value() - dx)
        down.setValue(down.value() - dy)

    def show_rect(self, rect: QRectF, *, largest: float = _LARGEST_FIT) -> None:
        """Show the whole of *rect*, in the middle; the origin for an empty one."""
        self.shows_all = False
        if rect.isEmpty():
            self.zoom_to(1.0)
            self._view.centerOn(QPointF(0, 0))
            return
        room = self._view.viewport().size()
        width = max(room.width() - 2 * _FIT_MARGIN, 50)
        height = max(room.height() - 2 * _FIT_MARGIN, 50)
        zoom = min(width / rect.width(), height / rect.height(), largest)
        # At exactly 1 text is sharpest.
        zoom = 1.0 if 1.0 <= zoom < _LARGEST_FIT else zoom
        zoom = min(max(zoom, SMALLEST), LARGEST)
        self._view.setTransform(QTransform.fromScale(zoom, zoom))
        self._view.centerOn(rect.center())
        self.zoomed.emit(zoom)

    def show_all(self, rect: QRectF) -> None:
        """Show the whole of *rect*, which is everything, however large the view is.

        Nothing is no picture to keep in sight: what is placed on an empty canvas by
        hand keeps its size when the view changes its own.
        """
        self.show_rect(rect)
        self.shows_all = not rect.isEmpty()

    def reveal(self, rect: QRectF) -> None:
        """Pan just as far as it takes to see *rect*."""
        seen = self._view.mapFromScene(rect).boundingRect().adjusted(-24, -24, 24, 24)
        room = self._view.viewport().rect()
        dx = max(0, -seen.left()) - max(0, seen.right() - room.right())
        dy = max(0, -seen.top()) - max(0, seen.bottom() - room.bottom())
        if self.cover is not None and self.cover.isVisible():
            away = _out_of(self.cover.geometry(), seen.translated(dx, dy))
            dx, dy = dx - away.x(), dy - away.y()
        if dx or dy:
            self.pan_by(dx, dy)

    def wheel(self, event: QWheelEvent) -> None:
        """A mouse wheel zooms at the cursor; a touchpad pans, and zooms with Ctrl.

        With Shift the wheel goes sideways. Where it scrolls, it zooms with Ctrl.
        """
        at = event.position().toPoint()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        turn = event.angleDelta()
        if _is_touchpad(event) and not control:
            step = event.pixelDelta() if event.hasPixelDelta() else turn / 4
            self.pan_by(step.x(), step.y())
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self.pan_by((turn.y() or turn.x()) // 2, 0)
        elif self.wheel_scrolls and not control:
            self.pan_by(turn.x() // 2, turn.y() // 2)
        elif turn.y():
            self.zoom_to(self.zoom * STEP ** (turn.y() / _NOTCH), at)
        elif turn.x():
            self.pan_by(turn.x() // 2, 0)
        event.accept()

    def native_gesture(self, event: QNativeGestureEvent) -> bool:
        """Pinching zooms at the fingers."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoom_to(self.zoom * (1 + event.value()), event.position().toPoint())
        return True


def _out_of(cover: QRect, seen: QRect) -> QPoint:
    """How far to go left or up, not out of sight, for *cover* to cover nothing."""
    left = seen.right() + 1 - cover.left()
    up = seen.bottom() + 1 - cover.top()
    if not seen.intersects(cover):
        return QPoint(0, 0)
    ways = [(left, QPoint(left, 0))] if left <= seen.left() else []
    ways += [(up, QPoint(0, up))] if up <= seen.top() else []
    return min(ways, key=lambda way: way[0], default=(0, QPoint(0, 0)))[1]


def _is_touchpad(event: QWheelEvent) -> bool:
    if event.pointingDevice().type() == QInputDevice.DeviceType.TouchPad:
        return True
    return event.hasPixelDelta() and event.phase() != Qt.ScrollPhase.NoScrollPhase
