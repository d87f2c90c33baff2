"""The canvas as text and text on the canvas: there, back, and with as little change."""

import math

import pytest
from hypothesis import assume, given

from playground.core.expr import Expr
from playground.core.formula import FormulaError, to_text, written_names
from playground.graph.edits import AddNodes, Edits, RemoveNodes, Rename, apply
from playground.graph.evaluate import Evaluator, evaluate
from playground.graph.formulas import formula_edit, formula_of, nodes_of
from playground.graph.graph import Graph, GraphError, Node, NodeId
from tests.core.graphs import RandomGraph, graphs
from tests.graph.canvases import canvases, snapshot

X, W, MUL, TANH = NodeId(1), NodeId(2), NodeId(3), NodeId(4)


def typed(graph: Graph, text: str, replaces: NodeId | None = None) -> NodeId:
    """Type *text* into *graph*; returns the output."""
    apply(graph, formula_edit(graph, text, replace_node=replaces))
    assert graph.effective_output is not None
    return graph.effective_output


def shown(graph: Graph) -> str:
    assert graph.effective_output is not None
    return formula_of(graph, graph.effective_output)


def canvas(text: str) -> Graph:
    graph = Graph()
    typed(graph, text)
    return graph


@given(canvases(is_complete=True))
def test_typing_the_canvas_own_formula_changes_nothing(graph: Graph) -> None:
    output = graph.effective_output
    assert output is not None
    edit = formula_edit(graph, formula_of(graph, output), replace_node=output)
    assert edit == Edits((), "Formula")


@pytest.mark.parametrize("replaces", [False, True])
@given(expression=graphs(), graph=canvases(is_complete=True))
def test_a_typed_formula_is_shown_in_its_normal_form(
    replaces: bool,  # noqa: FBT001  a parameter of the test
    expression: RandomGraph,
    graph: Graph,
) -> None:
    root = expression.roots[0]
    for node, name in written_names(root).items():
        node.name = f"new_{name}"  # a name that the canvas has would mean its node
    output = graph.effective_output if replaces else None
    if output is not None and graph.nodes[output].is_leaf:
        assume(not root.is_leaf)  # a number would be the new value of a leaf
    apply(graph, formula_edit(graph, to_text(root), replace_node=output))
    assert shown(graph) == to_text(root)


@given(graphs())
def test_an_empty_canvas_says_what_was_typed_and_computes_it(
    expression: RandomGraph,
) -> None:
    root = expression.roots[0]
    graph = Graph()
    leaves = [leaf for leaf in root.walk() if leaf.is_leaf and leaf.name]
    values = [f"{leaf.name} = {leaf.result!r}; " for leaf in leaves]
    text = "".join(values) + to_text(root)
    output = typed(graph, text)
    assert formula_of(graph, output) == to_text(root)
    value = evaluate(graph).value(output)
    assert value == pytest.approx(root.result, nan_ok=True)


@given(canvases(), canvases(is_complete=True))
def test_whatever_is_typed_is_undone_as_one_step(graph: Graph, other: Graph) -> None:
    assert other.effective_output is not None
    text = formula_of(other, other.effective_output)
    for replaces in (None, graph.effective_output):
        before = snapshot(graph)
        try:
            edit = formula_edit(graph, text, replace_node=replaces)
        except GraphError:
            assert snapshot(graph) == before
            continue
        assert snapshot(graph) == before
        inverse = apply(graph, edit)
        graph.topological_order()
        apply(graph, inverse)
        assert snapshot(graph) == before


def test_the_neuron_is_typed_with_its_values() -> None:
    graph = canvas("x1 = 2; w1 = -3; b = 6.8813735870195432; tanh(x1*w1 + b)")
    assert shown(graph) == "tanh(x1*w1 + b)"
    names = {node.name: node.value for node in graph.nodes.values() if node.name}
    assert names == {"x1": 2.0, "w1": -3.0, "b": 6.8813735870195432}
    evaluation = evaluate(graph)
    assert evaluation.output is not None
    assert evaluation.value(evaluation.output) == pytest.approx(math.sqrt(0.5))


