"""Whatever can be set trains, or says in a sentence why it does not."""

import contextlib
from dataclasses import fields

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core.activations import ACTIVATIONS
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.optimizers import OPTIMIZERS
from playground.training.datasets import DATASETS
from playground.training.experiment import FEATURES, Experiment, ExperimentError
from playground.training.schedules import SCHEDULES
from playground.training.trainer import Trainer

coordinate = st.floats(-6, 6)
label = st.sampled_from([-1.0, 1.0]) | st.floats(-1, 1) | st.integers(0, 5).map(float)
SETTINGS = st.fixed_dictionaries(
    {
        "dataset": st.sampled_from([*DATASETS, "own"]),
        "points": st.lists(st.tuples(coordinate, coordinate, label), max_size=12),
        "classes": st.sampled_from([0, 0, 0, 1, 2, 3, 6]),
        "samples": st.integers(10, 30),
        "noise": st.floats(0, 0.5),
        "train_fraction": st.floats(0.1, 0.9),
        "formula": st.sampled_from(["sin(x) + y", "log(x)", "1 / x", "x*y - 3"]),
        "class_names": st.lists(st.sampled_from(["a", "b", "c"]), max_size=3),
        "features": st.lists(
            st.sampled_from([*FEATURES, "sin(x*y)", "log(x)", "1/x"]),
            min_size=1,
            unique=True,
        ),
        "own_features": st.lists(
            st.sampled_from(["exp(x)", "sin(x*y)"]), unique=True, max_size=2
        ),
        "frozen": st.lists(
            st.sampled_from(["w1_1_1", "b1_1", "w2_1_1", "b2_1", "w9_9_9"]),
            unique=True,
            max_size=4,
        ),
        "seed": st.integers(0, 9),
        "weight_seed": st.integers(0, 3),
        "hidden": st.lists(st.integers(1, 4), max_size=3),
        "activation": st.sampled_from(list(ACTIVATIONS)),
        "activations": st.lists(st.sampled_from(["", *ACTIVATIONS]), max_size=3),
        "output_activation": st.sampled_from(["", *ACTIVATIONS]),
        "initialization": st.sampled_from(list(INITIALIZATIONS)),
        "loss": st.sampled_from(["", *LOSSES]),
        "optimizer": st.sampled_from(list(OPTIMIZERS)),
        "learning_rate": st.sampled_from([0.0, 0.03, 10.0, 1e200]),
        "schedule": st.sampled_from(list(SCHEDULES)),
        "schedule_epochs": st.integers(1, 5),
        "gradient_clip": st.sampled_from([0.0, 0.1, 1e-300]),
        "batch_size": st.integers(1, 40),
        "regularization": st.sampled_from(list(REGULARIZERS)),
        "regularization_rate": st.sampled_from([0.0, 0.1, 10.0]),
        "shuffle": st.booleans(),
        "stop_epochs": st.integers(0, 4),
        "stop_loss": st.sampled_from([0.0, 0.3]),
        "stop_accuracy": st.sampled_from([0.0, 0.6]),
        "stop_patience": st.integers(0, 2),
        "stop_gain": st.sampled_from([0.0, 0.0001, 10.0]),
    }
)

LIVE = (
    "frozen",
    *("points", "classes", "activation", "activations", "output_activation", "loss"),
    *("optimizer", "learning_rate", "schedule", "schedule_epochs", "gradient_clip"),
    *("batch_size", "regularization", "regularization_rate", "shuffle"),
    *("stop_epochs", "stop_loss", "stop_accuracy", "stop_patience", "stop_gain"),
)
"""What may change while a run goes on."""


@settings(max_examples=60, deadline=None)
@given(SETTINGS, SETTINGS)
def test_every_combination_trains_or_says_why_not(
    first: dict[str, object], second: dict[str, object]
) -> None:
    experiment = made(first)
    if experiment is None:
        return
    trainer = Trainer(experiment)
    done = trainer.run_epochs(3)
    assert done == 3 or trainer.problem or trainer.finished
    trainer.run_update()
    assert np.isfinite(trainer.parameters).all()
    other = made({**first, **{name: second[name] for name in LIVE}})
    if other is not None and not experiment.changes_need_reset(other):
        trainer.change(other)
        trainer.run_epochs(2)
        assert np.isfinite(trainer.parameters).all()


@settings(max_examples=1)
@given(SETTINGS)
def test_no_setting_is_left_out(drawn: dict[str, object]) -> None:
    assert set(drawn) == {field.name for field in fields(Experiment)}


def made(entries: dict[str, object]) -> Experiment | None:
    """The experiment, or None if it was refused."""
    with contextlib.suppress(ExperimentError):
        return Experiment.from_dict(entries)
    return None
