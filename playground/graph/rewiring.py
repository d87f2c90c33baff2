"""Edits that change wires and keep what they carry: insert, dissolve, swap."""

from collections.abc import Collection, Iterable
from dataclasses import replace

from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetOutput,
)
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT

_APART = ROW_HEIGHT - 8.0
"""Nodes nearer than this from top to top are in each other's way."""


def can_be_inserted(node: Node) -> bool:
    """Whether a node has an input left that a wire could lead through."""
    return None in node.operands


def insertion(
    graph: Graph, node: Node, link: Link, position: tuple[float, float]
) -> Edits:
    """Lead the wire *link* through *node*, and make room for it there.

    Args:
        graph: The graph; *node* may be one of it, or come with the same step.
        node: It has a free input, and nothing that it depends on needs the wire.
        link: A wire of the graph.
        position: Where the node was dropped, its top left corner.
    """
    assert link.source is not None
    port = node.operands.index(None)
    links = (
        Link(link.target, link.port, node.id),
        Link(node.id, port, link.source),
    )
    moves = {node.id: position} | _room(graph, node.id, link, position)
    return Edits((Connect(links), MoveNodes(moves)), f"Insert {node.label}")


def dissolution(graph: Graph, ids: Collection[NodeId]) -> Edit | None:
    """Remove nodes; what used them takes the first input of each instead."""
    gone = set(ids)
    heirs = {node_id: _heir(graph, node_id, gone) for node_id in gone}
    links = tuple(
        Link(target, port, heirs[node_id])
        for node_id in sorted(gone)
        for target, port in graph.users(node_id)
        if target not in gone and heirs[node_id] is not None
    )
    if not gone:
        return None
    edits: list[Edit] = [Connect(links)] if links else []
    if graph.output in gone and heirs[graph.output] is not None:
        edits.append(SetOutput(heirs[graph.output]))
    edits.append(RemoveNodes(tuple(ids)))
    count = f"{len(gone)} node{'' if len(gone) == 1 else 's'}"
    return Edits(tuple(edits), f"Dissolve {count}")


def replacement(graph: Graph, node_id: NodeId, node: Node) -> Edits:
    """Put *node*, a new one, in the place of another, with its wires and its name.

    It takes as many of the old one's inputs as it has itself.
    """
    old = graph.nodes[node_id]
    free = len(node.operands)
    operands = (*old.operands[:free], *node.operands[len(old.operands) :])
    new = replace(node, operands=operands, position=old.position)
    links = tuple(Link(target, port, new.id) for target, port in graph.users(node_id))
    edits: list[Edit] = [AddNodes((new,))]
    if links:
        edits.append(Connect(links))
    if graph.output == node_id:
        edits.append(SetOutput(new.id))
    edits.append(RemoveNodes((node_id,)))
    if old.name and not new.name:
        edits.append(Rename(new.id, old.name))
    return Edits(tuple(edits), f"Replace {old.label}")


def swap(graph: Graph, ids: Iterable[NodeId]) -> Edit | None:
    """Exchange the two inputs of every operation that has two."""
    links: list[Link] = []
    for node_id in ids:
        operands = graph.nodes[node_id].operands
        if len(operands) == 2 and operands[0] != operands[1]:  # noqa: PLR2004  two
            first, second = operands
            links += [Link(node_id, 0, second), Link(node_id, 1, first)]
    return Edits((Connect(tuple(links)),), "Swap inputs") if links else None


def _heir(graph: Graph, node_id: NodeId, gone: Collection[NodeId]) -> NodeId | None:
    """What stands in for a node that goes: its first input that stays."""
    current: NodeId | None = node_id
    while current in gone:
        assert current is not None
        operands = graph.nodes[current].operands
        current = next((o for o in operands if o is not None), None)
    return current


def _room(
    graph: Graph, node_id: NodeId, link: Link, position: tuple[float, float]
) -> dict[NodeId, tuple[float, float]]:
    """New positions: the inserted node right of the source, the rest right of it.

    A wire that runs backwards has no room to make.
    """
    assert link.source is not None
    source, target = graph.nodes[link.source], graph.nodes[link.target]
    left, goal = source.position[0], target.position[0]
    if goal <= left:
        return {}
    x = max(position[0], left + LAYER_WIDTH)
    moves = {node_id: (x, position[1])}
    step = x + LAYER_WIDTH - goal
    if step <= 0:
        return moves
    for other in _pushed(graph, link.target, step, node_id):
        old = graph.nodes[other].position
        moves[other] = (old[0] + step, old[1])
    return moves


def _pushed(graph: Graph, first: NodeId, step: float, fixed: NodeId) -> set[NodeId]:
    """What moves by *step* with *first*: what depends on it, and what is in the way."""
    goal = graph.nodes[first].position[0]
    places = {n.id: n.position for n in graph.nodes.values() if n.position[0] >= goal}
    places.pop(fixed, None)
    moving = {i for i in graph.downstream(first) if i in places}
    pending = list(moving)
    still = {i: p for i, p in places.items() if i not in moving}
    while pending:
        x, y = places[pending.pop()]
        hit = [
            i
            for i, (left, top) in still.items()
            if x <= left < x + step + LAYER_WIDTH and abs(top - y) < _APART
        ]
        moving.update(hit)
        pending += hit
        for node_id in hit:
            del still[node_id]
    return moving
