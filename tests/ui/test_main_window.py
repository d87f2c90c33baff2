"""Journeys through the whole window."""

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QDockWidget, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from playground.graph.edits import SetValues
from playground.project.examples import examples
from playground.project.files import load, save
from playground.project.project import Canvas, Project
from playground.training.experiment import Experiment
from playground.ui.app import create_window, show
from playground.ui.file_dialogs import Answer
from playground.ui.gallery import Gallery
from playground.ui.main_window import MainWindow
from playground.ui.numbers import format_number

CONTRACT = (
    *("canvasView", "palette", "formulaBar", "inspector", "trainingPanel"),
    *("boundaryPlot", "lossPlot", "playButton", "stepButton", "resetButton"),
    *("datasetBox", "noiseSlider", "learningRateBox", "activationBox"),
    *("optimizerBox", "lossBox", "epochLabel"),
)


def dock(window: MainWindow, name: str) -> QWidget:
    found = window.findChild(QDockWidget, name)
    assert found is not None
    return found


def change_something(window: MainWindow) -> None:
    x1 = window.document.graph.named("x1")
    assert x1 is not None
    assert window.document.edit(SetValues({x1: 5.0}))


def answer_with(
    window: MainWindow, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    asked: list[str] = []

    def ask(name: str) -> Answer:
        asked.append(name)
        return answer

    monkeypatch.setattr(window.files._dialogs, "ask_unsaved", ask)
    return asked


@pytest.mark.parametrize("name", CONTRACT)
def test_every_control_has_its_name(window: MainWindow, name: str) -> None:
    widget = window.findChild(QWidget, name)
    assert widget is not None
    assert widget.accessibleName()


def test_first_start_shows_the_neuron_of_the_lecture(window: MainWindow) -> None:
    evaluation = window.document.evaluation
    assert evaluation.output is not None
    assert evaluation.value(evaluation.output) == pytest.approx(0.5**0.5)
    expected = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}
    for name, gradient in expected.items():
        node_id = window.document.graph.named(name)
        assert node_id is not None
        assert evaluation.gradient(node_id) == pytest.approx(gradient, abs=1e-12)
    assert window.training_panel.experiment.dataset == "moons"


def test_the_edit_menu_says_what_undo_takes_back(window: MainWindow) -> None:
    undo = window.action("undoAction")
    assert not undo.isEnabled()
    change_something(window)
    assert undo.text() == "&Undo: change 1 value"
    undo.trigger()
    assert not undo.isEnabled()
    assert window.action("redoAction").text() == "&Redo: change 1 value"


def test_a_refused_edit_says_why_in_the_status_bar(window: MainWindow) -> None:
    x1 = window.document.graph.named("x1")
    assert x1 is not None
    assert not window.document.edit(SetValues({x1: float("inf")}))
    assert "finite" in window.statusBar().currentMessage()
    assert window.document.edit(SetValues({x1: 5.0}))
    assert not window.statusBar().currentMessage()


@pytest.mark.parametrize("is_large", [True, False])
def test_a_window_larger_than_the_screen_is_maximized(
    window: MainWindow, *, is_large: bool
) -> None:
    room = window.screen().availableSize()
    window.hide()
    window.setMinimumSize(1, 1)
    window.resize(room if is_large else room * 0.8)
    show(window)
    assert window.isMaximized() == is_large


def test_the_status_bar_counts_nodes_and_wires(window: MainWindow) -> None:
    label = window.findChild(QWidget, "countLabel")
    assert label is not None
    assert label.property("text") == "10 nodes · 9 wires"


def test_another_project_takes_the_whole_window(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    path = tmp_path / "empty.playground"
    save(Project((Canvas(),), Experiment(dataset="spiral", samples=100)), path)
    assert window.open_project(path)
    qtbot.waitUntil(lambda: window.training_panel.experiment.dataset == "spiral")
    assert not window.document.graph.nodes
    assert window.windowTitle().startswith("empty")
    assert not window.isWindowModified()


def test_a_project_dropped_on_the_window_opens(
    window: MainWindow, tmp_path: Path
) -> None:
    path = tmp_path / "dropped.playground"
    save(Project(), path)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPointF(5, 5),
        Qt.DropAction.CopyAction,
        data,
        Qt.MouseButton.LeftButton,
        Qt.KeyboardModifier.NoModifier,
    )
    window.dropEvent(event)
    assert window.files.path == path


