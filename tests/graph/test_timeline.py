import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.graph.breakpoints import Breakpoints, Reason
from playground.graph.edits import AddNodes, SetOutput, apply
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.timeline import Computed, Mistake, Passed, Seeded, Timeline
from tests.graph.expressions import expressions, graph_of, named, same

NEURON = (
    "x1 = 2; w1 = -3; x2 = 0; w2 = 1; b = 6.8813735870195432; tanh(x1*w1 + x2*w2 + b)"
)


@given(expressions())
def test_the_numbers_at_the_end_are_those_of_the_engine(graph: Graph) -> None:
    timeline, evaluation = Timeline(graph), evaluate(graph)
    for place, node_id in enumerate(timeline.order):
        assert same(timeline.values[place], evaluation.value(node_id))
        assert same(timeline.gradients[place], evaluation.gradient(node_id))


@given(expressions())
def test_every_moment_follows_from_the_ones_before(graph: Graph) -> None:
    timeline, evaluation = Timeline(graph), evaluate(graph)
    so_far: dict[NodeId, float] = {}
    for moment in timeline.moments[timeline.first_backward :]:
        match moment:
            case Seeded():
                so_far[moment.node] = 1.0
            case Passed():
                # A node passes on nothing but its complete gradient.
                assert same(moment.upstream, evaluation.gradient(moment.user))
                assert same(moment.product, moment.upstream * moment.local)
                assert same(moment.before, so_far.get(moment.node, 0.0))
                assert same(moment.after, moment.before + moment.product)
                so_far[moment.node] = moment.after
            case Computed():
                pytest.fail("forward comes first")


@given(expressions(), st.sampled_from(Mistake), st.data())
def test_a_jump_shows_what_stepping_there_shows(
    graph: Graph, mistake: Mistake, data: st.DataObject
) -> None:
    timeline = Timeline(graph, mistake)
    position = data.draw(st.integers(0, len(timeline)))
    values: set[NodeId] = set()
    gradients: dict[NodeId, float] = {}
    for moment in timeline.moments[:position]:
        match moment:
            case Computed():
                assert set(moment.operands) <= values
                values.add(moment.node)
            case Seeded():
                gradients[moment.node] = 1.0
            case Passed():
                gradients[moment.node] = moment.after
    state = timeline.state(position)
    later = {m.node for m in timeline.moments[position:] if not isinstance(m, Computed)}
    for place, node_id in enumerate(timeline.order):
        assert state.has_value[place] == (node_id in values)
        assert state.has_gradient[place] == (node_id in gradients)
        assert same(state.gradients[place], gradients.get(node_id, math.nan))
        assert state.is_complete[place] == (node_id not in later)


def test_the_neuron_takes_ten_backward_steps_and_the_third_is_an_addition() -> None:
    timeline = Timeline(graph_of(NEURON))
    backward = timeline.moments[timeline.first_backward :]
    assert len(backward) == 10
    third = backward[2]
    assert isinstance(third, Passed)
    assert third.local == 1.0
    assert third.upstream == pytest.approx(0.5)
    assert third.product == pytest.approx(0.5)


def test_both_contributions_to_a_shared_node_are_told() -> None:
    graph = graph_of("x = 3; x*x + x")
    timeline = Timeline(graph)
    position = timeline.completed_at(named(graph, "x"))
    parts = timeline.contributions(position)
    assert [p.product for p in parts] == [1.0, 3.0, 3.0]
    assert [p.after for p in parts] == [1.0, 4.0, 7.0]
    assert [(p.part, p.parts) for p in parts] == [(1, 3), (2, 3), (3, 3)]


def test_contributions_of_a_second_run_are_told_by_themselves() -> None:
    graph = graph_of("x = 3; x*x")
    timeline = Timeline(graph, Mistake.TWICE)
    parts = timeline.contributions(len(timeline))
    assert [(p.run, p.before, p.after) for p in parts] == [(2, 6, 9), (2, 9, 12)]


