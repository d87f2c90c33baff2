import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core.expr import Expr
from playground.core.formula import parse
from playground.core.operations import OPERATIONS
from playground.graph.graph import Graph
from playground.graph.timeline import Computed, Mistake, Timeline, result
from playground.ui.numbers import format_number
from playground.ui.understanding.derivation import LATEX, PLAIN, written
from playground.ui.understanding.labels import called, is_noun, latex_of
from playground.ui.understanding.telling import THE_RULE
from playground.ui.understanding.typesetter import Formula, Typesetter
from playground.ui.understanding.typesetting import svg
from playground.ui.understanding.words import words_for
from tests.graph.expressions import expressions, graph_of, named


@given(expressions(), st.sampled_from(Mistake))
def test_every_moment_is_told_with_its_number(graph: Graph, mistake: Mistake) -> None:
    timeline = Timeline(graph, mistake)
    for position, moment in enumerate(timeline.moments, start=1):
        words = words_for(graph, timeline, position)
        told = words.total or words.main
        assert format_number(result(moment)) in told.plain
        assert words.sentence
        assert words.why.endswith(".")


@given(expressions())
def test_a_hidden_number_is_replaced_by_a_question(graph: Graph) -> None:
    timeline = Timeline(graph)
    for position, moment in enumerate(timeline.moments, start=1):
        words = words_for(graph, timeline, position, is_hidden=True)
        if not (isinstance(moment, Computed) and not moment.operands):
            assert "= ?" in (words.total or words.main).plain
            assert words.hint


def test_the_chain_rule_is_written_out() -> None:
    graph = graph_of("x = 2; w = -3; tanh(x*w + 6.8813735870195432)")
    timeline = Timeline(graph)
    position = timeline.completed_at(named(graph, "w"))
    words = words_for(graph, timeline, position)
    assert words.main.plain == "d out / d w = local × upstream = 2 × 0.5 = 1"
    assert words.local is not None
    assert words.local.plain == "local: d (x × w) / d w = x = 2"
    assert "the one node that uses it, x × w + 6.881, has passed" in words.why


def test_the_slope_of_tanh_is_derived_with_its_numbers() -> None:
    graph = graph_of("n = 0.5; tanh(n)")
    timeline = Timeline(graph)
    words = words_for(graph, timeline, len(timeline))
    assert words.local is not None
    assert words.local.plain == (
        "local: d tanh(n) / d n = 1 − tanh² = 1 − 0.4621² = 0.7864"
    )


def test_all_contributions_are_seen_and_then_their_sum() -> None:
    graph = graph_of("x = 3; x*x + x")
    timeline = Timeline(graph)
    done = timeline.completed_at(named(graph, "x"))
    last = words_for(graph, timeline, done)
    assert last.total is not None
    assert last.total.plain == "gradient of x = 1 + 3 + 3 = 7"
    assert "+= local × upstream" in last.main.plain
    before = words_for(graph, timeline, done - 1)
    assert before.total is not None
    assert before.total.plain == "gradient of x = 1 + 3 = 4 so far, 1 to come"


def test_a_long_sum_is_told_by_its_last_part() -> None:
    graph = graph_of("x = 1; a = x*2; b = x*3; c = x*4; x + a + b + c + x + x*x")
    timeline = Timeline(graph)
    words = words_for(graph, timeline, timeline.completed_at(named(graph, "x")))
    assert words.total is not None
    assert words.total.plain == "gradient of x = 11 (6 parts) + 2 = 13"


@pytest.mark.parametrize(
    ("mistake", "formula", "told"),
    [
        (Mistake.TWICE, "x = 3; x*x", "still holds 9 of the last call"),
        (Mistake.OVERWRITE, "x = 3; x*x + x", "throws away what x had, 3"),
        (Mistake.ORDER, "x = 2; a = tanh(x); a*a + a", "before it has all parts"),
    ],
)
def test_a_mistake_is_called_by_its_name(
    mistake: Mistake, formula: str, told: str
) -> None:
    graph = graph_of(formula)
    timeline = Timeline(graph, mistake)
    texts = [words_for(graph, timeline, p + 1) for p in range(len(timeline))]
    assert any(told in f"{w.sentence} {w.why}" for w in texts)


