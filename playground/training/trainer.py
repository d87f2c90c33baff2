"""The trainer: the network of an experiment, trained epoch by epoch."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.nn import MLP
from playground.core.operations import Array
from playground.training.datasets import Dataset, make_dataset, split
from playground.training.diagnosis import diagnose
from playground.training.engine import Engine
from playground.training.experiment import Experiment, ExperimentError
from playground.training.history import History
from playground.training.network_graph import NetworkGraph
from playground.training.neuron_maps import NeuronMaps

_REBUILDS: Final = ("activation", "output_activation", "loss")


@dataclass(frozen=True, slots=True)
class Metrics:
    """How good a network is; what cannot be said is NaN.

    Attributes:
        train_loss: Mean over the train data, without regularisation.
        test_loss: Mean over the test data.
        train_accuracy: Share of the train data in the right class, 0 to 1.
        test_accuracy: Share of the test data in the right class.
    """

    train_loss: float
    test_loss: float
    train_accuracy: float
    test_accuracy: float


class Trainer:
    """Trains one network.

    Should a value leave the finite numbers, the run stops and `problem` says what
    happened. The parameters go back to the last good ones: those after the last
    recorded epoch with a train loss no larger than at the start.

    Attributes:
        train: What is learned from.
        test: What is only tested.
        history: Losses by epoch, the first at epoch 0.
        epoch: How many times every train point was visited.
        problem: Why training stopped, in a sentence, or "".
    """

    def __init__(
        self,
        experiment: Experiment,
        train: Dataset | None = None,
        test: Dataset | None = None,
        parameters: Sequence[float] | Array | None = None,
    ) -> None:
        """Build the network.

        Args:
            experiment: All settings.
            train: What to learn from, by default the experiment's own data.
            test: What to test on; by default the experiment's own data, or nothing
                when *train* is given.
            parameters: To begin with, in the order of `MLP.parameters`; by default
                drawn by the experiment's seed.

        Raises:
            ExperimentError: Data or parameters do not fit the experiment.
        """
        self.train, self.test = _data(experiment, train, test)
        _check_labels(experiment, self.train, self.test)
        self.history = History()
        self.epoch = 0
        self.problem = ""
        self._experiment = experiment
        self._columns = np.concatenate([_columns(self.train), _columns(self.test)])
        self._graph = NetworkGraph.build(experiment, None)
        if parameters is not None:
            self._graph = NetworkGraph.build(
                experiment, _checked(parameters, self._graph.network)
            )
        self._engine = self._new_engine()
        self._maps: NeuronMaps | None = None
        self._evaluation: tuple[Array, Array] | None = None
        self._is_written_back = True
        self._is_stopped = False
        self._good_parameters = self.parameters
        self._good_epoch = 0
        self._start_loss = self.train_loss
        self._record()

    @property
    def experiment(self) -> Experiment:
        """The settings in force."""
        return self._experiment

    @property
    def graph(self) -> NetworkGraph:
        """One sample's way through the network, with the parameters as they are now."""
        self._write_back()
        return self._graph

    @property
    def network(self) -> MLP:
        """The network, with the parameters as they are now."""
        return self.graph.network

    @property
    def parameters(self) -> Array:
        """A copy of the parameters, in the order of `MLP.parameters`."""
        return self._engine.parameters

    @property
    def metrics(self) -> Metrics:
        """Losses and accuracies of the network as it is now."""
        losses, outputs = self._evaluated()
        n = len(self.train)
        right = (outputs >= 0) == (self._columns[:, 2] > 0)
        return Metrics(
            _mean(losses[:n]),
            _mean(losses[n:]),
            self._accuracy(self.train, right[:n]),
            self._accuracy(self.test, right[n:]),
        )

    @property
    def train_loss(self) -> float:
        """Mean loss of the train data, without regularisation."""
        return _mean(self._evaluated()[0][: len(self.train)])

    @property
    def test_loss(self) -> float:
        """Mean loss of the test data; NaN if there is none."""
        return _mean(self._evaluated()[0][len(self.train) :])

    @property
    def accuracy(self) -> float:
        """Share of the test data in the right class, 0 to 1; NaN without classes."""
        return self.metrics.test_accuracy

    def predict(self, points: Array | Sequence[Sequence[float]]) -> Array:
        """The network's output for points ``(n, 2)``: shape ``(n,)``.

        Raises:
            ExperimentError: *points* have another shape.
        """
        array = np.asarray(points, dtype=np.float64)
        if array.shape != (len(array), 2):
            msg = f"points need two columns, x and y; these have shape {array.shape}"
            raise ExperimentError(msg)
        columns = np.concatenate([array, np.zeros((len(array), 1))], axis=1)
        return self._engine.evaluate(columns)[1]

    def neuron_maps(self) -> Array:
        """What all neurons answer over the plane, see `NeuronMaps.all`."""
        return self._own_maps().all(self.parameters)

    def neuron_outputs(self, layer: int, index: int, points: Array) -> Array:
        """What one neuron answers for *points*, see `NeuronMaps.one`."""
        return self._own_maps().one(self.parameters, layer, index, points)

    def set_parameter(self, number: int, value: float) -> None:
        """Give a parameter another value by hand, by its place in `MLP.parameters`.

        Raises:
            ExperimentError: There is no such parameter, or *value* is not finite.
        """
        if not 0 <= number < len(self.parameters):
            msg = f"this network has no parameter {number}"
            raise ExperimentError(msg)
        if not math.isfinite(value):
            msg = "a weight or bias must be a finite number"
            raise ExperimentError(msg)
        self._engine.set_parameter(number, value)
        self.problem = ""
        self._forget_derived()

    def run_epochs(self, epochs: int) -> int:
        """Train; *epochs* may be cut short by a problem, or by `stop`.

        Returns:
            How many epochs were completed.
        """
        first, last = self.epoch, self.epoch + epochs
        self.problem = ""
        while self.epoch < last and not self.problem and not self._is_stopped:
            self._run_until(min(last, History.next_recorded(self.epoch)))
        self._is_stopped = False
        return self.epoch - first

    def stop(self) -> None:
        """Ask `run_epochs` to end before its next batch; from any thread.

        If none is running, the next one ends at once. A later one goes on from there,
        within the epoch.
        """
        self._is_stopped = True
        self._engine.stop()

    def change(self, experiment: Experiment) -> None:
        """Go on with other settings.

        Raises:
            ExperimentError: They need a new start.
        """
        if self._experiment.changes_need_reset(experiment):
            msg = "these settings need a new network; start again to use them"
            raise ExperimentError(msg)
        _check_labels(experiment, self.train, self.test)
        before, self._experiment = self._experiment, experiment
        self.problem = ""
        self._engine.configure(experiment)
        if any(getattr(before, n) != getattr(experiment, n) for n in _REBUILDS):
            self._rebuild()

    def _rebuild(self) -> None:
        """Make the graph anew, with the parameters and memories there are."""
        self._graph = NetworkGraph.build(self._experiment, self.parameters.tolist())
        self._maps = None
        engine = self._new_engine()
        engine.go_on_from(self._engine.progress())
        self._engine = engine
        self._evaluation = None
        self._is_written_back = True
        if math.isfinite(self.train_loss):
            # Losses of before cannot be compared with those to come.
            self._start_loss = self.train_loss
            self._remember_good()

    def _own_maps(self) -> NeuronMaps:
        if self._maps is None:
            self._maps = NeuronMaps(self._graph)
        return self._maps

    def _new_engine(self) -> Engine:
        train_columns = self._columns[: len(self.train)]
        return Engine(self._graph, train_columns, self._experiment)

    def _run_until(self, epoch: int) -> None:
        """Train up to an epoch that is to be recorded, or to a stop or a problem."""
        ending = self._engine.train(epoch - self.epoch)
        self._forget_derived()
        self.epoch += ending.epochs
        if ending.culprits is not None:
            self._give_up(ending.culprits)
        elif not math.isfinite(self.train_loss):
            self._give_up(np.arange(len(self.train)))
        elif ending.epochs and self.epoch == epoch:
            self._record()

    def _give_up(self, culprits: NDArray[np.int64]) -> None:
        """Say what happened and go back to the last good parameters."""
        reason = diagnose(self.graph, self._columns, culprits, self._experiment)
        back = f"The parameters are those of epoch {self._good_epoch} again."
        self.problem = f"{reason} {back}"
        self._engine.retreat(self._good_parameters)
        self._forget_derived()

    def _record(self) -> None:
        train_loss = self.train_loss
        self.history.append(self.epoch, train_loss, self.test_loss)
        if train_loss <= self._start_loss:
            self._remember_good()

    def _remember_good(self) -> None:
        self._good_parameters = self.parameters
        self._good_epoch = self.epoch

    def _forget_derived(self) -> None:
        """Parameters have changed, so what was made of them is out of date."""
        self._evaluation = None
        self._is_written_back = False

    def _write_back(self) -> None:
        if not self._is_written_back:
            leaves = self._graph.network.parameters()
            for leaf, value in zip(leaves, self.parameters.tolist(), strict=True):
                leaf.result = value
            self._is_written_back = True

    def _evaluated(self) -> tuple[Array, Array]:
        """Losses and outputs of all data, train before test."""
        if self._evaluation is None:
            self._evaluation = self._engine.evaluate(self._columns)
        return self._evaluation

    def _accuracy(self, data: Dataset, right: NDArray[np.bool_]) -> float:
        if self._experiment.kind.is_regression or not data.has_classes:
            return math.nan
        return _mean(right)


