"""Data by a formula: labels are what NumPy says of it."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.training.data import experiment_data
from playground.training.datasets import make_dataset
from playground.training.experiment import Experiment, ExperimentError
from playground.training.formula_sets import label_scale
from playground.training.trainer import Trainer

_FORMULAS = {
    "x*y - 4": lambda x, y: x * y - 4,
    "sin(x) + cos(y)/2": lambda x, y: np.sin(x) + np.cos(y) / 2,
    "log(x + 2) - y": lambda x, y: np.log(x + 2) - y,
}
_seeds = st.integers(0, 2**32)


@pytest.mark.parametrize("text", _FORMULAS)
@given(seed=_seeds, samples=st.integers(1, 60))
def test_classes_are_the_sign(text: str, seed: int, samples: int) -> None:
    data = make_dataset("formula", samples, 0.0, seed, formula=text)
    expected = np.where(_FORMULAS[text](*data.points.T) >= 0, 1.0, -1.0)
    np.testing.assert_array_equal(data.labels, expected)
    assert np.all(np.abs(data.points) <= 6)


@pytest.mark.parametrize("text", _FORMULAS)
@given(seed=_seeds)
def test_numbers_are_the_value_scaled_into_the_range(text: str, seed: int) -> None:
    data = make_dataset("reg-formula", 40, 0.0, seed, formula=text)
    values = _FORMULAS[text](*data.points.T)
    scale = label_scale(text)
    assert scale >= 1
    expected = np.clip(values / scale, -1, 1)
    np.testing.assert_allclose(data.labels, expected, rtol=1e-9, atol=1e-12)


def test_what_is_small_is_not_scaled() -> None:
    assert label_scale("sin(x)/2") == 1.0
    assert label_scale("x + y") == 12.0


@given(st.sampled_from(["log(x)", "sqrt(x - 5.9)", "1/x"]), _seeds, st.floats(0, 0.5))
def test_labels_are_finite_where_the_formula_is_not(
    text: str, seed: int, noise: float
) -> None:
    for name in ("formula", "reg-formula"):
        data = make_dataset(name, 30, noise, seed, formula=text)
        assert len(data) == 30
        assert np.all(np.abs(data.labels) <= 1)


def test_noise_moves_the_place_of_the_label_alone() -> None:
    still = make_dataset("formula", 400, 0.0, 3, formula="x")
    noisy = make_dataset("formula", 400, 0.2, 3, formula="x")
    wrong = np.where(noisy.points[:, 0] >= 0, 1.0, -1.0) != noisy.labels
    assert 0 < wrong.sum() < 100
    assert np.all(np.abs(noisy.points[wrong, 0]) <= 1.2)
    assert np.all((still.points[:, 0] >= 0) == (still.labels > 0))


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("x + z", "column 5: expected x or y"),
        ("log(x - 7)", "must have a value somewhere on the map"),
        ("", "column 1"),
    ],
)
def test_a_formula_that_says_nothing_is_refused(text: str, message: str) -> None:
    with pytest.raises(ExperimentError, match=message):
        Experiment(dataset="formula", formula=text)


def test_a_run_learns_it_and_a_file_keeps_it() -> None:
    experiment = Experiment(dataset="formula", formula=" x + y - 1 ")
    assert experiment.formula == "x + y - 1"
    assert Experiment.from_dict(experiment.to_dict()) == experiment
    trainer = Trainer(experiment)
    trainer.run_epochs(50)
    assert trainer.accuracy > 0.95
    train, _test = experiment_data(experiment)
    np.testing.assert_array_equal(train.points, trainer.train.points)
    other = Experiment(dataset="formula", formula="x")
    assert experiment.changes_need_reset(other)
