"""A forward and a backward pass as a timeline: every moment with its numbers.

A backward moment is one wire: a node passes its gradient on to one operand. The order
and the arithmetic are those of `Expr.backward`, so the numbers are the same to the
last bit; the wrong ways of `Mistake` use the same arithmetic in a wrong way.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import cached_property
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array
from playground.graph.dots import without_dots
from playground.graph.graph import Graph, GraphError, NodeId
from playground.graph.nodes import check_complete

Mask: TypeAlias = NDArray[np.bool_]


class Mistake(Enum):
    """What goes wrong in a backward pass that people write themselves."""

    NONE = "none"
    TWICE = "twice"
    """Backward is called twice and the gradients of the first call are kept."""
    ORDER = "order"
    """Nodes pass on what they have by their distance from the output."""
    OVERWRITE = "overwrite"
    """``=`` instead of ``+=``: of several uses of a node only the last counts."""


@dataclass(frozen=True, slots=True)
class Computed:
    """Forward: a node has its value; without operands it is a leaf that is read."""

    node: NodeId
    operands: tuple[NodeId, ...]
    inputs: tuple[float, ...]
    value: float


@dataclass(frozen=True, slots=True)
class Seeded:
    """Backward begins: the output's gradient by itself is 1."""

    node: NodeId
    run: int


@dataclass(frozen=True, slots=True)
class Passed:
    """Backward: *user* passes its gradient on to *node*, its operand at *port*.

    Attributes:
        local: Derivative of the user by this operand.
        upstream: What the user has as its own gradient at this moment.
        product: ``upstream * local``.
        before, after: The node's gradient until now, and from now on.
        part, parts: This is the part-th of so many contributions in this run.
        run: 1 for the first backward pass, 2 where it is made twice.
    """

    node: NodeId
    user: NodeId
    port: int
    local: float
    upstream: float
    product: float
    before: float
    after: float
    part: int
    parts: int
    run: int


Moment: TypeAlias = Computed | Seeded | Passed


@dataclass(frozen=True, slots=True)
class State:
    """What is known after some moments; arrays follow `Timeline.order`.

    Attributes:
        has_value: Nodes that are computed.
        gradients: The gradients so far; NaN also where none has arrived.
        has_gradient: Nodes that at least a part of their gradient has reached.
        is_complete: Nodes that wait for no further part.
    """

    has_value: Mask
    gradients: Array
    has_gradient: Mask
    is_complete: Mask


class Timeline:
    """Both passes over the expression of a graph's output, frozen.

    A *position* counts the moments that have happened: 0 is before the first one.

    Attributes:
        moments: All of them, forward ones first.
        order: The nodes the output depends on, operands before their users.
        index: Where a node stands in *order*.
        output: The node that gradients refer to.
        mistake: What is done wrong.
        values: The value of each node of *order*.
        gradients: The gradients at the end of the timeline.
    """

    def __init__(self, graph: Graph, mistake: Mistake = Mistake.NONE) -> None:
        """Run both passes once.

        Raises:
            GraphError: There is no output, or a node on the way lacks an input.
        """
        graph = without_dots(graph)
        self.output = _output(graph)
        self.order = _depth_first(graph, self.output)
        _check_inputs(graph, self.order)
        self.index: Mapping[NodeId, int] = {n: k for k, n in enumerate(self.order)}
        self.mistake = mistake
        passes = _Passes(graph, self.order, self.index)
        passes.forward()
        self.first_backward = len(passes.moments)
        visits = passes.nearest_first() if mistake is Mistake.ORDER else None
        for run in range(2 if mistake is Mistake.TWICE else 1):
            passes.backward(run + 1, visits, overwrite=mistake is Mistake.OVERWRITE)
        self.moments: tuple[Moment, ...] = tuple(passes.moments)
        self.values: Array = np.array(passes.values)
        self.gradients: Array = np.array(passes.gradients)
        self._graph_constants = frozenset(
            n for n in self.order if graph.nodes[n].is_constant
        )
        self._right = graph if mistake is Mistake.NONE else graph.copy()

    def __len__(self) -> int:
        return len(self.moments)

    @cached_property
    def right(self) -> "Timeline":
        """The same graph without the mistake."""
        if self.mistake is Mistake.NONE:
            return self
        return Timeline(self._right)

    @cached_property
    def wrong(self) -> frozenset[NodeId]:
        """Nodes whose gradient ends up wrong."""
        off = ~np.isclose(self.gradients, self.right.gradients, 1e-9, equal_nan=True)
        return frozenset(self.order[k] for k in np.flatnonzero(off).tolist())

    @cached_property
    def first_non_finite(self) -> int | None:
        """The position at which a number first is not finite, if any.

        Derivatives by constants, which nothing uses, do not count.
        """
        for place, moment in enumerate(self.moments):
            if not math.isfinite(result(moment)) and (
                isinstance(moment, Computed) or moment.node not in self._graph_constants
            ):
                return place + 1
        return None

    def state(self, position: int) -> State:
        """What is known at *position*, in time proportional to it, vectorised."""
        n = len(self.order)
        has_value = np.arange(n) < position
        gradients = np.full(n, math.nan)
        happened = max(0, position - self.first_backward)
        receivers, afters, lasts = self._backward
        # Of several numbers for one place the last one stays.
        gradients[receivers[:happened]] = afters[:happened]
        has_gradient = np.zeros(n, dtype=np.bool_)
        has_gradient[receivers[:happened]] = True
        return State(has_value, gradients, has_gradient, lasts < happened)

    def contributions(self, position: int) -> list[Passed]:
        """All parts of the gradient that the moment before *position* adds to.

        They belong to the same backward run; the last ones may be still to come.
        """
        moment = self.moments[position - 1] if position else None
        if not isinstance(moment, Passed):
            return []
        found = [self.moments[k] for k in self._parts[moment.node]]
        return [p for p in found if isinstance(p, Passed) and p.run == moment.run]

    def has_all(self, position: int) -> bool:
        """Whether what is passed on before *position* was complete at that time."""
        moment = self.moments[position - 1]
        if not isinstance(moment, Passed):
            return True
        places = self._parts[moment.user]
        return all(k < position for k in places if self._run(k) == moment.run)

    def computed_at(self, node: NodeId) -> int:
        """The position at which a node has its value."""
        return self.index[node] + 1

    def completed_at(self, node: NodeId) -> int:
        """The position at which a node's gradient is complete."""
        return self.first_backward + int(self._backward[2][self.index[node]]) + 1

    def _run(self, place: int) -> int:
        moment = self.moments[place]
        return 0 if isinstance(moment, Computed) else moment.run

    @cached_property
    def _backward(self) -> tuple[NDArray[np.intp], Array, NDArray[np.intp]]:
        """Receivers and new gradients by moment; for each node its last moment."""
        later = self.moments[self.first_backward :]
        receivers = np.array([self.index[m.node] for m in later], dtype=np.intp)
        afters = np.array([result(m) for m in later])
        lasts = np.full(len(self.order), len(later), dtype=np.intp)
        lasts[receivers] = np.arange(len(later))
        return receivers, afters, lasts

    @cached_property
    def _parts(self) -> Mapping[NodeId, Sequence[int]]:
        parts: dict[NodeId, list[int]] = {}
        for place in range(self.first_backward, len(self.moments)):
            parts.setdefault(self.moments[place].node, []).append(place)
        return parts


