"""Maps of large networks while they play: every third point, and smooth in between.

The network is asked at a ninth of the points only, so that pictures follow each other
fast. Between them cubic curves lead through what it answered.
"""

from functools import cache
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.snapshot import MAP_SIZE, map_points

STEP: Final = 3
"""Of so many points along a side one is asked for; both ends are."""

LARGE: Final = 3000
"""Parameters from which on a whole map would hold up the training."""

_SIDE: Final = (MAP_SIZE - 1) // STEP + 1


@cache
def quick_points() -> Array:
    """Every third point of every third row of `map_points`: ``(n, 2)``, read-only."""
    points = map_points().reshape(MAP_SIZE, MAP_SIZE, 2)[::STEP, ::STEP].reshape(-1, 2)
    points.setflags(write=False)
    return points


def spread_out(answers: Array) -> Array | None:
    """Answers at all `map_points`, from those at `quick_points`.

    The latter are at their places among them, and none leaves their range.

    Args:
        answers: Shape ``(n,)``, or of k classes ``(n, k)``.

    Returns:
        Shape ``(MAP_SIZE**2,)`` or ``(MAP_SIZE**2, k)``; None where the answers are not
        finite, between which nothing can be said.
    """
    if not np.isfinite(answers).all():
        return None
    rows = answers.reshape(_SIDE, _SIDE, -1)
    # Not by `@`, whose threads would wait for each other beside a busy window.
    across = np.einsum("rck,pc->rpk", rows, _weights())
    filled = np.einsum("qr,rpk->qpk", _weights(), across)
    filled = np.clip(filled, rows.min(axis=(0, 1)), rows.max(axis=(0, 1)))
    return np.asarray(filled.reshape(MAP_SIZE**2, *answers.shape[1:]))


@cache
def _weights() -> Array:
    """What each answer along a line counts at each of its points, by Catmull and Rom.

    Beyond the ends the line goes on straight.
    """
    weights = np.zeros((MAP_SIZE, _SIDE + 2))
    for point in range(MAP_SIZE):
        before = min(point // STEP, _SIDE - 2)
        t = point / STEP - before
        weights[point, before : before + 4] = (
            t * (-1 + t * (2 - t)) / 2,
            1 + t * t * (3 * t - 5) / 2,
            t * (1 + t * (4 - 3 * t)) / 2,
            t * t * (t - 1) / 2,
        )
    first, last = weights[:, 0].copy(), weights[:, -1].copy()
    own = weights[:, 1:-1]
    own[:, 0] += 2 * first
    own[:, 1] -= first
    own[:, -1] += 2 * last
    own[:, -2] -= last
    return own
