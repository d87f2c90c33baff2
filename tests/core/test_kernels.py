"""The compiled kernels against the interpreter, and the interpreter's training loop."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from playground.core import engine
from playground.core.expr import Expr
from playground.core.operations import OPERATIONS, Array
from playground.core.program import interpret, interpret_gradient, lower
from playground.core.runner import Runner, block_width
from tests.core.graphs import (
    RandomGraph,
    assert_close,
    bare_network,
    columns_of,
    expr_gradient,
    expr_values,
    graphs,
)

pytest.importorskip("numba")
BLOCK_BOUNDARIES = (1, 2, 7, 8, 9, 127, 128, 129, 255, 256, 257, 1000)


@given(graphs(), st.integers(1, 9), st.integers(0, 1000))
@settings(deadline=None)
def test_kernels_agree_with_expr(graph: RandomGraph, n: int, seed: int) -> None:
    runner, columns = Runner(lower(graph.roots, graph.inputs)), columns_of(n, seed)
    program = runner.program
    parameters = program.initial_parameters()
    expected, scale = expr_values(graph, columns)
    assert_close(runner.evaluate(parameters, columns), expected, scale[:, None])
    slope, size = expr_gradient(graph, program.parameters, columns)
    mean, gradient = runner.value_and_grad(parameters, columns)
    assert_close(gradient, slope, size)
    with np.errstate(all="ignore"):
        assert_close(np.array(mean), expected[:, 0].mean(), float(scale.max()))


@given(graphs(), st.sampled_from(BLOCK_BOUNDARIES), st.integers(0, 1000))
@settings(deadline=None)
def test_kernels_agree_with_the_interpreter_at_any_number_of_samples(
    graph: RandomGraph, n: int, seed: int
) -> None:
    runner, columns = Runner(lower(graph.roots, graph.inputs)), columns_of(n, seed)
    program = runner.program
    parameters = program.initial_parameters()
    expected = interpret(program, parameters, columns)
    with np.errstate(all="ignore"):
        scale = np.max(np.abs(expected), initial=1.0)
    _, size = expr_gradient(graph, program.parameters, columns[:8])
    assert_close(runner.evaluate(parameters, columns), expected, scale * 1e3)
    _, slope = interpret_gradient(program, parameters, columns)
    mine = runner.value_and_grad(parameters, columns)[1]
    same = np.isfinite(mine) == np.isfinite(slope)
    assert same.all() or size > 1e150
    finite = np.isfinite(slope) & np.isfinite(mine)
    with np.errstate(all="ignore"):
        room = 1e-9 * (1 + np.abs(slope) + size)
        assert (np.abs(mine - slope) <= room)[finite].all()


@pytest.mark.parametrize("name", OPERATIONS)
def test_every_operation_computes_what_the_table_says(name: str) -> None:
    row = OPERATIONS[name]
    special = [0.0, -0.0, 1.0, -1.0, 1e-300, 700.0, -700.0, 1e300, -1e300, 0.5, -2.5]
    x, y = np.array([[a, b] for a in special for b in special]).T
    leaves = [Expr(0.0, "x"), Expr(0.0, "y")][: row.arity]
    columns = np.stack([x, y], axis=1)[:, : row.arity]
    runner = Runner(lower([Expr.apply(name, *leaves)], leaves))
    with np.errstate(all="ignore"):
        expected = np.asarray(row.array_value(*columns.T), dtype=np.float64)
    actual = runner.evaluate(np.empty(0), columns)[:, 0]
    np.testing.assert_allclose(actual, expected, rtol=4e-15, atol=0)


@pytest.mark.parametrize("name", ["exp", "tanh"])
def test_the_kernels_own_functions_are_exact_to_some_units_in_the_last_place(
    name: str,
) -> None:
    random = np.random.default_rng(0)
    x = np.concatenate(
        [random.normal(0, scale, 3000) for scale in (1e-12, 1e-3, 1, 5, 30)]
    )
    leaf = Expr(0.0, "x")
    runner = Runner(lower([Expr.apply(name, leaf)], [leaf]))
    actual = runner.evaluate(np.empty(0), x[:, None])[:, 0]
    expected = getattr(np, name)(x)
    assert np.max(np.abs(actual - expected) / np.spacing(np.abs(expected))) <= 4


def test_nan_and_infinity_pass_through_the_kernels_own_functions() -> None:
    leaf = Expr(0.0, "x")
    x = np.array([[math.nan], [math.inf], [-math.inf], [-0.0], [-745.2], [709.9]])
    for name in ("exp", "tanh"):
        runner = Runner(lower([Expr.apply(name, leaf)], [leaf]))
        with np.errstate(all="ignore"):
            expected = getattr(np, name)(x)
        actual = runner.evaluate(np.empty(0), x)
        np.testing.assert_array_equal(actual, expected)
        np.testing.assert_array_equal(np.signbit(actual), np.signbit(expected))


@pytest.mark.parametrize("sizes", [[2, 4, 2, 1], [7, 8, 8, 1], [1, 1, 1], [3, 5, 9, 1]])
def test_networks_of_all_tile_sizes_agree_with_the_interpreter(
    sizes: list[int],
) -> None:
    loss, inputs, _ = bare_network(sizes, 1)
    plain = lower([loss], inputs)
    parameters = plain.initial_parameters()
    columns = np.random.default_rng(2).uniform(-1, 1, (301, sizes[0] + 1))
    values, slope = interpret_gradient(plain, parameters, columns)
    runner = Runner(plain)
    mean, gradient = runner.value_and_grad(parameters, columns)
    np.testing.assert_allclose(mean, values.mean(), rtol=1e-13)
    np.testing.assert_allclose(gradient, slope, rtol=1e-11, atol=1e-15)
    np.testing.assert_allclose(
        runner.evaluate(parameters, columns)[:, 0], values, rtol=1e-12
    )


def test_only_part_of_a_group_may_matter_for_the_gradient() -> None:
    x, w, v = Expr(0.5, "x"), Expr(2.0, "w"), Expr(3.0, "v")
    roots = [(x * w + 1.0).tanh(), (x * v + 2.0).tanh(), x * 3.0 + 1.0]
    program = lower(roots, [x])
    columns = np.linspace(-1, 1, 20)[:, None]
    parameters = program.initial_parameters()
    _, slope = interpret_gradient(program, parameters, columns)
    runner = Runner(program)
    runner.evaluate(parameters, columns)
    for _ in range(2):  # the second time the memory is no longer clean
        gradient = runner.value_and_grad(parameters, columns)[1]
        np.testing.assert_allclose(gradient, slope, rtol=1e-14)


def test_a_root_that_is_the_same_for_all_samples() -> None:
    x, w, v = Expr(0.5, "x"), Expr(2.0, "w"), Expr(3.0, "v")
    runner = Runner(lower([w * w + v.exp()], [x]))
    mean, gradient = runner.value_and_grad(np.array([2.0, 3.0]), np.zeros((11, 1)))
    np.testing.assert_allclose(mean, 4 + math.exp(3), rtol=1e-15)
    np.testing.assert_allclose(gradient, [4, math.exp(3)], rtol=1e-15)
    values = runner.evaluate(np.array([2.0, 3.0]), np.zeros((11, 1)))
    assert values.shape == (11, 1)
    assert np.ptp(values) == 0


def test_blocks_are_equal_and_hold_all_samples() -> None:
    for n in range(1, 2000):
        width = block_width(n)
        assert width % 8 == 0
        assert 8 <= width <= 128
        assert -(-n // width) == -(-n // 128)


def parameters_after(seed: int) -> Array:
    loss, inputs, _ = bare_network([2, 3, 1], 0)
    program = lower([loss], inputs)
    return Runner(program).value_and_grad(
        program.initial_parameters(),
        np.random.default_rng(seed).uniform(-1, 1, (50, 3)),
    )[1]


def test_the_same_work_gives_the_same_bits() -> None:
    assert parameters_after(0).tobytes() == parameters_after(0).tobytes()


def test_the_kernels_are_at_hand() -> None:
    assert engine.kernels() is not None
    assert engine.is_ready()
