from hypothesis import given
from hypothesis import strategies as st

from playground.training.experiment import Experiment
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place, Shape
from playground.ui.network.walk import Direction, first_place, next_place

_LEFT, _RIGHT, _UP, _DOWN = (
    Direction.LEFT,
    Direction.RIGHT,
    Direction.UP,
    Direction.DOWN,
)
_SHAPE = Shape.of(Experiment(features=("x", "y", "x*y"), hidden=(4, 2)))


def _walk(start: Place, *steps: Direction, follows_source: bool = False) -> Place:
    for step in steps:
        start = next_place(_SHAPE, start, step, follows_source=follows_source)
    return start


def test_a_link_lies_between_two_neurons() -> None:
    output = first_place(_SHAPE)
    assert output == NeuronPlace(3, 0)
    link = _walk(output, _LEFT)
    assert link == LinkPlace(3, 0, 0)
    assert _walk(link, _LEFT) == NeuronPlace(2, 0)
    assert _walk(link, _RIGHT) == output


def test_walking_left_follows_the_flattest_link() -> None:
    assert _walk(NeuronPlace(2, 1), _LEFT) == LinkPlace(2, 1, 2)


def test_walking_right_follows_the_flattest_link() -> None:
    assert _walk(NeuronPlace(1, 3), _RIGHT) == LinkPlace(2, 1, 3)


def test_up_and_down_stay_in_the_layer() -> None:
    assert _walk(NeuronPlace(1, 1), _DOWN) == NeuronPlace(1, 2)
    assert _walk(NeuronPlace(1, 1), _UP, _UP, _UP) == NeuronPlace(1, 0)


def test_features_left_out_are_passed_over() -> None:
    assert _walk(NeuronPlace(0, 1), _DOWN) == NeuronPlace(0, 4)
    assert _walk(NeuronPlace(0, 4), _DOWN) == NeuronPlace(0, 4)


def test_below_the_last_link_of_a_neuron_lies_its_bias() -> None:
    assert _walk(LinkPlace(1, 2, 1), _DOWN) == LinkPlace(1, 2, 4)
    assert _walk(LinkPlace(1, 2, 4), _DOWN) == BiasPlace(1, 2)
    assert _walk(BiasPlace(1, 2), _UP) == LinkPlace(1, 2, 4)
    assert _walk(BiasPlace(1, 2), _LEFT) == NeuronPlace(1, 2)


def test_links_reached_from_their_source_keep_it() -> None:
    assert _walk(LinkPlace(1, 0, 4), _DOWN, _DOWN, follows_source=True) == LinkPlace(
        1, 2, 4
    )


@given(
    hidden=st.lists(st.integers(1, 4), max_size=3),
    features=st.sets(st.sampled_from(["x", "y", "x^2", "sin(y)"]), min_size=1),
    steps=st.lists(st.tuples(st.sampled_from(list(Direction)), st.booleans())),
)
def test_walking_never_leaves_the_network(
    hidden: list[int], features: set[str], steps: list[tuple[Direction, bool]]
) -> None:
    shape = Shape.of(Experiment(hidden=tuple(hidden), features=tuple(features)))
    place = first_place(shape)
    for direction, follows_source in steps:
        place = next_place(shape, place, direction, follows_source=follows_source)
        assert shape.has(place)
