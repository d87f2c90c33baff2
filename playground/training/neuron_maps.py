"""What every neuron of a network answers over the plane, as small pictures."""

from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.core.program import interpret, lower
from playground.training.datasets import EXTENT
from playground.training.network_graph import NetworkGraph

MAP_SIDE: Final = 30
"""Points along each side of a small map, in networks that are not too large."""

_SMALLEST_SIDE: Final = 8
_WORK: Final = 1_000_000
"""Products of a weight and a value that are worth the maps of all neurons."""


def fitting_side(n_parameters: int) -> int:
    """Points along a side, so that a large network does not spend its time on maps."""
    return int(np.clip((_WORK / n_parameters) ** 0.5, _SMALLEST_SIDE, MAP_SIDE))


def grid(side: int) -> Array:
    """Points of a map, row by row from the lowest y: ``(side**2, 2)``."""
    line = np.linspace(-EXTENT, EXTENT, side)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


class NeuronMaps:
    """Computes the maps of all neurons of *graph* in one pass."""

    def __init__(self, graph: NetworkGraph) -> None:
        neurons = [neuron for layer in graph.neurons for neuron in layer]
        self._program = lower(neurons, [graph.x, graph.y])
        leaves = graph.network.parameters()
        numbers = {id(leaf): number for number, leaf in enumerate(leaves)}
        # Of each parameter of the program, its number in the network.
        self._order = np.array([numbers[id(p)] for p in self._program.parameters])
        self._starts = np.cumsum([0, *map(len, graph.neurons)])
        self._side = fitting_side(len(leaves))
        self._grid = grid(self._side)

    def all(self, parameters: Array) -> Array:
        """The maps of all neurons, layer by layer, the output's last.

        Args:
            parameters: In the order of `MLP.parameters`.

        Returns:
            Shape ``(n_neurons, side, side)``; rows rise with y, columns with x, both
            over ``[-EXTENT, EXTENT]`` with its ends.
        """
        values = interpret(self._program, parameters[self._order], self._grid)
        return np.ascontiguousarray(values.T).reshape(-1, self._side, self._side)

    def one(self, parameters: Array, layer: int, index: int, points: Array) -> Array:
        """The answers of one neuron, for *points* ``(n, 2)``: shape ``(n,)``.

        Args:
            parameters: In the order of `MLP.parameters`.
            layer: Counts from 1, the first hidden layer, to the output.
            index: Counts from 0.
            points: Where.

        Raises:
            IndexError: There is no such neuron.
        """
        if not 1 <= layer < len(self._starts):
            msg = f"there is no layer {layer}"
            raise IndexError(msg)
        number = int(self._starts[layer - 1]) + index
        if not 0 <= index < self._starts[layer] - self._starts[layer - 1]:
            msg = f"there is no neuron {index} in layer {layer}"
            raise IndexError(msg)
        values = interpret(self._program, parameters[self._order], points)
        return np.ascontiguousarray(values[:, number])
