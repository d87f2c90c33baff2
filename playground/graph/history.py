"""Undo and redo: edits with their inverses, merged within a gesture."""

from dataclasses import dataclass

from playground.graph.edits import (
    Edit,
    MoveNodes,
    Rename,
    SetValues,
    describe,
)
from playground.graph.frame_edits import ChangeFrames


@dataclass(frozen=True, slots=True)
class Step:
    """One undo step.

    Attributes:
        edits: What was done, in order.
        inverses: What undoes it, in the order to apply.
        gesture: Key of the gesture it belongs to, None for a step of its own.
    """

    edits: tuple[Edit, ...]
    inverses: tuple[Edit, ...]
    gesture: object = None

    @property
    def title(self) -> str:
        """What the step did, for a menu or a list."""
        return describe(self.edits[-1])


class History:
    """The steps that can be undone and those that can be redone."""

    def __init__(self, limit: int = 1000) -> None:
        """Keep at most *limit* steps; the oldest are forgotten first."""
        self._limit = limit
        self._done: list[Step] = []
        self._undone: list[Step] = []
        self._saved: Step | None = None
        self._save_is_reachable = True

    @property
    def done(self) -> tuple[Step, ...]:
        """Steps that can be undone, the oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Step, ...]:
        """Steps that can be redone, the next first."""
        return tuple(reversed(self._undone))

    @property
    def is_saved(self) -> bool:
        """Whether the graph is as it was at the last `mark_saved`."""
        return self._save_is_reachable and self._last is self._saved

    def mark_saved(self) -> None:
        """Remember this moment; the next edit starts a step of its own."""
        self._saved = self._last
        self._save_is_reachable = True

    def push(self, edit: Edit, inverse: Edit, gesture: object = None) -> None:
        """Record an edit that was applied; within a gesture it joins the last step."""
        last = self._last
        self._undone.clear()
        if (
            last is not None
            and gesture is not None
            and last.gesture == gesture
            and last is not self._saved
        ):
            self._done[-1] = _merged(last, edit, inverse)
            return
        self._done.append(Step((edit,), (inverse,), gesture))
        if len(self._done) > self._limit:
            forgotten = self._done.pop(0)
            if self._saved is None:
                self._save_is_reachable = False
            elif self._saved is forgotten:
                self._saved = None  # what it led to is where undoing ends now

    def undo(self) -> Step | None:
        """Take back the last step: the caller applies its inverses."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def redo(self) -> Step | None:
        """Repeat the step taken back last: the caller applies its edits."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    @property
    def _last(self) -> Step | None:
        return self._done[-1] if self._done else None


def _merged(step: Step, edit: Edit, inverse: Edit) -> Step:
    """The step with a further edit; what overwrites the same places stays one edit."""
    if _places(step.edits[-1]) == _places(edit) is not None:
        return Step((*step.edits[:-1], edit), step.inverses, step.gesture)
    return Step((*step.edits, edit), (inverse, *step.inverses), step.gesture)


def _places(edit: Edit) -> object:
    """What an edit overwrites completely, None where that cannot be told."""
    match edit:
        case SetValues(values):
            return SetValues, frozenset(values)
        case MoveNodes(positions):
            return MoveNodes, frozenset(positions)
        case Rename(node_id, _):
            return Rename, node_id
        case ChangeFrames(frames, _):
            return ChangeFrames, frozenset(frame.id for frame in frames)
        case _:
            return None
