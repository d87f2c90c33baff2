"""What is wrong with a canvas, or may be: a list in words for the user, worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Node, NodeId


class Kind(IntEnum):
    """How bad a problem is, worst first."""

    NUMBER = 0
    """A value or gradient is not a finite number."""
    INPUT = 1
    """An input is not connected."""
    NAME = 2
    """A name is missing, or two differ by case alone."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem.

    Attributes:
        node: Where it is.
        kind: How bad it is.
        label: What the node is called.
        message: What is wrong and what to do, in a few words.
    """

    node: NodeId
    kind: Kind
    label: str
    message: str


def problems(graph: Graph, evaluation: Evaluation) -> tuple[Problem, ...]:
    """All problems of *graph*, worst first, then in the order of the graph.

    Of values that are not finite, the nodes are told at which that begins.
    """
    found = [
        problem
        for node in graph.nodes.values()
        for problem in _problems_of(node, evaluation)
    ]
    found += _look_alikes(graph)
    return tuple(sorted(found, key=lambda problem: problem.kind))


def _problems_of(node: Node, evaluation: Evaluation) -> Iterator[Problem]:
    message = evaluation.problems.get(node.id, "")
    if message:
        kind = Kind.INPUT if None in node.operands else Kind.NUMBER
        yield Problem(node.id, kind, node.label, message)
    if node.is_leaf and node.is_learnable and not node.name:
        message = "a learnable value needs a name, or formulas take it for a constant"
        yield Problem(node.id, Kind.NAME, node.label, message)


def _look_alikes(graph: Graph) -> Iterator[Problem]:
    """Names are unique by the rules; some still look the same to the eye."""
    first: dict[str, Node] = {}
    for node in graph.nodes.values():
        if not node.name:
            continue
        other = first.setdefault(node.name.casefold(), node)
        if other is not node:
            message = f"differs from {other.name} by upper and lower case alone"
            yield Problem(node.id, Kind.NAME, node.label, message)
