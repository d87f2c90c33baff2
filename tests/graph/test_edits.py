"""Edits: each undoes its own inverse, and a refused one changes nothing."""

import random

import pytest
from hypothesis import given, settings
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
    describe,
)
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from tests.graph.canvases import canvases, random_edit, snapshot

SEEDS = st.integers(0, 2**32)
X, W, MUL, TANH = NodeId(1), NodeId(2), NodeId(3), NodeId(4)


def product() -> Graph:
    """tanh(x*w)."""
    return Graph(
        [
            Node(X, None, (), 2.0, "x"),
            Node(W, None, (), 3.0, "w"),
            Node(MUL, "mul", (X, W)),
            Node(TANH, "tanh", (MUL,)),
        ]
    )


@settings(max_examples=500)
@given(canvases(), SEEDS)
def test_the_inverse_restores_and_its_inverse_repeats(graph: Graph, seed: int) -> None:
    edit = random_edit(graph, random.Random(seed))
    before, order = snapshot(graph), list(graph.nodes)
    try:
        inverse = apply(graph, edit)
    except GraphError as error:
        reason = str(error)
        assert reason
        assert snapshot(graph) == before
        assert list(graph.nodes) == order
        return
    after = snapshot(graph)
    again = apply(graph, inverse)
    assert snapshot(graph) == before
    apply(graph, again)
    assert snapshot(graph) == after
    assert describe(edit)


@settings(max_examples=50)
@given(canvases(), SEEDS)
def test_the_rules_hold_after_any_edits(graph: Graph, seed: int) -> None:
    rng = random.Random(seed)
    for _ in range(20):
        try:
            apply(graph, random_edit(graph, rng))
        except GraphError:
            continue
        graph.topological_order()
        names = [node.name for node in graph.nodes.values() if node.name]
        assert len(names) == len(set(names))
        assert graph.output is None or graph.output in graph.nodes
        for node in graph.nodes.values():
            assert all(o is None or o in graph.nodes for o in node.operands)
        assert snapshot(graph) == snapshot(graph.copy())


def test_ten_thousand_edits_are_undone_and_redone_step_by_step() -> None:
    rng = random.Random(1)
    graph = product()
    states = [snapshot(graph)]
    done: list[Edit] = []
    undone: list[Edit] = []
    applied = 0
    while applied < 10_000:
        step = rng.random()
        if step < 0.25 and done:
            undone.append(apply(graph, done.pop()))
            states.pop()
        elif step < 0.4 and undone:
            done.append(apply(graph, undone.pop()))
            states.append(snapshot(graph))
        else:
            edit = random_edit(graph, rng)
            if len(graph.nodes) > 40:
                edit = RemoveNodes(tuple(rng.sample(list(graph.nodes), 20)))
            try:
                done.append(apply(graph, edit))
            except GraphError:
                assert snapshot(graph) == states[-1]
                continue
            undone.clear()
            states.append(snapshot(graph))
            applied += 1
        assert snapshot(graph) == states[-1]
    while done:
        apply(graph, done.pop())
        states.pop()
        assert snapshot(graph) == states[-1]
    assert graph == product()


def test_a_removed_node_takes_its_wires_along_and_brings_them_back() -> None:
    graph = product()
    graph.output = MUL
    inverse = apply(graph, RemoveNodes((MUL,)))
    assert graph.nodes[TANH].operands == (None,)
    assert graph.output is None
    assert graph.users(X) == []
    apply(graph, inverse)
    assert graph.nodes[TANH].operands == (MUL,)
    assert graph.output == MUL
    assert graph.users(X) == [(MUL, 0)]


def test_wires_of_one_edit_are_connected_in_order() -> None:
    graph = product()
    swap = Connect((Link(MUL, 0, W), Link(MUL, 1, X)))
    inverse = apply(graph, swap)
    assert graph.nodes[MUL].operands == (W, X)
    apply(graph, inverse)
    assert graph == product()


