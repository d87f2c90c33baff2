"""Where the arrow keys lead in a network: from neuron to link to neuron.

Left and right cross the layers, a link being a stop between two neurons; up and down
stay among neurons of a layer, or among the links that were reached from one neuron.
"""

from enum import Enum

from playground.ui.network.shape import (
    BiasPlace,
    LinkPlace,
    NeuronPlace,
    Place,
    Shape,
)


class Direction(Enum):
    """An arrow key."""

    LEFT = -1, 0
    RIGHT = 1, 0
    UP = 0, -1
    DOWN = 0, 1


def first_place(shape: Shape) -> Place:
    """Where walking begins: the output."""
    return NeuronPlace(shape.output_layer, 0)


def next_place(
    shape: Shape, place: Place, direction: Direction, *, follows_source: bool = False
) -> Place:
    """The place one step from *place*; *place* itself at an end.

    Args:
        shape: The network.
        place: Where one is.
        direction: Where one goes.
        follows_source: On a link, whether up and down keep its source rather than its
            target.
    """
    match direction:
        case Direction.LEFT:
            return _left(shape, place)
        case Direction.RIGHT:
            return _right(shape, place)
        case Direction.UP | Direction.DOWN:
            places = _beside(shape, place, follows_source=follows_source)
            step = 1 if direction is Direction.DOWN else -1
            position = places.index(place) + step
            return places[min(max(position, 0), len(places) - 1)]


def _left(shape: Shape, place: Place) -> Place:
    match place:
        case NeuronPlace(0, _):
            return place
        case NeuronPlace(layer, index):
            sources = shape.sources(layer)
            source = min(
                sources, key=lambda row: abs(_height(shape, layer, row, index))
            )
            return LinkPlace(layer, index, source)
        case LinkPlace(layer, _, source):
            return NeuronPlace(layer - 1, source)
        case BiasPlace(layer, index):
            return NeuronPlace(layer, index)


def _right(shape: Shape, place: Place) -> Place:
    match place:
        case NeuronPlace(layer, index):
            if layer == shape.output_layer:
                return place
            target = min(
                range(shape.rows(layer + 1)),
                key=lambda row: abs(_height(shape, layer + 1, index, row)),
            )
            return LinkPlace(layer + 1, target, index)
        case LinkPlace(layer, index, _) | BiasPlace(layer, index):
            return NeuronPlace(layer, index)


def _height(shape: Shape, layer: int, source: int, index: int) -> float:
    """How far a link climbs, in rows; columns are centred."""
    from_middle = source - (shape.rows(layer - 1) - 1) / 2
    return from_middle - (index - (shape.rows(layer) - 1) / 2)


def _beside(shape: Shape, place: Place, *, follows_source: bool) -> list[Place]:
    """The places above and below, from top to bottom, with *place* among them."""
    match place:
        case NeuronPlace(layer, _):
            rows = sorted(shape.inputs) if layer == 0 else range(shape.rows(layer))
            return [NeuronPlace(layer, row) for row in rows]
        case LinkPlace(layer, _, source) if follows_source:
            return [LinkPlace(layer, row, source) for row in range(shape.rows(layer))]
        case LinkPlace(layer, index, _) | BiasPlace(layer, index):
            rows = sorted(shape.sources(layer))
            links = [LinkPlace(layer, index, row) for row in rows]
            return [*links, BiasPlace(layer, index)]
