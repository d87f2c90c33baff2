"""Whatever happens: the picture equals the graph, and undo leads back."""

import random
from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit

from playground.graph.graph import Graph, Node, NodeId
from playground.ui.canvas.items import NodeItem
from playground.ui.canvas.node_painter import NodePainter
from playground.ui.theme import DARK, LIGHT, ThemeSwitch
from tests.ui.canvas.hand import Hand

RIGHT = Qt.MouseButton.RightButton


def check_picture(hand: Hand) -> None:
    """The arrays and items say exactly what the graph says."""
    QApplication.processEvents()
    hand.view.glide.finish()
    scene, graph = hand.view.scene_shown, hand.graph
    nodes, wires = scene.nodes, scene.wires
    assert nodes.ids == list(graph.nodes)
    assert nodes.nodes == list(graph.nodes.values())
    assert nodes.positions.tolist() == [list(n.position) for n in graph.nodes.values()]
    links = {
        (n.id, port): source
        for n in graph.nodes.values()
        for port, source in enumerate(n.operands)
        if source is not None
    }
    assert {(w.target, w.port): w.source for w in wires.links} == links
    for row, link in enumerate(wires.links):
        start = nodes.output_point(link.source)  # type: ignore[arg-type]
        stop = nodes.input_point(link.target, link.port)
        ends = [*start.toTuple(), *stop.toTuple()]
        assert wires.ends[row].tolist() == pytest.approx(ends)
    items = [item for item in scene.items() if isinstance(item, NodeItem)]
    assert {item.node_id for item in items} == set(graph.nodes)
    for item in items:
        assert item.pos().toTuple() == graph.nodes[item.node_id].position
        assert item.isSelected() == nodes.selected[nodes.index[item.node_id]]
    evaluation = hand.window.document.evaluation
    values = [evaluation.value(node_id) for node_id in nodes.ids]
    assert np.array_equal(nodes.values, np.array(values), equal_nan=True)


@pytest.mark.parametrize("seed", range(4))
def test_random_gestures_can_all_be_undone(hand: Hand, seed: int) -> None:
    chance = random.Random(seed)
    before = hand.graph.copy()
    items_before = len(hand.view.scene_shown.items())
    for _ in range(60):
        random_gesture(hand, chance)
        hand.window.editor.placing.popup.close_popup()
        hand.window.editor.inline.field.close_editor()
        hand.view.setFocus()
        if chance.random() < 0.2:
            hand.window.document.undo()
        if chance.random() < 0.1:
            hand.window.document.redo()
    QApplication.processEvents()
    check_picture(hand)
    while hand.window.document.can_undo:
        hand.window.document.undo()
    check_picture(hand)
    assert hand.graph == before
    assert len(hand.view.scene_shown.items()) == items_before
    assert hand.view.scene_shown.overlay.is_empty


def random_gesture(hand: Hand, chance: random.Random) -> None:
    """A drag from anywhere to anywhere, a click, or a command."""
    seen = hand.view.viewport().rect()

    def anywhere() -> QPointF:
        nodes = hand.view.scene_shown.nodes
        if len(nodes) and chance.random() < 0.8:
            node_id = chance.choice(nodes.ids)
            rect = hand.view.node_rect(node_id).adjusted(-6, -6, 6, 6)
            spot = chance.choice([0.0, 0.05, 0.3, 0.5, 0.95, 1.0])
            return rect.topLeft() + QPointF(
                spot * rect.width(), chance.random() * rect.height()
            )
        x, y = chance.randrange(seen.width()), chance.randrange(seen.height())
        return hand.view.mapToScene(x, y)

    modifiers = chance.choice(
        [Qt.KeyboardModifier.NoModifier] * 3
        + [Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier]
    )
    act = chance.random()
    if act < 0.6:
        button = chance.choice([Qt.MouseButton.LeftButton] * 5 + [RIGHT])
        if button is RIGHT:
            modifiers = Qt.KeyboardModifier.ControlModifier
        is_released = chance.random() < 0.9
        start, stop = anywhere(), anywhere()
        hand.drag(start, stop, modifiers, button=button, release=is_released)
        if hand.view.gesture is not None:
            hand.view.cancel_gesture()
    elif act < 0.7:
        hand.click(anywhere(), modifiers)
    elif act < 0.8:
        chip = chance.choice(["value", "constant", "add", "mul", "tanh", "log"])
        hand.window.editor.add_entry(hand.window.palette_.chip(chip).entry)
    else:
        editor = hand.window.editor
        chance.choice(
            [
                editor.delete,
                editor.duplicate,
                editor.toggle_learnable,
                editor.choose_output,
                editor.connect_selected,
                editor.walking.nudge_left,
                editor.select_all,
                editor.descent.step,
                editor.arranging.tidy,
                editor.arranging.align_top,
                editor.arranging.distribute_down,
                editor.rewiring.dissolve,
                editor.rewiring.swap_inputs,
                editor.clipboard.cut,
                editor.clipboard.copy,
                editor.clipboard.paste,
            ]
        )()
        if len(hand.graph.nodes) > 60:
            editor.delete()


