"""Which neurons, links and biases a network has, and where their numbers are kept.

Knows nothing of Qt. Layer 0 is the features, then come the hidden layers, then the
output; neurons, features and inputs count from 0, as in arrays. What people read counts
neurons from 1, as the names of parameters do.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Self, TypeAlias

import numpy as np
from numpy.typing import NDArray

from playground.core.operations import Array
from playground.training.experiment import Experiment
from playground.training.feature_edits import offered_features

FEATURE_TITLES: Final = {
    "x": "x",
    "y": "y",
    "x^2": "x²",
    "y^2": "y²",
    "x*y": "x·y",
    "sin(x)": "sin x",
    "sin(y)": "sin y",
}
"""How a diagram writes the features."""


@dataclass(frozen=True, slots=True)
class NeuronPlace:
    """A neuron; in layer 0 a feature, by its row."""

    layer: int
    index: int


@dataclass(frozen=True, slots=True)
class LinkPlace:
    """The link into a neuron from row *source* of the layer before."""

    layer: int
    index: int
    source: int


@dataclass(frozen=True, slots=True)
class BiasPlace:
    """The bias of a neuron."""

    layer: int
    index: int


Place: TypeAlias = NeuronPlace | LinkPlace | BiasPlace
"""What can be pointed at in a diagram."""


@dataclass(frozen=True, slots=True)
class Shape:
    """The neurons of a network.

    Args:
        features: Rows of the first column, whether the network sees them or not.
        inputs: For each input of the network, the row it comes from.
        neurons: How many neurons the hidden layers and the output have.
    """

    features: tuple[str, ...]
    inputs: tuple[int, ...]
    neurons: tuple[int, ...]

    @classmethod
    def of(cls, experiment: Experiment) -> Self:
        """The shape of the network of *experiment*."""
        features = offered_features(experiment)
        inputs = tuple(features.index(name) for name in experiment.features)
        return cls(features, inputs, (*experiment.hidden, experiment.n_outputs))

    @property
    def output_layer(self) -> int:
        """The number of the last layer."""
        return len(self.neurons)

    @property
    def has_classes(self) -> bool:
        """Whether each output stands for one of three or more classes."""
        return self.neurons[-1] > 2  # noqa: PLR2004

    @property
    def n_neurons(self) -> int:
        """How many neurons there are, the output among them."""
        return sum(self.neurons)

    @property
    def n_parameters(self) -> int:
        """How many weights and biases there are."""
        return self._start(len(self.neurons) + 1)

    @property
    def n_links(self) -> int:
        """How many weights there are."""
        return self.n_parameters - self.n_neurons

    def rows(self, layer: int) -> int:
        """How many rows the column of *layer* has."""
        return self.neurons[layer - 1] if layer else len(self.features)

    def sources(self, layer: int) -> tuple[int, ...]:
        """The rows of the layer before that feed *layer*, in order of its inputs."""
        if layer == 1:
            return self.inputs
        return tuple(range(self.neurons[layer - 2]))

    def neuron_number(self, layer: int, index: int) -> int:
        """Its position among all neurons, layer by layer from the first hidden one."""
        return sum(self.neurons[: layer - 1]) + index

    def parameter_number(self, place: LinkPlace | BiasPlace) -> int:
        """Its position in the parameters, in the order of `MLP.parameters`."""
        sources = self.sources(place.layer)
        own = self._start(place.layer) + place.index * (len(sources) + 1)
        if isinstance(place, BiasPlace):
            return own + len(sources)
        return own + sources.index(place.source)

    def has(self, place: Place) -> bool:
        """Whether *place* exists, and, if it is a feature, feeds the network."""
        match place:
            case NeuronPlace(0, row):
                return row in self.inputs
            case NeuronPlace(layer, index) | BiasPlace(layer, index):
                return 1 <= layer <= self.output_layer and index < self.rows(layer)
            case LinkPlace(layer, index, source):
                return self.has(BiasPlace(layer, index)) and source in self.sources(
                    layer
                )

    def links(self) -> list[LinkPlace]:
        """Every link, in the order of the parameters."""
        return [
            LinkPlace(layer, index, source)
            for layer in range(1, self.output_layer + 1)
            for index in range(self.rows(layer))
            for source in self.sources(layer)
        ]

    def links_into(self, layer: int) -> tuple[int, int]:
        """Where among all links those into *layer* begin and end."""
        sizes = [len(self.inputs), *self.neurons]
        first = sum(sizes[k] * sizes[k - 1] for k in range(1, layer))
        return first, first + sizes[layer] * sizes[layer - 1]

    def link_number(self, place: LinkPlace) -> int:
        """The position of a link among all links."""
        sources = self.sources(place.layer)
        first, _end = self.links_into(place.layer)
        return first + place.index * len(sources) + sources.index(place.source)

    def link_at(self, number: int) -> LinkPlace:
        """The link at a position among all links."""
        layer = 1
        while number >= self.links_into(layer)[1]:
            layer += 1
        sources = self.sources(layer)
        rest = number - self.links_into(layer)[0]
        index, source = divmod(rest, len(sources))
        return LinkPlace(layer, index, sources[source])

    def links_of(self, place: NeuronPlace) -> set[int]:
        """The positions of the links into and out of a neuron or a feature."""
        found: set[int] = set()
        if place.layer:
            first, end = self.links_into(place.layer)
            count = (end - first) // self.rows(place.layer)
            found.update(
                range(first + place.index * count, first + (place.index + 1) * count)
            )
        if place.layer < self.output_layer:
            sources = self.sources(place.layer + 1)
            if place.index in sources:
                first, end = self.links_into(place.layer + 1)
                start = first + sources.index(place.index)
                found.update(range(start, end, len(sources)))
        return found

    def strongest_links(self, weights: Array, count: int) -> NDArray[np.bool_]:
        """Of each layer the strongest links, so many that every layer has its share.

        Args:
            weights: Of all links, shape ``(n_links,)``.
            count: How many there may be of all layers.

        Returns:
            Which links they are, shape ``(n_links,)``.
        """
        layers = [self.links_into(layer) for layer in range(1, self.output_layer + 1)]
        strength = np.nan_to_num(np.abs(weights), nan=np.inf)
        chosen = np.zeros(len(weights), dtype=np.bool_)
        # Small layers first: what they leave is for the others.
        layers.sort(key=lambda ends: ends[1] - ends[0])
        for done, (first, end) in enumerate(layers):
            share = min(count // (len(layers) - done), end - first)
            count -= share
            if share:
                best = np.argpartition(strength[first:end], -share)[-share:]
                chosen[first + best] = True
        return chosen

    def link_parameters(self) -> NDArray[np.intp]:
        """Of each link the number of its weight, see `parameter_number`."""
        numbers = [np.empty(0, dtype=np.intp)]
        for layer, neurons in enumerate(self.neurons, 1):
            count = len(self.sources(layer))
            rows = np.arange(neurons)[:, None] * (count + 1) + np.arange(count)
            numbers.append((self._start(layer) + rows).ravel())
        return np.concatenate(numbers)

    def biases(self) -> list[BiasPlace]:
        """Every bias, in the order of the parameters."""
        return [
            BiasPlace(layer, index)
            for layer in range(1, self.output_layer + 1)
            for index in range(self.rows(layer))
        ]

    def _start(self, layer: int) -> int:
        """Where the parameters of *layer* begin."""
        sizes = [len(self.inputs), *self.neurons]
        return sum(sizes[k] * (sizes[k - 1] + 1) for k in range(1, layer))


def feature_title(name: str) -> str:
    """How a diagram writes a feature: formulas with signs instead of letters."""
    written = name.replace("**", "^").replace("^2", "²").replace("^3", "³")
    return FEATURE_TITLES.get(name, written.replace("*", "·"))


def neuron_title(shape: Shape, layer: int, index: int) -> str:
    """What people call a neuron or feature."""
    if layer == 0:
        return feature_title(shape.features[index])
    if layer == shape.output_layer:
        if shape.has_classes:
            return f"output of class {index}"
        return "output" if shape.rows(layer) == 1 else f"output {index + 1}"
    return f"neuron {index + 1} of layer {layer}"


def place_title(shape: Shape, place: Place) -> str:
    """What people call a neuron, a link or a bias."""
    match place:
        case NeuronPlace(layer, index):
            return neuron_title(shape, layer, index)
        case BiasPlace(layer, index):
            return f"bias of {neuron_title(shape, layer, index)}"
        case LinkPlace(layer, index, source):
            before = neuron_title(shape, layer - 1, source)
            return f"weight from {before} to {neuron_title(shape, layer, index)}"


def neuron_hint(
    shape: Shape, place: NeuronPlace, activations: Sequence[str], bias: float | None
) -> str:
    """What a neuron does, and what can be done with it.

    Args:
        shape: The network.
        place: The neuron, or a feature.
        activations: Of each layer what its neurons do, as far as known.
        bias: Its number, if that is known.
    """
    title = place_title(shape, place)
    if place.layer == 0:
        return title
    count = len(shape.sources(place.layer))
    what = f"{count} input{'' if count == 1 else 's'}"
    if place.layer <= len(activations):
        what = f"{activations[place.layer - 1].replace('_', ' ')} of {what}"
    name = parameter_name(shape, BiasPlace(place.layer, place.index))
    known = "" if bias is None else f" = {bias!r}".replace("-", "\N{MINUS SIGN}")
    return (
        f"{title}: {what} and the bias {name}{known}\n"
        "Double-click to open it on a canvas, right-click for more"
    )


def parameter_name(shape: Shape, place: LinkPlace | BiasPlace) -> str:
    """Its name, as in `MLP`: ``w2_1_3``, ``b2_1``."""
    if isinstance(place, BiasPlace):
        return f"b{place.layer}_{place.index + 1}"
    number = shape.sources(place.layer).index(place.source) + 1
    return f"w{place.layer}_{place.index + 1}_{number}"


_COUNTS: Final = (
    *("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen"),
)


def layers_in_words(count: int) -> str:
    """``Two hidden layers``."""
    number = _COUNTS[count] if count < len(_COUNTS) else str(count)
    return f"{number.capitalize()} hidden layer{'' if count == 1 else 's'}"