def test_backward_twice_gives_the_numbers_of_micrograd() -> None:
    graph = graph_of("x = 3; x*x")
    timeline = Timeline(graph, Mistake.TWICE)
    x = timeline.index[named(graph, "x")]
    assert timeline.gradients[x] == 12.0
    assert timeline.right.gradients[x] == 6.0
    assert timeline.wrong == {named(graph, "x")}


def test_without_plus_only_the_last_use_counts() -> None:
    graph = graph_of("x = 3; x*x + x")
    timeline = Timeline(graph, Mistake.OVERWRITE)
    assert timeline.gradients[timeline.index[named(graph, "x")]] == 3.0
    assert timeline.wrong == {named(graph, "x")}


def test_in_the_wrong_order_a_node_passes_on_too_little() -> None:
    graph = graph_of("x = 2; a = tanh(x); a*a + a")
    timeline = Timeline(graph, Mistake.ORDER)
    a = named(graph, "a")
    assert timeline.wrong == {named(graph, "x")}
    assert timeline.gradients[timeline.index[a]] == pytest.approx(
        timeline.right.gradients[timeline.index[a]]
    )


@given(expressions(operations=("add", "mul", "tanh", "sub")))
def test_the_order_matters_only_where_computed_values_are_shared(graph: Graph) -> None:
    below = Timeline(graph).order
    shared = [i for i in below if graph.nodes[i].operands and len(graph.users(i)) > 1]
    if not shared:
        assert not Timeline(graph, Mistake.ORDER).wrong


def test_the_first_number_that_is_not_finite_is_found() -> None:
    graph = graph_of("x = 0; y = log(x); exp(y) + y")
    timeline = Timeline(graph)
    position = timeline.first_non_finite
    assert position == timeline.computed_at(named(graph, "y"))
    breakpoints = Breakpoints(non_finite=True)
    assert breakpoints.next_stop(timeline, 0) == position
    assert breakpoints.reason(timeline, position) is Reason.NON_FINITE


def test_an_undefined_derivative_by_a_constant_is_no_trouble() -> None:
    assert Timeline(graph_of("x = -3; x**2")).first_non_finite is None


def test_a_run_stops_at_a_node_and_at_a_large_gradient() -> None:
    graph = graph_of("x = 2; y = x*10; y*y")
    timeline = Timeline(graph)
    y = named(graph, "y")
    at_node = Breakpoints(frozenset({y}))
    assert at_node.next_stop(timeline, 0) == timeline.computed_at(y)
    first, second = (timeline.computed_at(y), timeline.first_backward + 2)
    assert at_node.next_stop(timeline, first) == second
    stop = Breakpoints(gradient_above=30.0).next_stop(timeline, 0)
    moment = timeline.moments[stop - 1]
    assert isinstance(moment, Passed)
    assert (moment.before, moment.after) == (20.0, 40.0)
    assert Breakpoints().next_stop(timeline, 0) == len(timeline)


def test_what_cannot_be_stepped_through_says_why() -> None:
    with pytest.raises(GraphError, match="build an expression"):
        Timeline(Graph())
    graph = graph_of("x = 1; tanh(x)")
    node = Node(graph.new_id(), "exp", (None,))
    apply(graph, AddNodes((node,)))
    apply(graph, SetOutput(node.id))
    with pytest.raises(GraphError, match="connect the input of exp"):
        Timeline(graph)


def test_a_thousand_nodes_are_stepped_through() -> None:
    nodes = [Node(NodeId(1), None, (), 0.1, "x")]
    nodes += [
        Node(NodeId(k), "tanh" if k % 2 else "add", (NodeId(k - 1),) * (2 - k % 2))
        for k in range(2, 1001)
    ]
    timeline = Timeline(Graph(nodes))
    complete = []
    for position in range(0, len(timeline), 100):
        complete.append(int(timeline.state(position).is_complete.sum()))
        assert len(timeline.contributions(position)) <= 2
    assert complete == sorted(complete)
    assert timeline.state(len(timeline)).is_complete.all()
