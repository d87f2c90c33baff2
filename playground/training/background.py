"""The training thread and its mailbox. Knows nothing of windows.

One daemon thread trains in chunks of about 10 ms. Between chunks it obeys commands and,
when asked, leaves a snapshot in a mailbox with a single slot. Whoever wants to see the
training asks for a snapshot, and takes it when it is there; nobody waits.
"""

import contextlib
import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from types import TracebackType
from typing import Final, Self

import numpy as np

from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS
from playground.training.answers import decided
from playground.training.checkup import Checkup
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.history import History
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
from playground.training.snapshot import (
    MAP_SIZE,
    Details,
    Mailbox,
    Snapshot,
    Speed,
    map_points,
)
from playground.training.trained import Trained
from playground.training.trainer import Trainer

__all__ = ["MAP_SIZE", "BackgroundTrainer", "Mailbox", "Snapshot", "map_points"]

_TWO: Final = 2
_CHUNK: Final = 0.010
_LONG: Final = 0.030
"""Seconds after which a chunk of a single epoch is cut off by a command."""
_TOO_LONG: Final = 0.2
"""Likewise one of several epochs: something else took the processor, or they grew."""


class BackgroundTrainer:
    """A `Trainer` in a thread of its own, paused at first.

    Its methods return at once, except `close`; after that they do nothing. Whatever
    goes wrong in the thread, it lives on and says so in the snapshots' `problem`.
    """

    def __init__(
        self,
        experiment: Experiment,
        train: Dataset | None = None,
        test: Dataset | None = None,
        *,
        generation: int = 0,
        parameters: Array | None = None,
        make_trainer: Callable[..., Trainer] = Trainer,
    ) -> None:
        """Start the thread; the arguments are those of `Trainer`."""
        self._commands: queue.SimpleQueue[Command] = queue.SimpleQueue()
        self._mailbox = Mailbox()
        self._closing = threading.Event()

        def build() -> Trainer:
            return make_trainer(experiment, train, test, parameters)

        self._run = _Run(
            build, generation, self._commands, self._mailbox, self._closing
        )
        self._thread = threading.Thread(
            target=self._run.live, name="training", daemon=True
        )
        self._thread.start()

    def play(self) -> None:
        """Train until told otherwise."""
        self._tell(Play())

    def pause(self) -> None:
        """Stop after the epoch at hand, or within it if it takes long."""
        self._tell(Pause())

    def step(self, epochs: int = 1) -> None:
        """Train for some epochs, then pause."""
        self._tell(Step(epochs))

    def update(self, samples: int = 0) -> None:
        """Make one update, with a batch or with so many *samples*, then pause."""
        self._tell(Update(samples))

    def limit(self, epochs_per_second: float) -> None:
        """Play no faster than this; 0 is as fast as can be."""
        self._tell(Limit(epochs_per_second))

    def change(self, experiment: Experiment) -> None:
        """Go on with other settings, if they need no reset."""
        self._tell(Change(experiment))

    def set_parameter(self, number: int, value: float) -> None:
        """Give a parameter another value, by its place in `MLP.parameters`."""
        self._tell(SetParameter(number, value))

    def resume(self, trained: Trained) -> None:
        """Go on from where another run of the same experiment was."""
        self._tell(Resume(trained))

    def request(
        self,
        *,
        neuron_maps: bool = False,
        watched: tuple[int, int] | None = None,
        checkup: bool = False,
        details: bool = False,
    ) -> None:
        """Ask for a snapshot.

        Args:
            neuron_maps: Whether it is to hold the maps of all neurons.
            watched: A neuron whose map it is to hold at full size: its layer, from 1,
                and its index, from 0.
            checkup: Whether it is to say how the run does, see `Checkup`.
            details: Whether it is to say what moves each parameter, see `Details`.
        """
        self._tell(Request(neuron_maps, watched, checkup, details))

    def take(self) -> Snapshot | None:
        """The newest snapshot, if one came since the last was taken."""
        return self._mailbox.take()

    def close(self) -> None:
        """End the thread and wait for that, some milliseconds; may be called again."""
        self._closing.set()
        self._commands.put(Close())
        # More than once, for the thread may have been just about to begin a chunk.
        while self._thread.is_alive():
            self._run.cut_off(at_once=True)
            self._thread.join(_LONG)

    def _tell(self, command: Command) -> None:
        self._commands.put(command)
        if self._run.is_long_at_it():
            self._run.cut_off(at_once=isinstance(command, Pause))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class _Run:
    """What happens in the thread."""

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
            # So that the last epoch shown is one that is recorded.
            spacing = History.spacing(trainer.epoch)
            epochs += -(trainer.epoch + epochs) % spacing
        before = time.perf_counter()
        self._tedious = before + (_LONG if epochs == 1 else _TOO_LONG)
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
        boundary, shares = _map_of(trainer)
        parameters = trainer.parameters
        maps = trainer.neuron_maps() if request.wants_neuron_maps else None
        watched_map = _watched_map(trainer, request.watched)
        checkup = Checkup.of(trainer) if request.wants_checkup else None
        details = _details(trainer) if request.wants_details else None

        def make(taken: int) -> tuple[Snapshot, int]:
            history = trainer.history
            snapshot = replace(
                self._snapshot(metrics, boundary, parameters, history.rows[:, taken:]),
                probabilities=shares,
                neuron_maps=None if maps is None else _own(maps),
                watched=request.watched,
                watched_map=watched_map,
                trained=trainer.trained,
                checkup=checkup,
                details=details,
            )
            return snapshot, len(history)

        self._mailbox.put(make)

    def _snapshot(
        self,
        metrics: Metrics,
        boundary: Array,
        parameters: Array,
        curve: Array,
    ) -> Snapshot:
        epochs, train_losses, test_losses, *accuracies = _own(curve)
        trainer = self._trainer
        return Snapshot(
            generation=self._generation,
            epoch=trainer.epoch if trainer else 0,
            train_loss=metrics.train_loss,
            test_loss=metrics.test_loss,
            train_accuracy=metrics.train_accuracy,
            test_accuracy=metrics.test_accuracy,
            boundary=_own(boundary),
            parameters=_own(parameters),
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
            is_diverged=bool(self._problem and trainer and trainer.is_diverged),
            samples_done=trainer.samples_done if trainer else 0,
        )

    def _empty_snapshot(self) -> Snapshot:
        """For a run that has nothing to show."""
        return self._snapshot(
            Metrics(math.nan, math.nan, math.nan, math.nan),
            np.full((MAP_SIZE, MAP_SIZE), math.nan),
            np.empty(0),
            np.empty((5, 0)),
        )


def _map_of(trainer: Trainer) -> tuple[Array, Array | None]:
    """The map, and the probabilities of three or more classes."""
    if trainer.experiment.n_outputs <= _TWO:
        return trainer.predict(map_points()).reshape(MAP_SIZE, MAP_SIZE), None
    shares = trainer.probabilities(map_points())
    boundary = decided(shares).reshape(MAP_SIZE, MAP_SIZE)
    return boundary, _own(shares.T.reshape(-1, MAP_SIZE, MAP_SIZE))


def _watched_map(trainer: Trainer, watched: tuple[int, int] | None) -> Array | None:
    if watched is None:
        return None
    try:
        outputs = trainer.neuron_outputs(*watched, map_points())
    except IndexError:  # asked for before the network changed its size
        return None
    return _own(outputs.reshape(MAP_SIZE, MAP_SIZE))


def _details(trainer: Trainer) -> Details:
    return Details(
        gradient=_own(trainer.gradient()),
        state=_own(trainer.optimizer_state),
        state_names=OPTIMIZERS[trainer.experiment.optimizer].state_names,
        update=_own(trainer.last_update),
    )


def _own(array: Array) -> Array:
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
