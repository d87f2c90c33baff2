"""Zooming and moving a plot with wheel, box and keys; the plot itself decides on it."""

from typing import Any, Final

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QRubberBand, QWidget
from typing_extensions import override

_NOTCH: Final = 120.0
_PER_NOTCH: Final = 0.8
_LEAST_DRAG: Final = 5
_FLAT: Final = 14
"""Pixels below which the height of a box is taken for a slip of the hand."""


class ZoomGestures(QObject):
    """Watches the viewport of a ``PlotWidget`` and says what a person wants to see.

    All numbers are shares of the plot's inside: 0 left and bottom, 1 right and top.
    """

    zoomed = Signal(float, float)
    """Where, along the x axis, and how many times as much is to be seen."""
    boxed = Signal(object, object)
    """The two ends along x, and along y or None."""
    moved = Signal(float, float)
    """How far along x and y."""
    all_requested = Signal()

    def __init__(self, plot: Any, parent: QObject | None = None) -> None:  # noqa: ANN401
        super().__init__(parent)
        self._plot = plot
        self._viewport: QWidget = plot.viewport()
        self._band = QRubberBand(QRubberBand.Shape.Rectangle, self._viewport)
        self._start: QPoint | None = None
        self._is_moving = False
        self._viewport.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QWheelEvent):
            return self._turn(event)
        if isinstance(event, QMouseEvent):
            match event.type():
                case QEvent.Type.MouseButtonPress:
                    return self._press(event)
                case QEvent.Type.MouseMove:
                    return self._drag(event)
                case QEvent.Type.MouseButtonRelease:
                    return self._release(event)
                case QEvent.Type.MouseButtonDblClick:
                    self._start = None
                    self.all_requested.emit()
                    return True
                case _:
                    pass
        return super().eventFilter(watched, event)

    def _inside(self) -> QRect:
        """The plot without its axes, in pixels of the viewport."""
        box = self._plot.getPlotItem().getViewBox()
        inside: QRect = self._plot.mapFromScene(box.sceneBoundingRect()).boundingRect()
        return inside

    def _shares(self, place: QPoint) -> tuple[float, float]:
        inside = self._inside()
        return (
            (place.x() - inside.left()) / max(inside.width(), 1),
            1 - (place.y() - inside.top()) / max(inside.height(), 1),
        )

    def _turn(self, event: QWheelEvent) -> bool:
        turn = event.angleDelta().y() or event.angleDelta().x()
        place = event.position().toPoint()
        if turn and self._inside().contains(place):
            factor = _PER_NOTCH ** (turn / _NOTCH)
            self.zoomed.emit(self._shares(place)[0], factor)
        event.accept()
        return True

    def _press(self, event: QMouseEvent) -> bool:
        buttons = (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
        if event.button() not in buttons:
            return False
        self._start = event.position().toPoint()
        is_shifted = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
        is_middle = event.button() == Qt.MouseButton.MiddleButton
        self._is_moving = is_middle or bool(is_shifted)
        return True

    def _drag(self, event: QMouseEvent) -> bool:
        place = event.position().toPoint()
        if self._start is None:
            return False
        if self._is_moving:
            (x, y), (x0, y0) = self._shares(place), self._shares(self._start)
            self._start = place
            self.moved.emit(x0 - x, y0 - y)
            return True
        self._band.setGeometry(self._box(place))
        self._band.show()
        return True

    def _box(self, place: QPoint) -> QRect:
        """From where the drag began to *place*; a flat one takes the whole height."""
        if self._start is None:
            return QRect()
        inside = self._inside()
        box = QRect(self._start, place).normalized().intersected(inside)
        if abs(place.y() - self._start.y()) < _FLAT:
            box.setTop(inside.top())
            box.setBottom(inside.bottom())
        return box

    def _release(self, event: QMouseEvent) -> bool:
        start, place = self._start, event.position().toPoint()
        if start is None:
            return False
        box = self._box(place)
        self._start = None
        self._band.hide()
        if self._is_moving or abs(place.x() - start.x()) < _LEAST_DRAG:
            return True
        left, top = self._shares(box.topLeft())
        right, bottom = self._shares(box.bottomRight() + QPoint(1, 1))
        is_flat = box.size() == QSize(box.width(), self._inside().height())
        self.boxed.emit((left, right), None if is_flat else (bottom, top))
        return True
