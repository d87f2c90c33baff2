"""Axes of the plots: few ticks, with numbers as the rest of the window has them."""

import math
from abc import abstractmethod
from collections.abc import Sequence
from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPen
from typing_extensions import override

from playground.ui.numbers import format_count, format_number
from playground.ui.theme import Theme
from playground.ui.training.ticks import (
    Tick,
    linear_ticks,
    logarithmic_ticks,
    share_words,
    value_words,
)

_TEXT_OFFSET: Final = 4
_NEAR: Final = 100
"""Epochs between two ticks below which all digits are written."""
_WIDE: Final = "00,000"
_AIR: Final = 1.15
"""Room for a tick, of that which its words take."""
_NEARLY: Final = 1e-9
_LARGEST: Final = 308.25
"""Decimal logarithm of about the largest number there is."""


class QuietAxis(pg.AxisItem):  # type: ignore[misc]  # pyqtgraph has no types
    """An axis without a line, of a fixed extent, so that plots keep their size."""

    def __init__(self, orientation: str, extent: int, font: QFont) -> None:
        super().__init__(orientation, maxTickLength=0, showValues=True)
        self.enableAutoSIPrefix(False)
        self.setStyle(
            tickFont=font, tickTextOffset=_TEXT_OFFSET, hideOverlappingLabels=False
        )
        if orientation in {"left", "right"}:
            self.setWidth(extent)
        else:
            self.setHeight(extent)

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

    @override
    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        return [format_number(value * scale) for value in values]


class CurveAxis(QuietAxis):
    """An axis, linear or logarithmic, with as many ticks as have room."""

    def __init__(self, orientation: str, extent: int, font: QFont) -> None:
        self._is_logarithmic = False
        self._extent = extent
        self._metrics = QFontMetricsF(font)
        self._shown: list[Tick] = []
        super().__init__(orientation, extent, font)

    def set_logarithmic(self, *, is_logarithmic: bool) -> None:
        """Whether what it is given are decimal logarithms."""
        self._is_logarithmic = is_logarithmic
        self.picture = None

    @abstractmethod
    def ticks(self, low: float, high: float, length: float) -> list[Tick]:
        """What stands between *low* and *high* on an axis of *length* pixels."""

    @override
    def tickValues(self, minVal: float, maxVal: float, size: float) -> Any:
        has_room = minVal < maxVal and size > 0
        self._shown = self.ticks(minVal, maxVal, size) if has_room else []
        return [(1.0, [value for value, _ in self._shown])]

    @override
    def tickStrings(
        self, values: Sequence[float], scale: float, spacing: float
    ) -> list[str]:
        return [text for _, text in self._shown]


class EpochAxis(CurveAxis):
    """An axis of epochs: 500, 20k, 3M."""

    @override
    def ticks(self, low: float, high: float, length: float) -> list[Tick]:
        gap = (high - low) / length * self._metrics.horizontalAdvance(_WIDE) * _AIR
        if self._is_logarithmic:
            values = logarithmic_ticks(low, high, gap)
            whole = [(value, round(10**value)) for value in values]
            # Where few epochs are in view, their fractions are no epochs.
            return [
                (math.log10(epoch), _short_count(epoch))
                for value, epoch in whole
                if epoch and abs(10**value - epoch) < epoch * _NEARLY
            ]
        values, step = linear_ticks(low, high, max(gap, 1.0))
        # Four digits would not tell neighbours apart.
        words = _grouped if step < _NEAR else _short_count
        return [(value, words(value)) for value in values]


class ValueAxis(CurveAxis):
    """An axis of losses, or of shares in percent."""

    is_share = False

    @override
    def ticks(self, low: float, high: float, length: float) -> list[Tick]:
        gap = (high - low) / length * self._metrics.height() * _AIR
        words = share_words if self.is_share else value_words
        if self._is_logarithmic:
            values = logarithmic_ticks(low, min(high, _LARGEST), gap)
            return [(value, words(10**value)) for value in values]
        values, step = linear_ticks(low, high, gap)
        return [(value, words(value, step)) for value in values]

    def make_room(self, low: float, high: float, length: float) -> None:
        """Be as wide as the words beside *low*..*high* need, or as always."""
        words = self.ticks(low, high, max(length, 1.0))
        needed = max(
            (self._metrics.horizontalAdvance(text) for _, text in words), default=0.0
        )
        width = max(self._extent, math.ceil(needed) + _TEXT_OFFSET + 2)
        if width != self.width():
            self.setWidth(width)


def _grouped(epoch: float) -> str:
    return format_count(round(epoch))


def _short_count(value: float) -> str:
    for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
        if value >= size:
            return format_number(value / size) + letter
    return format_number(value)
