"""A canvas's output as a program on `playground.core`."""

from collections.abc import Sequence

from playground.core.operations import CALL, Operation
from playground.graph.graph import Graph, Node, NodeId
from playground.project.export.program import Leaf, Library, Piece, program


def python_source(graph: Graph, output: NodeId | None = None) -> str:
    """The program that prints a node's value and gradients; see `program`.

    Raises:
        GraphError: The canvas has no output, or an input on the way is not connected.
    """
    return program(graph, _LIBRARY, output)


def _leaf(node: Node) -> str:
    arguments = [repr(node.value)]
    if node.name:
        arguments.append(f'"{node.name}"')
    if not node.is_learnable:
        arguments.append("is_learnable=False")
    return f"Expr({', '.join(arguments)})"


def _call(row: Operation, operands: list[Piece]) -> str:
    first, *others = operands
    arguments = ", ".join(piece.text for piece in others)
    return f"{first.inside(CALL)}.{row.name}({arguments})"


def _closing(output: str, leaves: Sequence[Leaf]) -> list[str]:
    return [
        f"{output}.backward()",
        f'print("value", {output}.result)',
        *(f'print("gradient {leaf.name}", {leaf.variable}.grad)' for leaf in leaves),
    ]


_LIBRARY = Library(
    opening="from playground.core import Expr\n",
    leaf=_leaf,
    constant="Expr.constant({!r})".format,
    call=_call,
    takes_numbers=True,
    closing=_closing,
    reserved=frozenset({"Expr", "print"}),
)
