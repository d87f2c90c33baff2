"""Right and wrong as a table: what points are, and what they were taken for."""

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from playground.ui.numbers import format_count
from playground.ui.theme import Theme, mix

_HEAD: Final = 15.0
_GAP: Final = 3.0
_WIDEST: Final = 96.0
_TALLEST: Final = 40.0
_LOW: Final = 16.0
"""Height of rows below which they lie closer to each other."""

_SMALLEST: Final = 9
_SWATCH: Final = 8.0
_LABEL: Final = 104.0
_FEW: Final = 2


def paint_confusion(
    painter: QPainter,
    room: QRectF,
    table: NDArray[np.int64],
    names: tuple[str, ...],
    theme: Theme,
) -> None:
    """Paint *table* in the middle of *room*.

    Args:
        painter: Ready to paint.
        room: Where.
        table: Shape ``(k, k)``: how many of each class, down, were taken for which.
        names: Of the classes.
        theme: For the colours; right ones have that of their class.
    """
    count = len(table)
    label = min(_LABEL, room.width() / 3)
    width = min((room.width() - label) / count, _WIDEST)
    height = min((room.height() - _HEAD) / count, _TALLEST)
    left = room.left() + (room.width() - label - count * width) / 2 + label
    gap = _GAP if height > _LOW else 1.0
    font = painter.font()
    fitting = round(height - gap - 1)
    if QFontMetricsF(font).ascent() > fitting:
        font.setPixelSize(max(fitting, _SMALLEST))
        painter.setFont(font)
    totals = np.maximum(table.sum(axis=1), 1)
    middle: Any = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
    for number in range(count):
        _paint_name(
            painter,
            QRectF(left - label, room.top() + _HEAD + number * height, label, height),
            names[number],
            number,
            theme,
        )
        head = QRectF(left + number * width, room.top(), width, _HEAD)
        painter.setPen(theme.quiet_text)
        painter.drawText(head, middle, _fitting(painter, _taken(names, number), width))
        for column in range(count):
            cell = QRectF(
                left + column * width,
                room.top() + _HEAD + number * height,
                width - gap,
                height - gap,
            )
            hits = int(table[number, column])
            base = theme.classes[number] if number == column else theme.error
            share = 0.15 + 0.6 * hits / int(totals[number]) if hits else 0.0
            painter.fillRect(cell, mix(theme.window, base, share))
            painter.setPen(theme.text if hits else theme.quiet_text)
            painter.drawText(cell, middle, format_count(hits))


def _taken(names: tuple[str, ...], number: int) -> str:
    """The head of a column."""
    return f"taken for {names[number]}" if len(names) <= _FEW else f"as {names[number]}"


def _paint_name(
    painter: QPainter, room: QRectF, name: str, number: int, theme: Theme
) -> None:
    """The class of a row, with its colour."""
    text = room.adjusted(0, 0, -_SWATCH - 2 * _GAP, -1)
    flags: Any = (
        Qt.AlignmentFlag.AlignRight
        | Qt.AlignmentFlag.AlignVCenter
        | Qt.TextFlag.TextDontClip
    )
    painter.setPen(theme.quiet_text)
    shown = f"class {name}" if len(name) <= _FEW else name
    painter.drawText(text, flags, _fitting(painter, shown, text.width()))
    swatch = QRectF(0, 0, _SWATCH, _SWATCH)
    swatch.moveCenter(room.center())
    swatch.moveRight(room.right() - _GAP)
    painter.fillRect(swatch.translated(0, -0.5), theme.classes[number])


def _fitting(painter: QPainter, text: str, width: float) -> str:
    metrics = QFontMetricsF(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2)
