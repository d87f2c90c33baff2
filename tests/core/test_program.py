"""Lowering, listing, verifying, and the reference interpreter against `Expr` itself."""

import math

import numpy as np
import pytest

from playground.core.expr import Expr
from playground.core.program import (
    CompileError,
    Instruction,
    Program,
    interpret,
    interpret_gradient,
    lower,
    numbered_nodes,
)


def neuron() -> tuple[Expr, list[Expr]]:
    x, y = Expr(0.5, "x"), Expr(-1.0, "y")
    w, v, b = Expr(2.0, "w"), Expr(3.0, "v"), Expr(0.25, "b")
    return (x * w + y * v + b).tanh("out"), [x, y]


def test_parameters_are_the_learnable_leaves_in_order_of_first_use() -> None:
    root, inputs = neuron()
    program = lower([root], inputs)
    assert [leaf.name for leaf in program.parameters] == ["w", "v", "b"]
    assert (program.n_inputs, program.n_parameters, program.n_roots) == (2, 3, 1)
    np.testing.assert_array_equal(program.initial_parameters(), [2.0, 3.0, 0.25])


def test_the_interpreter_agrees_with_expr_on_every_sample() -> None:
    root, inputs = neuron()
    program = lower([root], inputs)
    columns = np.array([[0.5, -1.0], [1.0, 2.0], [0.0, 0.0]])
    expected: list[float] = []
    gradient = np.zeros(3)
    for row in columns:
        for leaf, value in zip(inputs, row, strict=True):
            leaf.result = float(value)
        expected.append(root.recalculate())
        root.backward()
        gradient += np.array([leaf.grad for leaf in program.parameters]) / 3
    parameters = program.initial_parameters()
    values = interpret(program, parameters, columns)
    np.testing.assert_allclose(values, np.array(expected)[:, None], rtol=1e-15)
    mine, slope = interpret_gradient(program, parameters, columns)
    np.testing.assert_allclose(mine, expected, rtol=1e-15)
    np.testing.assert_allclose(slope, gradient, rtol=1e-13)


def test_several_roots_share_what_they_have_in_common() -> None:
    x, w = Expr(2.0, "x"), Expr(3.0, "w")
    product = x * w
    program = lower([product.exp(), product, x], [x])
    assert [i.operation for i in program.instructions] == ["mul", "exp"]
    values = interpret(program, np.array([3.0]), np.array([[0.0], [1.0]]))
    np.testing.assert_allclose(values, [[1.0, 0.0, 0.0], [math.exp(3), 3.0, 1.0]])


def test_a_root_that_depends_on_no_input_has_the_same_value_for_all_samples() -> None:
    x, w = Expr(2.0, "x"), Expr(3.0, "w")
    program = lower([w * w], [x])
    values, gradient = interpret_gradient(program, np.array([3.0]), np.zeros((4, 1)))
    np.testing.assert_array_equal(values, [9, 9, 9, 9])
    np.testing.assert_allclose(gradient, [6.0])


def test_the_slope_of_relu_keeps_the_gradient_from_above() -> None:
    x = Expr(2.0, "x")
    program = lower([3 * x.relu()], [])
    _, gradient = interpret_gradient(program, np.array([2.0]), np.empty((1, 0)))
    assert gradient.tolist() == [3.0]


def test_a_listing_names_inputs_parameters_constants_and_roots() -> None:
    root, inputs = neuron()
    assert str(lower([2.5 * root], inputs)).splitlines() == [
        "inputs x, y",
        "parameters w, v, b",
        "%0 = x * w",
        "%1 = y * v",
        "%2 = %0 + %1",
        "%3 = %2 + b",
        "%4 = tanh(%3)  # out",
        "%5 = 2.5 * %4",
        "return %5",
    ]


def test_an_affine_instruction_is_listed_as_its_sums() -> None:
    x, w, b = Expr(1, "x"), Expr(2, "w"), Expr(3, "b")
    affine = Instruction("affine", (0,), (3, 4), (1, 2), (2, 1))
    program = Program((x,), (w, b), (), (affine,), (4,), (None, None))
    program.verify()
    assert "%0, %1 = affine\n    w*x + b\n    b*x + w" in str(program)
    values = interpret(program, np.array([2.0, 3.0]), np.array([[5.0]]))
    assert values.tolist() == [[17.0]]
    _, gradient = interpret_gradient(program, np.array([2.0, 3.0]), np.array([[5.0]]))
    assert gradient.tolist() == [1.0, 5.0]


def test_verify_accepts_what_lower_makes() -> None:
    root, inputs = neuron()
    lower([root], inputs).verify()


@pytest.mark.parametrize(
    ("instruction", "problem"),
    [
        (Instruction("tanh", (7,), (2,)), "before it is made"),
        (Instruction("tanh", (0,), (5,)), "expected 2 next"),
        (Instruction("tanh", (0, 1), (2,)), "wrong number"),
        (Instruction("warp", (0,), (2,)), "no row of the table"),
        (Instruction("affine", (0,), (2,), (0,), (1,)), "depends on an input"),
        (Instruction("affine", (0,), (2,), (1, 1), (1,)), "wrong number"),
    ],
)
def test_verify_refuses(instruction: Instruction, problem: str) -> None:
    x, w = Expr(1, "x"), Expr(2, "w")
    program = Program((x,), (w,), (), (instruction,), (2,), (None,))
    with pytest.raises(CompileError, match=problem):
        program.verify()


def test_verify_refuses_values_without_a_node() -> None:
    instruction = Instruction("tanh", (0,), (1,))
    program = Program((Expr(1, "x"),), (), (), (instruction,), (1,), (None, None))
    with pytest.raises(CompileError, match="2 values are made, but 3 have a node"):
        program.verify()


def test_verify_refuses_a_root_that_is_never_made() -> None:
    program = Program((Expr(1, "x"),), (), (), (), (3,), ())
    with pytest.raises(CompileError, match="root"):
        program.verify()


def test_nothing_to_compile_is_an_error() -> None:
    with pytest.raises(CompileError, match="at least one root"):
        lower([], [])


def test_only_leaves_listed_once_can_be_inputs() -> None:
    root, (x, y) = neuron()
    with pytest.raises(CompileError, match="out is computed"):
        lower([root], [x, root])
    with pytest.raises(CompileError, match="x is listed twice"):
        lower([root], [x, y, x])


def test_many_roots_are_numbered_as_walking_each_would() -> None:
    x, w = Expr(2.0, "x"), Expr(3.0, "w")
    a = x * w
    b = (a + w).tanh()
    c = b * a - Expr(1.0, "z")
    for roots in ([a, b, c], [c, b, a], [w, c], [b, x, c, b]):
        expected: list[Expr] = []
        for root in roots:
            expected += [n for n in root.walk() if not any(n is e for e in expected)]
        numbered = [node for node, _number in numbered_nodes(roots, [])]
        assert [id(n) for n in numbered] == [id(n) for n in expected]
