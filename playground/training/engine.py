"""A network's graph, compiled, with everything in the order of its parameters."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.compiled import CompiledExpr
from playground.core.faults import NotFiniteError
from playground.core.losses import REGULARIZERS, Regularization
from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS, Optimizer
from playground.core.session import Progress, Training
from playground.training.experiment import Experiment
from playground.training.network_graph import NetworkGraph


@dataclass(frozen=True, eq=False, slots=True)
class Ending:
    """How a call of `Engine.train` ended.

    Attributes:
        epochs: How many were completed.
        culprits: Rows of the train data among which one led to a value that is not
            finite, None if all went well.
    """

    epochs: int
    culprits: NDArray[np.int64] | None = None


class Engine:
    """Trains and evaluates one `NetworkGraph`.

    Compiled programs list parameters in an order of their own; here they are in the
    order of `MLP.parameters`.
    """

    def __init__(
        self, graph: NetworkGraph, columns: Array, experiment: Experiment
    ) -> None:
        """Compile *graph*, to learn from *columns*: x, y and label, ``(n, 3)``."""
        self._compiled = CompiledExpr.from_expr(
            [graph.loss, graph.output], graph.inputs
        )
        self._places = parameter_places(graph, self._compiled)
        self._is_weight = _weights(graph)[self._places]
        self._columns = columns
        self._experiment = experiment
        self._training = self._new_training(experiment)

    @property
    def parameters(self) -> Array:
        """A copy of the parameters, shape ``(n_parameters,)``."""
        return self._training.progress.parameters[np.argsort(self._places)]

    def configure(self, experiment: Experiment) -> None:
        """Take over settings that need no reset and leave the graph as it is."""
        before, self._experiment = self._experiment, experiment
        if experiment.shuffle != before.shuffle:
            progress = self._training.progress
            self._training = self._new_training(before, is_shuffled=experiment.shuffle)
            self._training.progress = progress
        self._training.configure(*self._settings(experiment))

    def evaluate(self, columns: Array) -> tuple[Array, Array]:
        """Losses and outputs, ``(n,)`` each, for columns x, y and label, ``(n, 3)``."""
        self._compiled.parameters[:] = self._training.progress.parameters
        losses, outputs = self._compiled.evaluate(columns).T
        return losses, outputs

    def train(self, epochs: int) -> Ending:
        """Train for some epochs, or until stopped or a value is not finite."""
        try:
            return Ending(len(self._training.run(epochs)))
        except NotFiniteError as error:
            progress = self._training.progress
            rows = progress.order[progress.start :][: self._batch_size]
            if error.fault.sample >= 0:
                rows = np.array([error.fault.sample])
            return Ending(error.epoch, rows)

    def stop(self) -> None:
        """Ask a running `train` to end before its next batch; from any thread."""
        self._training.stop()

    def set_parameter(self, number: int, value: float) -> None:
        """Give one parameter another value, also one that L1 had put to rest.

        What optimisers remember stays.
        """
        place = self._places == number
        self._training.progress.parameters[place] = value
        self._training.progress.dead[place] = False

    def retreat(self, parameters: Array) -> None:
        """Take other parameters and forget what optimisers remember."""
        progress = self._training.progress
        progress.parameters = parameters[self._places]
        progress.state[:] = 0.0
        progress.step = progress.start = 0
        progress.dead &= progress.parameters == 0

    def progress(self) -> Progress:
        """What training has changed, as a copy in the order of `MLP.parameters`."""
        return _reordered(self._training.progress, np.argsort(self._places))

    def go_on_from(self, progress: Progress) -> None:
        """Continue what an engine with the same data and optimiser did."""
        self._training.progress = _reordered(progress, self._places)

    @property
    def _batch_size(self) -> int:
        return min(self._experiment.batch_size, len(self._columns))

    def _settings(
        self, experiment: Experiment
    ) -> tuple[int, Optimizer, Regularization]:
        return (
            min(experiment.batch_size, len(self._columns)),
            OPTIMIZERS[experiment.optimizer](experiment.learning_rate),
            Regularization(
                REGULARIZERS[experiment.regularization],
                experiment.regularization_rate,
                self._is_weight,
            ),
        )

    def _new_training(
        self, experiment: Experiment, *, is_shuffled: bool | None = None
    ) -> Training:
        shuffles = experiment.shuffle if is_shuffled is None else is_shuffled
        batch_size, optimizer, regularization = self._settings(experiment)
        training = self._compiled.training(
            self._columns,
            batch_size=batch_size,
            optimizer=optimizer,
            regularizer=regularization,
            seed=experiment.seed if shuffles else None,
        )
        # So shuffling that is switched on later begins as it would have at first.
        training.progress.random = experiment.seed
        return training


def parameter_places(graph: NetworkGraph, compiled: CompiledExpr) -> NDArray[np.int64]:
    """Of each parameter of *compiled*, its number in `MLP.parameters`."""
    leaves = graph.network.parameters()
    numbers = {id(leaf): number for number, leaf in enumerate(leaves)}
    return np.array([numbers[id(leaf)] for leaf in compiled.program.parameters])


def _reordered(progress: Progress, order: NDArray[np.int64]) -> Progress:
    """A copy whose parameter number i is that of number ``order[i]``."""
    copy = progress.copy()
    copy.parameters = copy.parameters[order]
    copy.state = copy.state[:, order]
    copy.dead = copy.dead[order]
    return copy


def _weights(graph: NetworkGraph) -> NDArray[np.bool_]:
    """Which parameters are weights rather than biases."""
    neurons = [neuron for layer in graph.network.layers for neuron in layer.neurons]
    return np.array(
        [leaf is not neuron.bias for neuron in neurons for leaf in neuron.parameters()]
    )
