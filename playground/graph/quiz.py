"""Questions about the moments of a `Timeline`, and whether an answer is right."""

import math
from dataclasses import dataclass

from playground.graph.graph import Graph
from playground.graph.timeline import Computed, Moment, Passed, Seeded

TOLERANCE = 0.01
"""Relative: an answer may be this far off."""

_ALMOST_0 = 1e-9
_SHOWN_DIGITS = 4


@dataclass(frozen=True, slots=True)
class Question:
    """A number that is hidden.

    Attributes:
        answer: The exact number.
        from_shown: What comes out of the numbers as they are shown, rounded.
    """

    answer: float
    from_shown: float

    def accepts(self, given: float) -> bool:
        """Whether *given* is right, exactly or by the numbers as shown."""
        return _is_close(given, self.answer) or _is_close(given, self.from_shown)


def question(graph: Graph, moment: Moment) -> Question | None:
    """What can be asked at a moment; None at a leaf, whose value is given."""
    match moment:
        case Computed(operands=()):
            return None
        case Computed(node=node, inputs=inputs, value=value):
            row = graph.nodes[node].row
            return Question(value, row.value(*map(shown, inputs)))
        case Seeded():
            return Question(1.0, 1.0)
        case Passed():
            product = shown(moment.local) * shown(moment.upstream)
            extra = moment.after - moment.product  # what `=` forgets and `+=` keeps
            return Question(moment.after, product + shown(extra))


def shown(value: float) -> float:
    """The number that four significant digits show."""
    return float(f"{value:.{_SHOWN_DIGITS - 1}e}") if math.isfinite(value) else value


def _is_close(given: float, answer: float) -> bool:
    if not math.isfinite(answer):
        return given == answer or (math.isnan(given) and math.isnan(answer))
    return math.isclose(given, answer, rel_tol=TOLERANCE, abs_tol=_ALMOST_0)


@dataclass(slots=True)
class Score:
    """How a learner is doing.

    Attributes:
        asked: Questions that were answered or given up.
        right: Those answered without help and at once.
    """

    asked: int = 0
    right: int = 0

    def count(self, *, at_once: bool) -> None:
        """One question more is done."""
        self.asked += 1
        self.right += at_once
