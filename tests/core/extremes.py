"""Graphs over numbers from the ends of their range, and what `Expr` makes of them.

What is compared is what rounding does not decide: the oracle is `Expr` itself, and the
plain program is run a few times with every result shaken by a unit in the last place.
Where that changes an answer by much, or makes it infinite, no order of work is right.
"""

import random
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from numpy.typing import NDArray

from playground.core.expr import Expr
from playground.core.operations import OPERATIONS, Array
from playground.core.program import Program
from tests.core.graphs import N_INPUTS, N_PARAMETERS, RandomGraph, added_somehow, feed

LARGE = (1e75, 1e100, 1e150, 1e154, 1e155, 1e200, 1e300, 1e307, 1e308, 1.7e308)
TINY = (5e-324, 1e-310, 1e-300, 1e-200, 1e-160, 1e-155, 1e-150, 1e-100)
EXTREME = [s * x for x in (*LARGE, *TINY, 40.0, 400.0, 800.0) for s in (1.0, -1.0)]
EVERYDAY = (-2.0, -1.0, -0.75, 0.0, 0.1, 0.3, 0.5, 1.0, 1.5, 2.0, 3.0)
TAMING = ("tanh", "sigmoid", "relu", "sin", "neg", "silu", "abs")
N_SHAKES = 16
SMALLEST = 1e-300
"""Below it numbers lose their digits one by one."""


@st.composite
def extreme_graphs(draw: st.DrawFn, *, max_operations: int = 8) -> RandomGraph:
    """Weighted sums and all operations on numbers up to the largest.

    The first root depends on the last thing made; parameters may be infinite.
    """
    seed = draw(st.integers(0, 2**32))
    chance = random.Random(seed)
    share = chance.choice([0.02, 0.1, 0.3])

    def number() -> float:
        return chance.choice(EXTREME if chance.random() < share else EVERYDAY)

    inputs = [Expr(number(), f"x{i}") for i in range(N_INPUTS)]
    parameters = [Expr(number(), f"w{i}") for i in range(N_PARAMETERS)]
    if chance.random() < 0.05:
        parameters[0].result = chance.choice([np.inf, -np.inf])
    nodes = [*inputs, *parameters, Expr.constant(number()), Expr.constant(number())]
    for _ in range(draw(st.integers(1, max_operations))):
        if chance.random() < 0.5:
            terms = [
                chance.choice(nodes) * chance.choice([*nodes, *parameters])
                for _ in range(chance.randint(1, 3))
            ]
            terms += chance.sample(nodes, chance.randint(0, 2))
            node = added_somehow(terms, chance)
            if chance.random() < 0.5:
                node = Expr.apply(chance.choice(TAMING), node)
        else:
            row = chance.choice(list(OPERATIONS.values()))
            operands = chance.choices(nodes[::-1], range(len(nodes), 0, -1), k=2)
            node = Expr.apply(row.name, *operands[: row.arity])
        nodes.append(node)
    others = chance.sample(nodes, chance.randint(0, 2))
    return RandomGraph(inputs, [nodes[-1], *others])


def extreme_columns(n: int, seed: int) -> Array:
    """Data of which some is extreme: shape ``(n, N_INPUTS)``."""
    chance = random.Random(seed)
    share = chance.choice([0.0, 0.1, 0.5])
    pools = (EVERYDAY, EXTREME)
    return np.array(
        [
            [chance.choice(pools[chance.random() < share]) for _ in range(N_INPUTS)]
            for _ in range(n)
        ]
    )


@dataclass(frozen=True)
class Answers:
    """What is to be found, and how much of it rounding decides.

    Attributes:
        expected: Any shape.
        room: How far off rounding takes it; NaN where rounding decides more.
    """

    expected: Array
    room: Array

    def check(self, actual: Array) -> None:
        """Assert that *actual* is as expected, not finite in the same way included."""
        expected, room = np.broadcast_arrays(self.expected, self.room)
        with np.errstate(all="ignore"):
            near = np.abs(actual - expected) <= room
        same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
        wrong = ~(near | same | np.isnan(room))
        assert not wrong.any(), f"{actual[wrong]} instead of {expected[wrong]}"


