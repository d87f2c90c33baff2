"""`Expr`: gradients against oracles, the seed's defects, domain errors, wrong use."""

import gc
import math
import weakref
from collections.abc import Callable
from fractions import Fraction
from typing import Any, TypeAlias

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from playground.core.expr import Expr, ExprError, NotANumberError
from playground.core.gradcheck import gradient_check
from tests.core.graphs import RandomGraph, graphs
from tests.core.test_operations import is_smooth, torch_function

A_MILLION = 1_000_000
Anything: TypeAlias = Any


def is_tame(root: Expr) -> bool:
    """Whether central differences can be trusted near the graph's numbers."""
    return all(
        is_smooth(node.operation, tuple(o.result for o in node.operands))
        for node in root.walk()
        if node.operation is not None
    ) and all(
        math.isfinite(n.result + n.grad) and abs(n.result) < 50 and abs(n.grad) < 50
        for n in root.walk()
    )


def by_forward_differentiation(root: Expr, leaf: Expr) -> float:
    """Derivative of *root* by *leaf*, carried upwards: another way than backward's."""
    slopes: dict[Expr, float] = {}
    for node in root.walk():
        slopes[node] = 1.0 if node is leaf else 0.0
        if node.operation is not None:
            numbers = [operand.result for operand in node.operands]
            derivatives = node.operation.derivatives(node.result, *numbers)
            slopes[node] = sum(
                derivative * slopes[operand]
                for derivative, operand in zip(derivatives, node.operands, strict=True)
            )
    return slopes[root]


@given(graphs())
def test_gradients_of_random_graphs_agree_with_central_differences(
    graph: RandomGraph,
) -> None:
    root = graph.roots[0]
    root.backward()
    assume(is_tame(root))
    assert gradient_check(root).worst < 1e-4


@given(graphs())
def test_gradients_of_random_graphs_agree_with_forward_differentiation(
    graph: RandomGraph,
) -> None:
    root = graph.roots[0]
    root.backward()
    assume(is_tame(root))
    for leaf in root.parameters():
        forward = by_forward_differentiation(root, leaf)
        assert leaf.grad == pytest.approx(forward, rel=1e-9, abs=1e-9)


@given(graphs())
def test_random_graphs_agree_with_pytorch(graph: RandomGraph) -> None:
    torch = pytest.importorskip("torch")
    root = graph.roots[0]
    root.backward()
    assume(is_tame(root))
    theirs: dict[Expr, Any] = {}
    for node in root.walk():
        if node.operation is None:
            leaf = torch.tensor(node.result, dtype=torch.float64)
            theirs[node] = leaf.requires_grad_()
        else:
            operands = [theirs[operand] for operand in node.operands]
            theirs[node] = torch_function(node.operation.name)(*operands)
    theirs[root].backward()
    assert root.result == pytest.approx(theirs[root].item(), rel=1e-9, abs=1e-9)
    for leaf in root.parameters():
        expected = theirs[leaf].grad.item()
        assert leaf.grad == pytest.approx(expected, rel=1e-9, abs=1e-9)


@given(graphs())
def test_backward_twice_gives_the_same_gradients(graph: RandomGraph) -> None:
    root = graph.roots[0]
    root.backward()
    once = [node.grad for node in root.walk()]
    root.backward()
    np.testing.assert_array_equal([node.grad for node in root.walk()], once)


@given(graphs())
def test_recalculate_reaches_the_values_of_building(graph: RandomGraph) -> None:
    root = graph.roots[0]
    built = [node.result for node in root.walk()]
    for node in root.walk():
        if node.operation is not None:
            node.result = 99.0
    root.recalculate()
    np.testing.assert_array_equal([node.result for node in root.walk()], built)


@given(graphs())
def test_walk_gives_each_node_once_and_operands_first(graph: RandomGraph) -> None:
    seen: set[Expr] = set()
    for node in graph.roots[0].walk():
        assert node not in seen
        assert seen.issuperset(node.operands)
        seen.add(node)
    assert graph.roots[0] in seen


@given(graphs())
def test_the_problem_is_the_first_node_that_is_not_finite(graph: RandomGraph) -> None:
    root = graph.roots[0]
    problem = root.problem()
    bad = [node for node in root.walk() if not math.isfinite(node.result)]
    assert (problem.node if problem else None) is (bad[0] if bad else None)
    if problem:
        assert all(math.isfinite(o.result) for o in problem.node.operands)
        assert str(problem)


@given(st.lists(st.floats(-1e6, 1e6), max_size=50))
def test_sums_equal_the_exact_sum(numbers: list[float]) -> None:
    exact = math.fsum(numbers)
    terms = [Expr(number) for number in numbers]
    assert Expr.sum(terms).result == pytest.approx(exact, abs=1e-3)
    assert Expr.sum(numbers).result == pytest.approx(exact, abs=1e-3)
    if terms:
        assert sum(terms[1:], terms[0]).result == pytest.approx(exact, abs=1e-3)
        root = Expr.sum(terms)
        root.backward()
        assert {term.grad for term in terms} == {1.0}


