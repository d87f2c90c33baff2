"""Random expression graphs for hypothesis, and how to compare numbers with theirs."""

import random
from dataclasses import dataclass

import numpy as np
from hypothesis import strategies as st
from typing_extensions import override

from playground.core.expr import Expr
from playground.core.operations import OPERATIONS, Array

N_INPUTS = 3
N_PARAMETERS = 4
CONSTANTS = (-1.0, 0.0, 0.5, 1.0, 2.0, 3.0)
UNIT_ROUNDOFF_ROOM = 1e-12


@dataclass(frozen=True)
class RandomGraph:
    """A graph with shared sub-expressions and several roots.

    Attributes:
        inputs: Leaves that are fed by columns; some may be unused.
        roots: What is computed; they share nodes.
    """

    inputs: list[Expr]
    roots: list[Expr]

    @override
    def __repr__(self) -> str:
        """The operations in order, so that a failing example can be read."""
        numbers: dict[int, str] = {}
        lines = []
        for root in self.roots:
            for node in root.walk():
                if id(node) in numbers:
                    continue
                numbers[id(node)] = node.name or f"%{len(numbers)}"
                if node.operation:
                    operands = ", ".join(numbers[id(o)] for o in node.operands)
                    text = f"{node.operation.name}({operands})"
                else:
                    text = repr(node.result)
                lines.append(f"{numbers[id(node)]} = {text}")
        lines.append("roots " + ", ".join(numbers[id(root)] for root in self.roots))
        return "\n" + "\n".join(lines)


@st.composite
def graphs(
    draw: st.DrawFn, *, max_operations: int = 25, names: tuple[str, ...] = ()
) -> RandomGraph:
    """Graphs over three inputs, four parameters and some constants.

    Args:
        draw: Given by hypothesis.
        max_operations: How many operations a graph has at most.
        names: Operations to choose from; none means all of the table.
    """
    number = st.floats(-2, 2, width=16)
    inputs = [Expr(draw(number), f"x{i}") for i in range(N_INPUTS)]
    nodes = [*inputs]
    nodes += [Expr(draw(number), f"w{i}") for i in range(N_PARAMETERS)]
    nodes += [Expr.constant(draw(st.sampled_from(CONSTANTS))) for _ in range(2)]
    rows = [OPERATIONS[name] for name in names] or list(OPERATIONS.values())
    for _ in range(draw(st.integers(1, max_operations))):
        row = draw(st.sampled_from(rows))
        operands = [draw(st.sampled_from(nodes)) for _ in range(row.arity)]
        nodes.append(Expr.apply(row.name, *operands))
    roots = draw(st.lists(st.sampled_from(nodes[::-1]), min_size=1, max_size=3))
    return RandomGraph(inputs, roots)


def columns_of(n: int, seed: int) -> Array:
    """Data for the inputs of a random graph."""
    return np.random.default_rng(seed).uniform(-2, 2, (n, N_INPUTS)).round(3)


def expr_values(graph: RandomGraph, columns: Array) -> tuple[Array, Array]:
    """What `Expr` itself computes: the roots, and the size of the numbers met.

    Returns:
        Shapes ``(n, k)`` and ``(n,)``; a sum that cancels loses digits in proportion to
        the largest number on the way, whatever the order of its terms.
    """
    values = np.empty((len(columns), len(graph.roots)))
    scale = np.empty(len(columns))
    for i, row in enumerate(columns):
        feed(graph.inputs, row)
        values[i] = [root.recalculate() for root in graph.roots]
        scale[i] = max(abs(n.result) for root in graph.roots for n in root.walk())
    return values, scale


def expr_gradient(
    graph: RandomGraph, parameters: tuple[Expr, ...], columns: Array
) -> tuple[Array, float]:
    """Gradient of the mean of the first root, and the size of the numbers met."""
    root = graph.roots[0]
    gradient = np.zeros(len(parameters))
    scale = 0.0
    with np.errstate(all="ignore"):
        for row in columns:
            feed(graph.inputs, row)
            root.recalculate()
            root.backward()
            below = set(map(id, root.walk()))
            own = [p.grad if id(p) in below else 0.0 for p in parameters]
            gradient += np.array(own) / len(columns)
            scale = max(scale, *_sizes(root))
    return gradient, scale


def feed(inputs: list[Expr], row: Array) -> None:
    """Set the inputs to one sample."""
    for leaf, value in zip(inputs, row, strict=True):
        leaf.result = float(value)


def _sizes(root: Expr) -> list[float]:
    """Sizes of values and gradients, and of what they may be multiplied to."""
    values = max(abs(node.result) for node in root.walk())
    gradients = max(abs(node.grad) for node in root.walk())
    return [values, gradients, values * gradients]


def assert_close(actual: Array, expected: Array, scale: Array | float) -> None:
    """Equal to rounding where finite, and not finite in the same way elsewhere."""
    size = np.broadcast_to(scale, np.shape(expected))
    settled = np.isfinite(size) & (size < 1e150)
    rough = np.where(settled, size, 1.0) * UNIT_ROUNDOFF_ROOM
    with np.errstate(all="ignore"):
        near = np.abs(actual - expected) <= rough
    same = (actual == expected) | (np.isnan(actual) & np.isnan(expected))
    wrong = ~(near | same) & (settled | np.isfinite(actual) & np.isfinite(expected))
    assert not wrong.any(), f"{actual} instead of {expected}, numbers up to {scale}"


def bare_network(sizes: list[int], seed: int) -> tuple[Expr, list[Expr], int]:
    """Half the squared error of a tanh network written as bare arithmetic.

    Terms come in random order and are added up in random association.

    Returns:
        The loss, the inputs with the target last, and how many parameters there are.
    """
    rng = random.Random(seed)
    inputs = [Expr(0.0, f"x{i}") for i in range(sizes[0])]
    target = Expr(0.0, "target")
    values, count = inputs, 0
    for n_out in sizes[1:]:
        outputs = []
        for _ in range(n_out):
            terms = [_product(value, rng) for value in values]
            terms.append(Expr(rng.uniform(-1, 1)))
            count += len(terms)
            outputs.append(added_somehow(terms, rng).tanh())
        values = outputs
    error = values[0] - target
    return 0.5 * error**2, [*inputs, target], count


def _product(value: Expr, rng: random.Random) -> Expr:
    weight = Expr(rng.uniform(-1, 1))
    return weight * value if rng.random() < 0.5 else value * weight


def added_somehow(terms: list[Expr], rng: random.Random) -> Expr:
    """The sum, in random order and association."""
    rng.shuffle(terms)
    while len(terms) > 1:
        terms.append(
            terms.pop(rng.randrange(len(terms))) + terms.pop(rng.randrange(len(terms)))
        )
    return terms[0]
