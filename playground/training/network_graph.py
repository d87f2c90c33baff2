"""The graph of a training run, as `Expr`: from a point to the network and its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np

from playground.core.expr import Expr
from playground.core.nn import MLP
from playground.core.operations import Array
from playground.training.experiment import FEATURES, Experiment


@dataclass(frozen=True, eq=False, slots=True)
class NetworkGraph:
    """One sample's way through the network; its leaves are set for each sample.

    Attributes:
        network: Holds the parameters.
        x: Leaf of the point.
        y: Leaf of the point.
        label: Leaf of what is to be predicted.
        features: What the network sees.
        neurons: The neurons' outputs, layer by layer; the last layer is the output's.
        output: What is predicted, to be compared with labels of -1 and 1.
        loss: How wrong that is.
    """

    network: MLP
    x: Expr
    y: Expr
    label: Expr
    features: tuple[Expr, ...]
    neurons: tuple[tuple[Expr, ...], ...]
    output: Expr
    loss: Expr

    @classmethod
    def build(cls, experiment: Experiment, parameters: Sequence[float] | None) -> Self:
        """Build it, with *parameters* as `MLP.parameters` lists them, or drawn ones."""
        network = MLP(
            len(experiment.features),
            experiment.hidden,
            2 if experiment.loss_function.is_joint else 1,
            experiment.layer_activations,
            experiment.output_activation,
            # Another stream than the data's, which uses the seed alone.
            seed=np.random.default_rng([experiment.seed, 1]),
            initialization=experiment.initialization,
        )
        if parameters is not None:
            for leaf, number in zip(network.parameters(), parameters, strict=True):
                leaf.result = number
        x, y, label = (
            Expr(0.0, name, is_learnable=False) for name in ("x", "y", "label")
        )
        features = tuple(FEATURES[name](x, y) for name in experiment.features)
        for name, feature in zip(experiment.features, features, strict=True):
            feature.name = name
        neurons: list[tuple[Expr, ...]] = []
        values = list(features)
        for number, layer in enumerate(network.layers, 1):
            values = layer(values)
            for place, value in enumerate(values, 1):
                value.name = f"n{number}_{place}"
            neurons.append(tuple(values))
        output, targets = _answer(values, label)
        loss = experiment.loss_function(values, targets)
        output.name, loss.name = "output", "loss"
        return cls(network, x, y, label, features, tuple(neurons), output, loss)

    @property
    def inputs(self) -> tuple[Expr, Expr, Expr]:
        """The leaves that columns of data feed."""
        return (self.x, self.y, self.label)

    def show(self, point: Array, label: float) -> None:
        """Set the leaves to a sample and calculate every value."""
        self.x.result, self.y.result = map(float, point)
        self.label.result = float(label)
        self.loss.recalculate()
        self.output.recalculate()

    def place_of(self, node: Expr) -> str:
        """Where in the network a node is computed, in words, or ""."""
        for feature in self.features:
            if any(found is node for found in feature.walk()):
                return f"the feature {feature.name}"
        for number, layer in enumerate(self.neurons, 1):
            for place, neuron in enumerate(layer, 1):
                if any(found is node for found in neuron.walk()):
                    if number == len(self.neurons):
                        return (
                            "the output neuron"
                            if len(layer) == 1
                            else f"output {place}"
                        )
                    return f"neuron {place} of hidden layer {number}"
        return ""


def _answer(outputs: list[Expr], label: Expr) -> tuple[Expr, list[Expr]]:
    """What is predicted, and the targets of the outputs."""
    if len(outputs) == 1:
        return outputs[0], [label]
    # Of two classes, the difference of their shares by softmax, from -1 to 1.
    first, second = outputs
    output = ((second - first) * 0.5).tanh()
    return output, [(1.0 - label) * 0.5, (1.0 + label) * 0.5]
