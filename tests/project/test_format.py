import json
import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.activations import ACTIVATIONS
from playground.graph.edits import Connect, MoveNodes, apply
from playground.graph.evaluate import evaluate
from playground.graph.frames import Frame, FrameId
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.project import format as project_format
from playground.project.errors import FileFormatError, NewerVersionError
from playground.project.format import decode, encode
from playground.project.project import Canvas, CanvasView, Project
from playground.training.datasets import DATASETS
from playground.training.experiment import FEATURES, Experiment
from tests.project.graphs import graphs, numbers

X, Y, T = (NodeId(n) for n in (1, 2, 3))

experiments = st.builds(
    lambda dataset, **settings: Experiment(**settings).with_dataset(dataset),
    dataset=st.sampled_from(list(DATASETS)),
    noise=st.floats(0, 1),
    features=st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True),
    hidden=st.lists(st.integers(1, 64), max_size=16),
    activation=st.sampled_from(list(ACTIVATIONS)),
    learning_rate=st.floats(0, allow_infinity=False),
    seed=st.integers(0, 2**63 - 1),
    shuffle=st.booleans(),
)
view_values = st.booleans() | st.integers(-(2**53), 2**53) | numbers | st.text()
far = st.floats(-1e9, 1e9)
views = st.builds(
    CanvasView,
    st.floats(0.01, 100),
    st.tuples(far, far),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
projects = st.builds(
    Project,
    st.lists(
        st.builds(Canvas, st.text(), graphs(), st.none() | views),
        min_size=1,
        max_size=3,
    ).map(tuple),
    experiments,
    st.dictionaries(st.text(), view_values),
)


def _project() -> Project:
    """X = 2, y = 0.1, t = x * y."""
    nodes = [
        Node(X, None, (), 2.0, "x", position=(-0.0, 16.5)),
        Node(Y, None, (), 0.1, is_learnable=False),
        Node(T, "mul", (X, Y), name="t"),
    ]
    return Project((Canvas("Product", Graph(nodes, T)),), view={"zoom": 1.5})


def _file() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(encode(_project()))
    return document


def _message(document: object) -> str:
    with pytest.raises(FileFormatError) as caught:
        decode(json.dumps(document).encode())
    return str(caught.value)


# What is kept


@given(projects)
def test_a_project_reads_back_as_it_was(project: Project) -> None:
    again = decode(encode(project))
    assert again == project
    # Equality takes 0.0 and -0.0 for the same; the text does not.
    assert encode(again) == encode(project)
    assert [
        str(list(graph.nodes.values()))
        for graph in (canvas.graph for canvas in again.canvases)
    ] == [
        str([canvas.graph.nodes[i] for i in sorted(canvas.graph.nodes)])
        for canvas in project.canvases
    ]


def test_a_file_reads_as_a_person_would_write_it() -> None:
    lines = encode(_project()).decode().splitlines()
    assert lines[:3] == ["{", '  "format": "playground",', '  "version": 2,']
    nodes = [line.strip().rstrip(",") for line in lines if '"id"' in line]
    assert nodes == [
        '{"id": 1, "value": 2.0, "name": "x", "position": [-0.0, 16.5]}',
        '{"id": 2, "value": 0.1, "learnable": false, "position": [0.0, 0.0]}',
        '{"id": 3, "operation": "mul", "operands": [1, 2], "name": "t", '
        '"position": [0.0, 0.0]}',
    ]
    assert '    "hidden": [4, 2],' in lines
    assert '    "zoom": 1.5' in lines


def test_one_change_is_one_line_of_a_diff() -> None:
    before = _project()
    graph = before.canvases[0].graph.copy()
    graph.put(replace(graph.nodes[X], value=3.0))
    after = replace(before, canvases=(Canvas("Product", graph),))
    old, new = encode(before).splitlines(), encode(after).splitlines()
    assert len(old) > len(Experiment().to_dict())
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


def test_the_order_in_which_nodes_were_made_does_not_matter() -> None:
    graph = _project().canvases[0].graph
    turned = Graph(reversed(list(graph.nodes.values())), graph.output)
    assert encode(Project((Canvas("", turned),))) == encode(
        Project((Canvas("", graph),))
    )


def test_a_project_is_empty_by_default_and_shares_nothing() -> None:
    assert decode(encode(Project())) == Project()
    assert Project().canvases[0].graph is not Project().canvases[0].graph


def test_halves_of_letters_do_not_keep_a_project_from_being_saved() -> None:
    project = replace(_project(), view={"text": "\ud800"})
    assert decode(encode(project)) == project


def test_what_a_person_left_out_has_its_default() -> None:
    document = _file()
    del document["view"], document["program"], document["canvases"][0]["output"]
    del document["canvases"][0]["nodes"][0]["position"]
    document["experiment"] = {}
    project = decode(json.dumps(document).encode())
    assert project.experiment == Experiment()
    assert project.canvases[0].graph.nodes[X].position == (0.0, 0.0)


# What is refused, and where

Change = Callable[[dict[str, Any]], object]


def _put(path: str, value: object) -> Change:
    """Set one entry: ``canvases.0.nodes.1.value``."""
    *steps, last = (int(s) if s.isdigit() else s for s in path.split("."))

    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for step in steps:
            target = target[step]
        target[last] = value

    return change


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_put("format", "other"), 'this is not a Playground project: its "format"'),
        (_put("version", "1"), "version: not a whole number from 1"),
        (_put("version", True), "version: not a whole number from"),
        (_put("version", 0), "version: not a whole number"),
        (lambda d: d.pop("canvases"), "canvases: missing"),
        (_put("canvases", []), "canvases: at least one canvas is needed"),
        (_put("canvases", {}), "canvases: not a list"),
        (_put("canvases.0", 3), "canvases[0]: not an object"),
        (_put("canvases.0.colour", 3), "canvases[0].colour: unknown here"),
        (_put("canvases.0.name", 3), "canvases[0].name: not a text"),
        (_put("canvases.0.output", 9), "canvases[0].output: there is no node 9"),
        (_put("canvases.0.nodes.1", {}), "canvases[0].nodes[1].id: missing"),
        (
            _put("canvases.0.nodes.1", {"id": 9}),
            "canvases[0].nodes[1]: a node needs a value or an operation",
        ),
        (_put("canvases.0.nodes.1.id", 1.5), "canvases[0].nodes[1].id: not a whole"),
        (
            _put("canvases.0.nodes.1.id", 0),
            "canvases[0].nodes[1].id: not a whole number of at least 1",
        ),
        (
            _put("canvases.0.nodes.1.id", 2**53 + 1),
            f"canvases[0].nodes[1].id: not a whole number of at most {2**53}",
        ),
        (
            _put("canvases.0.nodes.1.id", 1),
            "canvases[0].nodes[1].id: 1 is the id of another node already",
        ),
        (
            _put("canvases.0.nodes.0.value", "2"),
            "canvases[0].nodes[0].value: not a number",
        ),
        (
            _put("canvases.0.nodes.0.value", float("nan")),
            "canvases[0].nodes[0].value: not a finite number",
        ),
        (
            _put("canvases.0.nodes.0.value", 10**400),
            "canvases[0].nodes[0].value: number out of range",
        ),
        (
            _put("canvases.0.nodes.2.value", 1.0),
            "canvases[0].nodes[2].value: an operation has no value of its own",
        ),
        (
            _put("canvases.0.nodes.0.position", [1]),
            "canvases[0].nodes[0].position: not a list of length 2",
        ),
        (
            _put("canvases.0.nodes.0.position", [1, float("inf")]),
            "canvases[0].nodes[0].position[1]: not a finite number",
        ),
        (
            _put("canvases.0.nodes.0.learnable", 1),
            "canvases[0].nodes[0].learnable: not true or false",
        ),
        (
            _put("canvases.0.nodes.0.name", "2x"),
            "canvases[0].nodes[0].name: '2x' cannot be a name",
        ),
        (
            _put("canvases.0.nodes.1.name", "x"),
            "canvases[0].nodes[1].name: there is already a node called x",
        ),
        (
            _put("canvases.0.nodes.2.operands", [1]),
            "canvases[0].nodes[2].operands: mul takes 2 operands, not 1",
        ),
        (
            _put("canvases.0.nodes.0.operands", [1]),
            "canvases[0].nodes[0].operands: a value takes 0 operands, not 1",
        ),
        (
            _put("canvases.0.nodes.2.operands", [1, 7]),
            "canvases[0].nodes[2].operands[1]: there is no node 7",
        ),
        (
            _put("canvases.0.nodes.2.operands", [1, 3]),
            "canvases[0].nodes[2].operands: a value cannot depend on itself",
        ),
        (_put("experiment", []), "experiment: not an object"),
        (_put("experiment.hiden", 3), "experiment.hiden: there is no setting 'hiden'"),
        (
            _put("experiment.learning_rate", "fast"),
            "experiment.learning_rate: must be a finite number",
        ),
        (_put("experiment.learning_rate", 10**400), "experiment: "),
        (
            _put("experiment.dataset", "x" * 10000),
            "experiment.dataset: must be one of",
        ),
        (_put("view.zoom", None), "view.zoom: not true or false or a whole number"),
        (_put("view.zoom", 2**60), "view.zoom: "),
    ],
)
def test_a_wrong_entry_is_refused_by_its_place(change: Change, message: str) -> None:
    document = _file()
    change(document)
    found = _message(document)
    assert found.startswith(message)
    assert "\n" not in found
    assert len(found) < 400


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "the file is empty"),
        (b" \n", "the file is empty"),
        (b"\x89PNG\r\n\x1a\n", "line 1: this is not text in UTF-8"),
        (b'{\n"a": "\xe9"}', "line 2: this is not text in UTF-8"),
        ('{"a": 1}'.encode("utf-16"), "line 1: this is not text in UTF-8"),
        (b"hello", "line 1, column 1: this is not JSON (expecting value)"),
        (b'{"a": 1,\n "b" 2}', "line 2, column 6: this is not JSON"),
        (b"[]", "this is not a Playground project"),
        (b"3", "this is not a Playground project"),
        (b'{"a": 1}', "this is not a Playground project"),
        (b"[" * 100_000, "the file is nested too deeply"),
        (b'{"a":' * 100_000, "the file is nested too deeply"),
        (b"1" * 5000, "a number in the file has too many digits"),
        (b'{"a": {"b": 1, "b": 1}}', "a: b stands here twice"),
        (b'{"a": [1, {"": 1, "": 1}]}', "a[1]: '' stands here twice"),
        (b'{"a": NaN}', "a: not a finite number"),
        (b'{"a": [-Infinity]}', "a[0]: not a finite number"),
        (b'{"a": 1e999}', "a: not a finite number"),
    ],
)
def test_what_is_no_project_is_refused_in_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(FileFormatError, match=f"^{re.escape(message)}") as caught:
        decode(data)
    assert "\n" not in str(caught.value)


