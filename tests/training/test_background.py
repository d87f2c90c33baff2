"""The training thread: it obeys, it answers, it never hangs and never dies silently."""

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from typing_extensions import override

from playground.core import engine
from playground.core.operations import Array
from playground.training.background import (
    MAP_SIZE,
    BackgroundTrainer,
    Mailbox,
    Snapshot,
    map_points,
)
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.history import History, Place
from playground.training.trainer import Trainer

EXPERIMENT = Experiment(samples=20, hidden=(2,), batch_size=5)
PATIENCE = 60.0


def awaited(
    trainer: BackgroundTrainer, wanted: Callable[[Snapshot], bool] = lambda _: True
) -> Snapshot:
    """The next snapshot that is *wanted*; fails after some seconds."""
    deadline = time.monotonic() + PATIENCE
    pause = threading.Event()
    while time.monotonic() < deadline:
        trainer.request()
        snapshot = trainer.take()
        if snapshot is not None and wanted(snapshot):
            return snapshot
        pause.wait(0.001)
    pytest.fail("no such snapshot came")


def closed_in_time(trainer: BackgroundTrainer) -> bool:
    closing = threading.Thread(target=trainer.close, daemon=True)
    closing.start()
    closing.join(PATIENCE)
    return not closing.is_alive()


@pytest.fixture
def trainer() -> Iterator[BackgroundTrainer]:
    with BackgroundTrainer(EXPERIMENT) as made:
        yield made


class TestCommands:
    def test_it_waits_at_first(self, trainer: BackgroundTrainer) -> None:
        snapshot = awaited(trainer)
        assert snapshot.epoch == 0
        assert not snapshot.is_running
        assert snapshot.epochs.tolist() == [0]

    def test_it_says_nothing_unasked(self, trainer: BackgroundTrainer) -> None:
        trainer.step(3)
        assert awaited(trainer, lambda s: s.epoch == 3)
        trainer.take()
        trainer.step(3)
        assert trainer.take() is None

    def test_play_trains_until_pause(self, trainer: BackgroundTrainer) -> None:
        trainer.play()
        running = awaited(trainer, lambda s: s.epoch > 20)
        assert running.is_running
        assert running.epochs_per_second > 0
        trainer.pause()
        paused = awaited(trainer, lambda s: not s.is_running)
        assert paused.epochs_per_second == 0
        assert awaited(trainer).epoch == paused.epoch

    def test_steps_add_up_and_end_in_a_pause(self, trainer: BackgroundTrainer) -> None:
        for epochs in (1, 30, 200):
            trainer.step(epochs)
        snapshot = awaited(trainer, lambda s: not s.is_running and s.epoch > 0)
        assert snapshot.epoch == 231

    def test_a_step_ends_playing(self, trainer: BackgroundTrainer) -> None:
        trainer.play()
        awaited(trainer, lambda s: s.epoch > 0)
        trainer.step()
        snapshot = awaited(trainer, lambda s: not s.is_running)
        assert awaited(trainer).epoch == snapshot.epoch

    def test_it_gives_the_numbers_of_the_trainer(
        self, trainer: BackgroundTrainer
    ) -> None:
        trainer.step(7)
        snapshot = awaited(trainer, lambda s: s.epoch == 7)
        peer = Trainer(EXPERIMENT)
        peer.run_epochs(7)
        assert np.array_equal(snapshot.parameters, peer.parameters)
        assert snapshot.test_loss == peer.test_loss

    def test_a_change_takes_effect_while_it_runs(
        self, trainer: BackgroundTrainer
    ) -> None:
        trainer.play()
        awaited(trainer, lambda s: s.epoch > 0)
        trainer.change(replace(EXPERIMENT, learning_rate=0.0))
        trainer.step(5)
        still = awaited(trainer, lambda s: not s.is_running)
        trainer.step(5)
        later = awaited(trainer, lambda s: s.epoch == still.epoch + 5)
        assert np.array_equal(later.parameters, still.parameters)

    def test_it_begins_with_given_data_parameters_and_generation(self) -> None:
        train = Dataset(np.ones((3, 2)), np.ones(3))
        parameters = np.arange(9.0)
        with BackgroundTrainer(
            EXPERIMENT, train, generation=41, parameters=parameters
        ) as trainer:
            snapshot = awaited(trainer)
        assert snapshot.generation == 41
        assert np.array_equal(snapshot.parameters, parameters)
        assert snapshot.train_accuracy == 1.0
        assert np.isnan(snapshot.test_loss)


