"""What a canvas is told to be wrong with."""

import math

from playground.graph.edits import Rename, SetValues, apply
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.problems import Kind, problems
from tests.graph.expressions import graph_of, named


def _found(graph: Graph) -> list[tuple[Kind, str]]:
    return [(p.kind, p.label) for p in problems(graph, evaluate(graph))]


def test_a_sound_canvas_has_no_problems() -> None:
    assert _found(graph_of("x = 1; w = 2; tanh(x*w + 3)")) == []
    assert _found(Graph()) == []


def test_a_number_that_is_not_finite_is_told_where_it_begins() -> None:
    graph = graph_of("x = 1; y = log(x); z = y + 1; tanh(z)")
    apply(graph, SetValues({named(graph, "x"): -1.0}))
    (problem,) = problems(graph, evaluate(graph))
    assert (problem.kind, problem.node) == (Kind.NUMBER, named(graph, "y"))
    assert math.isnan(evaluate(graph).value(named(graph, "z")))


def test_open_inputs_come_after_numbers_and_before_names() -> None:
    nodes = [
        Node(NodeId(1), None, (), 1.0, is_learnable=True),
        Node(NodeId(2), "tanh", (None,)),
        Node(NodeId(3), None, (), -1.0, "x"),
        Node(NodeId(4), "log", (NodeId(3),), name="y"),
    ]
    graph = Graph(nodes, NodeId(4))
    assert [kind for kind, _ in _found(graph)] == [Kind.NUMBER, Kind.INPUT, Kind.NAME]
    assert "tanh" in problems(graph, evaluate(graph))[1].message


def test_only_learnable_values_need_a_name() -> None:
    learnable = Node(NodeId(1), None, (), 1.0)
    fixed = Node(NodeId(2), None, (), 2.0, is_learnable=False)
    assert _found(Graph([learnable, fixed])) == [(Kind.NAME, "1")]


def test_names_that_differ_by_case_alone_are_told_of() -> None:
    graph = graph_of("w = 1; v = 2; w*v")
    apply(graph, Rename(named(graph, "v"), "W"))
    assert _found(graph) == [(Kind.NAME, "W")]