def test_a_byte_order_mark_is_no_error() -> None:
    assert decode(b"\xef\xbb\xbf" + encode(_project())) == _project()


def test_a_project_that_could_not_be_read_back_is_not_written() -> None:
    broken = Graph([Node(X, None, (), float("inf"))])
    with pytest.raises(FileFormatError, match=r"canvases\[0\].nodes\[0\].value: not a"):
        encode(Project((Canvas("", broken),)))
    with pytest.raises(FileFormatError, match="canvases: at least one"):
        encode(Project(()))


corruptions = st.one_of(
    st.tuples(st.just("delete"), st.integers(0), st.integers(1, 40)),
    st.tuples(st.just("insert"), st.integers(0), st.binary(min_size=1, max_size=8)),
    st.tuples(
        st.just("insert"),
        st.integers(0),
        st.sampled_from([b"-", b"9", b"0", b"e99", b"null", b"[", b'"', b",", b"{}"]),
    ),
    st.tuples(st.just("swap"), st.integers(0), st.integers(0)),
)


@given(st.data(), projects, st.lists(corruptions, min_size=1, max_size=4))
def test_a_corrupted_file_loads_or_is_refused(
    data: st.DataObject, project: Project, changes: list[tuple[str, int, Any]]
) -> None:
    """Bytes and whole entries are changed; nothing but `FileFormatError` comes out."""
    file = bytearray(encode(project))
    for kind, place, what in changes:
        at = place % (len(file) + 1)
        if kind == "delete":
            del file[at : at + what]
        elif kind == "insert":
            file[at:at] = what
        else:
            lines = bytes(file).split(b"\n")
            one, other = place % len(lines), what % len(lines)
            lines[one], lines[other] = lines[other], lines[one]
            file = bytearray(b"\n".join(lines))
    _loads_or_is_refused(bytes(file))
    document = json.loads(encode(project))
    _replace_somewhere(document, data)
    _loads_or_is_refused(json.dumps(document).encode())


