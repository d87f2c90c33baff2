"""Code written for micrograd, run with `Expr` in the place of its `Value`."""

import math
import random
from typing import Any, TypeAlias

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from playground.core import Expr as Value

AnyValue: TypeAlias = Any


def readme_expression(value: AnyValue) -> tuple[Any, Any, Any]:
    """The example of micrograd's README, statement by statement."""
    a = value(-4.0)
    b = value(2.0)
    c = a + b
    d = a * b + b**3
    c += c + 1
    c += 1 + c + (-a)
    d += d * 2 + (b + a).relu()
    d += 3 * d + (b - a).relu()
    e = c - d
    f = e**2
    g = f / 2.0
    g += 10.0 / f
    return a, b, g


def every_part(value: AnyValue) -> set[Any]:
    """The nodes of micrograd's graph, those inside of its divisions too.

    1/x and x^-2 of a small x are large, and so is what rounding leaves of them.
    """
    seen = {value}
    pending = [value]
    while pending:
        for part in pending.pop()._prev:
            if part not in seen:
                seen.add(part)
                pending.append(part)
    return seen


def test_the_expression_of_the_readme() -> None:
    a, b, g = readme_expression(Value)
    assert f"{g.data:.4f}" == "24.7041"
    g.backward()
    assert f"{a.grad:.4f}" == "138.8338"
    assert f"{b.grad:.4f}" == "645.5773"


def test_the_expression_of_the_readme_equals_micrograd_itself() -> None:
    theirs = pytest.importorskip("micrograd.engine").Value
    mine, peer = readme_expression(Value), readme_expression(theirs)
    mine[-1].backward()
    peer[-1].backward()
    for one, other in zip(mine, peer, strict=True):
        assert one.data == pytest.approx(other.data, rel=1e-12)
        assert one.grad == pytest.approx(other.grad, rel=1e-12)


def test_backward_twice_does_not_add_up_inner_gradients() -> None:
    x = Value(3.0)
    y = x * x
    y.backward()
    assert x.grad == 6.0
    y.backward()
    assert x.grad == 6.0


def test_a_chain_far_deeper_than_the_recursion_limit() -> None:
    x = Value(1.0)
    y = x
    for _ in range(10_000):
        y = y + 1
    y.backward()
    assert (y.data, x.grad) == (10_001.0, 1.0)


def test_a_training_loop_in_micrograds_words() -> None:
    rng = random.Random(1)
    w, b = Value(rng.uniform(-1, 1)), Value(0)
    points = [(x / 4, 2 * x / 4 - 1) for x in range(-4, 5)]
    loss: Any = None
    for _ in range(200):
        losses = [(w * x + b - y) ** 2 for x, y in points]
        loss = sum(losses) * (1.0 / len(losses))
        for p in (w, b):
            p.grad = 0
        loss.backward()
        for p in (w, b):
            p.data -= 0.1 * p.grad
    assert loss.data < 1e-4
    assert w.data == pytest.approx(2.0, abs=0.05)
    assert b.data == pytest.approx(-1.0, abs=0.05)


OPERATORS = st.sampled_from(["+", "-", "*", "/", "**2", "neg", "relu"])


@example(numbers=[3.5e-59, 0.0], steps=[("/", 0, 0)])
@given(
    numbers=st.lists(st.floats(-3, 3), min_size=2, max_size=4),
    steps=st.lists(
        st.tuples(OPERATORS, st.integers(0, 30), st.integers(0, 30)), max_size=12
    ),
)
def test_random_programs_give_micrograds_numbers(
    numbers: list[float], steps: list[tuple[str, int, int]]
) -> None:
    theirs = pytest.importorskip("micrograd.engine").Value
    try:
        mine, peer = run(Value, numbers, steps), run(theirs, numbers, steps)
        peer[-1].backward()
    except ArithmeticError:  # micrograd raises where IEEE arithmetic has an answer
        assume(condition=False)
        return
    mine[-1].backward()
    assume(all(math.isfinite(p.data + p.grad) for p in peer))
    for one, other in zip(mine, peer, strict=True):
        assert one.data == pytest.approx(other.data, rel=1e-9, abs=1e-9)
    scale = max(1.0, *(max(abs(p.data), abs(p.grad)) for p in every_part(peer[-1])))
    reached = set(mine[-1].walk())
    for one, other in zip(mine, peer, strict=True):
        if one in reached:
            assert one.grad == pytest.approx(other.grad, rel=1e-9, abs=1e-12 * scale)


def run(
    value: AnyValue, numbers: list[float], steps: list[tuple[str, int, int]]
) -> list[Any]:
    """Values made one after the other, each from two of those before it."""
    made = [value(number) for number in numbers]
    for operator, first, second in steps:
        a, b = made[first % len(made)], made[second % len(made)]
        match operator:
            case "+":
                made.append(a + b)
            case "-":
                made.append(a - b)
            case "*":
                made.append(a * b)
            case "/":
                made.append(a / b)
            case "**2":
                made.append(a**2)
            case "neg":
                made.append(-a)
            case _:
                made.append(a.relu())
    return made