# The seed's neuron and its defects


def neuron() -> Expr:
    x1, x2 = Expr(2.0, "x1"), Expr(0.0, "x2")
    w1, w2 = Expr(-3.0, "w1"), Expr(1.0, "w2")
    b = Expr(6.8813735870195432, "b")
    return (x1 * w1 + x2 * w2 + b).tanh("out")


def test_the_neuron_of_the_seed() -> None:
    out = neuron()
    assert out.result == pytest.approx(math.sqrt(0.5), abs=1e-15)
    out.backward()
    expected = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}
    for name, gradient in expected.items():
        leaf = out.find(name)
        assert leaf is not None
        assert leaf.grad == pytest.approx(gradient, abs=1e-15)


def test_a_neuron_learns_its_target() -> None:
    out = neuron()
    loss = (out - 0.2) ** 2
    for _ in range(800):
        loss.learn(1e-2)
        loss.recalculate()
    assert out.result == pytest.approx(0.2, abs=1e-3)


def test_a_value_used_twice_is_one_value() -> None:
    x = Expr(3.0, "x")
    square = x * x
    square.learn(0.1)
    assert x.result == pytest.approx(2.4)
    assert x.grad == 6.0
    assert square.result == 9.0
    assert square.recalculate() == pytest.approx(5.76)
    assert square.parameters() == [x]


def test_the_derivative_of_log_is_the_reciprocal() -> None:
    x = Expr(4.0)
    (3 * x.log()).backward()
    assert x.grad == 0.75


def test_numbers_in_arithmetic_are_constants() -> None:
    x = Expr(1.0, "x")
    out = (2 - x) * 3 / (x + 2.0)
    before = [n.result for n in out.walk() if n.is_leaf and n is not x]
    out.learn(0.5)
    assert out.parameters() == [x]
    assert [n.result for n in out.walk() if n.is_leaf and n is not x] == before
    assert x.result == pytest.approx(1.0 + 0.5 * 4 / 3)


def test_a_negative_base_keeps_its_gradient_and_the_exponent_says_why_not() -> None:
    base, exponent = Expr(-3.0, "base"), Expr(2.0, "exponent")
    power = base**exponent
    power.backward()
    assert (power.result, base.grad) == (9.0, -6.0)
    assert math.isnan(exponent.grad)
    problem = power.gradient_problem()
    assert problem is not None
    assert problem.node is power
    assert "exponent" in str(problem)


def test_a_constant_exponent_is_no_gradient_problem() -> None:
    square = Expr(-3.0) ** 2
    square.backward()
    assert square.gradient_problem() is None
    assert square.problem() is None


def test_the_root_at_zero_is_a_gradient_problem() -> None:
    x = Expr(0.0, "x")
    root = x.sqrt() * 2
    root.backward()
    problem = root.gradient_problem()
    assert problem is not None
    assert problem.node is root.operands[0]
    assert str(problem) == "the derivative of sqrt(0) by x is not defined"


# A million operations