def test_nodes_are_called_by_name_number_or_operation() -> None:
    graph = graph_of("x1 = 2; y = 3; -(x1 * y)**2 / tanh(exp(x1 + y))")
    names = {called(graph, i) for i in graph.nodes}
    told = {"x1", "y", "2", "x1 × y", "x1 + y", "exp(x1 + y)", "tanh(…)", "quotient"}
    assert told <= names
    assert latex_of(graph, named(graph, "x1")) == "x_{1}"
    nested = graph_of("x = 1; (x + 1) * (x + 2)")
    output = nested.effective_output
    assert output is not None
    assert (called(nested, output), latex_of(nested, output)) == (
        "product",
        r"\mathrm{product}",
    )


def test_a_node_without_a_name_is_told_by_a_word_for_its_result() -> None:
    graph = graph_of("a = 1; b = 2; c = 3; d = 4; e = 5; (a*b*c + c*d*e) * (a*c*e + b)")
    timeline = Timeline(graph)
    told = [words_for(graph, timeline, p + 1) for p in range(len(timeline))]
    titles = [words.title for words in told]
    assert "Compute the product" in titles
    assert "The product passes its gradient on to the sum" in titles
    assert not any(sign in titles for sign in ("Compute ×", "Compute +"))
    plain = {words.main.plain.split(" = ")[0] for words in told}
    assert "d out / d sum" in plain


def test_names_keep_their_case_at_the_beginning_of_a_sentence() -> None:
    graph = graph_of("x = 1; a = tanh(x); t = a*2; t*a")
    timeline = Timeline(graph)
    told = [words_for(graph, timeline, p + 1) for p in range(len(timeline))]
    assert any(words.title == "a passes its gradient on to x" for words in told)
    assert not any(
        text.startswith(("A ", "T "))
        for words in told
        for text in (words.title, words.why)
    )


def test_a_sum_within_a_sum_is_another_one() -> None:
    graph = graph_of("a = 1; b = 2; c = 3; (a*b*c + c*b*a) + (a*a*c + b*b*b)")
    timeline = Timeline(graph)
    titles = [words_for(graph, timeline, p + 1).title for p in range(len(timeline))]
    assert "The sum passes its gradient on to another sum" in titles


@given(expressions())
def test_what_a_short_node_is_called_computes_its_value(graph: Graph) -> None:
    """The text is a formula again: brackets stand where they are needed."""
    signs = str.maketrans({"×": "*", "÷": "/", "−": "-", "^": "**"})
    values = dict(zip(Timeline(graph).order, Timeline(graph).values, strict=True))
    named_leaves = [n for n in graph.nodes.values() if n.is_leaf and n.name]
    names = {n.name: Expr(n.value, n.name) for n in named_leaves}
    for node_id, value in values.items():
        text = called(graph, node_id)
        node = graph.nodes[node_id]
        is_short = not re.search(
            "…|sum|product|power|difference|quotient|negative", text
        )
        if node.is_leaf or is_noun(graph, node_id) or node.name or not is_short:
            continue
        if text == node.row.symbol or any(
            n.is_leaf and not n.name and PLAIN.number(n.value) != f"{n.value:g}"
            for n in graph.nodes.values()
        ):
            continue
        found = parse(text.translate(signs).replace("²", "**2"), names).result
        assert found == pytest.approx(value, rel=1e-9, nan_ok=True), text


def test_the_gradient_of_a_constant_that_does_not_exist_does_no_harm() -> None:
    graph = graph_of("x = -3; x**2")
    timeline = Timeline(graph)
    words = words_for(graph, timeline, len(timeline))
    assert "2 is a constant, and nothing uses its gradient" in words.sentence