def test_names_on_the_canvas_mean_its_nodes() -> None:
    graph = canvas("x*w")
    before = set(graph.nodes)
    new = typed(graph, "tanh(x) + y")
    assert before < set(graph.nodes)
    assert graph.effective_output == new
    assert [n.name for n in graph.nodes.values() if n.name] == ["x", "w", "y"]
    assert len(graph.users(graph.named("x") or X)) == 2


def test_parts_that_are_the_same_are_kept_and_others_go() -> None:
    graph = canvas("tanh(x*w)")
    product = graph.effective_output
    assert product is not None
    (inner,) = (node.id for node in graph.nodes.values() if node.operation == "mul")
    graph.put(Node(inner, "mul", graph.nodes[inner].operands, position=(7.0, 7.0)))
    typed(graph, "exp(x*w)", product)
    assert inner in graph.nodes
    operations = [n.row.name for n in graph.nodes.values() if not n.is_leaf]
    assert sorted(operations) == ["exp", "mul"]


def test_a_constant_is_kept_when_its_place_changes() -> None:
    graph = canvas("x*2")
    (two,) = (node.id for node in graph.nodes.values() if node.is_constant)
    typed(graph, "x/2", graph.effective_output)
    assert two in graph.nodes
    assert len(graph.nodes) == 3


def test_what_other_expressions_use_is_kept() -> None:
    graph = canvas("a = x*w; tanh(a)")
    first = graph.effective_output
    typed(graph, "a + 1")
    typed(graph, "x", first)
    assert graph.named("a") is not None
    assert first not in graph.nodes
    graph.output = None
    assert shown(graph) == "a = x*w; a + 1"


def test_the_new_expression_serves_those_who_used_the_old_one() -> None:
    graph = canvas("a = x*w; tanh(a)")
    old, root = graph.named("a"), graph.effective_output
    assert old is not None
    assert root is not None
    new = typed(graph, "x + w", old)
    assert graph.nodes[root].operands == (new,)
    assert graph.nodes[new].name == "a"
    assert old not in graph.nodes
    assert formula_of(graph, root) == "a = x + w; tanh(a)"


def test_a_formula_around_the_old_one_keeps_it() -> None:
    graph = canvas("tanh(x)")
    old = graph.effective_output
    assert old is not None
    apply(graph, Rename(old, "y"))
    new = typed(graph, "tanh(x)*2", old)
    assert new != old
    assert graph.nodes[old].operation == "tanh"
    assert (graph.nodes[old].name, graph.nodes[new].name) == ("", "y")
    assert shown(graph) == "tanh(x)*2"


def test_a_part_written_inline_loses_its_name() -> None:
    graph = canvas("h = tanh(x); h*2")
    typed(graph, "tanh(x)*2", graph.effective_output)
    assert shown(graph) == "tanh(x)*2"
    assert len(graph.nodes) == 4


def test_a_part_that_is_redefined_keeps_its_name() -> None:
    graph = canvas("h = tanh(x); h*2")
    typed(graph, "h = sin(x); h*2", graph.effective_output)
    assert shown(graph) == "h = sin(x); h*2"
    assert len(graph.nodes) == 4


def test_names_are_swapped() -> None:
    graph = canvas("f = tanh(x); g = exp(x); f - g")
    typed(graph, "g = tanh(x); f = exp(x); g - f", graph.effective_output)
    assert shown(graph) == "g = tanh(x); f = exp(x); g - f"
    assert len(graph.nodes) == 4


def test_a_leaf_is_its_own_formula() -> None:
    graph = Graph([Node(X, None, (), 5.0, "x")])
    assert formula_edit(graph, "x", replace_node=X) == Edits((), "Formula")
    assert formula_edit(graph, "5", replace_node=X) == Edits((), "Formula")


def test_a_number_in_the_place_of_a_leaf_is_its_value() -> None:
    graph = Graph([Node(X, None, (), 5.0, "x")])
    typed(graph, "-7.5", X)
    assert graph == Graph([Node(X, None, (), -7.5, "x")])


