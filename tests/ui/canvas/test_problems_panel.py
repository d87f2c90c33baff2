"""The list of problems leads to them."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.edits import AddNodes, SetValues
from playground.graph.graph import Node
from playground.ui.problems_panel import ProblemsPanel
from playground.ui.theme import ThemeSwitch
from tests.ui.canvas.hand import Hand

BAD = "x = 1; y = log(x); v = 2; z = y*v; z + 1"


@pytest.fixture
def hand(open_window: Callable[[str], Hand]) -> Hand:
    return open_window(BAD)


@pytest.fixture
def panel(hand: Hand, theme_switch: ThemeSwitch) -> ProblemsPanel:
    made = ProblemsPanel(hand.window.editor, theme_switch)
    made.setMinimumWidth(400)
    layout = hand.window.layout()
    assert layout is not None
    layout.addWidget(made)
    QApplication.processEvents()
    return made


def _break(hand: Hand) -> None:
    hand.window.document.edit(SetValues({hand.node("x"): -1.0}))
    QApplication.processEvents()


def _add_open_tanh(hand: Hand) -> None:
    node = Node(hand.graph.new_id(), "tanh", (None,), position=(4000.0, 3000.0))
    hand.window.document.edit(AddNodes((node,)))
    QApplication.processEvents()


def _texts(panel: ProblemsPanel) -> list[list[str]]:
    items = [panel.list.topLevelItem(k) for k in range(panel.list.topLevelItemCount())]
    return [[item.text(c) for c in range(3)] for item in items if item is not None]


def test_the_list_follows_the_canvas(hand: Hand, panel: ProblemsPanel) -> None:
    counts: list[int] = []
    panel.count_changed.connect(counts.append)
    assert not panel.list.isVisible()
    _break(hand)
    (row,) = _texts(panel)
    assert row[:2] == ["not finite", "y"]
    assert panel.list.isVisible()
    _add_open_tanh(hand)
    assert [row[0] for row in _texts(panel)] == ["not finite", "open input"]
    hand.window.document.undo()
    hand.window.document.undo()
    QApplication.processEvents()
    assert panel.count == 0
    assert not panel.list.isVisible()
    assert counts == [1, 2, 0]


def test_a_click_leads_to_the_place(hand: Hand, panel: ProblemsPanel) -> None:
    _add_open_tanh(hand)
    view = hand.view
    node_id = hand.node("tanh")
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert not seen.contains(view.node_rect(node_id))
    item = panel.list.topLevelItem(0)
    assert item is not None
    place = panel.list.visualItemRect(item).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert hand.window.editor.scene.selected_ids == [node_id]
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    assert seen.contains(view.node_rect(node_id))
    # The same row leads there again.
    hand.window.editor.scene.focus_on(hand.node("x"))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert hand.window.editor.scene.selected_ids == [node_id]


def test_keys_walk_the_problems_and_enter_goes_to_the_canvas(
    hand: Hand, panel: ProblemsPanel, qtbot: QtBot
) -> None:
    _break(hand)
    _add_open_tanh(hand)
    panel.list.setFocus()
    scene = hand.window.editor.scene
    hand.key(Qt.Key.Key_Home)
    hand.key(Qt.Key.Key_Down)
    assert scene.selected_ids == [hand.node("tanh")]
    hand.key(Qt.Key.Key_Up)
    assert scene.selected_ids == [hand.node("y")]
    hand.key(Qt.Key.Key_Return)
    qtbot.waitUntil(hand.window.editor.view.hasFocus)


def test_the_canvas_on_loading_is_looked_at(hand: Hand, panel: ProblemsPanel) -> None:
    graph = hand.graph.copy()
    graph.put(Node(graph.new_id(), "exp", (None,)))
    hand.window.document.load(graph)
    assert [row[0] for row in _texts(panel)] == ["open input"]


def test_thousands_of_problems_are_summed_up(hand: Hand, panel: ProblemsPanel) -> None:
    ids = [hand.graph.new_id() for _ in range(2000)]
    hand.window.document.edit(AddNodes(tuple(Node(i, "exp", (None,)) for i in ids)))
    QApplication.processEvents()
    assert panel.count == 2000
    assert len(_texts(panel)) == 301
    assert _texts(panel)[-1][2] == "and 1700 more"
