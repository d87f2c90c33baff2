"""Any step of the history is a click away."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from pytestqt.qtbot import QtBot

from playground.graph.edits import Rename, SetValues
from playground.ui.document import Document
from playground.ui.history_panel import HistoryPanel
from tests.graph.expressions import graph_of, named


@pytest.fixture
def document(qapp: object) -> Document:
    assert qapp
    return Document(graph_of("x = 1; tanh(x)"))


@pytest.fixture
def panel(qtbot: QtBot, document: Document) -> HistoryPanel:
    made = HistoryPanel(document)
    qtbot.addWidget(made)
    made.resize(300, 300)
    made.show()
    return made


def _change(document: Document, *values: float) -> None:
    x = named(document.graph, "x")
    for value in values:
        assert document.edit(SetValues({x: value}))


def _texts(panel: HistoryPanel) -> list[str]:
    rows = range(panel.model.rowCount())
    return [panel.model.index(row).data() for row in rows]


def _click(panel: HistoryPanel, row: int) -> None:
    place = panel.list.visualRect(panel.model.index(row)).center()
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=place)


def _value(document: Document) -> float:
    return document.graph.nodes[named(document.graph, "x")].value


def test_a_click_goes_to_any_step_and_back(
    document: Document, panel: HistoryPanel
) -> None:
    tester = QAbstractItemModelTester(
        panel.model, QAbstractItemModelTester.FailureReportingMode.Warning
    )
    _change(document, 2.0, 3.0, 4.0)
    assert _texts(panel) == ["Beginning", *["Change 1 value"] * 3]
    for row, value in ((1, 2.0), (3, 4.0), (0, 1.0), (2, 3.0)):
        _click(panel, row)
        assert _value(document) == value
        assert panel.list.currentIndex().row() == row
        assert len(_texts(panel)) == 4  # what was undone stays in the list
    _change(document, 9.0)
    assert len(_texts(panel)) == 4
    assert panel.list.currentIndex().row() == 3
    del tester


def test_a_gesture_is_one_row(document: Document, panel: HistoryPanel) -> None:
    x = named(document.graph, "x")
    for value in (2.0, 3.0, 4.0):
        document.edit(SetValues({x: value}), gesture="scrub")
    assert len(_texts(panel)) == 2
    _click(panel, 0)
    assert _value(document) == 1.0


def test_enter_goes_to_a_step(document: Document, panel: HistoryPanel) -> None:
    _change(document, 2.0, 3.0)
    panel.list.setFocus()
    QTest.keyClick(panel.list, Qt.Key.Key_Up)
    assert _value(document) == 3.0  # walking alone changes nothing
    QTest.keyClick(panel.list, Qt.Key.Key_Return)
    assert _value(document) == 2.0


def test_the_state_on_show_is_bold_and_undone_steps_are_said_to_be(
    document: Document, panel: HistoryPanel
) -> None:
    _change(document, 2.0, 3.0)
    assert document.edit(Rename(named(document.graph, "x"), "q"))
    document.undo()
    role = Qt.ItemDataRole
    rows = [panel.model.index(row) for row in range(4)]
    bold = [
        bool(row.data(role.FontRole) and row.data(role.FontRole).bold()) for row in rows
    ]
    assert bold == [False, False, True, False]
    spoken = [row.data(role.AccessibleTextRole) for row in rows]
    assert spoken[0] == "Beginning"
    assert spoken[2].endswith(", the state on show")
    assert spoken[3].endswith(", undone")


def test_another_graph_begins_anew(document: Document, panel: HistoryPanel) -> None:
    _change(document, 2.0)
    document.load(graph_of("y = 1; y + 1"))
    assert _texts(panel) == ["Beginning"]


def test_going_nowhere_is_harmless(document: Document) -> None:
    _change(document, 2.0)
    document.go_to(99)
    document.go_to(1)
    assert _value(document) == 2.0
    document.go_to(-1)
    assert _value(document) == 1.0
