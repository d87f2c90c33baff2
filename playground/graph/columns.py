"""A graph evaluated for many numbers at once: sweeps along leaves, and differences."""

import math
from collections.abc import Mapping

import numpy as np

from playground.core.operations import Array
from playground.graph.graph import Graph, NodeId


def values_for(
    graph: Graph, root: NodeId, given: Mapping[NodeId, Array]
) -> dict[NodeId, Array]:
    """The values of *root* and all it depends on, in columns.

    Args:
        graph: A graph in which *root* lacks no input on the way.
        root: The node wanted.
        given: Shape ``(n,)`` for some nodes: their values, NaN where they shall be as
            the graph has them.
    """
    n = max((len(column) for column in given.values()), default=1)
    below = graph.needed(root)
    values: dict[NodeId, Array] = {}
    with np.errstate(all="ignore"):
        for node_id in graph.topological_order():
            if node_id not in below:
                continue
            node = graph.nodes[node_id]
            if node.operation is None:
                column = np.full(n, node.value)
            else:
                operands = [values[o] for o in node.needs if o is not None]
                row = node.row
                column = operands[0] if node.is_muted else row.array_value(*operands)
            own = given.get(node_id)
            if own is not None:
                column = np.where(np.isnan(own), column, own)
            values[node_id] = column
    return values


def sweep(graph: Graph, root: NodeId, leaf: NodeId, numbers: Array) -> Array:
    """The value of *root* for each of *numbers* in *leaf*; the same shape."""
    flat = np.asarray(numbers, dtype=np.float64).ravel()
    found = values_for(graph, root, {leaf: flat})[root]
    return np.broadcast_to(found, flat.shape).reshape(np.shape(numbers))


def sweep_map(
    graph: Graph, root: NodeId, leaves: tuple[NodeId, NodeId], xs: Array, ys: Array
) -> Array:
    """The value of *root* over two leaves: shape ``(len(ys), len(xs))``."""
    x, y = np.meshgrid(xs, ys)
    given = {leaves[0]: x.ravel(), leaves[1]: y.ravel()}
    return values_for(graph, root, given)[root].reshape(x.shape)


def span_around(value: float, half_width: float | None = None) -> tuple[float, float]:
    """A range around a leaf's value; without a width one that fits its size."""
    half = max(1.0, 1.5 * abs(value)) if half_width is None else half_width
    if not math.isfinite(value):
        return -half, half
    return value - half, value + half
