"""What the pages of understanding ask of the canvas, as data and as a protocol."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QObject, SignalInstance

from playground.graph.graph import NodeId
from playground.graph.timeline import Computed, Passed, Seeded, State, Timeline


class Ask(Enum):
    """Which number of the node that is dealt with is hidden."""

    VALUE = "value"
    GRADIENT = "gradient"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One moment of a pass, as the canvas shows it in place of the finished numbers.

    Attributes:
        index: Where a node stands in the arrays of *state*; others take no part.
        state: What is known at this moment.
        is_backward: Whether gradients flow; what they have not reached is dimmed.
        now: The node that gets a number.
        giver: The node that passes its gradient on, backward.
        wires: Target and port of the wires along which numbers flow now.
        ask: What the quiz hides at *now*.
        wrong: Nodes whose complete gradient is wrong, with the right one.
    """

    index: Mapping[NodeId, int]
    state: State
    is_backward: bool
    now: NodeId | None = None
    giver: NodeId | None = None
    wires: tuple[tuple[NodeId, int], ...] = ()
    ask: Ask | None = None
    wrong: Mapping[NodeId, float] | None = None


def lesson_at(timeline: Timeline, position: int, *, is_asked: bool) -> Lesson:
    """The lesson of the moment before *position*, which is at least 1."""
    moment = timeline.moments[position - 1]
    state = timeline.state(position)
    giver: NodeId | None = None
    wires: tuple[tuple[NodeId, int], ...] = ()
    match moment:
        case Computed():
            wires = tuple((moment.node, k) for k in range(len(moment.operands)))
        case Passed():
            giver, wires = moment.user, ((moment.user, moment.port),)
        case Seeded():
            pass
    is_forward = isinstance(moment, Computed)
    wrong = {
        node: float(timeline.right.gradients[timeline.index[node]])
        for node in timeline.wrong
        if state.is_complete[timeline.index[node]]
        and not (is_asked and node == moment.node)
    }
    return Lesson(
        timeline.index,
        state,
        not is_forward,
        moment.node,
        giver,
        wires,
        (Ask.VALUE if is_forward else Ask.GRADIENT) if is_asked else None,
        wrong,
    )


class Tone(Enum):
    """How a note is meant."""

    GOOD = "good"
    QUIET = "quiet"
    WARNING = "warning"
    WRONG = "wrong"


@dataclass(frozen=True, slots=True)
class Note:
    """A few words below a node."""

    text: str
    tone: Tone = Tone.QUIET


class Stage(Protocol):
    """The canvas as the pages of understanding see it."""

    @property
    def selection_changed(self) -> SignalInstance:
        """Emitted after nodes were selected or deselected."""

    def selected(self) -> list[NodeId]:
        """The selected nodes."""

    def go_to(self, node: NodeId) -> None:
        """Select a node and bring it into view."""

    def reveal(self, node: NodeId) -> None:
        """Bring a node into view, not touching the selection."""

    def watch_keys(self, watcher: QObject) -> None:
        """Let an event filter see the keys of the canvas first."""

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Show a moment of a pass, or the finished numbers again."""

    def show_notes(self, owner: object, notes: Mapping[NodeId, Note]) -> None:
        """Show words below nodes in place of the *owner*'s earlier ones."""
