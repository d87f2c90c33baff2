"""The document: edits, undo, signals, and an evaluation once per turn of the loop."""

import random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from playground.graph.edits import (
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetValues,
    apply,
)
from playground.graph.evaluate import Evaluation, evaluate
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph, NodeId
from playground.ui.document import Document
from tests.graph.canvases import canvases, random_edit, snapshot


class Listener:
    """Keeps what a document said."""

    def __init__(self, document: Document) -> None:
        self.edited: list[Edit] = []
        self.evaluated: list[Evaluation] = []
        self.refused: list[str] = []
        self.history_changes = 0
        document.edited.connect(self.edited.append)
        document.evaluated.connect(self.evaluated.append)
        document.refused.connect(self.refused.append)
        document.history_changed.connect(self._count)

    def _count(self) -> None:
        self.history_changes += 1


@pytest.fixture
def document(qtbot: QtBot) -> Document:
    assert qtbot
    graph = Graph()
    apply(graph, formula_edit(graph, "x = 2; w = 3; tanh(x*w)"))
    return Document(graph)


@pytest.fixture
def listener(document: Document) -> Listener:
    return Listener(document)


def x_of(document: Document) -> NodeId:
    node_id = document.graph.named("x")
    assert node_id is not None
    return node_id


def a_turn() -> None:
    QCoreApplication.processEvents()


def test_an_edit_is_applied_announced_and_undone(
    document: Document, listener: Listener
) -> None:
    x = x_of(document)
    edit = SetValues({x: 5.0})
    assert document.edit(edit)
    assert document.graph.nodes[x].value == 5.0
    assert (document.can_undo, document.can_redo) == (True, False)
    document.undo()
    assert document.graph.nodes[x].value == 2.0
    assert (document.can_undo, document.can_redo) == (False, True)
    document.redo()
    assert document.graph.nodes[x].value == 5.0
    assert listener.edited == [edit, SetValues({x: 2.0}), edit]
    assert listener.history_changes == 3


def test_a_refused_edit_says_why_and_is_no_step(
    document: Document, listener: Listener
) -> None:
    before = snapshot(document.graph)
    assert not document.edit(Rename(x_of(document), "tanh"))
    assert listener.refused == ["'tanh' is a function: choose another name"]
    assert snapshot(document.graph) == before
    assert not document.can_undo
    a_turn()
    assert (listener.edited, listener.evaluated) == ([], [])
    assert listener.history_changes == 0


def test_an_edit_of_nothing_is_no_step(document: Document, listener: Listener) -> None:
    assert document.edit(Edits((), "Formula"))
    assert not document.can_undo
    assert listener.edited == []


def test_the_evaluation_is_told_once_for_all_edits_of_a_turn(
    document: Document, listener: Listener
) -> None:
    x = x_of(document)
    for value in range(10):
        document.edit(SetValues({x: float(value)}))
        assert document.evaluation.value(x) == value
    assert listener.evaluated == []
    a_turn()
    assert [evaluation.value(x) for evaluation in listener.evaluated] == [9.0]
    assert listener.evaluated[0] is document.evaluation
    a_turn()
    assert len(listener.evaluated) == 1


def test_moving_nodes_tells_no_evaluation(
    document: Document, listener: Listener
) -> None:
    document.edit(MoveNodes({x_of(document): (9.0, 9.0)}))
    a_turn()
    assert len(listener.edited) == 1
    assert listener.evaluated == []


def test_the_evaluation_is_current_for_whoever_hears_of_the_edit(
    document: Document,
) -> None:
    x = x_of(document)
    heard: list[float] = []
    document.edited.connect(lambda _: heard.append(document.evaluation.value(x)))
    document.edit(SetValues({x: 7.0}))
    document.undo()
    assert heard == [7.0, 2.0]


def test_a_gesture_is_one_step(document: Document) -> None:
    x = x_of(document)
    for value in range(50):
        document.edit(SetValues({x: float(value)}), gesture="scrub")
    document.undo()
    assert document.graph.nodes[x].value == 2.0
    assert not document.can_undo


def test_undo_and_redo_of_nothing_say_nothing(
    document: Document, listener: Listener
) -> None:
    document.undo()
    document.redo()
    assert listener.edited == []
    assert listener.history_changes == 0


def test_the_save_point_is_known(document: Document) -> None:
    document.edit(SetValues({x_of(document): 1.0}))
    assert not document.history.is_saved
    document.mark_saved()
    assert document.history.is_saved


def test_formulas_and_expressions_are_current(document: Document) -> None:
    output = document.graph.effective_output
    assert output is not None
    assert document.formula(output) == "tanh(x*w)"
    x = x_of(document)
    document.edit(Rename(x, "input"))
    assert document.formula(output) == "tanh(input*w)"
    document.edit(RemoveNodes((x,)))
    assert document.formula(output) == ""
    assert document.expression(output) is None


def test_a_document_opens_empty(qtbot: QtBot) -> None:
    assert qtbot
    document = Document()
    assert document.evaluation.ids == ()
    assert not document.can_undo


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(graph=canvases(), seed=st.integers(0, 2**32))
def test_any_edits_with_undo_and_redo_keep_evaluation_and_graph_in_step(
    qtbot: QtBot, graph: Graph, seed: int
) -> None:
    assert qtbot
    rng = random.Random(seed)
    start = snapshot(graph)
    document = Document(graph)
    mirror = graph.copy()
    document.edited.connect(lambda edit: apply(mirror, edit))
    for _ in range(25):
        match rng.randrange(5):
            case 0:
                document.undo()
            case 1:
                document.redo()
            case _:
                edit = random_edit(document.graph, rng)
                document.edit(edit, gesture=rng.choice([None, "drag"]))
        assert snapshot(mirror) == snapshot(document.graph)
        if rng.random() < 0.3:
            assert document.evaluation.problems == evaluate(mirror).problems
    assert document.evaluation.ids == tuple(document.graph.nodes)
    while document.can_undo:
        document.undo()
    assert snapshot(document.graph) == start
