"""Painting, erasing and moving points on the map with the mouse, and undoing it."""

from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
)
from pytestqt.qtbot import QtBot

from playground.training.csv import read_file, read_table
from playground.training.experiment import Experiment
from playground.ui.training.panel import TrainingPanel
from playground.ui.training.table_dialog import TableDialog
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import (
    LEFT,
    NONE,
    RIGHT,
    SOME,
    click,
    drag,
    pixel,
    points,
    viewport,
)


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(hidden=(3,), batch_size=40).with_points(SOME)


def test_the_left_button_paints_blue_and_the_right_one_orange(
    panel: TrainingPanel,
) -> None:
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
    QTest.mouseClick(viewport(panel), RIGHT, NONE, pixel(panel, -4, -4))
    blue, orange = points(panel)[-2:]
    assert blue == pytest.approx((4, 4, 1), abs=0.05)
    assert orange == pytest.approx((-4, -4, -1), abs=0.05)
    click(panel, "paintNegativeButton")
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, -4))
    assert points(panel)[-1][2] == -1


def test_a_stroke_paints_many_points_and_is_one_step_of_undo(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drag(panel, (-5, 4), (-3, 4), (-1, 4), (1, 4))
    assert len(points(panel)) == len(SOME) + 4
    runner.undo()
    assert points(panel) == SOME
    runner.redo()
    assert len(points(panel)) == len(SOME) + 4
    assert runner.history.done[-1].title == "edit points"


def test_two_strokes_are_two_steps(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drag(panel, (-5, 4), (-3, 4))
    drag(panel, (1, 4), (3, 4))
    runner.undo()
    assert len(points(panel)) == len(SOME) + 2


def test_the_eraser_takes_what_it_passes(panel: TrainingPanel) -> None:
    click(panel, "eraseButton")
    drag(panel, (-3, 1), (-2, 1), (-1, 1))
    assert points(panel) == SOME[1:]
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 5, 5))
    assert points(panel) == SOME[1:]


def test_a_point_is_dragged_and_keeps_its_class(panel: TrainingPanel) -> None:
    click(panel, "movePointsButton")
    drag(panel, (3, -2), (4, -3), (5, -4))
    assert points(panel)[1] == pytest.approx((5, -4, -1), abs=0.05)
    assert (points(panel)[0], points(panel)[2]) == (SOME[0], SOME[2])
    # Beyond the edge it stays on the map.
    drag(panel, (5, -4), (8, -9))
    assert points(panel)[1] == pytest.approx((6, -6, -1), abs=0.05)


def test_painting_goes_on_while_it_trains_and_never_restarts_it(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    click(panel, "playButton")
    epoch = panel.findChild(QLabel, "epochLabel")
    assert epoch is not None
    qtbot.waitUntil(lambda: int(epoch.text().replace(",", "")) > 5)
    with qtbot.assertNotEmitted(runner.restarted):
        drag(panel, (-5, 4), (-3, 4), (-1, 4), (1, 4))
        click(panel, "eraseButton")
        drag(panel, (-2, 1), (0, 0))
        before = int(epoch.text().replace(",", ""))
        qtbot.waitUntil(lambda: int(epoch.text().replace(",", "")) > before + 5)
    assert runner.is_playing
    shown = len(runner.train) + len(runner.test)
    assert shown == len(points(panel))


def test_erasing_everything_while_it_trains_asks_for_points(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    click(panel, "playButton")
    click(panel, "clearPointsButton")
    assert points(panel) == ()
    hint = panel.findChild(QLabel, "emptyMapHint")
    assert hint is not None
    assert hint.isVisible()
    qtbot.waitUntil(lambda: not runner.is_playing)
    assert "no points to learn from" in panel.problem_line.text
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 1, 1))
    assert not hint.isVisible()
    click(panel, "playButton")
    epoch = panel.findChild(QLabel, "epochLabel")
    assert epoch is not None
    qtbot.waitUntil(lambda: int(epoch.text().replace(",", "")) > 5)


def test_nothing_is_painted_into_data_that_was_drawn(panel: TrainingPanel) -> None:
    click(panel, "dataset-xor")
    before = panel.experiment
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
    assert panel.experiment == before


def test_own_points_begin_with_those_on_show_and_are_kept(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    runner.set_experiment(Experiment(samples=60))
    click(panel, "dataset-own")
    assert len(points(panel)) == 60
    assert panel.boundary_plot.shows_test_data
    click(panel, "clearPointsButton")
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 1, 1))
    click(panel, "dataset-circle")
    assert not panel.boundary_plot.shows_test_data
    click(panel, "dataset-own")
    assert len(points(panel)) == 1


def test_undo_takes_settings_back(panel: TrainingPanel, runner: TrainingRunner) -> None:
    click(panel, "addLayerButton")
    click(panel, "dataset-moons")
    assert runner.history.done[-1].title == "choose data"
    runner.undo()
    assert panel.experiment.dataset == "own"
    sizes = [panel.experiment.hidden]
    runner.undo()
    sizes.append(panel.experiment.hidden)
    runner.redo()
    sizes.append(panel.experiment.hidden)
    assert sizes == [(3, 2), (3,), (3, 2)]


