"""Experiments: checked settings, and their way through JSON."""

import json
import math
from dataclasses import FrozenInstanceError, fields, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.activations import ACTIVATIONS
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.optimizers import OPTIMIZERS
from playground.training.datasets import DATASETS
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.schedules import SCHEDULES

CLASSES = [name for name, kind in DATASETS.items() if kind.has_number(2)]

experiments = st.builds(
    Experiment,
    dataset=st.sampled_from(CLASSES),
    samples=st.integers(10, 1000),
    noise=st.floats(0, 0.5),
    train_fraction=st.floats(0.1, 0.9),
    features=st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True),
    hidden=st.lists(st.integers(1, 64), max_size=16).map(tuple),
    activation=st.sampled_from(list(ACTIVATIONS)),
    output_activation=st.sampled_from(["", *ACTIVATIONS]),
    initialization=st.sampled_from(list(INITIALIZATIONS)),
    loss=st.sampled_from(list(LOSSES)),
    optimizer=st.sampled_from(list(OPTIMIZERS)),
    learning_rate=st.floats(0, 10),
    batch_size=st.integers(1, 1000),
    regularization=st.sampled_from(list(REGULARIZERS)),
    regularization_rate=st.floats(0, 10),
    seed=st.integers(0, 2**63 - 1),
    shuffle=st.booleans(),
    activations=st.lists(st.sampled_from(["", *ACTIVATIONS]), max_size=16),
    schedule=st.sampled_from(list(SCHEDULES)),
    schedule_epochs=st.integers(1, 10**9),
    gradient_clip=st.floats(0, 100),
    stop_epochs=st.integers(0, 10**9),
    stop_loss=st.floats(0, 1),
    stop_accuracy=st.floats(0, 1),
    stop_patience=st.integers(0, 10**9),
    stop_gain=st.floats(0, 1),
)


class TestDefaults:
    def test_are_tensorflow_playgrounds(self) -> None:
        experiment = Experiment()
        assert experiment.to_dict() == {
            "dataset": "circle",
            "points": [],
            "classes": 0,
            "class_names": [],
            "samples": 500,
            "noise": 0.0,
            "train_fraction": 0.5,
            "features": ["x", "y"],
            "own_features": [],
            "weight_seed": 0,
            "frozen": [],
            "formula": "y - 3*sin(x)",
            "hidden": [4, 2],
            "activation": "tanh",
            "activations": [],
            "output_activation": "tanh",
            "initialization": "playground",
            "loss": "half_squared",
            "optimizer": "sgd",
            "learning_rate": 0.03,
            "schedule": "constant",
            "schedule_epochs": 100,
            "gradient_clip": 0.0,
            "batch_size": 10,
            "regularization": "none",
            "regularization_rate": 0.0,
            "seed": 0,
            "shuffle": False,
            "stop_epochs": 0,
            "stop_loss": 0.0,
            "stop_accuracy": 0.0,
            "stop_patience": 0,
            "stop_gain": 0.0001,
        }

    def test_suit_regression(self) -> None:
        experiment = Experiment(dataset="reg-plane")
        assert (experiment.samples, experiment.output_activation) == (1200, "linear")

    @pytest.mark.parametrize("loss", ["hinge", "logistic", "softmax_cross_entropy"])
    def test_leave_scores_unsquashed(self, loss: str) -> None:
        assert Experiment(loss=loss).output_activation == "linear"


