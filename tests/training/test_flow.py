"""Runs that stop by rules, go on by single updates, and take other data on the way."""

import math
import threading
import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest

from playground.training.background import BackgroundTrainer, Snapshot
from playground.training.experiment import Experiment
from playground.training.points import points_of
from playground.training.schedules import SCHEDULES, updates_per_epoch
from playground.training.stopping import Best, reason_to_stop
from playground.training.trainer import Trainer

SMALL = Experiment(samples=40, hidden=(3,), batch_size=5, learning_rate=0.1)
ROWS = tuple((float(i % 5), float(i % 3), (-1.0) ** i) for i in range(30))


class TestRules:
    def test_a_run_stops_at_its_last_epoch_exactly(self) -> None:
        trainer = Trainer(replace(SMALL, stop_epochs=7))
        assert trainer.run_epochs(100) == 7
        assert trainer.finished == "Stopped at epoch 7, as asked for."
        assert trainer.run_epochs(1) == 0

    def test_a_run_stops_at_the_first_epoch_whose_loss_is_low_enough(self) -> None:
        trainer = Trainer(replace(SMALL, stop_loss=0.2))
        trainer.run_epochs(500)
        assert "the test loss is down to" in trainer.finished
        losses = trainer.history.test_losses
        assert losses[-1] <= 0.2
        assert (losses[:-1] > 0.2).all()

    def test_a_run_stops_when_enough_is_right(self) -> None:
        trainer = Trainer(replace(SMALL, dataset="gauss", stop_accuracy=0.9))
        trainer.run_epochs(500)
        assert trainer.accuracy >= 0.9
        assert "the test accuracy is up to" in trainer.finished

    def test_a_run_stops_when_it_gains_nothing_any_more(self) -> None:
        trainer = Trainer(replace(SMALL, learning_rate=0.0, stop_patience=5))
        trainer.run_epochs(500)
        assert trainer.epoch == 6
        assert "the test loss has not fallen since epoch 1" in trainer.finished

    @pytest.mark.parametrize("gain", [0.0, 0.002, 0.05])
    def test_a_fall_by_less_than_the_least_gain_is_none(self, gain: float) -> None:
        experiment = replace(SMALL, dataset="gauss")
        free = Trainer(experiment)
        free.run_epochs(300)
        losses = free.history.test_losses.tolist()
        best, since = losses[1], 1
        for epoch in range(2, 301):
            if losses[epoch] < best - gain:
                best, since = losses[epoch], epoch
            if epoch - since >= 4:
                break
        trainer = Trainer(replace(experiment, stop_patience=4, stop_gain=gain))
        trainer.run_epochs(300)
        assert trainer.epoch == epoch
        words = f" by more than {gain:g}" if gain else ""
        assert not trainer.finished or (
            f"has not fallen since epoch {since}{words}." in trainer.finished
        )

    def test_without_rules_nothing_stops_it(self) -> None:
        assert reason_to_stop(SMALL, 10**9, 0.0, 1.0, Best()) is None

    def test_rules_are_changed_without_a_reset(self) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(3)
        trainer.change(replace(SMALL, stop_epochs=5))
        trainer.run_epochs(10)
        assert trainer.epoch == 5


@pytest.mark.parametrize("schedule", list(SCHEDULES))
def test_a_schedule_goes_on_after_a_retreat(schedule: str) -> None:
    calm = replace(SMALL, dataset="gauss", schedule=schedule, schedule_epochs=6)
    steady, shaken = Trainer(calm), Trainer(calm)
    steady.run_epochs(8)
    shaken.run_epochs(5)
    assert shaken.history.train_losses[-1] <= shaken.history.train_losses[0]
    wild = replace(calm, learning_rate=1e300, output_activation="linear")
    shaken.change(wild)
    shaken.run_epochs(3)
    assert shaken.is_diverged
    assert shaken.epoch == 5
    shaken.change(calm)
    shaken.run_epochs(3)
    np.testing.assert_allclose(shaken.parameters, steady.parameters, rtol=1e-12)


