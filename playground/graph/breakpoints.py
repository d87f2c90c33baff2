"""Where a run through a `Timeline` stops by itself, and why."""

from dataclasses import dataclass
from enum import Enum

from playground.graph.graph import NodeId
from playground.graph.timeline import Computed, Timeline, result


class Reason(Enum):
    """Why a run has stopped."""

    NODE = "node"
    LARGE = "large"
    NON_FINITE = "non-finite"


@dataclass(frozen=True, slots=True)
class Breakpoints:
    """What to stop at.

    Attributes:
        nodes: Stop whenever one of these gets a value or a part of its gradient.
        gradient_above: Stop when the size of a gradient exceeds this.
        non_finite: Stop where a number first is infinite or not a number.
    """

    nodes: frozenset[NodeId] = frozenset()
    gradient_above: float | None = None
    non_finite: bool = False

    def reason(self, timeline: Timeline, position: int) -> Reason | None:
        """Why to stop at *position*, or None."""
        if position < 1:
            return None
        if self.non_finite and timeline.first_non_finite == position:
            return Reason.NON_FINITE
        moment = timeline.moments[position - 1]
        if moment.node in self.nodes:
            return Reason.NODE
        if (
            self.gradient_above is not None
            and not isinstance(moment, Computed)
            and abs(result(moment)) > self.gradient_above
        ):
            return Reason.LARGE
        return None

    def next_stop(self, timeline: Timeline, position: int) -> int:
        """The first stop after *position*, or the end of the timeline."""
        later = range(position + 1, len(timeline))
        stops = (p for p in later if self.reason(timeline, p) is not None)
        return next(stops, len(timeline))
