"""Collapsing into functions, expanding again, and uses that follow."""

import json
import math
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.expr import Expr
from playground.graph.check import Verdict, check
from playground.graph.collapse import collapse, expansion
from playground.graph.definitions import Definition, Library
from playground.graph.dots import dotted
from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    RemoveNodes,
    Rename,
    SetOutput,
    SetValues,
    apply,
)
from playground.graph.evaluate import evaluate
from playground.graph.formulas import formula_edit, formula_of
from playground.graph.function_edits import Forget, RenameFunction, SetInputs
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.timeline import Timeline
from playground.graph.transplant import transplant
from playground.graph.wobble import wobble
from playground.project.format import decode
from tests.graph.canvases import canvases, random_edit, snapshot
from tests.graph.expressions import graph_of, named


def _in_project(graph: Graph) -> Library:
    library = Library()
    library.attach(graph)
    return library


def _operations(graph: Graph) -> list[NodeId]:
    return [node.id for node in graph.nodes.values() if not node.is_leaf]


def _neuron(text: str = "tanh(x*w + b) * 3") -> tuple[Graph, Library, Definition]:
    """A canvas that uses a function of all its operations."""
    graph = graph_of(text)
    library = _in_project(graph)
    apply(graph, collapse(graph, _operations(graph), "neuron"))
    return graph, library, library.definitions[0]


def _inlined(graph: Graph, node_id: NodeId) -> Expr | None:
    """The expression of a node with every function written out, by plain recursion."""
    return _built(graph, node_id, {})


def _built(
    graph: Graph, node_id: NodeId, known: dict[NodeId, Expr | None]
) -> Expr | None:
    if node_id not in known:
        node = graph.nodes[node_id]
        parts = [None if o is None else _built(graph, o, known) for o in node.operands]
        definition = node.callee
        if node.operation is None:
            known[node_id] = Expr(node.value, node.name or None)
        elif node.is_muted:
            known[node_id] = parts[0]
        elif isinstance(definition, Definition):
            output = definition.graph.effective_output
            inner: dict[NodeId, Expr | None] = dict(
                zip(definition.inputs, parts, strict=True)
            )
            whole = None not in parts and output is not None
            known[node_id] = (
                _built(definition.graph, output, inner)
                if whole and output is not None
                else None
            )
        else:
            assert isinstance(node.operation, str)
            present = [part for part in parts if part is not None]
            is_whole = len(present) == len(parts)
            known[node_id] = Expr.apply(node.row, *present) if is_whole else None
    return known[node_id]


def _close(one: float, other: float) -> bool:
    if math.isfinite(one) and math.isfinite(other):
        return math.isclose(one, other, rel_tol=1e-9, abs_tol=1e-9)
    return math.isfinite(one) == math.isfinite(other)


def _agrees(graph: Graph) -> bool:
    """Whether value and gradients are those of the expression written out."""
    output = graph.effective_output
    if output is None:
        return True
    evaluation = evaluate(graph)
    known: dict[NodeId, Expr | None] = {}
    root = _built(graph, output, known)
    if root is None:
        return math.isnan(evaluation.value(output))
    if not _close(root.result, evaluation.value(output)):
        return False
    root.backward()
    numbers = [node.result for node in root.walk()]
    gradients = [node.grad for node in root.walk()]
    if not all(map(math.isfinite, numbers + gradients)):
        return True  # what is undefined on the way may differ in where it shows
    leaves = [i for i in graph.upstream(output) if graph.nodes[i].is_leaf]
    return all(
        _close(leaf.grad, evaluation.gradient(i))
        for i in leaves
        if (leaf := known[i]) is not None
    )


def _shape(graph: Graph, node_id: NodeId | None) -> object:
    """A node's expression up to ids, as nested tuples with shared parts told apart."""
    order: dict[NodeId, int] = {}

    def describe(current: NodeId | None) -> object:
        if current is None:
            return None
        if current in order:
            return order[current]
        node = graph.nodes[current]
        parts = tuple(describe(operand) for operand in node.operands)
        order[current] = len(order)
        value = node.value if node.is_leaf else 0.0
        return (node.operation, parts, value, node.name, node.is_learnable)

    return describe(node_id)