JUNK = [
    None,
    True,
    -1,
    0,
    2,
    2**70,
    1.5,
    -0.0,
    "",
    "x",
    "mul",
    [],
    [1, 2],
    {},
    {"a": 1},
]


def _replace_somewhere(document: Any, data: st.DataObject) -> None:  # noqa: ANN401
    """Put something else in the place of an entry, or take it out."""
    target = document
    while True:
        keys = list(target if isinstance(target, dict) else range(len(target)))
        key = data.draw(st.sampled_from(keys))
        inner = target[key]
        if not (isinstance(inner, dict | list) and inner and data.draw(st.booleans())):
            break
        target = inner
    if data.draw(st.booleans()):
        target[key] = data.draw(st.sampled_from(JUNK))
    else:
        del target[key]


def _loads_or_is_refused(data: bytes) -> None:
    try:
        project = decode(data)
    except FileFormatError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert decode(encode(project)) == project


# Frames and views


def _framed() -> dict[str, Any]:
    document = _file()
    document["canvases"][0]["frames"] = [
        {"id": 1, "title": "Inputs", "position": [0, 0], "size": [200, 100]}
    ]
    return document


def test_a_frame_has_a_line_of_its_own() -> None:
    project = _project()
    frame = Frame(FrameId(4), "In", "*x*", "blue", (1.0, 2.0), (80.0, 60.0))
    project.canvases[0].graph.put_frame(frame)
    lines = [line.strip() for line in encode(project).decode().splitlines()]
    assert (
        '{"id": 4, "title": "In", "note": "*x*", "color": "blue", '
        '"position": [1.0, 2.0], "size": [80.0, 60.0]}'
    ) in lines


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"size": [200, "wide"]}, "canvases[0].frames[0].size[1]: not a number"),
        ({"size": [1, 1]}, "canvases[0].frames[0]: a frame must be at least 64 by 40"),
        ({"color": "pink"}, "canvases[0].frames[0]: a frame has one of the colours"),
        ({"title": "a\nb"}, "canvases[0].frames[0]: a title is one line"),
        ({"note": "x" * 20_001}, "canvases[0].frames[0]: a note has at most"),
        ({"script": "rm"}, "canvases[0].frames[0].script: unknown here"),
        ({"id": 0}, "canvases[0].frames[0].id: not a whole number of at least 1"),
    ],
)
def test_a_wrong_frame_is_refused_at_its_place(
    change: dict[str, object], message: str
) -> None:
    document = _framed()
    document["canvases"][0]["frames"][0] |= change
    assert _message(document).startswith(message)


