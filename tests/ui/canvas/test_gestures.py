import pytest
from PySide6.QtCore import QPointF, Qt

from playground.graph.edits import MoveNodes
from playground.ui.canvas.hit import InputHit, OutputHit
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
STEP = QPointF(40, 19)


def test_a_drag_is_one_undo_step(hand: Hand) -> None:
    before = hand.corner("x1")
    hand.drag(hand.title("x1"), hand.title("x1") + STEP, steps=10)
    assert hand.corner("x1") == before + STEP
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.corner("x1") == before


def test_a_drag_moves_everything_selected(hand: Hand) -> None:
    before = {name: hand.corner(name) for name in ("x1", "w1", "b")}
    hand.click(hand.title("x1"))
    hand.click(hand.title("w1"), SHIFT)
    hand.drag(hand.title("w1"), hand.title("w1") + STEP)
    assert hand.corner("x1") == before["x1"] + STEP
    assert hand.corner("w1") == before["w1"] + STEP
    assert hand.corner("b") == before["b"]
    assert hand.steps == 1


def test_escape_cancels_a_drag(hand: Hand) -> None:
    before = hand.corner("x1")
    hand.drag(hand.title("x1"), hand.title("x1") + STEP, release=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.title("x1") + STEP)
    assert hand.corner("x1") == before
    assert hand.steps == 0
    row = hand.view.scene_shown.nodes.index[hand.node("x1")]
    assert tuple(hand.view.scene_shown.nodes.positions[row]) == before.toTuple()


def test_a_moved_node_is_shown_and_hit_where_it_went(hand: Hand) -> None:
    place = hand.corner("b") + STEP
    hand.window.document.edit(MoveNodes({hand.node("b"): place.toTuple()}))
    hand.click(hand.title("b"))
    assert hand.view.scene_shown.selected_ids == [hand.node("b")]


def test_a_click_selects_and_a_click_beside_deselects(hand: Hand) -> None:
    scene = hand.view.scene_shown
    hand.click(hand.title("tanh"))
    assert scene.selected_ids == [hand.node("tanh")]
    assert [i.node_id for i in scene.selectedItems()] == [hand.node("tanh")]  # type: ignore[attr-defined]
    hand.click(hand.corner("x1") - QPointF(30, 30))
    assert not scene.selected_ids


def test_control_click_toggles(hand: Hand) -> None:
    hand.click(hand.title("x1"))
    hand.click(hand.title("b"), CONTROL)
    assert set(hand.view.scene_shown.selected_ids) == {hand.node("x1"), hand.node("b")}
    hand.click(hand.title("x1"), CONTROL)
    assert hand.view.scene_shown.selected_ids == [hand.node("b")]


def test_a_rubber_band_selects_adds_and_toggles(hand: Hand) -> None:
    scene = hand.view.scene_shown
    bounds = scene.bounds([hand.node("x1"), hand.node("w1")])
    start = bounds.topLeft() - QPointF(20, 20)
    hand.drag(start, bounds.bottomRight() + QPointF(2, -10))
    assert set(scene.selected_ids) == {hand.node("x1"), hand.node("w1")}
    around = scene.bounds([hand.node("b")]).adjusted(-6, -6, 6, 6)
    hand.drag(around.bottomLeft(), around.bottomLeft() + QPointF(50, -30), SHIFT)
    assert set(scene.selected_ids) == {hand.node(n) for n in ("x1", "w1", "b")}
    hand.drag(start, bounds.bottomRight() + QPointF(2, -10), CONTROL)
    assert scene.selected_ids == [hand.node("b")]
    assert scene.overlay.is_empty
    assert hand.steps == 0


def test_escape_gives_the_old_selection_back(hand: Hand) -> None:
    scene = hand.view.scene_shown
    hand.click(hand.title("b"))
    start = scene.bounds().topLeft() - QPointF(20, 20)
    hand.drag(start, scene.bounds().bottomRight(), release=False)
    assert len(scene.selected_ids) == len(hand.graph.nodes)
    hand.key(Qt.Key.Key_Escape)
    assert scene.selected_ids == [hand.node("b")]
    assert scene.overlay.is_empty


def test_a_wire_from_an_output_snaps_to_an_input(empty: Hand) -> None:
    window = empty.window
    window.editor.formula_bar.field.setText("x + 1")
    window.editor.formula_bar.submit()
    window.palette_.field.setText("tanh")
    window.palette_._add_first()
    assert empty.graph.nodes[empty.node("tanh")].operands == (None,)
    before = empty.steps
    near = empty.input("tanh") + QPointF(-14, 9)
    empty.drag(empty.output("add"), near, release=False)
    assert empty.view.scene_shown.marks.port == InputHit(empty.node("tanh"), 0)
    empty.release(near)
    assert empty.graph.nodes[empty.node("tanh")].operands == (empty.node("add"),)
    assert empty.steps == before + 1