# Collapse and expand


@given(canvases(), st.randoms(use_true_random=False))
def test_expanding_what_was_collapsed_gives_the_same_expressions(
    graph: Graph, rng: random.Random
) -> None:
    library = _in_project(graph)
    output = graph.effective_output
    ids = [i for i in graph.nodes if rng.random() < 0.5]
    before, start = snapshot(graph), graph.copy()
    try:
        back = apply(graph, collapse(graph, ids, "part"))
    except GraphError:
        assert snapshot(graph) == before
        return
    (definition,) = library.definitions
    (use,) = [node for _, node in library.uses(definition)]
    assert _agrees(graph)
    old, new = evaluate(start), evaluate(graph)
    if output is not None and graph.effective_output is not None:
        assert (
            _close(old.value(output), new.value(graph.effective_output))
            or output != start.output
        )
    undo = apply(graph, expansion(graph, use.id))
    assert not list(library.uses(definition))
    for node in start.nodes.values():
        if node.name and graph.named(node.name) is not None:
            assert _shape(start, node.id) == _shape(graph, named(graph, node.name))
    if start.output is not None:
        assert _shape(start, start.output) == _shape(graph, graph.output)
    apply(graph, undo)
    apply(graph, back)
    assert snapshot(graph) == before
    assert library.definitions == ()


def test_inputs_come_in_the_order_of_the_formula() -> None:
    _, _, definition = _neuron("tanh(x1*w1 + x2*w2 + b)")
    assert definition.signature == "neuron(x1, w1, x2, w2, b)"


def test_named_values_stay_outside_and_bare_numbers_go_along() -> None:
    graph, _, definition = _neuron("tanh(x*w + 2) * 3")
    assert formula_of(graph, graph.effective_output or NodeId(0)) == "neuron(x, w)"
    assert definition.formula == "tanh(x*w + 2)*3"


def test_the_result_keeps_its_name() -> None:
    graph = graph_of("s = a + b; s*s")
    library = _in_project(graph)
    apply(graph, collapse(graph, [named(graph, "s")], "joined"))
    assert formula_of(graph, graph.effective_output or NodeId(0)) == (
        "s = joined(a, b); s*s"
    )
    use = named(graph, "s")
    apply(graph, expansion(graph, use))
    assert formula_of(graph, graph.effective_output or NodeId(0)) == "s = a + b; s*s"
    assert library.definitions


def test_an_open_input_becomes_an_input() -> None:
    graph = Graph([Node(NodeId(1), "sub", (None, None))])
    library = _in_project(graph)
    apply(graph, collapse(graph, [NodeId(1)], "less"))
    assert library.definitions[0].signature == "less(x, y)"
    (node,) = graph.nodes.values()
    assert node.operands == (None, None)


@pytest.mark.parametrize(
    ("formula", "pick", "message"),
    [
        ("a + b", ("a",), "select the operations"),
        ("p = a + b; q = p*a; q + p*3", ("p", "q"), "p and q are all wanted"),
        ("p = a + b; q = exp(p); r = q*p; r + 1", ("p", "r"), "q lies between"),
    ],
)
def test_what_cannot_be_one_function_is_refused_with_the_reason(
    formula: str, pick: tuple[str, ...], message: str
) -> None:
    graph = graph_of(formula)
    library = _in_project(graph)
    before = snapshot(graph)
    with pytest.raises(GraphError, match=message):
        apply(graph, collapse(graph, [named(graph, n) for n in pick], "f"))
    assert snapshot(graph) == before
    assert not library.definitions


def test_numbers_alone_are_no_function() -> None:
    graph = graph_of("exp(2)")
    _in_project(graph)
    with pytest.raises(GraphError, match="a function needs an input"):
        collapse(graph, graph.nodes, "f")


# Uses follow


