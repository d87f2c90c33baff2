"""Walking the graph by arrow keys."""

from enum import Enum

from playground.graph.graph import Graph, Node, NodeId


class Direction(Enum):
    """Where an arrow points, as a step in scene units."""

    LEFT = (-1, 0)
    RIGHT = (1, 0)
    UP = (0, -1)
    DOWN = (0, 1)


_ASIDE = 2.5
"""How much worse a unit aside is than a unit ahead."""


def next_node(graph: Graph, current: NodeId, direction: Direction) -> NodeId | None:
    """Where an arrow leads from *current*.

    Left goes against the wires and right along them, to the nearest when there are
    several; else, and up and down, to the nearest node in that direction.
    """
    node = graph.nodes[current]
    linked: list[NodeId] = []
    if direction is Direction.LEFT:
        linked = [source for source in node.operands if source is not None]
    elif direction is Direction.RIGHT:
        linked = [target for target, _ in graph.users(current)]
    if linked:
        return min(linked, key=lambda other: abs(_step(node, graph.nodes[other])[1]))
    return _nearest(graph, node, direction)


def _nearest(graph: Graph, node: Node, direction: Direction) -> NodeId | None:
    ux, uy = direction.value
    best: tuple[float, NodeId] | None = None
    for other in graph.nodes.values():
        dx, dy = _step(node, other)
        ahead = dx * ux + dy * uy
        aside = abs(dx * uy) + abs(dy * ux)
        if ahead > 0:
            cost = ahead + _ASIDE * aside
            if best is None or cost < best[0]:
                best = (cost, other.id)
    return None if best is None else best[1]


def _step(start: Node, stop: Node) -> tuple[float, float]:
    (x0, y0), (x1, y1) = start.position, stop.position
    return x1 - x0, y1 - y0
