"""Numbers from the ends of their range: both engines find what `Expr` finds."""

import itertools
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import engine
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.faults import NotFiniteError
from playground.core.kernels import TAME
from playground.core.operations import OPERATIONS, Array
from playground.core.optimizers import SGD
from playground.core.program import lower
from playground.core.runner import Runner
from tests.core.extremes import (
    EXTREME,
    Answers,
    expr_answers,
    extreme_columns,
    extreme_graphs,
)
from tests.core.graphs import RandomGraph, bare_network, graphs

pytest.importorskip("numba")
SIZES = (1, 2, 7, 8, 9, 31, 32, 33, 127, 128, 129, 255, 256, 257, 999, 1000)


def check(graph: RandomGraph, n: int, seed: int, columns: Array) -> None:
    """Compare on *n* samples, of which few are different."""
    chance = np.random.default_rng(seed)
    which = chance.permutation(np.resize(np.arange(len(columns)), n))
    counts = np.bincount(which, minlength=len(columns))
    plain = lower(graph.roots, graph.inputs)
    parameters = plain.initial_parameters()
    roots, mean, gradient = expr_answers(graph, plain, columns, counts)
    runner = Runner(plain)
    for engine_at_work in (runner, runner.matrices):
        actual = engine_at_work.evaluate(parameters, columns[which])
        Answers(roots.expected[which], roots.room[which]).check(actual)
        value, slope = engine_at_work.value_and_grad(parameters, columns[which])
        mean.check(np.array([value]))
        gradient.check(slope)


@given(extreme_graphs(), st.integers(1, 9), st.integers(0, 1000))
@settings(max_examples=400)
def test_extreme_numbers_are_those_of_expr(
    graph: RandomGraph, n: int, seed: int
) -> None:
    check(graph, n, seed, extreme_columns(n, seed))


@given(extreme_graphs(), st.sampled_from(SIZES), st.integers(0, 1000))
def test_so_they_are_at_any_number_of_samples(
    graph: RandomGraph, n: int, seed: int
) -> None:
    check(graph, n, seed, extreme_columns(min(n, 5), seed))


@given(graphs(), st.sampled_from(SIZES), st.integers(0, 1000))
def test_everyday_numbers_are_those_of_expr_at_any_number_of_samples(
    graph: RandomGraph, n: int, seed: int
) -> None:
    columns = np.random.default_rng(seed).uniform(-2, 2, (min(n, 5), 3)).round(3)
    check(graph, n, seed, columns)


def leaves(*values: float) -> list[Expr]:
    return [Expr(value, f"x{i}") for i, value in enumerate(values)]


def neuron(x: list[Expr]) -> Expr:
    return (x[0] * x[1] + x[2] * x[3] + x[4]).tanh()


@pytest.mark.parametrize(
    ("build", "values"),
    [
        (neuron, (1e200, 1e200, -1e200, 1e200, 1.0)),
        (neuron, (1e200, -1e200, 1e200, 1e200, -1e308)),
        (neuron, (1e154, 1e154, -1e155, 1e154, 1.5e308)),
        (lambda x: (x[0] + x[1] - x[2]).tanh(), (1e308, 1e308, 1e308)),
        (lambda x: (x[0] - x[2] + x[1]).tanh(), (1e308, 1e308, 1e308)),
        (lambda x: (x[0] * x[1] + x[2] * x[0]).tanh(), (1e5, 1e308, -1e308)),
        (lambda x: (x[0] ** 2).tanh(), (1.5e308,)),
        (lambda x: (x[0] * x[1] - x[1] * x[0]) * x[2], (1e200, 1e-160, 1e200)),
        (lambda x: (x[0] / x[1] + x[2]).sigmoid(), (1.0, 0.0, -1e308)),
        (lambda x: 1.0 / (1.0 + (-x[0]).exp()), (-800.0,)),
    ],
)
@pytest.mark.parametrize("n_inputs", range(6))
def test_sums_that_overflow_do_so_as_in_expr(
    build: Callable[[list[Expr]], Expr], values: tuple[float, ...], n_inputs: int
) -> None:
    x = leaves(*values)
    graph = RandomGraph(x[:n_inputs], [build(x)])
    columns = np.array([values[:n_inputs], [0.5] * len(x[:n_inputs])])
    check(graph, 13, 0, columns)


