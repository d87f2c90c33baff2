"""The formula of a node as text, and a text as the edit that puts it on the canvas."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from playground.core.expr import Expr
from playground.core.formula import FormulaError, parse, to_text
from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetOutput,
    SetValues,
    apply,
)
from playground.graph.evaluate import Evaluator
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT, layered

__all__ = ["FormulaError", "formula_edit", "formula_of", "nodes_of"]


def formula_of(graph: Graph, node_id: NodeId) -> str:
    """The formula of a node; empty while an input on the way is not connected."""
    return text_of(Evaluator(graph), node_id)


def text_of(evaluator: Evaluator, node_id: NodeId) -> str:
    """`formula_of` for a graph that is already evaluated."""
    expr = evaluator.expression(node_id)
    return "" if expr is None else to_text(expr)


def nodes_of(expr: Expr, graph: Graph) -> tuple[Node, ...]:
    """New nodes for *expr*, laid out; names that are taken get a number."""
    draft = _Draft(Graph(), {}, ())
    draft.build(expr)
    ids = {node.id: graph.new_id() for node in draft.added}
    names: set[str] = set()
    nodes: list[Node] = []
    places = layered(Graph(draft.added))
    for node in draft.added:
        name = node.name or draft.names.get(node.id, "")
        if name:
            name = graph.free_name(name, names)
            names.add(name)
        operands = tuple(ids[o] for o in node.operands if o is not None)
        nodes.append(
            replace(
                node,
                id=ids[node.id],
                name=name,
                operands=operands,
                position=places[node.id],
            )
        )
    return tuple(nodes)


def formula_edit(
    graph: Graph,
    text: str,
    *,
    replace_node: NodeId | None = None,
    position: tuple[float, float] = (0.0, 0.0),
) -> Edit:
    """The edit that makes the canvas say *text*.

    Names that the canvas has mean its nodes. With *replace_node*, the new expression
    takes the place of that node's: parts that are the same are kept, parts that nothing
    uses any more go. The result becomes the output.

    Args:
        graph: The canvas; it is not changed.
        text: A formula, see `playground.core.formula`.
        replace_node: The node whose expression is replaced; None adds the new one.
        position: Top left corner of an expression that is added.

    Raises:
        FormulaError: *text* is no formula.
        GraphError: The formula would make a value depend on itself.
    """
    known = {n.name: n.id for n in graph.nodes.values() if n.name}
    if replace_node is not None and (own := graph.nodes[replace_node].name):
        known.pop(own, None)
    leaves = {name: Expr(graph.nodes[i].value, name) for name, i in known.items()}
    root = parse(text, leaves)
    old = set() if replace_node is None else graph.upstream(replace_node)
    draft = _Draft(graph, {leaves[name]: i for name, i in known.items()}, old)
    new_root = draft.build(root)
    trial = _Trial(graph)
    trial.do_all(_grown(graph, draft, replace_node, new_root))
    gone = _unused(trial.graph, old, new_root)
    if gone:
        trial.do(RemoveNodes(tuple(gone)))
    for node_id, name in draft.names.items():
        node = trial.graph.nodes[node_id]
        if name and not node.is_leaf and node.name != name:
            trial.do(Rename(node_id, trial.graph.free_name(name)))
    if draft.added or gone:
        corner = position if replace_node is None else None
        trial.do(_arrangement(trial.graph, graph, draft, new_root, corner))
    return Edits(tuple(trial.edits), "Formula")


class _Trial:
    """A copy of a graph on which edits are tried one after the other."""

    def __init__(self, graph: Graph) -> None:
        self.graph = graph.copy()
        self.edits: list[Edit] = []

    def do(self, edit: Edit) -> None:
        """Try an edit, and keep it."""
        apply(self.graph, edit)
        self.edits.append(edit)

    def do_all(self, edits: Iterable[Edit]) -> None:
        """Try several."""
        for edit in edits:
            self.do(edit)


def _grown(
    graph: Graph, draft: "_Draft", replaced: NodeId | None, root: NodeId
) -> Iterator[Edit]:
    """The draft's nodes and numbers, and *root* in the place of the replaced node."""
    if draft.added:
        yield AddNodes(tuple(draft.added))
    if draft.values:
        yield SetValues(draft.values)
    if replaced is not None and root != replaced:
        links = tuple(Link(t, p, root) for t, p in graph.users(replaced))
        if links:
            yield Connect(links)
        draft.names.setdefault(root, graph.nodes[replaced].name)
    yield SetOutput(root)