@given(st.randoms(use_true_random=False), st.integers(1, 25))
def test_every_use_equals_the_expression_written_out_whatever_is_edited(
    rng: random.Random, number: int
) -> None:
    graph, library, definition = _neuron()
    apply(graph, formula_edit(graph, "neuron(x, w, neuron(w, x, 2)) + neuron(b, b, b)"))
    other = graph_of("u*v")
    library.attach(other)
    apply(other, formula_edit(other, "neuron(u, v, u)*u"))
    graphs = [graph, other, definition.graph]
    before = [snapshot(each) for each in graphs]
    inputs = definition.inputs
    done: list[tuple[Graph, Edit]] = []
    for _ in range(number):
        target = rng.choice([definition.graph, definition.graph, graph, other])
        edit = _function_edit(target, rng) or random_edit(target, rng)
        try:
            done.append((target, apply(target, edit)))
        except GraphError:
            continue
        for each in graphs:
            assert all(
                node.callee is None or len(node.operands) == len(definition.inputs)
                for node in each.nodes.values()
            )
        assert _agrees(graph)
        assert _agrees(other)
    for target, inverse in reversed(done):
        apply(target, inverse)
    assert definition.inputs == inputs
    assert [snapshot(each) for each in graphs] == before


def _function_edit(graph: Graph, rng: random.Random) -> Edit | None:
    if not graph.inputs or rng.random() < 0.6:
        return None
    leaves = [node.id for node in graph.nodes.values() if node.is_leaf]
    rng.shuffle(leaves)
    return SetInputs(tuple(leaves[: rng.randrange(0, 4)]))


def test_a_lost_input_takes_its_wires_and_gives_them_back() -> None:
    graph, _, definition = _neuron("tanh(x*w + b)")
    output = graph.effective_output or NodeId(0)
    back = apply(definition.graph, SetInputs(definition.inputs[::2]))
    assert formula_of(graph, output) == "neuron(x, b)"
    apply(definition.graph, back)
    assert formula_of(graph, output) == "neuron(x, w, b)"


def test_removing_the_leaf_of_an_input_removes_the_input() -> None:
    graph, _, definition = _neuron("x*w")
    output = graph.effective_output or NodeId(0)
    back = apply(definition.graph, RemoveNodes((definition.inputs[0],)))
    assert [len(graph.nodes[output].operands), len(definition.inputs)] == [1, 1]
    assert "connect the first input of mul" in evaluate(graph).problems[output]
    with pytest.raises(GraphError, match="neuron needs an input"):
        apply(definition.graph, RemoveNodes((definition.inputs[0],)))
    apply(definition.graph, back)
    assert formula_of(graph, output) == "neuron(x, w)"


def test_another_order_of_inputs_keeps_every_wire() -> None:
    graph, _, definition = _neuron("x - w")
    output = graph.effective_output or NodeId(0)
    before = evaluate(graph).value(output)
    apply(definition.graph, SetInputs(definition.inputs[::-1]))
    assert formula_of(graph, output) == "neuron(w, x)"
    assert evaluate(graph).value(output) == before


def test_what_was_deleted_before_an_input_changed_comes_back_as_it_can() -> None:
    graph, _, definition = _neuron("x - w")
    output = graph.effective_output or NodeId(0)
    back = apply(graph, RemoveNodes((output,)))
    apply(definition.graph, SetInputs(definition.inputs[1:]))
    apply(graph, back)
    assert formula_of(graph, output) == "neuron(w)"


def test_undoing_a_wire_finds_its_input_wherever_it_has_gone() -> None:
    graph, _, definition = _neuron("x - w")
    output = graph.effective_output or NodeId(0)
    back = apply(graph, Connect((Link(output, 1, named(graph, "x")),)))
    assert formula_of(graph, output) == "neuron(x, x)"
    turned = apply(definition.graph, SetInputs(definition.inputs[::-1]))
    again = apply(graph, back)
    assert formula_of(graph, output) == "neuron(w, x)"
    apply(definition.graph, SetInputs(definition.inputs[1:]))
    with pytest.raises(GraphError, match="neuron no longer has the input"):
        apply(graph, again)
    assert turned


# Recursion, names, forgetting


def test_a_function_cannot_use_itself_nor_what_uses_it() -> None:
    graph, library, neuron = _neuron("x*w")
    apply(graph, formula_edit(graph, "neuron(x, neuron(x, w))"))
    apply(graph, collapse(graph, _operations(graph)[-2:], "layer"))
    layer = library.named("layer")
    assert layer is not None
    before = snapshot(neuron.graph)
    with pytest.raises(GraphError, match="neuron cannot use itself"):
        apply(neuron.graph, formula_edit(neuron.graph, "neuron(x, w)"))
    with pytest.raises(GraphError, match="cannot use layer, which uses neuron itself"):
        apply(neuron.graph, AddNodes((layer.node(NodeId(99), (0.0, 0.0)),)))
    assert snapshot(neuron.graph) == before


