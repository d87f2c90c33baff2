"""Plots saved as pictures and as tables of their numbers."""

import csv
import io
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QPoint, QRectF, QSize
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter, QRegion
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
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setSize(size)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
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
    path.touch()
    if path.suffix.lower() == ".svg":
        generator = QSvgGenerator()
        generator.setFileName(str(path))
        generator.setSize(widget.size())
        generator.setViewBox(QRectF(widget.rect()))
        _render(widget, generator, 1, ground)
        return
    image = QImage(widget.size() * _SCALE, QImage.Format.Format_RGB32)
    _render(widget, image, _SCALE, ground)
    if not image.save(str(path)):
        msg = "this kind of picture cannot be written"
        raise OSError(msg)


def save_numbers(
    path: Path, titles: Sequence[str], rows: Iterable[Sequence[float]]
) -> None:
    """Write a table.

    Raises:
        OSError: *path* cannot be written.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(titles)
    writer.writerows([[repr(float(value)) for value in row] for row in rows])
    path.write_text(out.getvalue(), encoding="utf-8")


def _render(widget: QWidget, device: QPaintDevice, scale: int, ground: QColor) -> None:
    painter = QPainter(device)
    painter.scale(scale, scale)
    painter.fillRect(widget.rect(), ground)
    children = QWidget.RenderFlag.DrawChildren
    widget.render(painter, QPoint(), QRegion(), children)
    painter.end()


def _paint(plot: Any, device: Any, target: QRectF, ground: QColor) -> None:  # noqa: ANN401
    painter = QPainter(device)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillRect(target, ground)
    plot.render(painter, target, plot.viewport().rect())
    painter.end()
