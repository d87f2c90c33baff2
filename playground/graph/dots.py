"""Dots on wires, and graphs without what passes its input on unchanged."""

from collections.abc import Collection
from dataclasses import replace

from playground.graph.edits import AddNodes, Connect, Edits
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.nodes import DOT


def without_dots(graph: Graph) -> Graph:
    """The same computation without dots and muted nodes.

    That is *graph* itself where there are none. One without a source leaves the inputs
    that it leads to unconnected.
    """
    if not any(node.passes_on for node in graph.nodes.values()):
        return graph
    output = graph.output
    if any(node.is_muted for node in graph.nodes.values()):
        output = graph.effective_output  # what only they used is no output
    plain = graph.copy()
    for node in graph.nodes.values():
        if not node.passes_on:
            operands = tuple(_source(graph, operand) for operand in node.operands)
            plain.put(replace(node, operands=operands))
    # The last ones first: each has users no more when its turn comes.
    for node_id in reversed(graph.topological_order()):
        if graph.nodes[node_id].passes_on:
            plain.remove(node_id)
    plain.output = _source(graph, output)
    return plain


def dotted(
    graph: Graph, links: Collection[Link], position: tuple[float, float]
) -> tuple[Node, Edits]:
    """One dot that the wires *links* go through, all of which have one source.

    Args:
        graph: Where the wires are.
        links: At least one.
        position: Top left corner of the dot.
    """
    source = next(iter(links)).source
    node = Node(graph.new_id(), DOT, (source,), position=position)
    wires = tuple(replace(link, source=node.id) for link in links)
    return node, Edits((AddNodes((node,)), Connect(wires)), "Put a dot into a wire")


def _source(graph: Graph, node_id: NodeId | None) -> NodeId | None:
    if node_id is None:
        return None
    found = graph.carried(node_id)
    return None if graph.nodes[found].passes_on else found
