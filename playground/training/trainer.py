"""The trainer: the network of an experiment, trained epoch by epoch."""

import math
from collections.abc import Sequence
from dataclasses import astuple, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray
from typing_extensions import override

from playground.core.operations import Array
from playground.training.arguments import check_labels, feature_problem
from playground.training.data import data_settings, experiment_data
from playground.training.datasets import Dataset
from playground.training.diagnosis import advice, cause_of
from playground.training.engine import Ending, Seen
from playground.training.experiment import Experiment, ExperimentError
from playground.training.history import History
from playground.training.metrics import Metrics
from playground.training.model import Model
from playground.training.stopping import Best, has_rules, reason_to_stop
from playground.training.trained import Trained, curve_of, start_loss

_REBUILDS: Final = ("activation", "activations", "output_activation", "loss")
_GENTLER: Final = 10
_NO_POINTS: Final = (
    "There are no points to learn from: paint some on the map, or open a table."
)


class Trainer(Model):
    """Trains one network.

    Should a value leave the finite numbers, the run stops and `problem` says what
    happened. It goes back to where it was good: parameters, epoch and history are those
    after the last recorded epoch with a train loss no larger than at the start.

    Attributes:
        train: What is learned from.
        test: What is only tested.
        history: Losses by epoch, the first at epoch 0.
        comparable_since: The epoch from which on losses are of the same data and of the
            same kind as now.
        epoch: How many times every train point was visited.
        problem: Why training stopped, in a sentence, or "".
        is_diverged: Whether the problem is that numbers were no longer finite.
        summary: Of that problem, the last one: what failed.
        finished: Why a rule of the experiment has stopped it, in a sentence, or "".
        rule: Which one, such as ``stop_loss``, or "".
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
        super().__init__(experiment, train, test, parameters)
        self.history = History()
        self.epoch = 0
        self._data_problem = self._problem_of_data()
        self.problem = self._data_problem
        self.is_diverged = False
        self.summary = ""
        self.finished = self.rule = ""
        self._is_stopped = False
        self._is_touched = False
        self._good_parameters = self.parameters
        self._good_epoch = 0
        self._good_rate = experiment.learning_rate
        self._start_loss = self.train_loss
        self.comparable_since = 0
        self._best = Best()
        self._record_now()

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
        self.problem = self._data_problem
        self._forget_derived()

    @property
    def trained(self) -> Trained | None:
        """All that training, or a hand, has changed; None while nothing has."""
        if not self._is_touched:
            return None
        progress, best = self._engine.progress(), replace(self._best)
        curve, since = curve_of(self.history), self.comparable_since
        return Trained(self.epoch, progress, curve, best, since)

    def resume(self, trained: Trained) -> None:
        """Go on from where another run of this experiment was, as it would have.

        Raises:
            ExperimentError: It is from another network, or from other data.
        """
        trained.check(self._experiment, len(self.train))
        self._engine.go_on_from(trained.progress)
        self.epoch = trained.epoch
        self.history = History()
        self.history.extend(trained.curve)
        self._best = replace(trained.best)
        self.comparable_since = trained.comparable_since
        self._start_loss = start_loss(trained.curve)
        self._forget_derived()
        self._remember_good()

    def run_epochs(self, epochs: int) -> int:
        """Train; *epochs* may be cut short by a problem, a rule, or by `stop`.

        Returns:
            How many epochs were completed, less those it went back by.
        """
        first, last = self.epoch, self.epoch + epochs
        self._begin()
        while self.epoch < last and not self._has_ended and not self._is_stopped:
            self._run_towards(last)
        self._is_stopped = False
        return max(0, self.epoch - first)

    def run_update(self, samples: int = 0) -> int:
        """Make a single update, within an epoch or beyond it.

        Args:
            samples: With so many points; 0 is the experiment's batch.

        Returns:
            How many epochs were completed by it.
        """
        first = self.epoch
        self._begin()
        if not self._has_ended:
            batch = samples or self._experiment.batch_size
            ending = self._engine.train_rows(batch)
            self._forget_derived()
            self._take_in(ending)
            if ending.epochs and not self.problem:
                self._record_now()
                if has_rules(self._experiment):
                    self._check_rules(self.epoch, self.metrics)
        return self.epoch - first

    def stop(self, *, at_once: bool = True) -> None:
        """Ask `run_epochs` to end before its next batch; from any thread.

        If none is running, the next one ends at once. A later one goes on from there,
        within the epoch.

        Args:
            at_once: Forget a batch that is begun and takes long. Who asks again and
                again should not, or nothing is ever learned.
        """
        self._is_stopped = True
        self._engine.stop(at_once=at_once)

    def change(self, experiment: Experiment) -> None:
        """Go on with other settings.

        Raises:
            ExperimentError: They need a new start.
        """
        if self._experiment.changes_need_reset(experiment):
            msg = "these settings need a new network; start again to use them"
            raise ExperimentError(msg)
        has_new_data = data_settings(self._experiment) != data_settings(experiment)
        if not has_new_data:
            check_labels(experiment, self.train, self.test)
        before, self._experiment = self._experiment, experiment
        self._n_classes = experiment.n_classes
        self.problem = self._data_problem
        self.finished = self.rule = ""
        self._engine.configure(experiment)
        if any(getattr(before, n) != getattr(experiment, n) for n in _REBUILDS):
            self._rebuild()
            self._compare_anew()
        if has_new_data:
            self._take_data(*experiment_data(experiment))
            self._data_problem = self._problem_of_data()
            self.problem = self._data_problem
            self._compare_anew()

    def _compare_anew(self) -> None:
        """Losses of before cannot be compared with those to come."""
        self._evaluation = None
        self._best = Best()
        self.comparable_since = self.epoch + 1
        if math.isfinite(self.train_loss):
            self._start_loss = self.train_loss
            self._remember_good()

    def _problem_of_data(self) -> str:
        return feature_problem(self._experiment, self.train, self.test)

    @property
    def gentler_rate(self) -> float:
        """A learning rate to go on with after a failure.

        The one that last did well if it was smaller, otherwise a tenth.
        """
        rate = self._experiment.learning_rate
        return self._good_rate if 0 < self._good_rate < rate else rate / _GENTLER

    @property
    def _has_ended(self) -> bool:
        return bool(self.problem or self.finished)

    def _begin(self) -> None:
        self.problem = self._data_problem if len(self.train) else _NO_POINTS
        self.is_diverged = False
        self.finished = self.rule = ""
        if self._experiment.stop_epochs:
            self._check_rules(self.epoch, self.metrics)

    def _run_towards(self, last: int) -> None:
        """Train up to an epoch, or as far as can be looked at in a single call."""
        start, end = self.epoch, min(last, History.next_spacing(self.epoch))
        if self._experiment.stop_epochs > start:
            end = min(end, self._experiment.stop_epochs)
        first = History.next_recorded(start) - start
        every = History.spacing(start)
        epochs = min(end - start, first + every * (self._engine.most_looks - 1))
        rules = has_rules(self._experiment)
        before = self._engine.checkpoint() if rules else None
        ending = self._engine.train(epochs, first, every)
        self._forget_derived()
        seen = self._engine.seen
        when = start + first + every * np.arange(len(seen.losses))
        rows = np.vstack([when, self._measured(seen.losses, seen.answers)])
        good = np.isfinite(rows[1])
        kept = len(when) if good.all() else int(np.argmin(good))
        if rules:
            kept = self._up_to_rule(rows[:, :kept])
        self._record(rows[:, :kept], seen)
        if self.finished:
            self.epoch = int(when[kept - 1])
            if before is not None and self.epoch < start + ending.epochs:
                self._engine.back_to(before)
                self._engine.train(self.epoch - start)
        elif kept < len(when):
            self.epoch = int(when[kept])
            found = self._engine.in_order(seen.parameters[kept])
            self._engine.retreat(found, self.epoch)
            self._give_up(self.epoch, np.arange(len(self.train)))
        else:
            is_seen = len(when) > 0 and when[-1] == start + ending.epochs
            if is_seen and self._engine.rows_done == 0 and len(self._columns):
                # The last look was at the network as it is now.
                self._evaluation = seen.losses[-1].copy(), seen.answers[-1].copy()
            self._take_in(ending)

    def _take_in(self, ending: Ending) -> None:
        """Take note of what the engine did last."""
        self.epoch += ending.epochs
        if ending.culprits is not None:
            self._give_up(self.epoch + 1, ending.culprits)
        elif not math.isfinite(self.train_loss):
            self._give_up(self.epoch, np.arange(len(self.train)))
        elif self.epoch == self._experiment.stop_epochs:
            # It need not be one of those that are recorded.
            self._check_rules(self.epoch, self.metrics)

    def _up_to_rule(self, rows: Array) -> int:
        """How many of *rows* come before a rule stops the run, it included."""
        for number, (epoch, *values) in enumerate(rows.T.tolist(), 1):
            self._check_rules(int(epoch), Metrics(*values))
            if self.finished:
                return number
        return len(rows.T)

    def _give_up(self, epoch: int, culprits: NDArray[np.int64]) -> None:
        """Say what happened in *epoch* and go back to the last good one."""
        cause = cause_of(self.graph, self.train, culprits, self._experiment)
        self.problem = (
            f"Training stopped in epoch {epoch:,}: {cause.text}. "
            f"{advice(self._experiment, self.gentler_rate)} "
            f"The run is back at epoch {self._good_epoch:,}, the last good one."
        )
        self.summary = f"{cause.summary[0].upper()}{cause.summary[1:]}."
        self.is_diverged = True
        self.epoch = self._good_epoch
        self.history.cut(self.epoch)
        if self._best.epoch > self.epoch:
            self._best = Best()
        self._engine.retreat(self._good_parameters, self.epoch)
        self._forget_derived()

    def _record(self, rows: Array, seen: Seen) -> None:
        """Put *rows* into the history, and remember the last good parameters."""
        self.history.extend(rows)
        fine = np.flatnonzero(rows[1] <= self._start_loss)
        if len(fine):
            self._good_parameters = self._engine.in_order(seen.parameters[fine[-1]])
            self._good_epoch = int(rows[0, fine[-1]])
            self._good_rate = self._experiment.learning_rate

    def _record_now(self) -> None:
        """Put the epoch at hand into the history."""
        metrics = self.metrics
        self.history.append(self.epoch, *astuple(metrics))
        if metrics.train_loss <= self._start_loss:
            self._remember_good()

    def _check_rules(self, epoch: int, metrics: Metrics) -> None:
        """See whether a rule stops the run, judged on tests, if there are any."""
        judged, loss, accuracy = "train", metrics.train_loss, metrics.train_accuracy
        if len(self.test):
            judged, loss, accuracy = "test", metrics.test_loss, metrics.test_accuracy
        self._best.note(epoch, loss, self._experiment.stop_gain)
        stop = reason_to_stop(
            self._experiment, epoch, loss, accuracy, self._best, judged
        )
        self.rule, self.finished = (stop.rule, stop.reason) if stop else ("", "")

    @override
    def _forget_derived(self) -> None:
        super()._forget_derived()
        self._is_touched = True

    def _remember_good(self) -> None:
        self._good_parameters = self.parameters
        self._good_epoch = self.epoch
        self._good_rate = self._experiment.learning_rate
