"""Dots on wires by mouse and keyboard, in a real window."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from playground.graph.graph import Link, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT
from playground.ui.canvas import geometry
from playground.ui.canvas.hit import InputHit, NodeHit, OutputHit, Part, WireHit
from playground.ui.canvas.hover import tool_tip
from tests.ui.canvas.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier


def middle(hand: Hand, link: tuple[NodeId, int], share: float = 0.5) -> QPointF:
    """A point along a wire."""
    wires = hand.window.editor.scene.wires
    row = wires.index[link]
    controls = geometry.wire_controls(wires.ends[row : row + 1])
    return QPointF(*geometry.points_at(controls, np.array([share]))[0, 0].tolist())


def dots(hand: Hand) -> list[Node]:
    return [node for node in hand.graph.nodes.values() if node.is_dot]


def center(node: Node) -> QPointF:
    return geometry.rect_of(node).center()


def wire(hand: Hand) -> tuple[NodeId, int]:
    """The wire from x1 into its product."""
    ((target, port),) = hand.graph.users(hand.node("x1"))
    return target, port


def numbers(hand: Hand) -> dict[NodeId, tuple[float, float]]:
    evaluation = hand.window.document.evaluation
    return {i: (evaluation.value(i), evaluation.gradient(i)) for i in evaluation.ids}


def test_a_double_click_on_a_wire_puts_a_dot_into_it(hand: Hand) -> None:
    before, key = numbers(hand), wire(hand)
    at = middle(hand, key)
    steps = hand.steps
    hand.double_click(at)
    (dot,) = dots(hand)
    assert hand.graph.nodes[key[0]].operands[key[1]] == dot.id
    assert dot.operands == (hand.node("x1"),)
    assert (center(dot) - at).manhattanLength() <= 2
    assert hand.window.editor.scene.selected_ids == [dot.id]
    assert hand.steps == steps + 1
    after = numbers(hand)
    assert after.pop(dot.id) == before[hand.node("x1")]
    assert after == before
    hand.window.document.undo()
    assert not dots(hand)


def test_a_dot_moves_and_its_wires_follow(hand: Hand) -> None:
    key = wire(hand)
    hand.double_click(middle(hand, key))
    (dot,) = dots(hand)
    start = center(dot)
    hand.drag(start, start + QPointF(12, 70), CTRL)
    (moved,) = dots(hand)
    assert center(moved) == start + QPointF(12, 70)
    wires = hand.window.editor.scene.wires
    into, out = wires.ends[wires.index[dot.id, 0]], wires.ends[wires.index[key]]
    assert into[2:].tolist() == [moved.position[0], center(moved).y()]
    right = moved.position[0] + geometry.DOT
    assert out[:2].tolist() == [right, center(moved).y()]


def test_delete_and_dissolve_give_the_wire_back(hand: Hand) -> None:
    key = wire(hand)
    for keys in ((Qt.Key.Key_Delete,), (Qt.Key.Key_Delete, CTRL)):
        hand.double_click(middle(hand, key))
        link = Link(*key, dots(hand)[0].id)
        hand.window.editor.scene.select((), [link])
        hand.key(Qt.Key.Key_D)
        assert len(dots(hand)) == 2
        hand.window.editor.scene.select(dot.id for dot in dots(hand))
        steps = hand.steps
        hand.key(*keys)
        assert not dots(hand)
        assert hand.graph.nodes[key[0]].operands[key[1]] == hand.node("x1")
        assert hand.steps == steps + 1


def test_deleting_a_dot_with_its_source_leaves_the_input_open(hand: Hand) -> None:
    key = wire(hand)
    hand.double_click(middle(hand, key))
    (dot,) = dots(hand)
    hand.window.editor.scene.select([dot.id, hand.node("x1")])
    hand.key(Qt.Key.Key_Delete)
    assert hand.graph.nodes[key[0]].operands[key[1]] is None
    hand.window.document.undo()
    assert hand.graph.nodes[key[0]].operands[key[1]] == dot.id


def test_a_wire_comes_off_the_side_of_a_dot_to_another_target(hand: Hand) -> None:
    key = wire(hand)
    hand.double_click(middle(hand, key))
    (dot,) = dots(hand)
    start = center(dot)
    hand.drag(start, start + QPointF(0, -60), CTRL)
    (dot,) = dots(hand)
    side = center(dot) + QPointF(geometry.DOT / 2 + 6, 0)
    hand.drag(side, hand.input("tanh"), steps=8)
    assert hand.graph.nodes[hand.node("tanh")].operands == (dot.id,)
    assert len(hand.graph.users(dot.id)) == 2


def test_d_puts_dots_into_selected_wires_and_behind_nodes(hand: Hand) -> None:
    scene = hand.window.editor.scene
    first = next(w for w in scene.wires.links if w.source == hand.node("x1"))
    second = next(w for w in scene.wires.links if w.source == hand.node("w1"))
    scene.select((), [first, second])
    steps = hand.steps
    hand.key(Qt.Key.Key_D)
    assert [dot.operands[0] for dot in dots(hand)] == [first.source, second.source]
    assert hand.steps == steps + 1
    hand.window.document.undo()
    scene.select([hand.node("x1")])
    hand.key(Qt.Key.Key_D)
    (dot,) = dots(hand)
    assert hand.graph.users(hand.node("x1")) == [(dot.id, 0)]


def test_a_dot_has_no_name_and_says_so(hand: Hand) -> None:
    said: list[str] = []
    hand.window.document.refused.connect(said.append)
    hand.double_click(middle(hand, wire(hand)))
    hand.key(Qt.Key.Key_F2)
    assert said == ["a dot has no name: name the node that its wire comes from"]
    assert not hand.window.editor.inline.field.is_open


def test_a_dot_tells_its_numbers(hand: Hand) -> None:
    hand.double_click(middle(hand, wire(hand)))
    (dot,) = dots(hand)
    QApplication.processEvents()
    words = tool_tip(hand.window.editor.scene, NodeHit(dot.id, Part.BODY))
    assert words.startswith("x1 = 2; through here flows back \N{MINUS SIGN}1.5")
    hand.move(center(dot), button=Qt.MouseButton.NoButton)
    assert hand.window.editor.scene.marks.wire == (dot.id, 0)
    assert hand.window.inspector._title.text() == "Dot"
    assert "x1" in hand.window.inspector._help.text()


def test_where_a_dot_is_grabbed(open_window: Callable[[str], Hand]) -> None:
    hand = open_window("a=1; tanh(a)")
    target = hand.node("tanh")
    hand.double_click(middle(hand, (target, 0)))
    (dot,) = dots(hand)
    hand.drag(center(dot), center(dot) + QPointF(0, 120), CTRL)
    (dot,) = dots(hand)
    at = center(dot)

    def hit(dx: float, dy: float) -> object:
        return hand.view.hit_at(hand.at(at + QPointF(dx, dy)))

    assert hit(0, 0) == hit(5, 0) == hit(-4, 3) == NodeHit(dot.id, Part.BODY)
    assert hit(12, 2) == OutputHit(dot.id)
    assert hit(-12, -2) == InputHit(dot.id, 0)
    beyond = hit(60, -2)
    assert beyond is None or isinstance(beyond, WireHit)


def test_tidying_puts_dots_on_the_way_of_their_wires(hand: Hand) -> None:
    key = wire(hand)
    hand.double_click(middle(hand, key))
    hand.window.editor.scene.select(())
    hand.key(Qt.Key.Key_T)
    hand.view.glide.finish()
    (dot,) = dots(hand)
    left = hand.window.editor.scene.nodes.output_point(hand.node("x1")).x()
    right = hand.window.editor.scene.nodes.input_point(*key).x()
    assert left < dot.position[0] < right
    # It lies in the middle of the room that a node would take.
    away = center(dot) - geometry.rect_of(hand.graph.nodes[hand.node("x1")]).center()
    assert away.x() % LAYER_WIDTH == 0
    assert away.y() % ROW_HEIGHT == 0


def test_copies_keep_dots(hand: Hand) -> None:
    hand.double_click(middle(hand, wire(hand)))
    hand.key(Qt.Key.Key_A, CTRL)
    hand.key(Qt.Key.Key_C, CTRL)
    hand.key(Qt.Key.Key_V, CTRL)
    first, twin = dots(hand)
    assert twin.operands != first.operands
    assert len(hand.graph.users(twin.id)) == 1


def test_cutting_through_a_dots_wire_disconnects_it(hand: Hand) -> None:
    key = wire(hand)
    hand.double_click(middle(hand, key))
    (dot,) = dots(hand)
    link = Link(dot.id, 0, hand.node("x1"))
    hand.window.editor.scene.select((), [link])
    hand.key(Qt.Key.Key_Delete)
    assert dots(hand)[0].operands == (None,)
    assert hand.window.document.evaluation.problems[dot.id].startswith("connect")


def test_the_map_leaves_dots_out(hand: Hand) -> None:
    hand.double_click(middle(hand, wire(hand)))
    hand.view.pan_by(400, 0)
    QApplication.processEvents()
    minimap = hand.window.editor.minimap
    (dot,) = dots(hand)
    hand.window.editor.scene.select([dot.id])
    QApplication.processEvents()
    first = minimap.grab().toImage()
    hand.window.editor.scene.select([])
    QApplication.processEvents()
    assert minimap.isVisible()
    assert minimap.grab().toImage() == first