def accept_dialog() -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TableDialog)
    button = dialog.findChild(QPushButton, "useTableButton")
    assert button is not None
    QTest.mouseClick(button, LEFT)


TABLE: Final = "a,b,kind\n0,0,cat\n10,5,dog\nfast,1,dog\n5,10,cat\n5,5,cat\n"


def test_a_table_is_pasted(qtbot: QtBot, panel: TrainingPanel) -> None:
    QGuiApplication.clipboard().setText(TABLE)
    QTimer.singleShot(50, accept_dialog)
    panel.settings_form.turn_to("Data")
    click(panel, "pasteTableButton")
    qtbot.waitUntil(lambda: len(points(panel)) == 4)
    assert points(panel)[1] == (5.0, 0.0, 1.0)
    assert panel.experiment.is_own


def test_a_table_of_three_classes_is_learned_with_its_names(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    QGuiApplication.clipboard().setText(TABLE.replace("5,5,cat", "5,5,mouse"))
    QTimer.singleShot(50, accept_dialog)
    panel.settings_form.turn_to("Data")
    click(panel, "pasteTableButton")
    qtbot.waitUntil(lambda: len(points(panel)) == 4)
    assert [row[2] for row in points(panel)] == [0.0, 1.0, 0.0, 2.0]
    assert panel.experiment.names_of_classes == ("cat", "dog", "mouse")
    assert panel.experiment.loss == "softmax_cross_entropy"


def test_of_more_than_six_labels_one_stands_against_the_others(qtbot: QtBot) -> None:
    rows = "".join(f"{number},{number},class{number}\n" for number in range(8))
    dialog = TableDialog(read_table(f"x,y,kind\n{rows}"), "own.csv")
    qtbot.addWidget(dialog)
    summary = dialog.findChild(QLabel, "tableSummary")
    assert summary is not None
    assert "There are 8 different labels, and at most 6 classes" in summary.text()
    assert "8 points: 1 blue, 7 orange" in summary.text()


def test_a_table_is_dropped_on_the_panel(
    qtbot: QtBot, panel: TrainingPanel, tmp_path: Path
) -> None:
    path = tmp_path / "own.csv"
    path.write_text(TABLE)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    QTimer.singleShot(50, accept_dialog)
    copy = Qt.DropAction.CopyAction
    enter = QDragEnterEvent(QPoint(10, 10), copy, mime, LEFT, NONE)
    QApplication.sendEvent(panel, enter)
    assert enter.isAccepted()
    QApplication.sendEvent(panel, QDropEvent(QPointF(10, 10), copy, mime, LEFT, NONE))
    qtbot.waitUntil(lambda: len(points(panel)) == 4)


def test_an_empty_clipboard_is_refused_aloud(panel: TrainingPanel) -> None:
    QGuiApplication.clipboard().setText(" ")
    panel.settings_form.turn_to("Data")
    click(panel, "pasteTableButton")
    assert "no table in the clipboard" in panel.problem_line.text


def test_the_dialog_shows_what_becomes_of_the_rows(qtbot: QtBot) -> None:
    table = read_table("a,b,c,kind\n0,1,2,x\n1,2,3,y\n2,3,oops,z\n3,4,5,z\n")
    dialog = TableDialog(table, "own.csv")
    qtbot.addWidget(dialog)
    dialog.show()
    summary = dialog.findChild(QLabel, "tableSummary")
    bad = dialog.findChild(QPlainTextEdit, "badRowsText")
    x = dialog.findChild(QComboBox, "xColumnBox")
    kind = dialog.findChild(QComboBox, "positiveClassBox")
    assert summary is not None
    assert bad is not None
    assert x is not None
    assert kind is not None
    assert "4 points: 1 x, 1 y, 2 z" in summary.text()
    assert kind.currentText() == "each of the 3 classes"
    kind.setFocus()
    while kind.currentData() != "z":
        QTest.keyClick(kind, Qt.Key.Key_Down)
    assert "4 points: 2 blue, 2 orange" in summary.text()
    assert "a: 0 … 3 → −5 … 5" in summary.text()
    assert not bad.isVisible()
    x.setFocus()
    QTest.keyClick(x, Qt.Key.Key_Down)
    QTest.keyClick(x, Qt.Key.Key_Down)
    assert "3 points" in summary.text()
    assert bad.toPlainText() == "line 4: “oops” is not a finite number"
    kind.setFocus()
    QTest.keyClick(kind, Qt.Key.Key_Home)
    while kind.currentData() != "x":
        QTest.keyClick(kind, Qt.Key.Key_Down)
    assert "1 blue, 2 orange" in summary.text()
    assert dialog.result() != QDialog.DialogCode.Accepted


def test_points_are_saved_as_a_table(
    panel: TrainingPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "points.csv"
    monkeypatch.setattr(
        "playground.ui.training.tables.chosen_file", lambda *_, **__: path
    )
    panel.settings_form.turn_to("Data")
    click(panel, "saveTableButton")
    table = read_file(path)
    assert table.columns == ("x", "y", "label")
    assert len(table.rows) == len(SOME)
