"""Why training left the finite numbers, in a sentence for a person."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from playground.core.expr import Problem
from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.network_graph import NetworkGraph
from playground.training.points import place_in_words

_MAX_POINTS = 1000
_MANY = 3
_BETWEEN = ("+", "−", "×", "÷")


@dataclass(frozen=True, slots=True)
class Cause:
    """What failed, without full stops.

    Attributes:
        text: Which neuron in which operation, and for which data point.
        summary: The same without the place of that point.
    """

    text: str
    summary: str


def cause_of(
    graph: NetworkGraph,
    data: Dataset,
    culprits: NDArray[np.int64],
    experiment: Experiment,
) -> Cause:
    """Find what failed.

    Args:
        graph: With the parameters at which it failed; values and gradients change.
        data: What it learns from.
        culprits: Rows among which the failure is.
        experiment: The settings, which say what a point is.
    """
    for row in culprits[:_MAX_POINTS]:
        point = data.points[row]
        graph.show(point, float(data.labels[row]))
        problem = graph.loss.problem()
        if problem is None:
            graph.loss.backward()
            problem = graph.loss.gradient_problem()
        if problem is not None:
            where = graph.place_of(problem.node) or "the loss"
            at = place_in_words(point, is_curve=experiment.is_curve)
            what = f"{where} {_fault(problem)} at data point {row + 1:,}"
            how = _operation(problem)
            return Cause(f"{what} ({at}){how}", f"{what}{how}")
    text = "the next update would have made a parameter too large for a number"
    return Cause(text, text)


def _operation(problem: Problem) -> str:
    """Which operation on which numbers went wrong."""
    node = problem.node
    if node.operation is None:
        return ""
    row = node.operation
    values = [_number(operand.result) for operand in node.operands[:_MANY]]
    if len(node.operands) > _MANY:
        values.append("…")
    if row.symbol in _BETWEEN:
        return f", in {f' {row.symbol} '.join(values)}"
    return f", in {row.name.replace('_', ' ')} of {' and '.join(values)}"


def _fault(problem: Problem) -> str:
    value = problem.node.result
    if math.isfinite(value):
        return "passed back a gradient that is not finite"
    return "became NaN" if math.isnan(value) else "became infinite"


def advice(experiment: Experiment, gentler_rate: float) -> str:
    """What to try after a failure, in a sentence."""
    smaller = f"Try a smaller learning rate, such as {gentler_rate:g}"
    if experiment.regularization != "none" and experiment.regularization_rate > 0:
        return f"{smaller}, or less regularization."
    return f"{smaller}."


def _number(value: float) -> str:
    return f"{value:.3g}".replace("-", "\N{MINUS SIGN}")
