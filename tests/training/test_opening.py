import numpy as np
import pytest

from playground.core.formula import to_text
from playground.graph.formulas import nodes_of
from playground.graph.graph import Graph
from playground.training.experiment import FEATURES, Experiment
from playground.training.opening import MOST_NODES, OpeningError, open_loss, open_neuron
from playground.training.trainer import Trainer

_EXPERIMENT = Experiment(features=("x", "sin(y)"), hidden=(3, 2))
_POINT = (1.5, -0.5)


def _trained() -> Trainer:
    trainer = Trainer(_EXPERIMENT)
    trainer.run_epochs(2)
    return trainer


@pytest.mark.parametrize(("layer", "index"), [(1, 2), (2, 0), (3, 0)])
def test_an_opened_neuron_answers_as_in_the_network(layer: int, index: int) -> None:
    trainer = _trained()
    opened = open_neuron(_EXPERIMENT, trainer.parameters, layer, index, _POINT)
    (expected,) = trainer.neuron_outputs(layer, index, np.array([_POINT]))
    assert opened.result == pytest.approx(expected, abs=1e-12)


def test_a_neuron_of_the_first_layer_reaches_back_to_the_point() -> None:
    opened = open_neuron(_EXPERIMENT, _trained().parameters, 1, 0, _POINT)
    assert to_text(opened) == "tanh(w1_1_1*x + w1_1_2*sin(y) + b1_1)"
    assert opened.name == "n1_1"
    assert [leaf.name for leaf in opened.parameters()] == ["w1_1_1", "w1_1_2", "b1_1"]


def test_a_deeper_neuron_takes_the_one_before_as_numbers() -> None:
    trainer = _trained()
    opened = open_neuron(_EXPERIMENT, trainer.parameters, 2, 1, _POINT)
    assert to_text(opened) == ("tanh(w2_2_1*n1_1 + w2_2_2*n1_2 + w2_2_3*n1_3 + b2_2)")
    known = opened.find("n1_3")
    assert known is not None
    assert known.is_leaf
    assert not known.is_learnable
    (expected,) = trainer.neuron_outputs(1, 2, np.array([_POINT]))
    assert known.result == pytest.approx(expected)


def test_a_linear_neuron_has_its_name_too() -> None:
    experiment = Experiment(hidden=(2,), activation="linear")
    parameters = Trainer(experiment).parameters
    assert open_neuron(experiment, parameters, 1, 1, _POINT).name == "n1_2"


def test_what_happens_on_the_canvas_does_not_reach_the_network() -> None:
    trainer = _trained()
    before = trainer.parameters
    open_neuron(_EXPERIMENT, before, 1, 0, _POINT).learn(0.5)
    np.testing.assert_array_equal(trainer.parameters, before)


def test_the_opened_loss_is_that_of_the_data_point() -> None:
    trainer = _trained()
    loss = open_loss(_EXPERIMENT, trainer.parameters, _POINT, 1.0)
    (output,) = trainer.predict([_POINT])
    assert loss.result == pytest.approx((output - 1.0) ** 2 / 2)
    assert loss.name == "loss"
    assert len(loss.parameters()) == len(trainer.parameters)
    assert loss.find("sin(y)") is None


def test_an_opened_part_becomes_nodes_with_its_names() -> None:
    opened = open_neuron(_EXPERIMENT, _trained().parameters, 2, 0, _POINT)
    nodes = nodes_of(opened, Graph())
    names = {node.name for node in nodes if node.name}
    assert names == {
        *("w2_1_1", "w2_1_2", "w2_1_3", "b2_1"),
        *("n1_1", "n1_2", "n1_3", "n2_1"),
    }
    assert len({node.position for node in nodes}) == len(nodes)


def test_a_loss_too_large_to_read_is_refused_with_what_would_do() -> None:
    experiment = Experiment(hidden=(24, 24))
    parameters = Trainer(experiment).parameters
    with pytest.raises(OpeningError, match=f"{MOST_NODES:,} cannot be read") as caught:
        open_loss(experiment, parameters, _POINT, 1.0)
    assert "open a single neuron" in str(caught.value)


def test_a_loss_through_tensorflow_playgrounds_largest_network_opens() -> None:
    experiment = Experiment(hidden=(8,) * 6, features=tuple(FEATURES), samples=40)
    trainer = Trainer(experiment)
    (output,) = trainer.predict([_POINT])
    loss = open_loss(experiment, trainer.parameters, _POINT, -1.0)
    assert loss.result == pytest.approx((output + 1.0) ** 2 / 2)


def test_every_neuron_of_the_largest_network_there_is_opens() -> None:
    own = tuple(f"sin({number}*x*y)" for number in range(1, 10))
    features = (*FEATURES, *own)
    experiment = Experiment(
        features=features, own_features=own, hidden=(64, 64), samples=40
    )
    trainer = Trainer(experiment)
    for layer in (1, 2, 3):
        opened = open_neuron(experiment, trainer.parameters, layer, 0, _POINT)
        inputs = len(features) if layer == 1 else 64
        assert len(opened.parameters()) == inputs + 1


@pytest.mark.parametrize(("layer", "index"), [(0, 0), (4, 0), (1, 3), (1, -1)])
def test_a_neuron_that_is_not_there_is_refused(layer: int, index: int) -> None:
    with pytest.raises(OpeningError, match="no neuron"):
        open_neuron(_EXPERIMENT, _trained().parameters, layer, index, _POINT)


def test_parameters_of_another_network_are_refused() -> None:
    with pytest.raises(OpeningError, match="not the parameters"):
        open_neuron(_EXPERIMENT, np.zeros(4), 1, 0, _POINT)
