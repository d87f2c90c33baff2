"""What a network can see of a point."""

from collections.abc import Callable
from typing import Final

import numpy as np

from playground.core.expr import Expr
from playground.core.operations import Array
from playground.core.program import interpret, lower

FEATURES: Final[dict[str, Callable[[Expr, Expr], Expr]]] = {
    "x": lambda x, _y: x,
    "y": lambda _x, y: y,
    "x^2": lambda x, _y: x * x,
    "y^2": lambda _x, y: y * y,
    "x*y": lambda x, y: x * y,
    "sin(x)": lambda x, _y: Expr.apply("sin", x),
    "sin(y)": lambda _x, y: Expr.apply("sin", y),
}
"""What a network can see of a point, by name."""


def feature_values(name: str, points: Array) -> Array:
    """What the feature is at *points* ``(n, 2)``: shape ``(n,)``."""
    x, y = (Expr(0.0, axis, is_learnable=False) for axis in "xy")
    program = lower([FEATURES[name](x, y)], [x, y])
    return interpret(program, np.empty(0), points)[:, 0]
