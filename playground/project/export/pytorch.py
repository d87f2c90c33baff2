"""A canvas's output as a program on PyTorch, in double precision."""

from collections.abc import Sequence
from typing import Final

from playground.core.operations import Operation
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.project.export.program import Leaf, Library, Piece, program

_FUNCTIONS: Final = {
    # Its own softplus becomes linear at 20.
    "softplus": "torch.logaddexp({0}, torch.tensor(0.0))",
    **{
        name: f"torch.{name}({{0}})"
        for name in (
            *("abs", "exp", "log", "sqrt", "sin", "cos"),
            *("tanh", "relu", "sigmoid"),
        )
    },
    **{name: f"torch.{name}({{0}}, {{1}})" for name in ("minimum", "maximum")},
    **{
        name: f"torch.nn.functional.{name}({{0}})"
        for name in ("leaky_relu", "elu", "silu", "gelu")
    },
}


def pytorch_source(graph: Graph, output: NodeId | None = None) -> str:
    """The program that prints a node's value and gradients; see `program`.

    It lists the learnable leaves as ``parameters``, ready for an optimizer.

    Raises:
        GraphError: The canvas has no output, an input on the way is not connected, or
            PyTorch lacks an operation.
    """
    return program(graph, _LIBRARY, output)


def _leaf(node: Node) -> str:
    return f"torch.tensor({node.value!r}, requires_grad=True)"


def _call(row: Operation, operands: list[Piece]) -> str:
    if row.name not in _FUNCTIONS:
        msg = f"PyTorch has no {row.name}"
        raise GraphError(msg)
    return _FUNCTIONS[row.name].format(*[operand.text for operand in operands])


def _closing(output: str, leaves: Sequence[Leaf]) -> list[str]:
    lines = [f'print("value", {output}.item())']
    if not leaves:
        return lines
    learnable = ", ".join(leaf.variable for leaf in leaves if leaf.is_learnable)
    return [
        f"parameters = [{learnable}]",
        f"{output}.backward()",
        *lines,
        *(f'print("gradient {e.name}", {e.variable}.grad.item())' for e in leaves),
    ]


_LIBRARY = Library(
    opening="import torch\n\ntorch.set_default_dtype(torch.float64)\n",
    leaf=_leaf,
    constant="torch.tensor({!r})".format,
    call=_call,
    takes_numbers=False,
    closing=_closing,
    reserved=frozenset({"torch", "print", "parameters"}),
)