@dataclass(frozen=True, slots=True)
class _Key:
    """What makes two nodes the same computation."""

    operation: str | None
    operands: tuple[NodeId | None, ...]
    value: float


class _Draft:
    """Nodes for an expression, those of the graph where they compute the same.

    Attributes:
        added: New nodes, operands first, without positions.
        values: New numbers of leaves that the graph has.
        names: What operations shall be called.
    """

    def __init__(
        self, graph: Graph, places: dict[Expr, NodeId], reusable: Iterable[NodeId]
    ) -> None:
        self._graph = graph
        self._places = places
        self._reusable: defaultdict[_Key, list[NodeId]] = defaultdict(list)
        for node_id in sorted(reusable):
            node = graph.nodes[node_id]
            if node.operation is not None or node.is_constant:
                self._reusable[_key(node)].append(node_id)
        self.added: list[Node] = []
        self.values: dict[NodeId, float] = {}
        self.names: dict[NodeId, str] = {}

    def build(self, root: Expr) -> NodeId:
        """The node for *root*."""
        for expr in root.walk():
            if expr not in self._places:
                is_leaf = expr.operation is None
                self._places[expr] = self._leaf(expr) if is_leaf else self._inner(expr)
        return self._places[root]

    def _inner(self, expr: Expr) -> NodeId:
        operands = tuple(self._places[operand] for operand in expr.operands)
        name = expr.operation.name if expr.operation else None
        node_id = self._same_or_new(Node(NodeId(0), name, operands))
        if expr.name:
            self.names[node_id] = expr.name
        return node_id

    def _leaf(self, expr: Expr) -> NodeId:
        existing = self._graph.named(expr.name) if expr.name else None
        if existing is not None and self._graph.nodes[existing].is_leaf:
            self.values[existing] = expr.result
            return existing
        name = expr.name or ""
        if name:
            name = self._graph.free_name(name, [node.name for node in self.added])
        return self._same_or_new(
            Node(NodeId(0), None, (), expr.result, name, expr.is_learnable)
        )

    def _same_or_new(self, node: Node) -> NodeId:
        same = self._reusable[_key(node)]
        if same and not (node.is_leaf and not node.is_constant):
            return same.pop(0)
        self.added.append(replace(node, id=self._graph.new_id()))
        return self.added[-1].id


def _key(node: Node) -> _Key:
    return _Key(node.operation, node.operands, node.value)


def _unused(graph: Graph, old: set[NodeId], root: NodeId) -> list[NodeId]:
    """Nodes of the *old* expression that neither *root* nor anything else needs."""
    needed = graph.upstream(root)
    for node_id in graph.nodes:
        if node_id not in old:
            needed |= (
                graph.upstream(node_id) - needed if node_id not in needed else set()
            )
    return [node_id for node_id in graph.nodes if node_id in old - needed]


def _arrangement(
    after: Graph,
    before: Graph,
    draft: _Draft,
    root: NodeId,
    corner: tuple[float, float] | None,
) -> MoveNodes:
    """The expression of *root* in layers, at *corner* or where the old one was.

    In a place of its own it leaves the nodes that the canvas had where they are, else
    those that other expressions use as well.
    """
    new = {node.id for node in draft.added}
    expression = after.upstream(root)
    shared = {
        node_id
        for node_id in expression - new
        if corner is not None or {t for t, _ in after.users(node_id)} - expression
    }
    movable = sorted(expression - shared)
    if corner is None:
        kept = [before.nodes[i].position for i in expression & before.nodes.keys()]
        left = min((x for x, _ in kept), default=0.0)
        corner = (left, min((y for _, y in kept), default=0.0))
    fixed = [after.nodes[i].position for i in after.nodes.keys() - set(movable)]
    return MoveNodes(_clear(layered(after, movable), corner, fixed))


def _clear(
    places: Mapping[NodeId, tuple[float, float]],
    corner: tuple[float, float],
    fixed: Collection[tuple[float, float]],
) -> dict[NodeId, tuple[float, float]]:
    """*places* moved to *corner*, or further down where they would cover others."""
    x0, y0 = corner
    right = x0 + max((x for x, _ in places.values()), default=0.0)
    bottom = y0 + max((y for _, y in places.values()), default=0.0)
    covered = [
        y
        for x, y in fixed
        if x0 - LAYER_WIDTH < x < right + LAYER_WIDTH
        and y0 - ROW_HEIGHT < y < bottom + ROW_HEIGHT
    ]
    if covered:
        y0 = max(y for _, y in fixed) + ROW_HEIGHT
    return {node_id: (x + x0, y + y0) for node_id, (x, y) in places.items()}
