"""The colours and widths of links and biases: orange below 0, blue above."""

from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPen

from playground.core.operations import Array
from playground.ui.theme import Theme, mix
from playground.ui.training.data_colors import data_color

LARGEST_WEIGHT: Final = 5.0
"""From here on a link is as wide as it gets."""

THINNEST: Final = 1.0
WIDEST: Final = 10.0

_BROKEN: Final = 3.0
"""Width of a link whose weight is no number."""

_LEVELS: Final = 16
_FAINT: Final = 0.78
"""How far a link that is not looked at goes towards the background."""


class Inks:
    """Pens for links, all opaque: half-transparent ones take ten times as long.

    Pen 2k is for weights below 0 at the k-th level of size, pen 2k + 1 for those
    above; the last pen is for what is not a number. Sizes are told apart finely near 0.

    Attributes:
        pens: For links as they are.
        faint: For links beside those that are looked at.
    """

    def __init__(self, theme: Theme, width_scale: float) -> None:
        self._theme = theme
        zero = mix(theme.canvas, theme.wire, 0.35)
        self.pens: list[QPen] = []
        for level in range(_LEVELS):
            size = _size(level)
            width = (THINNEST + (WIDEST - THINNEST) * size) * width_scale
            for end in (theme.data_negative, theme.data_positive):
                strength = min(1.0, size * LARGEST_WEIGHT)
                color = mix(zero, mix(end, theme.canvas, 0.12), strength)
                self.pens.append(_pen(color, max(width, 0.6)))
        self.pens.append(_pen(theme.error, _BROKEN))
        self.faint = [
            _pen(mix(pen.color(), theme.canvas, _FAINT), pen.widthF())
            for pen in self.pens
        ]

    @staticmethod
    def pen_numbers(weights: Array) -> NDArray[np.intp]:
        """Which pen each of *weights* is drawn with."""
        sizes = np.sqrt(np.minimum(np.abs(weights) / LARGEST_WEIGHT, 1.0))
        known = np.isfinite(weights)
        levels = np.where(known, sizes * _LEVELS, 0.0).astype(np.intp)
        numbers = 2 * np.minimum(levels, _LEVELS - 1) + (weights > 0)
        numbers[~known] = 2 * _LEVELS
        return numbers

    def bias_color(self, value: float) -> QColor:
        """The colour of a bias."""
        if not np.isfinite(value):
            return self._theme.error
        return data_color(self._theme, value)


def _size(level: int) -> float:
    """Middle of a level, as a share of the largest weight."""
    return ((level + 0.5) / _LEVELS) ** 2


def _pen(color: QColor, width: float) -> QPen:
    return QPen(
        color,
        width,
        Qt.PenStyle.SolidLine,
        Qt.PenCapStyle.FlatCap,
        Qt.PenJoinStyle.BevelJoin,
    )
