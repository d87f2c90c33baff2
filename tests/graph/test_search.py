"""What words find."""

import pytest

from playground.graph.collapse import collapse
from playground.graph.definitions import Library
from playground.graph.edits import AddNodes, apply
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.search import find
from tests.graph.expressions import graph_of, named

NEURON = "x1 = 2; w1 = -3; bias = 6.8813735870195432; n = x1*w1 + bias; tanh(n) * 0.5"


def _found(graph: Graph, text: str) -> set[str]:
    ids = find(graph, evaluate(graph), text)
    nodes = [graph.nodes[i] for i in ids]
    return {node.name or node.label for node in nodes}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", set()),
        ("   ", set()),
        ("1", {"x1", "w1"}),
        ("W1", {"w1"}),
        ("bia", {"bias"}),
        ("tanh", {"tanh"}),
        ("tan", {"tanh"}),
        ("*", {"mul"}),
        ("times", {"mul"}),
        ("+", {"n"}),
        ("0.8814", {"n"}),
        ("-3", {"w1"}),
        ("−3", {"w1"}),
        ("learnable", {"x1", "w1", "bias"}),
        ("learn", {"x1", "w1", "bias"}),
        ("constant", {"0.5"}),
        ("learnable 2", {"x1"}),
        ("learnable tanh", set()),
        ("output", {"mul"}),
        ("non-finite", set()),
        ("nan", set()),
        ("unconnected", set()),
        ("nothing of that", set()),
    ],
)
def test_words_find_nodes(text: str, expected: set[str]) -> None:
    assert _found(graph_of(NEURON), text) == expected


def test_what_is_not_finite_is_told_from_what_is_not_there_yet() -> None:
    nodes = [
        Node(NodeId(1), None, (), -1.0, "x"),
        Node(NodeId(2), "log", (NodeId(1),), name="bad"),
        Node(NodeId(3), "exp", (NodeId(2),), name="worse"),
        Node(NodeId(4), "tanh", (None,), name="open"),
        Node(NodeId(5), "exp", (NodeId(4),), name="waiting"),
        Node(NodeId(6), None, (), 800.0, "big"),
        Node(NodeId(7), "exp", (NodeId(6),), name="huge"),
    ]
    graph = Graph(nodes, NodeId(5))
    assert _found(graph, "non-finite") == {"bad", "worse", "huge"}
    assert _found(graph, "nonfinite") == {"bad", "worse", "huge"}
    assert _found(graph, "nan") == {"bad", "worse"}
    assert _found(graph, "inf") == {"huge"}
    assert _found(graph, "∞") == {"huge"}
    assert _found(graph, "unconnected") == {"open"}


def test_a_gradient_that_is_not_finite_counts() -> None:
    graph = graph_of("x = 0; y = 1; sqrt(x) + y")
    assert "x" in _found(graph, "non-finite")
    assert "y" not in _found(graph, "non-finite")


def test_hits_come_in_reading_order() -> None:
    places = [(200.0, 0.0), (0.0, 90.0), (0.0, 10.0)]
    nodes = [
        Node(NodeId(k + 1), None, (), 0.0, f"a{k}", position=place)
        for k, place in enumerate(places)
    ]
    graph = Graph(nodes)
    assert find(graph, evaluate(graph), "a") == (3, 2, 1)


def test_functions_and_unknown_operations_are_found() -> None:
    graph = graph_of("a = tanh(x); a*2")
    Library().attach(graph)
    apply(graph, collapse(graph, [named(graph, "a")], "squash"))
    strange = Node(graph.new_id(), "warp", (), name="w", data='{"operation": "warp"}')
    apply(graph, AddNodes((strange,)))
    for text in ("function", "squash", "squ"):
        assert _found(graph, text) == {"a"}
    for text in ("unknown", "warp"):
        assert _found(graph, text) == {"w"}
