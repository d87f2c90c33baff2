"""Plots saved as pictures and as tables of their numbers."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import (
    QColor,
    QGuiApplication,
    QImage,
    QPaintDevice,
    QPainter,
    QRegion,
)
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

_SCALE = 3
"""Pixels of a saved picture for each on the screen."""


def save_picture(plot: Any, path: Path, ground: QColor) -> None:  # noqa: ANN401
    """Write what *plot*, a pyqtgraph ``PlotWidget``, shows; SVG or by the suffix.

    Raises:
        OSError: *path* cannot be written.
    """
    size: QSize = plot.viewport().size()
    # So that a folder that is not there is told as any other program tells it.
    path.touch()
    if path.suffix.lower() == ".svg":
        generator = _svg(path, size)
        _paint(plot, generator, QRectF(0, 0, size.width(), size.height()), ground)
        return
    image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
    _paint(plot, image, QRectF(image.rect()), ground)
    if not image.save(str(path)):
        msg = "this kind of picture cannot be written"
        raise OSError(msg)


def save_widget(widget: QWidget, path: Path, ground: QColor) -> None:
    """Write what a *widget* paints; SVG or by the suffix.

    Raises:
        OSError: *path* cannot be written.
    """

    def paint(painter: QPainter) -> None:
        children = QWidget.RenderFlag.DrawChildren
        widget.render(painter, QPoint(), QRegion(), children)

    save_painted(paint, widget.size(), path, ground)


def save_painted(
    paint: Callable[[QPainter], object], size: QSize, path: Path, ground: QColor
) -> None:
    """Write what *paint* paints in a *size*; SVG or by the suffix.

    Raises:
        OSError: *path* cannot be written.
    """
    path.touch()
    if path.suffix.lower() == ".svg":
        generator = _svg(path, size)
        _paint_on(generator, paint, size, 1, ground)
        return
    image = QImage(size * _SCALE, QImage.Format.Format_RGB32)
    _paint_on(image, paint, size, _SCALE, ground)
    if not image.save(str(path)):
        msg = "this kind of picture cannot be written"
        raise OSError(msg)


def save_numbers(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[float]]
) -> None:
    """Write a table of numbers.

    Raises:
        OSError: *path* cannot be written.
    """
    save_table(path, titles, ([repr(float(value)) for value in row] for row in rows))


def save_table(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[str]]
) -> None:
    """Write a table.

    Raises:
        OSError: *path* cannot be written.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows(rows)
    path.write_text(out.getvalue(), encoding="utf-8")


def _svg(path: Path, size: QSize) -> QSvgGenerator:
    """A drawing of *size* whose texts are as large as on the screen."""
    generator = QSvgGenerator()
    generator.setFileName(str(path))
    generator.setSize(size)
    generator.setViewBox(QRectF(QPointF(), QSizeF(size)))
    dots = QGuiApplication.primaryScreen().logicalDotsPerInch()
    generator.setResolution(round(dots))
    return generator


def _paint_on(
    device: QPaintDevice,
    paint: Callable[[QPainter], object],
    size: QSize,
    scale: int,
    ground: QColor,
) -> None:
    painter = QPainter(device)
    try:
        painter.scale(scale, scale)
        painter.fillRect(QRect(QPoint(), size), ground)
        paint(painter)
    finally:
        painter.end()


def _paint(plot: Any, device: Any, target: QRectF, ground: QColor) -> None:  # noqa: ANN401
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(target, ground)
    plot.render(painter, target, plot.viewport().rect())
    painter.end()
