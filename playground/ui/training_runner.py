"""The window's side of training: starts runs, and fetches their snapshots."""

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from playground.training.background import Snapshot
from playground.training.changes import (
    Change,
    ChangeHistory,
    Parameter,
    Reached,
    Settings,
)
from playground.training.data import data_settings, experiment_data
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.freezing import name_at
from playground.training.trained import Trained
from playground.ui.current_thread import CurrentThread
from playground.ui.training_thread import (
    StartTraining,
    StepSize,
    TrainingThread,
    make_step,
    start_training,
)
from playground.ui.training_wishes import Wishes

if TYPE_CHECKING:
    from playground.core.operations import Array

_TELL: Final = 0.5
"""Seconds between two reports that training has come further, while it plays."""

FRAME = 18
"""Milliseconds between two looks into the mailbox; every second one at full speed."""


class TrainingRunner(QObject):
    """Runs one experiment at a time, in a thread the window never waits for.

    Nothing here is called from that thread: a timer looks into its mailbox, and only
    while there is something to come.
    """

    snapshot_ready = Signal(object)
    """A `Snapshot` of the current run, at most one per frame."""
    playing_changed = Signal(bool)
    experiment_changed = Signal(object)
    restarted = Signal()
    """A new run began; `train` and `test` may be others than before."""
    data_changed = Signal()
    """`train` and `test` are others, and the run goes on with them."""
    history_changed = Signal()
    """What undo and redo would do has changed."""
    trained_changed = Signal()
    """`trained` is another; while it plays, at most twice a second."""

    def __init__(
        self,
        experiment: Experiment,
        parent: QObject | None = None,
        *,
        start: StartTraining = start_training,
    ) -> None:
        super().__init__(parent)
        self._start = start
        self._experiment = experiment
        self.history = ChangeHistory()
        self._parameters: Array | None = None
        self._train, self._test = experiment_data(experiment)
        self._trained: Trained | None = None
        self._trained_told = 0.0
        self._is_resuming = False
        self._current = CurrentThread()
        self._is_playing = False
        self._is_closed = False
        self._steps_to_come = 0
        self._step_size: StepSize = "epoch"
        self._limit = 0.0
        self._wishes = Wishes()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(FRAME)
        self._timer.timeout.connect(self._poll)
        self._timer.start()

    @property
    def experiment(self) -> Experiment:
        """The settings of the current run."""
        return self._experiment

    @property
    def train(self) -> Dataset:
        """The points the network learns from."""
        return self._train

    @property
    def test(self) -> Dataset:
        """The points kept from the network."""
        return self._test

    @property
    def trained(self) -> Trained | None:
        """All that training has changed so far; None while nothing has."""
        return self._trained

    @property
    def generation(self) -> int:
        """The number of the current run; snapshots of older ones are dropped."""
        return self._current.generation

    @property
    def is_playing(self) -> bool:
        """Whether the run goes on by itself."""
        return self._is_playing

    @property
    def is_idle(self) -> bool:
        """Whether nothing is to come until the next command."""
        return not self._timer.isActive()

    def play(self) -> None:
        """Train until told otherwise."""
        self._tell(lambda thread: thread.play())
        self._set_playing(True)

    def pause(self) -> None:
        """Stop where it is."""
        self._tell(lambda thread: thread.pause())
        self._set_playing(False)

    def step(self) -> None:
        """Train for a single step; a run that plays pauses first."""
        if self._is_playing:
            self.pause()
        if not self._current.is_there:
            self._steps_to_come += 1
        size = self._step_size
        self._tell(lambda thread: make_step(thread, size))

    @property
    def step_size(self) -> StepSize:
        """How far a step goes."""
        return self._step_size

    def set_step_size(self, size: StepSize) -> None:
        """Let a step be an epoch, an update with a batch, or one with a point."""
        self._step_size = size

    @property
    def speed_limit(self) -> float:
        """Epochs per second that a run makes at most; 0 for any number."""
        return self._limit

    def set_speed_limit(self, epochs_per_second: float) -> None:
        """Play no faster than this; 0 is as fast as can be."""
        self._limit = epochs_per_second
        if self._current.is_there:
            self._tell(lambda thread: thread.limit(epochs_per_second))

    def reset(self) -> None:
        """Go back to the first epoch of the same experiment, and wait there."""
        self._set_playing(False)
        before = self._trained
        self._restart()
        if before is not None:
            self.history.push(Reached(before), Reached(None))
            self.history_changed.emit()

    def set_experiment(self, experiment: Experiment, *, gesture: object = None) -> None:
        """Continue with *experiment*; at once, and from the start only if need be.

        Args:
            experiment: The settings, data included.
            gesture: Changes that carry the same key, one after the other, are one step
                of undo.
        """
        before = self._experiment
        if experiment == before:
            return
        lost = self._trained if before.changes_need_reset(experiment) else None
        self.history.push(Settings(before, lost), Settings(experiment), gesture)
        self._continue_with(experiment)
        self.history_changed.emit()

    def load_experiment(
        self, experiment: Experiment, trained: Trained | None = None
    ) -> None:
        """Show an experiment from elsewhere as it was left, with nothing to undo.

        Args:
            experiment: The settings, data included.
            trained: What training had reached; from the start if None.
        """
        if experiment != self._experiment or trained or self._trained:
            self._set_playing(False)
            has_other_settings = experiment != self._experiment
            self._experiment = experiment
            self._train, self._test = experiment_data(experiment)
            self._restart(trained)
            if has_other_settings:
                self.experiment_changed.emit(experiment)
        self.history.clear()
        self.history_changed.emit()

    def set_parameter(
        self, number: int, value: float, *, gesture: object = None
    ) -> None:
        """Give a weight or bias another value, by its place in `MLP.parameters`."""
        if self._parameters is not None and number < len(self._parameters):
            old, run = float(self._parameters[number]), self.generation
            name = name_at(number, self._experiment.sizes)
            before = Parameter(number, old, run, name)
            after = Parameter(number, value, run, name)
            self.history.push(before, after, gesture)
            self.history_changed.emit()
        self._set_parameter(number, value)

    def undo(self) -> None:
        """Take the last change of settings, data or weights back."""
        self._make_so(self.history.undo())

    def redo(self) -> None:
        """Do the change taken back last again."""
        self._make_so(self.history.redo())

    def show_neuron_maps(self, *, are_wanted: bool) -> None:
        """From now on, snapshots hold the maps of all neurons, or do not.

        While the run plays, up to 30 a second do.
        """
        if are_wanted != self._wishes.neuron_maps:
            self._wishes.neuron_maps = are_wanted
            self._await_answer()

    def watch_neuron(self, neuron: tuple[int, int] | None) -> None:
        """From now on, snapshots hold the large map of *neuron*: layer and index."""
        if neuron != self._wishes.watched:
            self._wishes.watched = neuron
            self._await_answer()

    def show_details(self, *, are_wanted: bool) -> None:
        """From now on, snapshots say what moves each parameter, or do not."""
        if are_wanted != self._wishes.details:
            self._wishes.details = are_wanted
            if are_wanted:
                self._await_answer()

    def close(self) -> None:
        """End the thread and wait for it; the runner is of no use afterwards."""
        self._is_closed = True
        self._timer.stop()
        self._current.close()

    def _make_so(self, change: Change | None) -> None:
        match change:
            case Settings(experiment, trained):
                self._continue_with(experiment, trained)
            case Reached(trained):
                self._set_playing(False)
                self._restart(trained)
            case Parameter(number, value):
                self._set_parameter(number, value)
            case None:
                return
        self.history_changed.emit()

    def _set_parameter(self, number: int, value: float) -> None:
        if self._current.is_there:
            self._tell(lambda thread: thread.set_parameter(number, value))

    def _continue_with(
        self, experiment: Experiment, trained: Trained | None = None
    ) -> None:
        """Go on with other settings, or from where a run of them was."""
        before, self._experiment = self._experiment, experiment
        has_new_data = data_settings(before) != data_settings(experiment)
        if has_new_data:
            self._train, self._test = experiment_data(experiment)
        if self._trained is not None:
            self._trained = self._trained.fitted(experiment, len(self._train))
        if before.changes_need_reset(experiment):
            self._restart(trained)
        else:
            if self._current.is_there:
                self._tell(lambda thread: thread.change(experiment))
            if has_new_data:
                self.data_changed.emit()
        self.experiment_changed.emit(experiment)

    def _restart(self, trained: Trained | None = None) -> None:
        """Begin a new run, or go on where another one was."""
        self._current.retire()
        self._parameters = None
        self._trained, self._is_resuming = trained, trained is not None
        if self.history.forget(lambda change: isinstance(change, Parameter)):
            self.history_changed.emit()
        self._steps_to_come = 0
        self._watch_mailbox()
        self.restarted.emit()
        self.trained_changed.emit()

    def _tell(self, order: Callable[[TrainingThread], None]) -> None:
        """Give the thread an order, if there is one, and see what comes of it."""
        self._current.tell(order)
        self._watch_mailbox()

    def _await_answer(self) -> None:
        """See to it that all that is wished for comes."""
        self._current.expect()
        self._watch_mailbox()

    def _watch_mailbox(self) -> None:
        if not self._is_closed:
            self._timer.start()

    @Slot()
    def _poll(self) -> None:
        if not self._current.is_there:
            if not self._current.may_begin:
                return
            self._begin()
        snapshot = self._current.take()
        # At full speed two pictures are far apart anyway, and each costs training time.
        is_fast = self._is_playing and not self._limit
        self._current.ask(self._wishes, is_playing=self._is_playing, is_fast=is_fast)
        if snapshot is not None:
            self._receive(snapshot)

    def _begin(self) -> None:
        """Start the thread of the current run.

        It waited for that of the last one to end, so that any number of changes in a
        moment ends in one thread.
        """
        thread = self._start(self._experiment, self._train, self._test, self.generation)
        if self._limit:
            thread.limit(self._limit)
        if self._trained is not None and self._is_resuming:
            thread.resume(self._trained)
        for _ in range(self._steps_to_come):
            make_step(thread, self._step_size)
        self._steps_to_come = 0
        if self._is_playing:
            thread.play()
        self._current.begin(thread)

    def _receive(self, snapshot: Snapshot) -> None:
        self._parameters = snapshot.parameters
        self._keep(snapshot)
        if not snapshot.is_running and self._current.has_obeyed(snapshot):
            if self._is_playing:
                # It stopped by itself; while it played, not all was asked for.
                self._set_playing(False)
                self._await_answer()
            elif self._current.is_settled:
                self._timer.stop()
        self.snapshot_ready.emit(snapshot)

    def _keep(self, snapshot: Snapshot) -> None:
        """Keep what training has reached, so that a file can have it at any time."""
        before, trained = self._trained, snapshot.trained
        if trained is not None:
            trained = trained.fitted(self._experiment, len(self._train))
        self._trained, self._is_resuming = trained, False
        is_same = trained is before is None or (
            trained is not None and trained.is_same(before)
        )
        if is_same:
            return
        now = time.perf_counter()
        if now - self._trained_told > _TELL or not snapshot.is_running:
            self._trained_told = now
            self.trained_changed.emit()

    def _set_playing(self, is_playing: bool) -> None:  # noqa: FBT001
        if is_playing != self._is_playing:
            self._is_playing = is_playing
            self.playing_changed.emit(is_playing)
