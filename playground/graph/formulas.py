"""The formula of a node as text, and a text as the edit that puts it on the canvas."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from playground.core.expr import Expr
from playground.core.formula import FormulaError, parse, to_text, written_names
from playground.graph.drafts import Draft
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
    draft = Draft(graph, {}, {})
    draft.build(expr)
    inner = Graph(draft.added)
    places = layered(inner)
    names = {node.name for node in draft.added if node.name}
    nodes: list[Node] = []
    for node in draft.added:
        name = node.name or draft.names.get(node.id, "")
        if name and not node.name:
            name = graph.free_name(name, names)
            names.add(name)
        nodes.append(replace(node, name=name, position=places[node.id]))
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
    uses any more go, and names that only its own text gave to nodes mean those nodes.
    A number in the place of a leaf is its new value. The result becomes the output.

    Args:
        graph: The canvas; it is not changed.
        text: A formula, see `playground.core.formula`.
        replace_node: The node whose expression is replaced; None adds the new one.
        position: Top left corner of an expression that is added.

    Returns:
        An `Edits`, of no edits where the canvas says *text* already.

    Raises:
        FormulaError: *text* is no formula.
        GraphError: The formula would make a value depend on itself, or has a number
            that is not finite.
    """
    known = {n.name: n.id for n in graph.nodes.values() if n.name}
    if replace_node is not None:
        replace_node = graph.carried(replace_node)
    old: list[NodeId] = []
    if replace_node is not None:
        old, written = _old_expression(graph, replace_node)
        known |= written
        if not graph.nodes[replace_node].is_leaf:
            known.pop(graph.nodes[replace_node].name, None)
    leaves = {name: Expr(graph.nodes[i].value, name) for name, i in known.items()}
    functions = None if graph.functions is None else graph.functions.rows()
    root = parse(text, leaves, functions=functions)
    trial = _Trial(graph)
    if replace_node is not None and _is_new_value(graph.nodes[replace_node], root):
        if graph.nodes[replace_node].value != root.result:
            trial.do(SetValues({replace_node: root.result}))
        return Edits(tuple(trial.edits), "Formula")
    draft = Draft(graph, {leaves[name]: i for name, i in known.items()}, known, old)
    new_root = draft.build(root)
    trial.do_all(_grown(graph, draft, replace_node, new_root))
    gone = _unused(trial.graph, set(old), new_root)
    if gone:
        trial.do(RemoveNodes(tuple(gone)))
    inherited = ""
    if replace_node is not None and (
        replace_node in gone or not graph.nodes[replace_node].is_leaf
    ):
        inherited = graph.nodes[replace_node].name
    trial.do_all(_renamed(trial.graph, draft, known, new_root, inherited))
    if trial.graph.effective_output != new_root:
        trial.do(SetOutput(new_root))
    if draft.added or gone:
        corner = position if replace_node is None else None
        trial.do(_arrangement(trial.graph, graph, draft, new_root, corner))
    return Edits(tuple(trial.edits), "Formula")


def _old_expression(
    graph: Graph, node_id: NodeId
) -> tuple[list[NodeId], dict[str, NodeId]]:
    """The nodes that a node depends on, as its text has them, and their names there."""
    evaluator = Evaluator(graph)
    expr = evaluator.expression(node_id)
    if expr is None:
        return sorted(graph.upstream(node_id)), {}
    order = [evaluator.node_id(below) for below in expr.walk()]
    order += sorted(i for i in graph.upstream(node_id) if graph.nodes[i].passes_on)
    names = {name: evaluator.node_id(e) for e, name in written_names(expr).items()}
    return order, names


def _is_new_value(replaced: Node, root: Expr) -> bool:
    is_number = root.is_leaf and not root.is_learnable and not root.name
    return replaced.is_leaf and is_number


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
    graph: Graph, draft: Draft, replaced: NodeId | None, root: NodeId
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
        if graph.output == replaced:
            yield SetOutput(root)


def _renamed(
    graph: Graph,
    draft: Draft,
    known: Mapping[str, NodeId],
    root: NodeId,
    inherited: str,
) -> Iterator[Edit]:
    """Names as the text has them; a new *root* without one inherits the old one's."""
    wanted = {
        node_id: name
        for node_id, name in draft.names.items()
        if not (name and known.get(name) == node_id)
    }
    if not wanted.get(root):
        wanted.pop(root, None)
        if any(node.id == root and not node.is_leaf for node in draft.added):
            wanted[root] = inherited
    for node_id, name in wanted.items():
        node = graph.nodes[node_id]
        is_inner = all(target in draft.names for target, _ in graph.users(node_id))
        if node.name and node.name != name and (name or is_inner):
            yield Rename(node_id, "")
    for node_id, name in wanted.items():
        if name and graph.nodes[node_id].name != name:
            yield Rename(node_id, graph.free_name(name))


def _unused(graph: Graph, old: set[NodeId], root: NodeId) -> list[NodeId]:
    """Nodes of the *old* expression that neither *root* nor anything else needs."""
    needed: set[NodeId] = set()
    others = (node_id for node_id in graph.nodes if node_id not in old)
    pending = [root, *graph.inputs, *others]
    while pending:
        node_id = pending.pop()
        if node_id not in needed:
            needed.add(node_id)
            pending += [o for o in graph.nodes[node_id].operands if o is not None]
    return [node_id for node_id in graph.nodes if node_id in old - needed]


def _arrangement(
    after: Graph,
    before: Graph,
    draft: Draft,
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
