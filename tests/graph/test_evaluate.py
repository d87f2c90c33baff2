"""The evaluation of a graph against `Expr` built by hand, kept up to date by edits."""

import math
import random

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetLearnable,
    SetOutput,
    SetValues,
    apply,
)
from playground.graph.evaluate import Evaluation, Evaluator, evaluate
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from tests.graph.canvases import canvases, expr_of, random_edit

A, B, C, D, E = map(NodeId, range(1, 6))


def assert_same(one: Evaluation, other: Evaluation) -> None:
    assert one.ids == other.ids
    assert one.index == other.index
    assert one.output == other.output
    assert one.problems == other.problems
    np.testing.assert_array_equal(one.values, other.values)
    np.testing.assert_allclose(one.gradients, other.gradients, rtol=1e-12)


@given(canvases())
def test_values_and_gradients_are_those_of_expr(graph: Graph) -> None:
    evaluation = evaluate(graph)
    assert evaluation.ids == tuple(graph.nodes)
    assert evaluation.output == graph.effective_output
    for node_id in graph.nodes:
        expr = expr_of(graph, node_id)
        value = math.nan if expr is None else expr.result
        np.testing.assert_equal(evaluation.value(node_id), value)
        if expr is None:
            assert math.isnan(evaluation.gradient(node_id))


@given(canvases(is_complete=True))
def test_gradients_of_leaves_are_those_of_expr(graph: Graph) -> None:
    evaluation = evaluate(graph)
    assert evaluation.output is not None
    root = expr_of(graph, evaluation.output)
    assert root is not None
    root.backward()
    upstream = graph.upstream(evaluation.output)
    for node_id, node in graph.nodes.items():
        if node_id not in upstream:
            assert evaluation.gradient(node_id) == 0.0
        elif node.name and node.is_leaf:
            leaf = root if root.name == node.name else root.find(node.name)
            assert leaf is not None
            np.testing.assert_allclose(
                evaluation.gradient(node_id), leaf.grad, rtol=1e-9, atol=1e-12
            )
    assert evaluation.gradient(evaluation.output) == 1.0


