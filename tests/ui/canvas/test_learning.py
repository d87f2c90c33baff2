from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from playground.core.expr import Expr
from playground.core.formula import parse
from tests.ui.canvas.conftest import NEURON
from tests.ui.canvas.hand import Hand


def seeds_loop(formula: str, steps: int, rate: float) -> Expr:
    root = parse(formula)
    for _ in range(steps):
        root.learn(rate)
        root.recalculate()
    return root


def leaf_values(hand: Hand) -> dict[str, float]:
    return {n.name: n.value for n in hand.graph.nodes.values() if n.name}


def test_learning_once_is_the_seeds_step_and_one_undo_step(hand: Hand) -> None:
    before = hand.graph.copy()
    bar = hand.window.editor.learn_bar
    bar.rate_box.setCurrentText("0.1")
    bar.step_button.click()
    expected = {
        leaf.name: leaf.result for leaf in seeds_loop(NEURON, 1, 0.1).parameters()
    }
    assert leaf_values(hand) == pytest.approx(expected, abs=1e-15)
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph == before


def test_a_run_follows_the_seeds_loop_and_is_one_undo_step(
    hand: Hand, qtbot: QtBot
) -> None:
    before = hand.graph.copy()
    editor = hand.window.editor
    bar = editor.learn_bar
    bar.run_button.click()
    assert bar.run_button.text() == "Stop"
    qtbot.waitUntil(lambda: editor.descent.steps >= 5)
    bar.run_button.click()
    assert not editor.descent.is_running
    assert bar.run_button.text() == "Run"
    expected = seeds_loop(NEURON, editor.descent.steps, 0.01)
    got = leaf_values(hand)
    for leaf in expected.parameters():
        assert got[str(leaf.name)] == pytest.approx(leaf.result, abs=1e-12)
    assert hand.steps == 1
    hand.window.document.undo()
    assert hand.graph == before


def test_what_is_frozen_stays(hand: Hand) -> None:
    hand.click(hand.dot("x1"))
    hand.window.editor.descent.step()
    assert hand.graph.nodes[hand.node("x1")].value == 2.0
    assert hand.graph.nodes[hand.node("w1")].value != -3.0


def test_a_run_stops_at_the_first_bad_value_and_keeps_the_good_ones(
    open_window: Callable[[str], Hand], qtbot: QtBot
) -> None:
    hand = open_window("x=1; log(x)")
    editor = hand.window.editor
    editor.learn_bar.rate_box.setCurrentText("0.4")
    editor.learn_bar.run_button.click()
    qtbot.waitUntil(lambda: not editor.descent.is_running)
    value = hand.graph.nodes[hand.node("x")].value
    assert value > 0
    assert "try a learning rate of 0.04" in editor.learn_bar.message
    assert "positive" in editor.learn_bar.message
    assert not editor.learn_bar.run_button.isChecked()
    QApplication.processEvents()
    assert not hand.window.document.evaluation.problems


def test_without_anything_to_learn_it_says_so(empty: Hand) -> None:
    bar = empty.window.editor.learn_bar
    bar.step_button.click()
    assert "build an expression" in bar.message
    empty.window.editor.formula_bar.field.setText("1 + 2")
    empty.window.editor.formula_bar.submit()
    bar.run_button.click()
    assert "no learnable value" in bar.message
    assert not bar.run_button.isChecked()


def test_a_bad_rate_is_refused(hand: Hand) -> None:
    bar = hand.window.editor.learn_bar
    bar.rate_box.setCurrentText("fast")
    assert not bar.step_button.isEnabled()
    assert bar.message
    bar.rate_box.setCurrentText("0.5")
    assert bar.step_button.isEnabled()
    assert hand.window.editor.descent.learning_rate == 0.5


@pytest.mark.parametrize(
    ("formula", "goal"),
    [
        ("x = 1; x * x", "Lower the product"),
        ("x = 1; loss = x * x; loss", "Lower loss"),
        ("tanh(x)", "Lower tanh"),
    ],
)
def test_what_is_lowered_is_told_in_words(
    open_window: Callable[[str], Hand], formula: str, goal: str
) -> None:
    hand = open_window(formula)
    label = hand.window.findChild(QLabel, "learnGoal")
    assert label is not None
    assert label.text() == goal
