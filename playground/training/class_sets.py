"""How points of three to six classes are drawn; their labels count from 0."""

import math

import numpy as np

from playground.core.operations import Array

_CLUSTER_RADIUS = 3.5
_REACH = 5.0
_DOT = 1.0
"""Radius of the dots of yin and yang; the whole is five times as large."""


def clusters(
    samples: int, noise: float, generator: np.random.Generator, classes: int
) -> tuple[Array, Array]:
    """Clouds around places spread evenly over a circle."""
    labels = np.arange(samples) % classes
    angle = math.pi / 4 + 2 * math.pi * labels / classes
    middles = _CLUSTER_RADIUS * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    deviation = math.sqrt(0.5 + 7 * noise)
    points = middles + generator.normal(0, deviation, (samples, 2))
    return points, labels.astype(np.float64)


def arms(
    samples: int, noise: float, generator: np.random.Generator, classes: int
) -> tuple[Array, Array]:
    """A spiral of as many arms as classes, wound less the more there are."""
    labels = np.arange(samples) % classes
    way = np.arange(samples) // classes / max(1, -(-samples // classes))
    turns = 1.75 * 2 / classes
    angle = 2 * math.pi * (turns * way + labels / classes)
    points = _REACH * way[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    points += generator.uniform(-1, 1, (samples, 2)) * noise
    return points, labels.astype(np.float64)


def yin_yang(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """The sign of Kriener, Göltz and Petrovici (2021), ten times as large.

    Class 0 is yang, 1 is yin and 2 the dots, of each as many points; noise scatters
    them.
    """
    goals = np.arange(samples) % 3
    points = np.empty((samples, 2))
    missing = np.arange(samples)
    while len(missing):
        drawn = generator.uniform(-_REACH, _REACH, (len(missing), 2))
        inside = np.hypot(*drawn.T) <= _REACH
        is_found = inside & (yin_yang_class(drawn) == goals[missing])
        points[missing[is_found]] = drawn[is_found]
        missing = missing[~is_found]
    points += generator.uniform(-1, 1, (samples, 2)) * noise
    return points, goals.astype(np.float64)


def yin_yang_class(points: Array) -> Array:
    """The class of *points* ``(n, 2)`` in the sign around the origin: ``(n,)``."""
    x, y = points.T
    right, left = np.hypot(x - _REACH / 2, y), np.hypot(x + _REACH / 2, y)
    is_upper = (y > 0) & (right > _REACH / 2)
    is_yin = is_upper | (left <= _REACH / 2)
    is_dot = (right < _DOT) | (left < _DOT)
    return np.where(is_dot, 2.0, np.where(is_yin, 1.0, 0.0))
