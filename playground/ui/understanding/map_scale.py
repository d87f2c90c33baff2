"""A map's colours, and the scale beside it: which number has which colour."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter
from PySide6.QtWidgets import QGraphicsWidget, QStyleOptionGraphicsItem, QWidget
from typing_extensions import override

from playground.core.operations import Array
from playground.ui.numbers import format_number
from playground.ui.theme import Theme
from playground.ui.training.data_colors import MapColors

_INSET: Final = 8.0
_BAR: Final = 9.0
_GAP: Final = 5.0
_SHADES: Final = 128
_NOTHING: Final = 1e-4
"""Of the range: a middle nearer to 0 than the eye can tell is 0."""


def tinted(
    values: Array, theme: Theme
) -> tuple[NDArray[np.uint8], tuple[float, float] | None]:
    """A map in the colours from its smallest number to its largest one.

    Returns:
        Red, green, blue and opacity, shape ``(rows, columns, 4)``; and those two
        numbers, or None where no number is finite. What is not finite is grey.
    """
    finite = values[np.isfinite(values)]
    low, high = (finite.min(), finite.max()) if finite.size else (0.0, 0.0)
    # Halves first: the sum of two large numbers may be infinite.
    middle, half = low / 2 + high / 2, max(high / 2 - low / 2, 1e-300)
    shown = np.where(np.isfinite(values), (values - middle) / half, np.nan)
    pixels = MapColors(theme).pixels(shown)
    rgba = pixels.view(np.uint8).reshape(*pixels.shape, 4)[..., [2, 1, 0, 3]]
    return np.ascontiguousarray(rgba), (low, high) if finite.size else None


class MapScale(QGraphicsWidget):
    """A bar of the colours from the smallest number up to the largest one.

    Attributes:
        labels: The numbers beside the bar, each with its height: 0 below, 1 above.
    """

    def __init__(self, font: QFont) -> None:
        super().__init__()
        self._font = font
        self._theme: Theme | None = None
        self._image = QImage()
        self.labels: tuple[tuple[float, str], ...] = ()
        self.hide()

    def show_range(self, low: float, high: float) -> None:
        """Show the scale of a map whose numbers lie between *low* and *high*."""
        middle = low / 2 + high / 2
        if abs(middle) < _NOTHING * (high / 2 - low / 2):
            middle = 0.0
        ends = () if low == high else ((0.0, low), (1.0, high))
        places = sorted((*ends, (0.5, middle)))
        self.labels = tuple((place, format_number(n)) for place, n in places)
        metrics = QFontMetricsF(self._font)
        words = max(metrics.horizontalAdvance(text) for _, text in self.labels)
        width = _INSET + _BAR + _GAP + words + 2
        self.setMinimumWidth(width)
        self.setMaximumWidth(width)
        self.show()
        self.update()

    def leave(self) -> None:
        """There is no map: the plot has the room."""
        self.hide()
        self.setMinimumWidth(0)
        self.setMaximumWidth(0)

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self._theme = theme
        shades = np.linspace(-1, 1, _SHADES).reshape(-1, 1)
        self._image = MapColors(theme).image(shades)
        self.update()

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,
        widget: QWidget | None = None,
    ) -> None:
        if self._theme is None:
            return
        height = self.size().height()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(QRectF(_INSET, 0, _BAR, height), self._image)
        painter.setFont(self._font)
        painter.setPen(self._theme.quiet_text)
        line = QFontMetricsF(self._font).height()
        left = _INSET + _BAR + _GAP
        for place, text in self.labels:
            middle = height * (1 - place)
            top = min(max(0.0, middle - line / 2), height - line)
            room = QRectF(left, top, self.size().width() - left, line)
            painter.drawText(room, int(_FLAGS), text)


_FLAGS: Final = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
