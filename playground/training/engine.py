"""What computes for a trainer: the seam behind which engines are exchanged."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from playground.core.losses import REGULARIZERS, Regularization
from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS, Optimizer
from playground.core.program import interpret, interpret_gradient, lower
from playground.training.experiment import Experiment
from playground.training.network_graph import NetworkGraph


@dataclass(frozen=True, eq=False, slots=True)
class Ending:
    """How a call of `Engine.train` ended.

    Attributes:
        epochs: How many were completed.
        culprits: Rows of the train data in the batch whose values, or whose update,
            were not finite, None if there was no such batch.
    """

    epochs: int
    culprits: NDArray[np.int64] | None = None


class Engine(Protocol):
    """Trains and evaluates one `NetworkGraph`.

    Arrays of parameters are in the order of `MLP.parameters`.
    """

    @property
    def parameters(self) -> Array:
        """A copy of the parameters, shape ``(n_parameters,)``."""

    def configure(self, experiment: Experiment) -> None:
        """Take over settings that need no reset and leave the graph as it is."""

    def evaluate(self, columns: Array) -> tuple[Array, Array]:
        """Losses and outputs, ``(n,)`` each, for columns x, y and label, ``(n, 3)``."""

    def train(self, epochs: int, is_cancelled: Callable[[], bool]) -> Ending:
        """Train for some epochs, or until cancelled or a value is not finite."""

    def set_parameter(self, number: int, value: float) -> None:
        """Give one parameter another value; what optimisers remember stays."""

    def retreat(self, parameters: Array) -> None:
        """Take other parameters and forget what optimisers remember."""

    def save(self) -> "Progress":
        """Everything that training changes, for `restore`."""

    def restore(self, saved: "Progress") -> None:
        """Go on from what an engine of the same settings saved."""


@dataclass(eq=False, slots=True)
class Progress:
    """What training changes.

    Attributes:
        parameters: In the order of `MLP.parameters`.
        state: What the optimiser remembers, ``(rows, n_parameters)``.
        dead: Which weights L1 has put to rest.
        order: In which the train data is visited.
        step: How many updates were made.
        random: State of the random numbers that shuffle.
        start: How much of *order* was visited in the epoch at hand.
    """

    parameters: Array
    state: Array
    dead: NDArray[np.bool_]
    order: NDArray[np.int64]
    step: int = 0
    random: int = 0
    start: int = 0

    def copy(self) -> "Progress":
        """One that shares nothing with this one."""
        return Progress(
            self.parameters.copy(),
            self.state.copy(),
            self.dead.copy(),
            self.order.copy(),
            self.step,
            self.random,
            self.start,
        )


class ReferenceEngine:
    """Trains with the reference interpreter: slow, always there, and the oracle."""

    def __init__(
        self, graph: NetworkGraph, columns: Array, experiment: Experiment
    ) -> None:
        """Take a graph and the train data, as columns x, y and label."""
        self._program = lower([graph.loss, graph.output], graph.inputs)
        self._columns = columns
        leaves = graph.network.parameters()
        own = {id(leaf): number for number, leaf in enumerate(leaves)}
        # Of each parameter of the program, its number in the network.
        self._places = np.array([own[id(p)] for p in self._program.parameters])
        self._experiment = experiment
        self._optimizer = make_optimizer(experiment)
        self._regularization = make_regularization(graph, experiment)
        n = len(leaves)
        self._progress = Progress(
            parameters=np.array([leaf.result for leaf in leaves]),
            state=self._optimizer.state(n),
            dead=np.zeros(n, dtype=np.bool_),
            order=np.arange(len(columns)),
            random=experiment.seed,
        )

    @property
    def parameters(self) -> Array:
        """A copy of the parameters."""
        return self._progress.parameters.copy()

    def configure(self, experiment: Experiment) -> None:
        """Take over settings that need no reset and leave the graph as it is."""
        progress = self._progress
        optimizer = make_optimizer(experiment)
        if type(optimizer) is not type(self._optimizer):
            progress.state = optimizer.state(len(progress.parameters))
            progress.step = 0
        self._optimizer = optimizer
        regularization = make_regularization_of(
            self._regularization.applies, experiment
        )
        if regularization.l1 == 0:
            progress.dead[:] = False
        self._regularization = regularization
        self._experiment = experiment

    def evaluate(self, columns: Array) -> tuple[Array, Array]:
        """Losses and outputs for columns x, y and label."""
        parameters = self._progress.parameters[self._places]
        losses, outputs = interpret(self._program, parameters, columns).T
        return losses, outputs

    def train(self, epochs: int, is_cancelled: Callable[[], bool]) -> Ending:
        """Train for some epochs, or until cancelled or a value is not finite."""
        progress, n = self._progress, len(self._columns)
        for epoch in range(epochs):
            if progress.start == 0 and self._experiment.shuffle:
                progress.random = shuffle(progress.order, progress.random)
            while progress.start < n:
                if is_cancelled():
                    return Ending(epoch)
                end = progress.start + self._experiment.batch_size
                batch = progress.order[progress.start : end]
                if not self._update(batch):
                    return Ending(epoch, np.array(batch))
                progress.start = end
            progress.start = 0
        return Ending(epochs)

    def set_parameter(self, number: int, value: float) -> None:
        """Give one parameter another value, also one that L1 had put to rest."""
        self._progress.parameters[number] = value
        self._progress.dead[number] = False

    def retreat(self, parameters: Array) -> None:
        """Take other parameters and forget what optimisers remember."""
        progress = self._progress
        progress.parameters = parameters.copy()
        progress.state = self._optimizer.state(len(parameters))
        progress.step = progress.start = 0
        progress.dead &= parameters == 0

    def save(self) -> Progress:
        """Everything that training changes, for `restore`."""
        return self._progress.copy()

    def restore(self, saved: Progress) -> None:
        """Go on from what an engine of the same settings saved."""
        self._progress = saved.copy()

    def _update(self, batch: NDArray[np.int64]) -> bool:
        """Learn from a batch; unless all is finite, change nothing and answer False."""
        progress = self._progress
        losses, own_gradient = interpret_gradient(
            self._program, progress.parameters[self._places], self._columns[batch]
        )
        gradient = np.zeros_like(progress.parameters)
        gradient[self._places] = own_gradient
        if not (np.isfinite(losses).all() and np.isfinite(gradient).all()):
            return False
        saved = progress.copy()
        progress.step += 1
        with np.errstate(all="ignore"):
            self._regularization.add_gradient(gradient, saved.parameters)
            gradient[progress.dead] = 0.0
            self._optimizer.update(
                progress.parameters, gradient, progress.state, progress.step
            )
            rate = self._optimizer.rate(progress.step)
            self._regularization.shrink(
                progress.parameters, saved.parameters, rate, progress.dead
            )
        if not np.isfinite(progress.parameters).all():
            self._progress = saved
            return False
        return True


def make_optimizer(experiment: Experiment) -> Optimizer:
    """The optimiser of an experiment."""
    return OPTIMIZERS[experiment.optimizer](experiment.learning_rate)


def make_regularization(graph: NetworkGraph, experiment: Experiment) -> Regularization:
    """The regulariser of an experiment, acting on the weights."""
    neurons = [neuron for layer in graph.network.layers for neuron in layer.neurons]
    applies = [n is not neuron.bias for neuron in neurons for n in neuron.parameters()]
    return make_regularization_of(np.array(applies), experiment)


def make_regularization_of(
    applies: NDArray[np.bool_], experiment: Experiment
) -> Regularization:
    """The regulariser of an experiment, acting on some of the parameters."""
    regularizer = REGULARIZERS[experiment.regularization]
    return Regularization(regularizer, experiment.regularization_rate, applies)


def shuffle(order: NDArray[np.int64], random: int) -> int:
    """Shuffle in place, by Fisher and Yates, with splitmix64.

    Args:
        order: What to shuffle.
        random: State of the random numbers, 64 bits.

    Returns:
        The next state.
    """
    mask = 2**64 - 1
    for i in range(len(order) - 1, 0, -1):
        random = (random + 0x9E3779B97F4A7C15) & mask
        z = random
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        z ^= z >> 31
        j = int((z >> 11) * 2.0**-53 * (i + 1))
        order[i], order[j] = order[j], order[i]
    return random
