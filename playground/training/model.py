"""A network with the data it is for: what it answers, and how good it is."""

import math
from collections.abc import Sequence
from typing import Final

import numpy as np

from playground.core.nn import MLP
from playground.core.operations import Array
from playground.training.answers import are_right, decided, probabilities
from playground.training.arguments import check_labels, checked, given_or_own
from playground.training.datasets import Dataset
from playground.training.engine import Engine
from playground.training.experiment import Experiment, ExperimentError
from playground.training.metrics import Metrics, mean, measure
from playground.training.network_graph import NetworkGraph, columns
from playground.training.neuron_maps import NeuronMaps

_TWO: Final = 2


class Model:
    """The network of an experiment, compiled, as its parameters are now.

    Attributes:
        train: What is learned from.
        test: What is only tested.
    """

    def __init__(
        self,
        experiment: Experiment,
        train: Dataset | None = None,
        test: Dataset | None = None,
        parameters: Sequence[float] | Array | None = None,
    ) -> None:
        """Build the network; the arguments are those of `Trainer`.

        Raises:
            ExperimentError: Data or parameters do not fit the experiment.
        """
        self.train, self.test = given_or_own(experiment, train, test)
        check_labels(experiment, self.train, self.test)
        self._experiment = experiment
        self._n_classes = experiment.n_classes
        self._graph = NetworkGraph.build(experiment, None)
        self._columns = self._columns_of_all()
        if parameters is not None:
            self._graph = NetworkGraph.build(
                experiment, checked(parameters, self._graph.network)
            )
        self._engine = self._new_engine()
        self._maps: NeuronMaps | None = None
        self._evaluation: tuple[Array, Array] | None = None
        self._is_written_back = True

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
        losses, answers = self._evaluated()
        return Metrics(*self._measured(losses[None], answers[None])[:, 0].tolist())

    @property
    def train_loss(self) -> float:
        """Mean loss of the train data, without regularisation."""
        return mean(self._evaluated()[0][: len(self.train)])

    @property
    def test_loss(self) -> float:
        """Mean loss of the test data; NaN if there is none."""
        return mean(self._evaluated()[0][len(self.train) :])

    @property
    def accuracy(self) -> float:
        """Share of the test data in the right class, 0 to 1; NaN without classes."""
        return self.metrics.test_accuracy

    def predict(self, points: Array | Sequence[Sequence[float]]) -> Array:
        """What the network predicts for points ``(n, 2)``: shape ``(n,)``.

        The output, which for two classes is compared with -1 and 1; for more classes
        the number of the likeliest, from 0.

        Raises:
            ExperimentError: *points* have another shape.
        """
        return decided(self.answers(points))

    def probabilities(self, points: Array | Sequence[Sequence[float]]) -> Array:
        """The probability of each class for points ``(n, 2)``: shape ``(n, k)``.

        See `answers.probabilities` for where two classes have theirs from.

        Raises:
            ExperimentError: *points* have another shape, or there are no classes.
        """
        if self._experiment.is_regression:
            msg = "there are no classes, and so no probabilities: labels are numbers"
            raise ExperimentError(msg)
        return probabilities(self.answers(points), self._experiment.loss)

    def answers(self, points: Array | Sequence[Sequence[float]]) -> Array:
        """The output for points ``(n, 2)``, ``(n,)``; the scores of k > 2 classes.

        Raises:
            ExperimentError: *points* have another shape.
        """
        array = np.asarray(points, dtype=np.float64)
        if array.shape != (len(array), 2):
            msg = f"points need two columns, x and y; these have shape {array.shape}"
            raise ExperimentError(msg)
        return self._engine.answers(array)

    def neuron_maps(self) -> Array:
        """What all neurons answer over the plane, see `NeuronMaps.all`."""
        return self._own_maps().all(self.parameters)

    def neuron_outputs(self, layer: int, index: int, points: Array) -> Array:
        """What one neuron answers for *points*, see `NeuronMaps.one`."""
        return self._own_maps().one(self.parameters, layer, index, points)

    def hidden_outputs(self) -> list[Array]:
        """What the neurons of each hidden layer answer for the train data."""
        return self._own_maps().hidden(self.parameters, self.train.points)

    def gradient(self) -> Array:
        """Of the mean train loss, in the order of `MLP.parameters`."""
        if not len(self.train):
            return np.zeros(len(self.parameters))
        return self._engine.gradient()

    @property
    def optimizer_state(self) -> Array:
        """What the optimiser remembers of each parameter: ``(rows, n_parameters)``.

        The rows are those of the optimiser's `state_names`.
        """
        return self._engine.progress().state

    @property
    def last_update(self) -> Array:
        """What the last update added to each parameter; zeros before the first."""
        update = self._engine.progress().update
        return update if len(update) else np.zeros(len(self.parameters))

    @property
    def samples_done(self) -> int:
        """How many points of the epoch at hand were visited."""
        return self._engine.rows_done

    def _rebuild(self) -> None:
        """Make the graph anew, with the parameters and memories there are."""
        self._graph = NetworkGraph.build(self._experiment, self.parameters.tolist())
        self._maps = None
        engine = self._new_engine()
        engine.go_on_from(self._engine.progress())
        self._engine = engine
        self._is_written_back = True

    def _take_data(self, train: Dataset, test: Dataset) -> None:
        """Go on with other data."""
        self.train, self.test = train, test
        self._columns = self._columns_of_all()
        self._engine.learn_from(self._train_columns, self._watched_columns)

    def _own_maps(self) -> NeuronMaps:
        if self._maps is None:
            self._maps = NeuronMaps(self._graph)
        return self._maps

    def _new_engine(self) -> Engine:
        return Engine(
            self._graph, self._train_columns, self._experiment, self._watched_columns
        )

    @property
    def _train_columns(self) -> Array:
        """What the engine learns from; without points one that it never will."""
        if not len(self.train):
            return self._no_columns
        return self._columns[: len(self.train)]

    def _columns_of_all(self) -> Array:
        count = len(self._graph.labels)
        parts = [columns(d.points, d.labels, count) for d in (self.train, self.test)]
        return np.concatenate(parts)

    @property
    def _watched_columns(self) -> Array:
        """What is evaluated for the history: all points, the train points first."""
        return self._columns if len(self._columns) else self._no_columns

    @property
    def _no_columns(self) -> Array:
        return np.zeros((1, len(self._graph.inputs)))

    def _measured(self, losses: Array, answers: Array) -> Array:
        """Losses and accuracies at several times.

        Args:
            losses: Of all points, train before test, ``(times, n)``.
            answers: Likewise, ``(times, n)`` or of k classes ``(times, n, k)``.

        Returns:
            The attributes of `Metrics` in their order, ``(4, times)``.
        """
        labels = np.concatenate([self.train.labels, self.test.labels])
        right = are_right(answers, labels)
        measured = measure(losses, right, len(self.train))
        for row, data in enumerate((self.train, self.test), 2):
            if not self._can_be_right(data):
                measured[row] = math.nan
        # An answer that is no number is of no class, neither right nor wrong.
        measured[2:][np.isnan(measured[:2])] = math.nan
        return measured

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
        if not len(self._columns):
            return np.empty(0), np.empty(0)
        if self._evaluation is None:
            self._evaluation = self._engine.evaluate(self._columns)
        return self._evaluation

    def _can_be_right(self, data: Dataset) -> bool:
        """Whether there is an accuracy."""
        classes = self._n_classes
        return bool(classes) and (classes > _TWO or data.has_classes)
