"""Muted operations: all others compute as if these were wires to their first inputs."""

import math
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.graph.check import Verdict, check
from playground.graph.definitions import Definition, Library
from playground.graph.dots import dotted
from playground.graph.edits import AddNodes, SetValues, apply, describe
from playground.graph.evaluate import Evaluation, Evaluator, evaluate
from playground.graph.formulas import formula_edit, formula_of
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.muting import SetMuted, mute_switch
from playground.graph.nodes import DOT
from playground.graph.problems import problems
from playground.graph.search import find
from playground.graph.timeline import Timeline
from playground.graph.wobble import wobble
from playground.project.errors import FileFormatError
from playground.project.export.latex import latex_formula
from playground.project.export.python import python_source
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from tests.graph.canvases import canvases, random_edit, snapshot
from tests.graph.test_dots import same, wires

SEEDS = st.integers(0, 2**32)
X, Y, T, U = NodeId(1), NodeId(2), NodeId(3), NodeId(4)


def some_muted(graph: Graph, rng: random.Random) -> tuple[NodeId, ...]:
    able = [node.id for node in graph.nodes.values() if node.operands]
    return tuple(i for i in able if rng.random() < 0.4)


def rewired(graph: Graph, muted: tuple[NodeId, ...], output: NodeId | None) -> Graph:
    """Each muted node replaced by a wire to its first input, the plain way."""

    def source(node_id: NodeId | None) -> NodeId | None:
        while node_id in muted:
            assert node_id is not None
            node_id = graph.nodes[node_id].operands[0]
        return node_id

    return Graph(
        [
            replace(node, operands=tuple(map(source, node.operands)))
            for node in graph.nodes.values()
            if node.id not in muted
        ],
        source(output),
    )


def told(evaluation: Evaluation) -> str:
    """All it says, equal for what is not a number too; problems have no order."""
    return repr(replace(evaluation, problems=dict(sorted(evaluation.problems.items()))))


@given(canvases(), SEEDS)
def test_muting_is_a_wire_to_the_first_input_for_all_others(
    graph: Graph, seed: int
) -> None:
    muted = some_muted(graph, random.Random(seed))
    evaluator = Evaluator(graph)
    before, start = told(evaluator.evaluation), snapshot(graph)
    edit = SetMuted(muted, is_muted=True)
    back = apply(graph, edit)
    now = evaluator.update([edit])
    plain = rewired(graph, muted, now.output)
    if plain.output is not None:
        wanted = evaluate(plain)
        for node_id in plain.nodes:
            assert same(now.value(node_id), wanted.value(node_id))
            assert same(now.gradient(node_id), wanted.gradient(node_id))
            assert formula_of(graph, node_id) == formula_of(plain, node_id)
    for node_id in muted:
        first = graph.nodes[node_id].operands[0]
        wanted_value = math.nan if first is None else now.value(first)
        assert same(now.value(node_id), wanted_value)
    apply(graph, back)
    assert snapshot(graph) == start
    assert told(evaluator.update([back])) == before


@given(canvases(is_complete=True), SEEDS)
def test_passes_pushes_and_programs_see_wires(graph: Graph, seed: int) -> None:
    graph.output = output = graph.effective_output
    muted = some_muted(graph, random.Random(seed))
    plain = rewired(graph, muted, output)
    assume(output is not None and plain.output is not None)
    assert output is not None
    assert plain.output is not None
    apply(graph, SetMuted(muted, is_muted=True))
    assert repr(Timeline(graph).moments) == repr(Timeline(plain).moments)
    assert python_source(graph) == python_source(plain)
    assert latex_formula(graph) == latex_formula(plain)
    leaves = [i for i in plain.upstream(plain.output) if plain.nodes[i].is_leaf]
    assert repr(wobble(graph, output, leaves[0], 0.1)) == repr(
        wobble(plain, plain.output, leaves[0], 0.1)
    )
    now = evaluate(graph)
    given = {i: now.gradient(i) for i in leaves}
    assert repr(check(graph, output, given)) == repr(check(plain, plain.output, given))


