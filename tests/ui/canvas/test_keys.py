import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.ui.canvas.menus import context_menu
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


def wheel(
    hand: Hand,
    at: QPoint,
    turn: int,
    pixels: QPoint | None = None,
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
) -> QWheelEvent:
    phase = Qt.ScrollPhase.ScrollUpdate if pixels else Qt.ScrollPhase.NoScrollPhase
    event = QWheelEvent(
        QPointF(at),
        QPointF(hand.view.viewport().mapToGlobal(at)),
        pixels or QPoint(),
        QPoint(0, turn),
        Qt.MouseButton.NoButton,
        modifiers,
        phase,
        False,
    )
    QApplication.sendEvent(hand.view.viewport(), event)
    return event


@pytest.mark.parametrize("key", [Qt.Key.Key_Delete, Qt.Key.Key_Backspace])
def test_delete_removes_the_selection_and_undo_brings_it_back(
    hand: Hand, key: Qt.Key
) -> None:
    before = hand.graph.copy()
    hand.click(hand.title("mul"))
    hand.click(hand.title("b"), SHIFT)
    hand.key(key)
    assert len(hand.graph.nodes) == len(before.nodes) - 2
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph == before
    assert len(hand.view.scene_shown.wires) == 9


def test_control_a_selects_everything(hand: Hand) -> None:
    hand.key(Qt.Key.Key_A, CONTROL)
    assert set(hand.view.scene_shown.selected_ids) == set(hand.graph.nodes)


def test_escape_deselects(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_Escape)
    assert not hand.view.scene_shown.selected_ids


def test_control_d_duplicates_with_inner_wires(hand: Hand) -> None:
    mul = hand.node("mul")
    x1, w1 = hand.node("x1"), hand.node("w1")
    hand.click(hand.title("mul"))
    hand.click(hand.title("x1"), SHIFT)
    hand.key(Qt.Key.Key_D, CONTROL)
    copies = hand.view.scene_shown.selected_ids
    assert len(copies) == 2
    twin = next(hand.graph.nodes[i] for i in copies if hand.graph.nodes[i].operation)
    leaf = next(
        hand.graph.nodes[i] for i in copies if not hand.graph.nodes[i].operation
    )
    assert twin.operands == (leaf.id, w1)
    assert leaf.name != "x1"
    assert leaf.value == 2.0
    assert hand.graph.nodes[mul].operands == (x1, w1)
    assert hand.steps == 1


def test_arrows_walk_along_the_wires(hand: Hand) -> None:
    scene = hand.view.scene_shown
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_Left)
    second_sum = scene.selected_ids[0]
    assert hand.graph.nodes[hand.node("tanh")].operands == (second_sum,)
    hand.key(Qt.Key.Key_Right)
    assert scene.selected_ids == [hand.node("tanh")]
    hand.click(hand.title("x1"))
    hand.key(Qt.Key.Key_Down)
    assert scene.selected_ids == [hand.node("w1")]
    hand.key(Qt.Key.Key_Up)
    assert scene.selected_ids == [hand.node("x1")]


def test_alt_arrows_nudge_and_merge_into_one_step(hand: Hand) -> None:
    before = hand.corner("b")
    hand.click(hand.title("b"))
    for _ in range(3):
        hand.key(Qt.Key.Key_Right, ALT)
    assert hand.corner("b") == before + QPointF(30, 0)
    assert hand.steps == 1


def test_l_switches_learning_and_o_chooses_the_output(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_L)
    assert not hand.graph.nodes[hand.node("b")].is_learnable
    hand.click(hand.title("mul"))
    hand.key(Qt.Key.Key_O)
    assert hand.graph.output == hand.node("mul")
    assert hand.window.document.evaluation.gradient(hand.node("w1")) == 2.0
    hand.key(Qt.Key.Key_O)
    assert hand.graph.output is None


def test_c_connects_what_is_selected(empty: Hand) -> None:
    for key in ("value", "value", "mul"):
        empty.window.palette_.chip(key).add_requested.emit(
            empty.window.palette_.chip(key).entry
        )
    empty.key(Qt.Key.Key_A, CONTROL)
    empty.key(Qt.Key.Key_C)
    a, b = empty.node("a"), empty.node("b")
    assert empty.graph.nodes[empty.node("mul")].operands == (a, b)


