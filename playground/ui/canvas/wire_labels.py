"""Numbers on wires: the value that runs forward and the gradient that runs back."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from playground.core.operations import Array
from playground.ui.canvas import geometry
from playground.ui.canvas.flows import Flows
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture
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
        self._font = number_font(8)
        self._font.setPixelSize(11)
        metrics = QFontMetricsF(self._font)
        self._figure = metrics.horizontalAdvance("0")
        self._baseline = (metrics.ascent() - metrics.descent()) / 2
        self.theme = theme

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

    def places(
        self, rows: Rows, node_rows: Rows, first: Rows
    ) -> list[tuple[int, QRectF]]:
        """Which labels are shown, and where; none covers a node or another one."""
        at = self._nodes.positions[node_rows]
        room = geometry.PORT + 1
        taken = np.concatenate([at - room, at + geometry.SIZE + room], axis=1)
        found: list[tuple[int, QRectF]] = []
        others = rows[~np.isin(rows, first)]
        for row in (*first.tolist(), *others.tolist()):
            boxes = self._boxes(row)
            free = ~(
                (boxes[:, None, 0] < taken[None, :, 2])
                & (boxes[:, None, 2] > taken[None, :, 0])
                & (boxes[:, None, 1] < taken[None, :, 3])
                & (boxes[:, None, 3] > taken[None, :, 1])
            ).any(axis=1)
            if not free.any() and row not in first:
                continue
            box = boxes[int(free.argmax())]
            taken = np.concatenate([taken, box[None]])
            left, top, right, bottom = box.tolist()
            found.append((row, QRectF(QPointF(left, top), QPointF(right, bottom))))
        return found

    def texts(self, row: int) -> tuple[str, str]:
        """The two numbers of a wire."""
        value = float(self._nodes.values[self._wires.sources[row]])
        gradient = float(self._flows.gradients()[row])
        return tuple(  # type: ignore[return-value]  # of two
            "–" if np.isnan(number) else format_number(number)
            for number in (value, gradient)
        )

    def _boxes(self, row: int) -> Array:
        """Where the label may be, shape ``(n, 4)``: left, top, right, bottom."""
        width = max(map(len, self.texts(row))) * self._figure + 2 * _PADDING
        half = np.array([width / 2, _LINE + 1])
        controls = geometry.wire_controls(self._wires.ends[row : row + 1])
        middles = geometry.points_at(controls, np.array(_SHARES))[0]
        return np.concatenate([middles - half, middles + half], axis=1)

    def _paint_one(self, painter: QPainter, row: int, box: QRectF) -> None:
        theme = self.theme
        painter.setPen(QPen(theme.edge, 1))
        painter.setBrush(theme.canvas)
        painter.drawRoundedRect(box, 4, 4)
        colors: tuple[QColor, QColor] = (theme.value, theme.gradient)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for line, (text, color) in enumerate(zip(self.texts(row), colors, strict=True)):
            left = box.right() - _PADDING - len(text) * self._figure
            middle = box.top() + 1 + _LINE * (line + 0.5)
            painter.setPen(color)
            painter.drawText(QPointF(left, middle + self._baseline), text)
