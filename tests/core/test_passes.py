"""Every pass against the interpreter before it, and what each recovers."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.draft import remove_dead
from playground.core.expr import Expr
from playground.core.operations import Array
from playground.core.passes import (
    PASSES,
    expand_powers,
    fold_constants,
    merge_common,
    optimize,
    run,
)
from playground.core.program import Program, interpret, interpret_gradient, lower
from tests.core.graphs import (
    RandomGraph,
    assert_close,
    bare_network,
    columns_of,
    expr_gradient,
    expr_values,
    graphs,
)

ARITHMETIC = ("add", "sub", "mul", "neg", "tanh", "pow")


def operations(program: Program) -> list[str]:
    return [instruction.operation for instruction in program.instructions]


@given(graphs(), st.integers(1, 5), st.integers(0, 1000))
def test_the_interpreter_agrees_with_expr(
    graph: RandomGraph, n: int, seed: int
) -> None:
    check(graph, lower(graph.roots, graph.inputs), columns_of(n, seed))


@given(graphs(), st.integers(1, 5), st.integers(0, 1000))
def test_optimized_programs_agree_with_expr(
    graph: RandomGraph, n: int, seed: int
) -> None:
    program = optimize(lower(graph.roots, graph.inputs))
    program.verify()
    check(graph, program, columns_of(n, seed))


@pytest.mark.parametrize("count", range(1, len(PASSES) + 1))
@given(graph=graphs(max_operations=40, names=ARITHMETIC), seed=st.integers(0, 1000))
def test_arithmetic_survives_any_number_of_passes(
    count: int, graph: RandomGraph, seed: int
) -> None:
    program = run(lower(graph.roots, graph.inputs), *PASSES[:count])
    program.verify()
    check(graph, program, columns_of(3, seed))


def check(graph: RandomGraph, program: Program, columns: Array) -> None:
    parameters = program.initial_parameters()
    expected, scale = expr_values(graph, columns)
    actual = interpret(program, parameters, columns)
    assert_close(actual, expected, scale[:, None])
    slope, size = expr_gradient(graph, program.parameters, columns)
    assert_close(interpret_gradient(program, parameters, columns)[1], slope, size)


def test_constants_are_computed_once_and_for_all() -> None:
    x = Expr(1.0, "x")
    c = Expr.constant
    program = run(lower([x + c(2.0) * c(3.0)], [x]), fold_constants)
    assert operations(program) == ["add"]
    assert program.constants == (6.0,)


def test_a_constant_that_is_not_finite_keeps_its_instruction() -> None:
    x = Expr(1.0, "x")
    program = optimize(lower([x + Expr.constant(-1.0).log("bad")], [x]))
    assert "log" in operations(program)
    assert "# bad" in str(program)


def test_a_square_becomes_a_product() -> None:
    x = Expr(1.0, "x")
    program = run(lower([x**2 + x**4], [x]), expand_powers)
    assert operations(program) == ["mul", "mul", "mul", "mul", "add"]
    assert interpret(program, np.empty(0), np.array([[3.0]])).tolist() == [[90.0]]


def test_other_powers_stay_as_they_are() -> None:
    x = Expr(1.0, "x")
    for exponent in (0.5, -1, 0, 5, 2.5):
        program = run(lower([x**exponent], [x]), expand_powers)
        assert operations(program) == ["pow"]


def test_what_is_written_twice_is_computed_once() -> None:
    x, w = Expr(1.0, "x"), Expr(2.0, "w")
    program = run(
        lower([(x * w).tanh() - (w * x).tanh(), (x + 1.0) * (x + 1.0)], [x]),
        merge_common,
        remove_dead,
    )
    assert sorted(operations(program)) == ["add", "mul", "mul", "sub", "tanh"]
    assert program.constants == (1.0,)


def test_a_difference_is_not_taken_for_its_opposite() -> None:
    x, y = Expr(1.0, "x"), Expr(2.0, "y")
    program = run(lower([(x - y) * (y - x)], [x, y]), merge_common)
    assert operations(program) == ["sub", "sub", "mul"]


def test_what_no_root_depends_on_is_dropped() -> None:
    x = Expr(1.0, "x")
    program = lower([x.exp(), x.sin().cos()], [x])
    fewer = replace(program, roots=program.roots[:1])
    assert operations(run(fewer, remove_dead)) == ["exp"]


def test_a_weighted_sum_is_found_in_whatever_shape_it_was_added() -> None:
    x, y, target = Expr(0, "x"), Expr(0, "y"), Expr(0, "t")
    v, w, b = Expr(1, "v"), Expr(2, "w"), Expr(3, "b")
    for root in (
        x * v + y * w + b,
        b + (w * y + v * x),
        y * w - (-(b + x * v)),
        -(-(x * v) - b) + w * y,
    ):
        program = optimize(lower([root], [x, y]))
        assert operations(program) == ["affine"]
        assert [program.describe(v) for v in program.instructions[0].operands] == [
            "x",
            "y",
        ]
    program = optimize(lower([x * v + y * w + b - target], [x, y, target]))
    assert operations(program) == ["affine", "sub"]


def test_two_weights_of_one_value_are_added_up() -> None:
    x, v, w = Expr(0, "x"), Expr(1, "v"), Expr(2, "w")
    program = optimize(lower([x * v + w * x], [x]))
    assert operations(program) == ["add", "affine"]
    values = interpret(program, np.array([2.0, 5.0]), np.array([[3.0]]))
    assert values.tolist() == [[21.0]]


def test_a_sum_used_twice_is_computed_once() -> None:
    x, w, b = Expr(0, "x"), Expr(1, "w"), Expr(2, "b")
    inner = x * w + b
    program = optimize(lower([inner.tanh() + (inner + 1.0).exp()], [x]))
    assert sorted(operations(program)) == ["add", "affine", "affine", "exp", "tanh"]


def test_a_long_sum_of_varying_terms_is_one_instruction() -> None:
    x = Expr(0, "x")
    terms = [(k * x).sin() for k in range(2, 9)]
    program = optimize(lower([Expr.sum(terms)], [x]))
    assert operations(program).count("affine") == 2
    assert "add" not in operations(program)


@pytest.mark.parametrize("seed", range(5))
def test_layers_are_recovered_from_shuffled_arithmetic(seed: int) -> None:
    loss, inputs, count = bare_network([3, 5, 4, 1], seed)
    program = optimize(lower([loss], inputs))
    assert program.n_parameters == count
    layers = [i for i in program.instructions if i.operation == "affine"]
    assert [len(i.results) for i in layers] == [5, 4, 1, 1]
    columns = np.random.default_rng(seed).uniform(-1, 1, (7, 4))
    plain = lower([loss], inputs)
    values, slope = interpret_gradient(plain, plain.initial_parameters(), columns)
    mine, gradient = interpret_gradient(program, plain.initial_parameters(), columns)
    np.testing.assert_allclose(mine, values, rtol=1e-13)
    np.testing.assert_allclose(gradient, slope, rtol=1e-12, atol=1e-15)


def test_a_layers_activations_stand_next_to_each_other_in_its_order() -> None:
    loss, inputs, _ = bare_network([3, 5, 4, 1], 0)
    program = optimize(lower([loss], inputs))
    tanh = [i for i in program.instructions if i.operation == "tanh"][:5]
    first = program.instructions[0]
    assert [i.operands for i in tanh] == [(value,) for value in first.results]
    assert [i.results[0] for i in tanh] == list(
        range(tanh[0].results[0], tanh[0].results[0] + 5)
    )


def test_a_penalty_is_not_computed_for_every_sample() -> None:
    x, w, b = Expr(0, "x"), Expr(1, "w"), Expr(2, "b")
    program = optimize(lower([(x * w + b) ** 2 + 0.1 * (w * w + b * b)], [x]))
    varies = program.varies()
    uniform = [i.operation for i in program.instructions if not varies[i.results[0]]]
    assert sorted(uniform) == ["add", "mul", "mul", "mul"]
