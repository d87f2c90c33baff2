"""The training thread and its mailbox. Knows nothing of windows.

One daemon thread trains in chunks of about 24 ms. Between chunks it obeys commands and,
when asked, leaves a snapshot in a mailbox with a single slot. Whoever wants to see the
training asks for a snapshot, and takes it when it is there; nobody waits.
"""

import queue
import threading
from collections.abc import Callable
from types import TracebackType
from typing import Self

from playground.core.operations import Array
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.loop import LONG, TrainingLoop
from playground.training.orders import (
    Change,
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
from playground.training.snapshot import MAP_SIZE, Mailbox, Snapshot, map_points
from playground.training.trained import Trained
from playground.training.trainer import Trainer

__all__ = ["MAP_SIZE", "BackgroundTrainer", "Mailbox", "Snapshot", "map_points"]


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
        self._told = 0
        self._mailbox = Mailbox()
        self._closing = threading.Event()

        def build() -> Trainer:
            return make_trainer(experiment, train, test, parameters)

        self._loop = TrainingLoop(
            build, generation, self._commands, self._mailbox, self._closing
        )
        self._thread = threading.Thread(
            target=self._loop.live, name="training", daemon=True
        )
        self._thread.start()

    @property
    def told(self) -> int:
        """How many commands were given, requests included.

        A snapshot whose `obeyed` is no smaller comes after all of them.
        """
        return self._told

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
            self._loop.cut_off(at_once=True)
            self._thread.join(LONG)

    def _tell(self, command: Command) -> None:
        self._told += 1
        self._commands.put(command)
        if self._loop.is_long_at_it():
            self._loop.cut_off(at_once=isinstance(command, Pause))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
