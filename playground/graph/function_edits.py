"""Edits of functions: that there is one, its name, its inputs."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import TypeAlias

from playground.core.tokens import normalized
from playground.graph.definitions import Definition, Library
from playground.graph.graph import Graph, GraphError, NodeId


@dataclass(frozen=True, slots=True)
class Define:
    """A function for the project."""

    definition: Definition


@dataclass(frozen=True, slots=True)
class Forget:
    """A function that goes.

    Attributes:
        definition: The function.
        stays_if_used: Leave it when something uses it, rather than refuse.
    """

    definition: Definition
    stays_if_used: bool = False


@dataclass(frozen=True, slots=True)
class RenameFunction:
    """Another name for a function."""

    definition: Definition
    name: str


@dataclass(frozen=True, slots=True)
class Wire:
    """A wire into an input of a use of a function, by the input's own id."""

    graph: Graph
    target: NodeId
    input: NodeId
    source: NodeId


@dataclass(frozen=True, slots=True)
class SetInputs:
    """The inputs of the function that a graph defines, in order.

    Every use follows, in all graphs: wires into inputs that go are lost.

    Attributes:
        inputs: Leaves of the graph.
        wires: What to connect again where that is possible.
    """

    inputs: tuple[NodeId, ...]
    wires: tuple[Wire, ...] = ()


@dataclass(frozen=True, slots=True)
class Recall:
    """Nodes whose functions have changed; the graph shows it already."""

    ids: tuple[NodeId, ...]


FunctionEdit: TypeAlias = Define | Forget | RenameFunction | SetInputs | Recall


def apply_to_functions(graph: Graph, edit: FunctionEdit) -> FunctionEdit:
    """Do *edit* from *graph* and return the edit that undoes it.

    Raises:
        GraphError: The rules refuse it; nothing has changed.
    """
    match edit:
        case Define(definition):
            _library(graph).put(definition)
            return Forget(definition, stays_if_used=True)
        case Forget(definition, stays_if_used):
            _forget(_library(graph), definition, stays_if_used=stays_if_used)
            return Define(definition)
        case RenameFunction(definition, name):
            name = normalized(name)
            _library(graph).check_name(name, definition)
            before, definition.name = definition.name, name
            return RenameFunction(definition, before)
        case SetInputs(inputs, wires):
            return _set_inputs(graph, inputs, wires)
        case Recall():
            return edit


def describe_functions(edit: FunctionEdit) -> str:
    """What the edit does, as a line of the history."""
    match edit:
        case Define(definition):
            return f"Define {definition.name}"
        case Forget(definition, _):
            return f"Delete {definition.name}"
        case RenameFunction(_, name):
            return f"Rename to {name}"
        case SetInputs():
            return "Change the inputs"
        case Recall():
            return "Follow functions"


def check_inputs(graph: Graph, inputs: Iterable[NodeId]) -> None:
    """Refuse inputs that the function of *graph* cannot have.

    Raises:
        GraphError: The graph is no function, there is no input left, or one is no leaf.
    """
    inputs = tuple(inputs)
    if graph.definition is None:
        msg = "only a function has inputs: this is a canvas"
        raise GraphError(msg)
    if not inputs:
        msg = f"{graph.definition.name} needs an input: make another value one first"
        raise GraphError(msg)
    for node_id in inputs:
        node = graph.nodes.get(node_id)
        if node is None or not node.is_leaf or inputs.count(node_id) > 1:
            msg = "an input of a function must be a value of its own"
            raise GraphError(msg)


def _library(graph: Graph) -> Library:
    if not isinstance(graph.functions, Library):
        msg = "this canvas belongs to no project: it cannot have functions"
        raise GraphError(msg)
    return graph.functions


def _forget(library: Library, definition: Definition, *, stays_if_used: bool) -> None:
    number = sum(1 for _ in library.uses(definition))
    if number and not stays_if_used:
        times = "once" if number == 1 else f"{number} times"
        msg = f"{definition.name} is used {times}: expand or delete what uses it first"
        raise GraphError(msg)
    if not number and definition in library.definitions:
        library.remove(definition)


def _set_inputs(
    graph: Graph, inputs: tuple[NodeId, ...], wires: tuple[Wire, ...]
) -> SetInputs:
    check_inputs(graph, inputs)
    before = graph.inputs
    definition = graph.definition
    lost: list[Wire] = []
    uses = []
    # A copy on which edits are tried is followed by nothing.
    is_own = isinstance(definition, Definition) and definition.graph is graph
    if is_own and isinstance(graph.functions, Library):
        assert isinstance(definition, Definition)
        uses = list(graph.functions.uses(definition, with_closed=True))
    graph.inputs = inputs
    graph.revision += 1
    for user, node in uses:
        ports = zip(before, node.operands, strict=False)
        lost += [
            Wire(user, node.id, port, source)
            for port, source in ports
            if source is not None and port not in inputs
        ]
        user.put(node.fitted())
    for wire in wires:
        _restore(wire, inputs)
    return SetInputs(before, tuple(lost))


def _restore(wire: Wire, inputs: tuple[NodeId, ...]) -> None:
    """Connect a wire that was lost, if both ends are there and it closes no cycle."""
    graph, node = wire.graph, wire.graph.nodes.get(wire.target)
    if node is None or wire.source not in graph.nodes or wire.input not in inputs:
        return
    port = inputs.index(wire.input)
    if node.operands[port] is None and wire.source not in graph.downstream(node.id):
        operands = list(node.operands)
        operands[port] = wire.source
        graph.put(replace(node, operands=tuple(operands)))
