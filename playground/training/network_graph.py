"""The graph of a training run, as `Expr`: from a point to the network and its loss."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self

import numpy as np

from playground.core.expr import Expr
from playground.core.nn import MLP
from playground.core.operations import Array
from playground.training.experiment import Experiment
from playground.training.features import feature_expr

_TWO: Final = 2


@dataclass(frozen=True, eq=False, slots=True)
class NetworkGraph:
    """One sample's way through the network; its leaves are set for each sample.

    Attributes:
        network: Holds the parameters.
        x: Leaf of the point.
        y: Leaf of the point.
        labels: Leaves of what is to be predicted: the label, or for three or more
            classes one of each that is 1 for the right class and 0 for the others.
        features: What the network sees.
        neurons: The neurons' outputs, layer by layer; the last layer is the output's.
        answers: What is predicted: a single value to be compared with numbers or
            with labels of -1 and 1, or the scores of three or more classes.
        loss: How wrong that is.
    """

    network: MLP
    x: Expr
    y: Expr
    labels: tuple[Expr, ...]
    features: tuple[Expr, ...]
    neurons: tuple[tuple[Expr, ...], ...]
    answers: tuple[Expr, ...]
    loss: Expr

    @classmethod
    def build(cls, experiment: Experiment, parameters: Sequence[float] | None) -> Self:
        """Build it, with *parameters* as `MLP.parameters` lists them, or drawn ones."""
        draw = experiment.weight_seed
        network = MLP(
            len(experiment.features),
            experiment.hidden,
            experiment.n_outputs,
            experiment.layer_activations,
            experiment.output_activation,
            # Another stream than the data's, which uses the seed alone.
            seed=np.random.default_rng([experiment.seed, 1, *([draw] if draw else [])]),
            initialization=experiment.initialization,
        )
        if parameters is not None:
            for leaf, number in zip(network.parameters(), parameters, strict=True):
                leaf.result = number
        x, y = (Expr(0.0, name, is_learnable=False) for name in ("x", "y"))
        labels = tuple(
            Expr(0.0, name, is_learnable=False)
            for name in label_names(experiment.n_outputs)
        )
        features = tuple(feature_expr(name, x, y) for name in experiment.features)
        for name, feature in zip(experiment.features, features, strict=True):
            feature.name = name
        neurons: list[tuple[Expr, ...]] = []
        values = list(features)
        for number, layer in enumerate(network.layers, 1):
            values = layer(values)
            for place, value in enumerate(values, 1):
                value.name = f"n{number}_{place}"
            neurons.append(tuple(values))
        answers, targets = _answer(values, labels)
        loss = experiment.loss_function(values, targets)
        loss.name = "loss"
        return cls(network, x, y, labels, features, tuple(neurons), answers, loss)

    @property
    def inputs(self) -> tuple[Expr, ...]:
        """The leaves that columns of data feed."""
        return (self.x, self.y, *self.labels)

    def show(self, point: Array, label: float) -> None:
        """Set the leaves to a sample and calculate every value."""
        row = columns(np.array([point]), np.array([label]), len(self.labels))[0]
        for leaf, value in zip(self.inputs, row.tolist(), strict=True):
            leaf.result = value
        self.loss.recalculate()
        for answer in self.answers:
            answer.recalculate()

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


def label_names(outputs: int) -> tuple[str, ...]:
    """The names of the leaves that say what is to be predicted."""
    if outputs <= _TWO:
        return ("label",)
    return tuple(f"is_{number}" for number in range(outputs))


def columns(points: Array, labels: Array, count: int) -> Array:
    """What feeds the leaves, for each point.

    Args:
        points: Shape ``(n, 2)``.
        labels: Shape ``(n,)``.
        count: How many leaves there are for the label.

    Returns:
        Shape ``(n, 2 + count)``: x, y, and the label or what is 1 for the right class.
    """
    targets = labels[:, None]
    if count > 1:
        targets = (targets == np.arange(count)).astype(np.float64)
    return np.concatenate([points, targets], axis=1)


def _answer(
    outputs: list[Expr], labels: Sequence[Expr]
) -> tuple[tuple[Expr, ...], list[Expr]]:
    """What is predicted, and the targets of the outputs."""
    if len(outputs) > _TWO:
        return tuple(outputs), list(labels)
    label = labels[0]
    if len(outputs) == 1:
        outputs[0].name = "output"
        return (outputs[0],), [label]
    # Of two classes, the difference of their shares by softmax, from -1 to 1.
    first, second = outputs
    output = ((second - first) * 0.5).tanh()
    output.name = "output"
    return (output,), [(1.0 - label) * 0.5, (1.0 + label) * 0.5]
