"""Features by one's own formula: the same numbers as NumPy's, and clear refusals."""

import math
import re
import time
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.losses import LOSSES
from playground.core.operations import Array
from playground.training.background import BackgroundTrainer, Snapshot
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.feature_edits import (
    offered_features,
    with_features,
    with_formula,
    with_other_formula,
    without_formula,
)
from playground.training.features import (
    canonical_feature,
    feature_values,
    is_same_feature,
)
from playground.training.opening import open_neuron
from playground.training.trainer import Trainer

_NUMPY: dict[str, Callable[[Array, Array], Array]] = {
    "sin(x*y)": lambda x, y: np.sin(x * y),
    "x^2 + y^2": lambda x, y: x**2 + y**2,
    "maximum(x, y) - exp(-x)": lambda x, y: np.maximum(x, y) - np.exp(-x),
    "r = x*x + y*y; tanh(r) / (1 + r)": lambda x, y: (
        np.tanh(x * x + y * y) / (1 + x * x + y * y)
    ),
    "a = 3; abs(x)^0.5*a + pi": lambda x, _y: 3 * np.sqrt(np.abs(x)) + np.pi,
}
_places = st.floats(-6, 6)


@pytest.mark.parametrize("text", _NUMPY)
@given(place=st.tuples(_places, _places))
def test_a_formula_is_what_numpy_says(text: str, place: tuple[float, float]) -> None:
    points = np.array([place])
    expected = _NUMPY[text](*points.T)
    np.testing.assert_allclose(feature_values(text, points), expected, rtol=1e-12)


@pytest.mark.parametrize("name", FEATURES)
def test_the_seven_are_found_in_other_spellings(name: str) -> None:
    spaced = name.replace("*", " * ").replace("^", " ** ").replace("(", "( ")
    assert canonical_feature(f"  {spaced} ") == name


def test_operands_may_change_places() -> None:
    plain = Experiment()
    assert with_formula(plain, "y*x").features == ("x", "y", "x*y")
    added = with_formula(plain, "maximum(x, 2*y) + 1")
    assert with_formula(added, "1 + max(y*2, x)") == added
    for other in ("y - x", "maximum(y, 2*x) + 1", "minimum(x, 2*y) + 1"):
        assert len(with_formula(added, other).own_features) == 2
    assert with_formula(with_formula(plain, "x - y"), "y - x").own_features == (
        "x - y",
        "y - x",
    )


def test_a_short_formula_with_a_long_text_is_told_apart_at_once() -> None:
    doubled = "; ".join(f"{b} = {a}*{a}" for a, b in pairwise("xabcdefghijklmnopqrst"))
    assert is_same_feature(f"{doubled}; t + y", f"{doubled}; y + t")


@given(
    st.recursive(
        st.sampled_from(["x", "y", "1.5", "-2"]),
        lambda part: st.tuples(part, st.sampled_from("+-*/"), part).map(
            lambda three: f"({three[0]}{three[1]}{three[2]})"
        ),
        max_leaves=6,
    ).filter(lambda text: "x" in text or "y" in text),
)
def test_features_that_are_the_same_have_the_same_values(text: str) -> None:
    points = np.random.default_rng(4).uniform(-6, 6, (40, 2))
    values = feature_values(text, points)
    for name in (*FEATURES, "y + x", "y*x + 1.5", "x - y"):
        if is_same_feature(name, text):
            np.testing.assert_array_equal(feature_values(name, points), values)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("sin(x*z)", "column 7: expected x or y.* not z"),
        ("sin(x", "column 4: this"),
        ("3", "column 1: expected x or y: this is the same at every point"),
        ("", "column 1: expected"),
        ("x" * 201, "column 201: a formula has at most 200"),
    ],
)
def test_what_is_no_feature_is_refused_with_its_column(text: str, message: str) -> None:
    with pytest.raises(ExperimentError, match=f"features must be one of .*{message}"):
        Experiment(features=("x", text))


def test_the_same_formula_twice_is_refused() -> None:
    with pytest.raises(ExperimentError, match="none of them twice"):
        Experiment(features=("sin(x*y)", "sin( x * y )"))


def test_a_network_learns_from_a_formula_as_from_the_feature_itself() -> None:
    named = Trainer(Experiment(features=("x", "sin(y)"), hidden=(3,)))
    typed = Trainer(Experiment(features=("x", "sin(y) + 0*x"), hidden=(3,)))
    for trainer in (named, typed):
        trainer.run_epochs(20)
    np.testing.assert_allclose(typed.parameters, named.parameters, rtol=1e-9)