def test_an_exception_while_painting_takes_nothing_down(
    hand: Hand, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_args: object) -> None:
        msg = "broken on purpose"
        raise ValueError(msg)

    monkeypatch.setattr(NodePainter, "_paint_title", fail)
    picture = hand.view.grab()
    assert not picture.isNull()
    assert "broken on purpose" in caplog.text
    monkeypatch.setattr(NodePainter, "paint_cards", fail)
    hand.view.viewport().repaint()
    assert "the canvas cannot be painted" in caplog.text


@pytest.mark.parametrize("zoom", [0.05, 0.2, 0.4, 0.7, 1.0, 2.0])
def test_it_paints_at_every_zoom_and_into_pictures(hand: Hand, zoom: float) -> None:
    hand.view.navigation.zoom_to(zoom)
    hand.view.scene_shown.select([hand.node("b")])
    image = QImage(600, 400, QImage.Format.Format_RGB32)
    image.fill(DARK.canvas)
    painter = QPainter(image)
    hand.view.scene_shown.render(painter)
    hand.view.render(painter)
    painter.end()
    colors = {
        image.pixelColor(x, y).name() for x in range(600) for y in (150, 200, 250)
    }
    assert len(colors) > 1


def test_the_theme_changes_at_once(hand: Hand, theme_switch: ThemeSwitch) -> None:
    theme_switch.set_mode("light")
    picture = hand.view.grab().toImage()
    assert picture.pixelColor(3, 3) in (LIGHT.canvas, LIGHT.grid)


def test_errors_show_at_their_node(open_window: Callable[[str], Hand]) -> None:
    hand = open_window("x=-1; log(x) + 1")
    scene = hand.view.scene_shown
    failed = [scene.nodes.ids[row] for row in np.flatnonzero(scene.nodes.failed)]
    assert failed == [hand.node("log")]


def test_a_node_that_lacks_inputs_is_not_in_error(empty: Hand) -> None:
    empty.window.editor.add_entry(empty.window.palette_.chip("mul").entry)
    QApplication.processEvents()
    assert not empty.view.scene_shown.nodes.failed.any()
    assert empty.view.scene_shown.nodes.problems


def test_an_empty_canvas_says_what_to_do_first(empty: Hand) -> None:
    assert empty.view._welcome.isVisible()
    empty.window.editor.add_entry(empty.window.palette_.chip("mul").entry)
    assert not empty.view._welcome.isVisible()
    empty.window.document.undo()
    assert empty.view._welcome.isVisible()


def test_every_control_is_named(hand: Hand) -> None:
    for kind in (QAbstractButton, QComboBox, QLineEdit):
        for widget in hand.window.findChildren(kind):
            if widget.parent() and isinstance(widget.parent(), (QComboBox, QLineEdit)):
                continue
            assert widget.objectName(), widget
            assert widget.accessibleName(), widget.objectName()
            assert widget.toolTip() or isinstance(widget, QLineEdit), (
                widget.objectName()
            )


def test_another_graph_takes_the_place_of_the_old_one(hand: Hand) -> None:
    other = Graph([Node(NodeId(99), None, (), 2.0, "z")])
    scene = hand.view.scene_shown
    scene.select([hand.node("x1"), hand.node("b")])
    hand.window.document.load(other)
    assert scene.selected_ids == []
    assert scene.nodes.ids == [99]
    assert scene.nodes.values.tolist() == [2.0]
    assert not scene.wires.links
