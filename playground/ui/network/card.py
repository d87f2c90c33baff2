"""The card beside a weight or a bias: its number, and what moves it."""

import math
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from playground.training.snapshot import Details
from playground.ui.network.geometry import FOOTER, HEADER, Geometry
from playground.ui.network.locks import paint_padlock
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace
from playground.ui.numbers import MINUS, format_number, parse_number
from playground.ui.theme import Theme, number_font

_PADDING: Final = 8.0
_DISTANCE: Final = 14.0
_EDGE: Final = 4.0
_GAP: Final = 14.0
_LOCK: Final = 12.0


@dataclass(frozen=True, slots=True)
class Words:
    """What a card says.

    Args:
        name: Of the parameter.
        title: Where it is.
        number: Its value.
        rows: Further numbers, each with its name.
        is_frozen: Whether training leaves it as it is.
        exact: All digits of *number*, or "" where it shall not be written out.
    """

    name: str
    title: str
    number: float
    rows: tuple[tuple[str, float], ...]
    is_frozen: bool
    exact: str = ""

    @property
    def corner(self) -> str:
        """What is written at the upper right."""
        return f"{self.name}, frozen" if self.is_frozen else self.name

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """What is written in the rows, and behind them."""
        rows = tuple((name, format_number(value)) for name, value in self.rows)
        return (*rows, ("exactly", self.exact)) if self.exact else rows


def rows_of(details: Details | None, number: int) -> tuple[tuple[str, float], ...]:
    """Gradient, optimiser state and last update of parameter *number*."""
    if details is None or number >= len(details.gradient):
        return ()
    memory = zip(details.state_names, details.state[:, number], strict=True)
    return (
        ("gradient of the loss", float(details.gradient[number])),
        *((name, float(value)) for name, value in memory),
        ("last update", float(details.update[number])),
    )


def all_digits(value: float) -> str:
    """*value* with every digit; "" where fewer say as much."""
    if not math.isfinite(value) or parse_number(format_number(value)) == value:
        return ""
    return repr(value).replace("-", MINUS)


def paint_card(
    painter: QPainter,
    geometry: Geometry,
    place: LinkPlace | BiasPlace,
    words: Words,
    look: tuple[Theme, QFont],
) -> None:
    """Paint what *words* say near *place*, in a theme and a font."""
    theme, font = look
    big, small, figures = number_font(12), QFont(font), number_font(9)
    small.setPointSizeF(font.pointSizeF() * 0.9)
    figures.setPointSizeF(small.pointSizeF())
    free = free_room(geometry)
    size = _size_of(words, (big, small, figures), free.width())
    rect = room_beside(geometry, place, size, free)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.edge, 1.0))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(rect, 6, 6)
    inner = rect.adjusted(_PADDING, 4, -_PADDING, -4)
    if words.is_frozen:
        place_of_lock = QRectF(inner.right() - _LOCK, inner.top(), _LOCK, _LOCK + 1)
        paint_padlock(painter, place_of_lock, theme.accent, is_locked=True)
    painter.setFont(big)
    painter.setPen(theme.value)
    top = Qt.AlignmentFlag.AlignTop
    painter.drawText(inner, top, format_number(words.number))
    painter.setFont(small)
    painter.setPen(theme.quiet_text)
    right = top | Qt.AlignmentFlag.AlignRight
    lock = _LOCK + _PADDING if words.is_frozen else 0.0
    painter.drawText(inner.adjusted(0, 0, -lock, 0), right, words.corner)
    inner.setTop(inner.top() + QFontMetricsF(big).height())
    metrics = QFontMetricsF(small)
    mode = Qt.TextElideMode.ElideMiddle
    title = metrics.elidedText(words.title, mode, inner.width() + 1)
    painter.drawText(inner, top, title)
    inner.setTop(inner.top() + metrics.height() + _PADDING / 2)
    _paint_rows(painter, inner, words.lines, theme, (small, figures))


def _size_of(words: Words, fonts: tuple[QFont, QFont, QFont], widest: float) -> QSizeF:
    """How large a card is, in fonts for its number, its words and its figures."""
    big, metrics, figures = map(QFontMetricsF, fonts)
    lines = words.lines
    written = ("−0.0000e-00", *(text for _name, text in lines))
    numbers = max(map(figures.horizontalAdvance, written))
    names = max((metrics.horizontalAdvance(name) for name, _ in lines), default=0.0)
    width = max(
        big.horizontalAdvance("−0.00000")
        + _GAP
        + metrics.horizontalAdvance(words.corner)
        + (_LOCK + _PADDING if words.is_frozen else 0.0),
        metrics.horizontalAdvance(words.title),
        names + _GAP + numbers if lines else 0.0,
    )
    height = big.height() + metrics.height() * (1 + len(lines)) + _PADDING
    height += _PADDING / 2 if lines else 0.0
    return QSizeF(min(width + 2 * _PADDING, widest), height)


def _paint_rows(
    painter: QPainter,
    room: QRectF,
    rows: tuple[tuple[str, str], ...],
    theme: Theme,
    fonts: tuple[QFont, QFont],
) -> None:
    """Names at the left, their numbers at the right."""
    middle = Qt.AlignmentFlag.AlignVCenter
    line = QFontMetricsF(fonts[0]).height()
    for row, (name, text) in enumerate(rows):
        place = QRectF(room.left(), room.top() + row * line, room.width(), line)
        painter.setFont(fonts[0])
        painter.setPen(theme.quiet_text)
        painter.drawText(place, middle, name)
        painter.setFont(fonts[1])
        painter.setPen(theme.gradient if name.startswith("gradient") else theme.text)
        painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, text)


def room_beside(
    geometry: Geometry, place: LinkPlace | BiasPlace, size: QSizeF, free: QRectF
) -> QRectF:
    """Room for a card near *place* within *free*, clear of the neurons at its ends."""
    middle = geometry.middle_of(place)
    ends = [geometry.tiles[NeuronPlace(place.layer, place.index)]]
    if isinstance(place, LinkPlace):
        ends.append(geometry.tiles[NeuronPlace(place.layer - 1, place.source)])
    left = _within(
        middle.x() - size.width() / 2, free.left(), free.right(), size.width()
    )
    top = _within(
        middle.y() - size.height() / 2, free.top(), free.bottom(), size.height()
    )
    rects = [
        QRectF(QPointF(x, y), size)
        for x, y in (
            (left, middle.y() - size.height() - _DISTANCE),
            (left, middle.y() + _DISTANCE),
            (left, min(end.top() for end in ends) - size.height() - _DISTANCE),
            (left, max(end.bottom() for end in ends) + _DISTANCE),
            (max(end.right() for end in ends) + _DISTANCE, top),
            (min(end.left() for end in ends) - size.width() - _DISTANCE, top),
        )
    ]
    inside = [rect for rect in rects if free.contains(rect)]
    clear = [r for r in inside if not any(r.intersects(end) for end in ends)]
    return [*clear, *inside, QRectF(QPointF(left, top), size)][0]


def free_room(geometry: Geometry) -> QRectF:
    """Where neither buttons nor signs lie above what is painted."""
    left = geometry.tiles[NeuronPlace(0, 0)].right() + 2 * _EDGE
    right, bottom = geometry.width - _EDGE, geometry.height - FOOTER + _EDGE
    return QRectF(QPointF(left, HEADER - _EDGE), QPointF(right, bottom))


def _within(start: float, low: float, high: float, length: float) -> float:
    """The start next to *start* of what shall lie between *low* and *high*."""
    return max(min(start, high - length), low)
