"""Axes of the plots: few ticks, with numbers as the rest of the window has them."""

import math
from collections.abc import Sequence
from typing import Any

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QPen
from typing_extensions import override

from playground.ui.numbers import format_count, format_number
from playground.ui.theme import Theme

_TEXT_OFFSET = 4
_MANY_DECADES = 2
_NEAR = 100


class QuietAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis without a line, of a fixed extent, so that plots keep their size."""

    def __init__(self, orientation: str, extent: int, font: QFont) -> None:
        self._is_logarithmic = False
        super().__init__(orientation, maxTickLength=0, showValues=True)
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickFont=font, tickTextOffset=_TEXT_OFFSET, hideOverlappingLabels=False
        )
        if orientation in {"left", "right"}:
            self.setWidth(extent)
        else:
            self.setHeight(extent)

    def set_logarithmic(self, *, is_logarithmic: bool) -> None:
        """Whether what it is given are decimal logarithms."""
        self._is_logarithmic = is_logarithmic
        self.picture = None

    def dress(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self.setPen(QPen(Qt.PenStyle.NoPen))
        self.setTextPen(QPen(theme.quiet_text))

    @override
    def generateDrawSpecs(self, p: Any) -> Any:
        specs = super().generateDrawSpecs(p)
        if specs is None:
            return None
        line, _ticks, texts = specs
        return line, [], texts

    def words(self, value: float) -> str:
        """What stands beside a tick."""
        return format_number(value)

    @override
    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        if self._is_logarithmic:
            return [self.words(10**value) for value in values]
        return [self.words(value * scale) for value in values]

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        if not self._is_logarithmic:
            return super().tickValues(minVal, maxVal, size)
        return [(1.0, _logarithmic_ticks(minVal, maxVal))]


class EpochAxis(QuietAxis):
    """An axis of epochs: 500, 20k, 3M."""

    @override
    def words(self, value: float) -> str:
        return _short_count(value)

    @override
    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        if not self._is_logarithmic and spacing < _NEAR:
            # Four digits would not tell neighbours apart.
            return [format_count(round(value)) for value in values]
        return super().tickStrings(values, scale, spacing)


class ValueAxis(QuietAxis):
    """An axis of losses, or of shares in percent."""

    is_share = False

    @override
    def words(self, value: float) -> str:
        return f"{100 * value:.4g} %" if self.is_share else format_number(value)


def _short_count(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return format_number(value / size) + letter
    return format_number(value)


def _logarithmic_ticks(low: float, high: float) -> list[float]:
    """At most five powers of ten in *low*..*high*; 1, 2, 5, 10 where those are few."""
    first, last = math.ceil(low), math.floor(high)
    if last - first >= _MANY_DECADES:
        stride = (last - first) // 5 + 1
        return [float(power) for power in range(first, last + 1, stride)]
    return [
        power + math.log10(digit)
        for power in range(first - 1, last + 1)
        for digit in (1, 2, 5)
        if low <= power + math.log10(digit) <= high
    ]