def test_a_file_keeps_formulas_in_use_and_on_offer() -> None:
    before = Experiment(features=("y", "sin(x*y)"), own_features=("x^3", "sin(x*y)"))
    again = Experiment.from_dict(before.to_dict())
    assert again == before
    assert offered_features(again) == (*FEATURES, "x^3", "sin(x*y)")


def test_a_feature_without_a_value_is_told_with_its_point_before_training() -> None:
    experiment = Experiment(features=("x", "y", "log(x)"))
    trainer = Trainer(experiment)
    told = re.fullmatch(
        r"The feature log\(x\) is no number at train point (\d+) \(x = (\S+), y = .*",
        trainer.problem,
    )
    assert told is not None
    row = int(told[1]) - 1
    assert trainer.train.points[row, 0] == pytest.approx(float(told[2]), rel=1e-2)
    assert np.all(trainer.train.points[:row, 0] > 0)
    before = trainer.parameters
    assert trainer.run_epochs(3) == 0
    assert "log(x)" in trainer.problem
    assert not trainer.is_diverged
    np.testing.assert_array_equal(trainer.parameters, before)


@pytest.mark.parametrize(
    ("dataset", "loss"),
    [*(("gauss", loss) for loss in LOSSES), ("yin-yang", "softmax_cross_entropy")],
)
def test_where_answers_are_no_numbers_there_is_no_accuracy(
    dataset: str, loss: str
) -> None:
    plain = Experiment(dataset=dataset, samples=40, hidden=(2,), loss=loss)
    metrics = Trainer(plain).metrics
    assert 0.0 <= metrics.train_accuracy <= 1.0
    assert 0.0 <= metrics.test_accuracy <= 1.0
    seeing = replace(plain, features=("x", "log(y)"), own_features=("log(y)",))
    metrics = Trainer(seeing).metrics
    assert math.isnan(metrics.train_accuracy)
    assert math.isnan(metrics.test_accuracy)


def test_over_x_alone_no_y_is_spoken_of() -> None:
    told = Trainer(Experiment(dataset="curve-sine", features=("log(x)",))).problem
    assert re.search(r"at train point \d+ \(x = [^,]+\), and at", told)


def test_the_thread_says_so_too_before_anybody_plays() -> None:
    def first(trainer: BackgroundTrainer) -> Snapshot:
        trainer.request()
        while (snapshot := trainer.take()) is None:
            time.sleep(0.005)
        return snapshot

    with BackgroundTrainer(Experiment(features=("1/(x - x)",))) as trainer:
        assert "at train point 1 " in first(trainer).problem


def test_formulas_are_added_rewritten_and_removed() -> None:
    plain = Experiment()
    added = with_formula(plain, " sin(x*y) ")
    assert added.features == ("x", "y", "sin(x*y)")
    assert with_formula(added, "sin(x * y)") == added
    assert with_formula(plain, "x**2").features == ("x", "y", "x^2")
    off = with_features(added, {"x"})
    assert off.own_features == ("sin(x*y)",)
    assert with_formula(off, "sin(x*y)").features == ("x", "sin(x*y)")
    other = with_other_formula(added, "sin(x*y)", "cos(x)")
    assert (other.features, other.own_features) == (("x", "y", "cos(x)"), ("cos(x)",))
    assert without_formula(added, "sin(x*y)") == plain
    with pytest.raises(ExperimentError, match="there already"):
        with_other_formula(added, "sin(x*y)", "x*x")
    alone = Experiment(features=("sin(x*y)",))
    with pytest.raises(ExperimentError, match="at least one"):
        without_formula(alone, "sin(x*y)")
    assert with_other_formula(alone, "sin(x*y)", "x - y").features == ("x - y",)


def test_there_are_no_more_than_sixteen() -> None:
    experiment = Experiment()
    for number in range(9):
        experiment = with_formula(experiment, f"x + {number + 1}*y")
    with pytest.raises(ExperimentError, match="at most 9 formulas"):
        with_formula(experiment, "x - y")


def test_a_neuron_over_a_formula_opens_on_the_canvas() -> None:
    experiment = Experiment(features=("sin(x*y)",), hidden=())
    trainer = Trainer(experiment)
    root = open_neuron(experiment, trainer.parameters, 1, 0, (1.0, 2.0))
    weight, bias = trainer.parameters
    assert root.result == pytest.approx(np.tanh(weight * np.sin(2.0) + bias))
