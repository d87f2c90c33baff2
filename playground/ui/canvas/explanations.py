"""How a gradient comes about at one node, in words and with the node's numbers."""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Node, NodeId
from playground.ui.canvas.roles import input_role
from playground.ui.numbers import format_number
from playground.ui.spoken import told


@dataclass(frozen=True, slots=True)
class Share:
    """What one input receives from a node.

    Attributes:
        label: What the input is called.
        slope: Derivative of the node by the input.
        why: Where the slope comes from, in a few words.
        upstream: The node's own gradient.
    """

    label: str
    slope: float
    why: str
    upstream: float

    @property
    def passed_on(self) -> float:
        """What is added to the gradient of the input."""
        return self.slope * self.upstream


def shares(graph: Graph, evaluation: Evaluation, node_id: NodeId) -> list[Share]:
    """The chain rule at an operation, an entry per input; empty without its numbers."""
    node = graph.nodes[node_id]
    if node.operation is None or None in node.operands:
        return []
    sources = [source for source in node.operands if source is not None]
    numbers = [evaluation.value(source) for source in sources]
    out, upstream = evaluation.value(node_id), evaluation.gradient(node_id)
    if math.isnan(out) or math.isnan(upstream):
        return []
    slopes = node.row.derivatives(out, *numbers)
    return [
        Share(
            _label(graph, node, port),
            float(slope),
            _why(node, port, out, numbers),
            upstream,
        )
        for port, slope in enumerate(slopes)
    ]


def about_dot(graph: Graph, evaluation: Evaluation, node_id: NodeId) -> str:
    """How the gradient of a dot, or a muted node, is a part of its source's."""
    source = graph.carried(node_id)
    if source == node_id:
        return ""
    whole, part = evaluation.gradient(source), evaluation.gradient(node_id)
    if math.isnan(whole) or math.isnan(part):
        return ""
    label = told(graph.nodes[source])
    return (
        f"Of the gradient {format_number(whole)} of {label}, {format_number(part)} "
        "flows back through here."
    )


def about_leaf(graph: Graph, evaluation: Evaluation, node_id: NodeId) -> str:
    """What the gradient of a leaf says, for a person who is new to gradients."""
    node = graph.nodes[node_id]
    gradient = evaluation.gradient(node_id)
    output = evaluation.output
    if output is None or math.isnan(gradient):
        return ""
    if output == node_id:
        return "It is the output itself: its gradient by itself is 1."
    name, goal = node.label, told(graph.nodes[output])
    if gradient == 0:
        return f"Right now a small change of {name} does not change {goal}."
    way = "raises" if gradient > 0 else "lowers"
    small = format_number(abs(gradient) * 0.01)
    return f"Raising {name} by 0.01 {way} {goal} by about {small}."


def _label(graph: Graph, node: Node, port: int) -> str:
    """The input by its name, else by its role and what it comes from."""
    source = node.operands[port]
    assert source is not None
    other = graph.nodes[source]
    if other.name or other.is_leaf:
        return other.label
    symbol = "" if other.is_leaf else other.row.symbol
    return symbol if len(node.operands) == 1 else f"{input_role(node, port)} ({symbol})"


def _why(node: Node, port: int, out: float, numbers: list[float]) -> str:
    if node.callee is not None:
        return f"all ways through {node.row.name} together"
    words = _WORDS.get(node.row.name)
    if words is None:
        return "the slope of the curve here"
    return words(port, out, *numbers)


def _pick(port: int, first: str, second: str) -> str:
    return second if port else first


_f = format_number

_WORDS: Final[dict[str, Callable[..., str]]] = {
    "add": lambda _p, _o, _x, _y: "a sum passes it on unchanged",
    "sub": lambda p, _o, _x, _y: _pick(p, "passed on unchanged", "the sign is turned"),
    "mul": lambda p, _o, x, y: f"the other input, {_f(x if p else y)}",
    "div": lambda p, o, _x, y: _pick(
        p, f"1 ÷ {_f(y)}", f"−({_f(o)}) ÷ {_f(y)}, minus the result over the divisor"
    ),
    "pow": lambda p, _o, x, y: _pick(
        p,
        f"{_f(y)} × {_f(x)} to the power {_f(y - 1)}",
        "the result × log of the base",
    ),
    "neg": lambda _p, _o, _x: "the sign is turned",
    "abs": lambda _p, _o, x: "the sign of the input" if x else "taken as 0 at the kink",
    "minimum": lambda p, _o, x, y: _winner(p, x, y, smaller=True),
    "maximum": lambda p, _o, x, y: _winner(p, x, y, smaller=False),
    "exp": lambda _p, _o, _x: "its own value",
    "log": lambda _p, _o, x: f"1 ÷ {_f(x)}",
    "sqrt": lambda _p, o, _x: f"1 ÷ (2 × {_f(o)})",
    "sin": lambda _p, _o, x: f"cos of {_f(x)}",
    "cos": lambda _p, _o, x: f"minus sin of {_f(x)}",
    "tanh": lambda _p, o, _x: f"1 − {_f(o)}², flat near −1 and 1",
    "sigmoid": lambda _p, o, _x: f"{_f(o)} × (1 − {_f(o)})",
    "relu": lambda _p, _o, x: (
        "the input is positive" if x > 0 else "the input is not positive"
    ),
    "leaky_relu": lambda _p, _o, x: (
        "the input is positive" if x > 0 else "the input is not positive"
    ),
    "softplus": lambda _p, _o, x: f"sigmoid of {_f(x)}",
}


def _winner(port: int, x: float, y: float, *, smaller: bool) -> str:
    if x == y:
        return "both are equal and share it"
    own, other = (y, x) if port else (x, y)
    wins = own < other if smaller else own > other
    kind = "smaller" if smaller else "larger"
    return f"the {kind} one gets it all" if wins else f"not the {kind} one"
