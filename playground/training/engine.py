"""A network's graph, compiled, with everything in the order of its parameters."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.compiled import CompiledExpr
from playground.core.faults import NotFiniteError
from playground.core.losses import REGULARIZERS, Regularization
from playground.core.operations import Array
from playground.core.optimizers import OPTIMIZERS, Adam, Optimizer, Schedule
from playground.core.session import Progress, Training, shuffle
from playground.training.experiment import Experiment
from playground.training.freezing import mask_of
from playground.training.network_graph import NetworkGraph
from playground.training.network_graph import columns as columns_of
from playground.training.schedules import SCHEDULES, updates_per_epoch

_MOST_NUMBERS: Final = 1_000_000
"""How many a call of `Engine.train` gathers of what it sees, 8 MB."""
_SINGLE: Final = 2
"""Columns of what is evaluated, the loss and an answer."""


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


@dataclass(frozen=True, eq=False, slots=True)
class Seen:
    """What was seen of a run on its way.

    Attributes:
        losses: Of all points at each time, ``(times, n)``.
        answers: Likewise, or of k classes ``(times, n, k)``.
        parameters: At each time, ``(times, n_parameters)``, in the engine's own order.
    """

    losses: Array
    answers: Array
    parameters: Array


class Engine:
    """Trains and evaluates one `NetworkGraph`.

    Compiled programs list parameters in an order of their own; here they are in the
    order of `MLP.parameters`.
    """

    def __init__(
        self,
        graph: NetworkGraph,
        columns: Array,
        experiment: Experiment,
        watched: Array | None = None,
    ) -> None:
        """Compile *graph*.

        Args:
            graph: What is to be trained.
            columns: To learn from, see `network_graph.columns`.
            experiment: How.
            watched: To be evaluated on the way, likewise; those of *columns* if None.
        """
        self._compiled = CompiledExpr.from_expr(
            [graph.loss, *graph.answers], graph.inputs
        )
        self._places = parameter_places(graph, self._compiled)
        self._order = np.argsort(self._places)
        self._answers: CompiledExpr | None = None
        if len(graph.labels) > 1:
            places = [graph.x, graph.y]
            self._answers = CompiledExpr.from_expr(list(graph.answers), places)
            self._answer_places = parameter_places(graph, self._answers)
        self._is_weight = _weights(graph)[self._places]
        self._frozen = self._frozen_by(experiment)
        self._columns = columns
        self._experiment = experiment
        self._training = self._new_training(experiment)
        self._observer = self._compiled.observer(
            columns if watched is None else watched
        )

    @property
    def parameters(self) -> Array:
        """A copy of the parameters, shape ``(n_parameters,)``."""
        return self._training.progress.parameters[self._order]

    def configure(self, experiment: Experiment) -> None:
        """Take over settings that need no reset and leave the graph as it is."""
        before, self._experiment = self._experiment, experiment
        if experiment.shuffle != before.shuffle:
            progress = self._training.progress
            self._training = self._new_training(before, is_shuffled=experiment.shuffle)
            self._training.progress = progress
        self._training.configure(*self._settings(experiment))
        self._training.clip = experiment.gradient_clip
        self._frozen = self._frozen_by(experiment)
        self._training.frozen = self._frozen

    def learn_from(self, columns: Array, watched: Array | None = None) -> None:
        """Go on with other data; the epoch at hand begins anew."""
        progress = self._training.progress
        self._columns = columns
        self._observer = self._compiled.observer(
            columns if watched is None else watched
        )
        self._training = self._new_training(self._experiment)
        order = self._training.progress.order
        self._training.progress = replace(
            progress, order=order, start=0, total=0.0, is_begun=False
        )

    def evaluate(self, rows: Array) -> tuple[Array, Array]:
        """Losses ``(n,)`` and answers, ``(n,)`` or of k classes ``(n, k)``."""
        self._compiled.parameters[:] = self._training.progress.parameters
        values = self._compiled.evaluate(rows)
        is_single = values.shape[1] == _SINGLE
        return values[:, 0], values[:, 1] if is_single else values[:, 1:]

    def answers(self, points: Array) -> Array:
        """The answers for *points* ``(n, 2)``, as `evaluate` gives them."""
        if self._answers is None:
            return self.evaluate(columns_of(points, np.zeros(len(points)), 1))[1]
        # Of many classes the loss, which is not asked for, would cost more than they.
        self._answers.parameters[:] = self.parameters[self._answer_places]
        return self._answers.evaluate(points)

    @property
    def most_looks(self) -> int:
        """How often a single call of `train` should look at the run."""
        numbers = self._observer.numbers_each_time(len(self._places))
        return max(1, _MOST_NUMBERS // numbers)

    @property
    def seen(self) -> Seen:
        """What the last call of `train` saw."""
        values = self._observer.values
        answers = values[:, 1]
        if values.shape[1] > 1 + 1:
            answers = np.moveaxis(values[:, 1:], 1, 2)
        return Seen(values[:, 0], answers, self._observer.parameters)

    def in_order(self, parameters: Array) -> Array:
        """Parameters that were seen, in the order of `MLP.parameters`."""
        return parameters[self._order]

    def train(self, epochs: int, first: int = 0, every: int = 1) -> Ending:
        """Train for some epochs, or until stopped or a value is not finite.

        Args:
            epochs: How many.
            first: After which of them to look for the first time, counted from 1;
                after none if 0.
            every: After how many further ones to look again.
        """
        observer = self._observer if first else None
        try:
            means = self._training.run(
                epochs, observer, first=max(first, 1), every=every
            )
            return Ending(len(means))
        except NotFiniteError as error:
            progress = self._training.progress
            rows = progress.order[progress.start :][: self._batch_size]
            if error.fault.sample >= 0:
                rows = np.array([error.fault.sample])
            return Ending(error.epoch, rows)

    def train_rows(self, count: int) -> Ending:
        """Make one update, with the next *count* rows of the epoch at hand.

        What is left of the epoch is for the next call of this or of `train`.
        """
        whole, n = self._training, len(self._columns)
        progress = whole.progress
        if not progress.is_begun and self._experiment.shuffle and count < n:
            progress.random = shuffle(progress.order, progress.random)
        progress.is_begun = True
        rows = progress.order[progress.start :][:count]
        part = self._new_training(self._experiment, rows=rows)
        order = np.arange(len(rows))
        part.progress = replace(
            progress.copy(), order=order, start=0, total=0.0, is_begun=False
        )
        try:
            part.run(1)
        except NotFiniteError as error:
            if error.fault.sample >= 0:
                rows = rows[[error.fault.sample]]
            return Ending(0, rows)
        end = progress.start + len(rows)
        is_complete = end >= n
        whole.progress = replace(
            part.progress,
            order=progress.order,
            start=0 if is_complete else end,
            total=0.0,
            is_begun=not is_complete,
        )
        return Ending(int(is_complete))

    @property
    def rows_done(self) -> int:
        """How many rows of the epoch at hand were visited."""
        return self._training.progress.start

    def gradient(self) -> Array:
        """Of the mean train loss, in the order of `MLP.parameters`."""
        self._compiled.parameters[:] = self._training.progress.parameters
        _mean, gradient = self._compiled.value_and_grad(self._columns)
        return gradient[self._order]

    def stop(self, *, at_once: bool) -> None:
        """Ask a running `train` to end, see `Training.stop`; from any thread."""
        self._training.stop(at_once=at_once)

    def set_parameter(self, number: int, value: float) -> None:
        """Give one parameter another value, also one that L1 had put to rest.

        What optimisers remember stays.
        """
        place = self._places == number
        self._training.progress.parameters[place] = value
        self._training.progress.dead[place] = False

    def retreat(self, parameters: Array, epoch: int) -> None:
        """Take other parameters and forget what optimisers remember.

        Frozen ones stay as they are, whatever they were at the time. The learning rate
        is that of *epoch*; Adam corrects its means by the count of updates, and so
        begins that anew, and with it the schedule.
        """
        progress = self._training.progress
        progress.parameters = np.where(
            self._frozen, progress.parameters, parameters[self._places]
        )
        progress.state[:] = 0.0
        progress.step = progress.start = 0
        if not issubclass(OPTIMIZERS[self._experiment.optimizer], Adam):
            updates = updates_per_epoch(len(self._columns), self._batch_size)
            progress.step = epoch * updates
        progress.is_begun = False
        progress.dead &= progress.parameters == 0

    def checkpoint(self) -> Progress:
        """All that training changes, for `back_to`."""
        return self._training.progress.copy()

    def back_to(self, checkpoint: Progress) -> None:
        """Be as at the *checkpoint*."""
        self._training.progress = checkpoint

    def progress(self) -> Progress:
        """What training has changed, as a copy in the order of `MLP.parameters`."""
        return _reordered(self._training.progress, self._order)

    def go_on_from(self, progress: Progress) -> None:
        """Continue what an engine with the same data and optimiser did."""
        self._training.progress = _reordered(progress, self._places)

    def _frozen_by(self, experiment: Experiment) -> NDArray[np.bool_]:
        """What *experiment* freezes, in the order of the program."""
        return mask_of(experiment.frozen, experiment.sizes)[self._places]

    @property
    def _batch_size(self) -> int:
        return min(self._experiment.batch_size, len(self._columns))

    def _settings(
        self, experiment: Experiment
    ) -> tuple[int, Optimizer, Regularization]:
        batch_size = min(experiment.batch_size, len(self._columns))
        rate: float | Schedule = experiment.learning_rate
        if experiment.schedule != "constant":
            rate = SCHEDULES[experiment.schedule].of(
                experiment.learning_rate,
                experiment.schedule_epochs,
                updates_per_epoch(len(self._columns), batch_size),
            )
        return (
            batch_size,
            OPTIMIZERS[experiment.optimizer](rate),
            Regularization(
                REGULARIZERS[experiment.regularization],
                experiment.regularization_rate,
                self._is_weight,
            ),
        )

    def _new_training(
        self,
        experiment: Experiment,
        *,
        is_shuffled: bool | None = None,
        rows: NDArray[np.int64] | None = None,
    ) -> Training:
        """For all the data, or as one batch for some of its *rows*."""
        shuffles = experiment.shuffle if is_shuffled is None else is_shuffled
        batch_size, optimizer, regularization = self._settings(experiment)
        training = self._compiled.training(
            self._columns if rows is None else self._columns[rows],
            batch_size=batch_size if rows is None else len(rows),
            optimizer=optimizer,
            regularizer=regularization,
            seed=experiment.seed if shuffles else None,
        )
        # So shuffling that is switched on later begins as it would have at first.
        training.progress.random = experiment.seed
        training.clip = experiment.gradient_clip
        training.frozen = self._frozen
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
    if len(copy.update):
        copy.update = copy.update[order]
    return copy


def _weights(graph: NetworkGraph) -> NDArray[np.bool_]:
    """Which parameters are weights rather than biases."""
    neurons = [neuron for layer in graph.network.layers for neuron in layer.neurons]
    return np.array(
        [leaf is not neuron.bias for neuron in neurons for leaf in neuron.parameters()]
    )
