import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QPoint, QPointF, QRect
from PySide6.QtGui import QColor, QFont, QImage, QPainter
from pytestqt.qtbot import QtBot

from playground.core.operations import Array
from playground.training.experiment import FEATURES, Experiment
from playground.ui.canvas import compiled
from playground.ui.canvas.sheet import Paper
from playground.ui.network.geometry import Geometry
from playground.ui.network.inks import Inks
from playground.ui.network.links import MOST_LINKS
from playground.ui.network.picture import Picture
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place, Shape
from playground.ui.theme import DARK, LIGHT, Theme, mix
from playground.ui.training.data_colors import MapColors, data_color

_SHAPE = Shape.of(Experiment(hidden=(4, 2)))
_GEOMETRY = Geometry(_SHAPE, 700, 560)


def _maps(value: float = 0.5) -> Array:
    return np.full((_SHAPE.n_neurons, 30, 30), value)


def _parameters(**values: float) -> Array:
    """Zeros, but for the link from x to the first neuron and its bias."""
    parameters = np.zeros(_SHAPE.n_parameters)
    parameters[_SHAPE.parameter_number(LinkPlace(1, 0, 0))] = values.get("weight", 0)
    parameters[_SHAPE.parameter_number(BiasPlace(1, 0))] = values.get("bias", 0)
    return parameters


def _picture(theme: Theme = DARK) -> Picture:
    return Picture(theme, _GEOMETRY, QFont())


def _painted(picture: Picture, theme: Theme = DARK) -> QImage:
    image = QImage(700, 560, QImage.Format.Format_RGB32)
    image.fill(theme.canvas)
    painter = QPainter(image)
    picture.paint(painter, marks_current=True)
    painter.end()
    return image


def _color_at(image: QImage, point: QPointF) -> QColor:
    return image.pixelColor(point.toPoint())


def _distance(a: QColor, b: QColor) -> int:
    return max(
        abs(a.red() - b.red()), abs(a.green() - b.green()), abs(a.blue() - b.blue())
    )


pytestmark = pytest.mark.usefixtures("qapp")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_a_neuron_shows_its_own_map_the_right_way_up(theme: Theme) -> None:
    maps = _maps(0.0)
    line = np.linspace(-1, 1, 30)
    maps[_SHAPE.neuron_number(2, 1)] = line[:, None]
    picture = _picture(theme)
    picture.set_numbers(_parameters(), maps)
    image = _painted(picture, theme)
    tile = _GEOMETRY.tiles[NeuronPlace(2, 1)]
    colors = MapColors(theme)
    top, bottom = (QColor(int(colors.pixels(np.array([v]))[0])) for v in (1.0, -1.0))
    above = QPointF(tile.center().x(), tile.top() + 2)
    below = QPointF(tile.center().x(), tile.bottom() - 3)
    assert _distance(_color_at(image, above), top) < 40
    assert _distance(_color_at(image, below), bottom) < 40
    other = _GEOMETRY.tiles[NeuronPlace(2, 0)].center()
    assert _distance(_color_at(image, other), theme.data_zero) < 3


@pytest.mark.parametrize(("weight", "name"), [(4.0, "positive"), (-4.0, "negative")])
def test_a_strong_link_has_the_colour_of_its_sign(weight: float, name: str) -> None:
    picture = _picture()
    picture.set_numbers(_parameters(weight=weight), _maps())
    image = _painted(picture)
    end = getattr(DARK, f"data_{name}")
    middle = _GEOMETRY.middle_of(LinkPlace(1, 0, 0))
    assert _distance(_color_at(image, middle), mix(end, DARK.canvas, 0.12)) < 8


def test_links_grow_from_one_to_ten_pixels_and_no_more() -> None:
    inks = Inks(DARK, 1.0)
    sizes = np.linspace(0, 8, 200)
    for sign in (-1, 1):
        pens = [inks.pens[n] for n in Inks.pen_numbers(sign * sizes)]
        widths = [pen.widthF() for pen in pens]
        assert widths == sorted(widths)
        assert widths[0] == pytest.approx(1, abs=0.1)
        assert widths[-1] == pytest.approx(10, abs=0.7)
        at_one = inks.pens[int(Inks.pen_numbers(np.array([sign * 1.0]))[0])].widthF()
        assert at_one == pytest.approx(1 + 9 / 5, abs=0.3)