def test_two_frames_of_one_id_are_refused() -> None:
    document = _framed()
    document["canvases"][0]["frames"] *= 2
    assert _message(document).startswith("canvases[0].frames[1].id: 1 is the id of")


@pytest.mark.parametrize(
    ("view", "message"),
    [
        ({"zoom": 0}, "canvases[0].view.zoom: not a number of at least 0.01"),
        ({"middle": [0, 1e300]}, "canvases[0].view.middle[1]: not a number of at most"),
        ({"grid": 1}, "canvases[0].view.grid: not true or false"),
        ([], "canvases[0].view: not"),
    ],
)
def test_a_wrong_view_is_refused_at_its_place(view: object, message: str) -> None:
    document = _file()
    document["canvases"][0]["view"] = view
    assert _message(document).startswith(message)


def test_a_file_of_the_first_version_still_reads() -> None:
    assert decode(json.dumps(_file() | {"version": 1}).encode()) == _project()


# Versions


def test_a_file_of_a_newer_program_says_which_one_is_needed() -> None:
    document = _file() | {"version": 7, "program": "3.2.1", "canvases": "unheard of"}
    with pytest.raises(NewerVersionError, match=r"needs Playground 3\.2\.1 .*up to 2"):
        decode(json.dumps(document).encode())
    document["program"] = "<b>\n"
    with pytest.raises(NewerVersionError, match="needs Playground of a newer version"):
        decode(json.dumps(document).encode())