def chain(length: int) -> tuple[Expr, Expr]:
    leaf = Expr(0.5, "leaf")
    node = leaf
    for _ in range(length // 2):
        node = -(node + leaf)
    return leaf, node


def test_a_million_operations_build_run_backward_and_are_freed() -> None:
    leaf, root = chain(A_MILLION)
    root.backward()
    assert leaf.grad == 1.0 if A_MILLION // 2 % 2 == 0 else -1.0
    assert root.recalculate() == root.result
    assert root.problem() is None
    assert root.find("leaf") is leaf
    assert root.parameter_count(learnable_only=False) == 1
    alive = weakref.ref(root)
    del root
    gc.collect()
    assert alive() is None


@pytest.mark.parametrize("add", [sum, Expr.sum], ids=["builtin", "balanced"])
def test_a_sum_of_many_terms(add: Callable[[list[Expr]], Expr]) -> None:
    terms = [Expr(1.0) for _ in range(200_000)]
    total = add(terms)
    total.backward()
    assert total.result == 200_000.0
    assert terms[0].grad == terms[-1].grad == 1.0


def test_the_balanced_sum_is_shallow() -> None:
    depths: dict[Expr, int] = {}
    for node in Expr.sum([Expr(1.0) for _ in range(1000)]).walk():
        depths[node] = 1 + max(
            (depths[operand] for operand in node.operands), default=0
        )
    assert max(depths.values()) == 11


def test_shared_values_cost_nothing_twice() -> None:
    x = Expr(1.0)
    node = x
    for _ in range(200):
        node = node + node
    node.backward()
    assert node.result == x.grad == 2.0**200


# Sums, names and counts


def test_the_sum_of_nothing_and_of_one() -> None:
    x = Expr(3.0, "x")
    nothing = Expr.sum([])
    assert (nothing.result, nothing.is_learnable) == (0.0, False)
    assert Expr.sum([x]) is x


def test_naming_a_sum_never_renames_a_term() -> None:
    x = Expr(3.0, "x")
    total = Expr.sum([x], name="total")
    assert (x.name, total.name, total.result) == ("x", "total", 3.0)


def test_find_gives_the_first_and_find_all_each_in_order() -> None:
    a, b = Expr(1.0, "a"), Expr(2.0, "a")
    root = (a + b).tanh("out")
    assert root.find("a") is a
    assert root.find_all("a") == [a, b]
    assert root.find("out") is root
    assert root.find("nobody") is None
    assert root.find_all("nobody") == []


def test_parameters_are_learnable_leaves_in_order_of_first_use() -> None:
    a, b, frozen = Expr(1.0), Expr(2.0), Expr(3.0, "frozen", is_learnable=False)
    root = b * frozen + a * b + 1.0
    assert root.parameters() == [b, a]
    assert root.parameter_count() == 2
    assert root.parameter_count(learnable_only=False) == 4


def test_learning_leaves_frozen_leaves_alone() -> None:
    w, x = Expr(2.0, "w"), Expr(3.0, "x", is_learnable=False)
    (w * x).learn(0.1)
    assert w.result == pytest.approx(1.7)
    assert (x.result, x.grad) == (3.0, 2.0)


def test_accumulating_adds_to_the_gradients_of_leaves() -> None:
    x = Expr(3.0)
    square = x * x
    square.backward()
    square.backward(accumulate=True)
    assert x.grad == 12.0
    assert square.grad == 1.0
    square.zero_grad()
    assert x.grad == square.grad == 0.0


def test_each_method_can_name_its_result() -> None:
    x = Expr(0.5)
    assert x.tanh("out").name == x.pow(2, "out").name == "out"
    assert x.maximum(0.25, name="out").name == "out"
    assert Expr.apply("sin", x, name="out").name == "out"
    assert Expr.new_leaf(1.0, "leaf").name == "leaf"
    assert Expr.new_leaf(1.0).is_learnable


def test_repr_is_for_people() -> None:
    x = Expr(2.0, "x")
    assert repr(x) == "<Expr leaf 2, 'x', grad 0>"
    assert repr(x * 3) == "<Expr mul 6, grad 0>"


# Numbers of every kind


@pytest.mark.parametrize(
    "number",
    [2, 2.0, np.float64(2), np.float32(2), np.int64(2), np.uint8(2), Fraction(2)],
    ids=lambda number: type(number).__name__,
)
def test_any_real_number_works_on_either_side(number: Anything) -> None:
    x = Expr(4.0)
    answers = {
        "add": (x + number, number + x, 6.0, 6.0),
        "sub": (x - number, number - x, 2.0, -2.0),
        "mul": (x * number, number * x, 8.0, 8.0),
        "div": (x / number, number / x, 2.0, 0.5),
        "pow": (x**number, number**x, 16.0, 16.0),
    }
    for name, (left, right, first, second) in answers.items():
        assert isinstance(right, Expr)
        assert (left.result, right.result) == (first, second)
        assert left.operation is right.operation
        assert left.operation is not None
        assert left.operation.name == name
        assert type(left.operands[1].result) is float


@pytest.mark.parametrize("number", [True, np.True_])
def test_truth_values_count_as_one(number: Anything) -> None:
    assert (Expr(4.0) * number).result == 4.0
    assert type(Expr(number).result) is float


def test_values_set_from_outside_become_floats() -> None:
    x, y = Expr(1.0), Expr(2.0)
    quotient = y / x
    x.result = np.float64(0.0)
    assert quotient.recalculate() == math.inf
    x.data = 4
    assert type(x.result) is float
    assert quotient.recalculate() == 0.5


def test_signs_and_absolute_values() -> None:
    x = Expr(-2.0)
    assert ((-x).result, abs(x).result) == (2.0, 2.0)
    assert abs(-x).result == 2.0


# Domain errors


@pytest.mark.parametrize(
    ("build", "expected", "message"),
    [
        (lambda x: (x * 0).log(), -math.inf, "log(0) is -inf: it needs a positive num"),
        (lambda x: (x - 9).log(), math.nan, "log(-8) is nan: it needs a positive num"),
        (lambda x: 1 / (x - 1), math.inf, "div(1, 0) is inf: it needs a divisor other"),
        (lambda x: (x * 1000).exp(), math.inf, "exp(1000) is too large for a number"),
        (lambda x: (-x) ** 0.5, math.nan, "pow(-1, 0.5) is nan: it needs a positive"),
        (lambda x: (-x).sqrt(), math.nan, "sqrt(-1) is nan: it needs a number that"),
        (lambda x: x * 1e200 * 1e200, math.inf, "mul(1e+200, 1e+200) is too large"),
    ],
)
def test_a_domain_error_gives_the_ieee_result_and_names_its_node(
    build: Callable[[Expr], Expr], expected: float, message: str
) -> None:
    node = build(Expr(1.0, "x"))
    root = (node * 2).tanh() + 1
    np.testing.assert_equal(node.result, expected)
    problem = root.problem()
    assert problem is not None
    assert problem.node is node
    assert str(problem).startswith(message)
    root.backward()
    assert root.recalculate() == pytest.approx(root.result, nan_ok=True)


def test_a_leaf_that_is_not_finite_is_the_problem_itself() -> None:
    x = Expr(math.inf, "x")
    problem = (x.sin() + 1).problem()
    assert problem is not None
    assert problem.node is x
    assert str(problem) == "the value of x is inf"


def test_a_finite_graph_has_no_problem() -> None:
    assert neuron().problem() is None


@pytest.mark.parametrize("name", ["relu", "abs", "leaky_relu", "elu"])
def test_kinks_hide_no_nan(name: str) -> None:
    assert math.isnan(getattr(Expr(math.nan), name)().result)


@pytest.mark.parametrize("name", ["minimum", "maximum"])
def test_comparisons_hide_no_nan_on_either_side(name: str) -> None:
    assert math.isnan(getattr(Expr(math.nan), name)(1.0).result)
    assert math.isnan(getattr(Expr(1.0), name)(math.nan).result)


# Wrong use


@pytest.mark.parametrize("wrong", [None, "2", 2j, [2.0], np.array([1.0, 2.0]), object])
def test_what_is_no_number_is_refused_everywhere(wrong: Anything) -> None:
    x = Expr(1.0)
    uses: list[Callable[[], object]] = [
        lambda: Expr(wrong),
        lambda: x + wrong,
        lambda: wrong * x,
        lambda: x**wrong,
        lambda: x.maximum(wrong),
        lambda: Expr.sum([x, wrong]),
        lambda: Expr.apply("add", x, wrong),
        lambda: x.learn(wrong),
    ]
    for use in uses:
        with pytest.raises(NotANumberError, match="expected a number"):
            use()


def test_a_leaf_holding_no_number_is_refused_by_recalculate() -> None:
    x = Expr(1.0)
    root = x + 1
    x.result = "2"  # type: ignore[assignment]
    with pytest.raises(NotANumberError, match="expected a number"):
        root.recalculate()


def test_an_integer_beyond_floating_point_is_refused() -> None:
    with pytest.raises(ExprError, match="too large"):
        Expr(10**400)


@pytest.mark.parametrize("rate", [math.nan, math.inf, -math.inf])
def test_learning_at_a_rate_that_is_not_finite_changes_nothing(rate: float) -> None:
    x = Expr(3.0)
    with pytest.raises(ExprError, match="learning rate must be a finite number"):
        (x * x).learn(rate)
    assert x.result == 3.0


USES: dict[str, Callable[[Expr], object]] = {
    "backward": lambda e: e.backward(),
    "recalculate": lambda e: e.recalculate(),
    "learn": lambda e: e.learn(0.1),
    "walk": lambda e: list(e.walk()),
    "problem": lambda e: e.problem(),
    "find": lambda e: e.find("x"),
    "zero_grad": lambda e: e.zero_grad(),
}


@pytest.mark.parametrize("use", USES.values(), ids=USES)
@pytest.mark.parametrize("depth", [0, 1, 5])
def test_a_cycle_through_reassigned_operands_is_refused(
    use: Callable[[Expr], object], depth: int
) -> None:
    start = Expr(1.0, "x").tanh("start")
    node = start
    for _ in range(depth):
        node = node + 1
    start.operands = (node,)
    with pytest.raises(ExprError, match="cannot depend on itself"):
        use(node)


def test_a_graph_mended_after_a_cycle_works_again() -> None:
    x = Expr(0.5, "x")
    node = x.tanh()
    node.operands = (node,)
    with pytest.raises(ExprError):
        node.backward()
    node.operands = (x,)
    node.backward()
    assert x.grad == pytest.approx(1 - math.tanh(0.5) ** 2)


def test_unknown_operations_and_wrong_arities_are_refused() -> None:
    x = Expr(1.0)
    with pytest.raises(ExprError, match="no operation called 'tan'"):
        Expr.apply("tan", x)
    with pytest.raises(ExprError, match="add takes 2 operands, not 1"):
        Expr.apply("add", x)


def test_errors_are_of_one_family() -> None:
    assert issubclass(NotANumberError, ExprError)
    assert issubclass(ExprError, ValueError)
    assert issubclass(NotANumberError, TypeError)