class TestChecks:
    @pytest.mark.parametrize(
        ("setting", "value", "message"),
        [
            ("dataset", "circles", "dataset must be one of circle, .*; not 'circles'"),
            ("dataset", 3, "dataset must be one of circle, .*; not a number"),
            ("samples", -1, "samples must be a whole number from 0 to 100000, not -1"),
            ("samples", 2.5, "samples must be a whole number .*, not 2.5"),
            ("samples", True, "samples must be a whole number .*, not yes or no"),
            ("classes", 7, "classes must be a whole number from 0 to 6, not 7"),
            ("classes", 3, "the data set circle has 2 classes; it cannot have 3"),
            ("class_names", ["a", "a"], "class_names must be .* 6 different texts"),
            ("noise", 1.5, "noise must be a finite number from 0 to 1, not 1.5"),
            ("noise", math.nan, "noise must be a finite number .*, not nan"),
            ("noise", "much", "noise must be a finite number .*, not text"),
            ("train_fraction", 1.0, "train_fraction .* none to test"),
            ("train_fraction", 0.0, "train_fraction .* no point to train on"),
            ("features", "x", "features must be a list, not text"),
            ("features", [], "features must name at least one"),
            ("features", ["x", "x"], "features must name .* none of them twice"),
            ("formula", "x +", "formula must be a formula in x and y; not .x \\+."),
            ("weight_seed", -1, "weight_seed must be a whole number from 0"),
            ("frozen", ["w1_1", "b1_1"], "frozen must be names such as w1_2_3"),
            ("own_features", "x", "own_features must be a list, not text"),
            ("features", ["z"], "features must be one of x, y, .*; not 'z'"),
            ("hidden", 4, "hidden must be a list, not a number"),
            ("hidden", [0], "each layer of hidden must be .* from 1 to 64, not 0"),
            ("hidden", ["4"], "each layer of hidden must be .*, not text"),
            ("hidden", [65], "each layer of hidden must be .* from 1 to 64, not 65"),
            ("hidden", [1] * 17, "hidden must be at most 16 layers, not 17"),
            ("activation", "step", "activation must be one of linear, .*; not 'step'"),
            ("activation", "", "activation must be one of"),
            ("output_activation", None, "output_activation must be one of"),
            ("initialization", "zero", "initialization must be one of uniform, "),
            ("loss", "zero", "loss must be one of half_squared, "),
            ("optimizer", "lbfgs", "optimizer must be one of sgd, "),
            ("learning_rate", -1, "learning_rate must be .* of at least 0, not -1"),
            ("learning_rate", math.inf, "learning_rate must be a finite .*, not inf"),
            ("batch_size", 0, "batch_size must be a whole number from 1 "),
            ("regularization", "l3", "regularization must be one of none, l1, "),
            ("regularization_rate", -1, "regularization_rate must be a finite number"),
            ("seed", -1, "seed must be a whole number from 0 "),
            ("seed", None, "seed must be a whole number .*, not nothing"),
            ("shuffle", 1, "shuffle must be true or false, not a number"),
            ("points", [[1, 2]], "points must be rows of x, y and label; row 1 is not"),
            ("activations", ["step"], "activations must be one of linear, .*'step'"),
            ("activations", "relu", "activations must be a list, not text"),
            ("schedule", "", "schedule must be one of constant, "),
            ("schedule_epochs", 0, "schedule_epochs must be a whole number from 1 "),
            ("gradient_clip", -1, "gradient_clip must be a finite number"),
            ("stop_epochs", -1, "stop_epochs must be a whole number from 0 "),
            ("stop_loss", math.nan, "stop_loss must be a finite number"),
            ("stop_accuracy", 95, "stop_accuracy must be .* from 0 to 1, not 95"),
            ("stop_gain", -1, "stop_gain must be a finite number of at least 0"),
            ("stop_patience", 1.5, "stop_patience must be a whole number"),
        ],
    )
    def test_a_bad_setting_is_refused_and_named_in_one_sentence(
        self, setting: str, value: object, message: str
    ) -> None:
        with pytest.raises(ExperimentError, match=message) as caught:
            Experiment.from_dict({setting: value})
        assert caught.value.field == setting
        assert "\n" not in str(caught.value)

    def test_the_table_of_bad_settings_leaves_none_out(self) -> None:
        parametrize = type(self).test_a_bad_setting_is_refused_and_named_in_one_sentence
        marks = parametrize.pytestmark  # type: ignore[attr-defined]
        tried = {case[0] for case in marks[0].args[1]}
        assert tried == {field.name for field in fields(Experiment)}

    @pytest.mark.parametrize("loss", ["hinge", "logistic", "softmax_cross_entropy"])
    def test_losses_of_classes_are_refused_for_regression(self, loss: str) -> None:
        with pytest.raises(ExperimentError, match=f"{loss} needs classes"):
            Experiment(dataset="reg-gauss", loss=loss)

    def test_is_frozen(self) -> None:
        with pytest.raises(FrozenInstanceError):
            Experiment().noise = 0.3  # type: ignore[misc]

    def test_lists_become_tuples_and_whole_numbers_floats(self) -> None:
        experiment = Experiment(hidden=[3], learning_rate=1)  # type: ignore[arg-type]
        assert experiment == Experiment(hidden=(3,), learning_rate=1.0)
        assert hash(experiment) == hash(Experiment(hidden=(3,), learning_rate=1.0))