@given(canvases(), st.integers(0, 2**32))
def test_an_updated_evaluator_equals_a_new_one(graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    evaluator = Evaluator(graph)
    for _ in range(8):
        edits: list[Edit] = []
        for _ in range(rng.randrange(1, 3)):
            edit = random_edit(graph, rng)
            try:
                apply(graph, edit)
            except GraphError:
                continue
            edits.append(edit)
        assert_same(evaluator.update(edits), evaluate(graph))
        assert evaluator.evaluation.ids == tuple(graph.nodes)


def test_the_neuron_of_the_seed() -> None:
    names = {"x1": 2.0, "w1": -3.0, "x2": 0.0, "w2": 1.0, "b": 6.8813735870195432}
    leaves = [
        Node(NodeId(n), None, (), value, name)
        for n, (name, value) in enumerate(names.items(), start=1)
    ]
    graph = Graph(
        [
            *leaves,
            Node(NodeId(6), "mul", (A, B)),
            Node(NodeId(7), "mul", (C, D)),
            Node(NodeId(8), "add", (NodeId(6), NodeId(7))),
            Node(NodeId(9), "add", (NodeId(8), E)),
            Node(NodeId(10), "tanh", (NodeId(9),)),
        ]
    )
    evaluation = evaluate(graph)
    assert evaluation.output == 10
    assert f"{evaluation.value(NodeId(10)):.4f}" == "0.7071"
    np.testing.assert_allclose(
        evaluation.gradients[:5], [-1.5, 1.0, 0.5, 0.0, 0.5], atol=1e-14
    )
    assert evaluation.problems == {}


def test_an_empty_graph_has_an_empty_evaluation() -> None:
    evaluation = evaluate(Graph())
    assert evaluation.ids == ()
    assert evaluation.values.shape == evaluation.gradients.shape == (0,)
    assert evaluation.output is None
    assert evaluation.problems == {}


def test_a_missing_input_is_a_problem_where_it_is_and_nan_downstream() -> None:
    graph = Graph(
        [
            Node(A, None, (), 2.0, "x"),
            Node(B, "mul", (A, None)),
            Node(C, "tanh", (B,)),
            Node(D, "add", (None, None)),
            Node(E, "exp", (None,)),
        ]
    )
    evaluation = evaluate(graph)
    assert dict(evaluation.problems) == {
        B: "connect the second input of mul",
        D: "connect the first and second inputs of add",
        E: "connect the input of exp",
    }
    np.testing.assert_array_equal(np.isnan(evaluation.values), [False] + [True] * 4)
    assert np.isnan(evaluation.gradients).all()


def test_domain_errors_are_named_where_they_arise_only() -> None:
    graph = Graph(
        [
            Node(A, None, (), -1.0, "x"),
            Node(B, "log", (A,)),
            Node(C, "tanh", (B,)),
            Node(D, "add", (C, A)),
        ]
    )
    evaluation = evaluate(graph)
    problem = "log(-1) is nan: it needs a positive number"
    assert dict(evaluation.problems) == {B: problem}
    assert math.isnan(evaluation.value(D))


def test_an_undefined_gradient_is_named_where_it_arises_only() -> None:
    graph = Graph(
        [
            Node(A, None, (), 0.0, "x"),
            Node(B, "sqrt", (A,)),
            Node(C, "tanh", (B,)),
            Node(D, "sqrt", (A,)),
        ],
        output=C,
    )
    evaluation = evaluate(graph)
    assert dict(evaluation.problems) == {
        B: "the derivative by x is not defined here",
    }
    assert evaluation.value(C) == 0.0


def test_without_an_output_that_has_a_value_gradients_are_not_defined() -> None:
    graph = Graph(
        [Node(A, None, (), 0.0, "x"), Node(B, "sqrt", (A,)), Node(C, "exp", (None,))],
        output=C,
    )
    evaluation = evaluate(graph)
    assert evaluation.output == C
    assert np.isnan(evaluation.gradients).all()
    assert dict(evaluation.problems) == {C: "connect the input of exp"}


def test_moving_alone_costs_no_new_evaluation() -> None:
    graph = Graph([Node(A, None, (), 1.0, "x")])
    evaluator = Evaluator(graph)
    before = evaluator.evaluation
    move = MoveNodes({A: (5.0, 5.0)})
    apply(graph, move)
    assert evaluator.update([move]) is before


def test_a_new_number_keeps_the_expressions() -> None:
    graph = Graph([Node(A, None, (), 1.0, "x"), Node(B, "exp", (A,))])
    evaluator = Evaluator(graph)
    expr = evaluator.expression(B)
    change = SetValues({A: 2.0})
    apply(graph, change)
    assert evaluator.update([change]).value(B) == math.exp(2.0)
    assert evaluator.expression(B) is expr
    assert expr is not None
    assert evaluator.node_id(expr) == B


def test_every_kind_of_edit_is_noticed() -> None:
    graph = Graph([Node(A, None, (), 1.0, "x"), Node(B, "exp", (A,))])
    evaluator = Evaluator(graph)
    edits: list[Edit] = [
        AddNodes((Node(C, "tanh", (B,)),)),
        SetOutput(B),
        Rename(A, "y"),
        SetLearnable(A, is_learnable=False),
        Connect((Link(C, 0, A),)),
        Edits((SetValues({A: 3.0}), SetOutput(None)), "Two"),
        RemoveNodes((B,)),
    ]
    for edit in edits:
        apply(graph, edit)
        assert_same(evaluator.update([edit]), evaluate(graph))
        expr = evaluator.expression(A)
        assert expr is not None
        assert expr.name == graph.nodes[A].name
        assert expr.is_learnable == graph.nodes[A].is_learnable


def test_results_already_given_out_never_change() -> None:
    graph = Graph([Node(A, None, (), 1.0, "x"), Node(B, "exp", (A,))])
    evaluator = Evaluator(graph)
    before = evaluator.evaluation
    values = before.values.copy()
    change = SetValues({A: 5.0})
    apply(graph, change)
    evaluator.update([change])
    np.testing.assert_array_equal(before.values, values)
