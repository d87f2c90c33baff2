import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from playground.core.formula import parse
from playground.core.operations import OPERATIONS
from playground.graph.evaluate import evaluate
from playground.graph.formulas import nodes_of
from playground.graph.graph import Graph
from playground.ui.canvas.explanations import shares
from tests.ui.canvas.hand import Hand


def test_it_says_what_to_do_when_nothing_is_selected(hand: Hand) -> None:
    inspector = hand.window.inspector
    assert "Select a node" in inspector._nothing.text()
    assert inspector._nothing.isVisible()


def test_it_shows_the_chain_rule_with_the_numbers_of_the_node(hand: Hand) -> None:
    hand.click(hand.title("mul"))
    text = hand.window.inspector.text
    assert "the other input, −3" in text
    assert "−1.5" in text
    assert "x1" in text


def test_a_leaf_is_explained_and_edited(hand: Hand) -> None:
    inspector = hand.window.inspector
    hand.click(hand.title("x1"))
    assert "Raising x1 by 0.01 lowers tanh by about 0.015" in inspector.text
    inspector.value_field.setFocus()
    inspector.value_field.selectAll()
    hand.type("4")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.nodes[hand.node("x1")].value == 4.0
    inspector.name_field.setFocus()
    inspector.name_field.selectAll()
    hand.type("input")
    hand.key(Qt.Key.Key_Return)
    assert hand.graph.named("input") is not None
    inspector.learnable_box.click()
    assert not hand.graph.nodes[hand.node("input")].is_learnable
    assert hand.steps == 3


def test_a_refused_name_says_why(hand: Hand) -> None:
    inspector = hand.window.inspector
    hand.click(hand.title("x1"))
    inspector.name_field.setFocus()
    inspector.name_field.selectAll()
    hand.type("b")
    hand.key(Qt.Key.Key_Return)
    assert "already" in inspector._problem.text()
    assert hand.graph.named("x1") is not None


def test_the_output_is_chosen_here_too(hand: Hand) -> None:
    hand.click(hand.title("mul"))
    hand.window.inspector.output_button.click()
    assert hand.graph.output == hand.node("mul")
    QApplication.processEvents()
    assert hand.window.inspector.output_button.text() == "Is the output"


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_shares_of_every_operation_add_up_to_the_gradients(name: str) -> None:
    row = OPERATIONS[name]
    expr = parse("p = 0.7; q = 1.3; p*q").operands[0]
    q = parse("q = 1.3; q*1").operands[0]
    root = getattr(expr, name)(*([q] if row.arity == 2 else []))
    graph = Graph(nodes_of(root, Graph()))
    evaluation = evaluate(graph)
    output = graph.effective_output
    assert output is not None
    for share, operand in zip(
        shares(graph, evaluation, output), graph.nodes[output].operands, strict=True
    ):
        assert operand is not None
        assert share.passed_on == pytest.approx(evaluation.gradient(operand))
        assert share.why