def test_a_file_of_an_older_program_is_brought_up_to_date_step_by_step(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def name_canvases(document: dict[str, Any]) -> dict[str, Any]:
        return document | {"canvases": document["sheets"]}

    def drop_sheets(document: dict[str, Any]) -> dict[str, Any]:
        return {key: value for key, value in document.items() if key != "sheets"}

    document = _file() | {"version": 1}
    document["sheets"] = document.pop("canvases")
    monkeypatch.setattr(project_format, "VERSION", 3)
    monkeypatch.setattr(
        project_format, "MIGRATIONS", {1: name_canvases, 2: drop_sheets}
    )
    assert decode(json.dumps(document).encode()) == _project()


@pytest.mark.parametrize(
    "change",
    [
        _put("canvases", "\ud800"),
        _put("canvases.0.\ud800", 1),
        _put("canvases.0.nodes.0.id", "\udfff"),
        _put("canvases.0.nodes.2.operation", "\ud800"),
    ],
    ids=["list", "key", "number", "name"],
)
def test_halves_of_letters_are_refused_or_kept(change: Change) -> None:
    document = _file()
    change(document)
    _loads_or_is_refused(json.dumps(document).encode())


# Functions and what is not known


def _with_functions() -> dict[str, Any]:
    document = _file()
    document["canvases"][0]["nodes"] += [
        {"id": 71, "value": 2.0, "name": "u"},
        {"id": 72, "function": "outer", "operands": [71, 71]},
    ]
    leaf = {"id": 1, "value": 1.0, "name": "p"}
    document["functions"] = [
        {
            "name": "outer",
            "inputs": [2, 1],
            "nodes": [
                leaf,
                {"id": 2, "value": 1.0, "name": "q"},
                {"id": 3, "function": "inner", "operands": [1]},
                {"id": 4, "operation": "sub", "operands": [3, 2]},
            ],
        },
        {
            "name": "inner",
            "inputs": [1],
            "nodes": [leaf, {"id": 2, "operation": "mul", "operands": [1, 1]}],
        },
    ]
    return document


def test_functions_are_read_and_written() -> None:
    project = decode(json.dumps(_with_functions()).encode())
    outer, inner = project.functions.definitions
    assert outer.signature == "outer(q, p)"
    assert outer.formula == "inner(p) - q"
    assert inner.formula == "p*p"
    graph = project.canvases[0].graph
    assert evaluate(graph).value(NodeId(72)) == 2.0
    written = encode(project)
    assert encode(decode(written)) == written
    assert encode(project.snapshot()) == written


def test_a_snapshot_shares_nothing_that_changes() -> None:
    project = decode(json.dumps(_with_functions()).encode())
    written, twin = encode(project), project.snapshot()
    outer = project.functions.definitions[0]
    outer.name = "renamed"
    outer.graph.put(replace(outer.graph.nodes[NodeId(1)], value=9.0))
    assert encode(twin) == written


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (_put("functions", {}), "functions: not a list"),
        (_put("functions.0", 3), "functions[0]: not an object"),
        (_put("functions.1.inputs", []), "functions[1].inputs: a function needs an"),
        (_put("functions.1.inputs", [9]), "functions[1].inputs[0]: there is no node 9"),
        (_put("functions.1.inputs", [2]), "functions[1].inputs[0]: node 2 is no value"),
        (_put("functions.0.inputs", [1, 1]), "functions[0].inputs[1]: node 1 is an in"),
        (_put("functions.1.name", "exp"), "functions[1].name: 'exp' is a function"),
        (_put("functions.1.name", "outer"), "functions[1].name: there is already a f"),
        (
            _put("functions.0.nodes.1.value", "2"),
            "functions[0].nodes[1].value: not a number",
        ),
        (
            _put("canvases.0.nodes.4.operands", [71]),
            "canvases[0].nodes[4].operands: outer takes 2 operands, not 1",
        ),
        (
            _put(
                "functions.1.nodes.1", {"id": 2, "function": "inner", "operands": [1]}
            ),
            "functions[1].nodes[1].function: inner cannot use itself",
        ),
        (
            _put(
                "functions.1.nodes.1",
                {"id": 2, "function": "outer", "operands": [1, 1]},
            ),
            "cannot use",
        ),
    ],
)
def test_a_wrong_function_is_refused_by_its_place(change: Change, message: str) -> None:
    document = _with_functions()
    change(document)
    with pytest.raises(FileFormatError) as caught:
        decode(json.dumps(document).encode())
    assert message in str(caught.value)


