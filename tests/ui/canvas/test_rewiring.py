"""Inserting, dissolving, swapping and cutting, and what wires show."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from playground.graph.edits import AddNodes, MoveNodes
from playground.graph.graph import Node, NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.entries import ENTRIES
from playground.ui.canvas.flows import Flows
from playground.ui.canvas.paint_layer import EVERYWHERE
from playground.ui.canvas.wire_labels import WireLabels
from playground.ui.theme import DARK
from tests.ui.canvas.conftest import NEURON
from tests.ui.canvas.hand import Hand

ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
RIGHT = Qt.MouseButton.RightButton
HALF = QPointF(geometry.WIDTH / 2, geometry.HEIGHT / 2)


def add(hand: Hand, operation: str, position: QPointF) -> NodeId:
    """A new operation whose inputs are free."""
    arity = 2 if operation in ("add", "mul") else 1
    node = Node(
        hand.graph.new_id(), operation, (None,) * arity, position=position.toTuple()
    )
    assert hand.window.document.edit(AddNodes((node,)))
    QApplication.processEvents()
    return node.id


def middle(hand: Hand, target: str, port: int) -> QPointF:
    """The middle of the wire into an input."""
    wires = hand.view.scene_shown.wires
    row = wires.index[hand.node(target), port]
    return wires.path(row).pointAtPercent(0.5)


def drop(
    hand: Hand, node: NodeId, at: QPointF, keys: Qt.KeyboardModifier | None = None
) -> None:
    """Drag a node by its title so that its middle comes to lie *at* a point."""
    corner = QPointF(*hand.graph.nodes[node].position)
    grab = QPointF(30, geometry.TITLE / 2)
    none = Qt.KeyboardModifier.NoModifier
    hand.drag(corner + grab, at - HALF + grab, keys or none)


@pytest.fixture
def chain(open_window: Callable[[str], Hand]) -> Hand:
    """Exp of tanh of x, and y beside it."""
    return open_window("x = 0.5; exp(tanh(x))")


def test_a_node_dropped_on_a_wire_is_inserted_and_gets_room(chain: Hand) -> None:
    before = chain.graph.copy()
    tanh, end = chain.node("tanh"), chain.node("exp")
    sin = add(chain, "sin", chain.corner("tanh") + QPointF(0, 120))
    steps = chain.steps
    drop(chain, sin, middle(chain, "exp", 0))
    assert chain.graph.nodes[sin].operands == (tanh,)
    assert chain.graph.nodes[end].operands == (sin,)
    assert chain.steps == steps + 1
    chain.view.glide.finish()
    lefts = [chain.graph.nodes[i].position[0] for i in (tanh, sin, end)]
    assert lefts[1] >= lefts[0] + geometry.WIDTH
    assert lefts[2] >= lefts[1] + geometry.WIDTH
    chain.window.document.undo()
    chain.window.document.undo()
    assert chain.graph == before


def test_the_wire_is_brought_out_before_the_drop(chain: Hand) -> None:
    sin = add(chain, "sin", chain.corner("tanh") + QPointF(0, 120))
    start = QPointF(*chain.graph.nodes[sin].position) + QPointF(30, 11)
    stop = middle(chain, "exp", 0) - HALF + QPointF(30, 11)
    chain.drag(start, stop, release=False)
    marks = chain.view.scene_shown.marks
    assert marks.landing == (chain.node("exp"), 0)
    assert "inserts" in chain.view.hint
    chain.key(Qt.Key.Key_Escape)
    assert marks.landing is None
    chain.release(stop)
    assert chain.graph.nodes[sin].operands == (None,)


def test_alt_only_moves_the_node(chain: Hand) -> None:
    sin = add(chain, "sin", chain.corner("tanh") + QPointF(0, 120))
    drop(chain, sin, middle(chain, "exp", 0), ALT)
    assert chain.graph.nodes[sin].operands == (None,)


def test_a_node_that_is_used_is_not_inserted(hand: Hand) -> None:
    sin = add(hand, "sin", hand.corner("tanh") + QPointF(0, 160))
    out = add(hand, "exp", hand.corner("tanh") + QPointF(160, 160))
    corner = QPointF(*hand.graph.nodes[out].position)
    hand.drag(
        geometry.output_point(*hand.graph.nodes[sin].position),
        geometry.input_point(corner.x(), corner.y(), 1, 0),
    )
    assert hand.graph.nodes[out].operands == (sin,)
    drop(hand, sin, middle(hand, "tanh", 0))
    assert hand.graph.nodes[sin].operands == (None,)


def test_a_node_is_not_inserted_where_a_cycle_would_close(chain: Hand) -> None:
    end = chain.node("exp")
    plus = add(chain, "add", chain.corner("exp") + QPointF(40, 150))
    chain.drag(
        chain.output("exp"),
        geometry.input_point(*chain.graph.nodes[plus].position, 2, 1),
    )
    assert chain.graph.nodes[plus].operands == (None, end)
    refusals: list[str] = []
    chain.window.document.refused.connect(refusals.append)
    drop(chain, plus, middle(chain, "exp", 0))
    assert chain.graph.nodes[plus].operands == (None, end)
    assert not refusals


def test_dissolving_keeps_the_chain(chain: Hand) -> None:
    before = chain.graph.copy()
    chain.click(chain.title("tanh"))
    chain.key(Qt.Key.Key_Delete, CONTROL)
    assert chain.graph.nodes[chain.node("exp")].operands == (chain.node("x"),)
    assert chain.steps == 1
    chain.window.document.undo()
    assert chain.graph == before


def test_dissolving_the_output_makes_its_input_the_output(chain: Hand) -> None:
    chain.click(chain.title("exp"))
    chain.key(Qt.Key.Key_O)
    chain.key(Qt.Key.Key_Delete, CONTROL)
    assert chain.graph.output == chain.node("tanh")


def test_swapping_the_inputs_of_an_operation(
    open_window: Callable[[str], Hand],
) -> None:
    hand = open_window("a = 2; b = 3; a - b")
    hand.click(hand.title("sub"))
    hand.key(Qt.Key.Key_S)
    sub = hand.graph.nodes[hand.node("sub")]
    assert sub.operands == (hand.node("b"), hand.node("a"))
    assert hand.window.document.evaluation.value(sub.id) == 1
    hand.window.document.undo()
    hand.click(hand.title("a"))
    hand.key(Qt.Key.Key_S)
    assert hand.steps == 0


def test_a_line_drawn_with_control_and_the_right_button_cuts(hand: Hand) -> None:
    x = (hand.output("x1").x() + hand.input("mul").x()) / 2
    bounds = hand.view.scene_shown.bounds()
    start, stop = QPointF(x, bounds.top() - 10), QPointF(x, bounds.bottom() + 10)
    hand.drag(start, stop, CONTROL, button=RIGHT, release=False, steps=7)
    assert hand.view.hint == "cuts 4 wires"
    assert len(hand.view.scene_shown.marks.cut) == 4
    assert len(hand.view.scene_shown.wires) == 9
    hand.release(stop, CONTROL, RIGHT)
    assert len(hand.view.scene_shown.wires) == 5
    assert hand.steps == 1
    assert not hand.view.scene_shown.marks.cut
    assert hand.view.scene_shown.overlay.is_empty


def test_a_line_beside_a_wire_does_not_cut_it(hand: Hand) -> None:
    wires = hand.view.scene_shown.wires
    row = int((wires.boxes[:, 3] - wires.boxes[:, 1]).argmax())
    _, top, right, bottom = wires.boxes[row].tolist()
    runs_down = wires.ends[row, 3] > wires.ends[row, 1]
    # The corner of its bounds that the curve does not come near.
    start = QPointF(right - 14, top + 6 if runs_down else bottom - 6)
    hand.drag(start, start + QPointF(12, 0), CONTROL, button=RIGHT)
    assert hand.steps == 0


def test_escape_cuts_nothing(hand: Hand) -> None:
    x = (hand.output("x1").x() + hand.input("mul").x()) / 2
    bounds = hand.view.scene_shown.bounds()
    start, stop = QPointF(x, bounds.top() - 10), QPointF(x, bounds.bottom() + 10)
    hand.drag(start, stop, CONTROL, button=RIGHT, release=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(stop, CONTROL, RIGHT)
    assert hand.steps == 0
    assert len(hand.view.scene_shown.wires) == 9


def test_wires_carry_back_what_adds_up_to_the_gradient(hand: Hand) -> None:
    scene = hand.view.scene_shown
    flows = Flows(scene.nodes, scene.wires).gradients()
    for row, node in enumerate(scene.nodes.nodes):
        if node.id != scene.nodes.output:
            arriving = flows[scene.wires.sources == row].sum()
            assert arriving == pytest.approx(scene.nodes.gradients[row], abs=1e-12)


def test_heat_is_one_at_most_and_none_where_nothing_flows(hand: Hand) -> None:
    scene = hand.view.scene_shown
    flows = Flows(scene.nodes, scene.wires)
    heat = flows.heat()
    assert heat.max() == 1
    w2 = scene.nodes.index[hand.node("w2")]
    assert heat[scene.wires.sources == w2].tolist() == [0]


@pytest.mark.parametrize(
    ("formula", "further"),
    [(NEURON, 400), ("x = 1; x + x", 400), ("x = 0.123456; x + x", 40)],
)
def test_no_label_covers_a_node_or_another_label(
    open_window: Callable[[str], Hand], formula: str, further: float
) -> None:
    hand = open_window(formula)
    ends = [n for n in hand.graph.nodes.values() if n.operation == "add"]
    far = {n.id: (n.position[0] + further, n.position[1]) for n in ends}
    hand.window.document.edit(MoveNodes(far))
    scene = hand.view.scene_shown
    flows = Flows(scene.nodes, scene.wires)
    labels = WireLabels(scene.nodes, scene.wires, flows, DARK)
    every = np.arange(len(scene.wires))
    places = labels.places(every, scene.nodes.inside(EVERYWHERE), every[:0])
    boxes = [box for _, box in places]
    assert boxes
    for k, box in enumerate(boxes):
        assert not any(box.intersects(other) for other in boxes[k + 1 :])
        for x, y in scene.nodes.positions.tolist():
            assert not box.intersects(geometry.node_rect(x, y))


def picture(hand: Hand) -> QImage:
    QApplication.processEvents()
    return hand.view.viewport().grab().toImage()


@pytest.mark.parametrize("switch", ["show_wire_numbers", "show_wire_heat"])
def test_a_switch_shows_and_hides_what_wires_carry(hand: Hand, switch: str) -> None:
    plain = picture(hand)
    hand.key(
        {"show_wire_numbers": Qt.Key.Key_W, "show_wire_heat": Qt.Key.Key_H}[switch]
    )
    assert hand.window.editor.commands[switch].isChecked()
    assert picture(hand) != plain
    hand.window.editor.commands[switch].trigger()
    assert picture(hand) == plain


def test_a_wire_under_the_cursor_has_its_numbers(hand: Hand) -> None:
    scene = hand.view.scene_shown
    at = middle(hand, "tanh", 0)
    around = QRectF(at - QPointF(30, 20), at + QPointF(30, 20))
    place = hand.view.mapFromScene(around).boundingRect()
    plain = picture(hand).copy(place)
    hand.move(at, button=Qt.MouseButton.NoButton)
    assert scene.marks.wire == (hand.node("tanh"), 0)
    assert picture(hand).copy(place) != plain


def test_an_operation_from_the_palette_lands_on_a_wire(hand: Hand) -> None:
    placing = hand.window.editor.placing
    source = hand.graph.nodes[hand.node("tanh")].operands[0]
    at = hand.view.viewport().mapToGlobal(
        hand.view.mapFromScene(middle(hand, "tanh", 0))
    )
    sine = next(entry for entry in ENTRIES if entry.key == "sin")
    assert placing.preview(sine, at)
    assert hand.view.scene_shown.marks.landing == (hand.node("tanh"), 0)
    node = placing.drop(sine, at)
    assert node is not None
    assert hand.graph.nodes[hand.node("tanh")].operands == (node,)
    assert hand.graph.nodes[node].operands == (source,)
    assert hand.view.scene_shown.marks.landing is None
    assert hand.steps == 1
