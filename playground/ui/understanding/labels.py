"""What nodes are called in sentences and in typeset formulas."""

import re
from typing import Final

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, NodeId
from playground.ui.understanding.derivation import LATEX, PLAIN

_LONGEST: Final = 14
_DOTS: Final = r"\cdots"
_LATEX_SIGNS: Final = {"mul": r"\times", "div": r"\div", "pow": r"x^{y}"}
_NAME_WITH_INDEX: Final = re.compile(r"([^\W\d_]+)_?(\d+)")


def called(graph: Graph, node_id: NodeId) -> str:
    """A node in a sentence: its name, its number, or its operation one level deep."""
    node = graph.nodes[graph.carried(node_id)]
    if node.name:
        return node.name
    if node.operation is None:
        return PLAIN.number(node.value)
    operation = node.row
    inputs = [_short(graph, o) for o in node.operands if o is not None]
    if set(inputs) == {"…"} and operation.arity > 1:
        return operation.symbol
    if operation.is_infix:
        sign = "^" if operation.name == "pow" else f" {operation.symbol} "
        text = sign.join(inputs)
    elif operation.precedence != CALL:
        text = f"\N{MINUS SIGN}{inputs[0]}"
    else:
        text = f"{operation.python}({', '.join(inputs)})"
    return text if len(text) <= _LONGEST else operation.symbol


def latex_of(graph: Graph, node_id: NodeId) -> str:
    """The same, typeset."""
    node = graph.nodes[graph.carried(node_id)]
    if node.name:
        return latex_name(node.name)
    if node.operation is None:
        return LATEX.number(node.value)
    operation = node.row
    inputs = [_short_latex(graph, o) for o in node.operands if o is not None]
    if set(inputs) == {_DOTS} and operation.arity > 1:
        return _latex_sign(operation)
    return operation.latex.format(*inputs)


def is_sum(graph: Graph, node_id: NodeId) -> bool:
    """Whether the name of a node needs brackets beside a ``d``."""
    node = graph.nodes[graph.carried(node_id)]
    return (
        not node.name and node.operation is not None and (node.row.precedence != CALL)
    )


def differential(graph: Graph, node_id: NodeId) -> str:
    """``d x``, with brackets where they are needed."""
    name = called(graph, node_id)
    return f"d ({name})" if is_sum(graph, node_id) else f"d {name}"


def latex_differential(graph: Graph, node_id: NodeId) -> str:
    """The same with a curly d, typeset."""
    name = latex_of(graph, node_id)
    if is_sum(graph, node_id):
        name = rf"\left({name}\right)"
    return rf"\partial {name}"


def latex_name(name: str) -> str:
    """``x1`` with its number set low."""
    found = _NAME_WITH_INDEX.fullmatch(name)
    stem, index = found.groups() if found else (name, "")
    stem = stem.replace("_", r"\_")
    shape = stem if len(stem) == 1 else rf"\mathrm{{{stem}}}"
    return f"{shape}_{{{index}}}" if index else shape


def _latex_sign(operation: Operation) -> str:
    """The operation without its inputs, typeset."""
    if operation.name in _LATEX_SIGNS:
        return _LATEX_SIGNS[operation.name]
    blanks = [""] * operation.arity
    return operation.latex.format(*blanks).partition(r"\left(")[0]


def _short(graph: Graph, node_id: NodeId) -> str:
    node = graph.nodes[graph.carried(node_id)]
    if node.name or node.operation is None:
        return called(graph, node_id)
    return "…"


def _short_latex(graph: Graph, node_id: NodeId) -> str:
    node = graph.nodes[graph.carried(node_id)]
    if node.name or node.operation is None:
        return latex_of(graph, node_id)
    return _DOTS
