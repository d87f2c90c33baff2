"""How points of two classes are drawn; their labels are -1 and 1."""

import math

import numpy as np

from playground.core.operations import Array


def circle(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """A disc within a ring, as in TensorFlow Playground."""
    rim, first = 2.5, samples // 2
    inside = generator.uniform(0, rim, first)
    outside = generator.uniform(3.5, 5, samples - first)
    radius = np.concatenate([inside, outside])
    angle = generator.uniform(0, 2 * math.pi, samples)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    # Noise flips labels near the rim; the points stay where they are.
    moved = points + generator.uniform(-5, 5, (samples, 2)) * noise
    return points, np.where(np.hypot(*moved.T) < rim, 1.0, -1.0)


def xor(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Opposite quarters, as in TensorFlow Playground."""
    points = generator.uniform(-5, 5, (samples, 2))
    points += np.where(points > 0, 0.3, -0.3)
    moved = points + generator.uniform(-5, 5, (samples, 2)) * noise
    return points, np.where(moved[:, 0] * moved[:, 1] >= 0, 1.0, -1.0)


def gauss(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Two clouds, as in TensorFlow Playground."""
    labels = np.where(np.arange(samples) < samples // 2, 1.0, -1.0)
    deviation = math.sqrt(0.5 + 7 * noise)
    points = 2 * labels[:, None] + generator.normal(0, deviation, (samples, 2))
    return points, labels


def spiral(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Two arms, as in TensorFlow Playground."""
    first = samples // 2
    arms = []
    for count, turn in ((first, 0.0), (samples - first, math.pi)):
        way = np.arange(count) / max(count, 1)
        angle = 1.75 * 2 * math.pi * way + turn
        arms.append(5 * way[:, None] * np.stack([np.sin(angle), np.cos(angle)], axis=1))
    points = np.concatenate(arms)
    points += generator.uniform(-1, 1, (samples, 2)) * noise
    return points, np.where(np.arange(samples) < first, 1.0, -1.0)


def moons(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Scikit-learn's two moons, moved to the middle and ten thirds as large."""
    first = samples // 2
    upper = np.linspace(0, math.pi, first)
    lower = np.linspace(0, math.pi, samples - first)
    x = np.concatenate([np.cos(upper), 1 - np.cos(lower)])
    y = np.concatenate([np.sin(upper), 0.5 - np.sin(lower)])
    points = np.stack([x, y], axis=1) + generator.normal(0, 1, (samples, 2)) * noise
    points = (points - (0.5, 0.25)) * (10 / 3)
    return points, np.where(np.arange(samples) < first, -1.0, 1.0)


def rings(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Four rings, as thick as the gaps between them, of alternating classes."""
    ring = np.arange(samples) % 4
    radius = 0.4 + 1.3 * ring + generator.uniform(0, 0.7, samples)
    angle = generator.uniform(0, 2 * math.pi, samples)
    points = np.stack([radius * np.sin(angle), radius * np.cos(angle)], axis=1)
    points += generator.uniform(-1, 1, (samples, 2)) * noise
    return points, np.where(ring % 2 == 0, 1.0, -1.0)


def checkerboard(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Four squares by four; noise flips labels near their edges, as in `xor`."""
    points = generator.uniform(-5, 5, (samples, 2))
    moved = points + generator.uniform(-2.5, 2.5, (samples, 2)) * noise
    square = np.floor(moved / 2.5).sum(axis=1)
    return points, np.where(square % 2 == 0, 1.0, -1.0)
