"""`CompiledExpr`: its contract, the seed's methods, and refusals in one sentence."""

import math

import numpy as np
import pytest

from playground.core import engine
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.faults import NotFiniteError
from playground.core.function import Function
from playground.core.optimizers import SGD
from playground.core.program import CompileError


def line() -> tuple[Expr, list[Expr]]:
    x, y, w, b = Expr(3, "x"), Expr(1, "y"), Expr(2, "w"), Expr(0.5, "b")
    return ((x * w + b - y) ** 2).sqrt("distance"), [x, y]


def test_a_line_is_fitted() -> None:
    x, y, w, b = Expr(0, "x"), Expr(0, "y"), Expr(0, "w"), Expr(0, "b")
    net = CompiledExpr.from_expr((x * w + b - y) ** 2, [x, y])
    xs = np.linspace(-1, 1, 50)
    losses = net.train(np.stack([xs, 3 * xs - 2], axis=1), 200, 10, SGD(0.1), seed=1)
    assert len(losses) == 200
    assert losses[-1] < 1e-10 < losses[0]
    np.testing.assert_allclose(net.parameters, [3, -2], atol=1e-6)
    assert w.result == 0
    net.write_back()
    assert w.result == pytest.approx(3)
    assert b.result == pytest.approx(-2)


def test_one_root_gives_a_vector_and_a_list_of_roots_a_table() -> None:
    x, w = Expr(0, "x"), Expr(2, "w")
    product = x * w
    columns = [[1.0], [2.0], [3.0]]
    single = CompiledExpr.from_expr(product, [x]).evaluate(columns)
    assert single.tolist() == [2, 4, 6]
    table = CompiledExpr.from_expr([product, x, w + 1.0], [x]).evaluate(columns)
    assert table.tolist() == [[2, 1, 3], [4, 2, 3], [6, 3, 3]]


def test_one_input_may_come_as_a_plain_vector() -> None:
    x = Expr(0, "x")
    assert CompiledExpr.from_expr(x * 2, [x]).evaluate([1.0, 2.0]).tolist() == [2, 4]


def test_the_gradient_is_that_of_the_mean_of_the_first_root() -> None:
    x, w, v = Expr(0, "x"), Expr(2, "w"), Expr(5, "v")
    net = CompiledExpr.from_expr([x * w, x * v], [x])
    mean, gradient = net.value_and_grad([[1.0], [3.0]])
    assert mean == 4
    assert gradient.tolist() == [2, 0]


def test_parameters_are_writable_and_in_order_of_first_use() -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    assert [p.name for p in net.program.parameters] == ["w", "b"]
    net.parameters[:] = 1.0, 0.0
    assert net.evaluate([[5.0, 2.0]]).tolist() == [3]


def test_evaluating_leaves_the_graph_alone() -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    net.evaluate([[1.0, 1.0]])
    net.value_and_grad([[1.0, 1.0]])
    assert (inputs[0].result, root.result, root.grad) == (3, 5.5, 0)


def test_the_slope_of_compiled_relu_keeps_the_gradient_from_above() -> None:
    x = Expr(2.0, "x")
    net = CompiledExpr.from_expr(3 * x.relu())
    assert net.value_and_grad(np.empty((1, 0)))[1].tolist() == [3]
    assert net.grad_of("x") == 3


def test_the_seeds_loop_learns() -> None:
    x1, x2 = Expr(2, "x1", is_learnable=False), Expr(0, "x2", is_learnable=False)
    w1, w2, b = Expr(-3, "w1"), Expr(1, "w2"), Expr(6.88, "b")
    root = (x1 * w1 + x2 * w2 + b).tanh("out")
    loss = (root - 0.2) ** 2
    net = CompiledExpr.from_expr(loss)
    assert net.n_inputs == 2
    assert net.result == pytest.approx(loss.result, rel=1e-15)
    for _ in range(300):
        net.learn(0.1)
        net.recalculate()
    assert net.result < 1e-6
    net.set("x1", 0.0)
    net.set("b", 1.0)
    assert net.recalculate() == pytest.approx((math.tanh(1.0) - 0.2) ** 2)


def test_a_step_of_learning_is_that_of_expr() -> None:
    root, _ = line()
    net = CompiledExpr.from_expr(root)
    net.learn(0.01)
    root.learn(0.01)
    np.testing.assert_allclose(
        net.parameters, [leaf.result for leaf in root.parameters()], rtol=1e-15
    )


@pytest.mark.parametrize("uses_all", [True, False])
def test_they_are_those_of_the_uses_of_functions_too(*, uses_all: bool) -> None:
    x, w = Expr(2.0, "x"), Expr(3.0, "w")
    function = Function("f", (x * w if uses_all else x * 1.5).tanh(), [x, w])
    a, b = Expr(0.3, "a"), Expr(0.2, "b")
    root = Expr.apply(function, a * 2, b + 1) * a
    net = CompiledExpr.from_expr(root, [a])
    root.backward()
    nodes = list(root.walk())
    np.testing.assert_allclose(net.results, [n.result for n in nodes])
    np.testing.assert_allclose(net.gradients, [n.grad for n in nodes])


