"""The graph's questions answered, and its rules."""

import math
import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.graph.edits import Edit, apply
from playground.graph.graph import Graph, GraphError, Link, Node, NodeId
from playground.graph.rules import check_name, check_nodes, check_value
from tests.graph.canvases import canvases, random_edit, snapshot


def i(number: int) -> NodeId:
    return NodeId(number)


def leaf(number: int, name: str = "", value: float = 1.0) -> Node:
    return Node(i(number), None, (), value, name)


def line() -> Graph:
    """1 (x) -> 2 (tanh) -> 3 (exp), 1 -> 4 (mul) <- 3."""
    return Graph(
        [
            leaf(1, "x"),
            Node(i(2), "tanh", (i(1),)),
            Node(i(3), "exp", (i(2),)),
            Node(i(4), "mul", (i(1), i(3))),
        ]
    )


@given(canvases())
def test_users_are_the_operands_turned_round(graph: Graph) -> None:
    expected = {
        (operand, node.id, port)
        for node in graph.nodes.values()
        for port, operand in enumerate(node.operands)
        if operand is not None
    }
    users = {(n, target, port) for n in graph.nodes for target, port in graph.users(n)}
    assert users == expected


@given(canvases())
def test_upstream_and_downstream_are_each_others_mirror(graph: Graph) -> None:
    for node_id in graph.nodes:
        assert node_id in graph.upstream(node_id)
        for other in graph.upstream(node_id):
            assert node_id in graph.downstream(other)
        for other in graph.downstream(node_id):
            assert node_id in graph.upstream(other)


@given(canvases())
def test_the_topological_order_has_operands_first(graph: Graph) -> None:
    order = graph.topological_order()
    assert sorted(order) == sorted(graph.nodes)
    place = {node_id: n for n, node_id in enumerate(order)}
    for node in graph.nodes.values():
        assert all(place[o] < place[node.id] for o in node.operands if o is not None)


@given(canvases())
def test_a_link_is_refused_exactly_when_it_would_close_a_cycle(graph: Graph) -> None:
    for source in graph.nodes:
        for target, node in graph.nodes.items():
            if node.is_leaf:
                continue
            changed = graph.copy()
            operands = (source, *node.operands[1:])
            changed.put(Node(target, node.operation, operands))
            try:
                changed.topological_order()
            except GraphError:
                with pytest.raises(GraphError, match="cannot depend on itself"):
                    graph.check_link(source, target, 0)
            else:
                graph.check_link(source, target, 0)


@given(canvases())
def test_a_copy_is_equal_and_independent(graph: Graph) -> None:
    before = snapshot(graph)
    twin = graph.copy()
    assert twin == graph
    assert snapshot(twin) == before
    twin.put(leaf(twin.new_id(), "extra"))
    twin.output = None
    assert snapshot(graph) == before
    assert twin != graph


def test_graphs_with_different_outputs_differ() -> None:
    graph, other = line(), line()
    assert graph == other
    other.output = i(2)
    assert graph != other
    assert graph != "graph"


def test_new_ids_were_never_used() -> None:
    graph = line()
    assert graph.new_id() == 5
    graph.put(leaf(20))
    graph.remove(i(20))
    assert graph.new_id() == 21
    assert graph.copy().new_id() == 22


def test_the_output_is_the_chosen_node_else_the_newest_result_nobody_uses() -> None:
    graph = line()
    assert graph.effective_output == 4
    graph.put(leaf(9, "y"))
    assert graph.effective_output == 4
    graph.output = i(2)
    assert graph.effective_output == 2
    assert Graph([leaf(3), leaf(7), leaf(5)]).effective_output == 7
    assert Graph().effective_output is None


def test_names_are_found_and_free_ones_made() -> None:
    graph = line()
    assert graph.named("x") == 1
    assert graph.named("y") is None
    assert graph.free_name("y") == "y"
    assert graph.free_name("x") == "x1"
    assert graph.free_name("x1") == "x1"
    assert graph.free_name("x", ["x1", "x2"]) == "x3"
    assert graph.free_name("x7", ["x7"]) == "x1"
    assert graph.free_name() == "a"
    assert graph.free_name("", "abcdfghjkmnpqrstuvwxyz") == "a1"
    graph.put(leaf(1, "renamed"))
    assert graph.named("x") is None


def test_free_names_are_names() -> None:
    graph = Graph()
    for number in range(40):
        name = graph.free_name()
        check_name(name)
        graph.put(leaf(number + 1, name))


def test_labels_are_names_else_numbers_else_operations() -> None:
    assert leaf(1, "x").label == "x"
    assert leaf(1, "", 0.5).label == "0.5"
    assert Node(i(1), "tanh", (None,)).label == "tanh"
    assert Node(i(1), None, (), 2.0, "", is_learnable=False).is_constant
    assert not Node(i(1), None, (), 2.0, "c", is_learnable=False).is_constant
    assert not leaf(1).is_constant