def test_an_input_connected_twice_in_one_edit_is_restored() -> None:
    graph = product()
    inverse = apply(graph, Connect((Link(MUL, 0, W), Link(MUL, 0, None))))
    assert graph.nodes[MUL].operands == (None, W)
    apply(graph, inverse)
    assert graph == product()


def test_a_refused_wire_takes_back_those_before_it() -> None:
    graph = product()
    with pytest.raises(GraphError, match="cannot depend on itself"):
        apply(graph, Connect((Link(MUL, 0, W), Link(MUL, 1, TANH))))
    assert graph == product()


def test_several_edits_are_all_applied_or_none() -> None:
    graph = product()
    good = (SetValues({X: 5.0}), Rename(X, "input"))
    with pytest.raises(GraphError):
        apply(graph, Edits((*good, Rename(W, "input")), "Several"))
    assert graph == product()
    inverse = apply(graph, Edits(good, "Several"))
    assert (graph.nodes[X].value, graph.nodes[X].name) == (5.0, "input")
    assert describe(inverse) == "Several"
    apply(graph, inverse)
    assert graph == product()


def test_refused_edits_leave_even_the_order_of_the_nodes() -> None:
    graph = product()
    with pytest.raises(GraphError):
        apply(graph, Edits((RemoveNodes((X,)), RemoveNodes((X,))), "Twice"))
    assert list(graph.nodes) == [X, W, MUL, TANH]


def test_a_name_is_kept_in_its_normal_form() -> None:
    graph = product()
    inverse = apply(graph, Rename(X, "µ"))
    assert graph.nodes[X].name == "μ"
    assert inverse == Rename(X, "x")


def test_renaming_to_its_own_name_is_no_conflict() -> None:
    graph = product()
    apply(graph, Rename(X, "x"))
    assert graph.named("x") == X


@pytest.mark.parametrize(
    ("edit", "message"),
    [
        (AddNodes((Node(X),)), "already a node with the id 1"),
        (RemoveNodes((NodeId(9),)), "this node no longer exists"),
        (MoveNodes({X: (0.0, float("nan"))}), "two finite numbers"),
        (MoveNodes({X: (0.0, 0.0), NodeId(9): (0.0, 0.0)}), "no longer exists"),
        (Connect((Link(X, 0, W),)), "x is a value and has no inputs"),
        (Connect((Link(TANH, 1, None),)), "tanh has 1 inputs"),
        (SetValues({X: 1.0, W: float("inf")}), "must be a finite number, not inf"),
        (SetValues({X: 1.0, MUL: 1.0}), "mul is computed: change the values"),
        (Rename(X, "w"), "already a node called w"),
        (Rename(X, "exp"), "'exp' is a function"),
        (Rename(NodeId(9), "y"), "no longer exists"),
        (SetLearnable(MUL, is_learnable=False), "mul is computed"),
        (SetOutput(NodeId(9)), "no longer exists"),
    ],
)
def test_a_refused_edit_says_why_and_changes_nothing(edit: Edit, message: str) -> None:
    graph = product()
    with pytest.raises(GraphError, match=message):
        apply(graph, edit)
    assert snapshot(graph) == snapshot(product())


@pytest.mark.parametrize(
    ("edit", "text"),
    [
        (AddNodes((Node(X), Node(W))), "Add 2 nodes"),
        (RemoveNodes((X,)), "Delete 1 node"),
        (MoveNodes({X: (0.0, 0.0)}), "Move 1 node"),
        (Connect((Link(MUL, 0, W),)), "Connect 1 wire"),
        (Connect((Link(MUL, 0, None), Link(MUL, 1, None))), "Disconnect 2 wires"),
        (SetValues({X: 1.0}), "Change 1 value"),
        (Rename(X, "y"), "Rename to y"),
        (Rename(X, ""), "Remove a name"),
        (SetLearnable(X, is_learnable=True), "Make learnable"),
        (SetLearnable(X, is_learnable=False), "Freeze"),
        (SetOutput(None), "Choose the output"),
        (Edits((), "Formula"), "Formula"),
    ],
)
def test_an_edit_has_a_line_for_the_history(edit: Edit, text: str) -> None:
    assert describe(edit) == text
