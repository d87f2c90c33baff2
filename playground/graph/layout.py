"""Where nodes go by themselves: layers from the leaves on the left to the output.

fast-sugiyama 0.5.3 numbers the bends of wires from the size of a connected part on: in
a graph of several parts a bend of one then passes for a node of another. So each part
is laid out by itself.
"""

from collections import defaultdict
from collections.abc import Iterable
from itertools import chain
from typing import TypeAlias

from fast_sugiyama import from_edges

from playground.graph.graph import Graph, NodeId

_Edge: TypeAlias = tuple[NodeId, NodeId]

LAYER_WIDTH = 144.0
"""Distance between the left edges of two layers, in scene units."""

ROW_HEIGHT = 76.0
"""Distance between the tops of two nodes of a layer, in scene units."""

DOT_PLACE = (50.0, 24.0)
"""Where a dot lies in the room that a node would take."""

_SPACING = 100
_SWEEPS = 8
_PORT_STEP = 0.1  # tells the inputs of a node apart, and is less than any distance
_MANY = 50  # wires of a node; what more of them say does not count


def layered(
    graph: Graph, ids: Iterable[NodeId] | None = None
) -> dict[NodeId, tuple[float, float]]:
    """Positions for nodes, layer by layer in the direction of the computation.

    Sugiyama's method orders each layer so that few wires cross; then neighbours change
    places where that leads to fewer crossings still, the inputs of a node told apart:
    first operands come to lie above second ones. Expressions that share no node are
    set below each other.

    Args:
        graph: Where the nodes live.
        ids: The nodes to lay out, all by default; wires to others are ignored.

    Returns:
        Top left corners, the whole lying right of and below (0, 0).
    """
    chosen = dict.fromkeys(graph.nodes if ids is None else ids)
    edges = [
        (operand, node_id)
        for node_id in chosen
        for operand in dict.fromkeys(graph.nodes[node_id].operands)
        if operand is not None and operand in chosen
    ]
    positions: dict[NodeId, tuple[float, float]] = {}
    top = 0.0
    for part in _connected_parts(edges):
        component = _laid_out(part)
        _order_by_ports(graph, component)
        height = max(y for _, y in component.values())
        for node_id, (x, y) in component.items():
            positions[node_id] = (x, y + top)
        top += height + ROW_HEIGHT
    for node_id in chosen:
        if node_id not in positions:
            positions[node_id] = (0.0, top)
            top += ROW_HEIGHT
    for node_id, (x, y) in positions.items():
        if graph.nodes[node_id].is_dot:
            positions[node_id] = (x + DOT_PLACE[0], y + DOT_PLACE[1])
    return positions


def _connected_parts(edges: list[_Edge]) -> list[list[_Edge]]:
    """The edges of each connected part, in the order in which they came."""
    members: dict[NodeId, list[NodeId]] = {}
    for edge in edges:
        one, other = (members.setdefault(end, [end]) for end in edge)
        if one is not other:
            less, more = sorted((one, other), key=len)
            more += less
            members.update(dict.fromkeys(less, more))
    parts: dict[int, list[_Edge]] = {}
    for edge in edges:
        parts.setdefault(id(members[edge[0]]), []).append(edge)
    return list(parts.values())


def _laid_out(edges: list[_Edge]) -> dict[NodeId, tuple[float, float]]:
    """The nodes of a connected part, its top left corner at (0, 0)."""
    # The library keeps the order of its numbers where it may: number by first use, so
    # that first operands come to lie above second ones.
    numbers = {
        node_id: n
        for n, node_id in enumerate(dict.fromkeys(chain.from_iterable(edges)))
    }
    names = list(numbers)
    ((positions, *_),) = from_edges(
        [(numbers[source], numbers[target]) for source, target in edges],
        vertex_spacing=_SPACING,
        ranking_type="minimize",
        check_layout=False,
    )
    return _turned({names[int(n)]: xy for n, xy in positions if int(n) < len(names)})


def _turned(
    places: dict[NodeId, tuple[float, float]],
) -> dict[NodeId, tuple[float, float]]:
    """The library's layers, which climb the page, turned to run to the right."""
    left = max(y for _, y in places.values())
    top = min(x for x, _ in places.values())
    return {
        node_id: (
            (left - y) / _SPACING * LAYER_WIDTH,
            (x - top) / _SPACING * ROW_HEIGHT,
        )
        for node_id, (x, y) in places.items()
    }


def _order_by_ports(graph: Graph, places: dict[NodeId, tuple[float, float]]) -> None:
    """Exchange neighbours of a layer while that uncrosses wires."""
    layers: defaultdict[float, list[NodeId]] = defaultdict(list)
    for node_id, (x, _) in places.items():
        layers[x].append(node_id)
    for members in layers.values():
        members.sort(key=lambda node_id: places[node_id][1])
    # What depends on a node decides about its place, so the last layer comes first.
    order = [layers[x] for x in sorted(layers, reverse=True)]
    for _ in range(_SWEEPS):
        changes = [_uncrossed(graph, places, members) for members in order]
        if not any(changes):
            return


def _uncrossed(
    graph: Graph, places: dict[NodeId, tuple[float, float]], members: list[NodeId]
) -> bool:
    """One way down a layer, from the top; tells whether anything changed."""
    ends = {node_id: _far_ends(graph, places, node_id) for node_id in members}
    has_changed = False
    for k in range(len(members) - 1):
        upper, lower = members[k], members[k + 1]
        now = _crossings(ends[upper], ends[lower])
        if now and _crossings(ends[lower], ends[upper]) < now:
            members[k], members[k + 1] = lower, upper
            places[upper], places[lower] = places[lower], places[upper]
            has_changed = True
    return has_changed


def _far_ends(
    graph: Graph, places: dict[NodeId, tuple[float, float]], node_id: NodeId
) -> tuple[list[float], list[float]]:
    """Heights of the other ends of a node's wires: of those it takes, of its users."""
    taken = [
        places[operand][1]
        for operand in graph.nodes[node_id].operands
        if operand in places
    ]
    given = [
        places[target][1] + _PORT_STEP * port
        for target, port in graph.users(node_id)
        if target in places
    ]
    return taken, given


def _crossings(
    upper: tuple[list[float], list[float]], lower: tuple[list[float], list[float]]
) -> int:
    """How many wires of two nodes cross when the one lies above the other."""
    return sum(
        above > below
        for above_ends, below_ends in zip(upper, lower, strict=True)
        for above in above_ends[:_MANY]
        for below in below_ends[:_MANY]
    )