class TestUpdates:
    def test_the_batches_of_an_epoch_one_by_one_are_the_epoch(self) -> None:
        whole, parts = Trainer(SMALL), Trainer(SMALL)
        whole.run_epochs(1)
        assert [parts.run_update() for _ in range(4)] == [0, 0, 0, 1]
        np.testing.assert_allclose(parts.parameters, whole.parameters, rtol=1e-12)
        assert parts.history.epochs.tolist() == [0, 1]

    @pytest.mark.parametrize("shuffle", [True, False])
    def test_an_epoch_that_was_begun_is_finished_by_the_next(
        self, *, shuffle: bool
    ) -> None:
        experiment = replace(SMALL, shuffle=shuffle, optimizer="adam")
        whole, parts = Trainer(experiment), Trainer(experiment)
        whole.run_epochs(2)
        parts.run_update()
        assert parts.samples_done == 5
        assert parts.run_epochs(2) == 2
        np.testing.assert_allclose(parts.parameters, whole.parameters, rtol=1e-12)

    def test_a_single_point_makes_an_update_of_its_own(self) -> None:
        ones, singles = Trainer(replace(SMALL, batch_size=1)), Trainer(SMALL)
        ones.run_epochs(1)
        for _ in range(20):
            singles.run_update(1)
        assert singles.epoch == 1
        np.testing.assert_allclose(singles.parameters, ones.parameters, rtol=1e-12)

    def test_an_update_that_diverges_goes_back(self) -> None:
        wild = replace(SMALL, activation="relu", output_activation="linear")
        trainer = Trainer(replace(wild, learning_rate=1e200))
        while not trainer.is_diverged:
            assert trainer.epoch < 5
            trainer.run_update()
        assert np.isfinite(trainer.parameters).all()


class TestSettings:
    def test_every_layer_has_the_activation_it_was_given(self) -> None:
        experiment = replace(SMALL, hidden=(2, 2, 2), activations=("", "relu"))
        assert experiment.layer_activations == ("tanh", "relu", "tanh")
        network = Trainer(experiment).network
        names = [str(layer.activation) for layer in network.layers]
        assert names == ["tanh", "relu", "tanh", "tanh"]

    def test_the_activation_of_a_layer_changes_while_it_runs(self) -> None:
        trainer = Trainer(SMALL)
        trainer.run_epochs(2)
        before = trainer.parameters
        trainer.change(replace(SMALL, activations=("relu",)))
        np.testing.assert_array_equal(trainer.parameters, before)
        assert str(trainer.network.layers[0].activation) == "relu"

    @pytest.mark.parametrize(
        ("name", "shares"),
        [
            ("constant", (1, 1, 1, 1)),
            ("step", (1, 0.5, 0.5, 0.25)),
            ("cosine", (1, 0, 0, 0)),
            ("inverse", (1, 1 / 2, 2 / 5, 1 / 3)),
        ],
    )
    def test_schedules_count_in_epochs(
        self, name: str, shares: tuple[float, ...]
    ) -> None:
        updates = updates_per_epoch(20, 6)
        assert updates == 4
        schedule = SCHEDULES[name].of(0.3, 10, updates)
        for epoch, share in zip((0, 10, 15, 20), shares, strict=True):
            assert schedule.at(epoch * updates + 1) == pytest.approx(0.3 * share)

    def test_a_schedule_slows_a_run_down(self) -> None:
        trainer = Trainer(replace(SMALL, schedule="cosine", schedule_epochs=5))
        trainer.run_epochs(5)
        before = trainer.parameters
        trainer.run_epochs(3)
        np.testing.assert_array_equal(trainer.parameters, before)

    def test_a_clipped_update_is_short(self) -> None:
        experiment = replace(SMALL, batch_size=100, gradient_clip=0.01)
        trainer = Trainer(experiment)
        before = trainer.parameters
        trainer.run_epochs(1)
        length = float(np.linalg.norm(trainer.parameters - before))
        assert length == pytest.approx(0.01 * 0.1)


