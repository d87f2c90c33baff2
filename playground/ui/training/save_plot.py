"""Plots of pyqtgraph saved as pictures, and plots as tables of their numbers."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, TypeAlias

import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter

from playground.ui.training.figure import SCALE, Figure, save_figure

Rows: TypeAlias = Iterable[Sequence[float]]


def save_picture(plot: Any, path: Path, ground: QColor) -> None:  # noqa: ANN401
    """Write what *plot*, a pyqtgraph ``PlotWidget``, shows; SVG or by the suffix.

    Raises:
        OSError: *path* cannot be written.
    """
    size: QSize = plot.viewport().size()
    is_drawing = path.suffix.lower() == ".svg"
    paint = partial(_paint, plot, QRectF(0, 0, size.width(), size.height()))
    # Such pens are as wide in pixels whatever the scale, but in drawings.
    with _widened(plot, 1 if is_drawing else SCALE):
        save_painted(paint, size, path, ground)


def save_painted(
    paint: Callable[[QPainter], None], size: QSize, path: Path, ground: QColor
) -> None:
    """Write what *paint* paints in a *size*; SVG or by the suffix.

    Raises:
        OSError: *path* cannot be written.
    """
    save_figure(Figure(size, paint, ground), path)


def save_numbers(path: Path, titles: Sequence[str], rows: Rows) -> None:
    """Write a table of numbers.

    Raises:
        OSError: *path* cannot be written.
    """
    save_table(path, titles, rows)


def save_table(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]] | Rows
) -> None:
    """Write a table.

    Raises:
        OSError: *path* cannot be written.
    """
    path.write_text(as_text(titles, rows, ","), encoding="utf-8")


def as_text(
    titles: Sequence[str], rows: Iterable[Sequence[str]] | Rows, separator: str
) -> str:
    """A table as text, with every digit of its numbers."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)  # numbers as repr() has them
    return out.getvalue()


@contextmanager
def _widened(plot: Any, factor: float) -> Iterator[None]:  # noqa: ANN401
    """Have the curves of *plot* be drawn with wider pens for a while."""
    items = plot.getPlotItem().items
    curves = [item for item in items if isinstance(item, pg.PlotCurveItem)]
    pens = [(pg.mkPen(item.opts["pen"]), item) for item in curves]
    try:
        for pen, item in pens:
            wide = pg.mkPen(pen)
            wide.setWidthF(max(pen.widthF(), 1.0) * factor)
            item.opts["pen"] = wide
        yield
    finally:
        for pen, item in pens:
            item.opts["pen"] = pen


def _paint(plot: Any, target: QRectF, painter: QPainter) -> None:  # noqa: ANN401
    plot.render(painter, target, plot.viewport().rect())
