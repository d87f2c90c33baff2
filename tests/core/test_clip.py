"""Gradients that are too long are shortened, by the kernels and by the interpreter."""

import numpy as np
import pytest

from playground.core import engine
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.optimizers import SGD
from playground.core.session import Training


def run_of(clip: float) -> Training:
    """On 3a + 4b + x, whose gradient by a and b is (3, 4): of length 5."""
    a, b, x = Expr(0.0, "a"), Expr(0.0, "b"), Expr(0.0, "x", is_learnable=False)
    compiled = CompiledExpr.from_expr(a * 3 + b * 4 + x, [x])
    training = compiled.training(np.zeros((6, 1)), batch_size=2, optimizer=SGD(0.1))
    training.clip = clip
    return training


@pytest.mark.parametrize("has_kernels", [True, False])
@pytest.mark.parametrize(
    ("clip", "step"), [(0.0, (0.3, 0.4)), (5.0, (0.3, 0.4)), (1.0, (0.06, 0.08))]
)
def test_an_update_is_no_longer_than_the_rate_times_the_clip(
    monkeypatch: pytest.MonkeyPatch,
    clip: float,
    step: tuple[float, float],
    *,
    has_kernels: bool,
) -> None:
    if not has_kernels:
        monkeypatch.setattr(engine, "kernels", lambda: None)
    training = run_of(clip)
    training.run(1)
    expected = -3 * np.array(step)
    np.testing.assert_allclose(training.progress.parameters, expected, rtol=1e-12)
