"""Nodes of another project and the functions they use, made fit for this one."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from playground.graph.definitions import (
    Definition,
    Library,
    definitions_in,
    in_order,
)
from playground.graph.function_edits import Define
from playground.graph.graph import Graph, Node
from playground.graph.nodes import Callee


def transplant(
    nodes: Iterable[Node], library: Library
) -> tuple[tuple[Node, ...], tuple[Define, ...]]:
    """Let *nodes* use the functions of *library* where those are the same.

    A function of the same name and content is the same one. Any other comes along; if
    its name is taken here, it gets a number. The functions that come along are changed
    to use those of *library*: nobody else may hold them.

    Returns:
        The nodes, and the edits to do before they are added.
    """
    nodes = tuple(nodes)
    twins: dict[Callee | None, Definition] = {}
    new: list[Define] = []
    for definition in in_order(definitions_in(nodes)):
        if definition in library.definitions:
            continue
        same = library.named(definition.name)
        if same is not None and _content(same, {}) == _content(definition, twins):
            twins[definition] = same
            continue
        for node in tuple(definition.graph.nodes.values()):
            definition.graph.put(_turned(node, twins))
        new.append(Define(definition))
    return tuple(_turned(node, twins) for node in nodes), tuple(new)


def adopt(graph: Graph, library: Library) -> bool:
    """Let a whole graph of another project use the functions of *library*.

    Returns:
        Whether there are more functions now.
    """
    nodes, new = transplant(graph.nodes.values(), library)
    for node in nodes:
        graph.put(node)
    for define in new:
        library.put(define.definition)
    library.attach(graph)
    return bool(new)


def _turned(node: Node, twins: Mapping[Callee | None, Definition]) -> Node:
    twin = twins.get(node.callee)
    if twin is None:
        return node
    # The same content has the same ids, so the ports are the same as well.
    return replace(node, operation=twin)


def _content(
    definition: Definition, twins: Mapping[Callee | None, Definition]
) -> object:
    """What makes two functions the same, wherever their nodes lie."""
    graph = definition.graph
    nodes = [
        replace(_turned(graph.nodes[i], twins), position=(0.0, 0.0))
        for i in sorted(graph.nodes)
    ]
    return graph.inputs, graph.effective_output, nodes
