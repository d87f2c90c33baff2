"""The one colour scale of data: values in -1..1 to pixels of 32 bits."""

from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from playground.ui.theme import Theme, mix

Array: TypeAlias = NDArray[np.float64]
Pixels: TypeAlias = NDArray[np.uint32]

STEPS: Final = 512
_STRENGTH: Final = 0.78
"""How far the colours of a map go from neutral to full, so that points stand out."""


def data_color(theme: Theme, value: float) -> QColor:
    """The full colour of a single *value*, as of a point; values beyond ±1 are cut."""
    end = theme.data_positive if value > 0 else theme.data_negative
    return mix(theme.data_zero, end, min(abs(value), 1.0))


class MapColors:
    """Turns arrays of values into pictures in the colours of a theme."""

    def __init__(self, theme: Theme) -> None:
        # One entry more than steps: what is not a number is grey.
        self._table: Pixels = np.empty(STEPS + 1, np.uint32)
        for index, value in enumerate(np.linspace(-1, 1, STEPS)):
            self._table[index] = data_color(theme, float(value) * _STRENGTH).rgb()
        self._table[STEPS] = mix(theme.data_zero, theme.quiet_text, 0.5).rgb()

    def pixels(self, values: Array) -> Pixels:
        """``0xffRRGGBB`` of each of *values*, clamped to -1..1, in the same shape."""
        unknown = np.isnan(values)
        steps = np.where(unknown, 0.0, values)
        np.clip(steps, -1.0, 1.0, out=steps)
        steps += 1.0
        steps *= (STEPS - 1) / 2
        index = np.rint(steps).astype(np.intp)
        index[unknown] = STEPS
        return self._table[index]

    def image(self, values: Array) -> QImage:
        """A picture of *values*, shape (rows, columns), that owns its pixels.

        Row 0 is at the bottom, as the rows of a map are.
        """
        pixels = np.ascontiguousarray(self.pixels(values)[::-1])
        rows, columns = pixels.shape
        borrowed = QImage(
            pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32
        )
        return borrowed.copy()
