"""Analytic gradients held against central differences, for every leaf of a graph."""

import math
from dataclasses import dataclass

from typing_extensions import override

from playground.core.expr import Expr, label

_STEP = 2.0 ** (-52 / 3)
"""Relative step: the cube root of the machine's precision balances both errors."""


@dataclass(frozen=True, slots=True)
class GradientRow:
    """One leaf's gradient, twice."""

    leaf: Expr
    analytic: float
    numeric: float

    @property
    def relative_error(self) -> float:
        """``|analytic - numeric| / max(1, |analytic|, |numeric|)``; NaN stays NaN."""
        scale = max(1.0, abs(self.analytic), abs(self.numeric))
        return abs(self.analytic - self.numeric) / scale


@dataclass(frozen=True, slots=True)
class GradientReport:
    """The rows of a gradient check, in the order of the leaves' first use."""

    rows: tuple[GradientRow, ...]

    @property
    def worst(self) -> float:
        """The largest relative error, 0 without rows, NaN if any is."""
        errors = [row.relative_error for row in self.rows]
        return math.nan if any(map(math.isnan, errors)) else max(errors, default=0.0)

    @override
    def __str__(self) -> str:
        lines = [f"{'leaf':<12}{'analytic':>14}{'numeric':>14}{'error':>10}"]
        lines += [
            f"{label(row.leaf):<12}{row.analytic:>14.6g}{row.numeric:>14.6g}"
            f"{row.relative_error:>10.1e}"
            for row in self.rows
        ]
        return "\n".join(lines)


def gradient_check(root: Expr) -> GradientReport:
    """Compare `backward` with central differences at each named or learnable leaf.

    The numeric derivative by a leaf x is ``(f(x + h) - f(x - h)) / 2h`` with
    ``h = max(1, |x|) * 6e-6``. Values and gradients are as after `recalculate` and
    `backward` when it returns.
    """
    root.recalculate()
    root.backward()
    leaves = [n for n in root.walk() if n.is_leaf and (n.is_learnable or n.name)]
    analytic = [leaf.grad for leaf in leaves]
    numeric = [_central_difference(root, leaf) for leaf in leaves]
    root.recalculate()
    rows = zip(leaves, analytic, numeric, strict=True)
    return GradientReport(tuple(GradientRow(*row) for row in rows))


def _central_difference(root: Expr, leaf: Expr) -> float:
    x = leaf.result
    step = _STEP * max(1.0, abs(x))
    try:
        leaf.result = above = x + step
        high = root.recalculate()
        leaf.result = below = x - step
        low = root.recalculate()
    finally:
        leaf.result = x
    return (high - low) / (above - below)
