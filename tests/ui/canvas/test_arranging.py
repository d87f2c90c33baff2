"""Tidying, aligning, distributing, lining up while dragging."""

from collections.abc import Callable
from itertools import combinations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest

from playground.graph.edits import MoveNodes
from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.backdrop import GRID
from tests.ui.canvas.hand import Hand

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
LEAVES = ("x1", "w1", "x2", "w2", "b")


def select(hand: Hand, *names: str) -> list[NodeId]:
    ids = [hand.node(name) for name in names]
    hand.view.scene_shown.select(ids)
    return ids


def places(hand: Hand) -> dict[NodeId, tuple[float, float]]:
    return {n.id: n.position for n in hand.graph.nodes.values()}


def assert_nothing_overlaps(hand: Hand) -> None:
    for (x, y), (u, v) in combinations(places(hand).values(), 2):
        assert not geometry.node_rect(x, y).intersects(geometry.node_rect(u, v))


def scatter(hand: Hand) -> None:
    """All nodes on one heap."""
    heap = {i: (10.0 * k, 7.0 * k) for k, i in enumerate(hand.graph.nodes)}
    hand.window.document.edit(MoveNodes(heap))


def test_tidying_everything_is_one_step_and_overlaps_nothing(hand: Hand) -> None:
    scatter(hand)
    before, steps = hand.graph.copy(), hand.steps
    hand.key(Qt.Key.Key_T)
    assert hand.steps == steps + 1
    assert_nothing_overlaps(hand)
    for node in hand.graph.nodes.values():
        for operand in node.operands:
            assert operand is not None
            assert hand.graph.nodes[operand].position[0] < node.position[0]
    hand.window.document.undo()
    assert hand.graph == before


def test_first_operands_lie_above_second_ones(hand: Hand) -> None:
    scatter(hand)
    hand.key(Qt.Key.Key_T)
    for node in hand.graph.nodes.values():
        if len(node.operands) == 2:
            tops = [hand.graph.nodes[o].position for o in node.operands if o]
            if tops[0][0] == tops[1][0]:
                assert tops[0][1] < tops[1][1]


def test_after_a_swap_tidying_follows_the_inputs(
    open_window: Callable[[str], Hand],
) -> None:
    hand = open_window("a = 1; b = 2; a - b")
    hand.click(hand.title("sub"))
    hand.key(Qt.Key.Key_S)
    hand.key(Qt.Key.Key_Escape)
    hand.key(Qt.Key.Key_T)
    assert hand.corner("b").y() < hand.corner("a").y()


def test_tidying_a_selection_leaves_the_others_and_covers_none(hand: Hand) -> None:
    scatter(hand)
    hand.key(Qt.Key.Key_T)
    ids = select(hand, "x1", "w1")
    there = hand.graph.nodes[hand.node("b")].position
    hand.window.document.edit(MoveNodes(dict.fromkeys(ids, there)))
    before = places(hand)
    hand.key(Qt.Key.Key_T)
    after = places(hand)
    assert {i: after[i] for i in after if i not in ids} == {
        i: before[i] for i in before if i not in ids
    }
    assert_nothing_overlaps(hand)


def test_nodes_glide_to_their_places_and_a_press_ends_that(hand: Hand) -> None:
    scatter(hand)
    start = places(hand)
    hand.key(Qt.Key.Key_T)
    scene, glide = hand.view.scene_shown, hand.view.glide
    assert glide.is_running
    assert [tuple(at) for at in scene.nodes.positions.tolist()] == list(start.values())
    QTest.mousePress(hand.view.viewport(), Qt.MouseButton.MiddleButton)
    assert not glide.is_running
    QTest.mouseRelease(hand.view.viewport(), Qt.MouseButton.MiddleButton)
    assert scene.nodes.positions.tolist() == [list(at) for at in places(hand).values()]


def test_an_edit_on_the_way_ends_the_glide(hand: Hand) -> None:
    scatter(hand)
    hand.key(Qt.Key.Key_T)
    hand.window.document.undo()
    scene = hand.view.scene_shown
    assert not hand.view.glide.is_running
    assert scene.nodes.positions.tolist() == [list(at) for at in places(hand).values()]