def test_a_weight_that_is_no_number_is_drawn_as_an_error() -> None:
    picture = _picture()
    picture.set_numbers(_parameters(weight=np.nan), _maps())
    middle = _GEOMETRY.middle_of(LinkPlace(1, 0, 0))
    color = _color_at(_painted(picture), middle)
    assert color.red() > color.blue() + 40


def test_strong_links_lie_above_weak_ones() -> None:
    shape = Shape.of(Experiment(hidden=(1, 2)))
    geometry = Geometry(shape, 700, 560)
    one, other = LinkPlace(2, 0, 0), LinkPlace(2, 1, 0)
    # Where both begin.
    start = geometry.lines[geometry.links.index(one)][0].p1() + QPointF(0.5, 0)
    for over, under in ((one, other), (other, one)):
        parameters = np.zeros(shape.n_parameters)
        parameters[shape.parameter_number(over)] = 5.0
        parameters[shape.parameter_number(under)] = -4.0
        picture = Picture(DARK, geometry, QFont())
        picture.set_numbers(parameters, None)
        color = _color_at(_painted(picture), start)
        assert color.blue() > color.red()


def test_a_bias_shows_beside_its_neuron() -> None:
    picture = _picture()
    place = BiasPlace(1, 0)
    for value in (-0.7, 0.0, 0.7):
        picture.set_numbers(_parameters(bias=value), _maps())
        color = _color_at(_painted(picture), _GEOMETRY.biases[place].center())
        assert _distance(color, data_color(DARK, value)) < 3


def test_the_links_of_a_neuron_stand_out_while_it_is_pointed_at() -> None:
    picture = _picture()
    parameters = np.full(_SHAPE.n_parameters, 3.0)
    picture.set_numbers(parameters, _maps())
    own, other = LinkPlace(3, 0, 0), LinkPlace(3, 0, 1)
    before = _painted(picture)
    picture.pointed = NeuronPlace(2, 0)
    after = _painted(picture)
    at_own, at_other = _GEOMETRY.middle_of(own), _GEOMETRY.middle_of(other)
    assert _color_at(after, at_own) == _color_at(before, at_own)
    faded = _color_at(after, at_other)
    assert _distance(faded, DARK.canvas) < 60
    assert _distance(_color_at(before, at_other), DARK.canvas) > 100


def _card(image: QImage) -> QImage:
    """The part of *image* that has the colour of a card around it."""
    bits = np.frombuffer(image.constBits(), np.uint32).reshape(560, 700)
    is_card = bits == DARK.panel.rgb()
    rows = np.flatnonzero(is_card.sum(axis=1) > 50)
    columns = np.flatnonzero(is_card.sum(axis=0) > 10)
    if not len(rows):
        return QImage()
    corner = QPoint(int(columns[0]), int(rows[0]))
    return image.copy(QRect(corner, QPoint(int(columns[-1]), int(rows[-1]))))


@pytest.mark.parametrize("place", [LinkPlace(1, 0, 0), BiasPlace(3, 0)])
def test_a_number_that_is_pointed_at_is_written_out(place: Place) -> None:
    picture = _picture()
    picture.set_numbers(_parameters(), _maps())
    assert _card(_painted(picture)).isNull()
    picture.pointed = place
    before = _card(_painted(picture))
    assert before.width() > 100
    picture.set_numbers(np.full(_SHAPE.n_parameters, 1.25), _maps())
    after = _card(_painted(picture))
    assert after.size() == before.size()
    assert after != before


def test_where_the_keys_act_shows_only_when_asked() -> None:
    picture = _picture()
    picture.set_numbers(_parameters(), _maps())
    plain = _painted(picture)
    picture.current = NeuronPlace(1, 2)
    assert _painted(picture) != plain
    image = QImage(700, 560, QImage.Format.Format_RGB32)
    image.fill(DARK.canvas)
    painter = QPainter(image)
    picture.paint(painter, marks_current=False)
    painter.end()
    assert image == plain


