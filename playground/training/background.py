"""The training thread and its mailbox. Knows nothing of windows.

One daemon thread trains in chunks of about 10 ms. Between chunks it obeys commands and,
when asked, leaves a snapshot in a mailbox with a single slot. Whoever wants to see the
training asks for a snapshot, and takes it when it is there; nobody waits.
"""

import math
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from types import TracebackType
from typing import Final, Self

import numpy as np

from playground.core.operations import Array
from playground.training.datasets import EXTENT, Dataset
from playground.training.experiment import Experiment
from playground.training.trainer import Metrics, Trainer

MAP_SIZE: Final = 100
"""Points along each side of a map."""

_CHUNK: Final = 0.010
_LONG: Final = 0.030
"""Seconds after which a chunk, of a single epoch then, is cut off by a command."""

_SPEED_WINDOW: Final = 0.5


@dataclass(frozen=True, eq=False, slots=True)
class Snapshot:
    """A run at one moment; its arrays are its own and read-only.

    Attributes:
        generation: Which run it belongs to, so that those of older ones can be dropped.
        epoch: How many epochs were completed.
        train_loss: Mean over the train data, without regularisation.
        test_loss: Mean over the test data.
        train_accuracy: Share of the train data in the right class, 0 to 1, or NaN.
        test_accuracy: Share of the test data in the right class, or NaN.
        boundary: The network's output on ``[-EXTENT, EXTENT]²``, both ends included,
            shape ``(MAP_SIZE, MAP_SIZE)``; row 0 has the lowest y, column 0 the
            lowest x.
        parameters: In the order of `MLP.parameters`, shape ``(n_parameters,)``.
        epochs: Points of the loss curve that are new since the snapshot taken before.
        train_losses: At those epochs.
        test_losses: At those epochs.
        epochs_per_second: How fast it trains, 0 when it does not.
        is_running: Whether it goes on by itself.
        problem: Why training stopped, in a sentence for a person, or "".
        neuron_maps: What all neurons answer, where asked for: see `NeuronMaps.all`.
        watched: The neuron that was asked for, its layer from 1 and index from 0.
        watched_map: What that neuron answers, like *boundary*.
    """

    generation: int
    epoch: int
    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float
    boundary: Array
    parameters: Array
    epochs: Array
    train_losses: Array
    test_losses: Array
    epochs_per_second: float
    is_running: bool
    problem: str
    neuron_maps: Array | None = None
    watched: tuple[int, int] | None = None
    watched_map: Array | None = None


def map_points() -> Array:
    """The points of a map, row by row from the lowest y: ``(MAP_SIZE**2, 2)``."""
    line = np.linspace(-EXTENT, EXTENT, MAP_SIZE)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


