"""The graph as a tree for reading: outputs at the top, inputs below what uses them."""

from collections.abc import Sequence
from dataclasses import dataclass

from playground.graph.frames import FrameId
from playground.graph.graph import Graph, NodeId


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the tree.

    Attributes:
        node: The node, None for an input that is not connected.
        parent: Place of the line above it in the tree, -1 for the top.
        is_again: The node stands, with its inputs, further up already.
        children: Places of the lines below it, in the order of the inputs.
        frame: The frame, for a line that is no node's.
    """

    node: NodeId | None
    parent: int
    is_again: bool
    children: Sequence[int]
    frame: FrameId | None = None


def outline(graph: Graph) -> tuple[Entry, ...]:
    """The tree, each line after its parent.

    The output comes first, then what else nothing uses, the newest first. A node that
    is used more than once has its inputs below its first place alone, so that the tree
    is never larger than the graph. Frames stand below all nodes, from the top.
    """
    tops = [i for i in reversed(tuple(graph.nodes)) if not graph.users(i)]
    output = graph.effective_output
    if output is not None:
        tops = [output, *(i for i in tops if i != output)]
    nodes: list[NodeId | None] = []
    parents: list[int] = []
    again: list[bool] = []
    children: list[list[int]] = []
    seen: set[NodeId] = set()
    pending: list[tuple[NodeId | None, int]] = [(top, -1) for top in reversed(tops)]
    while pending:
        node_id, parent = pending.pop()
        place = len(nodes)
        nodes.append(node_id)
        parents.append(parent)
        again.append(node_id in seen)
        children.append([])
        if parent >= 0:
            children[parent].append(place)
        if node_id is not None and node_id not in seen:
            seen.add(node_id)
            operands = graph.nodes[node_id].operands
            pending += [(operand, place) for operand in reversed(operands)]
    frames = sorted(
        graph.frames.values(), key=lambda frame: (frame.position[::-1], frame.id)
    )
    return (
        *map(Entry, nodes, parents, again, children),
        *(
            Entry(None, -1, is_again=False, children=(), frame=frame.id)
            for frame in frames
        ),
    )
