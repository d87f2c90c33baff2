import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.formula import parse
from tests.ui.canvas.hand import Hand

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def enter(hand: Hand, text: str, modifiers: Qt.KeyboardModifier | None = None) -> None:
    field = hand.window.editor.formula_bar.field
    field.setFocus()
    field.selectAll()
    hand.type(text)
    hand.key(Qt.Key.Key_Return, modifiers or Qt.KeyboardModifier.NoModifier)


def test_the_bar_says_what_the_canvas_says(hand: Hand) -> None:
    bar = hand.window.editor.formula_bar
    assert bar.field.text() == "tanh(x1*w1 + x2*w2 + b)"
    assert bar.value_label.text() == "0.7071"
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_Delete)
    QApplication.processEvents()
    assert bar.field.text() == "x1*w1 + x2*w2 + b"
    assert bar.value_label.text() == "0.8814"


def test_typing_a_formula_replaces_the_output_in_one_step(hand: Hand) -> None:
    before = hand.graph.copy()
    enter(hand, "sigmoid(x1*w1 + x2*w2 + b)")
    QApplication.processEvents()
    assert hand.window.editor.formula_bar.field.text() == "sigmoid(x1*w1 + x2*w2 + b)"
    assert hand.graph.named("x1") == before.named("x1")
    assert len(hand.graph.nodes) == len(before.nodes)
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph == before


def test_a_formula_builds_an_expression_from_nothing(empty: Hand) -> None:
    text = "h = x*w; h*h + h"
    enter(empty, text)
    output = empty.graph.effective_output
    assert output is not None
    x, w = empty.graph.named("x"), empty.graph.named("w")
    assert x is not None
    assert w is not None
    value = empty.window.document.evaluation.value(output)
    nodes = empty.graph.nodes
    definition = f"x = {nodes[x].value}; w = {nodes[w].value}; {text}"
    assert value == parse(definition).result
    assert len([n for n in nodes.values() if n.operation == "mul"]) == 2


def test_shift_enter_adds_beside_what_is_there(hand: Hand) -> None:
    before = set(hand.graph.nodes)
    enter(hand, "exp(x1)", SHIFT)
    assert before < set(hand.graph.nodes)
    assert len(hand.graph.nodes) == len(before) + 1
    assert hand.graph.effective_output == hand.node("exp")


@pytest.mark.parametrize("text", ["tanh(x1*", "x1 + * b", "2 **", "tanh()", "a b"])
def test_a_syntax_error_is_shown_with_its_place_and_changes_nothing(
    hand: Hand, text: str
) -> None:
    before = hand.graph.copy()
    enter(hand, text)
    bar = hand.window.editor.formula_bar
    assert "column" in bar.problem
    assert bar.problem_label.isVisible()
    assert bar.field.text() == text
    assert hand.graph == before
    hand.key(Qt.Key.Key_Escape)
    assert bar.field.text() == "tanh(x1*w1 + x2*w2 + b)"
    assert not bar.problem
    assert hand.view.hasFocus()


def test_a_missing_bracket_can_be_typed_at_once(hand: Hand) -> None:
    enter(hand, "tanh(x1*w1")
    bar = hand.window.editor.formula_bar
    assert "has no" in bar.problem
    hand.type(")")
    hand.key(Qt.Key.Key_Return)
    assert not bar.problem
    assert bar.field.text() == "tanh(x1*w1)"


def test_the_text_being_typed_is_not_overwritten(hand: Hand) -> None:
    bar = hand.window.editor.formula_bar
    bar.field.setFocus()
    bar.field.selectAll()
    hand.type("x1 + ")
    hand.window.document.undo()
    hand.window.editor.learn_bar.step_button.click()
    QApplication.processEvents()
    assert bar.field.text() == "x1 + "


def test_the_value_follows_a_scrubbed_number(hand: Hand, qtbot: QtBot) -> None:
    place = hand.number("b")
    hand.drag(place, place - (hand.number("b") - hand.title("b")) * 2)
    label = hand.window.editor.formula_bar.value_label
    qtbot.waitUntil(lambda: label.text() != "0.7071")
