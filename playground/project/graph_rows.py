"""Graphs and functions in a project file: their rows, and back to what they say.

A node whose operation this program does not know, or whose function the file lacks,
becomes a placeholder that keeps everything its row says.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Final

import msgspec

from playground.graph.definitions import (
    Definition,
    Library,
    definitions_in,
    in_order,
)
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.nodes import check_mutable, known_row
from playground.graph.rules import NO_NAME, check_name
from playground.project.errors import FileFormatError
from playground.project.frame_rows import FrameRow, frame_entries, frames_of
from playground.project.messages import errors_at
from playground.project.strict_json import shown

_LARGEST: Final = 2**53  # the whole numbers that every reader of JSON has
Id = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]

_SHARED: Final = ("id", "operands", "name", "position", "muted")
"""What every node has; all else of an unknown one is kept as it is."""


class NodeRow(msgspec.Struct, forbid_unknown_fields=True):
    """A node as a file has it."""

    id: Id
    operation: str | msgspec.UnsetType = msgspec.UNSET
    function: str | msgspec.UnsetType = msgspec.UNSET
    operands: list[Id | None] | msgspec.UnsetType = msgspec.UNSET
    value: float | msgspec.UnsetType = msgspec.UNSET
    name: str = ""
    learnable: bool = True
    muted: bool = False
    position: tuple[float, float] = (0.0, 0.0)


class FunctionRow(msgspec.Struct, forbid_unknown_fields=True):
    """A function as a file has it."""

    name: str
    inputs: list[Id]
    nodes: list[NodeRow]
    output: Id | None = None
    frames: list[FrameRow] = []


def graph_entries(graph: Graph) -> dict[str, object]:
    """What a file says about a graph."""
    nodes = [_node_entries(graph.nodes[node_id]) for node_id in sorted(graph.nodes)]
    entries: dict[str, object] = {"output": graph.output, "nodes": nodes}
    if graph.frames:
        frames = (graph.frames[frame_id] for frame_id in sorted(graph.frames))
        entries["frames"] = [frame_entries(frame) for frame in frames]
    return entries


def function_entries(
    library: Library, graphs: Iterable[Graph]
) -> list[dict[str, object]]:
    """The functions of a library, and any others that *graphs* use."""
    nodes = (node for graph in graphs for node in graph.nodes.values())
    found = dict.fromkeys(library.definitions)
    found |= dict.fromkeys(in_order(definitions_in(nodes)))
    return [
        {
            "name": definition.name,
            "inputs": list(definition.inputs),
            **graph_entries(definition.graph),
        }
        for definition in found
    ]


def without_unknown(
    document: dict[str, Any],
) -> tuple[dict[str, Any], Mapping[str, str]]:
    """A document whose unknown nodes say only what all nodes say.

    Returns:
        The document, and by the place of each such node all else it says, as JSON.
    """
    functions = _entries(document, "functions")
    names = {row.get("name") for row in functions if isinstance(row, dict)}
    unknown: dict[str, str] = {}
    cleaned = dict(document)
    for key in ("canvases", "functions"):
        rows = _entries(document, key)
        if rows:
            cleaned[key] = [
                _cleaned(row, f"{key}[{number}]", names, unknown)
                for number, row in enumerate(rows)
            ]
    return cleaned, unknown


class Reader:
    """Makes graphs and functions of rows.

    Attributes:
        unknown: As `without_unknown` gives it.
    """

    def __init__(self, unknown: Mapping[str, str]) -> None:
        self._unknown = unknown
        self._definitions: dict[str, tuple[Definition, tuple[NodeId, ...]]] = {}

    def library(self, rows: Sequence[FunctionRow]) -> Library:
        """All functions of a file.

        Raises:
            FileFormatError: A row breaks a rule, or a function uses itself.
        """
        names = Library()
        for number, row in enumerate(rows):
            with errors_at(f"functions[{number}].name"):
                names.check_name(row.name)
            if row.name in self._definitions:
                msg = f"there is already a function called {row.name}"
                raise FileFormatError(msg, f"functions[{number}].name")
            inputs = tuple(map(NodeId, row.inputs))
            if not inputs:
                msg = "a function needs an input"
                raise FileFormatError(msg, f"functions[{number}].inputs")
            self._definitions[row.name] = Definition(row.name, Graph()), inputs
        for number, row in enumerate(rows):
            definition, inputs = self._definitions[row.name]
            place = f"functions[{number}]"
            graph = self.graph(row.nodes, row.output, row.frames, place)
            _check_inputs(graph, inputs, f"functions[{number}].inputs")
            graph.inputs, graph.definition = inputs, definition
            definition.graph = graph
        _check_recursion(rows, [entry[0] for entry in self._definitions.values()])
        return Library(definition for definition, _ in self._definitions.values())

    def graph(
        self,
        rows: Sequence[NodeRow],
        output: int | None,
        frames: Sequence[FrameRow],
        place: str,
    ) -> Graph:
        """The graph of some nodes.

        Raises:
            FileFormatError: A row breaks a rule; the message names the place.
        """
        nodes: dict[NodeId, Node] = {}
        names: set[str] = set()
        places = {row.id: f"{place}.nodes[{n}]" for n, row in enumerate(rows)}
        for number, row in enumerate(rows):
            here = f"{place}.nodes[{number}]"
            node = self._node(row, here)
            if node.id in nodes:
                msg = f"{node.id} is the id of another node already"
                raise FileFormatError(msg, f"{here}.id")
            if node.name in names:
                msg = f"there is already a node called {node.name}"
                raise FileFormatError(msg, f"{here}.name")
            for port, operand in enumerate(node.operands):
                if operand is not None and operand not in places:
                    msg = f"there is no node {operand}"
                    raise FileFormatError(msg, f"{here}.operands[{port}]")
            nodes[node.id] = node
            if node.name:
                names.add(node.name)
        if output is not None and output not in nodes:
            msg = f"there is no node {output}"
            raise FileFormatError(msg, f"{place}.output")
        links = {i: [o for o in n.operands if o is not None] for i, n in nodes.items()}
        try:
            TopologicalSorter(links).prepare()
        except CycleError as error:
            msg = "a value cannot depend on itself"
            raise FileFormatError(msg, f"{places[error.args[1][0]]}.operands") from None
        return Graph(
            nodes.values(),
            None if output is None else NodeId(output),
            frames_of(list(frames), f"{place}.frames"),
        )

    def _node(self, row: NodeRow, place: str) -> Node:
        data = self._unknown.get(place, "")
        listed = [] if row.operands is msgspec.UNSET else row.operands
        operands = tuple(None if o is None else NodeId(o) for o in listed)
        if row.name:
            with errors_at(f"{place}.name"):
                check_name(row.name)
        node = Node(
            NodeId(row.id),
            None,
            operands,
            value=0.0 if row.value is msgspec.UNSET else row.value,
            name=row.name,
            is_learnable=row.learnable,
            position=row.position,
            data=data,
            is_muted=row.muted,
        )
        if data:
            node = replace(node, operation=row.operation or "?")
        else:
            node = self._known(node, row, place)
        if node.is_muted:
            with errors_at(f"{place}.muted"):
                check_mutable(node)
        return node

    def _known(self, node: Node, row: NodeRow, place: str) -> Node:
        """The node with what it computes, if anything."""
        if row.operation is not msgspec.UNSET and row.function is not msgspec.UNSET:
            msg = "a node has an operation or a function, not both"
            raise FileFormatError(msg, f"{place}.function")
        if row.function is not msgspec.UNSET:
            definition, ports = self._definitions[row.function]
            _check_count(node, row.function, len(ports), place)
            node = replace(node, operation=definition, ports=ports)
        elif row.operation is not msgspec.UNSET:
            known = known_row(row.operation)
            assert known is not None
            arity = known.arity
            _check_count(node, row.operation, arity, place)
            node = replace(node, operation=row.operation)
            if node.is_dot and node.name:
                raise FileFormatError(NO_NAME, f"{place}.name")
        else:
            if row.value is msgspec.UNSET:
                msg = "a node needs a value or an operation"
                raise FileFormatError(msg, place)
            _check_count(node, "a value", 0, place)
            return node
        if row.value is not msgspec.UNSET:
            msg = "an operation has no value of its own"
            raise FileFormatError(msg, f"{place}.value")
        return node


def _node_entries(node: Node) -> dict[str, object]:
    entries: dict[str, object] = {"id": node.id}
    if node.data:
        entries |= json.loads(node.data)
        if "operands" not in entries:
            entries["operands"] = list(node.operands)
    elif node.operation is None:
        entries["value"] = float(node.value)
    else:
        is_function = node.callee is not None
        entries["function" if is_function else "operation"] = node.row.name
        entries["operands"] = node.operands
    if node.name:
        entries["name"] = node.name
    if node.is_muted:
        entries["muted"] = True
    if not node.is_learnable:
        entries["learnable"] = False
    entries["position"] = [float(each) for each in node.position]
    return entries


def _entries(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key)
    return found if isinstance(found, list) else []


def _cleaned(
    row: object, place: str, functions: set[object], unknown: dict[str, str]
) -> object:
    """A canvas or function whose unknown nodes say only what all nodes say."""
    if not isinstance(row, dict) or not isinstance(row.get("nodes"), list):
        return row
    nodes = list(row["nodes"])
    for number, node in enumerate(nodes):
        name = _unknown_name(node, functions)
        if name is None:
            continue
        shared = {key: node[key] for key in _SHARED if key in node}
        if not _are_ids(shared.get("operands", [])):
            del shared["operands"]
        rest = {key: value for key, value in node.items() if key not in shared}
        unknown[f"{place}.nodes[{number}]"] = json.dumps(rest, ensure_ascii=False)
        nodes[number] = {**shared, "operation": shown(name)}
    return {**row, "nodes": nodes}


def _unknown_name(node: object, functions: set[object]) -> str | None:
    """What a node computes, if that is neither an operation nor a function here."""
    if not isinstance(node, dict):
        return None
    operation, function = node.get("operation"), node.get("function")
    if isinstance(operation, str) and "function" not in node:
        return operation if known_row(operation) is None else None
    if isinstance(function, str) and "operation" not in node:
        return None if function in functions else function
    return None


def _are_ids(operands: object) -> bool:
    return isinstance(operands, list) and all(
        o is None or (isinstance(o, int) and not isinstance(o, bool)) for o in operands
    )


def _check_count(node: Node, what: str, arity: int, place: str) -> None:
    if len(node.operands) != arity:
        msg = f"{what} takes {arity} operands, not {len(node.operands)}"
        raise FileFormatError(msg, f"{place}.operands")


def _check_inputs(graph: Graph, inputs: Sequence[NodeId], place: str) -> None:
    for number, node_id in enumerate(inputs):
        here = f"{place}[{number}]"
        node = graph.nodes.get(node_id)
        if node is None:
            msg = f"there is no node {node_id}"
        elif not node.is_leaf:
            msg = f"node {node_id} is no value of its own"
        elif node_id in inputs[:number]:
            msg = f"node {node_id} is an input already"
        else:
            continue
        raise FileFormatError(msg, here)


def _check_recursion(
    rows: Sequence[FunctionRow], definitions: Sequence[Definition]
) -> None:
    used = {definition: definition.used() for definition in definitions}
    try:
        TopologicalSorter(used).prepare()
    except CycleError as error:
        # Each one listed is used by the next; the last is the first again.
        inner, outer = error.args[1][:2]
        number = definitions.index(outer)
        nodes = outer.graph.nodes.values()
        target = next(node.id for node in nodes if node.callee is inner)
        place = next(n for n, row in enumerate(rows[number].nodes) if row.id == target)
        msg = f"{outer.name} cannot use itself"
        if inner is not outer:
            msg = (
                f"{outer.name} cannot use {inner.name}, which uses {outer.name} itself"
            )
        here = f"functions[{number}].nodes[{place}].function"
        raise FileFormatError(msg, here) from None
