"""Every word and number has its room, at all zooms and on all screens."""

import random
from dataclasses import dataclass, field, replace
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRect, QRectF
from PySide6.QtGui import QFont, QFontMetricsF, QImage, QPainter, QTransform
from PySide6.QtWidgets import QStyleOptionGraphicsItem

from playground.core.operations import OPERATIONS
from playground.graph.arrangement import tidied
from playground.graph.definitions import Definition, Library
from playground.graph.edits import apply
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT
from playground.ui.canvas import geometry
from playground.ui.canvas.scene import CanvasScene
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch

LONG = "a_name_that_takes_more_room_than_there_is"
WIDE = "WWWWWWWWWWWW"
NUMBERS = (-1.2345e-123, -999_999.4, 1e300, -0.001234, 0.0, float("1e-300"))
ZOOMS = (0.3, 0.45, 0.59, 0.6, 0.8, 1.0, 1.37, 2.0, 4.0)


@dataclass
class Pen:
    """Stands in for a painter, and writes down where words would stand.

    Attributes:
        words: Texts with their rectangles in scene units.
    """

    zoom: float
    ratio: float = 1.0
    font: QFont = field(default_factory=QFont)
    words: list[tuple[str, QRectF]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._world = self._base = QTransform.fromScale(self.zoom, self.zoom)

    def __getattr__(self, _: str) -> Any:  # noqa: ANN401
        return lambda *_: None

    def worldTransform(self) -> QTransform:  # noqa: N802
        return self._world

    def setWorldTransform(self, world: QTransform) -> None:  # noqa: N802
        self._world = world

    def device(self) -> "Pen":
        return self

    def devicePixelRatio(self) -> float:  # noqa: N802
        return self.ratio

    def viewport(self) -> QRect:
        return QRect(-100_000, -100_000, 200_000, 200_000)

    def setFont(self, font: QFont) -> None:  # noqa: N802
        self.font = font

    def drawText(self, place: QPointF | QRectF, *rest: Any) -> None:  # noqa: ANN401, N802
        text, metrics = rest[-1], QFontMetricsF(self.font)
        if isinstance(place, QPointF):
            width = metrics.horizontalAdvance(text)
            top = place.y() - metrics.capHeight()
            rect = QRectF(place.x(), top, width, metrics.capHeight())
        else:
            rect = metrics.boundingRect(place, rest[0], text)
            spare = (rect.height() - metrics.capHeight()) / 2
            rect.adjust(0, spare, 0, -spare)
        back = self._base.inverted()[0]
        self.words.append((text, back.mapRect(self._world.mapRect(rect))))


def _graph() -> Graph:
    """Names, numbers, problems and open inputs of every kind."""
    nodes = [
        Node(NodeId(k + 1), None, (), number, name, is_learnable=k % 2 == 0)
        for k, number in enumerate(NUMBERS)
        for name in [(LONG, WIDE, "", "x1", f"{LONG}2", "W")[k]]
    ]
    for place, row in enumerate(OPERATIONS.values()):
        node_id = NodeId(len(nodes) + 1)
        before = [NodeId(1 + (place * 5 + port) % len(nodes)) for port in range(2)]
        operands = tuple(
            None if (place + port) % 7 == 0 else before[port]
            for port in range(row.arity)
        )
        name = ("", "n", f"{WIDE}{place}", f"{LONG}_{place}")[place % 4]
        nodes.append(Node(node_id, row.name, operands, name=name))
    graph = Graph(nodes)
    edit = tidied(graph, [], geometry.WIDTH + 32)
    assert edit is not None
    apply(graph, edit)
    return graph


def _function() -> Definition:
    """One of five inputs whose name is too long for a node."""
    leaves = [Node(NodeId(k), value=1.0, name=f"input_{k}_of_it") for k in range(1, 6)]
    sums = [
        Node(NodeId(k + 10), "add", (NodeId(k + 9 if k > 1 else 5), NodeId(k)))
        for k in range(1, 5)
    ]
    inside = Graph((*leaves, *sums), NodeId(14))
    inside.inputs = tuple(leaf.id for leaf in leaves)
    return Definition(LONG, inside)


def _crowd(chance: random.Random) -> Graph:
    """As close as layouts put nodes, half of them with something to say."""
    nodes: list[Node] = []
    function = _function()
    library = Library()
    for place in range(48):
        column, row = divmod(place, 6)
        node_id, at = NodeId(place + 1), (column * LAYER_WIDTH, row * ROW_HEIGHT)
        if column == 0:
            value = -2.0 if row == 0 else chance.choice((-2.0, -1.2345e-123, 0.0))
            nodes.append(Node(node_id, value=value, name=WIDE[row:], position=at))
            continue
        operation = chance.choice(("log", "div", "pow", "sub", "sqrt", "add"))
        if place in (10, 20, 30):
            operands = tuple(
                None if k == place % 4 else NodeId(k + 1) for k in range(5)
            )
            node = Node(node_id, function, operands, name=f"f{place}", position=at)
            nodes.append(replace(node, ports=function.inputs))
            continue
        if place == 15:
            name = f"mystery_{LONG}"
            nodes.append(Node(node_id, name, (None,), position=at, data="{}"))
            continue
        if place == 6:
            nodes.append(Node(node_id, "log", (NodeId(1),), position=at))
            continue
        operands = tuple(
            chance.choice((None, *(node.id for node in nodes[: 6 * column])))
            if chance.random() < 0.7
            else None
            for _ in range(OPERATIONS[operation].arity)
        )
        nodes.append(Node(node_id, operation, operands, position=at))
    graph = Graph(nodes, chance.choice(nodes[6:]).id)
    graph.inputs = (NodeId(2), NodeId(3))
    library.attach(graph)
    return graph


@pytest.fixture
def scene(theme_switch: ThemeSwitch) -> CanvasScene:
    scene = CanvasScene(Document(_graph()), theme_switch)
    scene.layer.wire_style.numbers = True
    return scene


def _written(scene: CanvasScene, zoom: float, ratio: float) -> Pen:
    pen = Pen(zoom, ratio)
    option = QStyleOptionGraphicsItem()
    option.exposedRect = scene.sceneRect()
    scene.layer._paint(pen, option)  # type: ignore[arg-type]
    assert pen.words
    return pen


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", ZOOMS)
def test_no_word_covers_another_one_or_a_foreign_node(
    scene: CanvasScene, zoom: float, ratio: float
) -> None:
    _check(scene, _written(scene, zoom, ratio).words, zoom)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("zoom", [0.59, 0.8, 1.0, 2.0])
def test_words_in_a_crowd_give_way_to_each_other(
    theme_switch: ThemeSwitch, zoom: float, seed: int
) -> None:
    scene = CanvasScene(Document(_crowd(random.Random(seed))), theme_switch)
    scene.layer.wire_style.numbers = True
    words = _written(scene, zoom, 1.0).words
    _check(scene, words, zoom)
    spoken = [text for text, _ in words]
    if zoom >= 0.8:
        assert "needs a positive number" in spoken
        assert {"x", "over", "from", "base"} & set(spoken)
        assert {"input 1", "input 2", "ƒ", "?"} <= set(spoken)


def test_the_number_on_a_wire_leaves_the_output_its_word(
    theme_switch: ThemeSwitch,
) -> None:
    nodes = [
        Node(NodeId(1), value=2.0, name="x", position=(0.0, -10.0)),
        Node(NodeId(2), value=3.0, name="y", position=(300.0, 40.0)),
        Node(NodeId(3), "neg", (NodeId(1),), position=(600.0, -10.0)),
    ]
    scene = CanvasScene(Document(Graph(nodes, NodeId(2))), theme_switch)
    scene.layer.wire_style.numbers = True
    words = _written(scene, 1.0, 1.0).words
    assert [text for text, _ in words].count("2") == 2  # on the node and the wire
    assert "output" in dict(words)
    _check(scene, words, 1.0)


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_stay_clear_of_the_words_before_them(
    theme_switch: ThemeSwitch, number: float
) -> None:
    node = Node(NodeId(1), value=number, name="x")
    scene = CanvasScene(Document(Graph([node])), theme_switch)
    scene.layer._node_painter.is_for_print = True  # the blank card speaks as well
    words = dict(_written(scene, 1.0, 1.0).words)
    value = next(words[text] for text in words if text not in ("x", "value", "grad"))
    assert value.left() - words["value"].right() >= 4


@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("zoom", ZOOMS)
@pytest.mark.parametrize("name", [LONG, WIDE])
def test_no_ink_leaves_a_node(
    theme_switch: ThemeSwitch, name: str, zoom: float, ratio: float
) -> None:
    node = Node(NodeId(1), value=-1.2345e-123, name=name)
    scene = CanvasScene(Document(Graph([node])), theme_switch)
    scene.layer.wear(theme_switch.current)
    rim = 9.0 * max(zoom, 1.0)  # ports and the ring around the output
    above = 18.0 * zoom  # says that it is the output
    size = QRectF(0, 0, geometry.WIDTH * zoom, geometry.HEIGHT * zoom)
    room = size.adjusted(-rim - 40, -above - 20, rim + 40, 40)
    image = QImage((room.size() * ratio).toSize(), QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(theme_switch.current.canvas)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    origin = -room.topLeft()
    painter.setWorldTransform(QTransform(zoom, 0, 0, zoom, *origin.toTuple()))
    option = QStyleOptionGraphicsItem()
    option.exposedRect = scene.sceneRect()
    scene.layer.paint(painter, option)
    painter.end()
    pixels = np.frombuffer(image.constBits(), dtype=np.uint32)
    inked = pixels.reshape(image.height(), -1) != pixels[0]
    rows, columns = np.nonzero(inked)
    assert len(rows)
    low = np.array([columns.min(), rows.min()]) / ratio - origin.toTuple()
    high = (np.array([columns.max(), rows.max()]) + 1) / ratio - origin.toTuple()
    assert low[0] >= -rim
    assert low[1] >= -above
    assert high[0] <= size.width() + rim
    assert high[1] <= size.height() + 2 + zoom


def _check(scene: CanvasScene, words: list[tuple[str, QRectF]], zoom: float) -> None:
    for (one, rect), (other, rect_) in combinations(words, 2):
        assert not rect.intersects(rect_), (one, other, rect, rect_)
    boxes = [geometry.node_rect(x, y) for x, y in scene.nodes.positions.tolist()]
    for text, rect in words:
        touched = [box for box in boxes if box.intersects(rect)]
        # On a node a word stays inside, but for a breath.
        slack = 1.0 / zoom
        assert len(touched) <= 1, text
        assert all(
            box.adjusted(-slack, -slack, slack, slack).contains(rect) for box in touched
        ), (text, rect, touched)
