"""What is drawn of a run: a line of each data set, smoothed over it, and dots."""

from typing import Any, Final

import pyqtgraph as pg
from PySide6.QtGui import QColor

from playground.ui.theme import Theme, mix
from playground.ui.training.curve_figure import Curve

_FINE: Final = 1.5
"""Device pixels per pixel from which on a screen counts as fine."""
_FAINT: Final = 0.65
_NAMES: Final = ("train", "test")


class CurveItems:
    """The items of a plot, those of the train data first.

    Attributes:
        lines: Through what was recorded.
        smooth: Over them, where they are smoothed.
        dots: On single epochs, where few are in view.
    """

    def __init__(self, plot: Any) -> None:  # noqa: ANN401  pyqtgraph has no types
        self.lines: list[Any] = [pg.PlotCurveItem(antialias=True) for _ in _NAMES]
        self.smooth: list[Any] = [pg.PlotCurveItem(antialias=True) for _ in _NAMES]
        self.dots: list[Any] = [pg.ScatterPlotItem(size=5, pen=None) for _ in _NAMES]
        for item in (*self.lines, *self.smooth, *self.dots):
            plot.addItem(item, ignoreBounds=True)

    def dress(self, theme: Theme, pixel_ratio: float, *, is_smoothed: bool) -> None:
        """Take the colours of *theme*; lines under smoothed ones are faint."""
        # Qt takes seconds to antialias a noisy line wider than a pixel; where pixels
        # are small a line of two needs no antialiasing.
        is_fine = pixel_ratio >= _FINE
        width = 2 if is_fine else 1
        for color, line, smooth, dots in zip(
            _colors(theme), self.lines, self.smooth, self.dots, strict=True
        ):
            line.opts["antialias"] = not is_fine
            ink = _faint(color, theme) if is_smoothed else color
            line.setPen(pg.mkPen(ink, width=width))
            smooth.setPen(pg.mkPen(color, width=width))
            dots.setBrush(color)

    def curves(self, theme: Theme, *, is_smoothed: bool) -> list[Curve]:
        """The same for a picture of its own."""
        curves = []
        for color, name, line, smooth in zip(
            _colors(theme), _NAMES, self.lines, self.smooth, strict=True
        ):
            x, y = line.getData()
            if not is_smoothed:
                curves.append(Curve(x, y, color, name))
                continue
            curves.append(Curve(x, y, _faint(color, theme)))
            x, y = smooth.getData()
            curves.append(Curve(x, y, color, f"{name}, smoothed"))
        return curves


def train_color(theme: Theme) -> QColor:
    """The colour of the train loss, in the plot and beside the number."""
    return theme.quiet_text


def test_color(theme: Theme) -> QColor:
    """The colour of the test loss, in the plot and beside the number."""
    return theme.accent


def legend(theme: Theme, *, is_smoothed: bool) -> str:
    """Which line is which, as rich text."""
    lines = "&nbsp;&nbsp;".join(
        f'<span style="color:{color.name()}">━</span> {name}'
        for color, name in zip(_colors(theme), _NAMES, strict=True)
    )
    quiet = theme.quiet_text.name()
    return lines + f'<span style="color:{quiet}">, smoothed</span>' * is_smoothed


def _colors(theme: Theme) -> tuple[QColor, QColor]:
    return train_color(theme), test_color(theme)


def _faint(color: QColor, theme: Theme) -> QColor:
    return mix(color, theme.window, _FAINT)
