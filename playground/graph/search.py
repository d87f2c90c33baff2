"""Finding nodes by name, operation, value, or what they are."""

import math
from functools import cached_property
from typing import Final

import numpy as np

from playground.graph.evaluate import Evaluation
from playground.graph.frames import FrameId
from playground.graph.graph import Graph, Node, NodeId

STATES: Final = (
    *("learnable", "constant", "non-finite", "unconnected", "output"),
    *("function", "unknown", "muted"),
)
"""Words that stand for what a node is, besides names, operations and numbers."""

_SHORTEST: Final = 4
"""Letters of a state that are enough to mean it."""
_CLOSE: Final = 5e-4
"""Relative: as many digits as nodes show."""


def find(graph: Graph, evaluation: Evaluation, text: str) -> tuple[NodeId, ...]:
    """The nodes that *text* describes, in reading order: by column, then from the top.

    Several words must all hold. A word is a part of a name, an operation by its name,
    sign or alias, a number that the value shows, or the beginning of one of `STATES`.
    """
    words = text.casefold().split()
    if not words:
        return ()
    search = _Search(graph, evaluation)
    found = [
        node
        for node in graph.nodes.values()
        if all(search.matches(node, word) for word in words)
    ]
    found.sort(key=lambda node: (*node.position, node.id))
    return tuple(node.id for node in found)


def find_frames(graph: Graph, text: str) -> tuple[FrameId, ...]:
    """The frames whose title or note has all words of *text*, from the top."""
    words = text.casefold().split()
    found = [
        frame
        for frame in graph.frames.values()
        if words and all(w in f"{frame.title}\n{frame.note}".casefold() for w in words)
    ]
    found.sort(key=lambda frame: (frame.position[::-1], frame.id))
    return tuple(frame.id for frame in found)


class _Search:
    def __init__(self, graph: Graph, evaluation: Evaluation) -> None:
        self._graph = graph
        self._evaluation = evaluation

    def matches(self, node: Node, word: str) -> bool:
        """Whether one word holds for a node."""
        return (
            word in node.name.casefold()
            or _is_operation(node, word)
            or self._has_value(node, word)
            or self._is_in_state(node, word)
        )

    def _has_value(self, node: Node, word: str) -> bool:
        spelled = word.replace("\N{MINUS SIGN}", "-").replace("\N{INFINITY}", "inf")
        try:
            wanted = float(spelled)
        except ValueError:
            return False
        if math.isnan(wanted):
            return node.id in self._non_finite and math.isnan(self._value(node))
        return math.isclose(self._value(node), wanted, rel_tol=_CLOSE, abs_tol=1e-12)

    def _is_in_state(  # noqa: PLR0911  a case a state
        self, node: Node, word: str
    ) -> bool:
        word = word.replace("nonfinite", "non-finite")
        states = [s for s in STATES if len(word) >= _SHORTEST and s.startswith(word)]
        match states:
            case ["learnable"]:
                return node.is_leaf and node.is_learnable
            case ["constant"]:
                return node.is_leaf and not node.is_learnable
            case ["unconnected"]:
                return None in node.needs
            case ["muted"]:
                return node.is_muted
            case ["output"]:
                return node.id == self._graph.effective_output
            case ["function"]:
                return node.callee is not None
            case ["unknown"]:
                return node.is_unknown
            case ["non-finite"]:
                return node.id in self._non_finite
            case _:
                return False

    def _value(self, node: Node) -> float:
        return self._evaluation.value(node.id)

    @cached_property
    def _non_finite(self) -> set[NodeId]:
        """Nodes with a number that is not finite, rather than not there yet."""
        nodes, evaluation = self._graph.nodes, self._evaluation
        waiting: set[NodeId] = set()
        for node_id in self._graph.topological_order():
            operands = nodes[node_id].needs
            if any(o is None or o in waiting for o in operands):
                waiting.add(node_id)
        finite = np.isfinite(evaluation.values)
        if evaluation.output is not None and evaluation.output not in waiting:
            finite &= np.isfinite(evaluation.gradients)
        return {evaluation.ids[k] for k in np.flatnonzero(~finite).tolist()} - waiting


def _is_operation(node: Node, word: str) -> bool:
    if node.operation is None:
        return False
    row = node.row
    if word in {row.symbol.casefold(), row.python.casefold(), *row.aliases}:
        return True
    return len(word) > 1 and row.name.casefold().startswith(word)
