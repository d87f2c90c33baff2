"""Edits of frames, from what lies where. Touches no widget."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

from playground.graph.edits import Edit, Edits, MoveNodes
from playground.graph.frame_edits import ChangeFrames
from playground.graph.frames import LEAST_SIZE, Frame, FrameId
from playground.graph.graph import Graph, Node, NodeId
from playground.ui.canvas import geometry

PADDING = 14.0
"""Between a frame's edge and the nodes it is put around."""
HEAD = 26.0 + PADDING
"""Above them, for the title."""

Places = Mapping[NodeId, tuple[float, float]]


def rect_of(frame: Frame) -> QRectF:
    """A frame's rectangle."""
    return QRectF(QPointF(*frame.position), QSizeF(*frame.size))


def placed(frame: Frame, rect: QRectF) -> Frame:
    """The frame with another rectangle, in whole units and never too small."""
    left, top = float(round(rect.left())), float(round(rect.top()))
    width = max(LEAST_SIZE[0], float(round(rect.right()) - left))
    height = max(LEAST_SIZE[1], float(round(rect.bottom()) - top))
    return replace(frame, position=(left, top), size=(width, height))


def moved(frame: Frame, dx: float, dy: float) -> Frame:
    """The frame moved by a way, in whole units."""
    x, y = frame.position
    return replace(frame, position=(float(round(x + dx)), float(round(y + dy))))


def around(bounds: QRectF) -> QRectF:
    """The rectangle of a frame around nodes or frames."""
    return bounds.adjusted(-PADDING, -HEAD, PADDING, PADDING)


def contents(frame: Frame, nodes: Iterable[Node]) -> set[NodeId]:
    """The nodes whose middle lies in *frame*."""
    return {n.id for n in nodes if frame.holds(*geometry.rect_of(n).center().toTuple())}


def keeping_frames(graph: Graph, edit: Edit) -> Edit:
    """*edit*, with every frame going along with the nodes in it that it moves.

    A frame all of whose nodes move the same way moves that way; another one grows to
    hold them where they go.
    """
    if not graph.frames or not isinstance(edit, Edits):
        return edit
    places: dict[NodeId, tuple[float, float]] = {}
    for part in edit.edits:
        if isinstance(part, MoveNodes):
            places |= {i: at for i, at in part.positions.items() if i in graph.nodes}
    changed = [
        after
        for frame in graph.frames.values()
        if (after := _following(graph, frame, places)) != frame
    ]
    if not changed:
        return edit
    change = ChangeFrames(tuple(changed), edit.title)
    return Edits((*edit.edits, change), edit.title)


def _following(graph: Graph, frame: Frame, places: Places) -> Frame:
    inside = contents(frame, graph.nodes.values())
    if inside.isdisjoint(places):
        return frame
    ways = {
        _way(graph.nodes[i].position, places.get(i, graph.nodes[i].position))
        for i in inside
    }
    if len(ways) == 1:
        return moved(frame, *ways.pop())
    needed = QRectF()
    for node_id in inside:
        node = graph.nodes[node_id]
        rect = geometry.rect_of(node)
        rect.moveTo(*places.get(node_id, node.position))
        needed |= rect
    return placed(frame, rect_of(frame) | around(needed))


def _way(start: tuple[float, float], stop: tuple[float, float]) -> tuple[float, float]:
    return stop[0] - start[0], stop[1] - start[1]


def duplicates(
    graph: Graph, ids: Collection[FrameId], offset: tuple[float, float]
) -> tuple[Frame, ...]:
    """Copies of frames, moved by *offset*."""
    return tuple(
        replace(moved(graph.frames[i], *offset), id=graph.new_frame_id())
        for i in sorted(ids)
    )