def test_a_wire_may_begin_at_an_input(hand: Hand) -> None:
    tanh = hand.node("tanh")
    hand.drag(hand.input("tanh"), hand.input("tanh") + QPointF(-30, 90))
    assert hand.graph.nodes[tanh].operands == (None,)
    hand.drag(hand.input("tanh"), hand.output("b") + QPointF(6, 4))
    assert hand.graph.nodes[tanh].operands == (hand.node("b"),)
    assert hand.steps == 2


def test_dragging_a_wire_off_its_input_disconnects(hand: Hand) -> None:
    tanh = hand.node("tanh")
    away = hand.input("tanh") + QPointF(-40, 90)
    hand.drag(hand.input("tanh"), away, release=False)
    assert hand.view.hint == "disconnects"
    hand.release(away)
    assert hand.graph.nodes[tanh].operands == (None,)
    hand.window.document.undo()
    assert None not in hand.graph.nodes[tanh].operands
    assert hand.view.hint == ""


def test_a_wire_moves_from_one_input_to_another(hand: Hand) -> None:
    mul = hand.node("mul")
    first, second = hand.graph.nodes[mul].operands
    hand.drag(hand.input("mul", 0), hand.input("mul", 1))
    assert hand.graph.nodes[mul].operands == (None, first)
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph.nodes[mul].operands == (first, second)


def test_an_occupied_input_says_what_is_replaced(hand: Hand) -> None:
    tanh = hand.node("tanh")
    old = hand.graph.nodes[hand.graph.nodes[tanh].operands[0]]  # type: ignore[index]
    hand.drag(hand.output("b"), hand.input("tanh"), release=False)
    assert hand.view.hint == f"replaces the wire from {old.label}"
    hand.release(hand.input("tanh"))
    assert hand.graph.nodes[tanh].operands == (hand.node("b"),)
    assert hand.steps == 1


def test_a_cycle_is_refused_with_the_reason(hand: Hand) -> None:
    before = hand.graph.copy()
    said: list[str] = []
    hand.window.document.refused.connect(said.append)
    hand.drag(hand.output("tanh"), hand.input("mul", 0), release=False)
    marks = hand.view.scene_shown.marks
    assert marks.port is None
    assert marks.lit is not None
    assert InputHit(hand.node("mul"), 0) not in marks.lit
    assert "cannot depend on itself" in hand.view.hint
    hand.release(hand.input("mul", 0))
    assert hand.graph == before
    assert hand.steps == 0
    assert said
    assert "cannot depend on itself" in said[0]
    assert marks.lit is None


def test_only_outputs_light_up_for_a_wire_from_an_input(hand: Hand) -> None:
    hand.drag(hand.input("mul", 0), hand.input("mul", 0) + STEP, release=False)
    # The wire comes off its input and looks for another input.
    lit = hand.view.scene_shown.marks.lit
    assert lit
    assert all(isinstance(port, InputHit) for port in lit)
    hand.key(Qt.Key.Key_Escape)
    tanh = hand.node("tanh")
    hand.drag(hand.input("tanh"), hand.input("tanh") + QPointF(0, 90))
    hand.drag(hand.input("tanh"), hand.input("tanh") + STEP, release=False)
    lit = hand.view.scene_shown.marks.lit
    assert lit
    assert all(isinstance(port, OutputHit) for port in lit)
    assert OutputHit(tanh) not in lit
    hand.key(Qt.Key.Key_Escape)


def test_escape_leaves_a_dragged_wire_as_it_was(hand: Hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.input("tanh"), hand.input("tanh") + STEP, release=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.input("tanh") + STEP)
    assert hand.graph == before
    assert hand.view.scene_shown.marks.hidden_wire is None
    assert hand.view.scene_shown.overlay.is_empty


def test_a_wire_is_selected_by_click_and_deleted(hand: Hand) -> None:
    tanh = hand.node("tanh")
    source = hand.graph.nodes[tanh].operands[0]
    last = hand.view.scene_shown.nodes.output_point(source)  # type: ignore[arg-type]
    middle = (last + hand.input("tanh")) / 2
    hand.click(middle)
    assert [link.target for link in hand.view.scene_shown.selected_links] == [tanh]
    hand.key(Qt.Key.Key_Delete)
    assert hand.graph.nodes[tanh].operands == (None,)
    assert hand.steps == 1


