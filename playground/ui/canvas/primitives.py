"""Qt's small value types laid over NumPy memory, for the array calls of QPainter.

PySide wants a list of QRectF or QLineF. Making thousands of them for each frame costs
more than drawing them, so they are made once and share their numbers with an array.
"""

from typing import Any, Generic, TypeVar

import numpy as np
from PySide6.QtCore import QLineF, QRectF
from shiboken6 import Shiboken

Primitive = TypeVar("Primitive", QRectF, QLineF)
_ROOM = 64


class PrimitiveArray(Generic[Primitive]):
    """As many rectangles or lines as rows of `numbers`, shape ``(n, 4)``.

    `items` see every change of `numbers` at once, and must not outlive this object,
    which owns their memory.
    """

    def __init__(self, kind: type[Primitive]) -> None:
        self._kind: type[Primitive] = kind
        self._memory = np.zeros((0, 4))
        self._all: list[Primitive] = []
        self._size = 0

    @property
    def numbers(self) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
        """The rows: x, y, width, height of rectangles; x1, y1, x2, y2 of lines."""
        return self._memory[: self._size]

    @property
    def items(self) -> list[Primitive]:
        """The primitives, in order of the rows."""
        return self._all[: self._size]

    def resize(self, size: int) -> None:
        """Hold *size* rows; their numbers are to be set anew."""
        self._size = size
        if size > len(self._memory):
            # The old wrappers go before the memory they look at.
            self._all.clear()
            self._memory = np.zeros((size + size // 2 + _ROOM, 4))
            address, stride = self._memory.ctypes.data, self._memory.strides[0]
            for row in range(len(self._memory)):
                item: Any = Shiboken.wrapInstance(address + stride * row, self._kind)
                self._all.append(item)

    def chosen(
        self, rows: np.ndarray[tuple[int], np.dtype[np.intp]]
    ) -> list[Primitive]:
        """The primitives of *rows*."""
        if len(rows) == self._size:
            return self.items
        return [self._all[row] for row in rows.tolist()]
