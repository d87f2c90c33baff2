from collections.abc import Callable

import numpy as np
import pytest

from playground.training.background import MAP_SIZE, map_points
from playground.training.experiment import Experiment
from playground.training.neuron_maps import MAP_SIDE, feature_map, fitting_side, grid
from playground.training.trainer import Trainer

_EXPERIMENT = Experiment(features=("y", "x*y"), hidden=(3, 2), activation="tanh")


def _by_hand(parameters: np.ndarray, points: np.ndarray) -> list[np.ndarray]:
    """The layers' answers, by matrices."""
    x, y = points.T
    values = np.stack([y, x * y], axis=1)
    layers, start = [], 0
    for size in (3, 2, 1):
        width = values.shape[1] + 1
        rows = parameters[start : start + size * width].reshape(size, width)
        start += size * width
        values = np.tanh(values @ rows[:, :-1].T + rows[:, -1])
        layers.append(values)
    return layers


def test_maps_are_the_answers_of_the_neurons_layer_by_layer() -> None:
    trainer = Trainer(_EXPERIMENT)
    expected = np.concatenate(_by_hand(trainer.parameters, grid(MAP_SIDE)), axis=1)
    maps = trainer.neuron_maps()
    assert maps.shape == (6, MAP_SIDE, MAP_SIDE)
    np.testing.assert_allclose(maps.reshape(6, -1).T, expected, rtol=1e-12, atol=1e-12)


def test_rows_rise_with_y_and_columns_with_x() -> None:
    trainer = Trainer(Experiment(features=("x", "y"), hidden=()))
    trainer.set_parameter(0, 0.0)
    trainer.set_parameter(1, 1.0)
    trainer.set_parameter(2, 0.0)
    (output,) = trainer.neuron_maps()
    assert output[0, 3] == pytest.approx(np.tanh(-6))
    assert output[-1, 3] == pytest.approx(np.tanh(6))
    assert np.ptp(output[4]) == 0


def test_the_last_map_is_what_the_network_predicts() -> None:
    trainer = Trainer(_EXPERIMENT)
    trainer.run_epochs(3)
    predicted = trainer.predict(grid(MAP_SIDE)).reshape(MAP_SIDE, MAP_SIDE)
    np.testing.assert_allclose(trainer.neuron_maps()[-1], predicted, atol=1e-12)


def test_one_neuron_is_computed_wherever_one_wants() -> None:
    trainer = Trainer(_EXPERIMENT)
    points = map_points()
    second = _by_hand(trainer.parameters, points)[1]
    for index in (0, 1):
        outputs = trainer.neuron_outputs(2, index, points)
        np.testing.assert_allclose(outputs, second[:, index], atol=1e-12)


@pytest.mark.parametrize(("layer", "index"), [(0, 0), (1, 3), (3, 1), (4, 0), (2, -1)])
def test_a_neuron_that_is_not_there_is_refused(layer: int, index: int) -> None:
    with pytest.raises(IndexError, match="there is no"):
        Trainer(_EXPERIMENT).neuron_outputs(layer, index, map_points())


def test_maps_follow_another_activation() -> None:
    trainer = Trainer(_EXPERIMENT)
    trainer.neuron_maps()
    trainer.change(
        Experiment(features=("y", "x*y"), hidden=(3, 2), activation="sigmoid")
    )
    assert trainer.neuron_maps()[:5].min() > 0


def test_large_networks_get_coarser_maps() -> None:
    sides = [fitting_side(n) for n in (1, 400, 10_000, 10_000_000)]
    assert sides == [MAP_SIDE, MAP_SIDE, 20, 8]
    maps = Trainer(Experiment(hidden=(64, 64, 64))).neuron_maps()
    assert maps.shape == (193, 21, 21)
    assert MAP_SIZE == 100


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("x", lambda x, _y: x),
        ("y^2", lambda _x, y: y**2),
        ("x*y", lambda x, y: x * y),
        ("sin(y)", lambda _x, y: np.sin(y)),
    ],
)
def test_a_feature_has_a_map_too(
    name: str, function: Callable[[np.ndarray, np.ndarray], np.ndarray]
) -> None:
    x, y = grid(5).T
    expected = function(x, y).reshape(5, 5)
    np.testing.assert_allclose(feature_map(name, 5), expected, atol=1e-15)
