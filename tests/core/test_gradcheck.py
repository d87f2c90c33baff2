"""The gradient check: it agrees with correct gradients and exposes wrong ones."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.expr import Expr, ExprError
from playground.core.gradcheck import GradientReport, GradientRow, gradient_check

NUMBERS = st.floats(-3, 3)


@given(NUMBERS, NUMBERS, NUMBERS)
def test_smooth_expressions_pass(x: float, y: float, z: float) -> None:
    a, b, c = Expr(x, "a"), Expr(y, "b"), Expr(z, "c")
    root = (a * b + c).tanh() * a.exp() + (b * b + 1).log()
    report = gradient_check(root)
    assert [row.leaf for row in report.rows] == [a, b, c]
    assert report.worst < 1e-7


def test_a_wrong_gradient_is_exposed(monkeypatch: pytest.MonkeyPatch) -> None:
    x = Expr(3.0, "x")
    root = x * x

    def backward(_: Expr) -> None:
        x.grad = 3.0  # as if only one of the two uses counted

    monkeypatch.setattr(Expr, "backward", backward)
    (row,) = gradient_check(root).rows
    assert row.analytic == 3.0
    assert row.numeric == pytest.approx(6.0)
    assert row.relative_error == pytest.approx(0.5)


def test_frozen_leaves_are_checked_by_name_and_constants_never() -> None:
    x, frozen = Expr(2.0), Expr(3.0, "frozen", is_learnable=False)
    report = gradient_check(x * frozen * 5)
    assert [row.leaf for row in report.rows] == [x, frozen]
    assert [row.analytic for row in report.rows] == [15.0, 10.0]
    assert [row.numeric for row in report.rows] == pytest.approx([15.0, 10.0])


def test_large_and_small_leaves_are_checked_relative_to_their_size() -> None:
    large, small = Expr(1e8), Expr(1e-8)
    assert gradient_check(large.log() + small * small + large * small).worst < 1e-6


def test_values_and_gradients_are_those_of_the_graph_afterwards() -> None:
    x = Expr(3.0)
    root = x * x
    x.result = 0.1
    gradient_check(root)
    assert (x.result, root.result, x.grad) == (0.1, 0.1 * 0.1, 0.2)


def test_the_worst_of_nothing_is_none_and_nan_is_worst() -> None:
    assert gradient_check(Expr.constant(2.0) + 1).worst == 0.0
    report = gradient_check(Expr(-1.0, "x").log() + Expr(2.0, "y"))
    assert math.isnan(report.worst)
    rows = [GradientRow(Expr(0.0), math.nan, 1.0), GradientRow(Expr(0.0), 1.0, 1.0)]
    assert math.isnan(GradientReport(tuple(rows)).worst)
    assert math.isnan(GradientReport(tuple(reversed(rows))).worst)


def test_a_kink_shows_as_an_error() -> None:
    assert gradient_check(Expr(0.0, "x").relu()).worst == pytest.approx(0.5)


def test_the_report_reads_as_a_table() -> None:
    lines = str(gradient_check(Expr(3.0, "x") * 2)).splitlines()
    assert lines[0].split() == ["leaf", "analytic", "numeric", "error"]
    assert lines[1].split()[:3] == ["x", "2", "2"]


def test_a_leaf_is_put_back_when_the_check_fails_midway(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x = Expr(3.0, "x")
    root = x.tanh()
    calls = iter([True, False])
    recalculate = Expr.recalculate

    def failing(self: Expr) -> float:
        if next(calls):
            return recalculate(self)
        message = "midway"
        raise ExprError(message)

    monkeypatch.setattr(Expr, "recalculate", failing)
    with pytest.raises(ExprError):
        gradient_check(root)
    assert x.result == 3.0