@given(canvases(), SEEDS)
def test_numbers_follow_edits_of_muted_graphs_with_dots(
    graph: Graph, seed: int
) -> None:
    rng = random.Random(seed)
    found = wires(graph)
    if found:
        apply(graph, dotted(graph, [rng.choice(found)], (0.0, 0.0))[1])
    apply(graph, mutes(graph, rng))
    evaluator = Evaluator(graph)
    for _ in range(8):
        edit = rng.choice([random_edit, mutes])(graph, rng)
        try:
            apply(graph, edit)
        except GraphError:
            continue
        now, anew = evaluator.update([edit]), evaluate(graph)
        assert now.output == anew.output
        np.testing.assert_array_equal(now.values, anew.values)
        np.testing.assert_array_equal(now.gradients, anew.gradients)
        assert now.problems == anew.problems


def mutes(graph: Graph, rng: random.Random) -> SetMuted:
    able = [n.id for n in graph.nodes.values() if n.operands and not n.is_dot]
    chosen = tuple(i for i in able if rng.random() < 0.4)
    return SetMuted(chosen, is_muted=rng.random() < 0.6)


@given(canvases(), SEEDS)
def test_a_file_keeps_what_is_muted(graph: Graph, seed: int) -> None:
    apply(graph, mutes(graph, random.Random(seed)))
    project = Project((Canvas("", graph),))
    assert decode(encode(project)) == project


def twice_tanh() -> Graph:
    return Graph(
        [
            Node(X, None, (), 2.0, "x"),
            Node(Y, None, (), 3.0, "y"),
            Node(T, "mul", (X, Y)),
            Node(U, "tanh", (T,)),
        ]
    )


def test_a_muted_output_stays_the_output() -> None:
    graph = twice_tanh()
    edit = mute_switch(graph, [U])
    assert describe(edit) == "Mute 1 node"
    apply(graph, edit)
    now = evaluate(graph)
    assert now.output == U
    assert (now.value(U), now.gradient(U)) == (6.0, 1.0)
    assert (now.gradient(X), now.gradient(Y)) == (3.0, 2.0)
    assert formula_of(graph, U) == "x*y"


def test_what_leads_into_further_inputs_has_no_gradient() -> None:
    graph = twice_tanh()
    apply(graph, SetMuted((T,), is_muted=True))
    now = evaluate(graph)
    assert now.value(U) == pytest.approx(math.tanh(2.0))
    assert now.gradient(Y) == 0.0
    assert now.gradient(X) == pytest.approx(1 - math.tanh(2.0) ** 2)
    apply(graph, SetValues({Y: 7.0}))
    assert evaluate(graph).value(U) == now.value(U)


def test_a_muted_node_lacks_no_second_input() -> None:
    graph = twice_tanh()
    graph.put(Node(T, "mul", (X, None), is_muted=True))
    now = evaluate(graph)
    assert not problems(graph, now)
    assert now.value(U) == pytest.approx(math.tanh(2.0))
    assert find(graph, now, "unconnected") == ()
    assert find(graph, now, "muted") == (T,)
    graph.put(Node(T, "mul", (None, Y), is_muted=True))
    assert evaluate(graph).problems == {T: "connect the first input of mul"}


def test_a_muted_placeholder_computes_nothing_and_hinders_nothing() -> None:
    graph = twice_tanh()
    unknown = Node(T, "warp", (X, Y), data='{"operation": "warp"}', is_muted=True)
    graph.put(unknown)
    assert not evaluate(graph).problems
    assert "warp" not in python_source(graph)
    project = Project((Canvas("", graph),))
    assert decode(encode(project)) == project


def test_values_and_dots_cannot_be_muted() -> None:
    graph = twice_tanh()
    apply(graph, AddNodes((Node(NodeId(9), DOT, (X,)),)))
    start = snapshot(graph)
    with pytest.raises(GraphError, match="x has no input to pass on"):
        mute_switch(graph, [X])
    with pytest.raises(GraphError, match="a dot passes on what it gets already"):
        mute_switch(graph, [NodeId(9)])
    with pytest.raises(GraphError, match="select an operation"):
        mute_switch(graph, [])
    for ids in ((T, X), (T, NodeId(9)), (T, NodeId(77))):
        with pytest.raises(GraphError):
            apply(graph, SetMuted(ids, is_muted=True))
    with pytest.raises(GraphError):
        apply(graph, AddNodes((Node(NodeId(10), None, (), 1.0, is_muted=True),)))
    assert snapshot(graph) == start
    assert mute_switch(graph, [X, T, U]).ids == (T, U)


