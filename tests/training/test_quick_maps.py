"""Maps of large networks while they play, against whole ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.training.background import MAP_SIZE, BackgroundTrainer, Snapshot
from playground.training.experiment import Experiment
from playground.training.quick_maps import LARGE, STEP, quick_points, spread_out
from playground.training.snapshot import map_points
from playground.training.snapshot_parts import map_of, watched_map_of
from playground.training.trainer import Trainer
from tests.training.test_background import awaited

NETWORK = Experiment(hidden=(64, 64), samples=60, learning_rate=0.01)
CLASSES = Experiment(
    dataset="yin-yang", hidden=(64, 64), samples=60, learning_rate=0.01
)
numbers = st.floats(-1e6, 1e6)


def known(whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """What a map has where the network was asked."""
    return whole.reshape(MAP_SIZE, MAP_SIZE, -1)[::STEP, ::STEP]


@given(numbers, numbers, numbers)
def test_a_plane_is_spread_out_exactly(a: float, b: float, c: float) -> None:
    def plane(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.asarray(a * points[:, 0] + b * points[:, 1] + c)

    found = spread_out(plane(quick_points()))
    assert found is not None
    room = 1e-12 * (6 * abs(a) + 6 * abs(b) + abs(c)) + 1e-300
    assert np.abs(found - plane(map_points())).max() <= room


@given(st.integers(0, 999), st.sampled_from([1, 3]))
def test_answers_stay_at_their_places_and_within_their_range(
    seed: int, classes: int
) -> None:
    answers = np.random.default_rng(seed).normal(size=(len(quick_points()), classes))
    found = spread_out(answers)
    assert found is not None
    assert np.abs(known(found).reshape(answers.shape) - answers).max() < 1e-12
    assert (found.min(axis=0) == answers.min(axis=0)).all()
    assert (found.max(axis=0) == answers.max(axis=0)).all()


def test_between_answers_that_are_not_finite_nothing_is_made_up() -> None:
    answers = np.zeros(len(quick_points()))
    answers[7] = np.inf
    assert spread_out(answers) is None


@pytest.mark.parametrize("experiment", [NETWORK, CLASSES], ids=["one", "classes"])
def test_a_large_network_that_plays_has_a_map_close_to_the_whole_one(
    experiment: Experiment,
) -> None:
    trainer = Trainer(experiment)
    trainer.run_epochs(30)
    assert len(trainer.parameters) > LARGE
    whole, whole_shares = map_of(trainer)
    quick, quick_shares = map_of(trainer, is_running=True)
    assert (quick != whole).any()
    if whole_shares is None or quick_shares is None:
        assert whole_shares is quick_shares is None
        assert quick == pytest.approx(whole, abs=0.02)
    else:
        assert quick_shares == pytest.approx(whole_shares, abs=0.02)
        assert quick_shares.sum(axis=0) == pytest.approx(1, abs=0.02)
    neuron = watched_map_of(trainer, (1, 5), is_running=True)
    assert neuron == pytest.approx(watched_map_of(trainer, (1, 5)), abs=0.02)


def test_a_small_network_that_plays_has_whole_maps() -> None:
    trainer = Trainer(Experiment())
    trainer.run_epochs(3)
    assert (map_of(trainer, is_running=True)[0] == map_of(trainer)[0]).all()


def test_the_map_is_whole_once_it_pauses() -> None:
    def is_whole(snapshot: Snapshot) -> bool:
        peer = Trainer(NETWORK, parameters=snapshot.parameters)
        return bool((snapshot.boundary == map_of(peer)[0]).all())

    with BackgroundTrainer(NETWORK) as trainer:
        trainer.play()
        assert not is_whole(awaited(trainer, lambda s: s.epoch > 2))
        trainer.pause()
        paused = awaited(trainer, lambda s: not s.is_running)
        assert is_whole(paused)
        trainer.step()
        stepped = awaited(trainer, lambda s: s.epoch > paused.epoch)
        assert is_whole(awaited(trainer, lambda s: not s.is_running))
        assert stepped.epoch == paused.epoch + 1
