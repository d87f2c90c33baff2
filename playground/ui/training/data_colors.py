"""The one colour scale of data: values in -1..1 to pixels of 32 bits."""

import math
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor, QImage

from playground.training.datasets import MAX_CLASSES
from playground.ui.theme import Theme, mix

Array: TypeAlias = NDArray[np.float64]
Pixels: TypeAlias = NDArray[np.uint32]

STEPS: Final = 512
SHADES: Final = 256
"""Of the colour of each class."""
_TWO: Final = 2
_STRENGTH: Final = 0.78
"""How far the colours of a map go from neutral to full, so that points stand out."""


def data_color(theme: Theme, value: float) -> QColor:
    """The full colour of a single *value*, as of a point; values beyond ±1 are cut."""
    end = theme.data_positive if value > 0 else theme.data_negative
    return mix(theme.data_zero, end, min(abs(value), 1.0))


def label_color(theme: Theme, label: float, classes: int = 2) -> QColor:
    """The colour of a point with *label*.

    Args:
        theme: Whose colours.
        label: A class of *classes*, counting from 0; or a number, of two classes -1
            and 1.
        classes: How many there are, 0 for numbers.
    """
    if classes <= _TWO:
        return data_color(theme, label)
    known = math.isfinite(label) and 0 <= label < classes
    return theme.classes[int(label)] if known else theme.quiet_text


class ClassColors:
    """Turns the shares of three or more classes into pictures.

    Each place has the colour of its likeliest class, the paler the less likely it is.
    """

    def __init__(self, theme: Theme) -> None:
        self._table: Pixels = np.empty((MAX_CLASSES + 1, SHADES), np.uint32)
        for row, color in zip(self._table, theme.classes, strict=False):
            for index, share in enumerate(np.linspace(0, 1, SHADES)):
                row[index] = mix(theme.data_zero, color, float(share) * _STRENGTH).rgb()
        self._table[MAX_CLASSES] = mix(theme.data_zero, theme.quiet_text, 0.5).rgb()

    def pixels(self, shares: Array, *, is_plain: bool = False) -> Pixels:
        """``0xffRRGGBB`` of each place.

        Args:
            shares: Probabilities, shape ``(k, rows, columns)``.
            is_plain: Whether to show the decision alone, in full colours.
        """
        count = len(shares)
        unknown = np.isnan(shares).any(axis=0)
        winners = np.where(unknown, MAX_CLASSES, shares.argmax(axis=0))
        lead = (shares.max(axis=0) * count - 1) / (count - 1)
        steps = np.where(unknown, 0.0, 1.0 if is_plain else lead) * (SHADES - 1)
        pixels: Pixels = self._table[winners, np.rint(steps).astype(np.intp)]
        return pixels

    def single(self, shares: Array, number: int) -> Pixels:
        """The share of one class alone, from neutral to its colour."""
        unknown = np.isnan(shares)
        steps = np.where(unknown, 0.0, shares) * (SHADES - 1)
        rows = np.where(unknown, MAX_CLASSES, number)
        pixels: Pixels = self._table[rows, np.rint(steps).astype(np.intp)]
        return pixels


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
        return picture(self.pixels(values))


def picture(pixels: Pixels) -> QImage:
    """A picture of *pixels* ``(rows, columns)``, row 0 at the bottom; owns them."""
    upright = np.ascontiguousarray(pixels[::-1])
    rows, columns = upright.shape
    borrowed = QImage(
        upright.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32
    )
    return borrowed.copy()
