"""Functions in the window: by mouse and keyboard, over several tabs."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QInputDialog, QLineEdit
from pytestqt.qtbot import QtBot

from playground.graph.definitions import Definition
from playground.graph.edits import SetValues
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph, Node, NodeId
from playground.project.files import load
from playground.ui.app import create_window
from playground.ui.canvas import geometry, pictures
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.main_window import MainWindow
from playground.ui.theme import LIGHT

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


class Work:
    """A window at work: keys and clicks on the canvas on show."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window = window
        self._qtbot = qtbot
        self.said: list[str] = []
        window.pages.refused.connect(self._say)

    @property
    def editor(self) -> CanvasEditor:
        return self.window.editor

    @property
    def graph(self) -> Graph:
        return self.editor.document.graph

    @property
    def formula(self) -> str:
        output = self.graph.effective_output
        return "" if output is None else self.editor.document.formula(output)

    @property
    def value(self) -> float:
        evaluation = self.editor.document.evaluation
        assert evaluation.output is not None
        return evaluation.value(evaluation.output)

    @property
    def tabs(self) -> list[str]:
        tabs = self.window.tabs
        return [tabs.tabText(place) for place in range(tabs.count())]

    @property
    def palette(self) -> list[str]:
        return [
            entry.title
            for entry in self.window.palette_view.shown
            if entry.group == "Your functions"
        ]

    @property
    def call(self) -> Node:
        return next(node for node in self.graph.nodes.values() if node.callee)

    def canvas(self, formula: str, name: str = "Work") -> CanvasEditor:
        """A new canvas that says *formula*."""
        graph = Graph()
        editor = self.window.tabs.add_canvas(name, graph)
        editor.document.edit(formula_edit(graph, formula))
        self.settle()
        return editor

    def settle(self) -> None:
        QTest.qWait(20)
        self.editor.fit()
        QApplication.processEvents()

    def key(self, key: Qt.Key, keys: Qt.KeyboardModifier | None = None) -> None:
        self.window.activateWindow()
        self._qtbot.waitUntil(self.window.isActiveWindow)
        self.editor.view.setFocus()
        QTest.keyClick(self.editor.view, key, keys or Qt.KeyboardModifier.NoModifier)
        QApplication.processEvents()

    def answer(self, text: str) -> None:
        """Type into the dialog that is open, and press Enter."""
        found = [d for d in QApplication.topLevelWidgets() if d.isVisible()]
        dialog = next(d for d in found if isinstance(d, QInputDialog))
        dialog.setTextValue("")
        field = dialog.focusWidget() or dialog
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        QApplication.processEvents()

    def collapse(self, name: str) -> None:
        self.key(Qt.Key.Key_A, CONTROL)
        self.key(Qt.Key.Key_J, CONTROL)
        self.answer(name)
        self.settle()

    def at(self, node_id: NodeId) -> QPoint:
        """A point in the title of a node, in the pixels of the view."""
        x, y = self.graph.nodes[node_id].position
        place = QPointF(x + geometry.WIDTH / 2, y + geometry.TITLE / 2)
        return self.editor.view.mapFromScene(place)

    def double_click(self, node_id: NodeId) -> None:
        viewport = self.editor.view.viewport()
        place = self.at(node_id)
        left = Qt.MouseButton.LeftButton
        QTest.mouseClick(viewport, left, pos=place)
        QTest.mouseDClick(viewport, left, pos=place)
        self.settle()

    def say_formula(self, text: str) -> None:
        """Type another formula into the bar."""
        field = self.editor.formula_bar.field
        field.setFocus()
        field.selectAll()
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        self.settle()

    def _say(self, sentence: str) -> None:
        self.said.append(sentence)


@pytest.fixture
def work(qtbot: QtBot, tmp_path: Path) -> Iterator[Work]:
    window = create_window(settings_path=tmp_path / "settings.ini")
    with qtbot.waitExposed(window):
        window.show()
    yield Work(window, qtbot)
    QGuiApplication.clipboard().clear()
    window.abandon()
    window.close()
    window.deleteLater()
    QApplication.processEvents()


def test_the_name_of_a_function_is_checked_while_it_is_typed(work: Work) -> None:
    work.canvas("tanh(x*w + b)")
    work.key(Qt.Key.Key_A, CONTROL)
    work.key(Qt.Key.Key_J, CONTROL)
    found = [d for d in QApplication.topLevelWidgets() if d.isVisible()]
    dialog = next(d for d in found if isinstance(d, QInputDialog))
    field = dialog.findChild(QLineEdit)
    buttons = dialog.findChild(QDialogButtonBox)
    assert field is not None
    assert buttons is not None
    good = buttons.button(QDialogButtonBox.StandardButton.Ok)
    assert good.isEnabled()
    for text, trouble in (
        ("2 x", "2_x"),
        ("tanh", "is a function: choose"),
        ("", "_."),
    ):
        field.clear()
        QTest.keyClicks(field, text)
        assert not good.isEnabled()
        assert trouble in dialog.labelText()
        QTest.keyClick(field, Qt.Key.Key_Return)
        assert dialog.isVisible()
    QTest.keyClicks(field, "my own act")
    assert field.text() == "my_own_act"
    assert good.isEnabled()
    QTest.keyClick(field, Qt.Key.Key_Return)
    work.settle()
    assert work.palette == ["my_own_act"]