def test_what_was_saved_opens_again(window: MainWindow, tmp_path: Path) -> None:
    change_something(window)
    assert window.isWindowModified()
    path = tmp_path / "work.playground"
    assert window.files.save_to(path)
    assert not window.isWindowModified()
    assert load(path).canvases[0].graph == window.document.graph
    assert load(path).experiment == window.training_panel.experiment


def test_closing_asks_about_unsaved_changes(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    change_something(window)
    asked = answer_with(window, Answer.CANCEL, monkeypatch)
    assert not window.close()
    assert window.isVisible()
    assert asked == ["Untitled"]
    answer_with(window, Answer.DISCARD, monkeypatch)
    assert window.close()


def test_closing_an_untouched_window_asks_nothing(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_with(window, Answer.CANCEL, monkeypatch)
    assert window.close()
    assert asked == []


def test_the_example_comes_back_from_the_file_menu(
    window: MainWindow, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer_with(window, Answer.DISCARD, monkeypatch)
    window.files.new()
    assert not window.document.graph.nodes
    window.action("exampleAction").trigger()
    assert len(window.document.graph.nodes) == 10


def test_colours_and_layout_are_remembered(
    window: MainWindow, settings_path: Path, qtbot: QtBot
) -> None:
    window.action("lightThemeAction").trigger()
    dock(window, "pagesDock").hide()
    window.close()
    again = create_window(settings_path=settings_path)
    with qtbot.waitExposed(again):
        again.show()
    assert again.action("lightThemeAction").isChecked()
    assert not again.inspector.isVisible()
    assert again.palette_view.isVisible()
    again.close()
    again.deleteLater()


def test_full_screen_and_back_keeps_the_docks_as_they_were(window: MainWindow) -> None:
    dock(window, "operationsDock").hide()
    window.editor.view.setFocus()
    action = window.action("fullScreenAction")
    action.trigger()
    assert window.editor.isVisible()
    assert not window.training_panel.isVisible()
    action.trigger()
    assert window.training_panel.isVisible()
    assert not window.palette_view.isVisible()


def test_the_training_panel_keeps_its_width_whatever_data_it_offers(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.width() == 1280)
    panel = window.findChild(QWidget, "trainingPanel")
    assert panel is not None
    width = panel.width()
    for name in ("numbersButton", "classesButton", "dataset-own", "numbersButton"):
        button = panel.findChild(QAbstractButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        assert panel.width() == width, name


def test_closing_while_it_trains_is_safe(window: MainWindow, qtbot: QtBot) -> None:
    with qtbot.waitSignal(window.runner.snapshot_ready, timeout=60_000):
        window.training_panel.play_action.trigger()
    window.abandon()
    assert window.close()
    assert window.runner.is_idle


def test_the_pages_of_the_help_menu_open(window: MainWindow, qtbot: QtBot) -> None:
    for action, name in (("shortcutsAction", "keysPage"), ("aboutAction", "aboutBox")):
        window.action(action).trigger()
        page = window.findChild(QWidget, name)
        assert page is not None
        qtbot.waitUntil(page.isVisible)
        page.close()


def test_an_example_opens_beside_the_work(window: MainWindow, qtbot: QtBot) -> None:
    window.action("galleryAction").trigger()
    gallery = window.findChild(Gallery)
    assert gallery is not None
    qtbot.waitUntil(gallery.isActiveWindow)
    QTest.keyClick(gallery.list, Qt.Key.Key_Down)
    QTest.keyClick(gallery.list, Qt.Key.Key_Return)
    names = [canvas.name for canvas in window.project().canvases]
    assert names == ["Neuron", examples()[1].title]
    assert window.isWindowModified()


def test_a_closed_canvas_comes_back_with_its_history(window: MainWindow) -> None:
    change_something(window)
    document = window.document
    window.action("closeCanvasAction").trigger()
    assert window.document is not document
    assert not window.document.graph.nodes
    said = window.statusBar().currentMessage()
    assert said == "Neuron is closed; Ctrl+Shift+T opens it again"
    window.action("reopenCanvasAction").trigger()
    assert window.document is document
    window.action("undoAction").trigger()
    assert not document.can_undo


def test_what_is_drawn_goes_with_its_canvas_and_not_with_the_garbage(
    window: MainWindow, qtbot: QtBot
) -> None:
    """Python looks for garbage in any thread, where no scene may be deleted."""
    change_something(window)
    scene, kept = window.editor.scene, window.editor
    scene.select(list(window.document.graph.nodes))
    window.show_project(Project())
    qtbot.waitUntil(lambda: not Shiboken.isValid(kept))
    assert not Shiboken.isValid(scene)


def test_nodes_placed_by_hand_keep_their_size(window: MainWindow) -> None:
    window.action("newCanvasAction").trigger()
    QTest.qWait(50)
    view = window.editor.view
    zoom = view.zoom
    QTest.mouseClick(window.palette_view.chip("exp"), Qt.MouseButton.LeftButton)
    window.resize(window.width(), window.height() - 60)
    QTest.qWait(50)
    assert view.zoom == zoom


def test_closing_a_canvas_leads_back_to_the_one_before(window: MainWindow) -> None:
    before = window.tabs.currentWidget()
    window.action("newCanvasAction").trigger()
    window.action("closeCanvasAction").trigger()
    assert window.tabs.currentWidget() is before


def test_palette_and_pages_follow_the_canvas_on_show(window: MainWindow) -> None:
    first = window.editor
    window.action("newCanvasAction").trigger()
    second = window.editor
    assert second is not first
    assert window.palette_view.target is second
    assert window.pages_below.isVisible()
    window.tabs.setCurrentWidget(first)
    assert window.palette_view.target is first


def test_a_neuron_of_the_network_opens_on_a_canvas(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.tabs.show_network()
    qtbot.waitUntil(lambda: window.network_view.shown is not None, timeout=60_000)
    x, y = window.runner.train.points[0]
    with qtbot.waitSignal(window.opening.reported) as told:
        window.network_view.neuron_open_requested.emit(2, 0)
    assert told.args is not None
    assert f"{format_number(round(float(x), 2))}, " in told.args[0]
    assert f" {format_number(round(float(y), 2))}, with" in told.args[0]
    assert window.tabs.tabText(window.tabs.currentIndex()) == "Neuron 2.1"
    evaluation = window.document.evaluation
    assert evaluation.output is not None
    names = {node.name for node in window.document.graph.nodes.values()}
    assert {"n1_1", "n1_2", "n1_3", "n1_4"} <= names
    inputs = [window.document.graph.named(f"n1_{i}") for i in (1, 2, 3, 4)]
    assert all(-1 <= evaluation.value(i) <= 1 for i in inputs if i is not None)


@pytest.mark.parametrize(
    "title",
    ["Step through", "Check", "Wobble", "Plot", "Descend", "Problems", "History"],
)
def test_every_page_below_the_canvas_opens(
    window: MainWindow, qtbot: QtBot, title: str
) -> None:
    window.pages_below.show_page(title)
    page = window.pages_below.currentWidget()
    assert page is not None
    qtbot.waitUntil(page.isVisible)
    assert not page.grab().isNull()


def test_f4_steps_through_the_passes_from_anywhere(
    window: MainWindow, qtbot: QtBot
) -> None:
    window.tabs.show_network()
    window.action("stepThroughAction").trigger()
    debugger = window.findChild(QWidget, "stepDebugger")
    assert debugger is not None
    qtbot.waitUntil(debugger.isVisible)
    assert window.editor.isVisible()
