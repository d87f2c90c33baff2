"""The table of operations: every row against itself, finite differences and PyTorch."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from playground.core.expr import Expr
from playground.core.formula import parse
from playground.core.operations import (
    ARRAY,
    OPERATIONS,
    SCALAR,
    Operation,
    compile_function,
    names_in,
)

ROWS = [pytest.param(row, id=row.name) for row in OPERATIONS.values()]
SPECIAL = (0.0, -0.0, 1.0, -1.0, 0.5, 2.0, -3.0, 1e-300, 1e300, -1e300)
NOT_FINITE = (math.inf, -math.inf, math.nan)
TAME = st.floats(-5, 5, allow_subnormal=False)
ANY = st.sampled_from(SPECIAL + NOT_FINITE) | st.floats()
STEP = 1e-5


def is_smooth(row: Operation, operands: tuple[float, ...]) -> bool:
    """Whether *operands* lie well inside the domain and away from kinks."""
    x, y = (*operands, 0.0)[:2]
    match row.name:
        case "div":
            return abs(y) > 0.1
        case "pow":
            return x > 0.1
        case "log" | "sqrt":
            return x > 0.1
        case "abs" | "relu" | "leaky_relu" | "elu":
            return abs(x) > 0.1
        case "minimum" | "maximum":
            return abs(x - y) > 0.1
        case _:
            return True


def smooth_operands(row: Operation) -> st.SearchStrategy[tuple[float, ...]]:
    operands = st.tuples(*[TAME] * row.arity)
    return operands.filter(lambda numbers: is_smooth(row, numbers))


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_derivatives_agree_with_differences_of_the_value(
    row: Operation, data: st.DataObject
) -> None:
    operands = data.draw(smooth_operands(row))
    derivatives = row.derivatives(row.value(*operands), *operands)
    assert len(derivatives) == row.arity
    for place, derivative in enumerate(derivatives):
        above, below = list(operands), list(operands)
        above[place] += STEP
        below[place] -= STEP
        numeric = (row.value(*above) - row.value(*below)) / (2 * STEP)
        size = abs(row.value(*operands))
        assert derivative == pytest.approx(numeric, rel=1e-6, abs=1e-6 * (1 + size))


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_scalars_and_arrays_have_the_same_value_and_derivatives(
    row: Operation, data: st.DataObject
) -> None:
    operands = data.draw(st.tuples(*[ANY] * row.arity))
    value = row.value(*operands)
    columns = [np.array([operand]) for operand in operands]
    with np.errstate(all="ignore"):
        array = row.array_value(*columns)
        many = row.array_derivatives(np.array([value]), *columns)
    assert array.shape == (1,)
    assert array.dtype == np.float64
    np.testing.assert_allclose(array, [value], rtol=1e-13)
    one = row.derivatives(value, *operands)
    for vector, number in zip(many, one, strict=True):
        np.testing.assert_allclose(np.broadcast_to(vector, 1), [number], rtol=1e-13)


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_no_operands_make_a_row_raise(row: Operation, data: st.DataObject) -> None:
    operands = data.draw(st.tuples(*[ANY] * row.arity))
    value = row.value(*operands)
    assert isinstance(value, float)
    assert len(row.derivatives(value, *operands)) == row.arity


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_what_a_row_accepts_is_never_nan_and_what_it_refuses_never_finite(
    row: Operation, data: st.DataObject
) -> None:
    finite = st.sampled_from(SPECIAL) | TAME
    operands = data.draw(st.tuples(*[finite] * row.arity))
    value = row.value(*operands)
    if row.accepts(*operands):
        assert not math.isnan(value)
    else:
        assert row.domain_help
        assert not math.isfinite(value)


@pytest.mark.parametrize("row", ROWS)
def test_nan_passes_through(row: Operation) -> None:
    for place in range(row.arity):
        operands = [0.5] * row.arity
        operands[place] = math.nan
        assert math.isnan(row.value(*operands))


@pytest.mark.parametrize("row", ROWS)
def test_a_row_is_a_method_of_expr_and_a_function_of_formulas(row: Operation) -> None:
    operands = (0.75, 0.5)[: row.arity]
    value = row.value(*operands)
    numbers = ", ".join(map(str, operands))
    for name in (row.name, *row.aliases):
        assert parse(f"{name}({numbers})").result == value
    first, *others = [Expr(operand) for operand in operands]
    node = getattr(first, row.name)(*others, name="out")
    assert (node.result, node.name) == (value, "out")
    assert node.operation is row


@pytest.mark.parametrize("row", ROWS)
def test_a_row_has_its_texts(row: Operation) -> None:
    assert row.help.endswith(".")
    assert len(row.derivative_formulas) == row.arity
    assert row.latex.format("a", "b").count("a") >= 1
    assert all(f"{{{i}}}" in row.latex for i in range(row.arity))
    known = {"x", "y"} if row.arity == 2 else {"x"}
    functions = {*SCALAR, "inf"}
    assert names_in(row.formula, row.domain) <= known | functions | {"True"}
    assert names_in(*row.derivative_formulas) <= known | functions | {"out"}


def test_names_and_aliases_mean_one_row_each() -> None:
    names = [n for row in OPERATIONS.values() for n in (row.name, *row.aliases)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize(
    ("name", "operands", "value"),
    [
        ("log", (0.0,), -math.inf),
        ("log", (-1.0,), math.nan),
        ("div", (1.0, 0.0), math.inf),
        ("div", (-1.0, 0.0), -math.inf),
        ("div", (1.0, -0.0), -math.inf),
        ("div", (0.0, 0.0), math.nan),
        ("exp", (1000.0,), math.inf),
        ("exp", (-1000.0,), 0.0),
        ("pow", (-2.0, 0.5), math.nan),
        ("pow", (-2.0, 3.0), -8.0),
        ("pow", (0.0, -1.0), math.inf),
        ("pow", (0.0, 0.0), 1.0),
        ("pow", (10.0, 400.0), math.inf),
        ("mul", (1e200, 1e200), math.inf),
        ("sqrt", (-1.0,), math.nan),
        ("sin", (math.inf,), math.nan),
        ("cos", (-math.inf,), math.nan),
        ("tanh", (math.inf,), 1.0),
        ("sigmoid", (-1000.0,), 0.0),
        ("sigmoid", (1000.0,), 1.0),
        ("softplus", (1000.0,), 1000.0),
        ("softplus", (-1000.0,), 0.0),
        ("silu", (-1000.0,), 0.0),
        ("elu", (-1000.0,), -1.0),
        ("gelu", (-1000.0,), 0.0),
    ],
)
def test_outside_the_domain_the_value_is_what_ieee_says(
    name: str, operands: tuple[float, ...], value: float
) -> None:
    np.testing.assert_array_equal(OPERATIONS[name].value(*operands), value)


@pytest.mark.parametrize(
    ("name", "operands", "expected"),
    [
        ("relu", (0.0,), (0.0,)),
        ("abs", (0.0,), (0.0,)),
        ("minimum", (1.0, 1.0), (0.5, 0.5)),
        ("maximum", (1.0, 1.0), (0.5, 0.5)),
        ("pow", (0.0, 2.0), (0.0, 0.0)),
        ("pow", (0.0, 1.0), (1.0, 0.0)),
        ("pow", (0.0, 0.0), (0.0, 0.0)),
        ("pow", (-3.0, 2.0), (-6.0, math.nan)),
        ("sqrt", (0.0,), (math.inf,)),
        ("sigmoid", (-1000.0,), (0.0,)),
        ("silu", (-1000.0,), (0.0,)),
        ("gelu", (1e200,), (1.0,)),
    ],
)
def test_derivatives_at_kinks_and_far_out(
    name: str, operands: tuple[float, ...], expected: tuple[float, ...]
) -> None:
    row = OPERATIONS[name]
    derivatives = row.derivatives(row.value(*operands), *operands)
    np.testing.assert_array_equal(np.array(derivatives, float), expected)


SAME_NAME = (
    *("add", "sub", "mul", "div", "pow", "neg", "abs", "minimum", "maximum"),
    *("exp", "log", "sqrt", "sin", "cos", "tanh", "relu", "sigmoid"),
)


def torch_function(name: str) -> Callable[..., Any]:
    torch = pytest.importorskip("torch")
    where = torch if name in SAME_NAME else torch.nn.functional
    function: Callable[..., Any] = getattr(where, name)
    return function


@pytest.mark.parametrize("row", ROWS)
@given(data=st.data())
def test_values_and_derivatives_agree_with_pytorch(
    row: Operation, data: st.DataObject
) -> None:
    function = torch_function(row.name)
    torch = pytest.importorskip("torch")
    operands = data.draw(st.tuples(*[TAME] * row.arity))
    if row.name == "pow" and operands[0] < 0:
        operands = (operands[0], float(round(operands[1])))
    leaves = [torch.tensor(x, dtype=torch.float64) for x in operands]
    for leaf in leaves:
        leaf.requires_grad_()
    root = function(*leaves)
    root.backward()
    value = row.value(*operands)
    assert value == pytest.approx(root.item(), rel=1e-12, abs=1e-15, nan_ok=True)
    if row.name == "pow" and operands[0] <= 0:
        leaves = leaves[:1]
    mine = row.derivatives(value, *operands)
    for leaf, derivative in zip(leaves, mine, strict=False):
        expected = leaf.grad.item()
        assert derivative == pytest.approx(expected, rel=1e-12, abs=1e-15, nan_ok=True)


def test_the_dialect_means_the_same_for_scalars_and_arrays() -> None:
    source = "lambda x: -1 if x < 0 else 1 / x ** 2"
    scalar = compile_function(source, SCALAR)
    array = compile_function(source, ARRAY)
    with np.errstate(all="ignore"):
        many = array(np.array([-1.0, 0.0, 2.0]))
    assert [scalar(-1.0), scalar(0.0), scalar(2.0)] == [-1, math.inf, 0.25]
    np.testing.assert_array_equal(many, [-1, math.inf, 0.25])
