"""Gradient descent on the leaves of a graph: the steps, the way so far, the start."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.core.optimizers import Optimizer
from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, NodeId

LONGEST: Final = 4096
"""Points of the way that are kept; a longer way is kept at half the density."""


@dataclass(frozen=True, slots=True)
class _Point:
    step: int
    values: Mapping[NodeId, float]
    output: float


class Way:
    """A way downhill. It changes no graph: the caller sets the values it proposes.

    Attributes:
        steps: Steps that were recorded.
        start: The leaves' values before the first step.
    """

    def __init__(self, values: Mapping[NodeId, float], output: float) -> None:
        """Begin where the leaves have *values*."""
        self.steps = 0
        self.start: Mapping[NodeId, float] = dict(values)
        self._state: dict[NodeId, Array] = {}
        self._next_state: dict[NodeId, Array] = {}
        self._kept = [_Point(0, self.start, output)]
        self._stride = 1

    @property
    def first(self) -> float:
        """The output before the first step."""
        return self._kept[0].output

    @property
    def last(self) -> float:
        """The output after the last step."""
        return self._kept[-1].output

    def trace(self) -> tuple[Array, Array]:
        """Numbers of steps, and the output after each of them."""
        steps = np.array([point.step for point in self._kept], dtype=np.float64)
        return steps, np.array([point.output for point in self._kept])

    def path(self, leaves: tuple[NodeId, NodeId]) -> Array:
        """Where two leaves were, shape ``(m, 2)``; NaN where one had no part."""
        return np.array(
            [[p.values.get(i, math.nan) for i in leaves] for p in self._kept]
        )

    def next_values(
        self,
        optimizer: Optimizer,
        values: Mapping[NodeId, float],
        gradients: Mapping[NodeId, float],
    ) -> dict[NodeId, float]:
        """Where a step of *optimizer* leads from *values*, maybe nowhere finite.

        What the optimiser remembers is kept for each leaf, so that one may be frozen
        and released on the way. It is as it was until the step is recorded.
        """
        leaves = tuple(values)
        parameters = np.array([values[i] for i in leaves])
        gradient = np.array([gradients[i] for i in leaves])
        state = optimizer.state(len(leaves))
        for column, leaf in enumerate(leaves):
            known = self._state.get(leaf)
            if known is not None and len(known) == len(state):
                state[:, column] = known
        with np.errstate(all="ignore"):
            optimizer.update(parameters, gradient, state, self.steps + 1)
        self._next_state = {i: state[:, k].copy() for k, i in enumerate(leaves)}
        return dict(zip(leaves, parameters.tolist(), strict=True))

    def record(self, values: Mapping[NodeId, float], output: float) -> None:
        """The step was taken, and led to *output*."""
        self.steps += 1
        self._state = self._next_state
        if self._kept[-1].step % self._stride:
            self._kept.pop()  # it was kept only for being the newest
        self._kept.append(_Point(self.steps, dict(values), output))
        if len(self._kept) > LONGEST:
            self._stride *= 2
            *older, newest = self._kept
            self._kept = [p for p in older if p.step % self._stride == 0]
            self._kept.append(newest)


def leaves_of(graph: Graph) -> list[NodeId]:
    """The learnable leaves that the output depends on."""
    output = graph.effective_output
    if output is None:
        return []
    reached = graph.needed(output)
    return [
        node.id
        for node in graph.nodes.values()
        if node.is_leaf and node.is_learnable and node.id in reached
    ]


def trouble_of(graph: Graph, evaluation: Evaluation) -> tuple[NodeId | None, str]:
    """Which node keeps descent from going on, and why; an empty text for none."""
    output = evaluation.output
    if output is None:
        return None, "there is nothing to lower yet: build an expression first"
    numbers = [evaluation.value(output), *map(evaluation.gradient, leaves_of(graph))]
    if np.isfinite(numbers).all():
        return None, ""
    below = graph.needed(output)
    found = [(i, why) for i, why in evaluation.problems.items() if i in below]
    return found[0] if found else (output, "a gradient is not a finite number")
