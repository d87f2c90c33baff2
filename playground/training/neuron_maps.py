"""What every neuron of a network answers over the plane, as small pictures."""

from typing import Final

import numpy as np

from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.operations import Array
from playground.training.datasets import EXTENT
from playground.training.features import feature_values
from playground.training.network_graph import NetworkGraph

MAP_SIDE: Final = 40
"""Points along each side of a small map, in networks that are not too large."""

_SMALLEST_SIDE: Final = 8
_WORK: Final = 4_000_000
"""Products of a weight and a value that are worth the maps of all neurons."""


def fitting_side(n_parameters: int) -> int:
    """Points along a side, so that a large network does not spend its time on maps."""
    return int(np.clip((_WORK / n_parameters) ** 0.5, _SMALLEST_SIDE, MAP_SIDE))


def grid(side: int) -> Array:
    """Points of a map, row by row from the lowest y: ``(side**2, 2)``."""
    line = np.linspace(-EXTENT, EXTENT, side)
    return np.stack(np.meshgrid(line, line), axis=-1).reshape(-1, 2)


def feature_map(feature: str, side: int) -> Array:
    """What a feature is over the plane: shape ``(side, side)``, rows rising with y."""
    return feature_values(feature, grid(side)).reshape(side, side)


class NeuronMaps:
    """Computes the maps of all neurons of *graph* in one pass."""

    def __init__(self, graph: NetworkGraph) -> None:
        self._graph = graph
        self._all = _Compiled(graph, [n for layer in graph.neurons for n in layer])
        self._one: tuple[tuple[int, int], _Compiled] | None = None
        self._side = fitting_side(len(graph.network.parameters()))
        self._grid = grid(self._side)

    def all(self, parameters: Array) -> Array:
        """The maps of all neurons, layer by layer, the output's last.

        Args:
            parameters: In the order of `MLP.parameters`.

        Returns:
            Shape ``(n_neurons, side, side)``; rows rise with y, columns with x, both
            over ``[-EXTENT, EXTENT]`` with its ends.
        """
        values = self._all.evaluate(parameters, self._grid)
        return np.ascontiguousarray(values.T).reshape(-1, self._side, self._side)

    def hidden(self, parameters: Array, points: Array) -> list[Array]:
        """The answers of each hidden layer for *points*: ``(n, neurons)`` each."""
        values = self._all.evaluate(parameters, points)
        ends = np.cumsum([len(layer) for layer in self._graph.neurons])
        return np.split(values, ends, axis=1)[: len(ends) - 1]

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
        neurons = self._graph.neurons
        if not (1 <= layer <= len(neurons) and 0 <= index < len(neurons[layer - 1])):
            msg = f"there is no neuron {index} in layer {layer}"
            raise IndexError(msg)
        if self._one is None or self._one[0] != (layer, index):
            compiled = _Compiled(self._graph, [neurons[layer - 1][index]])
            self._one = ((layer, index), compiled)
        return self._one[1].evaluate(parameters, points)[:, 0]


class _Compiled:
    """Some neurons as functions of the plane and of a network's parameters."""

    def __init__(self, graph: NetworkGraph, neurons: list[Expr]) -> None:
        self._compiled = CompiledExpr.from_expr(neurons, [graph.x, graph.y])
        numbers = {id(leaf): i for i, leaf in enumerate(graph.network.parameters())}
        leaves = self._compiled.program.parameters
        # Of each parameter of the program, its number in the network.
        self._order = np.array([numbers[id(leaf)] for leaf in leaves])

    def evaluate(self, parameters: Array, points: Array) -> Array:
        """Shape ``(n, n_neurons)``."""
        self._compiled.parameters[:] = parameters[self._order]
        return self._compiled.evaluate(points)
