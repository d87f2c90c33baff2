"""Neurons, layers and multi-layer perceptrons made of `Expr`.

Every forward call builds new nodes over the same parameters, so samples share the
weights and training them changes the network. Nothing here trains.

Parameters are named so that a person finds them on a canvas: ``w2`` and ``b`` in a
neuron, ``w1_2`` and ``b1`` in a layer (neuron 1, input 2), ``w3_1_2`` and ``b3_1`` in a
network (layer 3, neuron 1, input 2); all count from 1.
"""

from collections.abc import Iterable, Sequence
from typing import Self, TypeAlias

import numpy as np
from typing_extensions import override

from playground.core.activations import (
    Activation,
    ActivationLike,
    activations_of,
    as_activation,
)
from playground.core.expr import Expr, ExprError
from playground.core.initializations import Initialization, initialization_named

__all__ = ["MLP", "Activation", "Layer", "Neuron"]

Seed: TypeAlias = int | Sequence[int] | np.random.Generator | None
"""What `numpy.random.default_rng` takes; a generator is drawn from, None is chance."""


class Neuron:
    """A weighted sum of inputs, plus a bias, through an activation.

    The sum is ``w1*x1 + w2*x2 + ... + b``, in this order.

    Attributes:
        weights: A learnable leaf for each input.
        bias: A learnable leaf.
        activation: What happens to the sum.
    """

    __slots__ = ("activation", "bias", "weights")

    weights: list[Expr]
    bias: Expr
    activation: Activation

    def __init__(
        self,
        n_inputs: int,
        activation: ActivationLike = "tanh",
        *,
        seed: Seed = None,
        initialization: str = "uniform",
    ) -> None:
        """Draw a neuron's parameters.

        Raises:
            ExprError: *n_inputs* is not a positive whole number, or a name is unknown.
        """
        _check_size(n_inputs, "inputs")
        self.activation = as_activation(activation)
        way = initialization_named(initialization)
        self._draw(way, (n_inputs, 1), np.random.default_rng(seed))
        self._name_parameters("")

    @classmethod
    def _drawn(
        cls,
        activation: Activation,
        way: Initialization,
        size: tuple[int, int],
        generator: np.random.Generator,
    ) -> Self:
        """A neuron, its parameters unnamed, of a layer of *size* inputs and outputs."""
        neuron = cls.__new__(cls)
        neuron.activation = activation
        neuron._draw(way, size, generator)  # noqa: SLF001
        return neuron

    def __call__(self, inputs: Iterable[Expr | float]) -> Expr:
        """Build the neuron's output over *inputs*.

        Raises:
            ExprError: The number of inputs is not the number of weights.
        """
        return self._forward(_inputs(inputs, len(self.weights), "neuron"))

    def forward(self, inputs: Iterable[Expr | float]) -> Expr:
        """The same as calling the neuron."""
        return self(inputs)

    def parameters(self) -> list[Expr]:
        """The weights, then the bias."""
        return [*self.weights, self.bias]

    @override
    def __repr__(self) -> str:
        parts = ", ".join(f"{p.name}={p.result:.6g}" for p in self.parameters())
        return f"Neuron({self.activation}: {parts})"

    def _draw(
        self,
        way: Initialization,
        size: tuple[int, int],
        generator: np.random.Generator,
    ) -> None:
        *self.weights, self.bias = map(Expr, way.draw(*size, generator).tolist())

    def _name_parameters(self, place: str) -> None:
        """*place* is "" or the numbers of layer and neuron, such as "3_1"."""
        self.bias.name = f"b{place}"
        prefix = f"w{place}_" if place else "w"
        for number, weight in enumerate(self.weights, 1):
            weight.name = f"{prefix}{number}"

    def _forward(self, inputs: list[Expr]) -> Expr:
        # The functions behind the operators: calling them directly saves a fifth.
        add, multiply = Expr.__add__, Expr.__mul__
        pairs = zip(self.weights, inputs, strict=True)
        weight, value = next(pairs)
        total = multiply(weight, value)
        for weight, value in pairs:
            total = add(total, multiply(weight, value))
        return self.activation(add(total, self.bias))