class TestSnapshots:
    def test_the_map_has_the_lowest_point_first(
        self, trainer: BackgroundTrainer
    ) -> None:
        points = map_points().reshape(MAP_SIZE, MAP_SIZE, 2)
        assert points[0, 0].tolist() == [-6, -6]
        assert points[0, -1].tolist() == [6, -6]
        assert points[-1, 0].tolist() == [-6, 6]
        boundary = awaited(trainer).boundary
        expected = Trainer(EXPERIMENT).predict(points[3])
        assert boundary[3] == pytest.approx(expected, rel=1e-13)

    def test_their_arrays_are_their_own_and_read_only(
        self, trainer: BackgroundTrainer
    ) -> None:
        first = awaited(trainer)
        before = first.parameters.copy()
        trainer.step(5)
        awaited(trainer, lambda s: s.epoch == 5)
        assert np.array_equal(first.parameters, before)
        for array in (first.boundary, first.parameters, first.epochs):
            with pytest.raises(ValueError, match="read-only"):
                array[:] = 0

    def test_they_are_of_one_moment(self, trainer: BackgroundTrainer) -> None:
        trainer.limit(3000)  # beyond 100,000 epochs only some are in the curve
        trainer.play()
        for snapshot in [awaited(trainer) for _ in range(20)]:
            peer = Trainer(EXPERIMENT, parameters=snapshot.parameters)
            assert peer.train_loss == snapshot.train_loss
            assert peer.test_loss == snapshot.test_loss
            assert peer.accuracy == snapshot.test_accuracy
            map_then = peer.predict(map_points()).reshape(MAP_SIZE, MAP_SIZE)
            assert np.array_equal(map_then, snapshot.boundary)
            assert snapshot.epochs[-1] == snapshot.epoch
            assert snapshot.train_losses[-1] == snapshot.train_loss
            assert snapshot.test_accuracies[-1] == snapshot.test_accuracy

    def test_those_taken_hold_the_curve_without_gap_or_overlap(
        self, trainer: BackgroundTrainer
    ) -> None:
        epochs: list[float] = []
        losses: list[float] = []

        def keep(snapshot: Snapshot) -> bool:
            epochs.extend(snapshot.epochs)
            losses.extend(snapshot.test_losses)
            return not snapshot.is_running and snapshot.epoch == 400

        trainer.step(400)
        awaited(trainer, keep)
        peer = Trainer(EXPERIMENT)
        peer.run_epochs(400)
        assert epochs == list(range(401))
        assert losses == peer.history.test_losses.tolist()

    @given(st.lists(st.tuples(st.booleans(), st.integers(0, 5)), max_size=30))
    def test_a_replaced_snapshots_points_are_in_the_next(
        self, actions: list[tuple[bool, int]]
    ) -> None:
        mailbox, history = Mailbox(), History()
        seen: list[int] = []
        blank = dict.fromkeys(Snapshot.__dataclass_fields__)

        def make(taken: Place) -> tuple[Snapshot, Place]:
            blank["epochs"] = history.since(taken)[0].copy()
            return Snapshot(**blank), history.place  # type: ignore[arg-type]

        for is_put, more in [*actions, (True, 1), (False, 0)]:
            if is_put:
                for epoch in range(len(history), len(history) + more):
                    history.append(epoch, 0.0, 0.0)
                mailbox.put(make)
            elif (snapshot := mailbox.take()) is not None:
                seen.extend(snapshot.epochs)
        assert seen == list(range(len(history)))
        assert mailbox.take() is None


class Faulty(Trainer):
    """Fails where it is told to."""

    fails_at = ""

    @override
    def run_epochs(self, epochs: int) -> int:
        if self.fails_at == "run":
            msg = "out of order"
            raise RuntimeError(msg)
        return super().run_epochs(epochs)

    @override
    def predict(self, points: Any) -> Array:
        if self.fails_at == "predict":
            raise MemoryError
        return super().predict(points)


class FaultyInRun(Faulty):
    fails_at = "run"


