import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.training.background import BackgroundTrainer, Snapshot
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.training_runner import TrainingRunner


def newest(runner: TrainingRunner) -> list[Snapshot]:
    """A list in which the newest snapshot is always the only one."""
    slot: list[Snapshot] = []

    def keep(snapshot: Snapshot) -> None:
        slot[:] = [snapshot]

    runner.snapshot_ready.connect(keep)
    return slot


def test_the_first_snapshot_comes_unasked_and_then_there_is_peace(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    qtbot.waitUntil(lambda: runner.is_idle)
    assert slot[0].epoch == 0
    assert not slot[0].is_running


def test_playing_trains_until_paused(qtbot: QtBot, runner: TrainingRunner) -> None:
    slot = newest(runner)
    with qtbot.waitSignal(runner.playing_changed):
        runner.play()
    qtbot.waitUntil(lambda: bool(slot) and slot[0].epoch > 20)
    runner.pause()
    qtbot.waitUntil(lambda: runner.is_idle)
    assert not runner.is_playing
    assert not slot[0].is_running
    assert runner.is_idle


def test_a_step_is_one_epoch(qtbot: QtBot, runner: TrainingRunner) -> None:
    slot = newest(runner)
    for epoch in (1, 2, 3):
        runner.step()
        qtbot.waitUntil(lambda: runner.is_idle)
        assert slot[0].epoch == epoch


def test_a_step_pauses_what_plays(qtbot: QtBot, runner: TrainingRunner) -> None:
    slot = newest(runner)
    runner.play()
    qtbot.waitUntil(lambda: bool(slot) and slot[0].epoch > 3)
    runner.step()
    assert not runner.is_playing
    qtbot.waitUntil(lambda: runner.is_idle)


def test_a_step_before_the_thread_began_is_not_forgotten(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    runner.reset()
    runner.step()
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle and bool(slot))
    qtbot.waitUntil(lambda: slot[0].epoch == 2)


def test_reset_leads_back_to_the_same_first_weights(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    qtbot.waitUntil(lambda: runner.is_idle)
    first = slot[0]
    runner.play()
    qtbot.waitUntil(lambda: slot[0].epoch > 5)
    runner.reset()
    assert not runner.is_playing
    qtbot.waitUntil(lambda: slot[0].epoch == 0)
    np.testing.assert_array_equal(slot[0].parameters, first.parameters)
    assert slot[0].generation == first.generation + 1


def test_a_setting_that_needs_no_reset_goes_on(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    runner.play()
    qtbot.waitUntil(lambda: bool(slot) and slot[0].epoch > 5)
    with qtbot.assertNotEmitted(runner.restarted):
        runner.set_experiment(replace(runner.experiment, learning_rate=0.1))
    epoch = slot[0].epoch
    qtbot.waitUntil(lambda: slot[0].epoch > epoch + 5)
    assert slot[0].generation == runner.generation


def test_a_setting_that_needs_a_reset_starts_anew_and_plays_on(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    runner.play()
    qtbot.waitUntil(lambda: bool(slot) and slot[0].epoch > 5)
    with qtbot.waitSignals([runner.restarted, runner.experiment_changed]):
        runner.set_experiment(replace(runner.experiment, hidden=(5,)))
    assert runner.is_playing
    qtbot.waitUntil(lambda: slot[0].generation == runner.generation)
    assert len(slot[0].parameters) == 2 * 5 + 5 + 5 + 1
    qtbot.waitUntil(lambda: slot[0].epoch > 5)


def test_no_snapshot_of_an_older_run_comes_through(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    wrong: list[int] = []

    def check(snapshot: Snapshot) -> None:
        if snapshot.generation != runner.generation:
            wrong.append(snapshot.generation)

    runner.snapshot_ready.connect(check)
    runner.play()
    for n in range(1, 9):
        runner.set_experiment(replace(runner.experiment, hidden=(n,)))
        with qtbot.waitSignal(runner.snapshot_ready):
            pass
    assert wrong == []


def test_the_data_follow_the_settings(qtbot: QtBot, runner: TrainingRunner) -> None:
    before = runner.train
    runner.set_experiment(replace(runner.experiment, hidden=(2,)))
    assert runner.train is before
    runner.set_experiment(replace(runner.experiment, samples=100, train_fraction=0.75))
    assert (len(runner.train), len(runner.test)) == (75, 25)
    qtbot.waitUntil(lambda: runner.is_idle)


def test_many_changes_in_a_moment_end_in_one_thread(
    qtbot: QtBot, experiment: Experiment
) -> None:
    started: list[int] = []

    def start(
        experiment: Experiment, train: Dataset, test: Dataset, generation: int
    ) -> BackgroundTrainer:
        started.append(generation)
        return BackgroundTrainer(experiment, train, test, generation=generation)

    runner = TrainingRunner(experiment, start=start)
    for percent in range(50):
        runner.set_experiment(replace(runner.experiment, noise=percent / 100))
    assert started == []
    qtbot.waitUntil(lambda: runner.is_idle)
    assert started == [runner.generation]
    runner.close()


def test_training_that_stops_by_itself_is_no_longer_playing(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot = newest(runner)
    runner.set_experiment(
        replace(
            runner.experiment,
            activation="relu",
            output_activation="linear",
            learning_rate=1e200,
        )
    )
    runner.play()
    qtbot.waitUntil(lambda: not runner.is_playing)
    assert slot[0].problem
    runner.set_experiment(replace(runner.experiment, learning_rate=0.01))
    runner.play()
    qtbot.waitUntil(lambda: slot[0].is_running)
    assert slot[0].problem == ""


class Held(BackgroundTrainer):
    """Its snapshots come when the test lets them."""

    def __init__(
        self, experiment: Experiment, train: Dataset, test: Dataset, generation: int
    ) -> None:
        super().__init__(experiment, train, test, generation=generation)
        self.is_held = False
        self.to_come: list[Snapshot] = []

    @override
    def take(self) -> Snapshot | None:
        if self.to_come:
            return self.to_come.pop(0)
        return None if self.is_held else super().take()

    def hold(self, qtbot: QtBot, is_wanted: Callable[[Snapshot], bool]) -> Snapshot:
        """Let nothing through any more, and wait for a snapshot."""
        self.is_held = True
        seen: list[Snapshot] = []

        def has_come() -> bool:
            self.request()
            snapshot = super(Held, self).take()
            if snapshot is not None and is_wanted(snapshot):
                seen.append(snapshot)
            return bool(seen)

        qtbot.waitUntil(has_come)
        return seen[0]


@pytest.fixture
def held(
    qtbot: QtBot, experiment: Experiment
) -> Iterator[tuple[TrainingRunner, list[Held]]]:
    threads: list[Held] = []

    def start(
        experiment: Experiment, train: Dataset, test: Dataset, generation: int
    ) -> Held:
        threads.append(Held(experiment, train, test, generation))
        return threads[-1]

    runner = TrainingRunner(experiment, start=start)
    qtbot.waitUntil(lambda: runner.is_idle)
    yield runner, threads
    runner.close()


def test_late_snapshots_from_before_play_do_not_pause_it(
    qtbot: QtBot, held: tuple[TrainingRunner, list[Held]]
) -> None:
    runner, (thread,) = held
    slot = newest(runner)
    before = [thread.hold(qtbot, lambda _: True) for _ in range(3)]
    runner.play()
    thread.to_come = list(before)
    qtbot.waitUntil(lambda: not thread.to_come)
    assert runner.is_playing
    thread.is_held = False
    qtbot.waitUntil(lambda: slot[0].epoch > 5)
    assert runner.is_playing


def test_a_run_no_longer_plays_when_it_says_that_it_stopped(
    qtbot: QtBot, held: tuple[TrainingRunner, list[Held]]
) -> None:
    runner, (thread,) = held
    wild = replace(runner.experiment, activation="relu", output_activation="linear")
    runner.load_experiment(wild)
    qtbot.waitUntil(lambda: runner.is_idle)
    slot, thread = newest(runner), held[1][-1]
    runner.play()
    qtbot.waitUntil(lambda: bool(slot) and slot[0].epoch > 5)
    played_at: list[bool] = []

    def check(snapshot: Snapshot) -> None:
        if snapshot.problem:
            played_at.append(runner.is_playing)

    runner.snapshot_ready.connect(check)
    thread.is_held = True
    runner.set_experiment(replace(wild, learning_rate=1e200))
    thread.to_come = [thread.hold(qtbot, lambda snapshot: bool(snapshot.problem))]
    thread.is_held = False
    qtbot.waitUntil(lambda: runner.is_idle)
    assert played_at
    assert not any(played_at)


@pytest.mark.parametrize("moment", ["at once", "playing", "restarting"])
def test_closing_is_safe_at_any_moment(
    qtbot: QtBot, experiment: Experiment, moment: str
) -> None:
    before = set(threading.enumerate())
    runner = TrainingRunner(experiment)
    if moment != "at once":
        slot = newest(runner)
        runner.play()
        qtbot.waitUntil(lambda: bool(slot))
    if moment == "restarting":
        runner.reset()
    runner.close()
    runner.close()
    assert before.issuperset(threading.enumerate())
    runner.play()
    assert runner.is_idle


def test_the_shown_data_are_the_trained_data(runner: TrainingRunner) -> None:
    trainer = Trainer(runner.experiment)
    np.testing.assert_array_equal(trainer.train.points, runner.train.points)
    np.testing.assert_array_equal(trainer.test.labels, runner.test.labels)