def result(moment: Moment) -> float:
    """The number that a moment leaves at its node."""
    match moment:
        case Computed():
            return moment.value
        case Seeded():
            return 1.0
        case Passed():
            return moment.after


class _Passes:
    """The passes being made: numbers so far by the place of a node in the order."""

    def __init__(
        self, graph: Graph, order: Sequence[NodeId], index: Mapping[NodeId, int]
    ) -> None:
        self._nodes = [graph.nodes[node_id] for node_id in order]
        self._operands = [
            tuple(index[o] for o in n.operands if o is not None) for n in self._nodes
        ]
        self._order = order
        self.moments: list[Moment] = []
        self.values = [0.0] * len(order)
        self.gradients = [0.0] * len(order)
        self._parts = [0] * len(order)
        for operands in self._operands:
            for operand in operands:
                self._parts[operand] += 1

    def forward(self) -> None:
        """Compute every node."""
        for place, node in enumerate(self._nodes):
            inputs = tuple(self.values[o] for o in self._operands[place])
            value = node.value
            if node.operation is not None:
                value = node.row.value(*inputs)
            self.values[place] = float(value)
            operands = tuple(self._order[o] for o in self._operands[place])
            self.moments.append(Computed(node.id, operands, inputs, float(value)))

    def backward(
        self, run: int, visits: Iterable[int] | None, *, overwrite: bool
    ) -> None:
        """Pass gradients on, node by node as *visits* says, from the output down."""
        last = len(self._nodes) - 1
        self.gradients[last] = 1.0
        self.moments.append(Seeded(self._order[last], run))
        seen = [0] * len(self._nodes)
        for place in range(last, -1, -1) if visits is None else visits:
            node = self._nodes[place]
            if node.operation is None:
                continue
            operands = self._operands[place]
            upstream = self.gradients[place]
            locals_ = node.row.derivatives(
                self.values[place], *[self.values[o] for o in operands]
            )
            for port, (operand, local) in enumerate(
                zip(operands, locals_, strict=True)
            ):
                product = float(upstream * local)
                before = self.gradients[operand]
                after = product if overwrite else before + product
                self.gradients[operand] = after
                seen[operand] += 1
                self.moments.append(
                    Passed(
                        self._order[operand], node.id, port, float(local), upstream,
                        product, before, after, seen[operand], self._parts[operand],
                        run,
                    )
                )  # fmt: skip

    def nearest_first(self) -> list[int]:
        """The nodes by their distance from the output: an order that is wrong."""
        last = len(self._nodes) - 1
        distance = {last: 0}
        queue = [last]
        for place in queue:
            for operand in self._operands[place]:
                if operand not in distance:
                    distance[operand] = distance[place] + 1
                    queue.append(operand)
        return sorted(distance, key=lambda place: (distance[place], place))


def _output(graph: Graph) -> NodeId:
    output = graph.effective_output
    if output is None:
        msg = "there is nothing to step through yet: build an expression first"
        raise GraphError(msg)
    return output


def _check_inputs(graph: Graph, order: Iterable[NodeId]) -> None:
    for node_id in order:
        check_complete(graph.nodes[node_id])


def _depth_first(graph: Graph, root: NodeId) -> tuple[NodeId, ...]:
    """Operands before users, in the order of `Expr.walk`."""
    order: list[NodeId] = []
    done: set[NodeId] = set()
    path = [(root, iter(graph.nodes[root].operands))]
    while path:
        node_id, operands = path[-1]
        for operand in operands:
            if operand is not None and operand not in done:
                done.add(operand)
                path.append((operand, iter(graph.nodes[operand].operands)))
                break
        else:
            order.append(node_id)
            path.pop()
    return tuple(order)
