import math
import threading
from typing import Any

import numpy as np
import pytest

from playground.training.background import MAP_SIZE, BackgroundTrainer, Snapshot
from playground.training.experiment import Experiment, ExperimentError
from playground.training.trainer import Trainer

_SMALL = Experiment(hidden=(3, 2), samples=20)


def _snapshot(trainer: BackgroundTrainer, **wishes: object) -> Snapshot:
    """Ask until the answer holds what was wished for; a thread answers in its time."""
    trainer.request(**wishes)  # type: ignore[arg-type]
    while (snapshot := trainer.take()) is None:
        pass
    return snapshot


def test_a_parameter_set_by_hand_counts_at_once() -> None:
    trainer = Trainer(_SMALL)
    loss = trainer.train_loss
    trainer.set_parameter(4, 2.5)
    assert trainer.parameters[4] == 2.5
    assert trainer.network.parameters()[4].result == 2.5
    fresh = Trainer(_SMALL, parameters=trainer.parameters)
    assert trainer.train_loss == fresh.train_loss != loss


def test_training_goes_on_from_a_parameter_set_by_hand() -> None:
    trainer = Trainer(_SMALL)
    trainer.set_parameter(0, -1.0)
    fresh = Trainer(_SMALL, parameters=trainer.parameters)
    trainer.run_epochs(5)
    fresh.run_epochs(5)
    np.testing.assert_array_equal(trainer.parameters, fresh.parameters)


def test_a_weight_that_l1_put_to_rest_lives_again() -> None:
    experiment = Experiment(
        hidden=(2,), samples=20, regularization="l1", regularization_rate=10.0
    )
    trainer = Trainer(experiment)
    trainer.run_epochs(20)
    assert trainer.parameters[0] == 0
    trainer.set_parameter(0, 5.0)
    trainer.run_epochs(1)
    assert trainer.parameters[0] not in (0, 5.0)


@pytest.mark.parametrize(("number", "value"), [(-1, 0.0), (20, 0.0), (0, math.nan)])
def test_what_makes_no_sense_is_refused(number: int, value: float) -> None:
    trainer = Trainer(_SMALL)
    before = trainer.parameters
    with pytest.raises(ExperimentError):
        trainer.set_parameter(number, value)
    np.testing.assert_array_equal(trainer.parameters, before)


def test_a_running_thread_takes_a_parameter() -> None:
    with BackgroundTrainer(_SMALL) as trainer:
        trainer.set_parameter(1, 3.25)
        assert _snapshot(trainer).parameters[1] == 3.25


def test_snapshots_hold_maps_only_when_asked() -> None:
    with BackgroundTrainer(_SMALL) as trainer:
        plain = _snapshot(trainer)
        assert plain.neuron_maps is None
        assert plain.watched_map is None
        full = _snapshot(trainer, neuron_maps=True, watched=(3, 0))
        assert full.neuron_maps is not None
        assert full.neuron_maps.shape[0] == 6
        assert not full.neuron_maps.flags.writeable
        assert full.watched == (3, 0)
        assert full.watched_map is not None
        assert full.watched_map.shape == (MAP_SIZE, MAP_SIZE)
        np.testing.assert_allclose(full.watched_map, full.boundary, atol=1e-12)


def test_a_wish_outlives_a_plain_request() -> None:
    are_asked = threading.Event()

    def make_trainer(*arguments: Any) -> Trainer:  # noqa: ANN401
        are_asked.wait()
        return Trainer(*arguments)

    with BackgroundTrainer(_SMALL, make_trainer=make_trainer) as trainer:
        trainer.request(neuron_maps=True, watched=(1, 0))
        trainer.request()
        are_asked.set()
        while (snapshot := trainer.take()) is None:
            pass
    assert snapshot.neuron_maps is not None
    assert snapshot.watched == (1, 0)


def test_a_watched_neuron_that_is_gone_is_no_problem() -> None:
    with BackgroundTrainer(_SMALL) as trainer:
        snapshot = _snapshot(trainer, watched=(7, 0))
        assert snapshot.watched_map is None
        assert snapshot.problem == ""


def test_a_parameter_that_is_not_there_is_said_to_be_missing() -> None:
    with BackgroundTrainer(_SMALL) as trainer:
        trainer.set_parameter(1000, 0.0)
        assert "no parameter 1000" in _snapshot(trainer).problem