@pytest.mark.parametrize(
    ("link", "message"),
    [
        (Link(i(2), 0, i(4)), "mul already depends on tanh: a value cannot depend on"),
        (Link(i(2), 0, i(2)), "tanh already depends on tanh: a value cannot depend on"),
        (Link(i(1), 0, i(4)), "x is a value and has no inputs"),
        (Link(i(2), 1, i(1)), "tanh has 1 inputs"),
        (Link(i(2), -1, i(1)), "tanh has 1 inputs"),
        (Link(i(2), 0, i(99)), "one end of this wire no longer exists"),
        (Link(i(99), 0, i(2)), "one end of this wire no longer exists"),
    ],
)
def test_a_refused_link_says_why(link: Link, message: str) -> None:
    assert link.source is not None
    with pytest.raises(GraphError) as caught:
        line().check_link(link.source, link.target, link.port)
    assert str(caught.value).startswith(message)


@pytest.mark.parametrize("name", ["x", "_", "x_1", "é", "名", "e", "match"])
def test_a_name_that_formulas_can_use_is_accepted(name: str) -> None:
    check_name(name)


@pytest.mark.parametrize(
    ("name", "reason"),
    [
        ("2x", "letters, digits"),
        ("a b", "letters, digits"),
        ("x.y", "letters, digits"),
        ("x²", "letters, digits"),
        ("", "letters, digits"),
        ("ﬁ", "letters, digits"),
        ("lambda", "a word of Python"),
        ("None", "a word of Python"),
        ("tanh", "is a function"),
        ("maximum", "is a function"),
        ("pi", "is a number"),
    ],
)
def test_a_name_that_formulas_cannot_use_is_refused(name: str, reason: str) -> None:
    with pytest.raises(GraphError, match=reason):
        check_name(name)


@pytest.mark.parametrize("value", [math.inf, -math.inf, math.nan])
def test_values_are_finite(value: float) -> None:
    check_value(1e308)
    with pytest.raises(GraphError, match="must be a finite number"):
        check_value(value)


@pytest.mark.parametrize(
    ("nodes", "message"),
    [
        ([leaf(1)], "already a node with the id 1"),
        ([leaf(9), leaf(9)], "already a node with the id 9"),
        ([leaf(9, "x")], "already a node called x"),
        ([leaf(8, "y"), leaf(9, "y")], "already a node called y"),
        ([leaf(9, "tanh")], "is a function"),
        ([leaf(9, "", math.nan)], "finite number"),
        ([Node(i(9), position=(0.0, math.inf))], "two finite numbers"),
        ([Node(i(9), "tan", (None,))], "no operation called 'tan'"),
        ([Node(i(9), "add", (i(1),))], "add takes 2 inputs, not 1"),
        ([Node(i(9), None, (i(1),))], "takes 0 inputs, not 1"),
        ([Node(i(9), "tanh", (i(77),))], "leads to a node that does not exist"),
        ([Node(i(9), "tanh", (i(9),))], "cannot depend on itself"),
        (
            [Node(i(8), "tanh", (i(9),)), Node(i(9), "tanh", (i(8),))],
            "cannot depend on itself",
        ),
    ],
)
def test_nodes_that_break_a_rule_are_refused(nodes: list[Node], message: str) -> None:
    with pytest.raises(GraphError, match=message):
        check_nodes(line(), nodes)


def test_nodes_that_keep_the_rules_are_accepted_in_any_order() -> None:
    check_nodes(line(), [Node(i(9), "add", (i(8), i(4))), leaf(8, "y")])
    check_nodes(line(), [Node(i(9), "add", (None, None))])


def test_a_node_that_lacks_an_input_does_not_become_the_output() -> None:
    x, y = Node(NodeId(1), name="x"), Node(NodeId(2), name="y")
    product = Node(NodeId(3), "mul", (x.id, y.id))
    loose = Node(NodeId(4), "add", (None, None))
    assert Graph([x, y, product, loose]).effective_output == product.id
    joined = Node(NodeId(4), "add", (product.id, y.id))
    assert Graph([x, y, product, joined]).effective_output == joined.id
    assert Graph([loose]).effective_output == loose.id


@given(canvases(), st.integers(0, 2**32))
def test_the_output_is_found_anew_after_every_change(graph: Graph, seed: int) -> None:
    chance = random.Random(seed)
    inverses: list[Edit] = []
    for _ in range(20):
        if inverses and chance.random() < 0.3:
            apply(graph, inverses.pop())
        else:
            with suppress(GraphError):
                inverses.append(apply(graph, random_edit(graph, chance)))
        assert graph.effective_output == graph.copy().effective_output
