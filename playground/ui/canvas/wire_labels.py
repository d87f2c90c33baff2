"""Numbers on wires: the value that runs forward and the gradient that runs back."""

import math
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.core.operations import Array
from playground.ui.canvas import geometry
from playground.ui.canvas.flows import Flows
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture
from playground.ui.canvas.words_beside import WordsBeside
from playground.ui.numbers import format_number
from playground.ui.theme import Theme, number_font

LABEL_REACH: Final = 48.0
"""How far beyond its wire a label may reach, in scene units."""

_LINE: Final = 12.0
_PADDING: Final = 4.0
_SHARES: Final = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74)
"""Where along a wire its label may be, the best place first."""


class WireLabels:
    """Paints the numbers of some wires where they cover nothing."""

    def __init__(
        self, nodes: NodePicture, wires: WirePicture, flows: Flows, theme: Theme
    ) -> None:
        self._nodes = nodes
        self._wires = wires
        self._flows = flows
        self._words = WordsBeside(nodes)
        self._font = number_font(8)
        self._font.setPixelSize(11)
        metrics = QFontMetricsF(self._font)
        self._figure = metrics.horizontalAdvance("0")
        self._baseline = (metrics.ascent() - metrics.descent()) / 2
        self.wear(theme)

    def wear(self, theme: Theme) -> None:
        """Take the colours of *theme*."""
        self.theme = theme
        self._edge = QPen(theme.edge, 1)

    def paint(
        self, painter: QPainter, rows: Rows, node_rows: Rows, first: Rows
    ) -> None:
        """Label the wires of *rows*.

        Args:
            painter: In scene units.
            rows: Wires to label where there is room.
            node_rows: Nodes that labels must not cover.
            first: Wires that get a label in any case, if need be above nodes.
        """
        painter.setFont(self._font)
        for row, box in self.places(rows, node_rows, first):
            self._paint_one(painter, row, box)

    def near(self, rows: Rows, rect: QRectF) -> Rows:
        """Those wires of *rows* that may have a label in *rect*, or push one there."""
        reach = LABEL_REACH
        around = rect.adjusted(-reach, -reach, reach, reach)
        controls = geometry.wire_controls(self._wires.ends[rows])
        x, y = np.moveaxis(geometry.points_at(controls, np.array(_SHARES)), 2, 0)
        is_near = (x >= around.left()) & (x <= around.right())
        is_near &= (y >= around.top()) & (y <= around.bottom())
        near: Rows = rows[is_near.any(axis=1)]
        return near

    def places(
        self, rows: Rows, node_rows: Rows, first: Rows
    ) -> list[tuple[int, QRectF]]:
        """Which labels are shown, and where; none covers a node or another one."""
        others = rows[~np.isin(rows, first)]
        order = np.concatenate([first, others])
        if not len(order):
            return []
        room = geometry.PORT + 1
        nodes = self._words.boxes(node_rows, with_roles=True)
        nodes += (-room, -room, room, room)
        boxes = self._boxes(order)
        covering = _meet(boxes.reshape(-1, 4), nodes)
        free = (covering.sum(axis=1) == 0).reshape(boxes.shape[:2])
        taken = np.zeros((len(order), 4))
        found: list[tuple[int, QRectF]] = []
        for place in range(len(order)):
            is_free = free[place]
            must = place < len(first)
            if not must and not is_free.any():
                continue
            choice = boxes[place][is_free] if is_free.any() else boxes[place]
            open_ = ~_meet(choice, taken[: len(found)]).any(axis=1)
            if not must and not open_.any():
                continue
            box = taken[len(found)] = choice[int(open_.argmax())]
            left, top, right, bottom = box.tolist()
            rect = QRectF(QPointF(left, top), QPointF(right, bottom))
            found.append((int(order[place]), rect))
        return found

    def texts(self, row: int) -> tuple[str, str]:
        """The two numbers of a wire."""
        value = float(self._nodes.values[self._wires.sources[row]])
        gradient = float(self._flows.gradients()[row])
        return _text(value), _text(gradient)

    def _boxes(self, rows: Rows) -> Array:
        """Where labels may be, shape ``(n, 7, 4)``: left, top, right, bottom."""
        lengths = [max(map(len, self.texts(row))) for row in rows.tolist()]
        half = np.empty((len(rows), 1, 2))
        half[:, 0, 0] = np.array(lengths) * self._figure / 2 + _PADDING
        half[:, 0, 1] = _LINE + 1
        controls = geometry.wire_controls(self._wires.ends[rows])
        middles = geometry.points_at(controls, np.array(_SHARES))
        return np.concatenate([middles - half, middles + half], axis=2)

    def _paint_one(self, painter: QPainter, row: int, box: QRectF) -> None:
        theme = self.theme
        painter.setPen(self._edge)
        painter.setBrush(theme.canvas)
        painter.drawRoundedRect(box, 4, 4)
        colors: tuple[QColor, QColor] = (theme.value, theme.gradient)
        for line, (text, color) in enumerate(zip(self.texts(row), colors, strict=True)):
            left = box.right() - _PADDING - len(text) * self._figure
            middle = box.top() + 1 + _LINE * (line + 0.5)
            painter.setPen(color)
            painter.drawText(QPointF(left, middle + self._baseline), text)


@lru_cache(maxsize=4096)
def _text(number: float) -> str:
    return "–" if math.isnan(number) else format_number(number)


def _meet(boxes: Array, others: Array) -> NDArray[np.bool_]:
    """Which boxes meet which others, shape ``(n, m)``."""
    return np.asarray(
        (boxes[:, None, 0] < others[None, :, 2])
        & (boxes[:, None, 2] > others[None, :, 0])
        & (boxes[:, None, 1] < others[None, :, 3])
        & (boxes[:, None, 3] > others[None, :, 1])
    )
