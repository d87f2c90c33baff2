"""How points are drawn whose label is a formula of their place.

Points are uniform over the map, where the formula has a finite value. Classes are its
sign, 0 counting as 1. Numbers are its value; if that leaves -1..1 anywhere on the map,
all are divided by its largest size there. Noise takes the label from a place that is
moved by up to six times the noise, as for TensorFlow Playground's plane.
"""

from collections.abc import Callable
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.training.features import feature_values

USUAL_FORMULA: Final = "y - 3*sin(x)"
"""The formula there is before a person types one."""

_EXTENT: Final = 6.0
_SIDE: Final = 61
_MOST_ROUNDS: Final = 100


def by_formula(
    text: str, *, is_regression: bool
) -> Callable[[int, float, np.random.Generator], tuple[Array, Array]]:
    """A way to draw points whose label is the formula *text*, or its sign."""

    def draw(
        samples: int, noise: float, generator: np.random.Generator
    ) -> tuple[Array, Array]:
        points = _places(text, samples, generator)
        moved = points + generator.uniform(-_EXTENT, _EXTENT, (samples, 2)) * noise
        values = feature_values(text, moved)
        known = np.isfinite(values)
        # A place moved to where the formula has no value keeps its own.
        values[~known] = feature_values(text, points[~known])
        if is_regression:
            return points, np.clip(values / label_scale(text), -1.0, 1.0)
        return points, np.where(values >= 0, 1.0, -1.0)

    return draw


def label_scale(text: str) -> float:
    """What the values of the formula *text* are divided by: 1 or more."""
    values = feature_values(text, _grid())
    return max(1.0, float(np.max(np.abs(values), where=np.isfinite(values), initial=0)))


def has_values(text: str) -> bool:
    """Whether the formula *text* has a finite value anywhere on the map."""
    return bool(np.isfinite(feature_values(text, _grid())).any())


def _places(text: str, samples: int, generator: np.random.Generator) -> Array:
    """Places where the formula has a value, uniform among them."""
    found = np.empty((0, 2))
    for _ in range(_MOST_ROUNDS):
        points = generator.uniform(-_EXTENT, _EXTENT, (samples, 2))
        found = np.concatenate(
            [found, points[np.isfinite(feature_values(text, points))]]
        )
        if len(found) >= samples:
            return found[:samples]
    # So small a domain is met by chance too rarely.
    grid = _grid()
    known = grid[np.isfinite(feature_values(text, grid))]
    more = generator.choice(known, samples - len(found))
    return np.concatenate([found, more])


def _grid() -> Array:
    line = np.linspace(-_EXTENT, _EXTENT, _SIDE)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)
