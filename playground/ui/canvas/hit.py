"""What lies under a point of the canvas, with areas made for hands."""

from dataclasses import dataclass
from enum import Enum, auto
from typing import Final, TypeAlias

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt

from playground.graph.frames import FrameId
from playground.graph.graph import Link, NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.picture import NodePicture, WirePicture

NO_EDGE: Final = Qt.Edge(0)


class Part(Enum):
    """The parts of a node that answer differently."""

    BODY = auto()
    TITLE = auto()
    VALUE = auto()
    DOT = auto()


@dataclass(frozen=True, slots=True)
class NodeHit:
    """A part of a node."""

    node: NodeId
    part: Part


@dataclass(frozen=True, slots=True)
class OutputHit:
    """The output port of a node."""

    node: NodeId


@dataclass(frozen=True, slots=True)
class InputHit:
    """An input port of a node."""

    node: NodeId
    port: int


@dataclass(frozen=True, slots=True)
class WireHit:
    """A wire, and where along it: 0 at its source, 1 at its target."""

    link: Link
    along: float


class FramePart(Enum):
    """The parts of a frame that answer to the hand; between them is open canvas."""

    TITLE = auto()
    NOTE = auto()
    EDGE = auto()


@dataclass(frozen=True, slots=True)
class FrameHit:
    """A part of a frame, which of its edges (two at a corner), which link."""

    frame: FrameId
    part: FramePart
    edges: Qt.Edge = NO_EDGE
    link: str = ""


Hit: TypeAlias = NodeHit | OutputHit | InputHit | WireHit | FrameHit | None

_WIRE_REACH = 7.0
_TALLEST_GRAB = 2.5


def hit(nodes: NodePicture, wires: WirePicture, point: QPointF, zoom: float) -> Hit:
    """What the hand means by *point* in scene units: the top node, else a wire."""
    grab = geometry.GRAB * min(max(1.0, 0.8 / zoom), _TALLEST_GRAB)
    around = QRectF(point.x() - grab, point.y() - grab, 2 * grab, 2 * grab)
    for row in reversed(nodes.inside(around).tolist()):
        if nodes.dots[row]:
            found = _dot_at(nodes, row, point, grab)
        else:
            found = _port_at(nodes, row, point, grab) or _part_at(nodes, row, point)
        if found is not None:
            return found
    return _wire_at(wires, point, _WIRE_REACH / zoom)


def _dot_at(nodes: NodePicture, row: int, point: QPointF, grab: float) -> Hit:
    """A dot moves by its middle; wires come off its sides."""
    node_id = nodes.ids[row]
    way = point - nodes.rect(row).center()
    reach = float(np.hypot(way.x(), way.y()))
    if reach <= max(geometry.DOT / 2 + 1, 0.6 * grab):
        return NodeHit(node_id, Part.BODY)
    if reach > grab + geometry.DOT / 2 or abs(way.y()) > abs(way.x()):
        return None
    return OutputHit(node_id) if way.x() > 0 else InputHit(node_id, 0)


def _port_at(nodes: NodePicture, row: int, point: QPointF, grab: float) -> Hit:
    node = nodes.nodes[row]
    x, y = nodes.positions[row].tolist()
    # Inside the node the area is narrower, so that the numbers stay in reach.
    if _is_near(point, geometry.output_point(x, y), grab, inward=-1):
        return OutputHit(node.id)
    arity = len(node.operands)
    gaps = [
        (abs(point.y() - geometry.input_point(x, y, arity, port).y()), port)
        for port in range(arity)
        if _is_near(point, geometry.input_point(x, y, arity, port), grab, inward=1)
    ]
    return InputHit(node.id, min(gaps)[1]) if gaps else None


def _is_near(point: QPointF, port: QPointF, grab: float, *, inward: int) -> bool:
    dx, dy = point.x() - port.x(), point.y() - port.y()
    reach = 0.75 * geometry.GRAB if dx * inward > 0 else grab
    return bool(np.hypot(dx, dy) <= reach)


def _part_at(nodes: NodePicture, row: int, point: QPointF) -> Hit:
    node = nodes.nodes[row]
    x, y = nodes.positions[row].tolist()
    if not geometry.node_rect(x, y).contains(point):
        return None
    part = Part.BODY
    if node.is_leaf and geometry.dot_rect(x, y).adjusted(-5, -5, 5, 5).contains(point):
        part = Part.DOT
    elif geometry.title_rect(x, y).contains(point):
        part = Part.TITLE
    elif node.is_leaf and geometry.row_rect(x, y, 0).contains(point):
        part = Part.VALUE
    return NodeHit(node.id, part)


def _wire_at(wires: WirePicture, point: QPointF, reach: float) -> Hit:
    around = QRectF(point.x() - reach, point.y() - reach, 2 * reach, 2 * reach)
    rows = wires.inside(around)
    if not len(rows):
        return None
    controls = geometry.wire_controls(wires.ends[rows])
    gaps, shares = geometry.distances(controls, point.x(), point.y())
    best = int(gaps.argmin())
    if gaps[best] > reach:
        return None
    return WireHit(wires.links[int(rows[best])], float(shares[best]))