def test_scrubbing_a_number_is_one_undo_step(hand: Hand) -> None:
    place = hand.number("x1")
    hand.drag(place, place + QPointF(20, 0), steps=10)
    assert hand.graph.nodes[hand.node("x1")].value == pytest.approx(3.0)
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph.nodes[hand.node("x1")].value == 2.0


@pytest.mark.parametrize(("modifier", "factor"), [(SHIFT, 0.1), (CONTROL, 10.0)])
def test_shift_scrubs_finely_and_control_coarsely(
    hand: Hand, modifier: Qt.KeyboardModifier, factor: float
) -> None:
    place = hand.number("x1")
    hand.drag(place, place + QPointF(20, 0), modifier)
    assert hand.graph.nodes[hand.node("x1")].value == pytest.approx(2 + factor)


def test_escape_gives_the_scrubbed_number_back(hand: Hand) -> None:
    place = hand.number("x1")
    hand.drag(place, place + QPointF(20, 0), release=False)
    assert hand.graph.nodes[hand.node("x1")].value != 2.0
    hand.key(Qt.Key.Key_Escape)
    assert hand.graph.nodes[hand.node("x1")].value == 2.0


def test_the_number_of_an_operation_is_not_scrubbed(hand: Hand) -> None:
    before = hand.corner("tanh")
    place = before + QPointF(60, 32)
    hand.drag(place, place + STEP)
    assert hand.corner("tanh") == before + STEP


def test_the_dot_switches_learning(hand: Hand) -> None:
    hand.click(hand.dot("x1"))
    assert not hand.graph.nodes[hand.node("x1")].is_learnable
    hand.click(hand.dot("x1"))
    assert hand.graph.nodes[hand.node("x1")].is_learnable
    assert hand.steps == 2


def test_a_right_press_cancels_a_drag(hand: Hand) -> None:
    before = hand.corner("x1")
    hand.drag(hand.title("x1"), hand.title("x1") + STEP, release=False)
    hand.press(hand.title("x1"), button=Qt.MouseButton.RightButton)
    hand.release(hand.title("x1") + STEP)
    hand.release(hand.title("x1"), button=Qt.MouseButton.RightButton)
    assert hand.corner("x1") == before
    assert hand.steps == 0


def test_undo_in_the_middle_of_a_drag_is_safe(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_Delete)
    hand.drag(hand.title("x1"), hand.title("x1") + STEP, release=False)
    before = hand.corner("x1")
    hand.window.document.undo()
    hand.move(hand.title("x1") + STEP * 2)
    hand.release(hand.title("x1") + STEP * 2)
    assert hand.corner("x1") == before
    row = hand.view.scene_shown.nodes.index[hand.node("x1")]
    assert tuple(hand.view.scene_shown.nodes.positions[row]) == before.toTuple()


def at_edge(hand: Hand) -> QPointF:
    """A point of the scene just inside the right edge of the view."""
    room = hand.view.viewport().rect()
    return hand.view.mapToScene(room.right() - 3, room.center().y())


def test_at_the_edge_the_view_scrolls_under_what_is_dragged(hand: Hand) -> None:
    stop = at_edge(hand)
    grab = hand.title("b") - hand.corner("b")
    hand.drag(hand.title("b"), stop, ALT, release=False)
    scroll = hand.view.auto_scroll
    assert scroll.is_running
    for _ in range(20):
        scroll.tick()
    moved = at_edge(hand)
    assert moved.x() > stop.x() + 50
    nodes = hand.view.scene_shown.nodes
    shown = nodes.positions[nodes.index[hand.node("b")]].tolist()
    assert shown[0] == pytest.approx(moved.x() - grab.x(), abs=1.5)
    hand.release(moved, ALT)
    assert not scroll.is_running
    assert hand.corner("b").x() == pytest.approx(moved.x() - grab.x(), abs=1.5)
    assert hand.steps == 1


def test_a_press_at_the_edge_scrolls_nothing(hand: Hand) -> None:
    hand.press(at_edge(hand))
    hand.move(at_edge(hand))
    assert not hand.view.auto_scroll.is_running
    hand.release(at_edge(hand))


def test_escape_ends_the_scrolling(hand: Hand) -> None:
    hand.drag(hand.title("b"), at_edge(hand), release=False)
    hand.key(Qt.Key.Key_Escape)
    assert not hand.view.auto_scroll.is_running
    hand.release(at_edge(hand))
