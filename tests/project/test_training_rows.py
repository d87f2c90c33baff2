"""A trained network in a file: exact, checked, and going on as if nothing had been."""

import json
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.project.errors import FileFormatError
from playground.project.format import decode, encode
from playground.project.project import Project
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer

EXPERIMENT = Experiment(
    dataset="moons",
    samples=24,
    hidden=(3,),
    optimizer="adam",
    batch_size=5,
    shuffle=True,
)


def _stored(trainer: Trainer) -> bytes:
    return encode(Project(experiment=trainer.experiment, trained=trainer.trained))


def _reopened(data: bytes) -> Trainer:
    project = decode(data)
    assert project.trained is not None
    trainer = Trainer(project.experiment)
    trainer.resume(project.trained)
    return trainer


def _trained(experiment: Experiment = EXPERIMENT, epochs: int = 7) -> Trainer:
    trainer = Trainer(experiment)
    trainer.run_epochs(epochs)
    return trainer


@settings(max_examples=40)
@given(
    optimizer=st.sampled_from(["sgd", "momentum", "rmsprop", "adam", "adamw"]),
    shuffle=st.booleans(),
    batch_size=st.sampled_from([1, 5, 12, 100]),
    regularization=st.sampled_from(["none", "l1", "l2"]),
    schedule=st.sampled_from(["constant", "cosine"]),
    seed=st.integers(0, 3),
    epochs=st.integers(0, 9),
    updates=st.integers(0, 3),
)
def test_a_run_goes_on_from_a_file_to_the_last_bit(
    epochs: int,
    updates: int,
    **choices: Any,  # noqa: ANN401  settings of several types
) -> None:
    experiment = replace(EXPERIMENT, regularization_rate=0.1, **choices)
    first = Trainer(experiment)
    first.run_epochs(epochs)
    for _ in range(updates):
        first.run_update(3)
    if first.trained is None:
        assert not epochs
        assert not updates
        return
    second = _reopened(_stored(first))
    assert (second.epoch, second.samples_done) == (first.epoch, first.samples_done)
    assert second.metrics == first.metrics
    for trainer in (first, second):
        trainer.run_epochs(4)
        trainer.run_update(2)
    assert second.epoch == first.epoch
    assert second.parameters.tobytes() == first.parameters.tobytes()
    assert second.history.rows.tobytes() == first.history.rows.tobytes()
    assert _stored(second) == _stored(first)


def test_a_weight_edited_by_hand_is_kept_before_any_training() -> None:
    trainer = Trainer(EXPERIMENT)
    assert trainer.trained is None
    trainer.set_parameter(2, 1 / 3)
    again = _reopened(_stored(trainer))
    assert again.epoch == 0
    assert again.parameters.tobytes() == trainer.parameters.tobytes()


def test_patience_remembers_the_lowest_loss() -> None:
    experiment = replace(EXPERIMENT, stop_patience=30, learning_rate=0.3)
    first = _trained(experiment, 20)
    second = _reopened(_stored(first))
    for trainer in (first, second):
        trainer.run_epochs(5000)
    assert first.finished
    assert second.finished == first.finished


def test_losses_of_earlier_data_are_known_for_such_after_reopening() -> None:
    first = _trained(EXPERIMENT, 5)
    first.change(replace(first.experiment, loss="squared"))
    assert first.comparable_since == 6
    assert _reopened(_stored(first)).comparable_since == 6


def test_a_long_curve_is_thinned_between_its_ends() -> None:
    trainer = _trained(replace(EXPERIMENT, batch_size=12), 5000)
    again = _reopened(_stored(trainer))
    epochs = again.history.epochs
    assert len(epochs) == 2000
    assert (epochs[0], epochs[-1]) == (0, 5000)
    places = np.isin(trainer.history.epochs, epochs)
    expected = trainer.history.train_losses[places]
    assert again.history.train_losses.tobytes() == expected.tobytes()


def test_a_run_without_tests_keeps_its_curve() -> None:
    rows = tuple((float(x), 0.0, 1.0 if x > 0 else -1.0) for x in (-2, -1, 1, 2))
    experiment = replace(EXPERIMENT.with_points(rows), train_fraction=1.0)
    again = _reopened(_stored(_trained(experiment)))
    assert np.isnan(again.history.test_losses).all()


def test_a_file_of_an_earlier_version_has_no_training() -> None:
    document = json.loads(encode(Project()))
    document["version"] = 1
    document.pop("training", None)
    assert decode(json.dumps(document).encode()).trained is None


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"parameters": [0.5] * 12}, "training.parameters: this network has 13 weig"),
        ({"parameters": [0.5] * 3 + ["x"]}, "training.parameters[3]: not a number"),
        ({"epoch": -1}, "training.epoch: not a whole number of at least 0"),
        ({"memory": [[0.0] * 13]}, "training.memory: adam remembers 2 rows of 13 num"),
        ({"memory": [[0.0] * 13, [0.0]]}, "training.memory[1]: 13 numbers are needed"),
        ({"resting": [13]}, "training.resting[0]: there is no parameter 13"),
        ({"order": [0] * 12}, "training.order: not the numbers from 0 to 11, each of"),
        ({"visited": 12}, "training.visited: an epoch visits 12 points"),
        ({"random": "xyz"}, "training.random: "),
        (
            {"curve": [[2, 1, 1, 1, 1], [1, 1, 1, 1, 1]]},
            "training.curve: epochs must rise",
        ),
        (
            {"curve": [[99, 1, 1, 1, 1]]},
            "training.curve: epochs must rise from 0, up to",
        ),
        ({"weights": []}, "training.weights: unknown here"),
    ],
)
def test_what_is_wrong_with_a_trained_network_is_said(
    changes: dict[str, object], message: str
) -> None:
    document = json.loads(_stored(_trained()))
    document["training"] |= changes
    with pytest.raises(FileFormatError) as caught:
        decode(json.dumps(document).encode())
    assert str(caught.value).startswith(message)


def test_a_number_that_is_none_is_refused() -> None:
    data = _stored(_trained()).replace(b'"total"', b'"best": [NaN, 1], "total"')
    with pytest.raises(FileFormatError):
        decode(data)
