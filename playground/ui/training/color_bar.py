"""The legend of the data colours: -1, 0, 1, or the classes and their names."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget
from typing_extensions import override

from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training.data_colors import MapColors
from playground.ui.training.map_reading import Meaning, tip_of

_BAR_WIDTH = 9
_GAP = 4
_SHADES = 128


class ColorBar(QWidget):
    """A vertical bar of the colours, blue above, with its ticks at the right."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        font = self.font()
        font.setPointSizeF(font.pointSizeF() * 0.85)
        self.setFont(font)
        self._meaning = Meaning()
        self.show_meaning(self._meaning)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_meaning(self, meaning: Meaning) -> None:
        """Show the colours of outputs, or those of three or more classes."""
        self._meaning = meaning
        tip = "The colour of an output: orange is −1, blue is 1; values beyond are cut"
        if meaning.has_many:
            names = ", ".join(f"{i}: {meaning.name(i)}" for i in range(meaning.classes))
            tip = (
                "The colour of each class; the map has that of the likeliest class, "
                f"the paler the less likely it is. {names}"
            )
        self.setToolTip(tip_of(tip))
        self.setAccessibleDescription(tip)
        self.update()

    @override
    def sizeHint(self) -> QSize:
        label = QFontMetricsF(self.font()).horizontalAdvance(format_number(-1))
        return QSize(round(_BAR_WIDTH + _GAP + label + 1), 100)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._meaning.has_many:
            self._paint_classes(painter)
            return
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        bar = QRectF(0, 0, _BAR_WIDTH, self.height())
        painter.drawImage(bar, self._image)
        painter.setPen(self._theme_switch.current.quiet_text)
        metrics = QFontMetricsF(self.font())
        for value in (-1, 0, 1):
            middle = self.height() * (1 - value) / 2
            top = min(
                max(0, middle - metrics.height() / 2), self.height() - metrics.height()
            )
            place = QRectF(_BAR_WIDTH + _GAP, top, self.width(), metrics.height())
            painter.drawText(place, Qt.AlignmentFlag.AlignLeft, format_number(value))
        # Names stand between the ticks, each in its half.
        half = self.height() / 2
        length = half - 1.5 * metrics.height() - 2 * _GAP
        upper = metrics.height() + _GAP
        lower = half + metrics.height() / 2 + _GAP
        for label, top in ((1, upper), (-1, lower)):
            self._paint_upwards(painter, self._name(label), top, length)

    def _paint_classes(self, painter: QPainter) -> None:
        """The last class above, as larger values are elsewhere."""
        theme = self._theme_switch.current
        count = self._meaning.classes
        height = self.height() / count
        for number, color in enumerate(theme.classes[:count]):
            top = self.height() - (number + 1) * height
            painter.fillRect(QRectF(0, top + 1, _BAR_WIDTH, height - 2), color)
            painter.setPen(theme.quiet_text)
            if name := self._name(number):
                self._paint_upwards(painter, name, top + _GAP, height - 2 * _GAP)
                continue
            place = QRectF(_BAR_WIDTH + _GAP, top, self.width(), height)
            flags = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(place, flags, str(number))

    def _name(self, label: int) -> str:
        """What a class is called, empty where that is no more than its label."""
        name = self._meaning.name(label)
        return "" if name == format_number(label) else name

    def _paint_upwards(
        self, painter: QPainter, text: str, top: float, length: float
    ) -> None:
        """Along the bar, from below, for a name is longer than the bar is wide."""
        metrics = QFontMetricsF(self.font())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, length)
        painter.save()
        painter.translate(_BAR_WIDTH + _GAP / 2, top + length)
        painter.rotate(-90)
        place = QRectF(0, 0, length, self.width() - _BAR_WIDTH - _GAP / 2)
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
        painter.restore()

    @Slot()
    def _dress(self) -> None:
        shades = np.linspace(-1, 1, _SHADES).reshape(-1, 1)
        self._image = MapColors(self._theme_switch.current).image(shades)
        self.update()
