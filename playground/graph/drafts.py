"""An expression as nodes of a canvas, those it already has where they are the same."""

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from playground.core.expr import Expr
from playground.core.operations import Operation
from playground.core.tokens import identifier
from playground.graph.definitions import Definition
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.nodes import Callee


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes two nodes the same computation.

    A constant counts by its number: the text of a formula does not say which of two
    equal constants it means.
    """

    operation: str | Callee
    operands: tuple[NodeId | str | None, ...]


class Draft:
    """Nodes for an expression, as few new ones as possible.

    Attributes:
        added: New nodes, operands first, without positions.
        values: New numbers of leaves that the graph has.
        names: What operations shall be called, empty for those without a name.
    """

    def __init__(
        self,
        graph: Graph,
        places: Mapping[Expr, NodeId],
        named: Mapping[str, NodeId],
        reusable: Iterable[NodeId] = (),
    ) -> None:
        """Prepare to build in *graph*, which is not changed.

        Args:
            graph: Where ids and free names come from.
            places: Expressions that are nodes of the graph.
            named: What names mean in the text.
            reusable: Nodes that may be taken for equal ones, in the order in which
                the text names them.
        """
        self._graph = graph
        self._places = dict(places)
        self._named = named
        self._same: defaultdict[_Key, deque[NodeId]] = defaultdict(deque)
        self._constants: defaultdict[str, deque[NodeId]] = defaultdict(deque)
        for node_id in reusable:
            node = graph.nodes[node_id]
            if node.is_muted:
                continue
            if node.operation is not None:
                operands = [self._described(operand) for operand in node.operands]
                key = _Key(node.operation, tuple(operands))
                self._same[key].append(node_id)
            elif node.is_constant:
                self._constants[repr(node.value)].append(node_id)
        self._kept: set[NodeId] = set()
        self._given: set[str] = set()
        self.added: list[Node] = []
        self.values: dict[NodeId, float] = {}
        self.names: dict[NodeId, str] = {}

    def build(self, root: Expr) -> NodeId:
        """The node for *root*."""
        new: list[Expr] = []
        for expr in root.walk():
            if expr in self._places:
                continue
            if expr.operation is not None:
                self._place_operation(expr, new)
            elif not _is_constant(expr):
                self._places[expr] = self._leaf(expr)
        for expr in new:
            operands = tuple(self._place(operand) for operand in expr.operands)
            if expr.operation is not None:
                operation = _operation(expr.operation)
                self.added.append(Node(self._places[expr], operation, operands))
        return self._place(root)

    def _place_operation(self, expr: Expr, new: list[Expr]) -> None:
        operands = [
            _number(o) if _is_constant(o) else self._places[o] for o in expr.operands
        ]
        assert expr.operation is not None
        operation = _operation(expr.operation)
        same = self._same[_Key(operation, tuple(operands))]
        if same:
            node_id = same.popleft()
            ids = self._graph.nodes[node_id].operands
            for operand, place in zip(expr.operands, ids, strict=True):
                if place is not None and _is_constant(operand):
                    constant = self._graph.carried(place)
                    self._kept.add(constant)
                    self._places[operand] = constant
        else:
            node_id = self._graph.new_id()
            new.append(expr)
        self._places[expr] = node_id
        self.names[node_id] = identifier(expr.name or "")

    def _leaf(self, expr: Expr) -> NodeId:
        existing = self._named.get(expr.name or "")
        if existing is not None and self._graph.nodes[existing].is_leaf:
            if self._graph.nodes[existing].value != expr.result:
                self.values[existing] = expr.result
            return existing
        name = identifier(expr.name or "")
        if name:
            name = self._graph.free_name(name, self._given)
            self._given.add(name)
        return self._add_leaf(expr, name)

    def _place(self, expr: Expr) -> NodeId:
        """Where *expr* is; constants are placed last, when it is known which remain."""
        if expr not in self._places:
            old = self._constants[_number(expr)]
            while old and old[0] in self._kept:
                old.popleft()
            self._places[expr] = old.popleft() if old else self._add_leaf(expr, "")
        return self._places[expr]

    def _add_leaf(self, expr: Expr, name: str) -> NodeId:
        node_id = self._graph.new_id()
        is_learnable = expr.is_learnable
        self.added.append(Node(node_id, None, (), expr.result, name, is_learnable))
        return node_id

    def _described(self, operand: NodeId | None) -> NodeId | str | None:
        if operand is None:
            return None
        node = self._graph.nodes[self._graph.carried(operand)]
        return repr(node.value) if node.is_constant else node.id


def _operation(row: Operation) -> str | Callee:
    """What a node says for a row of the table or a function."""
    return row.origin if isinstance(row.origin, Definition) else row.name


def _is_constant(expr: Expr) -> bool:
    return expr.operation is None and not expr.is_learnable and not expr.name


def _number(expr: Expr) -> str:
    return repr(expr.result)
