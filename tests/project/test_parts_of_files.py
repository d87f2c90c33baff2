"""Frames, views, functions and unknown operations in a project file."""

import json
from dataclasses import replace
from typing import Any

import pytest

from playground.graph.edits import Connect, MoveNodes, apply
from playground.graph.evaluate import evaluate
from playground.graph.frames import Frame, FrameId
from playground.graph.graph import Link, NodeId
from playground.project.errors import FileFormatError
from playground.project.format import decode, encode
from tests.project.files import (
    Change,
    X,
    product,
    product_file,
    put,
    refusal,
)


def _framed() -> dict[str, Any]:
    document = product_file()
    document["canvases"][0]["frames"] = [
        {"id": 1, "title": "Inputs", "position": [0, 0], "size": [200, 100]}
    ]
    return document


def test_a_frame_has_a_line_of_its_own() -> None:
    project = product()
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
    assert refusal(document).startswith(message)


def test_two_frames_of_one_id_are_refused() -> None:
    document = _framed()
    document["canvases"][0]["frames"] *= 2
    assert refusal(document).startswith("canvases[0].frames[1].id: 1 is the id of")


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
    document = product_file()
    document["canvases"][0]["view"] = view
    assert refusal(document).startswith(message)


def test_a_file_of_the_first_version_still_reads() -> None:
    assert decode(json.dumps(product_file() | {"version": 1}).encode()) == product()


def _with_functions() -> dict[str, Any]:
    document = product_file()
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
        (put("functions", {}), "functions: not a list"),
        (put("functions.0", 3), "functions[0]: not an object"),
        (put("functions.1.inputs", []), "functions[1].inputs: a function needs an"),
        (put("functions.1.inputs", [9]), "functions[1].inputs[0]: there is no node 9"),
        (put("functions.1.inputs", [2]), "functions[1].inputs[0]: node 2 is no value"),
        (put("functions.0.inputs", [1, 1]), "functions[0].inputs[1]: node 1 is an in"),
        (put("functions.1.name", "exp"), "functions[1].name: 'exp' is a function"),
        (put("functions.1.name", "outer"), "functions[1].name: there is already a f"),
        (
            put("functions.0.nodes.1.value", "2"),
            "functions[0].nodes[1].value: not a number",
        ),
        (
            put("canvases.0.nodes.4.operands", [71]),
            "canvases[0].nodes[4].operands: outer takes 2 operands, not 1",
        ),
        (
            put("functions.1.nodes.1", {"id": 2, "function": "inner", "operands": [1]}),
            "functions[1].nodes[1].function: inner cannot use itself",
        ),
        (
            put(
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
    document = product_file()
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
    document = product_file()
    document["canvases"][0]["nodes"].append(_STRANGE)
    project = decode(json.dumps(document).encode())
    graph = project.canvases[0].graph
    node = NodeId(80)
    apply(graph, Connect((Link(node, 1, X),)))
    apply(graph, MoveNodes({node: (7.0, 8.0)}))
    rows = json.loads(encode(project))["canvases"][0]["nodes"]
    (found,) = [row for row in rows if row["id"] == node]
    assert found == _STRANGE | {"operands": [X, X], "position": [7.0, 8.0]}
