"""The outline says what the canvas shows, and leads there."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.edits import AddNodes, Rename, SetValues
from playground.graph.graph import Node
from playground.ui.outline_panel import OutlinePanel
from playground.ui.theme import ThemeSwitch
from tests.ui.canvas.hand import Hand

SHARED = "x = 2; w = -3; n = x*w; a = tanh(n); a*a"
CONTROL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def hand(open_window: Callable[[str], Hand]) -> Hand:
    return open_window(SHARED)


@pytest.fixture
def panel(hand: Hand, theme_switch: ThemeSwitch) -> OutlinePanel:
    made = OutlinePanel(hand.window.editor, theme_switch)
    made.setMinimumWidth(420)
    layout = hand.window.layout()
    assert layout is not None
    layout.addWidget(made)
    QApplication.processEvents()
    return made


def _lines(panel: OutlinePanel) -> list[str]:
    """Every line, indented, in order."""
    lines: list[str] = []

    def add(parent: QModelIndex, depth: int) -> None:
        for row in range(panel.model.rowCount(parent)):
            index = panel.model.index(row, 0, parent)
            lines.append("  " * depth + index.data())
            add(index, depth + 1)

    add(QModelIndex(), 0)
    return lines


def _click(
    panel: OutlinePanel, hand: Hand, name: str, keys: Qt.KeyboardModifier
) -> None:
    place = panel.tree.visualRect(panel.model.place_of(hand.node(name))).center()
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, keys, place)


def _settle() -> None:
    for _ in range(3):
        QApplication.processEvents()


def test_the_tree_marks_what_is_shared(panel: OutlinePanel) -> None:
    assert _lines(panel) == [
        "mul",
        "  a  ×2",
        "    n",
        "      x",
        "      w",
        "  a  ×2 ↑",
    ]


def test_a_line_is_read_as_a_sentence(hand: Hand, panel: OutlinePanel) -> None:
    index = panel.model.place_of(hand.node("n"))
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    gradient = hand.window.document.evaluation.gradient(hand.node("n"))
    assert spoken.startswith("n, mul, value −6, gradient ")
    assert spoken.endswith("inputs x and w")
    assert abs(gradient) < 1e-3
    top = panel.model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert top.startswith(
        "no name, mul, value 1, gradient 1, the output, inputs a and a"
    )
    again = panel.model.index(1, 0, panel.model.index(0, 0))
    assert "used 2 times, its inputs stand further up" in panel.model.spoken(again)


def test_a_click_selects_on_the_canvas(hand: Hand, panel: OutlinePanel) -> None:
    scene = hand.window.editor.scene
    _click(panel, hand, "x", Qt.KeyboardModifier.NoModifier)
    assert scene.selected_ids == [hand.node("x")]
    assert scene.current == hand.node("x")
    _click(panel, hand, "w", CONTROL)
    assert set(scene.selected_ids) == {hand.node("x"), hand.node("w")}


def test_keys_walk_the_tree_and_enter_goes_to_the_canvas(
    hand: Hand, panel: OutlinePanel
) -> None:
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.index(0, 0))
    for expected in ("a", "n", "x"):
        hand.key(Qt.Key.Key_Down)
        assert hand.window.editor.scene.selected_ids == [hand.node(expected)]
    hand.key(Qt.Key.Key_Return)
    assert hand.view.hasFocus()
    assert hand.window.editor.scene.selected_ids == [hand.node("x")]


def test_a_selection_on_the_canvas_is_selected_in_the_tree(
    hand: Hand, panel: OutlinePanel
) -> None:
    panel.tree.collapseAll()
    hand.click(hand.title("w"))
    place = panel.model.place_of(hand.node("w"))
    assert panel.tree.selectionModel().selectedRows() == [place]
    assert panel.tree.currentIndex() == place
    assert panel.tree.isExpanded(place.parent())
    hand.key(Qt.Key.Key_Escape)
    assert panel.tree.selectionModel().selectedRows() == []


def test_the_tree_follows_edits_and_keeps_what_is_folded(
    hand: Hand, panel: OutlinePanel
) -> None:
    tester = QAbstractItemModelTester(
        panel.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    panel.tree.collapse(panel.model.place_of(hand.node("n")))
    hand.window.editor.scene.focus_on(hand.node("a"))
    hand.window.document.edit(Rename(hand.node("w"), "weight"))
    hand.window.document.edit(SetValues({hand.node("x"): 0.0}))
    loose = Node(hand.graph.new_id(), "exp", (None,), position=(0.0, 900.0))
    hand.window.document.edit(AddNodes((loose,)))
    _settle()
    assert _lines(panel)[3:5] == ["      x", "      weight"]
    assert _lines(panel)[-2:] == ["exp", "  not connected"]
    assert not panel.tree.isExpanded(panel.model.place_of(hand.node("n")))
    assert panel.tree.isExpanded(panel.model.place_of(hand.node("a")))
    place = panel.model.place_of(hand.node("a"))
    assert panel.tree.selectionModel().selectedRows() == [place]
    value = panel.model.place_of(hand.node("x")).siblingAtColumn(2)
    assert value.data() == "0"
    hand.window.document.undo()
    _settle()
    assert "exp" not in _lines(panel)
    del tester


def test_another_graph_takes_the_tree(hand: Hand, panel: OutlinePanel) -> None:
    graph = hand.graph.copy()
    for node_id in list(graph.nodes)[2:]:
        graph.put(Node(node_id, None, (), 1.0))
    hand.window.document.load(graph)
    _settle()
    assert len(_lines(panel)) == len(graph.nodes)


def test_a_long_chain_is_walked_to_its_end(
    hand: Hand, theme_switch: ThemeSwitch
) -> None:
    first = hand.graph.new_id()
    nodes = [Node(first, None, (), 1.0, "start")]
    for _ in range(3000):
        nodes.append(Node(hand.graph.new_id(), "tanh", (nodes[-1].id,)))
    hand.window.document.edit(AddNodes(tuple(nodes)))
    panel = OutlinePanel(hand.window.editor, theme_switch)
    layout = hand.window.layout()
    assert layout is not None
    layout.addWidget(panel)
    _settle()
    hand.window.editor.scene.focus_on(first)
    assert panel.model.node_at(panel.tree.currentIndex()) == first


def test_a_narrow_outline_scrolls_rather_than_cutting_names(
    open_window: Callable[[str], Hand], theme_switch: ThemeSwitch, qtbot: QtBot
) -> None:
    """Each name has the room it needs, however far in it stands."""
    deep = "tanh(" * 12 + "a_long_name" + ")" * 12
    panel = OutlinePanel(open_window(deep).window.editor, theme_switch)
    qtbot.addWidget(panel)
    panel.resize(180, 500)
    panel.show()
    tree, bar = panel.tree, panel.tree.horizontalScrollBar()
    tree.expandAll()
    qtbot.waitUntil(lambda: tree.columnWidth(0) >= tree.sizeHintForColumn(0) > 150)
    assert bar.maximum() > 0
    tree.collapse(panel.model.index(0, 0))
    qtbot.waitUntil(lambda: bar.maximum() == 0)
    panel.resize(420, 500)
    shown = [k for k in range(4) if not tree.isColumnHidden(k)]
    assert shown == [0, 1, 2, 3]
    wide = tree.viewport().width
    qtbot.waitUntil(lambda: sum(map(tree.columnWidth, shown)) == wide())
