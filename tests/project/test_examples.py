import numpy as np
import pytest

from playground.core.optimizers import Adam
from playground.graph.descent import Way, leaves_of
from playground.graph.edits import SetValues, apply
from playground.graph.evaluate import Evaluation, evaluate
from playground.graph.graph import Graph
from playground.graph.timeline import Mistake, Timeline
from playground.project.examples import Example, examples

ALL = {example.path.stem: example for example in examples()}


def _opened(stem: str) -> tuple[Graph, Evaluation]:
    graph = ALL[stem].project().canvases[0].graph
    return graph, evaluate(graph)


def _gradient(graph: Graph, name: str) -> float:
    node_id = graph.named(name)
    assert node_id is not None
    return evaluate(graph).gradient(node_id)


@pytest.mark.parametrize("example", ALL.values(), ids=list(ALL))
def test_an_example_opens_without_a_problem_and_has_a_text(example: Example) -> None:
    (canvas,) = example.project().canvases
    found = evaluate(canvas.graph)
    assert not found.problems
    assert np.isfinite(found.values).all()
    assert len({node.position for node in canvas.graph.nodes.values()}) == len(
        canvas.graph.nodes
    )
    assert example.title
    assert example.text.endswith(".")


def test_every_file_of_the_folder_is_shown() -> None:
    folder = ALL["neuron"].path.parent
    assert {p.stem for p in folder.glob("*.playground")} == set(ALL)


def test_the_neuron_is_the_one_of_the_seed() -> None:
    graph, found = _opened("neuron")
    output = graph.effective_output
    assert output is not None
    assert found.value(output) == pytest.approx(0.7071, abs=1e-4)
    expected = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}
    for name, gradient in expected.items():
        assert _gradient(graph, name) == pytest.approx(gradient, abs=1e-6)


def test_micrograds_expression_gives_the_numbers_of_its_readme() -> None:
    graph, found = _opened("micrograd")
    output = graph.effective_output
    assert output is not None
    assert graph.nodes[output].name == "g"
    assert found.value(output) == pytest.approx(24.7041, abs=5e-5)
    assert _gradient(graph, "a") == pytest.approx(138.8338, abs=5e-5)
    assert _gradient(graph, "b") == pytest.approx(645.5773, abs=5e-5)


def test_the_shared_node_needs_its_sum() -> None:
    graph, _ = _opened("shared-node")
    assert _gradient(graph, "x") == 7.0
    assert Timeline(graph, Mistake.OVERWRITE).wrong == {graph.named("x")}


def test_in_the_order_example_the_wrong_order_is_wrong() -> None:
    graph, _ = _opened("order")
    assert Timeline(graph, Mistake.ORDER).wrong == {graph.named("x")}


def test_nothing_passes_the_dead_relu_until_it_comes_to_life() -> None:
    graph, _ = _opened("dead-relu")
    assert [_gradient(graph, name) for name in ("w", "b")] == [0, 0]
    bias = graph.named("b")
    assert bias is not None
    apply(graph, SetValues({bias: 2.5}))
    assert _gradient(graph, "w") != 0


def test_the_chain_of_tanh_lets_hardly_anything_through() -> None:
    graph, _ = _opened("vanishing")
    assert 0 < abs(_gradient(graph, "x")) < 1e-8


def test_the_line_is_found_by_descent() -> None:
    graph, found = _opened("line")
    leaves, optimizer = leaves_of(graph), Adam(0.05)
    descent = Way({i: graph.nodes[i].value for i in leaves}, 0.0)
    for _ in range(800):
        values = {i: graph.nodes[i].value for i in leaves}
        gradients = {i: found.gradient(i) for i in leaves}
        values = descent.next_values(optimizer, values, gradients)
        apply(graph, SetValues(values))
        found = evaluate(graph)
        descent.record(values, 0.0)
    learned = {graph.nodes[i].name: graph.nodes[i].value for i in leaves}
    assert learned == {
        "w": pytest.approx(1.5, abs=1e-3),
        "b": pytest.approx(1 / 3, abs=1e-3),
    }


@pytest.mark.parametrize(
    ("x1", "x2", "y"), [(0, 0, 0), (0, 1, 1), (1, 0, 1), (1, 1, 0)]
)
def test_the_network_made_by_hand_computes_xor(x1: float, x2: float, y: float) -> None:
    graph, _ = _opened("xor")
    first, second, output = graph.named("x1"), graph.named("x2"), graph.named("y")
    assert first is not None
    assert second is not None
    assert output is not None
    apply(graph, SetValues({first: x1, second: x2}))
    assert evaluate(graph).value(output) == y
