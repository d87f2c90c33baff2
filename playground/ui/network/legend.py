"""What the colours and widths of the diagram mean, and what one can do there."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.ui.network.inks import LARGEST_WEIGHT, Inks
from playground.ui.numbers import MINUS, format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training.data_colors import data_color

HINT: Final = (
    "Point at a link or bias for its numbers, click to change it. Ctrl+click or a "
    "padlock freezes. Double-click opens a neuron."
)
KEYS: Final = (
    "Arrows walk through the network. Enter changes a weight or bias, L freezes it, O "
    "opens a neuron."
)
_BAR: Final = 96.0
_GAP: Final = 8.0
_SAMPLES: Final = (0.2, 1.0, 2.5, 5.0)


class Legend(QWidget):
    """A line of signs, and below it a line of text."""

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("networkLegend")
        self.setAccessibleName("Legend of the network diagram")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._theme_switch = theme_switch
        self._hint = HINT
        self._text = HINT
        theme_switch.changed.connect(self._dress)

    @property
    def text(self) -> str:
        """The line of text."""
        return self._text

    def show_text(self, text: str) -> None:
        """Show *text* below the signs, or, if it is empty, what one can do."""
        if (text or self._hint) != self._text:
            self._text = text or self._hint
            self.setAccessibleDescription(self._text)
            self.update()

    def hint_at(self, hint: str) -> None:
        """What to say one can do, here and later: `HINT` or `KEYS`."""
        before, self._hint = self._hint, hint
        if self._text == before:
            self.show_text("")

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 50)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        self.paint_signs(painter)
        self._paint_text(painter)
        painter.end()

    def paint_signs(self, painter: QPainter) -> None:
        """What colours and widths mean."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(self._font())
        painter.setPen(self._theme_switch.current.quiet_text)
        x = self._paint_scale(painter, 0.0)
        self._paint_widths(painter, x + 3 * _GAP)

    def paint_remark(self, painter: QPainter) -> None:
        """The line of text, if it is about the network, not about what one can do."""
        if self._text != self._hint:
            self._paint_text(painter)

    def _paint_text(self, painter: QPainter) -> None:
        painter.setFont(self._font())
        painter.setPen(self._theme_switch.current.quiet_text)
        metrics = QFontMetricsF(painter.font())
        text = metrics.elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        line = QRectF(0, 26, self.width(), metrics.height())
        painter.drawText(line, Qt.AlignmentFlag.AlignLeft, text)

    def _font(self) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * 0.92)
        return font

    def _paint_scale(self, painter: QPainter, x: float) -> float:
        """The colours from -1 to 1; returns where it ends."""
        theme = self._theme_switch.current
        x = self._write(painter, x, f"{MINUS}1")
        for column, value in enumerate(np.linspace(-1, 1, round(_BAR))):
            place = QRectF(x + column, 6, 1.5, 10)
            painter.fillRect(place, data_color(theme, float(value)))
        x += _BAR + _GAP
        return self._write(painter, x, "1 output, weight, bias") - _GAP

    def _paint_widths(self, painter: QPainter, x: float) -> None:
        """Links of some weights."""
        inks = Inks(self._theme_switch.current, 1.0)
        x = self._write(painter, x, "weight")
        for size in _SAMPLES:
            painter.setPen(self._theme_switch.current.quiet_text)
            x = self._write(painter, x, f"±{format_number(size)}")
            for sign, offset in ((-1, 0.0), (1, 18.0)):
                number = inks.pen_numbers(np.array([sign * size]))[0]
                pen = inks.pens[int(number)]
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
                painter.setPen(pen)
                start = QPointF(x + offset, 11)
                painter.drawLine(start, start + QPointF(16, 0))
            x += 34 + 1.5 * _GAP
            if size == LARGEST_WEIGHT:
                break

    def _write(self, painter: QPainter, x: float, text: str) -> float:
        """Write *text* at *x*; returns where the next sign may start."""
        width = QFontMetricsF(painter.font()).horizontalAdvance(text)
        flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(x, 0, width + 2, 22), flags, text)
        return x + width + _GAP

    @Slot()
    def _dress(self) -> None:
        self.update()
