"""A canvas's output as LaTeX: the formula alone, and a document of it."""

from typing import Final

from playground.core.expr import Expr
from playground.core.formula import to_latex
from playground.core.function import Function
from playground.graph.definitions import Definition, definitions_in, in_order
from playground.graph.evaluate import Evaluator
from playground.graph.graph import Graph, GraphError, NodeId
from playground.graph.nodes import check_complete

_BETWEEN: Final = r",\quad "
_DOCUMENT: Final = r"""\documentclass{{article}}
\usepackage{{amsmath}}
\pagestyle{{empty}}
\begin{{document}}
\begin{{gather*}}
{lines}
\end{{gather*}}
\end{{document}}
"""


def latex_formula(graph: Graph, output: NodeId | None = None) -> str:
    """A node's formula, by default the output's, to stand in a formula of LaTeX.

    The functions that it uses stand before it.

    Raises:
        GraphError: The canvas has no output, or an input on the way is not connected.
    """
    output = graph.effective_output if output is None else output
    if output is None:
        msg = "the canvas is empty: there is nothing to export"
        raise GraphError(msg)
    nodes = [graph.nodes[node_id] for node_id in graph.needed(output)]
    computing = [node for node in nodes if not node.is_muted]
    for node_id in sorted(graph.needed(output)):
        check_complete(graph.nodes[node_id])
    expr = Evaluator(graph).expression(output)
    formula = "" if expr is None else to_latex(expr)
    functions = [_defined(each) for each in in_order(definitions_in(computing))]
    # A function without a value that others mute has no equation.
    return _BETWEEN.join(filter(None, (*functions, formula)))


def _defined(definition: Definition) -> str:
    """The equation of a function: its name over its inputs, and its formula."""
    row = definition.row
    if not isinstance(row, Function):
        return ""
    inputs = [Expr(0.0, name) for name in row.input_names]
    return f"{to_latex(Expr.apply(row, *inputs))} = {to_latex(row.body)}"


def latex_document(graph: Graph, output: NodeId | None = None) -> str:
    """A document that shows `latex_formula`, each definition on its own line.

    Raises:
        GraphError: As for `latex_formula`.
    """
    lines = latex_formula(graph, output).split(_BETWEEN)
    return _DOCUMENT.format(lines=",\\\\\n".join(f"  {line}" for line in lines))
