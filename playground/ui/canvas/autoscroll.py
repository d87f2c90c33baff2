"""Scrolling while something is dragged to the edge of the view."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, QTimer, Slot

from playground.ui.canvas.navigation import Navigation

EDGE: Final = 28
"""Pixels from the edge at which scrolling begins."""

_FRAME: Final = 16  # milliseconds
_SLOW, _FAST = 3, 26  # pixels a frame


class AutoScroll(QObject):
    """Pans while the mouse rests near the edge of *room*, the quicker the nearer."""

    def __init__(
        self, navigation: Navigation, panned: Callable[[], None], parent: QObject
    ) -> None:
        """Scroll with *navigation*; *panned* is called after every step."""
        super().__init__(parent)
        self._navigation = navigation
        self._panned = panned
        self._step = QPoint()
        self._timer = QTimer(self)
        self._timer.setInterval(_FRAME)
        self._timer.timeout.connect(self.tick)

    @property
    def is_running(self) -> bool:
        """Whether the view scrolls."""
        return self._timer.isActive()

    def follow(self, at: QPoint, room: QRect) -> None:
        """The mouse is at a point while something is dragged."""
        self._step = QPoint(
            _speed(at.x(), room.left(), room.right()),
            _speed(at.y(), room.top(), room.bottom()),
        )
        if self._step.isNull():
            self._timer.stop()
        elif not self._timer.isActive():
            self._timer.start()

    def stop(self) -> None:
        """Nothing is dragged any more."""
        self._timer.stop()

    @Slot()
    def tick(self) -> None:
        """Scroll by one step."""
        self._navigation.pan_by(self._step.x(), self._step.y())
        self._panned()


def _speed(at: int, low: int, high: int) -> int:
    """Pixels a frame by which the contents move; positive at the low edge."""
    before, after = low + EDGE - at, at - (high - EDGE)
    if max(before, after) <= 0:
        return 0
    depth = min(max(before, after) / EDGE, 2.0) / 2
    speed = round(_SLOW + (_FAST - _SLOW) * depth * depth)
    return speed if before > 0 else -speed