@pytest.mark.parametrize("seed", range(12))
def test_training_reports_what_the_interpreter_reports(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    loss, inputs, _ = bare_network([2, 4, 3, 1], seed)
    chance = np.random.default_rng(seed)
    columns = chance.uniform(-1, 1, (23, 3))
    columns[chance.integers(23), :2] *= 1e200
    reports: list[object] = []
    for with_kernels in (True, False):
        net = CompiledExpr.from_expr(loss, inputs)
        if seed % 2:
            net.parameters[:] *= 1e200
        if not with_kernels:
            monkeypatch.setattr(engine, "kernels", lambda: None)
        try:
            net.train(columns, 20, 5, SGD(1e140), seed=seed)
        except NotFiniteError as error:
            reports.append((str(error), error.epoch, error.batch, error.fault))
        else:
            reports.append(None)
    assert reports[0] == reports[1]


def test_large_numbers_that_stay_finite_train_as_the_interpreter_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, y, w, v = Expr(0, "x"), Expr(0, "y"), Expr(1, "w"), Expr(2, "v")
    root = (x * w * 1e160 * 1e-160 + v - y) ** 2
    columns = np.random.default_rng(0).uniform(-1, 1, (23, 2))
    fast, slow = (CompiledExpr.from_expr(root, [x, y]) for _ in range(2))
    losses = fast.train(columns, 5, 5, SGD(0.1), seed=3)
    monkeypatch.setattr(engine, "kernels", lambda: None)
    np.testing.assert_allclose(losses, slow.train(columns, 5, 5, SGD(0.1), seed=3))
    np.testing.assert_allclose(fast.parameters, slow.parameters, rtol=1e-13)


@pytest.mark.parametrize("name", sorted(TAME))
def test_what_is_not_watched_makes_nothing_large(name: str) -> None:
    row = OPERATIONS[name]
    assert row.domain == "True"
    numbers = [*EXTREME, *np.linspace(-40, 40, 161)]
    for operands in itertools.product(numbers, repeat=row.arity):
        out = row.value(*operands)
        assert abs(out) <= 1 + max(map(abs, operands))
        assert all(abs(slope) < 1.2 for slope in row.derivatives(out, *operands))


def test_an_observer_sees_large_numbers_as_expr_does(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, y, w, v = Expr(0, "x"), Expr(0, "y"), Expr(1, "w"), Expr(2, "v")
    large = x * w * 1e200
    roots = [(x * w + v - y) ** 2, (large * large - large * 1e200).tanh()]
    rows = np.random.default_rng(0).uniform(-1, 1, (23, 2))
    seen = []
    for with_kernels in (True, False):
        if not with_kernels:
            monkeypatch.setattr(engine, "kernels", lambda: None)
        net = CompiledExpr.from_expr(roots, [x, y])
        run = net.training(rows, batch_size=5, optimizer=SGD(0.1), seed=3)
        observer = net.observer(rows[:4])
        run.run(7, observer, first=2, every=2)
        assert observer.values.shape == (3, 2, 4)
        seen.append((observer.values.copy(), observer.parameters.copy()))
    for fast, slow in zip(*seen, strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-12)
    assert np.isnan(seen[0][0]).any()


def test_an_observer_looks_on_when_the_rest_of_an_epoch_is_exact(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    x, y, w, v = Expr(0, "x"), Expr(0, "y"), Expr(1, "w"), Expr(2, "v")
    root = (x * w * 1e160 * 1e-160 + v - y) ** 2
    rows = np.random.default_rng(0).uniform(-1, 1, (23, 2))
    seen = []
    for with_kernels in (True, False):
        if not with_kernels:
            monkeypatch.setattr(engine, "kernels", lambda: None)
        net = CompiledExpr.from_expr(root, [x, y])
        run = net.training(rows, batch_size=5, optimizer=SGD(0.1), seed=3)
        observer = net.observer(rows[:4])
        run.run(9, observer, first=2, every=3)
        seen.append((observer.values.copy(), observer.parameters.copy()))
    assert len(seen[0][0]) == 3
    for fast, slow in zip(*seen, strict=True):
        np.testing.assert_allclose(fast, slow, rtol=1e-12)
