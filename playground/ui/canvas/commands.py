"""What can be done to selected nodes, as edits; None where there is nothing to do."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    RemoveNodes,
    Rename,
    SetLearnable,
    SetOutput,
)
from playground.graph.frame_edits import RemoveFrames
from playground.graph.frames import FrameId
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.rewiring import dissolution
from playground.ui.canvas.entries import Entry
from playground.ui.canvas.hit import InputHit, OutputHit


def removal(
    graph: Graph,
    ids: Sequence[NodeId],
    links: Iterable[Link],
    frames: Sequence[FrameId] = (),
) -> Edit | None:
    """Delete nodes and wires, and frames without what lies in them.

    Dots leave the wires that they were on.
    """
    gone = set(ids)
    dots = [node_id for node_id in ids if graph.nodes[node_id].is_dot]
    ids = [node_id for node_id in ids if node_id not in dots]
    cut = tuple(
        replace(link, source=None)
        for link in links
        if link.target not in gone and link.source not in gone
    )
    dissolved = dissolution(graph, dots)
    edits: list[Edit] = [dissolved] if dissolved else []
    if cut:
        edits.append(Connect(cut))
    if ids:
        edits.append(RemoveNodes(tuple(ids)))
    if frames:
        edits.append(RemoveFrames(tuple(frames)))
    if len(edits) < 2:  # noqa: PLR2004  a single edit needs no title
        return edits[0] if edits else None
    return Edits(tuple(edits), "Delete the selection")


def duplication(
    graph: Graph, ids: Iterable[NodeId], offset: tuple[float, float]
) -> AddNodes | None:
    """Copies of nodes with the wires among them, and those that come from outside."""
    originals = [graph.nodes[node_id] for node_id in ids]
    twins = {node.id: graph.new_id() for node in originals}
    names: set[str] = set()
    copies: list[Node] = []
    for node in originals:
        name = graph.free_name(node.name, names) if node.name else ""
        names.add(name)
        operands = tuple(None if o is None else twins.get(o, o) for o in node.operands)
        x, y = node.position
        place = (x + offset[0], y + offset[1])
        copies.append(
            replace(
                node, id=twins[node.id], name=name, operands=operands, position=place
            )
        )
    return AddNodes(tuple(copies)) if copies else None


def learnable_switch(graph: Graph, ids: Iterable[NodeId]) -> Edit | None:
    """Make leaves learnable, or freeze them when all of them are learnable."""
    leaves = [n for n in (graph.nodes[i] for i in ids) if n.is_leaf]
    wanted = not all(leaf.is_learnable for leaf in leaves)
    edits: list[Edit] = []
    names: set[str] = set()
    for leaf in leaves:
        if leaf.is_learnable != wanted:
            edits.append(SetLearnable(leaf.id, wanted))
        if wanted and not leaf.name:
            # Without a name the formula could not tell it from a constant.
            name = graph.free_name(taken=names)
            names.add(name)
            edits.append(Rename(leaf.id, name))
    if len(edits) < 2:  # noqa: PLR2004  a single edit needs no title
        return edits[0] if edits else None
    return Edits(tuple(edits), "Make learnable" if wanted else "Freeze")


def output_choice(graph: Graph, node_id: NodeId) -> Edit:
    """Make a node the output; if it is already, leave the choice to the graph."""
    return SetOutput(None if graph.output == node_id else node_id)


def placement(
    graph: Graph,
    entry: Entry,
    position: tuple[float, float],
    *,
    port: OutputHit | InputHit | None = None,
    sources: Sequence[NodeId] = (),
) -> tuple[NodeId, Edit]:
    """A new node, and the edit that places it.

    Args:
        graph: The graph it joins.
        entry: What to place.
        position: Top left corner.
        port: The port that a loose wire comes from, joined with the new node.
        sources: Nodes for the inputs of the new node, as many as it has.
    """
    node = entry.node(graph, position)
    wanted = [port.node] if isinstance(port, OutputHit) else list(sources)
    operands = (*wanted, *node.operands)[: len(node.operands)]
    node = replace(node, operands=operands)
    add = AddNodes((node,))
    if isinstance(port, InputHit):
        link = Connect((Link(port.node, port.port, node.id),))
        return node.id, Edits((add, link), f"Add {entry.title}")
    return node.id, add


def connection(graph: Graph, ids: Sequence[NodeId]) -> Edit | None:
    """Wires from all but the last of *ids* to the free inputs of the last."""
    if not ids:
        return None
    target = graph.nodes[ids[-1]]
    free = [port for port, source in enumerate(target.operands) if source is None]
    links = tuple(
        Link(target.id, port, source)
        for port, source in zip(free, ids[:-1], strict=False)
    )
    return Connect(links) if links else None
