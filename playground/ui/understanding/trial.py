"""A gradient put to the test: push the leaf by a little and see what it does."""

import math

import numpy as np

from playground.graph.columns import values_for
from playground.graph.graph import Graph
from playground.graph.timeline import Mistake, Passed, Timeline
from playground.ui.numbers import format_number
from playground.ui.understanding.derivation import PLAIN
from playground.ui.understanding.labels import called
from playground.ui.understanding.telling import bracketed

PUSH = 0.01
_LARGEST = 150
"""Nodes; a step through a larger graph does not wait for a second evaluation."""


def trial(graph: Graph, timeline: Timeline, moment: Passed) -> str:
    """What the gradient of a leaf foretells and what comes; "" where it is not told.

    It is told when the gradient of a leaf has just become complete.
    """
    node = graph.nodes[moment.node]
    is_told = (
        node.is_leaf
        and not node.is_constant
        and moment.part == moment.parts
        and timeline.mistake is Mistake.NONE
        and len(timeline.order) <= _LARGEST
    )
    if not is_told:
        return ""
    pushed = {node.id: np.array([node.value, node.value + PUSH])}
    values = values_for(graph, timeline.output, pushed)[timeline.output]
    before, after = values.tolist()
    name, slope = called(graph, node.id), moment.after
    if not all(map(math.isfinite, (before, after, slope))):
        return ""
    return (
        f"Try it: {name} + {PUSH} should move the output by {PUSH} × "
        f"{bracketed(slope, PLAIN)} = {format_number(PUSH * slope)}; it moves by "
        f"{format_number(after - before)}."
    )
