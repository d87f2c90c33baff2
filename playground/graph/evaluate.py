"""Graph to `Expr` to `Evaluation`: the value, gradient and problem of every node."""

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.expr import Expr, undefined_derivatives, value_problem
from playground.core.operations import Array
from playground.graph.edits import (
    Edit,
    Edits,
    MoveNodes,
    SetValues,
)
from playground.graph.frame_edits import AddFrames, ChangeFrames, RemoveFrames
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.nodes import missing_input

WAITS: Final = "no value: "
"""How the problem of a node begins that lacks nothing but what it depends on."""

_LOOKS: Final = (MoveNodes, AddFrames, RemoveFrames, ChangeFrames)
"""Edits that change how a graph looks, and no number."""


@dataclass(frozen=True, slots=True)
class Evaluation:
    """What a graph computes, frozen.

    Attributes:
        ids: The nodes, in the order of the graph.
        index: Where a node stands in *ids* and in the arrays.
        values: Shape ``(n,)``; NaN for a node that lacks an input.
        gradients: Derivative of the output by each node, shape ``(n,)``; 0 for a node
            that the output does not depend on, NaN where it is not defined.
        problems: For nodes at which something goes wrong, what and why.
        output: The node that gradients refer to.
    """

    ids: tuple[NodeId, ...]
    index: Mapping[NodeId, int]
    values: Array
    gradients: Array
    problems: Mapping[NodeId, str]
    output: NodeId | None

    def value(self, node_id: NodeId) -> float:
        """The value of a node."""
        return float(self.values[self.index[node_id]])

    def gradient(self, node_id: NodeId) -> float:
        """The derivative of the output by a node."""
        return float(self.gradients[self.index[node_id]])


