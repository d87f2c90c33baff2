"""What nodes are called in sentences and in typeset formulas."""

import re
from collections.abc import Sequence
from typing import Final, TypeAlias

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, NodeId
from playground.ui.understanding.derivation import LATEX, PLAIN, Script

_LONGEST: Final = 14
_SIGNED_NUMBER: Final = 2.5
"""A negative number may begin a product, and else stands in brackets."""
_Detail: TypeAlias = tuple[int, int]
_DETAILS: Final[tuple[_Detail, ...]] = ((2, 0), (1, 10), (1, 7))
"""How many operations deep a node may be written out, the first that is short enough,
and how long a word may be that stands for an operand; others are dots."""
_WORD: Final = 0, 0
_ELLIPSIS: Final = {PLAIN: "…", LATEX: r"\cdots"}
_LATEX_SIGNS: Final = {"mul": r"\times", "div": r"\div", "pow": r"x^{y}"}
_NAME_WITH_INDEX: Final = re.compile(r"([^\W\d_]+)_?(\d+)")


def called(graph: Graph, node_id: NodeId) -> str:
    """A node in a formula: its name, its number, what it computes if that is short.

    What is long is called by a word: ``sum`` or ``product``.
    """
    detail = _detail(graph, node_id)
    if detail == _WORD:
        return _word(graph, node_id)
    return _written(graph, node_id, detail, PLAIN)[0]


def told(graph: Graph, node_id: NodeId) -> str:
    """The same in a sentence: ``the sum``."""
    name = called(graph, node_id)
    return f"the {name}" if is_noun(graph, node_id) else name


def is_noun(graph: Graph, node_id: NodeId) -> bool:
    """Whether a node is called by a word that other nodes are called by, too."""
    row = _row(graph, node_id)
    return row is not None and bool(row.noun) and _detail(graph, node_id) == _WORD


def latex_of(graph: Graph, node_id: NodeId) -> str:
    """A node in a formula, typeset."""
    detail = _detail(graph, node_id)
    if detail != _WORD:
        return _written(graph, node_id, detail, LATEX)[0]
    row = graph.nodes[graph.carried(node_id)].row
    return rf"\mathrm{{{row.noun}}}" if row.noun else _latex_sign(row)


def is_sum(graph: Graph, node_id: NodeId) -> bool:
    """Whether the name of a node needs brackets beside a ``d``."""
    row = _row(graph, node_id)
    if row is None or row.precedence == CALL:
        return False
    return _detail(graph, node_id) != _WORD


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


def _row(graph: Graph, node_id: NodeId) -> Operation | None:
    """What a node computes, if it has no name of its own to be called by."""
    node = graph.nodes[graph.carried(node_id)]
    return None if node.name or node.is_leaf else node.row


def _word(graph: Graph, node_id: NodeId) -> str:
    row = graph.nodes[graph.carried(node_id)].row
    return row.noun or row.symbol


def _detail(graph: Graph, node_id: NodeId) -> _Detail:
    """How a node is written out: `_WORD` where a word says as much."""
    row = _row(graph, node_id)
    if row is None:
        return _DETAILS[0]
    for detail in _DETAILS:
        depth, _ = detail
        left_out = _left_out(graph, node_id, depth)
        if left_out and depth > 1:
            continue
        if left_out == row.arity > 1:
            return _WORD
        if len(_written(graph, node_id, detail, PLAIN)[0]) <= _LONGEST:
            return detail
    return _WORD


def _left_out(graph: Graph, node_id: NodeId, depth: int) -> int:
    """How many operations are not written out at that depth."""
    row = _row(graph, node_id)
    if row is None or not depth:
        return int(row is not None)
    operands = graph.nodes[graph.carried(node_id)].operands
    return sum(_left_out(graph, o, depth - 1) for o in operands if o is not None)


def _written(
    graph: Graph, node_id: NodeId, detail: _Detail, script: Script
) -> tuple[str, float]:
    """A node in that detail, and how strongly the text binds."""
    node = graph.nodes[graph.carried(node_id)]
    if node.name:
        return (node.name if script is PLAIN else latex_name(node.name)), CALL
    if node.operation is None:
        return script.number(node.value), CALL if node.value >= 0 else _SIGNED_NUMBER
    row = node.row
    depth, longest = detail
    if not depth and 0 < len(row.noun) <= longest:
        return (row.noun if script is PLAIN else rf"\mathrm{{{row.noun}}}"), CALL
    if not depth:
        return _ELLIPSIS[script], CALL
    pieces = [
        _written(graph, o, (depth - 1, longest), script)
        for o in node.operands
        if o is not None
    ]
    needed = _strengths(row, script)
    inputs = [
        script.brackets.format(text)
        if own < least or (own == _SIGNED_NUMBER and port and least)
        else text
        for port, ((text, own), least) in enumerate(zip(pieces, needed, strict=False))
    ]
    if script is LATEX:
        return row.latex.format(*inputs), row.precedence
    return _in_plain(row, inputs), row.precedence


def _in_plain(row: Operation, inputs: Sequence[str]) -> str:
    if row.name == "pow":
        return _power(*inputs)
    if row.is_infix:
        return f" {row.symbol} ".join(inputs)
    if row.precedence != CALL:
        return f"\N{MINUS SIGN}{inputs[0]}"
    return f"{row.python}({', '.join(inputs)})"


def _strengths(row: Operation, script: Script) -> tuple[float, ...]:
    """How strongly each input must bind, to stand without brackets."""
    own = row.precedence
    if own == CALL or (script is LATEX and row.name == "div"):
        return (0.0,) * row.arity
    if row.name == "pow":
        return CALL, 0.0 if script is LATEX else CALL
    return (own, own + 1) if row.is_infix else (own + 1,)


def _power(base: str, exponent: str) -> str:
    return f"{base}²" if exponent == "2" else f"{base}^{exponent}"