def test_collapse_open_edit_undo_and_expand(work: Work) -> None:
    work.canvas("tanh(x*w + b)")
    before = work.value
    work.collapse("neuron")
    assert work.formula == "neuron(x, w, b)"
    assert work.value == before
    assert work.palette == ["neuron"]

    work.say_formula("neuron(neuron(x, w, b), w, b)")
    other = work.canvas("a*c", "Other")
    work.say_formula("neuron(a, c, 0)")
    was = work.value

    work.double_click(work.call.id)
    assert work.tabs[-1] == "\N{LATIN SMALL LETTER F WITH HOOK} neuron"
    assert work.formula == "tanh(x*w + b)"
    assert len(work.graph.inputs) == 3
    work.say_formula("x*w + b + 10")
    work.window.tabs.setCurrentWidget(other)
    assert work.value == 11.0
    work.window.tabs.setCurrentWidget(work.window.tabs.editors[1])
    assert work.formula == "neuron(neuron(x, w, b), w, b)"
    assert work.value == 23.0

    (function,) = work.window.tabs.functions.library.definitions
    work.window.tabs.function_tabs.open(function)
    work.window.action("undoAction").trigger()
    work.window.tabs.setCurrentWidget(other)
    assert work.value == was

    work.editor.scene.select([work.call.id])
    work.key(Qt.Key.Key_J, CONTROL | SHIFT)
    assert work.formula == "tanh(a*c + 0)"
    assert work.value == was
    work.window.action("undoAction").trigger()
    assert work.formula == "neuron(a, c, 0)"


def test_undoing_the_collapse_takes_function_and_tab_away(work: Work) -> None:
    work.canvas("x*w + b")
    start = work.graph.copy()
    work.collapse("line")
    canvas = work.editor
    work.key(Qt.Key.Key_Return)
    assert len(work.tabs) == 4
    work.window.tabs.setCurrentWidget(canvas)
    work.window.action("undoAction").trigger()
    assert work.graph == start
    assert (work.palette, len(work.tabs)) == ([], 3)
    work.window.action("redoAction").trigger()
    assert work.palette == ["line"]
    assert work.formula == "line(x, w, b)"


