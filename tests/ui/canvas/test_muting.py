"""Muting by key, menus and inspector, in a real window."""

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from playground.ui.canvas.hit import NodeHit, Part
from playground.ui.canvas.hover import tool_tip
from playground.ui.canvas.menus import context_menu
from playground.ui.spoken import words_of
from tests.ui.canvas.hand import Hand


def test_m_mutes_the_selection_and_lets_it_compute_again(
    hand: Hand, qtbot: QtBot
) -> None:
    document, scene = hand.window.document, hand.window.editor.scene
    mul = hand.node("mul")
    before, steps = hand.graph.copy(), hand.steps
    values = repr(document.evaluation)
    hand.click(hand.title("mul"))
    hand.key(Qt.Key.Key_M)
    node = hand.graph.nodes[mul]
    assert node.is_muted
    assert hand.steps == steps + 1
    assert node.operands[0] is not None
    first = document.evaluation.value(node.operands[0])
    assert document.evaluation.value(mul) == first
    qtbot.waitUntil(lambda: scene.nodes.evaluation is document.evaluation)
    assert scene.nodes.values[scene.nodes.index[mul]] == first
    assert "muted" in hand.window.inspector._title.text()
    assert "Muted: passes" in hand.window.inspector._help.text()
    assert "mul, muted" in words_of(hand.graph, document.evaluation, mul)
    assert tool_tip(scene, NodeHit(mul, Part.BODY)).startswith("Muted")
    assert "muted" in hand.view.accessibleDescription()
    hand.key(Qt.Key.Key_M)
    assert hand.graph == before
    assert repr(document.evaluation) == values
    document.undo()
    document.undo()
    assert hand.graph == before
    document.redo()
    assert hand.graph.nodes[mul].is_muted


def test_a_muted_card_looks_another_way_from_near_and_far(hand: Hand) -> None:
    for zoom in (1.0, 0.45, 0.2):
        hand.view.navigation.zoom_to(zoom)
        hand.click(hand.title("mul"))
        hand.window.editor.scene.select(())
        plain = hand.view.grab().toImage()
        hand.window.editor.scene.select([hand.node("mul")])
        hand.key(Qt.Key.Key_M)
        hand.window.editor.scene.select(())
        assert hand.view.grab().toImage() != plain
        hand.window.document.undo()


def test_values_say_why_they_are_not_muted(hand: Hand) -> None:
    said: list[str] = []
    hand.window.document.refused.connect(said.append)
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_M)
    assert said == ["b has no input to pass on: only operations can be muted"]


def test_the_menu_of_a_node_mutes_it(hand: Hand) -> None:
    mul = hand.node("mul")
    hand.click(hand.title("mul"))
    editor = hand.window.editor
    menu = context_menu(NodeHit(mul, Part.BODY), hand.graph, editor.commands, editor)
    (action,) = [a for a in menu.actions() if a.text() == "Mute"]
    action.trigger()
    assert hand.graph.nodes[mul].is_muted


def test_the_first_wire_of_a_muted_node_carries_all_back(
    hand: Hand, qtbot: QtBot
) -> None:
    document, scene = hand.window.document, hand.window.editor.scene
    mul = hand.node("mul")
    hand.click(hand.title("mul"))
    hand.key(Qt.Key.Key_M)
    qtbot.waitUntil(lambda: scene.nodes.evaluation is document.evaluation)
    flows = scene.layer._labels._flows.gradients()
    gradient = document.evaluation.gradient(mul)
    assert flows[scene.wires.index[mul, 0]] == gradient
    assert flows[scene.wires.index[mul, 1]] == 0.0
