"""Parts of a network as small expressions of their own, to be opened on a canvas.

A neuron opens at a data point: its weights and its inputs become leaves with the values
they have there. So does the loss of a data point, from the features to the end. Nothing
is shared with the network: what happens on the canvas does not disturb the training.
"""

from typing import Final

import numpy as np

from playground.core.expr import Expr
from playground.core.operations import Array
from playground.training.experiment import Experiment
from playground.training.features import feature_expr
from playground.training.network_graph import NetworkGraph

MOST_NODES: Final = 1500
"""More nodes than these nobody can read on a canvas.

The loss of TensorFlow Playground's largest network, seven features and six layers of
eight, takes 1,262.
"""


class OpeningError(ValueError):
    """A part of a network cannot be opened; the message says why, and what can."""


def open_neuron(
    experiment: Experiment,
    parameters: Array,
    layer: int,
    index: int,
    point: tuple[float, float],
) -> Expr:
    """A neuron over its own inputs, at a point.

    In the first layer it reaches back to ``x`` and ``y``; in others its inputs are
    leaves named after the neurons they come from, ``n1_2`` for the second of the
    first layer. Inputs are no parameters: learning leaves them alone.

    Args:
        experiment: Settings of the network.
        parameters: In the order of `MLP.parameters`.
        layer: Counts from 1; the last one is the output's.
        index: Counts from 0.
        point: Where.

    Raises:
        OpeningError: There is no such neuron, or it has too many inputs.
    """
    graph = _graph(experiment, parameters)
    layers = graph.network.layers
    if not (1 <= layer <= len(layers) and 0 <= index < layers[layer - 1].n_outputs):
        msg = f"this network has no neuron {index + 1} in layer {layer}"
        raise OpeningError(msg)
    neuron = layers[layer - 1].neurons[index]
    # For each weight a leaf, one for its input, a product and a sum.
    _check_size("this neuron", 4 * len(neuron.weights) + 2)
    graph.show(np.array(point), 0.0)
    if layer == 1:
        inputs = _features(experiment, point)
    else:
        inputs = [_known(value) for value in graph.neurons[layer - 2]]
    result = neuron(inputs)
    result.name = graph.neurons[layer - 1][index].name
    return result


def open_loss(
    experiment: Experiment,
    parameters: Array,
    point: tuple[float, float],
    label: float,
) -> Expr:
    """The loss of a data point, through the whole network.

    Args:
        experiment: Settings of the network.
        parameters: In the order of `MLP.parameters`.
        point: The data point.
        label: What is to be predicted there.

    Raises:
        OpeningError: The network is too large.
    """
    graph = _graph(experiment, parameters)
    _check_size("the loss of one data point", sum(1 for _ in graph.loss.walk()))
    graph.show(np.array(point), label)
    for feature in graph.features:
        # A name such as "x*y" is none that a formula could use.
        if not feature.is_leaf:
            feature.name = None
    return graph.loss


def _graph(experiment: Experiment, parameters: Array) -> NetworkGraph:
    try:
        return NetworkGraph.build(experiment, [float(number) for number in parameters])
    except ValueError:  # another number of parameters than the network has
        msg = "these are not the parameters of this network"
        raise OpeningError(msg) from None


def _check_size(what: str, nodes: int) -> None:
    if nodes > MOST_NODES:
        msg = (
            f"{what[0].upper()}{what[1:]} takes about {nodes:,} nodes, and more than "
            f"{MOST_NODES:,} cannot be read on a canvas. Use fewer neurons or "
            "features, or open a single neuron."
        )
        raise OpeningError(msg)


def _features(experiment: Experiment, point: tuple[float, float]) -> list[Expr]:
    x, y = (
        Expr(float(at), name, is_learnable=False)
        for at, name in zip(point, ("x", "y"), strict=True)
    )
    return [feature_expr(name, x, y) for name in experiment.features]


def _known(value: Expr) -> Expr:
    """A leaf with the number that *value* has, under its name."""
    return Expr(value.result, value.name, is_learnable=False)
