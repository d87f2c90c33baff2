"""What a small push at one leaf does to every node, beside what slopes predict."""

import math
from dataclasses import dataclass

import numpy as np

from playground.graph.columns import values_for
from playground.graph.dots import without_dots
from playground.graph.graph import Graph, NodeId


@dataclass(frozen=True, slots=True)
class Ripple:
    """One node that a push reaches.

    Attributes:
        node: The node.
        before, after: Its value without and with the push.
        predicted: The change that its derivative by the leaf, times h, foretells.
        reaches_output: Its gradient times its change: what, by its gradient, this
            change does to the output.
    """

    node: NodeId
    before: float
    after: float
    predicted: float
    reaches_output: float

    @property
    def change(self) -> float:
        """How far the node moves."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class Wobble:
    """A leaf pushed by *h*, and the nodes it moves, in the order of computation."""

    leaf: NodeId
    h: float
    ripples: tuple[Ripple, ...]


def wobble(graph: Graph, root: NodeId, leaf: NodeId, h: float) -> Wobble:
    """Push *leaf* by *h* and see what *root* and the nodes on the way do.

    The leaf must be one that *root*, which lacks no input, depends on.
    """
    root, graph = graph.carried(root), without_dots(graph)
    x = graph.nodes[leaf].value
    values = values_for(graph, root, {leaf: np.array([x, x + h])})
    moved = graph.downstream(leaf)
    slopes = _slopes(graph, values, leaf)
    order = [node_id for node_id in values if node_id in moved]
    gradients = _gradients(graph, values, root)
    with np.errstate(all="ignore"):  # infinite values have no difference
        return Wobble(
            leaf,
            h,
            tuple(
                Ripple(
                    i,
                    float(values[i][0]),
                    float(values[i][1]),
                    slopes[i] * h,
                    gradients[i] * float(values[i][1] - values[i][0]),
                )
                for i in order
            ),
        )


def _derivatives(
    graph: Graph, values: dict[NodeId, np.ndarray], node_id: NodeId
) -> list[tuple[NodeId, float]]:
    """The operands of a node, each with the node's derivative by it."""
    node = graph.nodes[node_id]
    if node.operation is None:
        return []
    operands = [o for o in node.operands if o is not None]
    numbers = [float(values[o][0]) for o in operands]
    out = float(values[node_id][0])
    locals_ = node.row.derivatives(out, *numbers)
    return [(o, float(d)) for o, d in zip(operands, locals_, strict=True)]


def _slopes(
    graph: Graph, values: dict[NodeId, np.ndarray], leaf: NodeId
) -> dict[NodeId, float]:
    """Derivative of every node by *leaf*, carried forward along the wires."""
    slopes: dict[NodeId, float] = {}
    for node_id in values:
        parts = [
            slopes[operand] * local
            for operand, local in _derivatives(graph, values, node_id)
            if slopes[operand] != 0.0
        ]
        slopes[node_id] = 1.0 if node_id == leaf else math.fsum(_finite(parts))
    return slopes


def _gradients(
    graph: Graph, values: dict[NodeId, np.ndarray], root: NodeId
) -> dict[NodeId, float]:
    gradients = dict.fromkeys(values, 0.0)
    gradients[root] = 1.0
    for node_id in reversed(values):
        for operand, local in _derivatives(graph, values, node_id):
            gradients[operand] += gradients[node_id] * local
    return gradients


def _finite(parts: list[float]) -> list[float]:
    """`math.fsum` refuses opposite infinities: any that is not finite makes a NaN."""
    return parts if all(map(math.isfinite, parts)) else [math.nan]