class TestOwnData:
    def test_other_points_are_learned_from_at_once(self) -> None:
        experiment = SMALL.with_points(ROWS)
        trainer = Trainer(experiment)
        trainer.run_epochs(3)
        before = trainer.parameters
        more = experiment.with_points((*ROWS, (5.0, 5.0, 1.0), (4.0, 4.0, 1.0)))
        trainer.change(more)
        assert trainer.epoch == 3
        assert len(trainer.train) + len(trainer.test) == 32
        np.testing.assert_array_equal(trainer.parameters, before)
        trainer.run_epochs(2)
        assert trainer.epoch == 5

    def test_without_points_it_says_what_to_do_and_comes_back(self) -> None:
        trainer = Trainer(SMALL.with_points(()))
        assert trainer.run_epochs(5) == 0
        assert "no points to learn from" in trainer.problem
        assert math.isnan(trainer.train_loss)
        assert np.isfinite(trainer.predict([[0.0, 0.0]])).all()
        trainer.change(SMALL.with_points(ROWS))
        assert trainer.run_epochs(5) == 5

    def test_drawn_points_as_own_ones_give_the_same_losses(self) -> None:
        drawn = Trainer(SMALL)
        everything = points_of(drawn.train) + points_of(drawn.test)
        own = Trainer(SMALL.with_points(everything), drawn.train, drawn.test)
        drawn.run_epochs(5)
        own.run_epochs(5)
        np.testing.assert_array_equal(own.parameters, drawn.parameters)

    def test_classes_may_become_numbers(self) -> None:
        trainer = Trainer(replace(SMALL, loss="hinge").with_points(ROWS))
        trainer.change(trainer.experiment.with_points(((0.0, 0.0, 0.4),)))
        trainer.run_epochs(2)
        assert trainer.experiment.is_regression


class TestThread:
    def test_a_limit_is_kept(self) -> None:
        with BackgroundTrainer(SMALL) as trainer:
            begin = time.monotonic()
            trainer.limit(40)
            trainer.play()
            last = _next(trainer, lambda s: s.epoch >= 10)
            # As fast as can be it would make thousands between two looks.
            assert last.epoch <= 2 + 40 * (time.monotonic() - begin)

    def test_an_update_is_told_and_pauses(self) -> None:
        with BackgroundTrainer(SMALL) as trainer:
            trainer.play()
            trainer.update()
            snapshot = _next(trainer, lambda s: not s.is_running)
            assert snapshot.samples_done == 5

    def test_a_rule_is_told_and_is_no_problem(self) -> None:
        with BackgroundTrainer(replace(SMALL, stop_epochs=4)) as trainer:
            trainer.play()
            snapshot = _next(trainer, lambda s: not s.is_running and s.epoch > 0)
            assert (snapshot.epoch, snapshot.problem) == (4, "")
            assert "as asked for" in snapshot.finished

    def test_a_checkup_comes_when_asked_for(self) -> None:
        with BackgroundTrainer(SMALL) as trainer:
            trainer.request(checkup=True)
            snapshot = _next(trainer, lambda s: s.checkup is not None)
            assert snapshot.checkup is not None
            sizes = [len(part) for part in snapshot.checkup.gradients]
            assert sizes == [9, 4]
            assert snapshot.checkup.confusion is not None
            assert snapshot.checkup.confusion.sum() == 20


def _next(trainer: BackgroundTrainer, wanted: Callable[[Snapshot], bool]) -> Snapshot:
    """The next snapshot that is *wanted*."""
    deadline, pause = time.monotonic() + 60, threading.Event()
    while time.monotonic() < deadline:
        trainer.request()
        snapshot = trainer.take()
        if snapshot is not None and wanted(snapshot):
            return snapshot
        pause.wait(0.002)
    pytest.fail("no such snapshot came")
