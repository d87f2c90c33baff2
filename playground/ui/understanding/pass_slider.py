"""`PassSlider`: the timeline of both passes, with a mark where backward begins."""

from PySide6.QtCore import QLineF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSlider, QStyle, QWidget
from typing_extensions import override

from playground.ui.theme import ThemeSwitch

_HANDLE = 12
"""Pixels; the style sheet says the same."""


class PassSlider(QSlider):
    """A slider over moments.

    Attributes:
        boundary: How many moments the forward pass has.
    """

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self._theme_switch = theme_switch
        self.boundary = 0
        self.setObjectName("stepSlider")
        self.setAccessibleName("Timeline of both passes")
        self.setToolTip(
            "Jump to any moment; arrow keys step. Left of the mark the forward pass, "
            "right of it the backward pass"
        )
        self.setSingleStep(1)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not 0 < self.boundary < self.maximum():
            return
        span = self.width() - _HANDLE
        x = _HANDLE / 2 + QStyle.sliderPositionFromValue(
            self.minimum(), self.maximum(), self.boundary, span
        )
        middle = self.height() / 2
        painter = QPainter(self)
        painter.setPen(QPen(self._theme_switch.current.gradient, 2))
        painter.drawLine(QLineF(x, middle - 7, x, middle - 3))
        painter.drawLine(QLineF(x, middle + 3, x, middle + 7))
