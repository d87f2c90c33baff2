"""The window's side of training: starts runs, and fetches their snapshots."""

import threading
import time
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
from playground.training.trained import Trained
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
        self._thread: TrainingThread | None = None
        self._retiring: threading.Thread | None = None
        self._generation = 0
        self._is_playing = False
        self._is_closed = False
        self._steps_to_come = 0
        self._step_size: StepSize = "epoch"
        self._limit = 0.0
        self._wishes = Wishes()
        # What the thread has been told, by the number of its commands: a snapshot may
        # still tell of the time before.
        self._commanded = 0
        self._asked: int | None = None
        self._is_settled = False
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
        return self._generation

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
        if self._thread is not None:
            self._thread.play()
        self._await_effect()
        self._set_playing(True)

    def pause(self) -> None:
        """Stop where it is."""
        if self._thread is not None:
            self._thread.pause()
        self._await_effect()
        self._set_playing(False)

    def step(self) -> None:
        """Train for a single step; a run that plays pauses first."""
        if self._is_playing:
            self.pause()
        if self._thread is not None:
            make_step(self._thread, self._step_size)
        else:
            self._steps_to_come += 1
        self._await_effect()

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
        if self._thread is not None:
            self._thread.limit(epochs_per_second)

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
            before = Parameter(number, float(self._parameters[number]), self.generation)
            after = Parameter(number, value, self.generation)
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
        if self._thread is not None:
            self._thread.close()
            self._thread = None
        if self._retiring is not None:
            self._retiring.join()
            self._retiring = None

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
        if self._thread is not None:
            self._thread.set_parameter(number, value)
            self._await_effect()

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
            if self._thread is not None:
                self._thread.change(experiment)
                self._await_effect()
            if has_new_data:
                self.data_changed.emit()
        self.experiment_changed.emit(experiment)

    def _restart(self, trained: Trained | None = None) -> None:
        """Begin a new run, or go on where another one was."""
        self._generation += 1
        self._parameters = None
        self._trained, self._is_resuming = trained, trained is not None
        if self.history.forget(lambda change: isinstance(change, Parameter)):
            self.history_changed.emit()
        self._steps_to_come = 0
        if self._thread is not None:
            # Ending a thread means waiting for it, which is not for the window to do.
            self._retiring = threading.Thread(target=self._thread.close, daemon=True)
            self._retiring.start()
            self._thread = None
        self._await_effect()
        self.restarted.emit()
        self.trained_changed.emit()

    def _await_effect(self) -> None:
        """Look into the mailbox until what the thread was just told is seen there."""
        self._commanded = self._thread.told if self._thread is not None else 0
        self._await_answer()

    def _await_answer(self) -> None:
        """Look into the mailbox until it has all that is wished for now."""
        self._asked = None
        self._is_settled = False
        if not self._is_closed:
            self._timer.start()

    @Slot()
    def _poll(self) -> None:
        if self._thread is None and not self._start_thread():
            return
        if self._thread is None:
            return
        snapshot = self._thread.take()
        # At full speed two pictures are far apart anyway, and each costs training time.
        is_fast = self._is_playing and not self._limit and self._is_settled
        self._wishes.tell(self._thread, is_playing=self._is_playing, is_fast=is_fast)
        if self._asked is None:
            self._asked = self._thread.told
        if snapshot is not None and snapshot.generation == self._generation:
            self._receive(snapshot)

    def _start_thread(self) -> bool:
        """Start the thread of the current run, once that of the last one has ended.

        So any number of changes in a moment ends in one thread.
        """
        if self._retiring is not None and self._retiring.is_alive():
            return False
        self._retiring = None
        self._thread = self._start(
            self._experiment, self._train, self._test, self._generation
        )
        if self._limit:
            self._thread.limit(self._limit)
        if self._trained is not None and self._is_resuming:
            self._thread.resume(self._trained)
        for _ in range(self._steps_to_come):
            make_step(self._thread, self._step_size)
        self._steps_to_come = 0
        if self._is_playing:
            self._thread.play()
        self._commanded = self._thread.told
        return True

    def _receive(self, snapshot: Snapshot) -> None:
        self._parameters = snapshot.parameters
        self._keep(snapshot)
        is_answer = self._asked is not None and snapshot.obeyed >= self._asked
        self._is_settled = is_answer
        if not snapshot.is_running and snapshot.obeyed >= self._commanded:
            if self._is_playing:
                # It stopped by itself; while it played, not all was asked for.
                self._set_playing(False)
                self._await_answer()
            elif is_answer:
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