_STRANGE = {
    "id": 80,
    "operation": "convolve",
    "operands": [X, None],
    "name": "strange",
    "learnable": True,
    "kernel": [1, 2.5, {"wide": "yes"}],
    "position": [3.0, 4.0],
}


def test_an_unknown_operation_stays_as_it_is() -> None:
    document = _file()
    document["canvases"][0]["nodes"] += [
        _STRANGE,
        {"id": 81, "operation": "exp", "operands": [80]},
        {"id": 82, "function": "lost", "operands": [81], "version": 3},
    ]
    project = decode(json.dumps(document).encode())
    graph = project.canvases[0].graph
    node = graph.nodes[NodeId(80)]
    assert node.is_unknown
    assert node.label == "strange"
    assert node.row.name == "convolve"
    assert node.operands == (X, None)
    assert evaluate(graph).problems[NodeId(82)] == "unknown function lost"
    again = json.loads(encode(project))["canvases"][0]["nodes"]
    for row in (_STRANGE, {"function": "lost", "operands": [81], "version": 3}):
        assert any(row.items() <= each.items() for each in again)
    assert encode(decode(encode(project))) == encode(project)


def test_a_placeholder_that_is_moved_and_connected_keeps_its_data() -> None:
    document = _file()
    document["canvases"][0]["nodes"].append(_STRANGE)
    project = decode(json.dumps(document).encode())
    graph = project.canvases[0].graph
    node = NodeId(80)
    apply(graph, Connect((Link(node, 1, X),)))
    apply(graph, MoveNodes({node: (7.0, 8.0)}))
    rows = json.loads(encode(project))["canvases"][0]["nodes"]
    (found,) = [row for row in rows if row["id"] == node]
    assert found == _STRANGE | {"operands": [X, X], "position": [7.0, 8.0]}
