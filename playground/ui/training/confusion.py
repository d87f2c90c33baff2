"""Right and wrong as a table: what points are, and what they were taken for."""

import math
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
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


@dataclass(frozen=True, slots=True)
class _Grid:
    """Where the cells of a table are."""

    left: float
    top: float
    width: float
    height: float
    label: float

    @classmethod
    def of(cls, room: QRectF, count: int) -> "_Grid":
        """That of *count* classes in the middle of *room*."""
        label = min(_LABEL, room.width() / 3)
        width = min((room.width() - label) / count, _WIDEST)
        height = min((room.height() - _HEAD) / count, _TALLEST)
        left = room.left() + (room.width() - label - count * width) / 2 + label
        return cls(left, room.top() + _HEAD, width, height, label)

    @property
    def gap(self) -> float:
        """Between two cells."""
        return _GAP if self.height > _LOW else 1.0

    def cell(self, row: int, column: int) -> QRectF:
        """One of them, without the gap beside it."""
        return QRectF(
            self.left + column * self.width,
            self.top + row * self.height,
            self.width - self.gap,
            self.height - self.gap,
        )


def cell_at(
    room: QRectF, table: NDArray[np.int64], place: QPointF
) -> tuple[int, int] | None:
    """Row and column of the cell at *place*, if there is one."""
    grid = _Grid.of(room, len(table))
    row = math.floor((place.y() - grid.top) / grid.height)
    column = math.floor((place.x() - grid.left) / grid.width)
    is_inside = 0 <= row < len(table) and 0 <= column < len(table)
    return (row, column) if is_inside else None


def cell_words(
    table: NDArray[np.int64], names: tuple[str, ...], row: int, column: int
) -> str:
    """A cell in words: how many of which class were taken for which."""
    hits, total = int(table[row, column]), int(table[row].sum())
    share = f" ({hits / total:.0%})".replace("%", " %") if total else ""
    of_class, taken_for = _class_name(names[row]), _class_name(names[column])
    return f"{hits} of {total}{share} of {of_class} as {taken_for}"


def caption(table: NDArray[np.int64]) -> str:
    """How many of the points were taken for what they are."""
    right, total = int(np.trace(table)), int(table.sum())
    return f"{format_count(right)} of {format_count(total)} test points right"


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
    grid = _Grid.of(room, count)
    font = painter.font()
    fitting = round(grid.height - grid.gap - 1)
    if QFontMetricsF(font).ascent() > fitting:
        font.setPixelSize(max(fitting, _SMALLEST))
        painter.setFont(font)
    totals = np.maximum(table.sum(axis=1), 1)
    middle: Any = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextDontClip
    for number in range(count):
        top = grid.top + number * grid.height
        place = QRectF(grid.left - grid.label, top, grid.label, grid.height)
        _paint_name(painter, place, names[number], number, theme)
        left = grid.left + number * grid.width
        head = QRectF(left, room.top(), grid.width, _HEAD)
        painter.setPen(theme.quiet_text)
        title = _fitting(painter, _taken(names, number), grid.width)
        painter.drawText(head, middle, title)
        for column in range(count):
            cell = grid.cell(number, column)
            hits = int(table[number, column])
            base = theme.classes[number] if number == column else theme.error
            share = 0.15 + 0.6 * hits / int(totals[number]) if hits else 0.0
            painter.fillRect(cell, mix(theme.window, base, share))
            painter.setPen(theme.text if hits else theme.quiet_text)
            painter.drawText(cell, middle, format_count(hits))


def _class_name(name: str) -> str:
    """A name that is a number says what it is of."""
    return f"class {name}" if len(name) <= _FEW else name


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
    shown = _fitting(painter, _class_name(name), text.width())
    painter.drawText(text, flags, shown)
    swatch = QRectF(0, 0, _SWATCH, _SWATCH)
    swatch.moveCenter(room.center())
    swatch.moveRight(room.right() - _GAP)
    painter.fillRect(swatch.translated(0, -0.5), theme.classes[number])


def _fitting(painter: QPainter, text: str, width: float) -> str:
    metrics = QFontMetricsF(painter.font())
    return metrics.elidedText(text, Qt.TextElideMode.ElideRight, width - 2)