class FaultyInPredict(Faulty):
    fails_at = "predict"


class TestFailures:
    def test_data_that_does_not_fit_is_told_in_a_snapshot(self) -> None:
        with BackgroundTrainer(EXPERIMENT, parameters=np.zeros(3)) as trainer:
            trainer.play()
            snapshot = awaited(trainer)
            assert "this network has 9 parameters, but 3 were given" in snapshot.problem
            assert not snapshot.is_running
            assert np.isnan(snapshot.boundary).all()
            trainer.step()
            trainer.change(EXPERIMENT)
            assert awaited(trainer).problem == snapshot.problem

    def test_a_run_that_left_the_numbers_is_told(self) -> None:
        wild = replace(
            EXPERIMENT,
            activation="relu",
            output_activation="linear",
            learning_rate=10.0,
        )
        with BackgroundTrainer(wild) as trainer:
            trainer.play()
            snapshot = awaited(trainer, lambda s: bool(s.problem))
            assert "Try a smaller learning rate" in snapshot.problem
            assert not snapshot.is_running
            assert np.isfinite(snapshot.boundary).all()
            trainer.change(replace(wild, learning_rate=1e-3))
            trainer.step(3)
            calm = awaited(trainer, lambda s: s.epoch == snapshot.epoch + 3)
            assert not calm.problem

    def test_a_change_that_needs_a_reset_is_told(
        self, trainer: BackgroundTrainer
    ) -> None:
        trainer.change(replace(EXPERIMENT, hidden=(9,)))
        assert "start again" in awaited(trainer, lambda s: bool(s.problem)).problem
        trainer.step()
        assert awaited(trainer, lambda s: s.epoch == 1).problem == ""

    def test_an_error_while_training_is_told_and_the_thread_lives(self) -> None:
        with BackgroundTrainer(EXPERIMENT, make_trainer=FaultyInRun) as trainer:
            trainer.play()
            snapshot = awaited(trainer, lambda s: bool(s.problem))
            assert snapshot.problem == "Training stopped: out of order"
            assert not snapshot.is_running
            assert awaited(trainer).epoch == 0

    def test_an_error_while_looking_is_told_and_the_thread_lives(self) -> None:
        with BackgroundTrainer(EXPERIMENT, make_trainer=FaultyInPredict) as trainer:
            assert awaited(trainer).problem == "Training stopped: MemoryError"
            assert np.isnan(awaited(trainer).boundary).all()