def test_results_and_gradients_are_those_of_every_node() -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    root.backward()
    nodes = list(root.walk())
    np.testing.assert_allclose(net.results, [n.result for n in nodes])
    np.testing.assert_allclose(net.gradients, [n.grad for n in nodes])
    assert net.grad_of("distance") == 1
    assert net.grad_of("w") == pytest.approx(3)


def test_a_constant_with_a_name_can_be_set() -> None:
    x, w = Expr(1, "x"), Expr(2, "w")
    rate = Expr(10, "rate", is_learnable=False)
    net = CompiledExpr.from_expr(x * w * rate, [x])
    net.parameters[0] = 3
    net.set("rate", 0.5)
    assert net.evaluate([[1.0]]).tolist() == [1.5]
    assert net.recalculate() == 1.5


def test_a_value_used_twice_is_one_value() -> None:
    x = Expr(3.0, "x")
    net = CompiledExpr.from_expr(x * x)
    net.learn(0.1)
    assert net.parameters.tolist() == pytest.approx([2.4])


@pytest.mark.parametrize(
    ("columns", "problem"),
    [
        ([[1.0, 2.0, 3.0]], r"must have 2 columns \(x, y\), not the shape \(1, 3\)"),
        ([1.0, 2.0], "must have 2 columns"),
        (np.empty((0, 2)), "no samples"),
        ([[1.0, 2.0], [1.0, math.nan]], "must be finite: y of sample 2 is nan"),
        ([[math.inf, 2.0]], "must be finite: x of sample 1 is inf"),
        ([["a", "b"]], "table of numbers"),
        ([[1.0], [1.0, 2.0]], "table of numbers"),
    ],
)
def test_data_that_does_not_fit_is_refused(columns: object, problem: str) -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    with pytest.raises(CompileError, match=problem):
        net.evaluate(columns)  # type: ignore[arg-type]
    with pytest.raises(CompileError, match=problem):
        net.train(columns, 1, 1, SGD(0.1))  # type: ignore[arg-type]


def test_a_root_without_parameters_cannot_learn() -> None:
    x = Expr(1, "x")
    net = CompiledExpr.from_expr(x * 2.0, [x])
    with pytest.raises(CompileError, match="depends on no learnable leaf"):
        net.train([[1.0]], 1, 1, SGD(0.1))
    with pytest.raises(CompileError, match="depends on no learnable leaf"):
        net.value_and_grad([[1.0]])
    with pytest.raises(CompileError, match="depends on no learnable leaf"):
        net.learn(0.1)


@pytest.mark.parametrize("epochs", [0, -1, 1.5, "many"])
def test_epochs_must_be_a_positive_whole_number(epochs: int) -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    with pytest.raises(CompileError, match="number of epochs must be a positive"):
        net.train([[1.0, 2.0]], epochs, 1, SGD(0.1))


def test_a_batch_larger_than_the_data_is_refused() -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    with pytest.raises(CompileError, match="1 to 2 samples, as many as there are"):
        net.train([[1.0, 2.0], [2.0, 2.0]], 1, 3, SGD(0.1))


def test_unknown_names_and_odd_numbers_are_refused() -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    with pytest.raises(CompileError, match="no leaf called 'z'"):
        net.set("z", 1)
    with pytest.raises(CompileError, match="w must be a finite number"):
        net.set("w", math.nan)
    with pytest.raises(CompileError, match="learning rate must be a finite number"):
        net.learn(math.inf)
    with pytest.raises(CompileError, match="no node called 'z'"):
        net.grad_of("z")


def test_training_that_fails_keeps_what_was_learned_before() -> None:
    x, w = Expr(0, "x"), Expr(1, "w")
    net = CompiledExpr.from_expr((x * w) ** 2, [x])
    with pytest.raises(NotFiniteError, match=r"epoch \d+, batch 1"):
        net.train([[5.0]], 1000, 1, SGD(1e3))
    assert np.isfinite(net.parameters).all()
    assert abs(net.parameters[0]) > 1e100


def test_without_kernels_everything_works(monkeypatch: pytest.MonkeyPatch) -> None:
    root, inputs = line()
    net = CompiledExpr.from_expr(root, inputs)
    columns = np.random.default_rng(0).uniform(-1, 1, (9, 2))
    values, (mean, gradient) = net.evaluate(columns), net.value_and_grad(columns)
    monkeypatch.setattr(engine, "kernels", lambda: None)
    np.testing.assert_allclose(net.evaluate(columns), values, rtol=1e-14)
    np.testing.assert_allclose(net.value_and_grad(columns)[0], mean, rtol=1e-14)
    np.testing.assert_allclose(net.value_and_grad(columns)[1], gradient, rtol=1e-14)
