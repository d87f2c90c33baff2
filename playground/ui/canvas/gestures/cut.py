"""Cutting wires by drawing a line across them."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from typing_extensions import override

from playground.core.operations import Array
from playground.graph.edits import Connect
from playground.graph.graph import Link, NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag

_PIECES = 24


class CutWires(Gesture):
    """Disconnects every wire that the line drawn crosses, as one step."""

    def __init__(self, stage: Stage, pressed: Pointer) -> None:
        super().__init__(stage, pressed)
        self._line = [pressed.scene]
        self._cut: dict[tuple[NodeId, int], None] = {}
        self._is_dragging = False

    @override
    def move(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            if not is_drag(self.pressed, pointer):
                return
            self._is_dragging = True
            self.stage.show_cursor(Qt.CursorShape.CrossCursor)
        for key in self._crossed(self._line[-1], pointer.scene):
            self._cut[key] = None
        self._line.append(pointer.scene)
        self.scene.overlay.show_cut(self._line)
        if len(self._cut) != len(self.scene.marks.cut):
            self.scene.marks.cut = frozenset(self._cut)
            self.scene.layer.update()
        count = len(self._cut)
        words = f"cuts {count} wire{'' if count == 1 else 's'}" if count else ""
        self.stage.show_hint(words, pointer.view)

    @override
    def release(self, pointer: Pointer) -> None:
        self.cancel()
        links = tuple(Link(target, port, None) for target, port in self._cut)
        if links:
            self.document.edit(Connect(links))

    @override
    def cancel(self) -> None:
        self.scene.overlay.clear()
        self.scene.marks.cut = frozenset()
        self.scene.layer.update()

    def _crossed(self, start: QPointF, stop: QPointF) -> list[tuple[NodeId, int]]:
        """Wires that the way from one point to the next crosses."""
        wires = self.scene.wires
        reach = QRectF(start, stop).normalized().adjusted(-1, -1, 1, 1)
        rows = wires.inside(reach)
        if not len(rows):
            return []
        controls = geometry.wire_controls(wires.ends[rows])
        pieces = geometry.flattened(controls, _PIECES)
        way = np.array([*start.toTuple(), *stop.toTuple()], dtype=float)
        hit = _crosses(pieces, way).reshape(len(rows), _PIECES).any(axis=1)
        links = [wires.links[row] for row in rows[hit].tolist()]
        return [(link.target, link.port) for link in links]


def _crosses(pieces: Array, way: Array) -> Array:
    """Which straight *pieces*, shape ``(n, 4)``, the piece *way* crosses."""
    a, b, c, d = pieces[:, :2], pieces[:, 2:], way[:2], way[2:]
    apart = _side(a, b, c) != _side(a, b, d)
    return np.asarray(apart & (_side(c, d, a) != _side(c, d, b)))


def _side(start: Array, stop: Array, point: Array) -> Array:
    """On which side of the line from *start* to *stop* a point lies."""
    way, off = stop - start, point - start
    return np.asarray(way[..., 0] * off[..., 1] - way[..., 1] * off[..., 0] > 0)
