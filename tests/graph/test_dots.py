"""Dots on wires: nothing but the way of a wire is another with them."""

import math
import random

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.graph.collapse import collapse
from playground.graph.definitions import Library
from playground.graph.dots import dotted, without_dots
from playground.graph.edits import Rename, apply
from playground.graph.evaluate import Evaluator, evaluate
from playground.graph.formulas import formula_edit, formula_of
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.nodes import DOT
from playground.graph.rewiring import dissolution
from playground.graph.timeline import Timeline
from playground.graph.wobble import wobble
from playground.project.export.latex import latex_formula
from playground.project.export.python import python_source
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from tests.graph.canvases import canvases, random_edit, snapshot

SEEDS = st.integers(0, 2**32)
X, Y, T = NodeId(1), NodeId(2), NodeId(3)


def wires(graph: Graph) -> list[Link]:
    return [
        Link(node.id, port, source)
        for node in graph.nodes.values()
        for port, source in enumerate(node.operands)
        if source is not None
    ]


def add_dots(graph: Graph, rng: random.Random, count: int = 6) -> None:
    """Dots in wires, some in a row, some for several wires, some leading nowhere."""
    for _ in range(count):
        found = wires(graph)
        if not found:
            return
        first = rng.choice(found)
        same = [w for w in found if w.source == first.source and rng.random() < 0.5]
        links = list({(w.target, w.port): w for w in [first, *same]}.values())
        place = (float(rng.randrange(500)), float(rng.randrange(500)))
        node, edit = dotted(graph, links, place)
        apply(graph, edit)
        if rng.random() < 0.3:
            graph.put(Node(graph.new_id(), DOT, (rng.choice([node.id, first.source]),)))


def same(one: float, other: float) -> bool:
    return one == other or (math.isnan(one) and math.isnan(other))


@given(canvases(), SEEDS)
def test_no_other_node_changes_its_value_or_gradient(graph: Graph, seed: int) -> None:
    before = evaluate(graph)
    formulas = {i: formula_of(graph, i) for i in graph.nodes}
    dots = graph.copy()
    add_dots(dots, random.Random(seed))
    after = evaluate(dots)
    assert after.output == before.output
    for node_id in graph.nodes:
        assert same(after.value(node_id), before.value(node_id))
        assert same(after.gradient(node_id), before.gradient(node_id))
        assert formula_of(dots, node_id) == formulas[node_id]
    assert {i: p for i, p in after.problems.items() if i in graph.nodes} == dict(
        before.problems
    )


@given(canvases(is_complete=True), SEEDS)
def test_passes_pushes_and_programs_do_not_see_dots(graph: Graph, seed: int) -> None:
    dots = graph.copy()
    add_dots(dots, random.Random(seed))
    output = graph.effective_output
    assume(output is not None)
    assert output is not None
    # By their text, as NaN is not equal to itself.
    assert repr(Timeline(dots).moments) == repr(Timeline(graph).moments)
    assert python_source(dots) == python_source(graph)
    assert latex_formula(dots) == latex_formula(graph)
    leaves = [i for i in graph.upstream(output) if graph.nodes[i].is_leaf]
    assert repr(wobble(dots, output, leaves[0], 0.1)) == repr(
        wobble(graph, output, leaves[0], 0.1)
    )


@given(canvases(), SEEDS)
def test_without_dots_the_graph_is_as_before(graph: Graph, seed: int) -> None:
    dots = graph.copy()
    add_dots(dots, random.Random(seed))
    assert without_dots(dots) == graph
    ids = [node.id for node in dots.nodes.values() if node.is_dot]
    edit = dissolution(dots, ids)
    if edit is not None:
        apply(dots, edit)
    assert dots == graph


@given(canvases(is_complete=True), SEEDS)
def test_the_gradient_of_a_dot_is_that_of_its_branch(graph: Graph, seed: int) -> None:
    """Through a product with one the branch is a node of its own, which knows."""
    add_dots(graph, random.Random(seed))
    evaluation = evaluate(graph)
    for dot in [node for node in graph.nodes.values() if node.is_dot]:
        twin = graph.copy()
        one = Node(twin.new_id(), None, (), 1.0, is_learnable=False)
        twin.put(one)
        operands = (dot.operands[0], one.id)
        product = Node(twin.new_id(), "mul", operands)
        twin.put(product)
        for target, port in twin.users(dot.id):
            node = twin.nodes[target]
            inputs = list(node.operands)
            inputs[port] = product.id
            twin.put(Node(target, node.operation, tuple(inputs), name=node.name))
        if twin.output == dot.id:
            twin.output = product.id
        elif twin.output is None:
            twin.output = graph.effective_output
        expected = evaluate(twin).gradient(product.id)
        np.testing.assert_allclose(
            evaluation.gradient(dot.id), expected, rtol=1e-9, equal_nan=True
        )


