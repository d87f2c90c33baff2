"""The rules that names, numbers and new nodes keep, whoever made them."""

import keyword
import math
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from playground.core.tokens import CONSTANTS, FUNCTION_NAMES, normalized
from playground.graph.graph import Graph
from playground.graph.nodes import GraphError, Node, check_mutable

NO_NAME: Final = "a dot has no name: name the node that its wire comes from"


def check_name(name: str) -> None:
    """Refuse a name that formulas could not use.

    Raises:
        GraphError: It is no identifier, or it means something else in formulas.
    """
    if not name.isidentifier() or name != normalized(name):
        msg = f"{name!r} cannot be a name: use letters, digits and _, a letter first"
        raise GraphError(msg)
    if keyword.iskeyword(name):
        msg = f"{name!r} is a word of Python: choose another name"
        raise GraphError(msg)
    if name in FUNCTION_NAMES:
        kind = "number" if name in CONSTANTS else "function"
        msg = f"{name!r} is a {kind}: choose another name"
        raise GraphError(msg)


def check_value(value: float) -> None:
    """Refuse a leaf value that is infinite or not a number.

    Raises:
        GraphError: *value* is not finite.
    """
    if not math.isfinite(value):
        msg = f"a value must be a finite number, not {value}"
        raise GraphError(msg)


def check_position(position: tuple[float, float]) -> None:
    """Refuse a place that is nowhere.

    Raises:
        GraphError: A coordinate is not finite.
    """
    if not all(map(math.isfinite, position)):
        msg = "the position of a node must be two finite numbers"
        raise GraphError(msg)


def check_nodes(graph: Graph, nodes: Iterable[Node]) -> None:
    """Refuse nodes that cannot join *graph*, whoever made them.

    Raises:
        GraphError: An id or name is taken, an operation is unknown, the number of
            operands is wrong, an operand is missing, a value is not finite, or the
            links among the new nodes form a cycle.
    """
    nodes = tuple(nodes)
    joined = Graph(nodes)
    names: set[str] = set()
    for node in nodes:
        _check_shape(node)
        _check_recursion(graph, node)
        if node.id in graph.nodes or joined.nodes[node.id] is not node:
            msg = f"there is already a node with the id {node.id}"
            raise GraphError(msg)
        if node.name:
            check_name(node.name)
            if graph.named(node.name) is not None or node.name in names:
                msg = f"there is already a node called {node.name}"
                raise GraphError(msg)
            names.add(node.name)
        for operand in node.operands:
            if operand is None or operand in joined.nodes or operand in graph.nodes:
                continue
            msg = f"an input of {node.label} leads to a node that does not exist"
            raise GraphError(msg)
    Graph(
        replace(
            node,
            operands=tuple(o if o in joined.nodes else None for o in node.operands),
        )
        for node in joined.nodes.values()
    ).topological_order()


def _check_recursion(graph: Graph, node: Node) -> None:
    callee, owner = node.callee, graph.definition
    if callee is None or owner is None or not callee.depends_on(owner):
        return
    msg = f"{owner.name} cannot use itself"
    if callee is not owner:
        msg = f"{owner.name} cannot use {callee.name}, which uses {owner.name} itself"
    raise GraphError(msg)


def _check_shape(node: Node) -> None:
    check_value(node.value)
    check_position(node.position)
    if node.operation is None:
        arity = 0
    elif node.is_unknown and not node.data:
        msg = f"there is no operation called {node.operation!r}"
        raise GraphError(msg)
    else:
        arity = node.row.arity
    if node.is_dot and node.name:
        raise GraphError(NO_NAME)
    if node.is_muted:
        check_mutable(node)
    if len(node.operands) != arity:
        msg = f"{node.label} takes {arity} inputs, not {len(node.operands)}"
        raise GraphError(msg)
