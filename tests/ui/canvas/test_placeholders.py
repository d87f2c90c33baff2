"""Operations that this program does not know: seen, told about, replaced."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from playground.graph.edits import AddNodes, Connect, Rename
from playground.graph.graph import Link, Node
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from tests.ui.canvas.hand import Hand

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def hand(open_window: Callable[[str], Hand]) -> Hand:
    return open_window("tanh(x)")


def _placeholder(hand: Hand) -> Node:
    """A node of an operation ``warp`` between x and tanh."""
    graph = hand.graph
    warp = Node(
        graph.new_id(),
        "warp",
        (hand.node("x"), hand.node("x")),
        position=(60.0, 120.0),
        data='{"operation": "warp", "strength": 2}',
    )
    document = hand.window.document
    assert document.edit(AddNodes((warp,)))
    assert document.edit(Connect((Link(hand.node("tanh"), 0, warp.id),)))
    return warp


def test_an_unknown_operation_is_the_reason_and_keeps_its_data(hand: Hand) -> None:
    warp = _placeholder(hand)
    problems = hand.window.document.evaluation.problems
    assert problems[warp.id] == "unknown operation warp"
    assert problems[hand.node("tanh")] == "no value: unknown operation warp"
    assert hand.window.document.edit(Rename(warp.id, "curved"))
    hand.window.grab()
    written = encode(Project((Canvas("", hand.graph),)))
    assert b'"strength": 2' in written
    assert encode(decode(written)) == written


def test_it_is_replaced_by_an_operation_that_takes_its_wires(hand: Hand) -> None:
    warp = _placeholder(hand)
    before = hand.graph.copy()
    hand.window.editor.scene.focus_on(warp.id)
    hand.key(Qt.Key.Key_R)
    popup = hand.window.editor.placing.popup
    QTest.keyClicks(popup.focusWidget(), "mul")
    QTest.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    tanh = hand.node("tanh")
    assert hand.window.document.formula(tanh) == "tanh(x*x)"
    assert warp.id not in hand.graph.nodes
    hand.window.document.undo()
    assert hand.graph == before


def test_a_leaf_has_nothing_to_replace(hand: Hand) -> None:
    said: list[str] = []
    hand.window.document.refused.connect(said.append)
    hand.window.editor.scene.focus_on(hand.node("x"))
    hand.key(Qt.Key.Key_R)
    assert said == ["select one operation to replace"]
