"""The card beside a weight or a bias: its number, and what moves it."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen

from playground.training.snapshot import Details
from playground.ui.network.geometry import Geometry
from playground.ui.network.locks import paint_padlock
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace
from playground.ui.numbers import format_number
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
    """

    name: str
    title: str
    number: float
    rows: tuple[tuple[str, float], ...]
    is_frozen: bool


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
    big_metrics, metrics = QFontMetricsF(big), QFontMetricsF(small)
    widest = QFontMetricsF(figures).horizontalAdvance("−0.0000e-00")
    names = max((metrics.horizontalAdvance(n) for n, _v in words.rows), default=0.0)
    corner = f"{words.name}, frozen" if words.is_frozen else words.name
    lock = _LOCK + _PADDING if words.is_frozen else 0.0
    width = max(
        big_metrics.horizontalAdvance("−0.00000")
        + _GAP
        + metrics.horizontalAdvance(corner)
        + lock,
        metrics.horizontalAdvance(words.title),
        names + _GAP + widest if words.rows else 0.0,
    )
    line = metrics.height()
    height = big_metrics.height() + line * (1 + len(words.rows)) + _PADDING
    height += _PADDING / 2 if words.rows else 0.0
    rect = _beside(geometry, place, QSizeF(width + 2 * _PADDING, height))
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
    painter.drawText(inner.adjusted(0, 0, -lock, 0), right, corner)
    inner.setTop(inner.top() + big_metrics.height())
    painter.drawText(inner, top, words.title)
    inner.setTop(inner.top() + line + _PADDING / 2)
    _paint_rows(painter, inner, words.rows, theme, (small, figures))


def _paint_rows(
    painter: QPainter,
    room: QRectF,
    rows: tuple[tuple[str, float], ...],
    theme: Theme,
    fonts: tuple[QFont, QFont],
) -> None:
    """Names at the left, their numbers at the right."""
    top = Qt.AlignmentFlag.AlignTop
    line = QFontMetricsF(fonts[0]).height()
    for name, value in rows:
        painter.setFont(fonts[0])
        painter.setPen(theme.quiet_text)
        painter.drawText(room, top, name)
        painter.setFont(fonts[1])
        painter.setPen(theme.gradient if name.startswith("gradient") else theme.text)
        number = format_number(value)
        painter.drawText(room, top | Qt.AlignmentFlag.AlignRight, number)
        room.setTop(room.top() + line)


def _beside(geometry: Geometry, place: LinkPlace | BiasPlace, size: QSizeF) -> QRectF:
    """Room for a card near *place*, clear of the neurons at its ends."""
    middle = geometry.middle_of(place)
    ends = [geometry.tiles[NeuronPlace(place.layer, place.index)]]
    if isinstance(place, LinkPlace):
        ends.append(geometry.tiles[NeuronPlace(place.layer - 1, place.source)])
    # The buttons of the features lie above whatever is painted here.
    features = geometry.tiles[NeuronPlace(0, 0)].right() + 2 * _EDGE
    room = geometry.width - size.width() - _EDGE
    left = max(min(middle.x() - size.width() / 2, room), features)
    rects = [
        QRectF(QPointF(left, top), size)
        for top in (
            middle.y() - size.height() - _DISTANCE,
            middle.y() + _DISTANCE,
            min(end.top() for end in ends) - size.height() - _DISTANCE,
            max(end.bottom() for end in ends) + _DISTANCE,
        )
    ]
    inside = [rect for rect in rects if rect.top() > _EDGE]
    clear = [r for r in inside if not any(r.intersects(end) for end in ends)]
    return (clear or inside)[0]
