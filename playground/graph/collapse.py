"""A part of a graph becomes a function, and a use of a function the nodes within it."""

import math
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from playground.graph.definitions import Definition
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
from playground.graph.evaluate import Evaluation, evaluate
from playground.graph.function_edits import Define
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT


def collapse(graph: Graph, ids: Iterable[NodeId], name: str) -> Edits:
    """Put the operations among *ids* into a function and use it in their place.

    Numbers without a name that nothing else uses go along. Values with a name stay on
    the canvas: like everything else that wires come from, they become inputs, in the
    order in which the result's formula mentions them.

    Args:
        graph: The canvas, or the graph of another function.
        ids: The selection.
        name: A free name for the function, see `Library.check_name`.

    Raises:
        GraphError: The selection has no operation, no input, or several results, or
            it would surround a node outside of it.
    """
    chosen = _inside(graph, ids)
    result = _result(graph, chosen)
    sources = _sources(graph, chosen, result)
    if not sources:
        msg = "nothing flows into the selection: a function needs an input"
        raise GraphError(msg)
    definition = Definition(name, _content(graph, chosen, result, sources))
    old = graph.nodes[result]
    call = replace(
        definition.node(graph.new_id(), old.position),
        name="",
        operands=tuple(sources.values()),
    )
    links = [Link(t, p, call.id) for t, p in graph.users(result) if t not in chosen]
    edits: list[Edit] = [Define(definition), AddNodes((call,))]
    if links:
        edits.append(Connect(tuple(links)))
    if graph.output == result:
        edits.append(SetOutput(call.id))
    edits.append(RemoveNodes(tuple(i for i in graph.nodes if i in chosen)))
    if old.name:
        edits.append(Rename(call.id, old.name))
    return Edits(tuple(edits), f"Collapse to {name}")


def expansion(graph: Graph, node_id: NodeId) -> Edits:
    """Put the nodes of a function in the place of a node that uses it.

    Names that the graph has get a number; what lies right of the node makes room.

    Raises:
        GraphError: The node uses no function, or the function has no result.
    """
    call = graph.nodes[node_id]
    definition = call.callee
    if not isinstance(definition, Definition):
        msg = f"{call.label} is no function of this project"
        raise GraphError(msg)
    inner = definition.graph
    output = inner.effective_output
    if output is None:
        msg = f"{definition.name} is empty: there is nothing to expand"
        raise GraphError(msg)
    places = dict(zip(definition.inputs, call.fitted().operands, strict=True))
    own = [
        inner.nodes[i]
        for i in inner.topological_order()
        if i in inner.upstream(output) and i not in places
    ]
    places |= {node.id: graph.new_id() for node in own}
    added = tuple(_copies(graph, own, places, call))
    heir = places[output]
    links = tuple(Link(target, port, heir) for target, port in graph.users(node_id))
    edits: list[Edit] = [AddNodes(added)] if added else []
    if links:
        edits.append(Connect(links))
    if graph.output == node_id:
        edits.append(SetOutput(heir))
    edits.append(RemoveNodes((node_id,)))
    named = places[inner.before_dots(output)]
    if call.name and named in {node.id for node in added if not node.name}:
        assert named is not None
        edits.append(Rename(named, call.name))
    room = _room(graph, call, added)
    if room:
        edits.append(MoveNodes(room))
    return Edits(tuple(edits), f"Expand {definition.name}")


def _inside(graph: Graph, ids: Iterable[NodeId]) -> set[NodeId]:
    """The operations among *ids*, and the bare numbers that they alone use."""
    chosen = {i for i in ids if not graph.nodes[i].is_leaf}
    if all(graph.nodes[i].is_dot for i in chosen):
        msg = "select the operations that the function shall compute"
        raise GraphError(msg)
    numbers = {
        node.id
        for node in graph.nodes.values()
        if node.is_constant
        and node.id not in graph.inputs
        and graph.users(node.id)
        and all(target in chosen for target, _ in graph.users(node.id))
        and graph.output != node.id
    }
    return chosen | numbers | _dots_between(graph, chosen)


def _dots_between(graph: Graph, chosen: Collection[NodeId]) -> set[NodeId]:
    """Dots on the wires among the *chosen* nodes."""
    found: set[NodeId] = set()
    for node_id in reversed(graph.topological_order()):
        users = graph.users(node_id)
        if (
            graph.nodes[node_id].is_dot
            and graph.before_dots(node_id) in chosen
            and users
            and all(target in chosen or target in found for target, _ in users)
        ):
            found.add(node_id)
    return found