def test_typing_a_digit_begins_a_new_number(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_4)
    hand.type("2")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[hand.node("b")].value == 42.0
    assert hand.view.hasFocus()


def test_the_wheel_zooms_at_the_cursor(hand: Hand) -> None:
    at = QPoint(200, 150)
    before = hand.view.mapToScene(at)
    wheel(hand, at, 120)
    assert hand.view.zoom == pytest.approx(1.2)
    after = hand.view.mapToScene(at)
    assert (after - before).manhattanLength() < 2


def test_a_touchpad_pans(hand: Hand) -> None:
    at = QPoint(200, 150)
    before = hand.view.mapToScene(at)
    wheel(hand, at, 40, QPoint(-10, -20))
    assert hand.view.zoom == 1.0
    assert hand.view.mapToScene(at) == before + QPointF(10, 20)


def test_the_wheel_scrolls_for_those_used_to_that(hand: Hand) -> None:
    hand.view.navigation.wheel_scrolls = True
    at = QPoint(200, 150)
    before = hand.view.mapToScene(at)
    wheel(hand, at, -120)
    assert hand.view.mapToScene(at) == before + QPointF(0, 60)
    wheel(hand, at, -120, modifiers=SHIFT)
    assert hand.view.mapToScene(at) == before + QPointF(60, 60)
    assert hand.view.zoom == 1.0
    there = hand.view.mapToScene(at)
    wheel(hand, at, 120, modifiers=CONTROL)
    assert hand.view.zoom == pytest.approx(1.2)
    assert (hand.view.mapToScene(at) - there).manhattanLength() < 2


@pytest.mark.parametrize("with_space", [False, True])
def test_the_middle_button_and_space_pan(hand: Hand, *, with_space: bool) -> None:
    at = QPoint(300, 60)
    before = hand.view.mapToScene(at)
    start = before
    if with_space:
        QTest.keyPress(hand.view, Qt.Key.Key_Space)
        hand.press(start)
    else:
        hand.press(start, button=Qt.MouseButton.MiddleButton)
    hand.move(start + QPointF(30, 40))
    button = Qt.MouseButton.LeftButton if with_space else Qt.MouseButton.MiddleButton
    hand.release(start + QPointF(30, 40), button=button)
    QTest.keyRelease(hand.view, Qt.Key.Key_Space)
    assert hand.view.mapToScene(at) == before - QPointF(30, 40)
    assert not hand.view.scene_shown.selected_ids
    assert not hand.window.editor.placing.popup.isVisible()


def test_keys_zoom_and_fit(hand: Hand) -> None:
    hand.key(Qt.Key.Key_Minus, CONTROL)
    assert hand.view.zoom == pytest.approx(1 / 1.2)
    hand.key(Qt.Key.Key_0, CONTROL)
    assert hand.view.zoom == 1.0
    hand.key(Qt.Key.Key_Plus, CONTROL)
    assert hand.view.zoom == pytest.approx(1.2)
    hand.view.pan_by(5000, 5000)
    hand.key(Qt.Key.Key_Home)
    seen = hand.view.mapToScene(hand.view.viewport().rect()).boundingRect()
    assert seen.contains(hand.view.scene_shown.bounds())
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_F)
    middle = hand.view.mapToScene(hand.view.viewport().rect().center())
    gap = middle - hand.view.scene_shown.bounds([hand.node("b")]).center()
    assert gap.manhattanLength() < 3


def test_shift_tab_leaves_the_canvas(hand: Hand) -> None:
    QTest.keyClick(hand.view, Qt.Key.Key_Backtab, SHIFT)
    assert not hand.view.hasFocus()


def test_context_menus_show_commands_and_their_keys(hand: Hand) -> None:
    hand.click(hand.title("b"))
    editor = hand.window.editor
    found = hand.view.hit_at(hand.at(hand.title("b")))
    menu = context_menu(found, hand.graph, editor.commands, hand.view)
    shown = {action.text(): action.shortcut().toString() for action in menu.actions()}
    assert shown["Rename"] == "F2"
    assert shown["Delete"] == "Del"
    next(a for a in menu.actions() if a.text() == "Learnable").trigger()
    assert not hand.graph.nodes[hand.node("b")].is_learnable
    on_canvas = context_menu(None, hand.graph, editor.commands, hand.view)
    assert "Add node…" in [action.text() for action in on_canvas.actions()]
