"""What nodes are called in sentences and in typeset formulas."""

import re
from collections.abc import Sequence
from typing import Final

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, NodeId
from playground.ui.understanding.derivation import LATEX, PLAIN, Script

_LONGEST: Final = 14
_SHORT: Final = 7
"""Letters of a word that stands for an operand; others are dots."""
_SIGNED_NUMBER: Final = 2.5
"""A negative number may begin a product, and else stands in brackets."""
_DEPTHS: Final = (2, 1)
"""How many operations deep a node may be written out."""
_ELLIPSIS: Final = {PLAIN: "…", LATEX: r"\cdots"}
_LATEX_SIGNS: Final = {"mul": r"\times", "div": r"\div", "pow": r"x^{y}"}
_NAME_WITH_INDEX: Final = re.compile(r"([^\W\d_]+)_?(\d+)")


def called(graph: Graph, node_id: NodeId) -> str:
    """A node in a formula: its name, its number, what it computes if that is short.

    What is long is called by a word: ``sum`` or ``product``.
    """
    depth = _depth(graph, node_id)
    return _written(graph, node_id, depth, PLAIN)[0] if depth else _word(graph, node_id)


def told(graph: Graph, node_id: NodeId) -> str:
    """The same in a sentence: ``the sum``."""
    name = called(graph, node_id)
    return f"the {name}" if is_noun(graph, node_id) else name


def is_noun(graph: Graph, node_id: NodeId) -> bool:
    """Whether a node is called by a word that other nodes are called by, too."""
    row = _row(graph, node_id)
    return row is not None and bool(row.noun) and not _depth(graph, node_id)


def latex_of(graph: Graph, node_id: NodeId) -> str:
    """A node in a formula, typeset."""
    depth = _depth(graph, node_id)
    if depth:
        return _written(graph, node_id, depth, LATEX)[0]
    row = graph.nodes[graph.carried(node_id)].row
    return rf"\mathrm{{{row.noun}}}" if row.noun else _latex_sign(row)


def is_sum(graph: Graph, node_id: NodeId) -> bool:
    """Whether the name of a node needs brackets beside a ``d``."""
    row = _row(graph, node_id)
    return row is not None and row.precedence != CALL and bool(_depth(graph, node_id))


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


def _depth(graph: Graph, node_id: NodeId) -> int:
    """How deep a node is written out: 0 where a word says as much."""
    row = _row(graph, node_id)
    if row is None:
        return 1
    for depth in _DEPTHS:
        text = _written(graph, node_id, depth, PLAIN)[0]
        left_out = _left_out(graph, node_id, depth)
        if len(text) <= _LONGEST and (not left_out or depth == 1):
            says_little = left_out == row.arity > 1
            return 0 if says_little else depth
    return 0


def _left_out(graph: Graph, node_id: NodeId, depth: int) -> int:
    """How many operations are not written out at that depth."""
    row = _row(graph, node_id)
    if row is None or not depth:
        return int(row is not None)
    operands = graph.nodes[graph.carried(node_id)].operands
    return sum(_left_out(graph, o, depth - 1) for o in operands if o is not None)


def _written(
    graph: Graph, node_id: NodeId, depth: int, script: Script
) -> tuple[str, float]:
    """A node so many operations deep, and how strongly the text binds."""
    node = graph.nodes[graph.carried(node_id)]
    if node.name:
        return (node.name if script is PLAIN else latex_name(node.name)), CALL
    if node.operation is None:
        return script.number(node.value), CALL if node.value >= 0 else _SIGNED_NUMBER
    row = node.row
    if not depth and 0 < len(row.noun) <= _SHORT:
        return (row.noun if script is PLAIN else rf"\mathrm{{{row.noun}}}"), CALL
    if not depth:
        return _ELLIPSIS[script], CALL
    pieces = [
        _written(graph, o, depth - 1, script) for o in node.operands if o is not None
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
