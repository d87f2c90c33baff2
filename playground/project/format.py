"""The text of a project file: what stands where in the JSON, and what it may say.

Files of earlier versions are brought up to date one version at a time; a reader never
has to know more than the newest. Nothing in a file is ever executed.
"""

import re
from collections.abc import Callable
from typing import Annotated, Any, Final, TypeAlias

import msgspec

from playground import __version__
from playground.project import strict_json
from playground.project.errors import FileFormatError, NewerVersionError
from playground.project.frame_rows import FrameRow, ViewRow, view_entries, view_of
from playground.project.graph_rows import (
    FunctionRow,
    Id,
    NodeRow,
    Reader,
    function_entries,
    graph_entries,
    without_unknown,
)
from playground.project.messages import errors_at, translated
from playground.project.project import Canvas, Project, ViewValue
from playground.project.strict_json import join
from playground.project.training_rows import (
    TrainingRow,
    trained_of,
    training_entries,
)
from playground.training.experiment import Experiment
from playground.training.trained import Trained

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


class _CanvasRow(msgspec.Struct, forbid_unknown_fields=True):
    name: str
    nodes: list[NodeRow]
    output: Id | None = None
    frames: list[FrameRow] = []
    view: ViewRow | None = None


class _FileRow(msgspec.Struct, forbid_unknown_fields=True):
    format: str
    version: int
    canvases: list[_CanvasRow]
    experiment: dict[str, Any]
    functions: list[FunctionRow] = []
    program: str = ""
    training: TrainingRow | None = None
    view: dict[str, Any] = {}


def encode(project: Project) -> bytes:
    """The file of a project; the same project gives the same bytes.

    Raises:
        FileFormatError: The project breaks a rule, so that its file could not be read.
    """
    graphs = [canvas.graph for canvas in project.canvases]
    functions = function_entries(project.functions, graphs)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "program": __version__,
        "canvases": [_canvas_entries(canvas) for canvas in project.canvases],
        **({"functions": functions} if functions else {}),
        "experiment": project.experiment.to_dict(),
        "view": dict(sorted(project.view.items())),
    }
    if project.trained is not None:
        document["training"] = training_entries(project.trained)
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
    document, unknown = without_unknown(document)
    try:
        file = msgspec.convert(document, _FileRow)
    except msgspec.ValidationError as error:
        raise translated(error) from None
    except UnicodeEncodeError:  # the library's, about a text where none belongs
        msg = "half a character stands where there should be no text"
        raise FileFormatError(msg) from None
    if not file.canvases:
        msg = "at least one canvas is needed"
        raise FileFormatError(msg, "canvases")
    experiment = _experiment(file.experiment)
    reader = Reader(unknown)
    functions = reader.library(file.functions)
    canvases: list[Canvas] = []
    for number, row in enumerate(file.canvases):
        place = f"canvases[{number}]"
        graph = reader.graph(row.nodes, row.output, row.frames, place)
        functions.attach(graph)
        canvases.append(Canvas(row.name, graph, view_of(row.view)))
    return Project(
        tuple(canvases),
        experiment,
        {key: _view_value(key, value) for key, value in file.view.items()},
        functions,
        _trained(file.training, experiment),
    )


def _canvas_entries(canvas: Canvas) -> dict[str, object]:
    entries = {"name": canvas.name, **graph_entries(canvas.graph)}
    if canvas.view is not None:
        entries["view"] = view_entries(canvas.view)
    return entries


def _experiment(entries: dict[str, Any]) -> Experiment:
    with errors_at("experiment"):
        return Experiment.from_dict(entries)


def _trained(row: TrainingRow | None, experiment: Experiment) -> Trained | None:
    if row is None:
        return None
    with errors_at("training"):
        return trained_of(row, experiment)


def _view_value(key: str, value: object) -> ViewValue:
    try:
        return msgspec.convert(value, bool | _WholeNumber | float | str)
    except msgspec.ValidationError as error:
        raise translated(error, join("view", key)) from None
