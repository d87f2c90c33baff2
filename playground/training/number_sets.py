"""How points with numbers are drawn: over the plane, or over x alone."""

from collections.abc import Callable

import numpy as np

from playground.core.operations import Array


def plane(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """A number that grows evenly, as in TensorFlow Playground."""
    points = generator.uniform(-6, 6, (samples, 2))
    moved = points + generator.uniform(-6, 6, (samples, 2)) * noise
    return points, moved.sum(axis=1) / 10


_HILLS = (
    (-4.0, 2.5, 1.0),
    (0.0, 2.5, -1.0),
    (4.0, 2.5, 1.0),
    (-4.0, -2.5, -1.0),
    (0.0, -2.5, 1.0),
    (4.0, -2.5, -1.0),
)


def hills(
    samples: int, noise: float, generator: np.random.Generator
) -> tuple[Array, Array]:
    """Hills and hollows, as in TensorFlow Playground."""
    points = generator.uniform(-6, 6, (samples, 2))
    moved = points + generator.uniform(-6, 6, (samples, 2)) * noise
    labels = np.zeros(samples)
    for x, y, sign in _HILLS:
        distance = np.hypot(moved[:, 0] - x, moved[:, 1] - y)
        height = sign * np.clip(1 - distance / 2, 0, 1)
        labels = np.where(np.abs(height) > np.abs(labels), height, labels)
    return points, labels


def curve(
    function: Callable[[Array], Array],
) -> Callable[[int, float, np.random.Generator], tuple[Array, Array]]:
    """Numbers over x alone: the points lie on the x axis."""

    def draw(
        samples: int, noise: float, generator: np.random.Generator
    ) -> tuple[Array, Array]:
        x = generator.uniform(-6, 6, samples)
        labels = function(x) + generator.uniform(-1, 1, samples) * noise
        return np.stack([x, np.zeros(samples)], axis=1), labels

    return draw


def step(x: Array) -> Array:
    """A leap at 0 from -0.8 to 0.8."""
    return np.where(x < 0, -0.8, 0.8)


def cubic(x: Array) -> Array:
    """A polynomial of degree 3 with its hill and its hollow within the map."""
    return (x + 4.5) * (x - 0.5) * (x - 5) / 60