class Layer:
    """Neurons over the same inputs.

    Attributes:
        neurons: One for each output.
    """

    __slots__ = ("neurons",)

    neurons: list[Neuron]

    def __init__(
        self,
        n_inputs: int,
        n_outputs: int,
        activation: ActivationLike = "tanh",
        *,
        seed: Seed = None,
        initialization: str = "uniform",
    ) -> None:
        """Draw the parameters, neuron by neuron, weights before the bias.

        Raises:
            ExprError: A size is not a positive whole number, or a name is unknown.
        """
        _check_size(n_inputs, "inputs")
        _check_size(n_outputs, "neurons")
        way = initialization_named(initialization)
        generator = np.random.default_rng(seed)
        chosen = as_activation(activation)
        self.neurons = [
            Neuron._drawn(chosen, way, (n_inputs, n_outputs), generator)  # noqa: SLF001
            for _ in range(n_outputs)
        ]
        self._name_parameters("")

    def __call__(self, inputs: Iterable[Expr | float]) -> list[Expr]:
        """Build the outputs over *inputs*.

        Raises:
            ExprError: The number of inputs is wrong.
        """
        return self._forward(_inputs(inputs, self.n_inputs, "layer"))

    def forward(self, inputs: Iterable[Expr | float]) -> list[Expr]:
        """The same as calling the layer."""
        return self(inputs)

    @property
    def n_inputs(self) -> int:
        """How many inputs every neuron takes."""
        return len(self.neurons[0].weights)

    @property
    def n_outputs(self) -> int:
        """How many neurons there are."""
        return len(self.neurons)

    @property
    def activation(self) -> Activation:
        """The activation of its neurons."""
        return self.neurons[0].activation

    @activation.setter
    def activation(self, activation: ActivationLike) -> None:
        chosen = as_activation(activation)
        for neuron in self.neurons:
            neuron.activation = chosen

    def parameters(self) -> list[Expr]:
        """Neuron by neuron, weights before the bias."""
        return [leaf for neuron in self.neurons for leaf in neuron.parameters()]

    @override
    def __repr__(self) -> str:
        neurons = "".join(f"\n  {neuron!r}" for neuron in self.neurons)
        return f"Layer of {self.n_outputs}:{neurons}"

    def _name_parameters(self, place: str) -> None:
        prefix = f"{place}_" if place else ""
        for number, neuron in enumerate(self.neurons, 1):
            neuron._name_parameters(f"{prefix}{number}")  # noqa: SLF001

    def _forward(self, inputs: list[Expr]) -> list[Expr]:
        return [neuron._forward(inputs) for neuron in self.neurons]  # noqa: SLF001


class MLP:
    """A multi-layer perceptron: layers, each over the outputs of the one before.

    Attributes:
        layers: The hidden layers in order, and the output layer.
    """

    __slots__ = ("layers",)

    layers: list[Layer]

    def __init__(
        self,
        n_inputs: int,
        hidden: Sequence[int],
        n_outputs: int,
        activation: ActivationLike | Sequence[ActivationLike] = "tanh",
        output_activation: ActivationLike = "linear",
        *,
        seed: Seed = None,
        initialization: str = "uniform",
    ) -> None:
        """Draw the parameters, layer by layer.

        Args:
            n_inputs: Number of inputs.
            hidden: Number of neurons in each hidden layer; may be empty.
            n_outputs: Number of outputs.
            activation: Of all hidden layers, or one for each.
            output_activation: Of the output layer.
            seed: Same seed, same parameters.
            initialization: A name in `INITIALIZATIONS`.

        Raises:
            ExprError: A size is not a positive whole number, a name is unknown, or
                there is another number of activations than of hidden layers.
        """
        sizes = [n_inputs, *hidden, n_outputs]
        activations = [*activations_of(activation, len(hidden)), output_activation]
        generator = np.random.default_rng(seed)
        self.layers = [
            Layer(n_in, n_out, act, seed=generator, initialization=initialization)
            for n_in, n_out, act in zip(sizes, sizes[1:], activations, strict=False)
        ]
        for number, layer in enumerate(self.layers, 1):
            layer._name_parameters(str(number))  # noqa: SLF001

    @classmethod
    def from_seed_form(
        cls,
        n_in: int,
        in_act: ActivationLike,
        hidden: Sequence[int],
        hid_act: ActivationLike,
        n_out: int,
        out_act: ActivationLike,
        *,
        seed: Seed = None,
        initialization: str = "uniform",
    ) -> Self:
        """Make a network in the argument order of alpha-micrograd-rust.

        *in_act* is the activation of the first hidden layer, *hid_act* that of the
        others.
        """
        activations = ([in_act] + [hid_act] * len(hidden))[: len(hidden)]
        return cls(
            n_in,
            hidden,
            n_out,
            activations,
            out_act,
            seed=seed,
            initialization=initialization,
        )

    def __call__(self, inputs: Iterable[Expr | float]) -> list[Expr]:
        """Build the outputs over *inputs*; a list also for a single output.

        Raises:
            ExprError: The number of inputs is wrong.
        """
        values = _inputs(inputs, self.n_inputs, "network")
        for layer in self.layers:
            values = layer._forward(values)  # noqa: SLF001
        return values

    def forward(self, inputs: Iterable[Expr | float]) -> list[Expr]:
        """The same as calling the network."""
        return self(inputs)

    @property
    def n_inputs(self) -> int:
        """How many inputs the first layer takes."""
        return self.layers[0].n_inputs

    @property
    def n_outputs(self) -> int:
        """How many outputs the last layer gives."""
        return self.layers[-1].n_outputs

    def parameters(self) -> list[Expr]:
        """Layer by layer, neuron by neuron, weights before the bias."""
        return [leaf for layer in self.layers for leaf in layer.parameters()]

    @override
    def __repr__(self) -> str:
        sizes = [self.n_inputs, *(layer.n_outputs for layer in self.layers)]
        layers = "".join(f"\n{layer!r}" for layer in self.layers)
        return f"MLP {'-'.join(map(str, sizes))}:{layers}"


def _inputs(inputs: Iterable[Expr | float], wanted: int, taker: str) -> list[Expr]:
    values = [x if isinstance(x, Expr) else Expr.constant(x) for x in inputs]
    if len(values) != wanted:
        msg = f"this {taker} takes {wanted} inputs, not {len(values)}"
        raise ExprError(msg)
    return values


def _check_size(size: object, what: str) -> None:
    if isinstance(size, bool) or not isinstance(size, int) or size < 1:
        msg = f"the number of {what} must be a positive whole number, not {size!r}"
        raise ExprError(msg)