class TestJson:
    @given(experiments)
    def test_every_experiment_comes_back(self, experiment: Experiment) -> None:
        text = json.dumps(experiment.to_dict())
        assert Experiment.from_dict(json.loads(text)) == experiment

    def test_what_is_left_out_keeps_its_default(self) -> None:
        assert Experiment.from_dict({"noise": 0.2}) == Experiment(noise=0.2)

    def test_an_unknown_setting_is_named(self) -> None:
        with pytest.raises(ExperimentError, match="no setting 'layers'; choose from"):
            Experiment.from_dict({"layers": 3})

    @pytest.mark.parametrize("settings", [[], None, "x", 3])
    def test_what_is_no_object_is_refused(self, settings: object) -> None:
        with pytest.raises(ExperimentError, match="must be an object of settings"):
            Experiment.from_dict(settings)


class TestChanges:
    @pytest.mark.parametrize(
        ("changes", "needs_reset"),
        [
            ({"dataset": "xor"}, True),
            ({"samples": 100}, True),
            ({"noise": 0.1}, True),
            ({"train_fraction": 0.7}, True),
            ({"features": ("x",)}, True),
            ({"hidden": (4,)}, True),
            ({"activation": "relu"}, False),
            ({"output_activation": "linear"}, False),
            ({"initialization": "xavier"}, True),
            ({"loss": "hinge"}, False),
            ({"loss": "softmax_cross_entropy"}, True),
            ({"optimizer": "adam"}, False),
            ({"learning_rate": 1.0}, False),
            ({"batch_size": 1}, False),
            ({"regularization": "l1"}, False),
            ({"regularization_rate": 0.1}, False),
            ({"seed": 1}, True),
            ({"shuffle": True}, False),
            ({"activations": ("relu",)}, False),
            ({"schedule": "cosine"}, False),
            ({"schedule_epochs": 7}, False),
            ({"gradient_clip": 1.0}, False),
            ({"stop_epochs": 9}, False),
        ],
        ids=str,
    )
    def test_what_makes_data_or_network_needs_a_reset(
        self, changes: dict[str, Any], *, needs_reset: bool
    ) -> None:
        before = Experiment()
        after = replace(before, **changes)
        assert before.changes_need_reset(after) is needs_reset
        assert after.changes_need_reset(before) is needs_reset

    def test_another_data_set_of_the_same_sort_changes_nothing_else(self) -> None:
        experiment = Experiment(samples=77, loss="hinge", output_activation="sin")
        assert experiment.with_dataset("moons") == replace(experiment, dataset="moons")

    def test_from_classes_to_numbers_and_back_what_is_usual_comes_along(self) -> None:
        numbers = Experiment(loss="hinge").with_dataset("reg-plane")
        assert numbers == Experiment(dataset="reg-plane")
        assert numbers.with_dataset("circle") == Experiment()

    def test_an_unknown_data_set_is_refused(self) -> None:
        with pytest.raises(ExperimentError, match="dataset must be one of"):
            Experiment().with_dataset("cat")


def test_the_number_of_points_follows_the_data_set_until_it_is_chosen() -> None:
    plane = Experiment(dataset="reg-plane")
    assert plane.samples == 1200
    assert plane.with_dataset("curve-sine").samples == 200
    assert plane.with_dataset("curve-sine").with_dataset("reg-gauss").samples == 1200
    chosen = Experiment(dataset="reg-plane", samples=300)
    assert chosen.with_dataset("curve-sine").samples == 300
