import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.experiment import FEATURES, Experiment
from playground.training.network_graph import NetworkGraph
from playground.ui.network.shape import (
    FEATURE_TITLES,
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Shape,
    layers_in_words,
    parameter_name,
    place_title,
)

experiments = st.builds(
    Experiment,
    features=st.permutations(list(FEATURES)).flatmap(
        lambda names: st.integers(1, len(names)).map(lambda n: tuple(names[:n]))
    ),
    hidden=st.lists(st.integers(1, 5), max_size=4).map(tuple),
    loss=st.sampled_from(("half_squared", "softmax_cross_entropy")),
)


@given(experiments)
def test_parameters_are_numbered_and_named_as_in_the_network(
    experiment: Experiment,
) -> None:
    shape = Shape.of(experiment)
    leaves = NetworkGraph.build(experiment, None).network.parameters()
    places: list[LinkPlace | BiasPlace] = [*shape.links(), *shape.biases()]
    numbers = [shape.parameter_number(place) for place in places]
    assert sorted(numbers) == list(range(len(leaves)))
    assert shape.n_parameters == len(leaves)
    assert shape.n_links == len(shape.links())
    for place, number in zip(places, numbers, strict=True):
        assert parameter_name(shape, place) == leaves[number].name
        assert shape.has(place)


@given(experiments)
def test_neurons_are_numbered_layer_by_layer(experiment: Experiment) -> None:
    shape = Shape.of(experiment)
    numbers = [shape.neuron_number(b.layer, b.index) for b in shape.biases()]
    assert sorted(numbers) == list(range(shape.n_neurons))
    graph = NetworkGraph.build(experiment, None)
    assert [len(layer) for layer in graph.neurons] == list(shape.neurons)


def test_features_in_another_order_keep_their_rows() -> None:
    shape = Shape.of(Experiment(features=("y", "x"), hidden=()))
    assert shape.inputs == (1, 0)
    assert shape.parameter_number(LinkPlace(1, 0, 1)) == 0
    assert shape.parameter_number(LinkPlace(1, 0, 0)) == 1


def test_what_is_not_in_the_network_is_not_there() -> None:
    shape = Shape.of(Experiment(features=("x",), hidden=(2,)))
    assert shape.has(NeuronPlace(0, 0))
    assert not shape.has(NeuronPlace(0, 1))
    assert not shape.has(NeuronPlace(3, 0))
    assert not shape.has(BiasPlace(1, 2))
    assert not shape.has(BiasPlace(0, 0))
    assert not shape.has(LinkPlace(1, 0, 1))


def test_every_feature_has_a_title() -> None:
    assert set(FEATURE_TITLES) == set(FEATURES)


@pytest.mark.parametrize(
    ("count", "words"),
    [
        (0, "No hidden layers"),
        (1, "One hidden layer"),
        (2, "Two hidden layers"),
        (16, "Sixteen hidden layers"),
        (20, "20 hidden layers"),
    ],
)
def test_layers_are_counted_in_words(count: int, words: str) -> None:
    assert layers_in_words(count) == words


def test_places_have_names_for_people() -> None:
    shape = Shape.of(Experiment(hidden=(4, 2)))
    titles = [
        place_title(shape, place)
        for place in (
            LinkPlace(1, 3, 1),
            LinkPlace(2, 0, 3),
            BiasPlace(3, 0),
            NeuronPlace(0, 5),
        )
    ]
    assert titles == [
        "weight from y to neuron 4 of layer 1",
        "weight from neuron 4 of layer 1 to neuron 1 of layer 2",
        "bias of output",
        "sin x",
    ]
    two = Shape.of(Experiment(loss="softmax_cross_entropy"))
    assert place_title(two, NeuronPlace(3, 1)) == "output 2"
    assert np.prod(two.neurons) == 16
