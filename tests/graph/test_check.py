import math

import numpy as np
import pytest
from hypothesis import given

from playground.graph.check import Verdict, check
from playground.graph.columns import span_around, sweep, sweep_map, values_for
from playground.graph.edits import SetValues, apply
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, NodeId
from playground.graph.timeline import Mistake, Timeline
from playground.graph.wobble import wobble
from tests.graph.expressions import expressions, graph_of, named

SMOOTH = ("add", "sub", "mul", "tanh", "sin", "cos", "sigmoid", "softplus", "gelu")


def _gradients(graph: Graph, mistake: Mistake = Mistake.NONE) -> dict[NodeId, float]:
    timeline = Timeline(graph, mistake)
    return dict(zip(timeline.order, timeline.gradients.tolist(), strict=True))


def _root(graph: Graph) -> NodeId:
    root = graph.effective_output
    assert root is not None
    return root


@given(expressions())
def test_columns_are_what_the_engine_computes_one_by_one(graph: Graph) -> None:
    root, leaf = _root(graph), next(iter(graph.nodes))
    if leaf not in graph.upstream(root):
        return
    numbers = np.linspace(-2, 2, 5)
    found = sweep(graph, root, leaf, numbers)
    for number, value in zip(numbers.tolist(), found.tolist(), strict=True):
        apply(graph, SetValues({leaf: number}))
        expected = evaluate(graph).value(root)
        assert value == pytest.approx(expected, rel=1e-6, abs=1e-9, nan_ok=True)


def test_a_map_has_its_second_leaf_in_rows() -> None:
    graph = graph_of("x = 0; y = 0; x + 10*y")
    leaves = named(graph, "x"), named(graph, "y")
    found = sweep_map(graph, _root(graph), leaves, np.arange(3.0), np.arange(2.0))
    assert found.tolist() == [[0, 1, 2], [10, 11, 12]]


def test_a_range_lies_around_its_value() -> None:
    assert span_around(4.0) == (-2.0, 10.0)
    assert span_around(0.0, 0.5) == (-0.5, 0.5)


@given(expressions(operations=SMOOTH))
def test_right_gradients_of_smooth_expressions_agree(graph: Graph) -> None:
    rows = check(graph, _root(graph), _gradients(graph))
    assert {row.verdict for row in rows} <= {Verdict.AGREES}


def test_every_node_of_a_large_graph_is_compared() -> None:
    graph = graph_of(" + ".join(f"sin({k / 50} * w)" for k in range(1, 60)))
    gradients = _gradients(graph)
    rows = check(graph, _root(graph), gradients)
    assert [row.node for row in rows] == list(gradients)
    assert max(row.relative_error for row in rows) < 1e-8


@pytest.mark.parametrize(
    "formula",
    [
        "x = 0; relu(x) * 3",
        "x = 0; abs(x) + 1",
        "x = 2; y = 2; maximum(x, y)",
        "x = 2; y = 2; minimum(x, y) * 2",
        "x = 1e-9; leaky_relu(x)",
    ],
)
def test_a_kink_is_called_a_kink(formula: str) -> None:
    graph = graph_of(formula)
    gradients = _gradients(graph)
    row = next(r for r in check(graph, _root(graph), gradients) if r.node == 1)
    assert row.verdict is Verdict.KINK
    assert row.kink is not None
    assert graph.nodes[row.kink].operation in {
        "relu", "abs", "maximum", "minimum", "leaky_relu",
    }  # fmt: skip


def test_a_kink_elsewhere_is_none_here() -> None:
    graph = graph_of("x = 0; y = 3; relu(x) + y*y")
    gradients = {named(graph, "y"): 6.0}
    (row,) = check(graph, _root(graph), gradients)
    assert row.verdict is Verdict.AGREES
    assert row.numeric == pytest.approx(6.0)


def test_a_wrong_gradient_is_flagged() -> None:
    graph = graph_of("x = 3; x*x + x")
    rows = check(graph, _root(graph), _gradients(graph, Mistake.OVERWRITE))
    verdicts = {graph.nodes[row.node].label: row.verdict for row in rows}
    assert verdicts == {
        "x": Verdict.DIFFERS, "mul": Verdict.AGREES, "add": Verdict.AGREES,
    }  # fmt: skip


def test_what_is_not_defined_is_no_disagreement() -> None:
    graph = graph_of("x = 0; sqrt(x)")
    rows = check(graph, _root(graph), _gradients(graph))
    assert rows[0].verdict is Verdict.UNDEFINED


@given(expressions(operations=SMOOTH))
def test_a_small_push_does_what_slopes_predict(graph: Graph) -> None:
    root, leaf = _root(graph), NodeId(1)
    if leaf not in graph.upstream(root):
        return
    h = 1e-6
    found = wobble(graph, root, leaf, h)
    before = values_for(graph, root, {})
    for ripple in found.ripples:
        assert ripple.before == before[ripple.node][0]
        scale = 1 + abs(ripple.predicted / h) ** 2 + abs(ripple.before)
        assert ripple.change == pytest.approx(ripple.predicted, abs=1e-9 * scale)
    last = found.ripples[-1]
    assert last.node == root
    gradient = _gradients(graph)[leaf]
    assert last.predicted == pytest.approx(gradient * h, rel=1e-9, abs=1e-18)
    assert last.reaches_output == last.change


def test_a_large_push_shows_what_a_slope_cannot_know() -> None:
    graph = graph_of("x = 1; y = 5; x*x + y")
    found = wobble(graph, _root(graph), named(graph, "x"), 0.5)
    names = [graph.nodes[r.node].label for r in found.ripples]
    assert names == ["x", "mul", "add"]
    assert found.ripples[1].change == 1.25
    assert found.ripples[1].predicted == 1.0


def test_a_push_beyond_the_domain_is_shown_as_such() -> None:
    graph = graph_of("x = 0.1; log(x)")
    found = wobble(graph, _root(graph), named(graph, "x"), -0.5)
    assert math.isnan(found.ripples[-1].after)
