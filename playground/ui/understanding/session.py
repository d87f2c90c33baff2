"""`StepSession`: where a learner is in the passes over a document's expression."""

from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.graph.breakpoints import Breakpoints, Reason
from playground.graph.edits import Edit, Edits, MoveNodes, Rename
from playground.graph.graph import GraphError, NodeId
from playground.graph.timeline import Mistake, Moment, Timeline
from playground.ui.document import Document

SPEEDS: Final = (0.5, 1.0, 2.0, 5.0, 20.0)
"""Moments a second."""


class StepSession(QObject):
    """Moves through a `Timeline`, which it makes anew when the graph changes.

    Signals:
        moved: The position, or what it means, has changed.
        restarted: The graph has changed in the middle of a pass, which begins again.
        played: Playing has begun or ended.
        stopped: A breakpoint has ended a run; with its `Reason`.
    """

    moved = Signal()
    restarted = Signal()
    played = Signal()
    stopped = Signal(object)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._timeline: Timeline | None = None
        self._problem = ""
        self._position = 0
        self._mistake = Mistake.NONE
        self.breakpoints = Breakpoints()
        self._timer = QTimer(self)
        self.set_speed(SPEEDS[1])
        self._timer.timeout.connect(self._tick)
        document.edited.connect(self._follow)
        document.loaded.connect(self.restart)

    # Where it is

    @property
    def timeline(self) -> Timeline | None:
        """Both passes; None while the graph cannot be stepped through."""
        if self._timeline is None and not self._problem:
            try:
                self._timeline = Timeline(self._document.graph, self._mistake)
            except GraphError as error:
                self._problem = str(error)
        return self._timeline

    @property
    def problem(self) -> str:
        """Why there is no timeline, for the user."""
        return "" if self.timeline is not None else self._problem

    @property
    def position(self) -> int:
        """How many moments have happened; 0 is before the first."""
        return self._position

    @property
    def length(self) -> int:
        """How many moments there are."""
        return 0 if self.timeline is None else len(self.timeline)

    @property
    def moment(self) -> Moment | None:
        """What has just happened."""
        if self.timeline is None or not self._position:
            return None
        return self.timeline.moments[self._position - 1]

    @property
    def is_playing(self) -> bool:
        """Whether moments follow each other by themselves."""
        return self._timer.isActive()

    @property
    def mistake(self) -> Mistake:
        """What is done wrong."""
        return self._mistake

    def set_mistake(self, mistake: Mistake) -> None:
        """Do something wrong from now on; the place in the pass is kept, if it can."""
        if mistake is self._mistake:
            return
        self._mistake = mistake
        self._timeline = None
        self._position = min(self._position, self.length)
        self.moved.emit()

    # Moving

    @Slot()
    def step(self) -> None:
        """One moment on."""
        self.pause()
        self.jump(self._position + 1)

    @Slot()
    def step_back(self) -> None:
        """One moment back."""
        self.pause()
        self.jump(self._position - 1)

    @Slot()
    def to_start(self) -> None:
        """Before the first moment."""
        self.pause()
        self.jump(0)

    @Slot()
    def to_next_stop(self) -> None:
        """To the next breakpoint, or to the end."""
        self.pause()
        if self.timeline is not None:
            self.jump(self.breakpoints.next_stop(self.timeline, self._position))
            self._tell_stop()

    def jump(self, position: int) -> None:
        """To any position; beyond the ends to the ends."""
        position = max(0, min(position, self.length))
        if position != self._position:
            self._position = position
            self.moved.emit()

    def jump_to(self, node: NodeId) -> bool:
        """To where a node gets its value, in the forward pass, or its gradient."""
        timeline = self.timeline
        if timeline is None or node not in timeline.index:
            return False
        self.pause()
        computed, completed = timeline.computed_at(node), timeline.completed_at(node)
        later = [p for p in (computed, completed) if p > self._position]
        self.jump(later[0] if later else computed)
        return True

    # Playing

    @Slot()
    def play(self) -> None:
        """One moment after the other; from the start, when at the end."""
        if self.timeline is None or self.is_playing:
            return
        if self._position == self.length:
            self.jump(0)
        self._timer.start()
        self.played.emit()

    @Slot()
    def pause(self) -> None:
        """Stay here."""
        if self.is_playing:
            self._timer.stop()
            self.played.emit()

    @Slot()
    def toggle_play(self) -> None:
        """Play, or stay here."""
        if self.is_playing:
            self.pause()
        else:
            self.play()

    def set_speed(self, moments_a_second: float) -> None:
        """How fast to play."""
        self._timer.setInterval(round(1000 / moments_a_second))

    @Slot()
    def restart(self) -> None:
        """Forget the timeline and go to the start."""
        self.pause()
        was_under_way = self._position > 0
        self._timeline = None
        self._problem = ""
        self._position = 0
        self.moved.emit()
        if was_under_way:
            self.restarted.emit()

    @Slot()
    def _tick(self) -> None:
        self.jump(self._position + 1)
        if self._tell_stop() or self._position >= self.length:
            self.pause()

    def _tell_stop(self) -> bool:
        reason: Reason | None = None
        if self.timeline is not None:
            reason = self.breakpoints.reason(self.timeline, self._position)
        if reason is not None:
            self.stopped.emit(reason)
        return reason is not None

    @Slot(object)
    def _follow(self, edit: Edit) -> None:
        parts = edit.edits if isinstance(edit, Edits) else (edit,)
        if all(isinstance(part, MoveNodes) for part in parts):
            return
        if all(isinstance(part, MoveNodes | Rename) for part in parts):
            self.moved.emit()
        else:
            self.restart()
