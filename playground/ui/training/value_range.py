"""How far the axis of values reaches; knows no Qt."""

from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.operations import Array

Span = tuple[float, float]

_HEADROOM: Final = 1.06
_LARGEST: Final = 1.7e308
_LEAST_DECADES: Final = 1.0
_LEAST_SHARE: Final = 0.01
"""Of an accuracy that stays the same, so that its ticks can be read."""


@dataclass(frozen=True, slots=True)
class ValueRange:
    """What the axis shows.

    Attributes:
        is_logarithmic: Whether values are decimal logarithms.
        is_share: Whether they are accuracies.
        is_part: Whether only some of the epochs, or of the values, are in view.
        is_near: Whether only some of the epochs are.
    """

    is_logarithmic: bool
    is_share: bool
    is_part: bool
    is_near: bool

    def of(self, values: Array) -> Span:
        """Where the axis begins and ends, so that it holds all finite *values*."""
        known = values[np.isfinite(values)]
        if not len(known):
            return (-_LEAST_DECADES, 0.0) if self.is_logarithmic else (0.0, 1.0)
        low, high = float(known.min()), float(known.max())
        if self.is_logarithmic:
            least = 0.0 if self.is_part else _LEAST_DECADES
            gap = max(0.0, least - (high - low)) / 2 + 0.05
            return (low - gap, high + gap)
        if self.is_near:
            gap = max((high - low) * 0.08, abs(high) * 1e-6, 1e-12)
            if self.is_share:
                gap = max(gap, (_LEAST_SHARE - (high - low)) / 2)
            return (low - gap, min(high + gap, _LARGEST))
        if self.is_share:
            return (min(0.5, low), 1.02)
        return (min(0.0, low), min(max(high * _HEADROOM, 1e-12), _LARGEST))
