from itertools import combinations, pairwise

import pytest
from PySide6.QtCore import QRectF

from playground.training.experiment import FEATURES, Experiment
from playground.ui.network.geometry import FOOTER, HEADER, Geometry
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place, Shape

_ALL = tuple(FEATURES)
_NETWORKS = [
    Experiment(),
    Experiment(hidden=()),
    Experiment(features=_ALL, hidden=(8,) * 6),
    Experiment(features=_ALL, hidden=(64,) * 3),
    Experiment(hidden=(3,) * 16),
    Experiment(loss="softmax_cross_entropy"),
]
_SIZES = [(700, 560), (1300, 900), (420, 320)]


@pytest.mark.parametrize("experiment", _NETWORKS)
@pytest.mark.parametrize(("width", "height"), _SIZES)
def test_neurons_lie_apart_and_within_the_diagram(
    experiment: Experiment, width: int, height: int
) -> None:
    geometry = Geometry(Shape.of(experiment), width, height)
    area = QRectF(0, HEADER - 12, width, height - HEADER - FOOTER + 24)
    for tile in geometry.tiles.values():
        assert tile.width() >= 3
        assert area.left() <= tile.left()
        assert tile.right() <= area.right()
    if height > 500:
        assert all(area.contains(tile) for tile in geometry.tiles.values())
        for a, b in combinations(geometry.tiles.values(), 2):
            assert not a.intersects(b)


@pytest.mark.parametrize("experiment", _NETWORKS[:3])
def test_every_place_is_found_where_it_is_shown(experiment: Experiment) -> None:
    geometry = Geometry(Shape.of(experiment), 700, 560)
    places: list[Place] = [*geometry.tiles, *geometry.biases]
    for place in places:
        middle = geometry.middle_of(place)
        assert geometry.place_at(middle.x(), middle.y()) == place


def test_links_are_found_on_their_way_and_nothing_is_found_beside() -> None:
    geometry = Geometry(Shape.of(Experiment()), 700, 560)
    for link in geometry.links:
        start = geometry.lines[geometry.links.index(link)][0].p1()
        assert isinstance(
            geometry.place_at(start.x() + 2, start.y()), LinkPlace | NeuronPlace
        )
    link = LinkPlace(3, 0, 0)
    middle = geometry.middle_of(link)
    assert geometry.place_at(middle.x(), middle.y()) == link
    assert geometry.place_at(middle.x(), middle.y() - 3) == link
    assert geometry.place_at(middle.x(), middle.y() - 40) is None


def test_links_run_from_tile_to_tile() -> None:
    geometry = Geometry(Shape.of(Experiment(features=_ALL)), 700, 560)
    for link, lines in zip(geometry.links, geometry.lines, strict=True):
        source = geometry.tiles[NeuronPlace(link.layer - 1, link.source)]
        target = geometry.tiles[NeuronPlace(link.layer, link.index)]
        assert lines[0].x1() == source.right()
        assert lines[-1].x2() == pytest.approx(target.left())
        assert target.top() < lines[-1].y2() < target.bottom()
        for one, two in pairwise(lines):
            assert one.p2() == two.p1()
            assert one.dx() > 0


def test_links_of_a_neuron_arrive_in_the_order_of_their_sources() -> None:
    geometry = Geometry(Shape.of(Experiment(features=("y", "x"))), 700, 560)
    from_x = geometry.lines[geometry.links.index(LinkPlace(1, 0, 0))][-1].y2()
    from_y = geometry.lines[geometry.links.index(LinkPlace(1, 0, 1))][-1].y2()
    assert from_x < from_y


def test_biases_of_tiles_too_small_are_left_out() -> None:
    geometry = Geometry(Shape.of(Experiment(hidden=(64,))), 700, 240)
    assert BiasPlace(1, 0) not in geometry.biases
    middle = geometry.middle_of(BiasPlace(1, 0))
    assert geometry.place_at(middle.x(), middle.y()) == NeuronPlace(1, 0)