def test_a_file_with_a_muted_value_is_refused_with_its_place() -> None:
    graph = Graph([Node(X, None, (), 2.0, "x")])
    data = encode(Project((Canvas("", graph),)))
    data = data.replace(b'"name": "x"', b'"name": "x", "muted": true')
    with pytest.raises(FileFormatError, match=r"nodes\[0\]\.muted"):
        decode(data)


def test_functions_follow_what_is_muted_inside_and_can_be_muted() -> None:
    inner = twice_tanh()
    inner.inputs = (X, Y)
    function = Definition("f", inner)
    graph = Graph([Node(X, None, (), 5.0, "a"), Node(Y, None, (), 4.0, "b")])
    library = Library([function])
    library.attach(graph)
    call = replace(function.node(graph.new_id(), (0.0, 0.0)), operands=(X, Y))
    apply(graph, AddNodes((call,)))
    apply(inner, SetMuted((T,), is_muted=True))
    assert evaluate(graph).value(call.id) == pytest.approx(math.tanh(5.0))
    apply(inner, SetMuted((U,), is_muted=True))
    assert evaluate(graph).value(call.id) == 5.0
    apply(inner, SetMuted((T, U), is_muted=False))
    apply(graph, SetMuted((call.id,), is_muted=True))
    now = evaluate(graph)
    assert (now.value(call.id), now.gradient(X), now.gradient(Y)) == (5.0, 1.0, 0.0)


def test_a_function_without_a_value_is_no_part_of_a_program_that_mutes_it() -> None:
    broken, inner = twice_tanh(), twice_tanh()
    broken.put(Node(T, "mul", (X, None)))
    broken.inputs = inner.inputs = (X, Y)
    g = Definition("g", broken)
    inner.put(replace(g.node(T, (0.0, 0.0)), operands=(X, Y), is_muted=True))
    f = Definition("f", inner)
    graph = Graph([Node(X, None, (), 5.0, "a"), Node(Y, None, (), 4.0, "b")])
    Library([g, f]).attach(graph)
    call = replace(f.node(graph.new_id(), (0.0, 0.0)), operands=(X, Y))
    apply(graph, AddNodes((call,)))
    assert evaluate(graph).value(call.id) == pytest.approx(math.tanh(5.0))
    source = python_source(graph)
    assert "def f(" in source
    assert "def g(" not in source
    latex = latex_formula(graph)
    assert all(latex.split(r",\quad "))
    assert latex.count(" = ") == 1
    apply(inner, SetMuted((T,), is_muted=False))
    with pytest.raises(GraphError, match="connect the second input of mul"):
        python_source(graph)


def test_a_dot_before_a_further_input_has_no_gradient() -> None:
    graph = twice_tanh()
    dot, edit = dotted(graph, [Link(T, 1, Y)], (0.0, 0.0))
    apply(graph, edit)
    apply(graph, SetMuted((T,), is_muted=True))
    now = evaluate(graph)
    assert (now.gradient(dot.id), now.gradient(Y)) == (0.0, 0.0)
    assert now.gradient(T) == now.gradient(X) != 0.0


def test_a_formula_typed_anew_may_replace_a_muted_node() -> None:
    graph = twice_tanh()
    apply(graph, SetMuted((T,), is_muted=True))
    apply(graph, formula_edit(graph, "tanh(x*y)", replace_node=U))
    output = graph.effective_output
    assert output is not None
    assert formula_of(graph, output) == "tanh(x*y)"
    assert evaluate(graph).value(output) == pytest.approx(math.tanh(6.0))


def test_the_check_agrees_beside_muted_nodes() -> None:
    graph = twice_tanh()
    apply(graph, SetMuted((T,), is_muted=True))
    now = evaluate(graph)
    rows = check(graph, U, {X: now.gradient(X)})
    assert [row.verdict for row in rows] == [Verdict.AGREES]


def test_a_wire_may_lead_into_a_muted_node_and_out_of_a_cycle_none() -> None:
    graph = twice_tanh()
    apply(graph, SetMuted((T,), is_muted=True))
    with pytest.raises(GraphError, match="cannot depend on itself"):
        graph.check_link(U, T, 1)
    assert Link(T, 1, Y) in wires(graph)
