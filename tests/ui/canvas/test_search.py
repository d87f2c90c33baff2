from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest

from playground.graph.graph import Graph, Node, NodeId
from playground.ui.canvas.entries import matching, suggestions
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier


def anything(_entry: object) -> bool:
    return True


def test_search_finds_by_name_symbol_alias_and_sign() -> None:
    for text in ("mul", "×", "times", "*"):
        assert matching(text)[0].key == "mul"
    assert matching("tan")[0].key == "tanh"
    assert matching("nothing like it") == []
    assert matching("x")


def test_a_number_offers_a_constant_and_a_word_a_new_value() -> None:
    graph = Graph([Node(NodeId(1), name="taken")])
    first = suggestions("−2,5", graph, anything)[0]
    assert (first.key, first.number) == ("constant", -2.5)
    last = suggestions("weight_3", graph, anything)[-1]
    assert (last.key, last.name) == ("value", "weight_3")
    assert all(entry.name != "taken" for entry in suggestions("taken", graph, anything))
    assert all(not entry.name for entry in suggestions("exp", graph, anything))


def test_tab_opens_the_search_and_enter_places(empty: Hand) -> None:
    QTest.keyClick(empty.view, Qt.Key.Key_Tab)
    popup = empty.window.editor.placing.popup
    assert popup.isVisible()
    assert popup.field.hasFocus()
    empty.type("tanh")
    empty.key(Qt.Key.Key_Return)
    assert [n.operation for n in empty.graph.nodes.values()] == ["tanh"]
    assert not popup.isVisible()
    assert empty.view.hasFocus()
    assert empty.view.scene_shown.selected_ids == [empty.node("tanh")]
    assert empty.steps == 1


def test_a_tap_on_space_opens_the_search(empty: Hand) -> None:
    empty.key(Qt.Key.Key_Space)
    assert empty.window.editor.placing.popup.isVisible()
    empty.key(Qt.Key.Key_Escape)
    assert not empty.window.editor.placing.popup.isVisible()
    assert empty.view.hasFocus()
    assert not empty.graph.nodes


def test_arrows_choose_in_the_list(empty: Hand) -> None:
    QTest.keyClick(empty.view, Qt.Key.Key_Tab)
    wanted = empty.window.editor.placing.popup.entries[2]
    empty.key(Qt.Key.Key_Down)
    empty.key(Qt.Key.Key_Down)
    empty.key(Qt.Key.Key_Return)
    assert [n.operation for n in empty.graph.nodes.values()] == [wanted.operation]


def test_a_typed_number_becomes_a_constant(empty: Hand) -> None:
    QTest.keyClick(empty.view, Qt.Key.Key_Tab)
    empty.type("2.5")
    empty.key(Qt.Key.Key_Return)
    (node,) = empty.graph.nodes.values()
    assert node.is_constant
    assert node.value == 2.5


def test_a_new_word_becomes_a_value_of_that_name(empty: Hand) -> None:
    QTest.keyClick(empty.view, Qt.Key.Key_Tab)
    empty.type("w7")
    empty.key(Qt.Key.Key_Return)
    (node,) = empty.graph.nodes.values()
    assert (node.name, node.is_learnable) == ("w7", True)


def test_a_wire_dropped_on_empty_canvas_searches_what_fits(hand: Hand) -> None:
    b = hand.node("b")
    hand.drag(hand.output("b"), hand.output("b") + QPointF(60, 120))
    popup = hand.window.editor.placing.popup
    assert popup.isVisible()
    assert all(entry.arity for entry in popup.entries)
    hand.type("exp")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[hand.node("exp")].operands == (b,)
    assert hand.steps == 1
    assert hand.view.scene_shown.overlay.is_empty


def test_a_wire_dropped_from_an_input_offers_values_too(hand: Hand) -> None:
    tanh = hand.node("tanh")
    hand.drag(hand.input("tanh"), hand.input("tanh") + QPointF(-20, 100))
    hand.drag(hand.input("tanh"), hand.input("tanh") + QPointF(-20, 100))
    assert hand.window.editor.placing.popup.isVisible()
    hand.type("c0")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[tanh].operands == (hand.node("c0"),)
    assert hand.steps == 2


def test_giving_the_search_up_leaves_nothing(hand: Hand) -> None:
    before = hand.graph.copy()
    hand.drag(hand.output("b"), hand.output("b") + QPointF(60, 120))
    assert not hand.view.scene_shown.overlay.is_empty
    hand.key(Qt.Key.Key_Escape)
    assert hand.view.scene_shown.overlay.is_empty
    assert hand.graph == before


def test_shift_enter_connects_the_selection(empty: Hand) -> None:
    for name in ("p", "q"):
        QTest.keyClick(empty.view, Qt.Key.Key_Tab)
        empty.type(name)
        empty.key(Qt.Key.Key_Return)
    empty.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(empty.view, Qt.Key.Key_Tab)
    empty.type("mul")
    empty.key(Qt.Key.Key_Return, SHIFT)
    operands = empty.graph.nodes[empty.node("mul")].operands
    assert set(operands) == {empty.node("p"), empty.node("q")}


def test_a_double_click_on_empty_canvas_searches_there(empty: Hand) -> None:
    place = QPointF(40, 30)
    empty.double_click(place)
    empty.type("relu")
    empty.key(Qt.Key.Key_Return)
    bounds = empty.view.scene_shown.bounds()
    assert bounds.contains(place)


def test_a_click_beside_the_search_makes_no_commands_of_its_word(empty: Hand) -> None:
    middle = QPointF(0, 0)
    empty.double_click(middle)
    popup = empty.window.editor.placing.popup
    assert popup.isVisible()
    empty.click(middle - QPointF(60, 40))  # the third click of an unsteady hand
    assert not popup.isVisible()
    keys = Qt.Key
    for key in (keys.Key_T, keys.Key_A, keys.Key_N, keys.Key_H):  # T tidies, N notes
        empty.key(key)
    assert popup.isVisible()
    assert popup.field.text() == "tanh"
    assert not empty.graph.frames
    empty.key(Qt.Key.Key_Return)
    assert [n.operation for n in empty.graph.nodes.values()] == ["tanh"]


def test_a_second_click_or_a_selection_gives_the_letters_back(hand: Hand) -> None:
    popup = hand.window.editor.placing.popup
    beside = hand.corner("x1") - QPointF(40, 40)
    hand.double_click(beside)
    hand.click(beside)
    hand.click(beside)
    hand.key(Qt.Key.Key_G)
    assert not popup.isVisible()
    snaps = hand.window.findChild(QAction, "snap_to_gridAction")
    assert snaps is not None
    assert snaps.isChecked()
    hand.double_click(beside)
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_M)
    assert not popup.isVisible()
    assert hand.graph.nodes[hand.node("tanh")].is_muted


def test_a_click_into_another_field_beside_the_search_stays_there(hand: Hand) -> None:
    QTest.keyClick(hand.view, Qt.Key.Key_Tab)
    popup = hand.window.editor.placing.popup
    field = hand.window.editor.formula_bar.field
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    assert not popup.isVisible()
    assert field.hasFocus()
