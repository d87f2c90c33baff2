"""From a network's answers to classes and probabilities."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array

_SINGLE: Final = 1
"""Dimensions of answers that are a single value for each point."""


def decided(answers: Array) -> Array:
    """What is predicted: *answers* ``(n,)``, or of scores ``(n, k)`` the class.

    Returns:
        Shape ``(n,)``; NaN where a score is no number.
    """
    if answers.ndim == _SINGLE:
        return answers
    # `where` rather than `argmax`, which is slow across few columns.
    best = answers.T.max(axis=0)
    winners = np.full(len(answers), np.nan)
    for number in reversed(range(answers.shape[1])):
        winners[answers[:, number] == best] = number
    return winners


def are_right(answers: Array, labels: Array) -> NDArray[np.bool_]:
    """Which points are taken for their class at several times: shape ``(times, n)``.

    Args:
        answers: A single value for two classes, ``(times, n)``, or scores
            ``(times, n, k)``.
        labels: -1 and 1, or 0 to k - 1; shape ``(n,)``.
    """
    if answers.ndim == 1 + _SINGLE:
        return np.asarray((answers >= 0) == (labels > 0), dtype=np.bool_)
    scores = answers.reshape(-1, answers.shape[2])
    right: NDArray[np.bool_] = decided(scores).reshape(answers.shape[:2]) == labels
    return right


def softmax(scores: Array) -> Array:
    """The share of each class, from scores ``(n, k)``: rows that sum to 1."""
    # Class by class, as the engine has them: several times as fast as row by row.
    rows = scores.T
    with np.errstate(all="ignore"):
        powers = np.exp(rows - rows.max(axis=0))
        shares: Array = powers / powers.sum(axis=0)
    return shares.T


def probabilities(answers: Array, loss: str) -> Array:
    """The probability of each class: shape ``(n, k)``.

    Of two classes, under another loss than softmax or logistic, an output from -1 to 1
    is taken for the difference of both probabilities.

    Args:
        answers: A single value for two classes, ``(n,)``, or scores ``(n, k)``.
        loss: What the network learns by, a name in `LOSSES`.
    """
    if answers.ndim > _SINGLE:
        return softmax(answers)
    difference = np.tanh(answers / 2) if loss == "logistic" else answers
    positive = np.clip((1 + difference) / 2, 0.0, 1.0)
    return np.stack([1 - positive, positive], axis=1)
