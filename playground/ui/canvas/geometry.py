"""Where things are on a node and along a wire, in scene units. Paints nothing.

Functions that take arrays work on many nodes or wires at once; a position is always the
top left corner of a node.
"""

from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QPainterPath

from playground.core.operations import Array
from playground.graph.graph import Node

WIDTH: Final = 112.0
TITLE: Final = 22.0
ROW: Final = 16.0
HEIGHT: Final = TITLE + 2 * ROW + 6.0
SIZE: Final = (WIDTH, HEIGHT)
CORNER: Final = 6.0
PADDING: Final = 10.0

DOT: Final = 12.0
"""Width and height of a dot on a wire."""
DOT_SIZE: Final = (DOT, DOT)

PORT: Final = 4.0
"""Radius of a port's dot."""
GRAB: Final = 11.0
"""Radius within which a port is grabbed; larger than its dot on purpose."""
REACH: Final = 44.0
"""How far beyond its node's rectangle a node paints: roles, rings, words."""

_CURVE_SAMPLES: Final = 24


def size_of(node: Node) -> tuple[float, float]:
    """Width and height of a node."""
    return DOT_SIZE if node.is_dot else SIZE


def rect_of(node: Node) -> QRectF:
    """The rectangle of a node where its graph has it."""
    return QRectF(QPointF(*node.position), QSizeF(*size_of(node)))


def node_rect(x: float, y: float) -> QRectF:
    """The rectangle of a node."""
    return QRectF(x, y, WIDTH, HEIGHT)


def row_rect(x: float, y: float, row: int) -> QRectF:
    """The line of the value (row 0) or of the gradient (row 1)."""
    return QRectF(x + 4, y + TITLE + 3 + row * ROW, WIDTH - 8, ROW)


def title_rect(x: float, y: float) -> QRectF:
    """The title bar."""
    return QRectF(x, y, WIDTH, TITLE)


def dot_rect(x: float, y: float) -> QRectF:
    """The learnable dot of a leaf."""
    return QRectF(x + WIDTH - PADDING - 7, y + TITLE / 2 - 3.5, 7, 7)


def output_point(x: float, y: float) -> QPointF:
    """Where the wires of a node's result begin."""
    return QPointF(x + WIDTH, y + HEIGHT / 2)


def input_point(x: float, y: float, arity: int, port: int) -> QPointF:
    """Where the wire of an operand ends."""
    return QPointF(x, y + HEIGHT * (port + 1) / (arity + 1))


def port_radius(arity: int) -> float:
    """Radius of the dots of so many inputs, which do not touch each other."""
    return min(PORT, 0.45 * HEIGHT / (arity + 1))


def input_heights(arities: ArrayLike, ports: ArrayLike) -> Array:
    """Height of input ports below the top of their nodes, for arrays."""
    share = (np.asarray(ports) + 1) / (np.asarray(arities) + 1)
    return np.asarray(HEIGHT * share, dtype=np.float64)


def wire_controls(ends: Array) -> Array:
    """Control points of the cubics that join *ends*.

    Args:
        ends: Shape ``(m, 4)``: x and y of the output, x and y of the input.

    Returns:
        Shape ``(m, 4, 2)``.
    """
    start, stop = ends[:, :2], ends[:, 2:]
    across = stop - start
    loose = np.minimum(90.0, 0.4 * np.hypot(across[:, 0], across[:, 1]))
    reach = np.maximum(0.5 * across[:, 0], loose)
    controls = np.empty((len(ends), 4, 2))
    controls[:, 0], controls[:, 3] = start, stop
    controls[:, 1], controls[:, 2] = start, stop
    controls[:, 1, 0] += reach
    controls[:, 2, 0] -= reach
    return controls


def wire_path(controls: Array) -> QPainterPath:
    """The path of one wire from its control points, shape ``(4, 2)``."""
    (x0, y0), (x1, y1), (x2, y2), (x3, y3) = controls.tolist()
    path = QPainterPath(QPointF(x0, y0))
    path.cubicTo(x1, y1, x2, y2, x3, y3)
    return path


def flattened(controls: Array, pieces: int) -> Array:
    """Wires as straight pieces: shape ``(m * pieces, 4)`` as x1, y1, x2, y2."""
    points = points_at(controls, np.linspace(0, 1, pieces + 1))
    return np.concatenate([points[:, :-1], points[:, 1:]], axis=2).reshape(-1, 4)


def wire_boxes(controls: Array) -> Array:
    """Bounds of wires: shape ``(m, 4)`` as left, top, right, bottom."""
    return np.concatenate([controls.min(axis=1), controls.max(axis=1)], axis=1)


def distances(controls: Array, x: float, y: float) -> tuple[Array, Array]:
    """How far a point is from each wire, and where along it (0 to 1)."""
    points = points_at(controls, np.linspace(0, 1, _CURVE_SAMPLES))
    start, step = points[:, :-1], np.diff(points, axis=1)
    offset = np.array([x, y]) - start
    length = np.maximum((step**2).sum(axis=2), 1e-12)
    along = np.clip((offset * step).sum(axis=2) / length, 0, 1)
    gap = np.hypot(*np.moveaxis(offset - along[..., None] * step, 2, 0))
    nearest = gap.argmin(axis=1)
    rows = np.arange(len(controls))
    share = (nearest + along[rows, nearest]) / (_CURVE_SAMPLES - 1)
    return gap[rows, nearest], share


def points_at(controls: Array, t: Array) -> Array:
    """Points along cubics at the shares *t*: shape ``(m, len(t), 2)``."""
    basis = np.stack([(1 - t) ** 3, 3 * t * (1 - t) ** 2, 3 * t**2 * (1 - t), t**3])
    points: Array = np.einsum("kt,mkd->mtd", basis, controls)
    return points


def overlapping(boxes: Array, rect: QRectF) -> NDArray[np.bool_]:
    """Which *boxes* (left, top, right, bottom) meet *rect*."""
    return np.asarray(
        (boxes[:, 0] <= rect.right())
        & (boxes[:, 2] >= rect.left())
        & (boxes[:, 1] <= rect.bottom())
        & (boxes[:, 3] >= rect.top())
    )