def test_a_new_name_is_everywhere() -> None:
    graph, library, definition = _neuron("x*w")
    output = graph.effective_output or NodeId(0)
    back = apply(graph, RenameFunction(definition, "produce"))
    assert formula_of(graph, output) == "produce(x, w)"
    for name, message in (("tanh", "function"), ("2x", "cannot be"), ("plus", "an op")):
        with pytest.raises(GraphError, match=message):
            apply(graph, RenameFunction(definition, name))
    apply(graph, back)
    assert library.named("neuron") is definition


def test_a_function_that_is_used_is_not_forgotten() -> None:
    graph, library, definition = _neuron("x*w")
    with pytest.raises(GraphError, match="neuron is used once"):
        apply(graph, Forget(definition))
    apply(graph, expansion(graph, graph.effective_output or NodeId(0)))
    back = apply(graph, Forget(definition))
    assert library.named("neuron") is None
    apply(graph, back)
    assert library.named("neuron") is definition


def test_undoing_a_collapse_leaves_a_function_that_another_canvas_uses() -> None:
    graph = graph_of("x*w")
    library = _in_project(graph)
    before = snapshot(graph)
    back = apply(graph, collapse(graph, _operations(graph), "f"))
    other = graph_of("a + b")
    library.attach(other)
    apply(other, formula_edit(other, "f(a, b)"))
    again = apply(graph, back)
    assert snapshot(graph) == before
    assert [d.name for d in library.definitions] == ["f"]
    apply(graph, again)
    assert formula_of(graph, graph.effective_output or NodeId(0)) == "f(x, w)"


def test_a_function_of_the_same_content_is_the_same_one_and_others_are_renamed() -> (
    None
):
    _, library, neuron = _neuron("x*w")
    same, _, twin = _neuron("x*w")
    other, _, _ = _neuron("x/w")
    nodes, new = transplant(same.nodes.values(), library)
    assert new == ()
    assert [n.callee for n in nodes if not n.is_leaf] == [neuron]
    assert twin is not neuron
    _, new = transplant(other.nodes.values(), library)
    for edit in new:
        library.put(edit.definition)
    assert [d.name for d in library.definitions] == ["neuron", "neuron2"]


# What is told about a use


def test_a_function_that_lacks_something_says_what() -> None:
    graph, _, definition = _neuron("x*w")
    (product,) = _operations(definition.graph)
    apply(definition.graph, Connect((Link(product, 1, None),)))
    output = graph.effective_output or NodeId(0)
    assert (
        "neuron has no value: inside, connect the second input of mul"
        in (evaluate(graph).problems[output])
    )


def test_a_use_is_one_node_of_a_timeline_with_its_slopes() -> None:
    graph, _, _ = _neuron("x*w")
    apply(graph, SetValues({named(graph, "x"): 3.0, named(graph, "w"): 5.0}))
    timeline = Timeline(graph)
    assert len(timeline.order) == 3
    assert sorted(timeline.gradients.tolist()) == [1.0, 3.0, 5.0]


def test_an_unknown_operation_is_the_reason_for_everything_after_it() -> None:
    nodes = [
        Node(NodeId(1), None, (), 1.0, "a"),
        Node(NodeId(2), "warp", (NodeId(1),), data='{"operation": "warp"}'),
        Node(NodeId(3), "exp", (NodeId(2),)),
    ]
    graph = Graph()
    apply(graph, Edits((AddNodes(tuple(nodes)), SetOutput(NodeId(3))), "Add"))
    evaluation = evaluate(graph)
    assert evaluation.problems == {
        NodeId(2): "unknown operation warp",
        NodeId(3): "no value: unknown operation warp",
    }
    assert math.isnan(evaluation.value(NodeId(3)))
    assert graph.nodes[NodeId(2)].label == "warp"
    with pytest.raises(GraphError, match="unknown operation warp"):
        Timeline(graph)
    apply(graph, Rename(NodeId(2), "w"))
    assert graph.nodes[NodeId(2)].is_unknown