def _result(graph: Graph, chosen: Collection[NodeId]) -> NodeId:
    """The one node whose value is wanted outside, or by nobody."""
    found = [
        i
        for i in graph.nodes
        if i in chosen
        and (
            graph.output == i
            or not graph.users(i)
            or any(target not in chosen for target, _ in graph.users(i))
        )
    ]
    if len(found) == 1:
        return found[0]
    below = set().union(*(graph.downstream(i) for i in found))
    above = set().union(*(graph.upstream(i) for i in found))
    between = sorted((below & above).difference(chosen))
    if between:
        label = graph.nodes[between[0]].label
        msg = f"{label} lies between parts of the selection: select it too"
        raise GraphError(msg)
    labels = [graph.nodes[i].label for i in found]
    listed = f"{', '.join(labels[:-1])} and {labels[-1]}"
    msg = (
        f"a function has one result, but {listed} are all wanted outside of the "
        "selection: select fewer, or what joins them as well"
    )
    raise GraphError(msg)


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a wire into the selection comes from: a node, or nowhere yet.

    Attributes:
        node: The node, None for an input that is not connected.
        open: That input.
    """

    node: NodeId | None
    open: tuple[NodeId, int] | None = None


def _sources(
    graph: Graph, chosen: Collection[NodeId], result: NodeId
) -> dict[_Source, NodeId | None]:
    """What flows into the selection, in the order of the result's formula.

    Each with the node that its wire comes from, which may be a dot.
    """
    found: dict[_Source, NodeId | None] = {}
    seen: set[NodeId] = set()
    pending: list[NodeId | _Source] = [result]
    while pending:
        item = pending.pop()
        if isinstance(item, _Source):
            found[item] = None
        elif item not in chosen:
            found.setdefault(_Source(graph.before_dots(item)), item)
        elif item not in seen:
            seen.add(item)
            operands = graph.nodes[item].operands
            pending += reversed(
                [
                    _Source(None, (item, port)) if source is None else source
                    for port, source in enumerate(operands)
                ]
            )
    return found


def _content(
    graph: Graph,
    chosen: Collection[NodeId],
    result: NodeId,
    sources: Collection[_Source],
) -> Graph:
    """The graph of the new function: the chosen nodes, and a leaf for each input."""
    nodes = [node for node in graph.nodes.values() if node.id in chosen]
    evaluation = evaluate(graph)
    taken = {node.name for node in nodes if node.name and node.id != result}
    left = min(node.position[0] for node in nodes) - LAYER_WIDTH
    tops = [node.position[1] for node in nodes]
    middle = (min(tops) + max(tops)) / 2
    leaves: dict[_Source, Node] = {}
    for number, source in enumerate(sources):
        node_id = NodeId(max(graph.nodes) + 1 + number)
        name, value = _example(graph, evaluation, source)
        name = Graph().free_name(name, taken)
        taken.add(name)
        top = middle + (number - (len(sources) - 1) / 2) * ROW_HEIGHT
        place = (left, float(round(top)))
        leaves[source] = Node(node_id, None, (), value, name, False, place)

    def operand(target: NodeId, port: int, source: NodeId | None) -> NodeId:
        if source is None:
            return leaves[_Source(None, (target, port))].id
        return (
            source
            if source in chosen
            else leaves[_Source(graph.before_dots(source))].id
        )

    inner = [
        replace(
            node,
            operands=tuple(operand(node.id, k, o) for k, o in enumerate(node.operands)),
            name="" if node.id == result else node.name,
        )
        for node in nodes
    ]
    content = Graph((*leaves.values(), *inner), result)
    content.inputs = tuple(leaf.id for leaf in leaves.values())
    return content


def _example(
    graph: Graph, evaluation: Evaluation, source: _Source
) -> tuple[str, float]:
    """A name for an input, and a number to see the function at work with."""
    if source.node is None:
        assert source.open is not None
        target, port = source.open
        name = graph.nodes[target].row.input_names[port]
        return name if name.isidentifier() else "", 1.0
    value = evaluation.value(source.node)
    return graph.nodes[source.node].name, value if math.isfinite(value) else 1.0


def _copies(
    graph: Graph,
    nodes: Iterable[Node],
    places: dict[NodeId, NodeId | None],
    call: Node,
) -> Iterator[Node]:
    """Twins of a function's own nodes, the leftmost column where the call is."""
    nodes = list(nodes)
    if not nodes:
        return
    left = min(node.position[0] for node in nodes)
    top = nodes[-1].position[1]
    names: set[str] = set()
    for node in nodes:
        name = graph.free_name(node.name, names) if node.name else ""
        names.add(name)
        x, y = node.position
        twin = places[node.id]
        assert twin is not None
        yield replace(
            node,
            id=twin,
            operands=tuple(None if o is None else places[o] for o in node.operands),
            name=name,
            position=(x - left + call.position[0], y - top + call.position[1]),
        )


def _room(
    graph: Graph, call: Node, added: Collection[Node]
) -> dict[NodeId, tuple[float, float]]:
    """What lies right of a node moves by the width of what takes its place."""
    x = call.position[0]
    step = max((node.position[0] - x for node in added), default=0.0)
    if step <= 0:
        return {}
    return {
        node.id: (node.position[0] + step, node.position[1])
        for node in graph.nodes.values()
        if node.position[0] > x
    }