def test_numbers_of_another_network_are_forgotten() -> None:
    picture = _picture()
    picture.set_numbers(_parameters(weight=2.0), _maps())
    picture.pointed = NeuronPlace(1, 3)
    picture.arrange(Geometry(Shape.of(Experiment(hidden=(2,))), 700, 560))
    assert picture.value_of(LinkPlace(1, 0, 0)) is None
    assert picture.pointed is None
    _painted(picture)


def test_a_network_without_maps_is_drawn_in_neutral_colours() -> None:
    image = _painted(_picture())
    middle = _GEOMETRY.tiles[NeuronPlace(1, 1)].center()
    assert _distance(_color_at(image, middle), DARK.data_zero) < 3


def test_of_very_many_links_the_strongest_are_drawn(qtbot: QtBot) -> None:
    del qtbot
    shape = Shape.of(Experiment(hidden=(64, 64)))
    geometry = Geometry(shape, 700, 560)
    picture = Picture(DARK, geometry, QFont())
    parameters = np.full(shape.n_parameters, 0.01)
    strong = LinkPlace(3, 0, 40)
    parameters[shape.parameter_number(strong)] = 5.0
    picture.set_numbers(parameters, None)
    assert picture.links.n_left_out == shape.n_links - MOST_LINKS
    drawn = picture.links.order
    assert len(drawn) == MOST_LINKS
    assert geometry.links.index(strong) in drawn


def test_of_very_many_links_only_those_to_be_seen_are_pointed_at(qtbot: QtBot) -> None:
    del qtbot
    shape = Shape.of(Experiment(hidden=(64, 64, 64)))
    geometry = Geometry(shape, 700, 560)
    picture = Picture(DARK, geometry, QFont())
    # Nothing is drawn of a network that is not known, and nothing is found in it.
    assert picture.links.order == []
    spots = [geometry.middle_of(link) for link in geometry.links[::97]]
    for spot in spots:
        there = geometry.place_at(spot.x(), spot.y(), picture.links.drawn)
        assert not isinstance(there, LinkPlace)
    weights = np.random.default_rng(3).normal(size=shape.n_parameters)
    picture.set_numbers(weights, None)
    drawn = set(picture.links.order)
    drawable = picture.links.drawn
    found = [geometry.place_at(spot.x(), spot.y(), drawable) for spot in spots]
    found_links = {
        shape.link_number(place) for place in found if isinstance(place, LinkPlace)
    }
    assert found_links
    assert found_links <= drawn
    few = Picture(DARK, _GEOMETRY, QFont())
    assert few.links.drawn is None
    assert len(few.links.order) == _GEOMETRY.shape.n_links


def _links(ratio: float, paper: Paper | None) -> NDArray[np.int_]:
    """The links of a network with many, painted on a screen of so many pixels."""
    shape = Shape.of(Experiment(features=tuple(FEATURES), hidden=(8, 8, 8)))
    picture = Picture(DARK, Geometry(shape, 700, 560), QFont())
    generator = np.random.default_rng(3)
    picture.set_numbers(generator.normal(0, 2, shape.n_parameters), None)
    image = QImage(round(700 * ratio), round(560 * ratio), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(DARK.canvas)
    painter = QPainter(image)
    picture.paint(painter, marks_current=False, paper=paper)
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint8)
    return pixels.reshape(image.height(), image.width(), 4)[..., :3].astype(int)


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_compiled_loops_paint_the_links_as_qt_does(ratio: float) -> None:
    compiled.load()
    found = _links(ratio, Paper())
    compiled.unload()
    expected = _links(ratio, Paper())
    assert np.array_equal(expected, _links(ratio, None))
    gap = np.abs(found - expected).max(axis=2)
    assert np.ptp(expected) > 60
    assert not np.array_equal(found, expected)
    # Qt blends the pieces of a link where they overlap.
    assert gap.mean() < 2.0
    assert (gap > 60).mean() < 0.01