@pytest.mark.parametrize(
    ("key", "axis", "leading"),
    [
        (Qt.Key.Key_Left, 0, min),
        (Qt.Key.Key_Right, 0, max),
        (Qt.Key.Key_Up, 1, min),
        (Qt.Key.Key_Down, 1, max),
    ],
)
def test_aligning_puts_nodes_in_line_side_by_side(
    hand: Hand, key: Qt.Key, axis: int, leading: Callable[[list[float]], float]
) -> None:
    scatter(hand)
    ids = select(hand, *LEAVES)
    goal = leading([places(hand)[i][axis] for i in ids])
    steps = hand.steps
    hand.key(key, CONTROL | SHIFT)
    assert hand.steps == steps + 1
    at = [places(hand)[i] for i in ids]
    assert {place[axis] for place in at} == {goal}
    for (x, y), (u, v) in combinations(at, 2):
        assert not geometry.node_rect(x, y).intersects(geometry.node_rect(u, v))


def test_distributing_gives_even_distances(hand: Hand) -> None:
    ids = select(hand, *LEAVES)
    tops = {i: (0.0, y) for i, y in zip(ids, (0, 100, 130, 300, 800), strict=True)}
    hand.window.document.edit(MoveNodes(tops))
    hand.key(Qt.Key.Key_V, CONTROL | SHIFT)
    assert sorted(places(hand)[i][1] for i in ids) == [0, 200, 400, 600, 800]
    row = {i: (x, 5.0) for i, x in zip(ids, (0, 10, 20, 30, 40), strict=True)}
    hand.window.document.edit(MoveNodes(row))
    hand.key(Qt.Key.Key_H, CONTROL | SHIFT)
    assert sorted(places(hand)[i][0] for i in ids) == [0, 144, 288, 432, 576]


def test_a_dragged_node_lines_up_and_shows_the_line(hand: Hand) -> None:
    goal = hand.corner("b")
    grab = hand.title("w2") - hand.corner("w2")
    stop = QPointF(goal.x() + 4, goal.y() + 131) + grab
    hand.drag(hand.title("w2"), stop, release=False)
    assert not hand.view.scene_shown.overlay.is_empty
    hand.release(stop)
    assert hand.corner("w2").x() == goal.x()
    assert hand.view.scene_shown.overlay.is_empty


def test_a_wire_snaps_to_be_straight(hand: Hand) -> None:
    [(target, port)] = hand.graph.users(hand.node("b"))
    goal = geometry.input_point(*hand.graph.nodes[target].position, 2, port)
    grab = hand.title("b") - hand.corner("b")
    corner = QPointF(goal.x() - 181, goal.y() - geometry.HEIGHT / 2 + 4)
    hand.drag(hand.title("b"), corner + grab)
    assert hand.output("b").y() == pytest.approx(goal.y(), abs=0.5)


@pytest.mark.parametrize("keys", [ALT, CONTROL])
def test_with_alt_or_control_nothing_snaps(
    hand: Hand, keys: Qt.KeyboardModifier
) -> None:
    goal = hand.corner("b")
    grab = hand.title("w2") - hand.corner("w2")
    stop = QPointF(goal.x() + 4, goal.y() + 131) + grab
    hand.press(hand.title("w2"))
    hand.move(stop, keys)
    hand.release(stop, keys)
    assert hand.corner("w2").x() == goal.x() + 4


def test_the_grid_holds_what_is_dragged(hand: Hand) -> None:
    hand.key(Qt.Key.Key_G)
    hand.drag(hand.title("b"), hand.title("b") + QPointF(57, 33))
    assert hand.corner("b").x() % GRID == 0
    assert hand.corner("b").y() % GRID == 0
    hand.key(Qt.Key.Key_G)
    hand.drag(hand.title("b"), hand.title("b") + QPointF(57, 33), ALT)
    assert hand.corner("b").x() % GRID == 57 % GRID
