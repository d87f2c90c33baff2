"""What is refused in a project file, and where; nothing else comes of bad bytes."""

import json
import re
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.graph.graph import Graph, Node
from playground.project.errors import FileFormatError
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from tests.project.files import (
    Change,
    X,
    loads_or_is_refused,
    product,
    product_file,
    projects,
    put,
    refusal,
)


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (put("format", "other"), 'this is not a Playground project: its "format"'),
        (put("version", "1"), "version: not a whole number from 1"),
        (put("version", True), "version: not a whole number from"),
        (put("version", 0), "version: not a whole number"),
        (lambda d: d.pop("canvases"), "canvases: missing"),
        (put("canvases", []), "canvases: at least one canvas is needed"),
        (put("canvases", {}), "canvases: not a list"),
        (put("canvases.0", 3), "canvases[0]: not an object"),
        (put("canvases.0.colour", 3), "canvases[0].colour: unknown here"),
        (put("canvases.0.name", 3), "canvases[0].name: not a text"),
        (put("canvases.0.output", 9), "canvases[0].output: there is no node 9"),
        (put("canvases.0.nodes.1", {}), "canvases[0].nodes[1].id: missing"),
        (
            put("canvases.0.nodes.1", {"id": 9}),
            "canvases[0].nodes[1]: a node needs a value or an operation",
        ),
        (put("canvases.0.nodes.1.id", 1.5), "canvases[0].nodes[1].id: not a whole"),
        (
            put("canvases.0.nodes.1.id", 0),
            "canvases[0].nodes[1].id: not a whole number of at least 1",
        ),
        (
            put("canvases.0.nodes.1.id", 2**53 + 1),
            f"canvases[0].nodes[1].id: not a whole number of at most {2**53}",
        ),
        (
            put("canvases.0.nodes.1.id", 1),
            "canvases[0].nodes[1].id: 1 is the id of another node already",
        ),
        (
            put("canvases.0.nodes.0.value", "2"),
            "canvases[0].nodes[0].value: not a number",
        ),
        (
            put("canvases.0.nodes.0.value", float("nan")),
            "canvases[0].nodes[0].value: not a finite number",
        ),
        (
            put("canvases.0.nodes.0.value", 10**400),
            "canvases[0].nodes[0].value: number out of range",
        ),
        (
            put("canvases.0.nodes.2.value", 1.0),
            "canvases[0].nodes[2].value: an operation has no value of its own",
        ),
        (
            put("canvases.0.nodes.0.position", [1]),
            "canvases[0].nodes[0].position: not a list of length 2",
        ),
        (
            put("canvases.0.nodes.0.position", [1, float("inf")]),
            "canvases[0].nodes[0].position[1]: not a finite number",
        ),
        (
            put("canvases.0.nodes.0.learnable", 1),
            "canvases[0].nodes[0].learnable: not true or false",
        ),
        (
            put("canvases.0.nodes.0.name", "2x"),
            "canvases[0].nodes[0].name: '2x' cannot be a name",
        ),
        (
            put("canvases.0.nodes.1.name", "x"),
            "canvases[0].nodes[1].name: there is already a node called x",
        ),
        (
            put("canvases.0.nodes.2.operands", [1]),
            "canvases[0].nodes[2].operands: mul takes 2 operands, not 1",
        ),
        (
            put("canvases.0.nodes.0.operands", [1]),
            "canvases[0].nodes[0].operands: a value takes 0 operands, not 1",
        ),
        (
            put("canvases.0.nodes.2.operands", [1, 7]),
            "canvases[0].nodes[2].operands[1]: there is no node 7",
        ),
        (
            put("canvases.0.nodes.2.operands", [1, 3]),
            "canvases[0].nodes[2].operands: a value cannot depend on itself",
        ),
        (put("experiment", []), "experiment: not an object"),
        (put("experiment.hiden", 3), "experiment.hiden: there is no setting 'hiden'"),
        (
            put("experiment.learning_rate", "fast"),
            "experiment.learning_rate: must be a finite number",
        ),
        (put("experiment.learning_rate", 10**400), "experiment: "),
        (
            put("experiment.dataset", "x" * 10000),
            "experiment.dataset: must be one of",
        ),
        (put("view.zoom", None), "view.zoom: not true or false or a whole number"),
        (put("view.zoom", 2**60), "view.zoom: "),
    ],
)
def test_a_wrong_entry_is_refused_by_its_place(change: Change, message: str) -> None:
    document = product_file()
    change(document)
    found = refusal(document)
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
    assert decode(b"\xef\xbb\xbf" + encode(product())) == product()


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
    loads_or_is_refused(bytes(file))
    document = json.loads(encode(project))
    _replace_somewhere(document, data)
    loads_or_is_refused(json.dumps(document).encode())


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


@pytest.mark.parametrize(
    "change",
    [
        put("canvases", "\ud800"),
        put("canvases.0.\ud800", 1),
        put("canvases.0.nodes.0.id", "\udfff"),
        put("canvases.0.nodes.2.operation", "\ud800"),
    ],
    ids=["list", "key", "number", "name"],
)
def test_halves_of_letters_are_refused_or_kept(change: Change) -> None:
    document = product_file()
    change(document)
    loads_or_is_refused(json.dumps(document).encode())