def expr_answers(
    graph: RandomGraph, plain: Program, columns: Array, counts: NDArray[np.int64]
) -> tuple[Answers, Answers, Answers]:
    """What `Expr` says of data in which the samples *columns* come *counts* times.

    Returns:
        The roots, ``(n, k)``; the mean of the first; its gradient.
    """
    n, parameters = int(counts.sum()), plain.parameters
    mean = graph.roots[0] / n
    values, slopes = [], []
    with np.errstate(all="ignore"):
        for row in columns:
            feed(graph.inputs, row)
            mean.recalculate()
            values.append([root.recalculate() for root in graph.roots])
            mean.recalculate()
            mean.backward()
            below = set(map(id, mean.walk()))
            slopes.append([p.grad if id(p) in below else 0.0 for p in parameters])
    own, own_slopes = np.array(values), np.array(slopes).reshape(len(columns), -1)
    shaken = [_shaken(plain, columns, n, seed) for seed in range(N_SHAKES)]
    roots = _answers(own, np.array([s[0] for s in shaken]))
    gradient = _answers(own_slopes, np.array([s[1] for s in shaken]))
    first = Answers(roots.expected[:, :1], roots.room[:, :1])
    total = _total(first, counts)
    with np.errstate(all="ignore"):
        average = Answers(total.expected / n, total.room / n)
    return roots, average, _total(gradient, counts)


def _answers(expected: Array, shaken: Array) -> Answers:
    """Room for some times what shaking does; none where it changes the kind."""
    with np.errstate(all="ignore"):
        moved = np.abs(shaken - expected).max(axis=0)
        room = 1e-12 * np.abs(expected) + 30 * moved + SMALLEST
    kinds = np.array([_kind(s) == _kind(expected) for s in shaken]).all(axis=0)
    finite = np.isfinite(expected)
    return Answers(expected, np.where(kinds, np.where(finite, room, 0.0), np.nan))


def _kind(x: Array) -> Array:
    """1 for infinity, -1 for minus infinity, 2 for NaN, 0 for finite numbers."""
    return np.where(np.isnan(x), 2.0, np.where(np.isinf(x), np.sign(x), 0.0))


def _total(each: Answers, counts: NDArray[np.int64]) -> Answers:
    """The sum over samples; in which order it overflows is nobody's business."""
    weights = counts[:, np.newaxis]
    with np.errstate(all="ignore"):
        expected = np.sum(each.expected * weights, axis=0)
        finite = np.where(np.isfinite(each.expected), each.expected, 0.0)
        size = np.sum(np.abs(finite) * weights, axis=0)
        room = np.sum(each.room * weights, axis=0) + 1e-12 * size
    return Answers(expected, np.where(np.isfinite(size), room, np.nan))


def _shaken(plain: Program, columns: Array, n: int, seed: int) -> tuple[Array, Array]:
    """Roots and gradients sample by sample, every result off by a unit or none."""
    random_numbers = np.random.default_rng(seed)
    rows = len(columns)

    def shake(x: object) -> Array:
        array = np.broadcast_to(np.asarray(x, dtype=np.float64), rows)
        by = random_numbers.integers(-1, 2, rows)
        moved = array * (1 + by * 2.0**-52) + by * 5e-324
        return np.where(array == 0, array, moved)

    with np.errstate(all="ignore"):
        values = [np.broadcast_to(x, rows) for x in (*columns.T,)]
        values += [np.full(rows, p.result) for p in plain.parameters]
        values += [np.full(rows, c) for c in plain.constants]
        for each in plain.instructions:
            row = OPERATIONS[each.operation]
            values.append(shake(row.array_value(*[values[o] for o in each.operands])))
        slopes = [np.zeros(rows)] * plain.n_values
        slopes[plain.roots[0]] = np.full(rows, 1 / n)
        for each in reversed(plain.instructions):
            (result,) = each.results
            if not _reaches(plain, result):
                continue
            row = OPERATIONS[each.operation]
            operands = [values[o] for o in each.operands]
            derivatives = row.array_derivatives(values[result], *operands)
            for operand, derivative in zip(each.operands, derivatives, strict=True):
                by = shake(slopes[result] * derivative)
                slopes[operand] = shake(slopes[operand] + by)
    first = plain.first_parameter
    own = slopes[first : first + plain.n_parameters]
    roots = np.stack([values[root] for root in plain.roots], axis=1)
    return roots, np.array(own).T.reshape(rows, -1)


def _reaches(plain: Program, value: int) -> bool:
    """Whether the first root depends on *value*."""
    reached = {plain.roots[0]}
    for each in reversed(plain.instructions):
        if not reached.isdisjoint(each.results):
            reached.update(each.operands)
    return value in reached
