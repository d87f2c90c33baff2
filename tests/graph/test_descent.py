import math

import numpy as np
import pytest

from playground.core.optimizers import OPTIMIZERS, SGD, Adam, Momentum
from playground.graph.descent import LONGEST, Way, leaves_of, trouble_of
from playground.graph.edits import SetLearnable, SetValues, apply
from playground.graph.evaluate import evaluate
from playground.graph.graph import Graph, NodeId
from tests.graph.expressions import graph_of, named

X, Y = NodeId(1), NodeId(2)


@pytest.mark.parametrize("name", sorted(OPTIMIZERS))
def test_steps_are_those_of_the_optimiser_on_one_vector(name: str) -> None:
    optimizer = OPTIMIZERS[name](0.1)
    parameters, state = np.array([3.0, -2.0]), optimizer.state(2)
    descent = Way({X: 3.0, Y: -2.0}, 13.0)
    values = {X: 3.0, Y: -2.0}
    for step in range(1, 6):
        optimizer.update(parameters, 2 * parameters, state, step)
        gradients = {i: 2 * value for i, value in values.items()}
        values = descent.next_values(optimizer, values, gradients)
        descent.record(values, sum(v * v for v in values.values()))
        assert list(values.values()) == parameters.tolist()
    assert descent.steps == 5
    assert descent.last == pytest.approx(float(parameters @ parameters))


def test_a_step_that_is_not_recorded_leaves_no_momentum() -> None:
    descent = Way({X: 1.0}, 1.0)
    first = descent.next_values(Momentum(0.1), {X: 1.0}, {X: 1.0})
    again = descent.next_values(Momentum(0.1), {X: 1.0}, {X: 1.0})
    assert first == again == {X: 0.9}


def test_a_leaf_may_be_frozen_and_released_on_the_way() -> None:
    descent, optimizer = Way({X: 1.0, Y: 1.0}, 2.0), Momentum(0.1, momentum=0.5)
    values = descent.next_values(optimizer, {X: 1.0, Y: 1.0}, {X: 1.0, Y: 1.0})
    descent.record(values, 1.0)
    descent.record(descent.next_values(optimizer, {X: 0.9}, {X: 1.0}), 1.0)
    values = descent.next_values(optimizer, {X: 0.75, Y: 0.9}, {X: 1.0, Y: 1.0})
    # x has rolled on; y begins anew, as nothing was kept of it.
    assert values == {X: pytest.approx(0.575), Y: pytest.approx(0.8)}


def test_a_change_of_optimiser_on_the_way_begins_its_memory_anew() -> None:
    descent = Way({X: 1.0}, 1.0)
    descent.record(descent.next_values(Momentum(0.1), {X: 1.0}, {X: 1.0}), 1.0)
    values = descent.next_values(Adam(0.1), {X: 0.9}, {X: 1.0})
    fresh = Way({X: 0.9}, 1.0)
    fresh.record({X: 0.9}, 1.0)
    assert values == fresh.next_values(Adam(0.1), {X: 0.9}, {X: 1.0})


def test_the_way_of_two_leaves_and_the_trace_are_kept() -> None:
    descent = Way({X: 1.0, Y: 2.0}, 5.0)
    descent.next_values(SGD(0.1), {X: 1.0}, {X: 1.0})
    descent.record({X: 0.9}, 4.0)
    steps, outputs = descent.trace()
    assert (steps.tolist(), outputs.tolist()) == ([0, 1], [5, 4])
    path = descent.path((X, Y))
    assert path[0].tolist() == [1.0, 2.0]
    assert path[1, 0] == 0.9
    assert math.isnan(path[1, 1])


def test_a_long_way_keeps_its_first_and_its_newest_point() -> None:
    descent = Way({X: 1.0}, 1.0)
    for step in range(1, 3 * LONGEST + 2):
        descent.record({X: float(step)}, float(step))
        assert descent.last == step
    steps, outputs = descent.trace()
    assert len(steps) <= LONGEST
    assert (steps[0], steps[-1]) == (0, 3 * LONGEST + 1)
    assert (np.diff(steps) > 0).all()
    assert outputs[-1] == descent.last == 3 * LONGEST + 1


def _graph() -> Graph:
    return graph_of("x = 1; y = 2; unused = 3; x*x + log(y)")


def test_only_learnable_leaves_of_the_output_learn() -> None:
    graph = _graph()
    x, y = named(graph, "x"), named(graph, "y")
    assert leaves_of(graph) == [x, y]
    apply(graph, SetLearnable(x, is_learnable=False))
    assert leaves_of(graph) == [y]
    assert leaves_of(Graph()) == []


def test_trouble_is_told_with_its_node() -> None:
    graph = _graph()
    assert trouble_of(graph, evaluate(graph)) == (None, "")
    apply(graph, SetValues({named(graph, "y"): -1.0}))
    node, why = trouble_of(graph, evaluate(graph))
    assert node is not None
    assert graph.nodes[node].operation == "log"
    assert "needs a positive number" in why
    assert "nothing to lower" in trouble_of(Graph(), evaluate(Graph()))[1]
