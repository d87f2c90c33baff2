"""Edits that bring nodes into order: layers, lines, even distances."""

from collections.abc import Collection
from enum import Enum

from playground.graph.edits import Edit, Edits, MoveNodes
from playground.graph.graph import Graph, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT, layered

Places = dict[NodeId, tuple[float, float]]


class Side(Enum):
    """What nodes are aligned by: an axis (0 across, 1 down), and which of them leads.

    Nodes are all of one size, so their left edges are in line when the right ones are.
    """

    LEFT = 0, min
    RIGHT = 0, max
    TOP = 1, min
    BOTTOM = 1, max


def tidied(
    graph: Graph, ids: Collection[NodeId], width: float = LAYER_WIDTH
) -> Edit | None:
    """Nodes in layers, where they are now; all nodes without *ids*.

    Args:
        graph: Where they live.
        ids: The nodes, at least two; others stay, and are not covered.
        width: Distance between the left edges of two layers.
    """
    chosen = list(ids) or list(graph.nodes)
    places = {
        i: (x * width / LAYER_WIDTH, y) for i, (x, y) in layered(graph, chosen).items()
    }
    before = [graph.nodes[i].position for i in chosen]
    if not before:
        return None
    left, top = min(x for x, _ in before), min(y for _, y in before)
    others = [n.position for n in graph.nodes.values() if n.id not in places]
    moved = {i: (x + left, y + top) for i, (x, y) in places.items()}
    return _edit(graph, _clear_of(moved, others), "Tidy")


def aligned(graph: Graph, ids: Collection[NodeId], side: Side) -> Edit | None:
    """Nodes in one line; those that would cover each other are moved apart."""
    axis, leading = side.value
    places = {i: graph.nodes[i].position for i in ids}
    if not places:
        return None
    goal = leading(place[axis] for place in places.values())
    along, gap = 1 - axis, _gap(1 - axis)
    moved: Places = {}
    free = float("-inf")
    for node_id in sorted(places, key=lambda i: (places[i][along], places[i][axis])):
        at = max(places[node_id][along], free)
        moved[node_id] = (goal, at) if axis == 0 else (at, goal)
        free = at + gap
    return _edit(graph, moved, f"Align {len(moved)} nodes")


def distributed(graph: Graph, ids: Collection[NodeId], axis: int) -> Edit | None:
    """Nodes at even distances between the first and the last, across (0) or down (1).

    Their order stays. Where there is too little room the last one gives way.
    """
    order = sorted(ids, key=lambda i: graph.nodes[i].position[axis])
    if len(order) < 3:  # noqa: PLR2004  two are at even distances
        return None
    first, last = (graph.nodes[i].position[axis] for i in (order[0], order[-1]))
    step = (last - first) / (len(order) - 1)
    if _is_a_line(graph, order, axis):
        step = max(step, _gap(axis))
    moved: Places = {}
    for number, node_id in enumerate(order):
        x, y = graph.nodes[node_id].position
        at = float(round(first + number * step))
        moved[node_id] = (at, y) if axis == 0 else (x, at)
    return _edit(graph, moved, f"Distribute {len(moved)} nodes")


def _gap(axis: int) -> float:
    """From one node to the next, so that there is air between them."""
    return ROW_HEIGHT if axis else LAYER_WIDTH


def _is_a_line(graph: Graph, order: Collection[NodeId], axis: int) -> bool:
    """Whether nodes that come too near to each other along *axis* would overlap."""
    across = [graph.nodes[i].position[1 - axis] for i in order]
    return max(across) - min(across) < _gap(1 - axis)


def _clear_of(places: Places, others: Collection[tuple[float, float]]) -> Places:
    """*places*, moved down until none of them covers one of *others*."""
    if not others:
        return places
    columns = {(x, y) for x, y in places.values()}
    drop = 0.0
    is_free = False
    while not is_free:
        below = [
            oy + ROW_HEIGHT - y
            for x, y in columns
            for ox, oy in others
            if abs(ox - x) < LAYER_WIDTH and abs(oy - y - drop) < ROW_HEIGHT - 8
        ]
        is_free = not below
        drop = max([drop, *below])
    return {i: (x, y + drop) for i, (x, y) in places.items()}


def _edit(graph: Graph, places: Places, title: str) -> Edit | None:
    moved = {i: at for i, at in places.items() if graph.nodes[i].position != at}
    return Edits((MoveNodes(moved),), title) if moved else None