def _mean(values: Array | NDArray[np.bool_]) -> float:
    if len(values) == 0:
        return math.nan
    # NumPy's own mean takes several times as long for so few numbers.
    with np.errstate(all="ignore"):
        return float(np.add.reduce(values)) / len(values)


def _columns(data: Dataset) -> Array:
    return np.concatenate([data.points, data.labels[:, None]], axis=1)


def _data(
    experiment: Experiment, train: Dataset | None, test: Dataset | None
) -> tuple[Dataset, Dataset]:
    if train is None:
        own = make_dataset(
            experiment.dataset, experiment.samples, experiment.noise, experiment.seed
        )
        train, own_test = split(own, experiment.train_fraction)
        return train, own_test if test is None else test
    if len(train) == 0:
        msg = "there is no data to train on"
        raise ExperimentError(msg)
    return train, Dataset(np.empty((0, 2)), np.empty(0)) if test is None else test


def _check_labels(experiment: Experiment, train: Dataset, test: Dataset) -> None:
    has_classes = train.has_classes and test.has_classes
    if experiment.loss_function.needs_classes and not has_classes:
        msg = f"loss {experiment.loss} needs labels of -1 and 1; these are others"
        raise ExperimentError(msg, "loss")


def _checked(parameters: Sequence[float] | Array, network: MLP) -> list[float]:
    values = np.asarray(parameters, dtype=np.float64)
    n = len(network.parameters())
    if values.shape != (n,):
        msg = f"this network has {n} parameters, but {values.size} were given"
        raise ExperimentError(msg)
    if not np.isfinite(values).all():
        msg = f"parameter {int(np.argmin(np.isfinite(values))) + 1} is not finite"
        raise ExperimentError(msg)
    return [float(value) for value in values]
