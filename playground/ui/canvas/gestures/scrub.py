"""Changing a number by dragging on it."""

import math

from PySide6.QtCore import Qt
from typing_extensions import override

from playground.graph.edits import SetValues
from playground.graph.graph import NodeId
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag

FINE = 0.1
COARSE = 10.0


class Scrub(Gesture):
    """Drags a leaf's number: right and up for more, Shift fine, Ctrl coarse.

    All its edits are one undo step. A click without a drag selects the leaf.
    """

    scrolls = False

    def __init__(self, stage: Stage, pressed: Pointer, node_id: NodeId) -> None:
        super().__init__(stage, pressed)
        self._node = node_id
        self._start = self.document.graph.nodes[node_id].value
        self._value = self._start
        self._unit = unit(self._start)
        self._last = pressed.view
        self._key = object()
        self._is_dragging = False

    @override
    def move(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            if not is_drag(self.pressed, pointer):
                return
            self._is_dragging = True
            self._last = self.pressed.view
            self.stage.show_cursor(Qt.CursorShape.SizeHorCursor)
        step = pointer.view - self._last
        self._last = pointer.view
        size = self._unit * (FINE if pointer.has_shift else 1.0)
        size *= COARSE if pointer.has_control else 1.0
        self._value += (step.x() - step.y()) * size
        self._set(_rounded(self._value, self._unit * FINE))
        self.stage.show_hint("Shift: finer   Ctrl: coarser", pointer.view)

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            joins = pointer.has_shift or pointer.has_control
            before = self.scene.selected_ids if joins else []
            self.scene.select([*before, self._node])
            self.scene.current = self._node

    @override
    def cancel(self) -> None:
        if self._is_dragging:
            self._set(self._start)

    def _set(self, value: float) -> None:
        if value != self.document.graph.nodes[self._node].value:
            self.document.edit(SetValues({self._node: value}), gesture=self._key)


def unit(value: float) -> float:
    """What one pixel changes: a hundredth of the number's size, a power of ten."""
    size = max(abs(value), 0.1)
    return float(10.0 ** (math.floor(math.log10(size)) - 1)) / 2


def _rounded(value: float, grain: float) -> float:
    decimals = max(0, math.ceil(-math.log10(grain)))
    return round(value, decimals)
