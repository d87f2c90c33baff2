"""Finding nodes from a bar over the canvas, by keyboard."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolButton

from playground.graph.edits import MoveNodes
from playground.ui.canvas.find_bar import FindBar
from playground.ui.theme import ThemeSwitch
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def bar(hand: Hand) -> FindBar:
    made = hand.window.editor.find_bar
    made.open_bar()
    return made


def _selected(hand: Hand) -> list[str]:
    nodes = hand.graph.nodes
    return [nodes[i].name for i in hand.window.editor.scene.selected_ids]


def _ringed(hand: Hand, bar: FindBar) -> set[str]:
    return {hand.graph.nodes[i].name for i in bar.marks.ids}


def test_typing_rings_what_is_found_and_goes_to_the_first(
    hand: Hand, bar: FindBar
) -> None:
    hand.type("w")
    assert _ringed(hand, bar) == {"w1", "w2"}
    assert _selected(hand) == ["w1"]
    assert bar.count.text() == "1 of 2"
    assert bar.field.hasFocus()


def test_enter_and_shift_enter_walk_round(hand: Hand, bar: FindBar) -> None:
    hand.type("learn")
    walked = [*_selected(hand)]
    for _ in range(5):
        hand.key(Qt.Key.Key_Return)
        walked += _selected(hand)
    assert sorted(walked[:5]) == ["b", "w1", "w2", "x1", "x2"]
    assert walked[5] == walked[0]
    hand.key(Qt.Key.Key_Return, SHIFT)
    assert _selected(hand) == [walked[4]]
    assert bar.count.text() == "5 of 5"


@pytest.mark.usefixtures("bar")
def test_what_is_found_out_of_sight_is_shown(hand: Hand) -> None:
    far = hand.node("b")
    hand.window.document.edit(MoveNodes({far: (9000.0, 5000.0)}))
    hand.type("b")
    view = hand.view
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert seen.contains(view.node_rect(far))


def test_nothing_found_is_said_and_the_selection_stays(
    hand: Hand, bar: FindBar
) -> None:
    hand.window.editor.scene.focus_on(hand.node("x1"))
    hand.type("zebra")
    assert bar.count.text() == "none"
    assert bar.field.property("invalid")
    assert _selected(hand) == ["x1"]
    hand.key(Qt.Key.Key_Return)
    bar.field.clear()
    assert not bar.field.property("invalid")
    assert bar.count.text() == ""


def test_escape_closes_and_leaves_the_hit_selected(hand: Hand, bar: FindBar) -> None:
    hand.type("w2")
    hand.key(Qt.Key.Key_Escape)
    assert not bar.isVisible()
    assert not bar.marks.ids
    assert hand.view.hasFocus()
    assert _selected(hand) == ["w2"]


def test_it_opens_again_with_what_was_looked_for(hand: Hand, bar: FindBar) -> None:
    hand.type("w")
    hand.key(Qt.Key.Key_Escape)
    bar.go_on()
    assert bar.isVisible()
    assert bar.field.selectedText() == "w"
    assert _selected(hand) == ["w2"]
    assert _ringed(hand, bar) == {"w1", "w2"}


def test_hits_follow_the_canvas(hand: Hand, bar: FindBar) -> None:
    hand.type("w")
    hand.window.editor.scene.select([hand.node("w1")])
    hand.window.editor.delete()
    QApplication.processEvents()
    assert _ringed(hand, bar) == {"w2"}
    hand.window.document.undo()
    QApplication.processEvents()
    assert _ringed(hand, bar) == {"w1", "w2"}


def test_buttons_do_what_keys_do(hand: Hand, bar: FindBar) -> None:
    hand.type("w")
    buttons = {button.objectName(): button for button in bar.findChildren(QToolButton)}
    assert all(b.accessibleName() and b.toolTip() for b in buttons.values())
    for name, expected in (("findNextButton", "w2"), ("findPreviousButton", "w1")):
        QTest.mouseClick(buttons[name], Qt.MouseButton.LeftButton)
        assert _selected(hand) == [expected]
    QTest.mouseClick(buttons["findCloseButton"], Qt.MouseButton.LeftButton)
    assert not bar.isVisible()


def test_the_bar_stays_within_a_narrow_canvas(hand: Hand, bar: FindBar) -> None:
    hand.window.resize(1010, 500)
    QApplication.processEvents()
    assert hand.view.rect().contains(bar.geometry())
    assert bar.geometry().right() == hand.view.rect().right() - 10


def test_a_ring_is_painted_around_the_hit_in_either_theme(
    open_window: Callable[[str], Hand], theme_switch: ThemeSwitch
) -> None:
    hand = open_window("x = 1; y = 2; x + y")
    bar = hand.window.editor.find_bar
    bar.open_bar()
    hand.type("y")
    hand.window.editor.scene.focus_on(hand.node("x"))
    place = hand.at(hand.corner("y")) + QPoint(50, -5)
    for mode in ("dark", "light"):
        theme_switch.set_mode(mode)
        ringed = hand.view.grab().toImage().pixelColor(place)
        accent = theme_switch.current.accent
        assert abs(ringed.hueF() - accent.hueF()) < 0.05, mode
        assert ringed.saturationF() > 0.3
