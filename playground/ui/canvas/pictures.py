"""The whole canvas as a picture to keep, as the paint layer paints it: SVG, PDF, PNG.

What belongs to the moment, such as the selection and the cursor, is not in it.
"""

import math
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from typing import Final

import numpy as np
from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QIODevice,
    QMarginsF,
    QPointF,
    QRectF,
    QSize,
    QSizeF,
)
from PySide6.QtGui import QImage, QPageLayout, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator

from playground.graph.graph import GraphError
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.scene import CanvasScene
from playground.ui.theme import Theme

_MARGIN: Final = 32.0
"""In scene units: ports, and words below and above nodes, stand out of them."""
_SHARPNESS: Final = 2.0
_MOST_PIXELS: Final = 48_000_000
_POINTS_PER_INCH: Final = 72
_DOTS: Final = 4
"""Steps in a point, for the letters of a PDF to stand evenly."""
_LARGEST_PAGE: Final = 14_000.0  # points; readers of PDF allow 200 inches


def svg(scene: CanvasScene, theme: Theme, title: str) -> bytes:
    """The canvas as SVG, a scene unit being a pixel.

    Raises:
        GraphError: There is nothing on it.
    """
    area = _area(scene)
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QSvgGenerator()
    device.setOutputDevice(buffer)
    device.setResolution(_POINTS_PER_INCH)
    device.setSize(area.size().toSize())
    device.setViewBox(QRectF(QPointF(0, 0), area.size()))
    device.setTitle(title)
    painter = QPainter(device)
    _paint(scene, painter, area, 1.0, theme)
    painter.end()
    buffer.close()
    return bytes(data.data())


def pdf(scene: CanvasScene, theme: Theme, title: str) -> bytes:
    """The canvas as a PDF of one page, a scene unit being a point.

    Raises:
        GraphError: There is nothing on it.
    """
    area = _area(scene)
    shrink = min(1.0, _LARGEST_PAGE / max(area.width(), area.height()))
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    device = QPdfWriter(buffer)
    device.setTitle(title)
    device.setCreator("Playground")
    device.setResolution(_POINTS_PER_INCH * _DOTS)
    size = QPageSize(
        area.size() * shrink,
        QPageSize.Unit.Point,
        matchPolicy=QPageSize.SizeMatchPolicy.ExactMatch,
    )
    upright = QPageLayout.Orientation.Portrait
    device.setPageLayout(QPageLayout(size, upright, QMarginsF(0, 0, 0, 0)))
    painter = QPainter(device)
    _paint(scene, painter, area, shrink * _DOTS, theme)
    painter.end()
    buffer.close()
    return bytes(data.data())


def image(scene: CanvasScene, theme: Theme) -> QImage:
    """The canvas in pixels, two for a scene unit where the memory allows it.

    Raises:
        GraphError: There is nothing on it.
    """
    area = _area(scene)
    most = math.sqrt(_MOST_PIXELS / (area.width() * area.height()))
    scale = min(_SHARPNESS, most)
    width, height = (max(1, math.floor(e * scale)) for e in area.size().toTuple())
    picture = QImage(QSize(width, height), QImage.Format.Format_RGB32)
    picture.fill(theme.canvas)
    painter = QPainter(picture)
    _paint(scene, painter, area, scale, theme)
    painter.end()
    return picture


def png(scene: CanvasScene, theme: Theme) -> bytes:
    """`image` as a PNG file.

    Raises:
        GraphError: There is nothing on it.
    """
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image(scene, theme).save(buffer, "PNG")  # type: ignore[call-overload]  # takes str
    buffer.close()
    return bytes(data.data())


def _area(scene: CanvasScene) -> QRectF:
    """What is to be seen, in scene units."""
    area = scene.bounds()
    if area.isEmpty():
        msg = "the canvas is empty: there is nothing to export"
        raise GraphError(msg)
    if len(scene.wires):
        left, top = scene.wires.boxes[:, :2].min(axis=0).tolist()
        right, bottom = scene.wires.boxes[:, 2:].max(axis=0).tolist()
        area |= QRectF(QPointF(left, top), QPointF(right, bottom))
    area = area.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
    return QRectF(area.toAlignedRect())


def _paint(
    scene: CanvasScene, painter: QPainter, area: QRectF, scale: float, theme: Theme
) -> None:
    painter.setRenderHints(
        QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
    )
    painter.fillRect(QRectF(QPointF(0, 0), QSizeF(area.size() * scale)), theme.canvas)
    painter.scale(scale, scale)
    painter.translate(-area.topLeft())
    with _at_rest(scene):
        scene.frame_layer.print_on(painter, area, theme)
        scene.layer.print_on(painter, area, theme)


@contextmanager
def _at_rest(scene: CanvasScene) -> Iterator[None]:
    """Without what the hand is doing; nobody sees this, as no event is handled."""
    marks, plain = scene.marks, Highlights()
    names = [field.name for field in fields(Highlights)]
    kept = {name: getattr(marks, name) for name in names}
    selected = scene.nodes.selected, scene.wires.selected
    try:
        for name in names:
            setattr(marks, name, getattr(plain, name))
        scene.nodes.selected = np.zeros_like(selected[0])
        scene.wires.selected = np.zeros_like(selected[1])
        yield
    finally:
        scene.nodes.selected, scene.wires.selected = selected
        for name, value in kept.items():
            setattr(marks, name, value)