def test_a_name_that_cannot_be_is_asked_for_again(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("tanh")
    assert work.palette == []
    work.answer("line")
    assert work.palette == ["line"]


def test_what_cannot_be_collapsed_says_why(work: Work) -> None:
    work.canvas("p = a*b; q = a + b; q + p*3")
    graph = work.graph
    names = [graph.named("p"), graph.named("q")]
    work.editor.scene.select([node for node in names if node is not None])
    work.key(Qt.Key.Key_J, CONTROL)
    assert "a function has one result, but q and p" in work.said[-1]


def test_a_function_is_renamed_by_its_tab_and_everywhere(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    canvas = work.editor
    work.key(Qt.Key.Key_F2, SHIFT)
    work.answer("affine")
    assert work.tabs[-1].endswith("affine")
    work.window.tabs.setCurrentWidget(canvas)
    assert work.formula == "affine(x, w, b)"
    assert work.palette == ["affine"]
    assert canvas.formula_bar.field.text() == "affine(x, w, b)"


def test_recursion_is_refused_with_the_reason(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.key(Qt.Key.Key_Return)
    before = work.graph.copy()
    work.say_formula("line(x, w, b)")
    assert work.graph == before
    definition = work.window.tabs.functions.library.definitions[0]
    entry = work.window.palette_view.chip("line").entry
    work.editor.add_entry(entry)
    assert work.graph == before
    assert "line cannot use itself" in work.said[-1]
    assert definition.graph is work.graph


def test_an_input_comes_and_goes_by_a_key(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    canvas = work.editor
    work.key(Qt.Key.Key_Return)
    second = work.graph.inputs[1]
    work.editor.scene.select([second])
    work.key(Qt.Key.Key_I)
    work.window.tabs.setCurrentWidget(canvas)
    assert work.formula == "line(x, b)"
    assert len(canvas.scene.wires.links) == 2
    work.window.tabs.setCurrentWidget(work.window.tabs.function_tabs.editors[0])
    work.window.action("undoAction").trigger()
    work.editor.scene.select([second])
    work.key(Qt.Key.Key_I, SHIFT)
    work.window.tabs.setCurrentWidget(canvas)
    assert work.formula == "line(w, x, b)"
    assert len(canvas.scene.wires.links) == 3


def test_the_palette_and_the_search_offer_functions(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.window.palette_view.field.setText("line")
    QTest.keyClick(work.window.palette_view.field, Qt.Key.Key_Return)
    calls = [node for node in work.graph.nodes.values() if node.callee]
    assert [len(node.operands) for node in calls] == [3, 3]
    work.key(Qt.Key.Key_Space, CONTROL)
    popup = work.editor.placing.popup
    QTest.keyClicks(popup.focusWidget(), "lin")
    QTest.keyClick(popup.focusWidget(), Qt.Key.Key_Return)
    assert len([n for n in work.graph.nodes.values() if n.callee]) == 3


def test_a_chip_stays_while_its_function_changes(work: Work) -> None:
    work.canvas("x*2 + w")
    work.collapse("line")
    chip = work.window.palette_view.chip("line")
    assert "line(x, w) = x*2 + w" in chip.toolTip()
    work.key(Qt.Key.Key_Return)
    work.say_formula("x*5 + w")
    assert work.window.palette_view.chip("line") is chip
    assert "line(x, w) = x*5 + w" in chip.toolTip()


def test_a_used_function_is_not_deleted_and_says_how_often(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    palette = work.window.palette_view
    definition = palette.chip("line").entry.operation
    assert isinstance(definition, Definition)
    menu = palette.function_menu(definition)
    menu.actions()[2].trigger()
    assert "line is used once" in work.said[-1]
    assert work.palette == ["line"]
    work.editor.scene.select([work.call.id])
    work.key(Qt.Key.Key_Delete)
    menu.actions()[2].trigger()
    assert work.palette == []
    menu.deleteLater()


def test_deleting_a_function_from_its_own_tab_is_undone_on_a_canvas(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.key(Qt.Key.Key_J, CONTROL | SHIFT)
    function = work.window.tabs.functions.library.definitions[0]
    work.window.tabs.function_tabs.open(function)
    work.editor.commands["delete_function"].trigger()
    assert (work.palette, len(work.tabs)) == ([], 3)
    work.window.tabs.setCurrentWidget(work.window.tabs.editors[0])
    work.window.action("undoAction").trigger()
    assert work.palette == ["line"]


def test_a_closed_canvas_does_not_keep_a_function_but_brings_it_back(
    work: Work,
) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.window.action("closeCanvasAction").trigger()
    (function,) = work.window.tabs.functions.library.definitions
    work.window.tabs.delete_function(function)
    assert work.palette == []
    work.window.action("reopenCanvasAction").trigger()
    assert work.palette == ["line"]
    assert work.formula == "line(x, w, b)"


def test_functions_travel_between_projects_by_the_clipboard(
    work: Work, qtbot: QtBot, tmp_path: Path
) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.key(Qt.Key.Key_A, CONTROL)
    work.key(Qt.Key.Key_C, CONTROL)
    work.key(Qt.Key.Key_V, CONTROL)
    assert work.palette == ["line"]

    other = create_window(settings_path=tmp_path / "other.ini")
    with qtbot.waitExposed(other):
        other.show()
    there = Work(other, qtbot)
    there.canvas("u/v")
    there.collapse("line")
    there.key(Qt.Key.Key_V, CONTROL)
    assert there.palette == ["line", "line2"]
    formulas = {d.name: d.formula for d in other.tabs.functions.library.definitions}
    assert formulas == {"line": "u/v", "line2": "x*w + b"}
    there.window.action("undoAction").trigger()
    assert there.palette == ["line"]
    other.abandon()
    other.close()
    other.deleteLater()
    QApplication.processEvents()


def test_a_project_keeps_its_functions(work: Work, tmp_path: Path) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    path = tmp_path / "one.playground"
    assert work.window.files.save_to(path)
    assert not work.window.files.is_modified
    work.key(Qt.Key.Key_Return)
    node = work.graph.inputs[0]
    assert work.editor.document.edit(SetValues({node: 7.0}))
    assert work.window.files.is_modified
    assert work.window.files.save_to(path)
    assert [d.signature for d in load(path).functions.definitions] == ["line(x, w, b)"]
    work.window.show_project(load(path))
    assert work.palette == ["line"]
    assert work.tabs == ["Network", "Neuron", "Work", "ƒ line"]
    work.window.tabs.setCurrentWidget(work.window.tabs.editors[1])
    work.key(Qt.Key.Key_A, CONTROL)
    work.editor.scene.focus_on(work.call.id)
    work.key(Qt.Key.Key_Return)
    assert work.formula == "x*w + b"
    assert work.graph.nodes[node].value == 7.0


def test_every_page_works_on_a_canvas_with_functions(work: Work) -> None:
    work.canvas("x*w + b")
    work.collapse("line")
    work.say_formula("relu(line(x, w, 2)) * line(b, b, b)")
    pages = work.window.pages_below
    for place in range(pages.count()):
        pages.setCurrentIndex(place)
        work.settle()
    work.editor.commands["show_wire_numbers"].trigger()
    work.editor.commands["show_wire_heat"].trigger()
    for zoom in (2.0, 1.0, 0.5, 0.2):
        work.editor.view.navigation.zoom_to(zoom)
        work.window.grab()
    work.key(Qt.Key.Key_T)
    work.window.docks.show_outline()
    work.window.grab()
    for draw in (pictures.svg, pictures.pdf):
        assert draw(work.editor.scene, LIGHT, "Work")
    for _ in range(40):
        work.window.pages_below.show_page("Step through")
        QTest.keyClick(work.window, Qt.Key.Key_F10)
