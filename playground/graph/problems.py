"""What is wrong with a canvas, or may be: a list in words for the user, worst first."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import IntEnum

from playground.graph.evaluate import WAITS, Evaluation
from playground.graph.graph import Graph, Node, NodeId


class Kind(IntEnum):
    """How bad a problem is, worst first."""

    OPERATION = 0
    """What a node computes is not known, or has no value."""
    NUMBER = 1
    """A value or gradient is not a finite number."""
    INPUT = 2
    """An input is not connected."""
    WAITING = 3
    """A node lacks nothing but the value of another one."""
    NAME = 4
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
        yield Problem(node.id, _kind(node, message), node.label, message)
    if node.is_leaf and node.is_learnable and not node.name:
        message = "a learnable value needs a name, or formulas take it for a constant"
        yield Problem(node.id, Kind.NAME, node.label, message)


def _kind(node: Node, message: str) -> Kind:
    if not node.is_leaf and node.row.trouble == message:
        return Kind.OPERATION
    if message.startswith(WAITS):
        return Kind.WAITING
    return Kind.INPUT if None in node.needs else Kind.NUMBER


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
