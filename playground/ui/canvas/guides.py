"""Where a node that is being moved lines up with others, and with its wires."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from PySide6.QtCore import QLineF, QRectF

from playground.core.operations import Array
from playground.graph.graph import NodeId
from playground.ui.canvas.backdrop import GRID
from playground.ui.canvas.picture import NodePicture, Rows

_REACH: Final = 6.0
"""In pixels: how near it must come to snap."""


@dataclass(frozen=True, slots=True)
class Snap:
    """A position, and the lines along which it is in line."""

    x: float
    y: float
    lines: tuple[QLineF, ...] = ()


class Guides:
    """Lines through the nodes that stay while others move."""

    def __init__(
        self, nodes: NodePicture, lead: NodeId, moving: Rows, seen: QRectF
    ) -> None:
        """Prepare to line up *lead* with nodes in sight that are not *moving*."""
        stays = np.ones(len(nodes), dtype=bool)
        stays[moving] = False
        rows = nodes.inside(seen)
        # Dots line up with dots: their corners say nothing beside those of nodes.
        alike = nodes.dots[rows] == nodes.dots[nodes.index[lead]]
        rows = rows[stays[rows] & alike]
        self._size = nodes.sizes[nodes.index[lead]].tolist()
        self._at = nodes.positions[rows]
        self._ends = _straight(nodes, lead, stays)

    def snap(self, x: float, y: float, zoom: float) -> Snap:
        """The place near ``(x, y)`` that is in line; that place itself if none is."""
        reach = _REACH / zoom
        lines: list[QLineF] = []
        left = _nearest(self._at[:, 0], x, reach)
        # A straight wire is worth more than two tops in line.
        height = _nearest(self._ends[:, 0], y, reach)
        top = _nearest(self._at[:, 1], y, reach) if height is None else height
        x = x if left is None else left
        y = y if top is None else top
        if left is not None:
            tops = self._at[self._at[:, 0] == left][:, 1]
            low, high = min(y, tops.min()), max(y, tops.max()) + self._size[1]
            lines.append(QLineF(x, low, x, high))
        if height is not None:
            _, start, stop, at = self._ends[self._ends[:, 0] == height][0].tolist()
            lines.append(QLineF(start, at, stop, at))
        elif top is not None:
            lefts = self._at[self._at[:, 1] == top][:, 0]
            near, far = min(x, lefts.min()), max(x, lefts.max()) + self._size[0]
            lines.append(QLineF(near, y, far, y))
        return Snap(x, y, tuple(lines))


def on_grid(x: float, y: float) -> Snap:
    """The crossing of the grid's lines next to a place."""
    return Snap(GRID * round(x / GRID), GRID * round(y / GRID))


def _nearest(numbers: Array, wanted: float, reach: float) -> float | None:
    if not len(numbers):
        return None
    best = float(numbers[np.abs(numbers - wanted).argmin()])
    return best if abs(best - wanted) <= reach else None


def _straight(nodes: NodePicture, lead: NodeId, stays: Array) -> Array:
    """Heights at which a wire of *lead* would be straight.

    Shape ``(n, 4)``: the top of the node, the two ends of the wire, its own height.
    """
    found: list[tuple[float, float, float, float]] = []
    own = nodes.index[lead]
    node, top = nodes.nodes[own], float(nodes.positions[own, 1])
    for port, source in enumerate(node.operands):
        row = -1 if source is None else nodes.index.get(source, -1)
        if source is not None and row >= 0 and stays[row]:
            start, stop = nodes.output_point(source), nodes.input_point(lead, port)
            height = start.y() - (stop.y() - top)
            found.append((height, nodes.rect(row).left(), start.x(), start.y()))
    drop = nodes.output_point(lead).y() - top
    for row, other in enumerate(nodes.nodes):
        if stays[row] and lead in other.operands:
            for port, source in enumerate(other.operands):
                if source == lead:
                    stop = nodes.input_point(other.id, port)
                    right = nodes.rect(row).right()
                    found.append((stop.y() - drop, stop.x(), right, stop.y()))
    return np.array(found, dtype=float).reshape(-1, 4)
