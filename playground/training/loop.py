"""What the training thread does: obey, train for a moment, tell. Starts no thread."""

import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.checkup import Checkup
from playground.training.history import History, Place
from playground.training.metrics import Metrics
from playground.training.orders import (
    Change,
    ChangeOrder,
    Close,
    Command,
    Limit,
    Pause,
    Play,
    Request,
    Resume,
    SetParameter,
    Step,
    Update,
)
from playground.training.snapshot import MAP_SIZE, Mailbox, Snapshot, Speed
from playground.training.snapshot_parts import details_of, map_of, own, watched_map_of
from playground.training.trainer import Trainer

LONG: Final = 0.030
"""Seconds after which a chunk of a single epoch is cut off by a command."""
_TOO_LONG: Final = 0.2
"""Likewise one of several epochs: something else took the processor, or they grew."""
_CHUNK: Final = 0.024
"""Seconds that a chunk should take: less than from one picture to the next.

After each chunk the thread has to wait for Python's interpreter lock; shorter ones
would cost more of that, longer ones let a person wait who pauses.
"""


class TrainingLoop:
    """What happens in the thread: `live` returns when *closing* is set."""

    def __init__(
        self,
        build: Callable[[], Trainer],
        generation: int,
        commands: "queue.SimpleQueue[Command]",
        mailbox: Mailbox,
        closing: threading.Event,
    ) -> None:
        self._build = build
        self._generation = generation
        self._commands = commands
        self._mailbox = mailbox
        self._closing = closing
        self._trainer: Trainer | None = None
        self._is_playing = False
        self._epochs_to_do = 0
        self._chunk = 1
        self._speed = Speed()
        self._tedious = math.inf
        self._request: Request | None = None
        self._problem = ""
        self._finished = ""
        self._limit = 0.0
        self._due = 0.0
        self._obeyed = 0

    def live(self) -> None:
        """Obey and train until closed."""
        self._guard(self._set_up)
        while not self._closing.is_set():
            self._guard(self._obey_all)
            if self._is_running:
                self._guard(self._train)
            if self._request is not None and not self._closing.is_set():
                self._answer(self._request)

    def is_long_at_it(self) -> bool:
        """Whether it has been training without a look at its commands for a while."""
        return time.perf_counter() > self._tedious

    def cut_off(self, *, at_once: bool) -> None:
        """End the chunk at hand, see `Trainer.stop`; called by other threads."""
        trainer = self._trainer
        if trainer is not None:
            trainer.stop(at_once=at_once)

    @property
    def _is_running(self) -> bool:
        return self._is_playing or self._epochs_to_do > 0

    def _guard(self, action: Callable[[], None]) -> bool:
        """Whether *action* succeeded."""
        try:
            action()
        except Exception as error:  # noqa: BLE001  a dead thread would tell nobody
            self._halt(f"Training stopped: {str(error) or type(error).__name__}")
            return False
        return True

    def _halt(self, problem: str, finished: str = "") -> None:
        self._problem = problem
        self._finished = finished
        self._is_playing = False
        self._epochs_to_do = 0

    def _set_up(self) -> None:
        self._trainer = self._build()
        # Such as a feature without a value at some data point.
        self._problem = self._trainer.problem

    def _obey_all(self) -> None:
        """Obey what is waiting; with nothing to do, wait for a command."""
        if not self._is_running:
            self._obey(self._commands.get())
        elif self._limit and self._is_playing:
            self._wait_until_due()
        while not self._commands.empty():
            self._obey(self._commands.get())

    def _wait_until_due(self) -> None:
        """Wait for the next epoch's time, or for a command that comes before."""
        seconds = self._due - time.perf_counter()
        if seconds > 0:
            with contextlib.suppress(queue.Empty):
                self._obey(self._commands.get(timeout=seconds))

    def _obey(self, command: Command) -> None:
        self._obeyed += 1
        match command:
            case Play():
                self._set_running(is_playing=True)
            case Pause():
                self._set_running(is_playing=False)
            case Step(epochs):
                self._set_running(is_playing=False, more=epochs)
            case Limit(epochs_per_second):
                self._limit = epochs_per_second
                self._due = time.perf_counter()
            case Request(wants_neuron_maps, watched, wants_checkup, wants_details):
                # What was wished for before and not answered yet still counts.
                before = self._request or command
                self._request = Request(
                    wants_neuron_maps or before.wants_neuron_maps,
                    watched or before.watched,
                    wants_checkup or before.wants_checkup,
                    wants_details or before.wants_details,
                )
            case Close():
                self._closing.set()
            case _:
                if self._trainer is not None:
                    self._change(self._trainer, command)

    def _change(self, trainer: Trainer, command: ChangeOrder) -> None:
        match command:
            case Update(samples):
                self._set_running(is_playing=False)
                trainer.run_update(samples)
                self._halt(trainer.problem, trainer.finished)
                return
            case Change(experiment):
                trainer.change(experiment)
            case SetParameter(number, value):
                trainer.set_parameter(number, value)
            case Resume(trained):
                trainer.resume(trained)
        self._problem, self._finished = trainer.problem, ""

    def _set_running(self, *, is_playing: bool, more: int = 0) -> None:
        """Without a trainer there is nothing to run, and its problem stays."""
        if self._trainer is None:
            return
        self._is_playing = is_playing
        self._epochs_to_do = self._epochs_to_do + more if more else 0
        if self._is_running:
            self._problem = self._finished = ""

    def _train(self) -> None:
        """Train for about as long as a chunk should take."""
        trainer = self._trainer
        if trainer is None:
            return
        epochs = self._chunk
        if not self._is_playing:
            epochs = min(epochs, self._epochs_to_do)
        elif self._limit:
            # Whole epochs, as many as are due, few enough to be seen one by one.
            late = time.perf_counter() - self._due
            if late < 0:
                return
            epochs = min(epochs, max(1, int(late * self._limit)))
            self._due = max(self._due, time.perf_counter() - _CHUNK)
            self._due += epochs / self._limit
        else:
            # So that the last epoch shown is one that is recorded, if there is one.
            spacing = History.spacing(trainer.epoch)
            if spacing <= epochs:
                epochs += -(trainer.epoch + epochs) % spacing
        before = time.perf_counter()
        self._tedious = before + (LONG if epochs == 1 else _TOO_LONG)
        try:
            done = trainer.run_epochs(epochs)
        finally:
            self._tedious = math.inf
        seconds = max(time.perf_counter() - before, 1e-6)
        if not self._is_playing:
            self._epochs_to_do -= done
        self._speed.count(done, seconds)
        # At most twice as long as the last one, whatever the clock says.
        fitting = int(_CHUNK / seconds * done)
        self._chunk = max(1, min(fitting, 2 * self._chunk))
        if trainer.problem or trainer.finished:
            self._halt(trainer.problem, trainer.finished)

    def _answer(self, request: Request) -> None:
        """Leave a snapshot, and if that goes wrong one that says so."""
        self._request = None
        trainer = self._trainer
        if trainer is None or not self._guard(
            lambda: self._leave_snapshot(trainer, request)
        ):
            self._mailbox.put(lambda taken: (self._empty_snapshot(), taken))

    def _leave_snapshot(self, trainer: Trainer, request: Request) -> None:
        metrics = trainer.metrics
        is_running = self._is_running
        boundary, shares = map_of(trainer, is_running=is_running)
        parameters = trainer.parameters
        maps = own(trainer.neuron_maps()) if request.wants_neuron_maps else None
        watched_map = watched_map_of(trainer, request.watched, is_running=is_running)
        checkup = Checkup.of(trainer) if request.wants_checkup else None
        details = details_of(trainer) if request.wants_details else None
        trained = trainer.trained

        def make(taken: Place) -> tuple[Snapshot, Place]:
            history = trainer.history
            snapshot = replace(
                self._snapshot(metrics, boundary, parameters, history.since(taken)),
                probabilities=shares,
                neuron_maps=maps,
                watched=request.watched,
                watched_map=watched_map,
                trained=trained,
                checkup=checkup,
                details=details,
            )
            return snapshot, history.place

        self._mailbox.put(make)

    def _snapshot(
        self,
        metrics: Metrics,
        boundary: Array,
        parameters: Array,
        curve: Array,
    ) -> Snapshot:
        epochs, train_losses, test_losses, *accuracies = own(curve)
        trainer = self._trainer
        return Snapshot(
            generation=self._generation,
            epoch=trainer.epoch if trainer else 0,
            train_loss=metrics.train_loss,
            test_loss=metrics.test_loss,
            train_accuracy=metrics.train_accuracy,
            test_accuracy=metrics.test_accuracy,
            boundary=own(boundary),
            parameters=own(parameters),
            epochs=epochs,
            train_losses=train_losses,
            test_losses=test_losses,
            train_accuracies=accuracies[0],
            test_accuracies=accuracies[1],
            epochs_per_second=(
                self._speed.epochs_per_second if self._is_running else 0.0
            ),
            is_running=self._is_running,
            problem=self._problem,
            finished=self._finished,
            rule=trainer.rule if trainer and self._finished else "",
            is_diverged=bool(self._problem and trainer and trainer.is_diverged),
            summary=trainer.summary if trainer and trainer.is_diverged else "",
            gentler_rate=trainer.gentler_rate if trainer else 0.0,
            samples_done=trainer.samples_done if trainer else 0,
            obeyed=self._obeyed,
        )

    def _empty_snapshot(self) -> Snapshot:
        """For a run that has nothing to show."""
        return self._snapshot(
            Metrics(math.nan, math.nan, math.nan, math.nan),
            np.full((MAP_SIZE, MAP_SIZE), math.nan),
            np.empty(0),
            np.empty((5, 0)),
        )
