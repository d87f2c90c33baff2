"""Functions as rows of the table, and written out."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.expr import Expr, ExprError
from playground.core.formula import FormulaError, parse, to_latex, to_text
from playground.core.function import LARGEST, Function
from playground.core.program import interpret_gradient, lower

numbers = st.floats(-2, 2)


def _neuron() -> Function:
    x, w, b = Expr(0.5, "x"), Expr(2.0, "w"), Expr(-0.3, "b")
    return Function("neuron", (x * w + b).tanh() * 1.5, [x, w, b])


def _twice() -> Function:
    """A function that uses another one twice, and a leaf of its own."""
    x, scale = Expr(1.0, "x"), Expr(0.7, "scale")
    inner = Expr.apply(_neuron(), x, scale, x)
    return Function("twice", Expr.apply(_neuron(), inner, x, scale) + x, [x])


@given(x=numbers, w=numbers, b=numbers)
def test_a_use_has_the_value_and_the_gradients_of_its_formula(
    x: float, w: float, b: float
) -> None:
    leaves = [Expr(value) for value in (x, w, b)]
    use = Expr.apply(_neuron(), *leaves) * leaves[0]
    use.backward()
    t = math.tanh(x * w + b)
    slope = 1.5 * (1 - t * t)
    assert use.result == pytest.approx(1.5 * t * x)
    expected = [1.5 * t + slope * w * x, slope * x * x, slope * x]
    assert [leaf.grad for leaf in leaves] == pytest.approx(expected, abs=1e-12)


@given(x=numbers)
def test_functions_within_functions_equal_what_they_write_out(x: float) -> None:
    one, other = Expr(x), Expr(x)
    use, written = Expr.apply(_twice(), one), _twice()(other)
    use.backward()
    written.backward()
    assert use.result == written.result
    assert one.grad == pytest.approx(other.grad, abs=1e-12)
    assert all(not isinstance(n.operation, Function) for n in written.walk())


@given(st.lists(numbers, min_size=1, max_size=5))
def test_arrays_give_what_numbers_give(xs: list[float]) -> None:
    row = _twice()
    column = np.array(xs)
    values = row.array_value(column)
    assert values.tolist() == pytest.approx([row.value(x) for x in xs])
    (slopes,) = row.array_derivatives(values, column)
    expected = [row.derivatives(row.value(x), x)[0] for x in xs]
    assert np.broadcast_to(slopes, column.shape).tolist() == pytest.approx(expected)


def test_the_engine_compiles_what_functions_compute() -> None:
    x, w = Expr(0.4, "x"), Expr(0.8, "w")
    use = Expr.apply(_neuron(), x, w, 0.1)
    use.backward()
    program = lower([use], [x])
    values, gradient = interpret_gradient(program, np.array([0.8]), np.array([[0.4]]))
    assert values.tolist() == pytest.approx([use.result])
    assert gradient.tolist() == pytest.approx([w.grad])


def test_formulas_read_and_write_calls() -> None:
    text = "neuron(x, 2, y)*neuron(neuron(1, x, x), y, x)"
    found = parse(text, functions={"neuron": _neuron()})
    assert to_text(found) == text
    assert r"\operatorname{neuron}\left(x, 2, y\right)" in to_latex(found)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("neuron(1)", "column 1: neuron takes 3 values, not 1"),
        ("1 + neuron()", "column 5: neuron takes 3 values, not 0"),
        ("neurom(1, 2, 3)", "did you mean neuron"),
    ],
)
def test_a_wrong_call_says_what_is_wrong(text: str, message: str) -> None:
    with pytest.raises(FormulaError, match=message):
        parse(text, functions={"neuron": _neuron()})


def test_a_problem_says_where_within_the_function() -> None:
    x = Expr(1.0, "x")
    inner = Function("inner", (x - 2).log(), [x])
    outer = Function("outer", Expr.apply(inner, x) + 1, [x])
    problem = Expr.apply(outer, 1.0).problem()
    assert problem is not None
    assert "outer(1) is nan: inside, log(-1) is nan: it needs a positive" in str(
        problem
    )


def test_inputs_are_different_leaves() -> None:
    x = Expr(1.0, "x")
    for inputs in ([x, x], [x * 2]):
        with pytest.raises(ExprError, match="must be different leaves"):
            Function("f", x + 1, inputs)


def test_functions_that_double_each_other_are_refused_in_time() -> None:
    x = Expr(1.0, "x")
    rows = [Function("f", x + x, [x])]

    def double() -> Function:
        return Function("f", Expr.apply(rows[-1], Expr.apply(rows[-1], x)), [x])

    while rows[-1].size < LARGEST / 2:
        rows.append(double())
    with pytest.raises(ExprError, match="too large"):
        double()
