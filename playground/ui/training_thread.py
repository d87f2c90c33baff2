"""What the window needs of the training thread, and how it starts the real one."""

from collections.abc import Callable
from typing import Literal, Protocol, TypeAlias

from playground.training.background import BackgroundTrainer, Snapshot
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.trained import Trained

StepSize: TypeAlias = Literal["epoch", "batch", "sample"]
"""How far a step goes: an epoch, or an update with a batch or with one point."""


class TrainingThread(Protocol):
    """What the runner needs of `BackgroundTrainer`."""

    @property
    def told(self) -> int:
        """How many commands were given."""

    def play(self) -> None:
        """Train until told otherwise."""

    def pause(self) -> None:
        """Stop where it is."""

    def step(self, epochs: int = 1) -> None:
        """Train *epochs* more."""

    def update(self, samples: int = 0) -> None:
        """Make one update."""

    def limit(self, epochs_per_second: float) -> None:
        """Play no faster; 0 is as fast as can be."""

    def change(self, experiment: Experiment) -> None:
        """Go on with other settings."""

    def set_parameter(self, number: int, value: float) -> None:
        """Give a weight or bias another value."""

    def resume(self, trained: Trained) -> None:
        """Go on from where another run was."""

    def request(
        self,
        *,
        neuron_maps: bool = False,
        watched: tuple[int, int] | None = None,
        checkup: bool = False,
        details: bool = False,
    ) -> None:
        """Ask for a snapshot."""

    def take(self) -> Snapshot | None:
        """The newest snapshot not taken yet."""

    def close(self) -> None:
        """Stop, and wait for the end."""


StartTraining = Callable[[Experiment, Dataset, Dataset, int], TrainingThread]
"""Starts a thread, paused: experiment, train data, test data, generation."""


def start_training(
    experiment: Experiment, train: Dataset, test: Dataset, generation: int
) -> TrainingThread:
    """Start the real thing."""
    return BackgroundTrainer(experiment, train, test, generation=generation)


def make_step(thread: TrainingThread, size: StepSize) -> None:
    """Let *thread* train for a single step."""
    match size:
        case "epoch":
            thread.step()
        case "batch":
            thread.update()
        case "sample":
            thread.update(1)
