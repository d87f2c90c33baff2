"""A node in words, as a screen reader says it."""

import math

from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Node, NodeId
from playground.ui.numbers import format_number

_NOTHING = "\N{EN DASH}"


def words_of(graph: Graph, evaluation: Evaluation, node_id: NodeId) -> list[str]:
    """Name, operation, value, gradient, inputs and uses of a node."""
    node = graph.nodes[node_id]
    value, gradient = numbers_of(evaluation, node_id)
    parts = [node.name or "no name", kind_of(graph, node)]
    parts += [f"value {value}", f"gradient {gradient}"]
    if node_id == evaluation.output:
        parts.append("the output")
    if node.operands:
        labels = [
            "not connected" if o is None else graph.nodes[o].label
            for o in node.operands
        ]
        noun = "input" if len(labels) == 1 else "inputs"
        parts.append(f"{noun} {' and '.join(labels)}")
    if node_id in graph.inputs:
        parts.append(f"input {graph.inputs.index(node_id) + 1} of the function")
    uses = len(graph.users(node_id))
    if uses > 1:
        parts.append(f"used {uses} times")
    return parts


def told(node: Node) -> str:
    """A node in a sentence: its name, its number, or what it computes."""
    if node.name or node.is_leaf:
        return node.label
    return f"the {node.row.noun}" if node.row.noun else node.label


def begun(sentence: str) -> str:
    """A sentence that may begin with the word for a node; names keep their case."""
    is_word = sentence.startswith("the ")
    return f"T{sentence[1:]}" if is_word else sentence


def kind_of(graph: Graph, node: Node) -> str:
    """The operation of a node, or what kind of leaf it is."""
    if node.operation is not None:
        name = f"unknown {node.row.name}" if node.is_unknown else node.row.name
        return f"{name}, muted" if node.is_muted else name
    if node.id in graph.inputs:
        return f"input {graph.inputs.index(node.id) + 1}"
    return "learnable" if node.is_learnable else "constant"


def numbers_of(evaluation: Evaluation, node_id: NodeId) -> tuple[str, str]:
    """Value and gradient as nodes show them."""
    if node_id not in evaluation.index:
        return _NOTHING, _NOTHING
    value, gradient = evaluation.value(node_id), evaluation.gradient(node_id)
    # A value that was computed has a gradient; one that waits for an input has none.
    is_computed = not math.isnan(gradient) or node_id == evaluation.output
    if math.isnan(value) and is_computed and node_id in evaluation.problems:
        return "nan", _shown(gradient)
    return _shown(value), _shown(gradient)


def _shown(number: float) -> str:
    return _NOTHING if math.isnan(number) else format_number(number)
