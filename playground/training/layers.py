"""The hidden layers of an experiment with one thing changed; layers count from 0."""

from collections.abc import Sequence
from typing import Final

from playground.training.experiment import MAX_LAYERS

NEW_LAYER: Final = 2
"""Neurons of a layer that was just added, as in TensorFlow Playground."""


def with_layers(hidden: Sequence[int], count: int) -> tuple[int, ...]:
    """So many layers: the last ones go, or new ones follow."""
    return (*hidden, *[NEW_LAYER] * MAX_LAYERS)[:count]


def with_neurons(hidden: Sequence[int], layer: int, count: int) -> tuple[int, ...]:
    """The same layers, one of them with another number of neurons."""
    return (*hidden[:layer], count, *hidden[layer + 1 :])


def with_activation(
    activations: Sequence[str], layer: int, name: str
) -> tuple[str, ...]:
    """The activations of single layers, one of them another; "" is that of all."""
    own = [*activations, *[""] * MAX_LAYERS][:MAX_LAYERS]
    own[layer] = name
    return tuple(own)
