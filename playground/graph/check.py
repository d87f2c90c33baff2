"""Gradients held against central differences, for any nodes; kinks are recognised."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import islice

import numpy as np

from playground.core.operations import Array
from playground.graph.columns import values_for
from playground.graph.graph import Graph, NodeId

_STEP = 2.0 ** (-52 / 3)
"""Relative step: the cube root of the machine's precision balances both errors."""
_TOLERANCE = 1e-6
_EPSILON = 2.0**-52
_AT_ONCE = 64
_SHIFTS = (1.0, -1.0, 2.0, -2.0)
"""Columns of each node: a step up and down, and both twice as far."""


class Verdict(Enum):
    """What a comparison says."""

    AGREES = "agrees"
    KINK = "kink"
    DIFFERS = "differs"
    UNDEFINED = "undefined"


@dataclass(frozen=True, slots=True)
class CheckRow:
    """One node's gradient, twice.

    Attributes:
        node: Whose gradient it is.
        analytic: What the backward pass says.
        numeric: ``(f(v + h) - f(v - h)) / 2h`` with ``h = max(1, |v|) * 6e-6``.
        verdict: Whether they agree.
        kink: The node whose kink lies within the step, if any.
    """

    node: NodeId
    analytic: float
    numeric: float
    verdict: Verdict
    kink: NodeId | None = None

    @property
    def relative_error(self) -> float:
        """``|analytic - numeric| / max(1, |analytic|, |numeric|)``; NaN stays NaN."""
        scale = max(1.0, abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / scale


def check(
    graph: Graph, root: NodeId, gradients: Mapping[NodeId, float]
) -> tuple[CheckRow, ...]:
    """Compare *gradients* of *root*, which *graph* can compute, with differences."""
    ids = iter(gradients)
    return tuple(
        row
        for some in iter(lambda: tuple(islice(ids, _AT_ONCE)), ())
        for row in _rows(graph, root, gradients, some)
    )


def _rows(
    graph: Graph,
    root: NodeId,
    gradients: Mapping[NodeId, float],
    ids: Sequence[NodeId],
) -> Iterator[CheckRow]:
    now = values_for(graph, root, {})
    centres = np.array([now[i][0] for i in ids])
    steps = _STEP * np.maximum(1.0, np.abs(centres))
    shifted = centres[:, None] + steps[:, None] * np.array(_SHIFTS)
    given = {i: np.full(shifted.size, np.nan) for i in ids}
    width = len(_SHIFTS)
    for k, node_id in enumerate(ids):
        given[node_id][width * k : width * (k + 1)] = shifted[k]
    values = values_for(graph, root, given)
    found = np.broadcast_to(values[root], shifted.size).reshape(-1, width)
    with np.errstate(all="ignore"):
        rise, run = found[:, ::2] - found[:, 1::2], shifted[:, ::2] - shifted[:, 1::2]
        numeric, coarse = (rise / run).T
        doubt = _EPSILON * np.abs(found).max(axis=1) / steps + np.abs(numeric - coarse)
    kinks = _kinks(graph, values, shifted.size)
    for k, node_id in enumerate(ids):
        kink = kinks[k]
        analytic = gradients[node_id]
        verdict = _verdict(analytic, float(numeric[k]), float(doubt[k]))
        if kink is not None and verdict is not Verdict.UNDEFINED:
            verdict = Verdict.KINK
        yield CheckRow(node_id, analytic, float(numeric[k]), verdict, kink)


def _verdict(analytic: float, numeric: float, doubt: float) -> Verdict:
    if not np.isfinite([analytic, numeric]).all():
        return Verdict.UNDEFINED
    scale = max(1.0, abs(analytic), abs(numeric))
    is_close = abs(analytic - numeric) <= _TOLERANCE * scale + 4 * doubt
    return Verdict.AGREES if is_close else Verdict.DIFFERS


def _kinks(graph: Graph, values: Mapping[NodeId, Array], n: int) -> list[NodeId | None]:
    """For each block of columns the first node whose kink lies between them."""
    kinks: list[NodeId | None] = [None] * (n // len(_SHIFTS))
    for node_id in values:
        node = graph.nodes[node_id]
        if node.is_leaf or node.is_muted:
            continue
        operands = [values[o] for o in node.operands if o is not None]
        with np.errstate(all="ignore"):
            distances = node.row.kinks(*operands)
        for distance in distances:
            wide = np.broadcast_to(distance, n).reshape(-1, len(_SHIFTS))
            up, down = wide[:, :2].T
            for k in np.flatnonzero((up * down <= 0) & (up != down)).tolist():
                kinks[k] = kinks[k] or node_id
    return kinks