class Evaluator:
    """Keeps the `Expr` graph of a `Graph`, so that a new number costs no rebuilding."""

    def __init__(self, graph: Graph) -> None:
        """Evaluate *graph*, which the caller goes on to change."""
        self._graph = graph
        self._exprs: dict[NodeId, Expr] = {}
        self._own: dict[NodeId, Expr] = {}
        self._dots: list[NodeId] = []
        self._ids: dict[Expr, NodeId] = {}
        self._seen: dict[NodeId, Node] = {}
        self._rebuild()
        self._evaluation = self._run()

    @property
    def evaluation(self) -> Evaluation:
        """The newest result."""
        return self._evaluation

    def expression(self, node_id: NodeId) -> Expr | None:
        """The live `Expr` of a node, None while it lacks an input.

        That of a dot or a muted node is the one of the node that its wire comes from.
        """
        return self._exprs.get(node_id)

    def node_id(self, expr: Expr) -> NodeId:
        """The node of one of the live `Expr`."""
        return self._ids[expr]

    def update(self, edits: Iterable[Edit]) -> Evaluation:
        """Evaluate anew after *edits* have been applied to the graph."""
        edits = [edit for edit in _flat(edits) if not isinstance(edit, _LOOKS)]
        if not edits:
            return self._evaluation
        if not all(isinstance(edit, SetValues) for edit in edits):
            self._rebuild()
        self._evaluation = self._run()
        return self._evaluation

    def _rebuild(self) -> None:
        """Follow the graph; what has not changed keeps its `Expr`."""
        nodes = self._graph.nodes
        exprs: dict[NodeId, Expr] = {}
        renewed: set[NodeId | None] = set()
        for node_id in self._graph.topological_order():
            node = nodes[node_id]
            expr = self._exprs.get(node_id)
            if (
                node is not self._seen.get(node_id)
                or node.callee is not None
                or not renewed.isdisjoint(node.operands)
            ):
                updated = _updated(node, self._own.get(node_id), exprs)
                if updated is not expr:
                    renewed.add(node_id)
                expr = updated
            if expr is not None:
                exprs[node_id] = expr
        self._exprs = self._own = exprs
        self._dots = [i for i in exprs if nodes[i].passes_on]
        if self._dots:
            self._own = {i: e for i, e in exprs.items() if not nodes[i].passes_on}
        self._ids = {expr: node_id for node_id, expr in self._own.items()}
        self._seen = dict(nodes)

    def _run(self) -> Evaluation:
        nodes = self._graph.nodes
        for node_id, expr in self._own.items():
            expr.grad = 0.0
            if expr.operation is None:
                expr.result = nodes[node_id].value
            else:
                operands = [operand.result for operand in expr.operands]
                expr.result = expr.operation.value(*operands)
        output = self._graph.effective_output
        root = None if output is None else self._exprs.get(output)
        if root is not None:
            root.backward()
        ids = tuple(nodes)
        exprs = [self._exprs.get(node_id) for node_id in ids]
        values = [math.nan if expr is None else expr.result for expr in exprs]
        no_root = root is None
        gradients = [math.nan if e is None or no_root else e.grad for e in exprs]
        if self._dots and root is not None:
            branches = self._branches(output, root)
            gradients = [
                branches.get(i, g) for i, g in zip(ids, gradients, strict=True)
            ]
        return Evaluation(
            ids,
            {node_id: place for place, node_id in enumerate(ids)},
            np.array(values, dtype=np.float64),
            np.array(gradients, dtype=np.float64),
            self._problems(values, gradients, root),
            output,
        )

    def _branches(self, output: NodeId | None, root: Expr) -> dict[NodeId, float]:
        """For each dot the gradient of what it leads to: its share of the source's.

        The same for muted nodes, whose further inputs lead nowhere.
        """
        branches: dict[NodeId, float] = {}
        reached = set(root.walk())
        for dot in reversed(self._dots):
            total = 1.0 if dot == output else 0.0
            for target, port in self._graph.users(dot):
                expr = self._own.get(target)
                row = None if expr is None else expr.operation
                if target in branches:
                    total += 0.0 if port else branches[target]
                elif expr is not None and row is not None and expr in reached:
                    operands = [operand.result for operand in expr.operands]
                    slopes = row.derivatives(expr.result, *operands)
                    total += expr.grad * slopes[port]
            branches[dot] = total
        return branches

    def _problems(
        self, values: list[float], gradients: list[float], root: Expr | None
    ) -> dict[NodeId, str]:
        problems: dict[NodeId, str] = {}
        if root is not None and not np.isfinite(gradients).all():
            problems.update(self._gradient_problems(root))
        if not np.isfinite(values).all():
            problems.update(self._value_problems())
        return problems

    def _value_problems(self) -> dict[NodeId, str]:
        problems: dict[NodeId, str] = {}
        for node_id, expr in self._own.items():
            if not math.isfinite(expr.result) and all(
                math.isfinite(operand.result) for operand in expr.operands
            ):
                problems[node_id] = value_problem(expr)
        for node in self._graph.nodes.values():
            if None in node.needs:
                problems[node.id] = missing_input(node)
        problems.update(self._troubles())
        return problems

    def _troubles(self) -> dict[NodeId, str]:
        """Nodes that have no value because of what they, or others before, compute."""
        nodes = self._graph.nodes
        troubles: dict[NodeId, str] = {}
        if not any(_trouble(node) for node in nodes.values()):
            return troubles
        for node_id in self._graph.topological_order():
            node = nodes[node_id]
            trouble = _trouble(node)
            before = (troubles.get(o, "") for o in node.needs if o is not None)
            waits = next(filter(None, before), "")
            if waits and not trouble and None not in node.needs:
                trouble = f"{WAITS}{waits.removeprefix(WAITS)}"
            if trouble:
                troubles[node_id] = trouble
        return troubles

    def _gradient_problems(self, root: Expr) -> dict[NodeId, str]:
        """Nodes that turn a finite gradient into one that is not."""
        problems: dict[NodeId, str] = {}
        for expr in root.walk():
            for operand in undefined_derivatives(expr):
                name = self._graph.nodes[self._ids[operand]].label
                problems[self._ids[expr]] = (
                    f"the derivative by {name} is not defined here"
                )
        return problems


def _trouble(node: Node) -> str:
    """Why a node computes nothing, although it should."""
    return "" if node.is_leaf or node.is_muted else node.row.trouble


def _flat(edits: Iterable[Edit]) -> Iterator[Edit]:
    """The edits with the parts of those that have parts."""
    for edit in edits:
        if isinstance(edit, Edits):
            yield from _flat(edit.edits)
        else:
            yield edit


def _updated(
    node: Node, expr: Expr | None, exprs: Mapping[NodeId, Expr]
) -> Expr | None:
    """The `Expr` of a node as it is now, the one it had if that will do."""
    name = node.name or None
    if node.operation is None:
        if expr is None or expr.operation is not None:
            return Expr(node.value, name, node.is_learnable)
        expr.name, expr.is_learnable = name, node.is_learnable
        return expr
    if node.passes_on:
        source = node.operands[0]
        return None if source is None else exprs.get(source)
    found = [exprs.get(o) for o in node.operands if o is not None]
    operands = [operand for operand in found if operand is not None]
    row = node.row
    if len(operands) != len(node.operands) or row.trouble:
        return None
    if expr is None or expr.operation is not row:
        return Expr.apply(row, *operands, name=name)
    expr.operands, expr.name = tuple(operands), name
    return expr


def evaluate(graph: Graph) -> Evaluation:
    """Evaluate a graph once."""
    return Evaluator(graph).evaluation
