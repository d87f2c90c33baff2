"""Every way a graph can change, as values; `apply` does it and gives the way back."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias, assert_never

from playground.core.tokens import normalized
from playground.graph.frame_edits import (
    AddFrames,
    ChangeFrames,
    RemoveFrames,
    apply_to_frames,
    describe_frames,
)
from playground.graph.function_edits import (
    Define,
    Forget,
    Recall,
    RenameFunction,
    SetInputs,
    apply_to_functions,
    check_inputs,
    describe_functions,
)
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.muting import SetMuted, apply_muting, describe_muting
from playground.graph.rules import (
    NO_NAME,
    check_name,
    check_nodes,
    check_position,
    check_value,
)


@dataclass(frozen=True, slots=True)
class AddNodes:
    """New nodes; their operands may be nodes of the graph or of the edit itself."""

    nodes: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class RemoveNodes:
    """Nodes that go, together with the wires at them."""

    ids: tuple[NodeId, ...]


@dataclass(frozen=True, slots=True)
class MoveNodes:
    """New positions, in scene units."""

    positions: Mapping[NodeId, tuple[float, float]]


@dataclass(frozen=True, slots=True)
class Connect:
    """Inputs with the source each shall have; a source of None disconnects."""

    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class SetValues:
    """New numbers in leaves."""

    values: Mapping[NodeId, float]


@dataclass(frozen=True, slots=True)
class Rename:
    """A new name, empty for none."""

    id: NodeId
    name: str


@dataclass(frozen=True, slots=True)
class SetLearnable:
    """Whether learning may change a leaf."""

    id: NodeId
    is_learnable: bool


@dataclass(frozen=True, slots=True)
class SetOutput:
    """The node that gradients refer to; None leaves the choice to the graph."""

    id: NodeId | None


@dataclass(frozen=True, slots=True)
class Edits:
    """Several edits that are one step for the user: all of them or none."""

    edits: tuple["Edit", ...]
    title: str


Edit: TypeAlias = (
    AddNodes
    | RemoveNodes
    | MoveNodes
    | Connect
    | SetValues
    | Rename
    | SetLearnable
    | SetMuted
    | SetOutput
    | AddFrames
    | RemoveFrames
    | ChangeFrames
    | Define
    | Forget
    | RenameFunction
    | SetInputs
    | Recall
    | Edits
)


def apply(  # noqa: C901, PLR0911, PLR0912  a case a kind
    graph: Graph, edit: Edit
) -> Edit:
    """Change *graph* and return the edit that changes it back.

    Raises:
        GraphError: The rules refuse the edit; *graph* is as it was.
    """
    match edit:
        case AddNodes(nodes):
            return _add(graph, nodes)
        case RemoveNodes(ids):
            return _remove(graph, ids)
        case MoveNodes(positions):
            return _move(graph, positions)
        case Connect(links):
            return _connect(graph, links)
        case SetValues(values):
            return _set_values(graph, values)
        case Rename(node_id, name):
            return _rename(graph, node_id, name)
        case SetLearnable(node_id, is_learnable):
            node = _leaf(graph, node_id)
            graph.put(replace(node, is_learnable=is_learnable))
            return SetLearnable(node_id, node.is_learnable)
        case SetMuted():
            return apply_muting(graph, edit)
        case SetOutput(node_id):
            if node_id is not None:
                _node(graph, node_id)
            before, graph.output = graph.output, node_id
            return SetOutput(before)
        case AddFrames() | RemoveFrames() | ChangeFrames():
            return apply_to_frames(graph, edit)
        case Define() | Forget() | RenameFunction() | SetInputs() | Recall():
            return apply_to_functions(graph, edit)
        case Edits(edits, title):
            return _apply_all(graph, edits, title)
        case _:
            assert_never(edit)


def describe(  # noqa: C901, PLR0911, PLR0912  a case a kind
    edit: Edit,
) -> str:
    """What the edit does, as a line of the history: "Move 3 nodes"."""
    match edit:
        case AddNodes(nodes):
            return f"Add {_count(len(nodes), 'node')}"
        case RemoveNodes(ids):
            return f"Delete {_count(len(ids), 'node')}"
        case MoveNodes(positions):
            return f"Move {_count(len(positions), 'node')}"
        case Connect(links):
            joins = any(link.source is not None for link in links)
            return (
                f"{'Connect' if joins else 'Disconnect'} {_count(len(links), 'wire')}"
            )
        case SetValues(values):
            return f"Change {_count(len(values), 'value')}"
        case Rename(_, name):
            return f"Rename to {name}" if name else "Remove a name"
        case SetLearnable(_, is_learnable):
            return "Make learnable" if is_learnable else "Freeze"
        case SetMuted():
            return describe_muting(edit)
        case SetOutput():
            return "Choose the output"
        case AddFrames() | RemoveFrames() | ChangeFrames():
            return describe_frames(edit)
        case Define() | Forget() | RenameFunction() | SetInputs() | Recall():
            return describe_functions(edit)
        case Edits(_, title):
            return title
        case _:
            assert_never(edit)


def _add(graph: Graph, nodes: tuple[Node, ...]) -> Edit:
    nodes = tuple(node.fitted() for node in nodes)
    check_nodes(graph, nodes)
    for node in nodes:
        if node.callee is not None and graph.functions is not None:
            graph.functions.put(node.callee)
        graph.put(node)
    return RemoveNodes(tuple(node.id for node in nodes))


def _remove(graph: Graph, ids: tuple[NodeId, ...]) -> Edit:
    removed = tuple(_node(graph, node_id) for node_id in dict.fromkeys(ids))
    gone = {node.id for node in removed}
    cut = [
        Link(target, port, node.id)
        for node in removed
        for target, port in graph.users(node.id)
        if target not in gone
    ]
    back: list[Edit] = [AddNodes(removed)]
    if not gone.isdisjoint(graph.inputs):
        inputs = tuple(i for i in graph.inputs if i not in gone)
        check_inputs(graph, inputs)
        back.append(apply(graph, SetInputs(inputs)))
    if cut:
        back.append(Connect(tuple(cut)))
        _connect(graph, tuple(replace(link, source=None) for link in cut))
    if graph.output in gone:
        back.append(SetOutput(graph.output))
        graph.output = None
    for node_id in gone:
        graph.remove(node_id)
    return back[0] if len(back) == 1 else Edits(tuple(back), describe(back[0]))


def _move(graph: Graph, positions: Mapping[NodeId, tuple[float, float]]) -> Edit:
    nodes = [_node(graph, node_id) for node_id in positions]
    for position in positions.values():
        check_position(position)
    for node in nodes:
        graph.put(replace(node, position=positions[node.id]))
    return MoveNodes({node.id: node.position for node in nodes})


def _connect(graph: Graph, links: tuple[Link, ...]) -> Edit:
    back: list[Link] = []
    try:
        for link in links:
            link = _where_it_is(graph, link)  # noqa: PLW2901  the port of now
            node = graph.nodes[link.target]
            graph.check_port(link.target, link.port)
            if link.source is not None:
                graph.check_link(link.source, link.target, link.port)
            back.append(replace(link, source=node.operands[link.port]))
            _set_operand(graph, link)
    except GraphError:
        for link in reversed(back):
            _set_operand(graph, link)
        raise
    return Connect(tuple(reversed(back)))


def _where_it_is(graph: Graph, link: Link) -> Link:
    """The link with the port that its input has now; for functions alone they move."""
    callee = _node(graph, link.target).callee
    if callee is None:
        return link
    inputs = callee.inputs
    if link.input is None:
        known = link.port in range(len(inputs))
        return replace(link, input=inputs[link.port] if known else None)
    if link.input not in inputs:
        msg = f"{callee.name} no longer has the input that this wire led to"
        raise GraphError(msg)
    return replace(link, port=inputs.index(link.input))


def _set_operand(graph: Graph, link: Link) -> None:
    node = graph.nodes[link.target]
    operands = list(node.operands)
    operands[link.port] = link.source
    graph.put(replace(node, operands=tuple(operands)))


def _set_values(graph: Graph, values: Mapping[NodeId, float]) -> Edit:
    leaves = [_leaf(graph, node_id) for node_id in values]
    for value in values.values():
        check_value(value)
    for leaf in leaves:
        graph.put(replace(leaf, value=float(values[leaf.id])))
    return SetValues({leaf.id: leaf.value for leaf in leaves})


def _rename(graph: Graph, node_id: NodeId, name: str) -> Edit:
    node = _node(graph, node_id)
    name = normalized(name)
    if name:
        if node.is_dot:
            raise GraphError(NO_NAME)
        check_name(name)
        if graph.named(name) not in (None, node_id):
            msg = f"there is already a node called {name}"
            raise GraphError(msg)
    graph.put(replace(node, name=name))
    return Rename(node_id, node.name)


def _apply_all(graph: Graph, edits: tuple[Edit, ...], title: str) -> Edit:
    back: list[Edit] = []
    order = tuple(graph.nodes)
    try:
        for edit in edits:
            back.append(apply(graph, edit))  # noqa: PERF401  kept for the way back
    except GraphError:
        for inverse in reversed(back):
            apply(graph, inverse)
        graph.reorder(order)
        raise
    return Edits(tuple(reversed(back)), title)


def _node(graph: Graph, node_id: NodeId) -> Node:
    node = graph.nodes.get(node_id)
    if node is None:
        msg = "this node no longer exists"
        raise GraphError(msg)
    return node


def _leaf(graph: Graph, node_id: NodeId) -> Node:
    node = _node(graph, node_id)
    if not node.is_leaf:
        msg = f"{node.label} is computed: change the values it depends on"
        raise GraphError(msg)
    return node


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}{'' if number == 1 else 's'}"