class TestClosing:
    def test_it_may_be_closed_again_and_from_anywhere(self) -> None:
        trainer = BackgroundTrainer(EXPERIMENT)
        trainer.play()
        with ThreadPoolExecutor(4) as pool:
            for future in [pool.submit(trainer.close) for _ in range(8)]:
                future.result(PATIENCE)
        assert closed_in_time(trainer)

    def test_afterwards_commands_do_nothing(self) -> None:
        trainer = BackgroundTrainer(EXPERIMENT)
        trainer.close()
        trainer.take()
        trainer.play()
        trainer.step()
        trainer.change(EXPERIMENT)
        trainer.request()
        assert trainer.take() is None
        assert not trainer._thread.is_alive()

    def test_it_does_not_wait_for_a_long_epoch_to_end(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(engine, "kernels", lambda: None)
        large = Experiment(samples=100_000, batch_size=1)
        trainer = BackgroundTrainer(large)
        awaited(trainer)
        trainer.play()
        assert closed_in_time(trainer)
        # An epoch of 50,000 updates takes the interpreter some 20 s.
        assert trainer._loop._trainer is not None
        assert trainer._loop._trainer.epoch == 0

    def test_nor_do_commands(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr(engine, "kernels", lambda: None)
        large = Experiment(samples=100_000, batch_size=1)
        with BackgroundTrainer(large) as trainer:
            trainer.play()
            assert awaited(trainer, lambda s: s.is_running).epoch == 0
            trainer.pause()
            paused = awaited(trainer, lambda s: not s.is_running)
            # It was stopped within the epoch.
            assert paused.epoch == 0
            assert not np.array_equal(paused.parameters, Trainer(large).parameters)

    def test_its_thread_would_not_keep_the_program_alive(
        self, trainer: BackgroundTrainer
    ) -> None:
        assert trainer._thread.daemon


actions = st.lists(
    st.one_of(
        st.sampled_from(["play", "pause", "request", "take", "wait"]),
        st.tuples(st.just("step"), st.integers(0, 3)),
        st.tuples(
            st.just("change"),
            st.sampled_from(
                [
                    replace(EXPERIMENT, learning_rate=0.3),
                    replace(EXPERIMENT, optimizer="adam", shuffle=True),
                    replace(EXPERIMENT, activation="relu", loss="hinge"),
                    replace(EXPERIMENT, regularization="l1", regularization_rate=1.0),
                    replace(EXPERIMENT, hidden=(5,)),
                ]
            ),
        ),
        st.just("close"),
    ),
    max_size=25,
)


class TestStress:
    @given(actions)
    @settings(max_examples=40, deadline=None)
    def test_no_sequence_of_commands_hangs_it_or_spoils_a_snapshot(
        self, sequence: list[Any]
    ) -> None:
        trainer = BackgroundTrainer(EXPERIMENT, generation=5)
        last, is_closed = 0, False
        for action in sequence:
            match action:
                case "take":
                    snapshot = trainer.take()
                    if snapshot is not None:
                        assert snapshot.generation == 5
                        assert snapshot.epoch >= last
                        assert np.isfinite(snapshot.boundary).all()
                        last = snapshot.epoch
                case "wait" if not is_closed:
                    last = awaited(trainer).epoch
                case "wait":
                    pass
                case (name, argument):
                    getattr(trainer, name)(argument)
                case name:
                    getattr(trainer, name)()
                    is_closed = is_closed or name == "close"
        assert closed_in_time(trainer)

    def test_many_at_once_from_many_threads(self) -> None:
        trainer = BackgroundTrainer(EXPERIMENT)

        def pester(number: int) -> None:
            generator = np.random.default_rng(number)
            calls = [trainer.play, trainer.pause, trainer.step, trainer.request]
            for choice in generator.integers(0, 5, 200):
                snapshot = trainer.take() if choice == 4 else None
                if choice < 4:
                    calls[choice]()
                assert snapshot is None or len(snapshot.parameters) == 9

        with ThreadPoolExecutor(4) as pool:
            for future in [pool.submit(pester, number) for number in range(4)]:
                future.result(PATIENCE)
        trainer.pause()
        assert not awaited(trainer, lambda s: not s.is_running).problem
        assert closed_in_time(trainer)


class Clocked(Trainer):
    """Every epoch takes a given time; notes how many are asked for at once."""

    seconds = 0.0

    def __init__(self, *arguments: Any) -> None:  # noqa: ANN401
        super().__init__(*arguments)
        self.chunks: list[int] = []

    @override
    def run_epochs(self, epochs: int) -> int:
        self.chunks.append(epochs)
        end = time.perf_counter() + epochs * self.seconds
        while time.perf_counter() < end:
            pass
        self.epoch += epochs
        return epochs


class TestChunks:
    @pytest.mark.parametrize(
        ("seconds", "low", "high"), [(1e-4, 20, 264), (2e-3, 1, 13), (0.03, 1, 1)]
    )
    def test_they_take_about_24_ms(self, seconds: float, low: int, high: int) -> None:
        made: list[Clocked] = []

        def make(*arguments: Any) -> Clocked:  # noqa: ANN401
            made.append(Clocked(*arguments))
            made[0].seconds = seconds
            return made[0]

        with BackgroundTrainer(EXPERIMENT, make_trainer=make) as trainer:
            trainer.play()
            awaited(trainer, lambda _: bool(made) and len(made[0].chunks) > 15)
        chunks = made[0].chunks
        assert chunks[0] == 1
        assert low <= max(chunks) <= high

    def test_they_take_no_longer_where_few_epochs_are_recorded(self) -> None:
        made: list[Clocked] = []

        def make(*arguments: Any) -> Clocked:  # noqa: ANN401
            made.append(Clocked(*arguments))
            made[0].seconds = 1e-3
            made[0].epoch = 10_000_000
            return made[0]

        with BackgroundTrainer(EXPERIMENT, make_trainer=make) as trainer:
            trainer.play()
            awaited(trainer, lambda _: bool(made) and len(made[0].chunks) > 9)
        assert max(made[0].chunks) <= 26
