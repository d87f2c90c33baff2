"""What a project file keeps, and files of other versions."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from playground.graph.graph import Graph
from playground.project import format as project_format
from playground.project.errors import NewerVersionError
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from playground.training.experiment import Experiment
from tests.project.files import (
    X,
    product,
    product_file,
    projects,
)


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
    lines = encode(product()).decode().splitlines()
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
    before = product()
    graph = before.canvases[0].graph.copy()
    graph.put(replace(graph.nodes[X], value=3.0))
    after = replace(before, canvases=(Canvas("Product", graph),))
    old, new = encode(before).splitlines(), encode(after).splitlines()
    assert len(old) > len(Experiment().to_dict())
    assert sum(one != other for one, other in zip(old, new, strict=True)) == 1


def test_the_order_in_which_nodes_were_made_does_not_matter() -> None:
    graph = product().canvases[0].graph
    turned = Graph(reversed(list(graph.nodes.values())), graph.output)
    assert encode(Project((Canvas("", turned),))) == encode(
        Project((Canvas("", graph),))
    )


def test_a_project_is_empty_by_default_and_shares_nothing() -> None:
    assert decode(encode(Project())) == Project()
    assert Project().canvases[0].graph is not Project().canvases[0].graph


def test_halves_of_letters_do_not_keep_a_project_from_being_saved() -> None:
    project = replace(product(), view={"text": "\ud800"})
    assert decode(encode(project)) == project


def test_what_a_person_left_out_has_its_default() -> None:
    document = product_file()
    del document["view"], document["program"], document["canvases"][0]["output"]
    del document["canvases"][0]["nodes"][0]["position"]
    document["experiment"] = {}
    project = decode(json.dumps(document).encode())
    assert project.experiment == Experiment()
    assert project.canvases[0].graph.nodes[X].position == (0.0, 0.0)


def test_a_file_of_a_newer_program_says_which_one_is_needed() -> None:
    document = product_file() | {
        "version": 7,
        "program": "3.2.1",
        "canvases": "unheard of",
    }
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

    document = product_file() | {"version": 1}
    document["sheets"] = document.pop("canvases")
    monkeypatch.setattr(project_format, "VERSION", 3)
    monkeypatch.setattr(
        project_format, "MIGRATIONS", {1: name_canvases, 2: drop_sheets}
    )
    assert decode(json.dumps(document).encode()) == product()
