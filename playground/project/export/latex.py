"""A canvas's output as LaTeX: the formula alone, and a document of it."""

from typing import Final

from playground.core.formula import to_latex
from playground.graph.evaluate import Evaluator
from playground.graph.graph import Graph, GraphError, NodeId, check_complete

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

    Raises:
        GraphError: The canvas has no output, or an input on the way is not connected.
    """
    output = graph.effective_output if output is None else output
    if output is None:
        msg = "the canvas is empty: there is nothing to export"
        raise GraphError(msg)
    for node_id in sorted(graph.upstream(output)):
        check_complete(graph.nodes[node_id])
    expr = Evaluator(graph).expression(output)
    return "" if expr is None else to_latex(expr)


def latex_document(graph: Graph, output: NodeId | None = None) -> str:
    """A document that shows `latex_formula`, each definition on its own line.

    Raises:
        GraphError: As for `latex_formula`.
    """
    lines = latex_formula(graph, output).split(_BETWEEN)
    return _DOCUMENT.format(lines=",\\\\\n".join(f"  {line}" for line in lines))