def test_a_definition_sets_the_value_of_a_leaf_that_is_there() -> None:
    graph = canvas("x*w")
    typed(graph, "x = 9; x*w", graph.effective_output)
    x = graph.named("x")
    assert x is not None
    assert graph.nodes[x].value == 9.0
    assert len(graph.nodes) == 3


def test_leaves_without_names_are_meant_by_the_names_of_the_text() -> None:
    graph = Graph([Node(X, None, (), 5.0), Node(MUL, "mul", (X, X))])
    assert formula_of(graph, MUL) == "t1*t1"
    typed(graph, "t1*t1 + 1", MUL)
    assert graph.nodes[X] == Node(X, None, (), 5.0, position=graph.nodes[X].position)
    assert shown(graph) == "t1*t1 + 1"


def test_a_formula_that_needs_itself_is_refused() -> None:
    graph = canvas("a = x*w; tanh(a)")
    root = graph.effective_output
    assert root is not None
    apply(graph, Rename(root, "out"))
    before = snapshot(graph)
    with pytest.raises(GraphError, match="cannot depend on itself"):
        formula_edit(graph, "out + x", replace_node=graph.named("a"))
    assert snapshot(graph) == before


def test_a_bad_text_is_refused_with_its_column() -> None:
    with pytest.raises(FormulaError) as caught:
        formula_edit(Graph(), "x + * 3")
    assert caught.value.column == 5


def test_a_number_beyond_the_finite_is_refused() -> None:
    with pytest.raises(GraphError, match="finite number"):
        formula_edit(Graph(), "x*1e999")


def test_an_expression_with_a_gap_has_no_formula_and_can_be_replaced() -> None:
    graph = Graph([Node(X, None, (), 1.0, "x"), Node(MUL, "mul", (X, None))])
    assert formula_of(graph, MUL) == ""
    typed(graph, "x*2", MUL)
    assert shown(graph) == "x*2"
    assert MUL not in graph.nodes


def test_the_chosen_output_follows_its_formula() -> None:
    graph = canvas("tanh(x)")
    chosen = graph.effective_output
    graph.output = chosen
    typed(graph, "exp(y)")
    assert shown(graph) == "exp(y)"
    typed(graph, "sin(y)", graph.effective_output)
    assert shown(graph) == "sin(y)"
    assert chosen in graph.nodes


def test_what_is_added_covers_nothing_and_moves_nothing() -> None:
    graph = canvas("tanh(x*w + b)")
    old = {node.id: node.position for node in graph.nodes.values()}
    for _ in range(5):
        typed(graph, "exp(u*v) + x")
    places = [node.position for node in graph.nodes.values()]
    assert len(set(places)) == len(places)
    for node_id, position in old.items():
        assert graph.nodes[node_id].position == position
    for i, (x, y) in enumerate(places):
        for other_x, other_y in places[:i]:
            assert abs(x - other_x) >= 100 or abs(y - other_y) >= 60


@given(graphs(max_operations=15))
def test_the_nodes_of_an_expression_say_and_compute_it(
    expression: RandomGraph,
) -> None:
    root = expression.roots[0]
    graph = canvas("x0*w0")
    nodes = nodes_of(root, graph)
    apply(graph, AddNodes(nodes))
    last = nodes[-1].id if root.is_leaf else max(n.id for n in nodes if n.operation)
    expr = Evaluator(graph).expression(last)
    assert expr is not None
    assert expr.result == pytest.approx(root.result, nan_ok=True)
    assert len(list(expr.walk())) == len(list(root.walk()))
    apply(graph, RemoveNodes(tuple(node.id for node in nodes)))


def test_names_that_the_canvas_cannot_have_are_made_fit() -> None:
    root = (Expr(1.0, "a b") * Expr(2.0, "tanh") + Expr(3.0, "a b")).tanh("lambda")
    graph = canvas("a_b*2")
    apply(graph, AddNodes(nodes_of(root, graph)))
    names = [node.name for node in graph.nodes.values() if node.name]
    assert names == ["a_b", "a_b1", "_tanh", "a_b2", "_lambda"]
