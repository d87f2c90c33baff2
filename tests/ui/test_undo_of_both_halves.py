"""Ctrl+Z takes back the last change, on the canvas or in the training panel."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from playground.graph.edits import Rename
from playground.graph.graph import NodeId
from playground.project.project import Project
from playground.training.changes import ChangeHistory, Parameter, Settings
from playground.training.experiment import Experiment
from playground.ui.main_window import MainWindow


def first_node(window: MainWindow) -> NodeId:
    return next(iter(window.document.graph.nodes))


def name(window: MainWindow) -> str:
    return window.document.graph.nodes[first_node(window)].name


def click(window: MainWindow, name: str) -> None:
    widget = window.findChild(QWidget, name)
    assert widget is not None
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton)


def test_undo_goes_to_the_half_that_was_changed_last(window: MainWindow) -> None:
    undo, redo = window.action("undoAction"), window.action("redoAction")
    before = window.runner.experiment
    node = first_node(window)
    old = name(window)
    assert not undo.isEnabled()
    window.document.edit(Rename(node, "mine"))
    click(window, "addLayerButton")
    assert undo.text() == "&Undo: layers"
    undo.trigger()
    assert window.runner.experiment == before
    assert redo.text() == "&Redo: layers"
    # Nothing is left to undo in training, so the canvas is next.
    assert "rename" in undo.text().lower()
    undo.trigger()
    assert name(window) == old
    redo.trigger()
    assert name(window) == "mine"


def test_an_edit_of_the_canvas_comes_first_when_it_was_last(
    window: MainWindow,
) -> None:
    click(window, "addLayerButton")
    changed = window.runner.experiment
    window.document.edit(Rename(first_node(window), "mine"))
    window.action("undoAction").trigger()
    assert name(window) != "mine"
    assert window.runner.experiment == changed
    window.action("undoAction").trigger()
    assert window.runner.experiment != changed


def test_a_loaded_project_has_nothing_to_undo(window: MainWindow) -> None:
    click(window, "addLayerButton")
    project = window.project()
    window.show_project(Project(project.canvases, Experiment(dataset="xor")))
    assert not window.action("undoAction").isEnabled()
    assert window.runner.experiment.dataset == "xor"


def test_a_weight_edited_by_hand_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    runner = window.runner
    seen: list[float] = []
    runner.snapshot_ready.connect(lambda s: seen.append(float(s.parameters[0])))
    runner.pause()  # which asks for another snapshot
    qtbot.waitUntil(lambda: bool(seen), timeout=60_000)
    old = seen[-1]
    runner.set_parameter(0, 3.5)
    qtbot.waitUntil(lambda: seen[-1] == 3.5)
    assert window.action("undoAction").text() == "&Undo: edit w1_1_1"
    window.action("undoAction").trigger()
    qtbot.waitUntil(lambda: seen[-1] == old)
    runner.set_parameter(0, 3.5)
    click(window, "resetButton")
    assert [step.title for step in runner.history.done] == ["reset"]


def test_a_gesture_is_one_step_and_new_steps_end_redo() -> None:
    history = ChangeHistory()
    first, second, third = (Settings(Experiment(seed=i)) for i in range(3))
    history.push(first, second, "drag")
    history.push(second, third, "drag")
    assert len(history.done) == 1
    assert history.undo() == first
    assert history.redo() == third
    assert history.undo() == first
    history.push(first, second)
    assert history.redo() is None
    assert history.undone == ()


def test_steps_of_an_older_run_are_forgotten() -> None:
    history = ChangeHistory()
    history.push(Settings(Experiment()), Settings(Experiment(seed=1)))
    history.push(Parameter(0, 1.0, 0), Parameter(0, 2.0, 0))
    assert history.forget(lambda change: isinstance(change, Parameter))
    assert [step.title for step in history.done] == ["seed"]
    assert not history.forget(lambda change: isinstance(change, Parameter))