@given(canvases(), SEEDS)
def test_a_file_keeps_dots(graph: Graph, seed: int) -> None:
    add_dots(graph, random.Random(seed))
    project = Project((Canvas("", graph),))
    assert decode(encode(project)) == project


@given(canvases(), SEEDS)
def test_numbers_follow_edits_of_graphs_with_dots(graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    add_dots(graph, rng)
    evaluator = Evaluator(graph)
    for _ in range(8):
        edit = random_edit(graph, rng)
        try:
            apply(graph, edit)
        except GraphError:
            continue
        now, anew = evaluator.update([edit]), evaluate(graph)
        assert now.output == anew.output
        np.testing.assert_array_equal(now.values, anew.values)
        np.testing.assert_array_equal(now.gradients, anew.gradients)
        assert now.problems == anew.problems


def product() -> Graph:
    return Graph(
        [
            Node(X, None, (), 2.0, "x"),
            Node(Y, None, (), 3.0, "y"),
            Node(T, "mul", (X, Y)),
        ]
    )


def test_a_formula_typed_anew_keeps_the_dots_of_what_stays() -> None:
    graph = product()
    dot, edit = dotted(graph, [Link(T, 0, X)], (0.0, 0.0))
    apply(graph, edit)
    apply(graph, formula_edit(graph, "tanh(x*y)", replace_node=T))
    assert graph.nodes[T].operands == (dot.id, Y)
    apply(graph, formula_edit(graph, "x + y", replace_node=graph.effective_output))
    assert dot.id not in graph.nodes


def test_the_output_may_be_a_dot() -> None:
    graph = product()
    dot = Node(graph.new_id(), DOT, (T,))
    graph.put(dot)
    graph.output = dot.id
    evaluation = evaluate(graph)
    assert (evaluation.value(dot.id), evaluation.gradient(dot.id)) == (6.0, 1.0)
    assert evaluation.gradient(X) == 3.0
    assert "output = x * y" in python_source(graph)
    apply(graph, formula_edit(graph, "x - y", replace_node=dot.id))
    assert formula_of(graph, graph.effective_output or X) == "x - y"


def test_a_dot_without_a_source_leaves_an_input_open() -> None:
    graph = product()
    dot = Node(graph.new_id(), DOT, (None,))
    graph.put(dot)
    graph.put(Node(T, "mul", (dot.id, Y)))
    evaluation = evaluate(graph)
    assert math.isnan(evaluation.value(T))
    assert evaluation.problems == {dot.id: "connect the input of dot"}
    assert without_dots(graph).nodes[T].operands == (None, Y)


def test_a_dot_has_no_name() -> None:
    graph = product()
    dot = Node(graph.new_id(), DOT, (X,))
    graph.put(dot)
    with pytest.raises(GraphError, match="a dot has no name"):
        apply(graph, Rename(dot.id, "a"))


@given(canvases(), SEEDS)
def test_functions_are_made_of_parts_with_dots(graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    add_dots(graph, rng)
    library = Library()
    library.attach(graph)
    graph.output = graph.effective_output
    operations = [node.id for node in graph.nodes.values() if not node.is_leaf]
    assume(operations)
    chosen = {rng.choice(operations)}
    for node_id in reversed(graph.topological_order()):
        users = {user for user, _ in graph.users(node_id)}
        if node_id in operations and users and users <= chosen and rng.random() < 0.9:
            chosen.add(node_id)
    before, start = evaluate(graph), snapshot(graph)
    try:
        back = apply(graph, collapse(graph, chosen, "part"))
    except GraphError:
        assert snapshot(graph) == start
        return
    after = evaluate(graph)
    for node_id in before.index.keys() & after.index.keys():
        np.testing.assert_allclose(
            after.value(node_id), before.value(node_id), rtol=1e-9, equal_nan=True
        )
    apply(graph, back)
    assert snapshot(graph) == start


def test_an_infinite_slope_that_nothing_comes_through_is_not_a_number() -> None:
    graph = Graph(
        [
            Node(X, None, (), 0.0, "x"),
            Node(Y, None, (), 0.0, "y"),
            Node(NodeId(3), "sqrt", (X,)),
            Node(NodeId(4), "mul", (NodeId(3), Y)),
        ]
    )
    dot, edit = dotted(graph, [Link(NodeId(3), 0, X)], (0.0, 0.0))
    apply(graph, edit)
    evaluation = evaluate(graph)
    assert math.isnan(evaluation.gradient(X))
    assert math.isnan(evaluation.gradient(dot.id))
