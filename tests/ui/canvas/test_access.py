"""Without mouse and eyes: the canvas by keys, and as a screen reader has it."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QApplication, QWidget
from typing_extensions import override

from playground.graph.edits import SetValues
from playground.ui.canvas import aloud
from playground.ui.outline_panel import OutlinePanel
from playground.ui.theme import ThemeSwitch
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def announced(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What a screen reader is told from now on."""
    told: list[str] = []

    class Listening(QAccessible):
        @staticmethod
        @override
        def isActive() -> bool:
            return True

        @staticmethod
        @override
        def updateAccessibility(event: QAccessibleEvent) -> None:
            told.append(event.message())  # type: ignore[attr-defined]

    monkeypatch.setattr(aloud, "QAccessible", Listening)
    return told


def _interface(widget: QWidget) -> QAccessibleInterface:
    found = QAccessible.queryAccessibleInterface(widget)
    assert found is not None
    return found


def _description(hand: Hand) -> str:
    return _interface(hand.view).text(QAccessible.Text.Description)


def test_the_canvas_is_described_by_the_node_the_keys_are_at(hand: Hand) -> None:
    assert "Arrows walk" in _description(hand)
    hand.click(hand.title("tanh"))
    assert _description(hand).startswith("no name, tanh, value 0.7071, gradient 1")
    for _ in range(3):
        hand.key(Qt.Key.Key_Left)
    node = hand.graph.nodes[hand.window.editor.scene.selected_ids[0]]
    assert _description(hand).startswith(f"{node.name or 'no name'}, ")
    hand.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert _description(hand) == f"{len(hand.graph.nodes)} nodes selected"
    hand.key(Qt.Key.Key_Escape)
    assert "Arrows walk" in _description(hand)


def test_the_description_follows_the_numbers(hand: Hand) -> None:
    hand.click(hand.title("w1"))
    assert "w1, learnable, value −3, gradient 1, used" not in _description(hand)
    assert _description(hand).startswith("w1, learnable, value −3, gradient 1")
    hand.window.document.edit(SetValues({hand.node("w1"): 0.25}))
    QApplication.processEvents()
    assert _description(hand).startswith("w1, learnable, value 0.25, gradient ")


def test_a_step_is_announced_once_and_new_numbers_are_not(
    hand: Hand, announced: list[str]
) -> None:
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_Left)
    assert [words.split(", ")[1] for words in announced] == ["tanh", "add"]
    scene = hand.window.editor.scene
    scene.select(scene.selected_ids, scene.wires.links[:1])
    hand.window.document.edit(SetValues({hand.node("w1"): 0.25}))
    QApplication.processEvents()
    assert len(announced) == 2


def _lines(tree: QAccessibleInterface) -> Iterator[QAccessibleInterface]:
    for place in range(tree.childCount()):
        cell = tree.child(place)
        if cell.role() == QAccessible.Role.TreeItem:
            yield cell


def test_a_screen_reader_has_the_outline_as_sentences(
    hand: Hand, theme_switch: ThemeSwitch
) -> None:
    panel = OutlinePanel(hand.window.editor, theme_switch)
    panel.setMinimumWidth(420)
    layout = hand.window.layout()
    assert layout is not None
    layout.addWidget(panel)
    QApplication.processEvents()
    panel.tree.expandAll()
    tree = _interface(panel.tree)
    assert tree.role() == QAccessible.Role.Tree
    names = [line.text(QAccessible.Text.Name) for line in _lines(tree)]
    words = next(name for name in names if name.startswith("w1, "))
    assert words.startswith("w1, learnable, value −3, gradient 1")
    top = next(name for name in names if ", tanh, " in name)
    assert "the output" in top
    assert "input add" in top
    hand.click(hand.title("w1"))
    chosen = [
        line.text(QAccessible.Text.Name)
        for line in _lines(tree)
        if line.state().selected
    ]
    assert words in chosen
    assert not any(name.startswith("x1, ") for name in chosen)
    panel.tree.setFocus()
    panel.tree.setCurrentIndex(panel.model.place_of(hand.node("b")))
    assert hand.window.editor.scene.selected_ids == [hand.node("b")]
    assert _description(hand).startswith("b, learnable, value 6.881")


def test_a_graph_is_built_wired_and_walked_without_a_mouse(empty: Hand) -> None:
    for name in ("p", "q", "mul"):
        empty.key(Qt.Key.Key_Tab)
        empty.type(name)
        empty.key(Qt.Key.Key_Return)
        empty.view.setFocus()
    scene = empty.window.editor.scene
    assert scene.selected_ids == [empty.node("mul")]
    empty.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    empty.key(Qt.Key.Key_C)
    operands = empty.graph.nodes[empty.node("mul")].operands
    assert set(operands) == {empty.node("p"), empty.node("q")}


def test_shift_and_arrows_gather_nodes_along_the_wires(hand: Hand) -> None:
    scene = hand.window.editor.scene
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_Left, SHIFT)
    first = scene.current
    assert first is not None
    assert hand.graph.nodes[first].operation == "add"
    hand.key(Qt.Key.Key_Left, SHIFT)
    assert scene.current not in (first, hand.node("tanh"))
    assert set(scene.selected_ids) == {hand.node("tanh"), first, scene.current}
    hand.key(Qt.Key.Key_Left)
    assert len(scene.selected_ids) == 1