@pytest.mark.parametrize(
    ("formula", "plain"),
    [
        ("-out / y", "−(−2) / 3"),
        ("1 if x > 0 else 0.01", "0.01"),
        ("out * (1 - out)", "−2 × (1 − (−2))"),
        ("1 - out * out", "1 − (−2)²"),
        ("x + y * x", "−1 + 3 × (−1)"),
        ("y + x * y", "3 + (−1 × 3)"),
        ("y * x ** (y - 1)", "3 × (−1)^(3 − 1)"),
    ],
)
def test_brackets_stand_where_they_are_needed(formula: str, plain: str) -> None:
    names = {"x": "−1", "y": "3", "out": "−2"}
    numbers = {"x": -1.0, "y": 3.0, "out": -2.0}
    assert written(formula, names, numbers, PLAIN) == plain


def test_a_sign_stands_close_to_its_number() -> None:
    assert written("-1", {}, {}, LATEX) == LATEX.number(-1.0) == "{-}1"


def test_every_formula_of_the_table_can_be_typeset(qapp: QApplication) -> None:
    assert qapp
    names = {"x": "x_{1}", "y": "-2", "out": r"\mathrm{out}"}
    for operation in OPERATIONS.values():
        for formula in operation.derivative_formulas:
            latex = written(formula, names, {"x": 1.0, "y": -2.0, "out": 1.0}, LATEX)
            text = svg(latex, 16, "#ffffff")
            assert text is not None, latex
            assert QSvgRenderer(QByteArray(text.encode())).isValid(), latex
    assert svg(THE_RULE.latex.replace("@gradient", "#ff0000"), 19, "#ffffff")
    assert svg(r"\frac{1", 16, "#ffffff") is None


def test_formulas_are_typeset_beside_the_window_and_once(
    qapp: QApplication, qtbot: QtBot
) -> None:
    assert qapp
    typesetter = Typesetter()
    one, other = Formula("x + 1", 16, "#ffffff"), Formula("x + 1", 16, "#000000")
    bad = Formula(r"\frac{1", 16, "#ffffff")
    assert typesetter.picture(one) is None
    typesetter.foresee([other, bad])
    typesetter.want(one)
    qtbot.waitUntil(
        lambda: all(map(typesetter.knows, (one, other, bad))), timeout=60_000
    )
    first = typesetter.picture(one)
    assert first is not None
    typesetter.want(one)
    assert typesetter.picture(one) is first
    assert typesetter.picture(other) is not first
    assert typesetter.picture(bad) is None
    typesetter.close()
    late = Formula("y", 16, "#ffffff")
    typesetter.want(late)
    assert typesetter.knows(late)
    assert typesetter.picture(late) is None


def test_a_complete_gradient_is_put_to_the_test() -> None:
    graph = graph_of("x = 3; x*x + x")
    timeline = Timeline(graph)
    position = timeline.completed_at(named(graph, "x"))
    told = (
        "x is used 3 times: part 3 of 3, added with +=. Try it: x + 0.01 should move "
        "the output by 0.01 × 7 = 0.07; it moves by 0.0701."
    )
    assert words_for(graph, timeline, position).sentence == told
    assert "Try it" not in words_for(graph, timeline, position - 1).sentence
    wrong = Timeline(graph, Mistake.OVERWRITE)
    assert "Try it" not in words_for(graph, wrong, position).sentence
    endless = graph_of("x = 800; exp(x)")
    timeline = Timeline(endless)
    assert "Try it" not in words_for(endless, timeline, len(timeline)).sentence


def test_going_forward_nothing_is_said_of_gradients() -> None:
    graph = graph_of("x = 3; y = minimum(-x, x)*relu(x) + x; y")
    timeline = Timeline(graph)
    for position in range(1, timeline.first_backward + 1):
        assert "receive" not in words_for(graph, timeline, position).sentence
        assert "passes its" not in words_for(graph, timeline, position).sentence
