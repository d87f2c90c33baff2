import pytest
from PySide6.QtCore import QPointF, Qt

from tests.ui.canvas.hand import Hand


def test_double_click_types_a_number(hand: Hand) -> None:
    hand.double_click(hand.number("b"))
    field = hand.window.editor.inline.field
    assert field.isVisible()
    assert field.text() == "6.881373587019543"
    hand.type("1e-3")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[hand.node("b")].value == 0.001
    assert not field.isVisible()
    assert hand.view.hasFocus()
    assert hand.steps == 1


def test_enter_types_the_number_of_the_selected_leaf(hand: Hand) -> None:
    hand.click(hand.title("x2"))
    hand.key(Qt.Key.Key_Return)
    hand.type("−3")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[hand.node("x2")].value == -3.0


@pytest.mark.parametrize("text", ["abc", "1,2,3", "inf", "nan", ""])
def test_a_bad_number_keeps_the_editor_open_with_the_reason(
    hand: Hand, text: str
) -> None:
    hand.double_click(hand.number("b"))
    field = hand.window.editor.inline.field
    hand.key(Qt.Key.Key_Backspace)
    hand.type(text)
    hand.key(Qt.Key.Key_Return)
    assert field.isVisible()
    assert field.problem
    hand.key(Qt.Key.Key_Escape)
    assert not field.isVisible()
    assert hand.graph.nodes[hand.node("b")].value == 6.8813735870195432
    assert hand.steps == 0


def test_f2_and_a_double_click_on_the_title_rename(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_F2)
    hand.type("bias")
    hand.key(Qt.Key.Key_Return)
    hand.double_click(hand.title("bias"))
    hand.type("offset")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.named("offset") is not None
    assert hand.steps == 2


@pytest.mark.parametrize("name", ["x1", "2x", "tanh", "a b"])
def test_a_bad_name_is_refused_with_the_reason(hand: Hand, name: str) -> None:
    hand.double_click(hand.title("b"))
    hand.type(name)
    hand.key(Qt.Key.Key_Return)
    field = hand.window.editor.inline.field
    assert field.isVisible()
    assert name in field.problem
    hand.key(Qt.Key.Key_Escape)
    assert hand.graph.named("b") is not None


def test_clicking_elsewhere_takes_the_text(hand: Hand) -> None:
    hand.double_click(hand.number("b"))
    hand.type("5")
    hand.click(hand.corner("x1") - QPointF(30, 30))
    assert hand.graph.nodes[hand.node("b")].value == 5.0
    assert not hand.window.editor.inline.field.isVisible()


def test_a_tiny_node_is_enlarged_for_typing(hand: Hand) -> None:
    hand.view.navigation.zoom_to(0.2)
    hand.view.scene_shown.focus_on(hand.node("b"))
    hand.key(Qt.Key.Key_Return)
    assert hand.view.zoom == 1.0
    assert hand.window.editor.inline.field.isVisible()
    hand.key(Qt.Key.Key_Escape)