def _gradients(graph: Graph) -> tuple[NodeId, dict[NodeId, float]]:
    output = graph.effective_output
    assert output is not None
    evaluation = evaluate(graph)
    leaves = [i for i in graph.upstream(output) if graph.nodes[i].is_leaf]
    return output, {i: evaluation.gradient(i) for i in leaves}


def test_the_gradient_check_agrees_with_a_use() -> None:
    graph, _, _ = _neuron("tanh(x*w + b)**2 + sin(x)")
    rows = check(graph, *_gradients(graph))
    assert {row.verdict for row in rows} == {Verdict.AGREES}


def test_the_gradient_check_sees_a_kink_within_a_function() -> None:
    graph, _, _ = _neuron("relu(x - w)")
    output, gradients = _gradients(graph)
    rows = check(graph, output, gradients)
    assert {(row.verdict, row.kink) for row in rows} == {(Verdict.KINK, output)}


def test_a_push_goes_through_a_use_as_its_slope_says() -> None:
    graph, _, _ = _neuron("exp(x*w)")
    output = graph.effective_output
    assert output is not None
    found = wobble(graph, output, named(graph, "x"), 1e-6)
    (ripple,) = [ripple for ripple in found.ripples if ripple.node == output]
    assert ripple.predicted == pytest.approx(ripple.change, rel=1e-5)


def test_files_of_very_many_functions_are_read_in_time() -> None:
    """Each uses the one before twice: written out they would have no end."""
    leaf = {"id": 1, "value": 1.0, "name": "x"}
    rows = [
        {
            "name": f"f{k}",
            "inputs": [1],
            "nodes": [
                leaf,
                {"id": 2, "function": f"f{k - 1}", "operands": [1]}
                if k
                else {"id": 2, "operation": "add", "operands": [1, 1]},
                {"id": 3, "operation": "mul", "operands": [2, 2]},
                {"id": 4, "function": f"f{k - 1}", "operands": [3]}
                if k
                else {"id": 4, "operation": "neg", "operands": [3]},
            ],
        }
        for k in range(300)
    ]
    nodes = [leaf, {"id": 2, "function": "f299", "operands": [1]}]
    document = {
        "format": "playground",
        "version": 2,
        "experiment": {},
        "canvases": [{"name": "", "nodes": nodes}],
        "functions": rows,
    }
    project = decode(json.dumps(document).encode())
    found = evaluate(project.canvases[0].graph).problems[NodeId(2)]
    assert "too large" in found


# Dots on wires


def _dot(graph: Graph, target: NodeId, port: int) -> NodeId:
    source = graph.nodes[target].operands[port]
    node, edit = dotted(graph, [Link(target, port, source)], (0.0, 0.0))
    apply(graph, edit)
    return node.id


def test_dots_are_no_inputs_of_their_own_and_go_along_between_nodes() -> None:
    graph = graph_of("s = x*w + x; s*2")
    library = _in_project(graph)
    (inner,) = (i for i in graph.upstream(named(graph, "s")) if _is(graph, i, "mul"))
    before = evaluate(graph).value(graph.effective_output or NodeId(0))
    _dot(graph, inner, 0)
    between = _dot(graph, named(graph, "s"), 0)
    apply(graph, collapse(graph, [inner, named(graph, "s")], "f"))
    assert library.definitions[0].signature == "f(x, w)"
    assert library.definitions[0].formula == "x*w + x"
    assert between in library.definitions[0].graph.nodes
    assert evaluate(graph).value(graph.effective_output or NodeId(0)) == before
    apply(graph, expansion(graph, named(graph, "s")))
    assert formula_of(graph, named(graph, "s")) == "x*w + x"


def test_dots_alone_are_no_function() -> None:
    graph = graph_of("exp(x)")
    _in_project(graph)
    dot = _dot(graph, graph.effective_output or NodeId(0), 0)
    with pytest.raises(GraphError, match="select the operations"):
        collapse(graph, [dot], "f")


def _is(graph: Graph, node_id: NodeId, operation: str) -> bool:
    return graph.nodes[node_id].operation == operation