class Mailbox:
    """Room for one snapshot; a newer one takes the place of one nobody has taken.

    The points of the loss curve of a replaced snapshot are in the one that replaces it.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._snapshot: Snapshot | None = None
        self._taken = 0
        self._end = 0

    def put(self, make: Callable[[int], tuple[Snapshot, int]]) -> None:
        """Put a snapshot in.

        Args:
            make: Given how many points of the curve were taken, answers with a snapshot
                that holds the others, and with the number of all points so far.
        """
        with self._lock:
            self._snapshot, self._end = make(self._taken)

    def take(self) -> Snapshot | None:
        """Take the snapshot out, if there is one."""
        with self._lock:
            snapshot, self._snapshot = self._snapshot, None
            self._taken = self._end
            return snapshot


class Speed:
    """Epochs per second over the last half second or so of training."""

    def __init__(self) -> None:
        self._epochs = 0.0
        self._seconds = 0.0

    def count(self, epochs: int, seconds: float) -> None:
        """Take note of a chunk."""
        fade = math.exp(-seconds / _SPEED_WINDOW)
        self._epochs = self._epochs * fade + epochs
        self._seconds = self._seconds * fade + seconds

    @property
    def epochs_per_second(self) -> float:
        """The speed, 0 before the first chunk."""
        return self._epochs / self._seconds if self._seconds else 0.0


@dataclass(frozen=True, slots=True)
class _Play:
    pass


@dataclass(frozen=True, slots=True)
class _Pause:
    pass


@dataclass(frozen=True, slots=True)
class _Step:
    epochs: int


@dataclass(frozen=True, slots=True)
class _Change:
    experiment: Experiment


@dataclass(frozen=True, slots=True)
class _SetParameter:
    number: int
    value: float


@dataclass(frozen=True, slots=True)
class _Request:
    wants_neuron_maps: bool
    watched: tuple[int, int] | None


@dataclass(frozen=True, slots=True)
class _Close:
    pass


_Command = _Play | _Pause | _Step | _Change | _SetParameter | _Request | _Close


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
        self._commands: queue.SimpleQueue[_Command] = queue.SimpleQueue()
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
        self._tell(_Play())

    def pause(self) -> None:
        """Stop after the epoch at hand, or within it if it takes long."""
        self._tell(_Pause())

    def step(self, epochs: int = 1) -> None:
        """Train for some epochs, then pause."""
        self._tell(_Step(epochs))

    def change(self, experiment: Experiment) -> None:
        """Go on with other settings, if they need no reset."""
        self._tell(_Change(experiment))

    def set_parameter(self, number: int, value: float) -> None:
        """Give a parameter another value, by its place in `MLP.parameters`."""
        self._tell(_SetParameter(number, value))

    def request(
        self, *, neuron_maps: bool = False, watched: tuple[int, int] | None = None
    ) -> None:
        """Ask for a snapshot.

        Args:
            neuron_maps: Whether it is to hold the maps of all neurons.
            watched: A neuron whose map it is to hold at full size: its layer, from 1,
                and its index, from 0.
        """
        self._tell(_Request(neuron_maps, watched))

    def take(self) -> Snapshot | None:
        """The newest snapshot, if one came since the last was taken."""
        return self._mailbox.take()

    def close(self) -> None:
        """End the thread and wait for that, some milliseconds; may be called again."""
        self._closing.set()
        self._commands.put(_Close())
        # More than once, for the thread may have been just about to begin a chunk.
        while self._thread.is_alive():
            self._run.cut_off()
            self._thread.join(_LONG)

    def _tell(self, command: _Command) -> None:
        self._commands.put(command)
        if self._run.is_long_at_it():
            self._run.cut_off()

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
        commands: "queue.SimpleQueue[_Command]",
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
        self._began = math.inf
        self._request: _Request | None = None
        self._problem = ""

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
        return time.perf_counter() - self._began > _LONG

    def cut_off(self) -> None:
        """End the chunk at hand before its next batch; called by other threads."""
        trainer = self._trainer
        if trainer is not None:
            trainer.stop()

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

    def _halt(self, problem: str) -> None:
        self._problem = problem
        self._is_playing = False
        self._epochs_to_do = 0

    def _set_up(self) -> None:
        self._trainer = self._build()

    def _obey_all(self) -> None:
        """Obey what is waiting; with nothing to do, wait for a command."""
        if not self._is_running:
            self._obey(self._commands.get())
        while not self._commands.empty():
            self._obey(self._commands.get())

    def _obey(self, command: _Command) -> None:
        match command:
            case _Play():
                self._set_running(is_playing=True)
            case _Pause():
                self._set_running(is_playing=False)
            case _Step(epochs):
                self._set_running(is_playing=False, more=epochs)
            case _Change(experiment):
                if self._trainer is not None:
                    self._trainer.change(experiment)
                    self._problem = ""
            case _SetParameter(number, value):
                if self._trainer is not None:
                    self._trainer.set_parameter(number, value)
                    self._problem = ""
            case _Request(wants_neuron_maps, watched):
                # What was wished for before and not answered yet still counts.
                before = self._request or command
                self._request = _Request(
                    wants_neuron_maps or before.wants_neuron_maps,
                    watched or before.watched,
                )
            case _Close():
                self._closing.set()

    def _set_running(self, *, is_playing: bool, more: int = 0) -> None:
        """Without a trainer there is nothing to run, and its problem stays."""
        if self._trainer is None:
            return
        self._is_playing = is_playing
        self._epochs_to_do = self._epochs_to_do + more if more else 0
        if self._is_running:
            self._problem = ""

    def _train(self) -> None:
        """Train for about as long as a chunk should take."""
        trainer = self._trainer
        if trainer is None:
            return
        epochs = self._chunk
        if not self._is_playing:
            epochs = min(epochs, self._epochs_to_do)
        self._began = before = time.perf_counter()
        try:
            done = trainer.run_epochs(epochs)
        finally:
            self._began = math.inf
        seconds = max(time.perf_counter() - before, 1e-6)
        if not self._is_playing:
            self._epochs_to_do -= done
        self._speed.count(done, seconds)
        # At most twice as long as the last one, whatever the clock says.
        fitting = int(_CHUNK / seconds * done)
        self._chunk = max(1, min(fitting, 2 * self._chunk))
        if trainer.problem:
            self._halt(trainer.problem)

    def _answer(self, request: _Request) -> None:
        """Leave a snapshot, and if that goes wrong one that says so."""
        self._request = None
        trainer = self._trainer
        if trainer is None or not self._guard(
            lambda: self._leave_snapshot(trainer, request)
        ):
            self._mailbox.put(lambda taken: (self._empty_snapshot(), taken))

    def _leave_snapshot(self, trainer: Trainer, request: _Request) -> None:
        metrics = trainer.metrics
        boundary = trainer.predict(map_points()).reshape(MAP_SIZE, MAP_SIZE)
        parameters = trainer.parameters
        maps = trainer.neuron_maps() if request.wants_neuron_maps else None
        watched_map = _watched_map(trainer, request.watched)

        def make(taken: int) -> tuple[Snapshot, int]:
            history = trainer.history
            rows = history.epochs, history.train_losses, history.test_losses
            curve = tuple(row[taken:] for row in rows)
            snapshot = replace(
                self._snapshot(metrics, boundary, parameters, curve),
                neuron_maps=None if maps is None else _own(maps),
                watched=request.watched,
                watched_map=watched_map,
            )
            return snapshot, len(history)

        self._mailbox.put(make)

    def _snapshot(
        self,
        metrics: Metrics,
        boundary: Array,
        parameters: Array,
        curve: tuple[Array, ...],
    ) -> Snapshot:
        epochs, train_losses, test_losses = map(_own, curve)
        return Snapshot(
            generation=self._generation,
            epoch=self._trainer.epoch if self._trainer else 0,
            train_loss=metrics.train_loss,
            test_loss=metrics.test_loss,
            train_accuracy=metrics.train_accuracy,
            test_accuracy=metrics.test_accuracy,
            boundary=_own(boundary),
            parameters=_own(parameters),
            epochs=epochs,
            train_losses=train_losses,
            test_losses=test_losses,
            epochs_per_second=(
                self._speed.epochs_per_second if self._is_running else 0.0
            ),
            is_running=self._is_running,
            problem=self._problem,
        )

    def _empty_snapshot(self) -> Snapshot:
        """For a run that has nothing to show."""
        nothing = np.empty(0)
        return self._snapshot(
            Metrics(math.nan, math.nan, math.nan, math.nan),
            np.full((MAP_SIZE, MAP_SIZE), math.nan),
            nothing,
            (nothing, nothing, nothing),
        )


def _watched_map(trainer: Trainer, watched: tuple[int, int] | None) -> Array | None:
    if watched is None:
        return None
    try:
        outputs = trainer.neuron_outputs(*watched, map_points())
    except IndexError:  # asked for before the network changed its size
        return None
    return _own(outputs.reshape(MAP_SIZE, MAP_SIZE))


def _own(array: Array) -> Array:
    copy = np.array(array)
    copy.setflags(write=False)
    return copy
