"""Where words stand beside nodes, and whether they would cover something there."""

from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from playground.core.operations import Array
from playground.ui.canvas import geometry
from playground.ui.canvas.picture import NodePicture, Rows

LINE: Final = 12.0
"""Height of a line of words."""
ABOVE: Final = QRectF(2, -LINE - 2, geometry.WIDTH - 4, LINE)
"""Where a node says that it is the output or an input, from its corner."""
BELOW: Final = QRectF(-14, geometry.HEIGHT + 2, geometry.WIDTH + 28, LINE)
"""Where a node says what is wrong with it."""
GAP: Final = 25.0
"""Width that layouts leave for a role between two nodes."""
_ROLE: Final = QRectF(-70, -LINE / 2, 63.5, LINE)


def role_rect(at: QPointF) -> QRectF:
    """Where the role of an open input stands, whose port is *at*."""
    return _ROLE.translated(at)


class WordsBeside:
    """What the words beside the nodes of *picture* must not cover."""

    def __init__(self, picture: NodePicture) -> None:
        self._picture = picture

    def boxes(self, rows: Rows, *, with_roles: bool = False) -> Array:
        """Bounds of nodes with their words: left, top, right, bottom, ``(n, 4)``.

        What is wrong with a node always has its words; roles give way to all others.
        """
        picture = self._picture
        at = picture.positions[rows]
        boxes = np.concatenate([at, at + geometry.SIZE], axis=1)
        failed = picture.failed[rows]
        boxes[failed, 0] += BELOW.left()
        boxes[failed, 2] += BELOW.right() - geometry.WIDTH
        boxes[failed, 3] += BELOW.bottom() - geometry.HEIGHT
        for place, row in enumerate(rows.tolist()):
            node = picture.nodes[row]
            if node.id == picture.output or node.id in picture.inputs:
                boxes[place, 1] += ABOVE.top()
            if with_roles and None in node.operands:
                boxes[place, 0] += _ROLE.left()
        return boxes

    def is_clear(self, row: int, rect: QRectF) -> bool:
        """Whether words of a node in *rect*, from its corner, cover no other node."""
        picture = self._picture
        x, y = picture.positions[row].tolist()
        around = rect.translated(x, y)
        reach = geometry.REACH
        near = picture.inside(around.adjusted(-reach, -reach, reach, reach))
        near = near[near != row]
        if not len(near):
            return True
        inner = around.adjusted(0.1, 1.0, -0.1, -1.0)
        return not geometry.overlapping(self.boxes(near), inner).any()
