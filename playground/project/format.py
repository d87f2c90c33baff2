"""The text of a project file: what stands where in the JSON, and what it may say.

Files of earlier versions are brought up to date one version at a time; a reader never
has to know more than the newest. Nothing in a file is ever executed.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from graphlib import CycleError, TopologicalSorter
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from playground import __version__
from playground.core.operations import OPERATIONS
from playground.graph.graph import (
    Graph,
    GraphError,
    Node,
    NodeId,
    check_name,
)
from playground.project import strict_json
from playground.project.errors import FileFormatError, NewerVersionError
from playground.project.frame_rows import (
    FrameRow,
    ViewRow,
    frame_entries,
    frames_of,
    view_entries,
    view_of,
)
from playground.project.project import Canvas, Project, ViewValue
from playground.project.strict_json import join, shown
from playground.training.experiment import Experiment, ExperimentError

FORMAT: Final = "playground"
VERSION: Final = 2

Migration: TypeAlias = Callable[[dict[str, Any]], dict[str, Any]]


def _unchanged(document: dict[str, Any]) -> dict[str, Any]:
    """The next version only has more that may be said."""
    return document


MIGRATIONS: Final[dict[int, Migration]] = {1: _unchanged}
"""For each version before `VERSION`, what makes the next one of it."""

_LARGEST = 2**53  # the whole numbers that every reader of JSON has
_WholeNumber = Annotated[int, msgspec.Meta(ge=-_LARGEST, le=_LARGEST)]
_Id = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]


class _NodeRow(msgspec.Struct, forbid_unknown_fields=True):
    id: _Id
    operation: str | msgspec.UnsetType = msgspec.UNSET
    operands: list[_Id | None] | msgspec.UnsetType = msgspec.UNSET
    value: float | msgspec.UnsetType = msgspec.UNSET
    name: str = ""
    learnable: bool = True
    position: tuple[float, float] = (0.0, 0.0)


class _CanvasRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    nodes: list[_NodeRow]
    output: _Id | None = None
    frames: list[FrameRow] = []
    view: ViewRow | None = None


class _FileRow(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    canvases: list[_CanvasRow]
    experiment: dict[str, Any]
    program: str = ""
    view: dict[str, Any] = {}


def encode(project: Project) -> bytes:
    """The file of a project; the same project gives the same bytes.

    Raises:
        FileFormatError: The project breaks a rule, so that its file could not be read.
    """
    document = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "canvases": [_canvas_entries(canvas) for canvas in project.canvases],
        "experiment": project.experiment.to_dict(),
        "view": dict(sorted(project.view.items())),
    }
    strict_json.check(document)
    _project(document)
    return strict_json.write(document)


def decode(data: bytes) -> Project:
    """The project in the bytes of a file.

    Raises:
        FileFormatError: It is no valid project; the message names the place.
    """
    document = strict_json.read(data)
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        msg = f'this is not a Playground project: its "format" is not "{FORMAT}"'
        raise FileFormatError(msg)
    return _project(_up_to_date(document))


def _up_to_date(document: dict[str, Any]) -> dict[str, Any]:
    version = document.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        msg = "not a whole number from 1"
        raise FileFormatError(msg, "version")
    if version > VERSION:
        program = document.get("program")
        if not isinstance(program, str) or not re.fullmatch(r"[\w.+-]{1,30}", program):
            program = "of a newer version"
        msg = (
            f"this file needs Playground {program} (its format has version {version}); "
            f"this is Playground {__version__}, which reads versions up to {VERSION}"
        )
        raise NewerVersionError(msg)
    for step in range(version, VERSION):
        document = MIGRATIONS[step](document)
    return document


def _project(document: dict[str, Any]) -> Project:
    try:
        file = msgspec.convert(document, _FileRow)
    except msgspec.ValidationError as error:
        raise _translated(error) from None
    if not file.canvases:
        msg = "at least one canvas is needed"
        raise FileFormatError(msg, "canvases")
    return Project(
        tuple(
            Canvas(row.name, _graph(row, f"canvases[{number}]"), view_of(row.view))
            for number, row in enumerate(file.canvases)
        ),
        _experiment(file.experiment),
        {key: _view_value(key, value) for key, value in file.view.items()},
    )


def _experiment(entries: dict[str, Any]) -> Experiment:
    with _errors_at("experiment"):
        return Experiment.from_dict(entries)


def _view_value(key: str, value: object) -> ViewValue:
    try:
        return msgspec.convert(value, bool | _WholeNumber | float | str)
    except msgspec.ValidationError as error:
        raise _translated(error, join("view", key)) from None


# Canvases


def _canvas_entries(canvas: Canvas) -> dict[str, object]:
    graph = canvas.graph
    entries: dict[str, object] = {
        "name": canvas.name,
        "output": graph.output,
        "nodes": [_node_entries(graph.nodes[i]) for i in sorted(graph.nodes)],
    }
    if graph.frames:
        frames = (graph.frames[i] for i in sorted(graph.frames))
        entries["frames"] = [frame_entries(frame) for frame in frames]
    if canvas.view is not None:
        entries["view"] = view_entries(canvas.view)
    return entries


def _node_entries(node: Node) -> dict[str, object]:
    entries: dict[str, object] = {"id": node.id}
    if node.operation is None:
        entries["value"] = float(node.value)
    else:
        entries["operation"] = node.operation
        entries["operands"] = node.operands
    if node.name:
        entries["name"] = node.name
    if not node.is_learnable:
        entries["learnable"] = False
    entries["position"] = [float(each) for each in node.position]
    return entries


def _graph(canvas: _CanvasRow, place: str) -> Graph:
    nodes: dict[NodeId, Node] = {}
    names: set[str] = set()
    places = {row.id: f"{place}.nodes[{n}]" for n, row in enumerate(canvas.nodes)}
    for number, row in enumerate(canvas.nodes):
        here = f"{place}.nodes[{number}]"
        node = _node(row, here)
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
    if canvas.output is not None and canvas.output not in nodes:
        msg = f"there is no node {canvas.output}"
        raise FileFormatError(msg, f"{place}.output")
    links = {i: [o for o in n.operands if o is not None] for i, n in nodes.items()}
    try:
        TopologicalSorter(links).prepare()
    except CycleError as error:
        msg = "a value cannot depend on itself"
        raise FileFormatError(msg, f"{places[error.args[1][0]]}.operands") from None
    output = None if canvas.output is None else NodeId(canvas.output)
    frames = frames_of(canvas.frames, f"{place}.frames")
    return Graph(nodes.values(), output, frames)


def _node(row: _NodeRow, place: str) -> Node:
    operands: list[int | None] = []
    if row.operands is not msgspec.UNSET:
        operands = row.operands
    if row.operation is msgspec.UNSET:
        operation, arity = None, 0
        if row.value is msgspec.UNSET:
            msg = "a node needs a value or an operation"
            raise FileFormatError(msg, place)
    else:
        operation = row.operation
        if operation not in OPERATIONS:
            msg = f"Playground {__version__} has no operation {shown(operation)}"
            raise FileFormatError(msg, f"{place}.operation")
        arity = OPERATIONS[operation].arity
        if row.value is not msgspec.UNSET:
            msg = "an operation has no value of its own"
            raise FileFormatError(msg, f"{place}.value")
    if len(operands) != arity:
        what = operation or "a value"
        msg = f"{what} takes {arity} operands, not {len(operands)}"
        raise FileFormatError(msg, f"{place}.operands")
    if row.name:
        with _errors_at(f"{place}.name"):
            check_name(row.name)
    return Node(
        NodeId(row.id),
        operation,
        tuple(None if o is None else NodeId(o) for o in operands),
        0.0 if row.value is msgspec.UNSET else row.value,
        row.name,
        row.learnable,
        row.position,
    )


# Messages

_LONGEST: Final = 200
_KINDS: Final = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


@contextmanager
def _errors_at(place: str) -> Iterator[None]:
    """Give errors of the rooms below their place in the file."""
    try:
        yield
    except ExperimentError as error:
        message = str(error).removeprefix(f"{error.field} ")
        place = join(place, error.field) if error.field else place
        raise FileFormatError(shown(message, _LONGEST), place) from None
    except (GraphError, ArithmeticError) as error:
        raise FileFormatError(shown(str(error), _LONGEST), place) from None


def _translated(error: msgspec.ValidationError, place: str = "") -> FileFormatError:
    """The library's message in the words of ours."""
    message, _, path = str(error).partition(" - at `$")
    place += path.rstrip("`").removeprefix("." if not place else "")
    if match := re.fullmatch("Expected `(.+?)`(.*?)(?:, got .*)?", message):
        kinds = match[1].split(" | ")
        limit = match[2].replace(">=", "of at least").replace("<=", "of at most")
        kind = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
        return FileFormatError(f"not {kind}{limit}", place)
    if match := re.fullmatch("Object missing required field `(.+)`", message):
        return FileFormatError("missing", join(place, match[1]))
    if match := re.fullmatch("Object contains unknown field `(.*)`", message):
        return FileFormatError("unknown here", join(place, match[1]))
    return FileFormatError(f"{message[:1].lower()}{message[1:]}", place)
