import math

import pytest
from hypothesis import given

from playground.graph.graph import Graph
from playground.graph.quiz import Question, Score, question
from playground.graph.timeline import Computed, Timeline, result
from tests.graph.expressions import expressions, graph_of, same


@given(expressions())
def test_the_answer_is_the_number_that_the_moment_leaves(graph: Graph) -> None:
    for moment in Timeline(graph).moments:
        asked = question(graph, moment)
        is_leaf = isinstance(moment, Computed) and not moment.operands
        assert (asked is None) == is_leaf
        if asked is not None:
            assert same(asked.answer, result(moment))
            assert asked.accepts(result(moment))


def test_an_answer_may_be_one_percent_off() -> None:
    asked = Question(0.7071, 0.7071)
    assert asked.accepts(0.71)
    assert not asked.accepts(0.72)


def test_an_answer_from_the_rounded_numbers_counts() -> None:
    graph = graph_of("x = 10.006; y = 10.003; x - y")
    asked = question(graph, Timeline(graph).moments[2])
    assert asked is not None
    assert asked.answer == pytest.approx(0.003)
    assert asked.accepts(0.003)
    assert asked.accepts(0.01)


def test_a_wrong_answer_is_refused() -> None:
    graph = graph_of("x = 3; x*x")
    for moment in Timeline(graph).moments[1:]:
        asked = question(graph, moment)
        assert asked is not None
        assert not asked.accepts(0.0)
        assert not asked.accepts(-asked.answer)


def test_infinity_is_answered_with_infinity() -> None:
    assert Question(math.inf, math.inf).accepts(math.inf)
    assert not Question(math.inf, math.inf).accepts(1e9)
    assert Question(math.nan, math.nan).accepts(math.nan)


def test_only_an_answer_at_once_scores() -> None:
    score = Score()
    score.count(at_once=True)
    score.count(at_once=False)
    assert (score.asked, score.right) == (2, 1)
