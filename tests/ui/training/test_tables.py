"""Tables of one's own: by file, paste and drop, and the questions before their use."""

from pathlib import Path
from typing import Final

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import (
    QDragEnterEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QTextDocumentFragment,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QDialog,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.training.csv import read_file, read_table
from playground.training.experiment import Experiment
from playground.ui.theme import DARK
from playground.ui.training.panel import TrainingPanel
from playground.ui.training.table_dialog import TableDialog
from tests.ui.training.hand import (
    LEFT,
    NONE,
    SOME,
    click,
    part,
    pixel,
    points,
    viewport,
)


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(hidden=(3,), batch_size=40).with_points(SOME)


def accept_dialog() -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TableDialog)
    button = dialog.findChild(QPushButton, "useTableButton")
    assert button is not None
    QTest.mouseClick(button, LEFT)


def reject_dialog() -> None:
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, TableDialog)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)


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
    dialog = TableDialog(read_table(f"x,y,kind\n{rows}"), "own.csv", DARK)
    qtbot.addWidget(dialog)
    summary = dialog.findChild(QLabel, "tableSummary")
    assert summary is not None
    assert "There are 8 different labels, and at most 6 classes" in summary.text()
    assert "8 points: 1 blue, 7 orange" in summary.text()


def drop(target: QWidget, mime: QMimeData) -> bool:
    """Drag over *target* and drop, as Qt does it: up to the first who accepts."""
    copy, place = Qt.DropAction.CopyAction, QPoint(10, 10)
    widget: QWidget | None = target
    while widget is not None:
        enter = QDragEnterEvent(place, copy, mime, LEFT, NONE)
        enter.ignore()
        QApplication.sendEvent(widget, enter)
        if enter.isAccepted():
            event = QDropEvent(QPointF(place), copy, mime, LEFT, NONE)
            QApplication.sendEvent(widget, event)
            return True
        widget = widget.parentWidget()
    return False


def files(*paths: Path) -> QMimeData:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return mime


def text(words: str) -> QMimeData:
    mime = QMimeData()
    mime.setText(words)
    return mime


@pytest.mark.parametrize("name", ["own.csv", "own.data", "own"])
def test_a_file_is_dropped_on_the_map(
    qtbot: QtBot, panel: TrainingPanel, tmp_path: Path, name: str
) -> None:
    path = tmp_path / name
    path.write_text(TABLE)
    QTimer.singleShot(50, accept_dialog)
    assert drop(viewport(panel), files(path))
    qtbot.waitUntil(lambda: len(points(panel)) == 4)


def test_of_several_files_the_table_is_taken(
    qtbot: QtBot, panel: TrainingPanel, tmp_path: Path
) -> None:
    picture, table = tmp_path / "a.png", tmp_path / "b.csv"
    picture.write_bytes(b"\0")
    table.write_text(TABLE)
    QTimer.singleShot(50, accept_dialog)
    assert drop(panel, files(picture, table))
    qtbot.waitUntil(lambda: len(points(panel)) == 4)


def test_cells_are_dropped_on_the_map(qtbot: QtBot, panel: TrainingPanel) -> None:
    QTimer.singleShot(50, accept_dialog)
    assert drop(viewport(panel), text(TABLE))
    qtbot.waitUntil(lambda: len(points(panel)) == 4)
    QTest.keyClick(panel, Qt.Key.Key_2)
    assert part(panel, QToolButton, "paintPositiveButton").isChecked()
    assert panel.hasFocus() == panel.isActiveWindow()


def test_formulas_and_projects_are_left_to_others(
    panel: TrainingPanel, tmp_path: Path
) -> None:
    assert not drop(viewport(panel), text("tanh(x*w)\n"))
    assert not drop(viewport(panel), files(tmp_path / "mine.playground"))


def test_what_is_dropped_and_no_table_is_refused_aloud(
    qtbot: QtBot, panel: TrainingPanel, tmp_path: Path
) -> None:
    path = tmp_path / "picture.png"
    path.write_bytes(b"\x89PNG\0\0")
    assert drop(viewport(panel), files(path))
    said = panel.problem_line
    begin = "picture.png cannot be used: this is not a text"
    qtbot.waitUntil(lambda: said.text.startswith(begin))
    assert "save it as CSV first" in said.text
    assert drop(viewport(panel), files(tmp_path))
    qtbot.waitUntil(lambda: "cannot be used: it is no file" in said.text)


def test_a_click_on_the_map_and_ctrl_v_paste_a_table(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "dataset-moons")
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    QGuiApplication.clipboard().setText(TABLE)
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
    QTimer.singleShot(50, accept_dialog)
    focused = QApplication.focusWidget()
    assert focused is not None
    QTest.keySequence(focused, QKeySequence.StandardKey.Paste)
    qtbot.waitUntil(lambda: len(points(panel)) == 4)


def test_what_was_refused_is_forgotten_with_the_next_table(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    panel.settings_form.turn_to("Data")
    QGuiApplication.clipboard().setText("1")
    click(panel, "pasteTableButton")
    assert "at least two columns" in panel.problem_line.text
    QGuiApplication.clipboard().setText(TABLE)
    QTimer.singleShot(50, reject_dialog)
    click(panel, "pasteTableButton")
    qtbot.waitUntil(lambda: QApplication.activeModalWidget() is None)
    assert panel.problem_line.text == ""
    assert points(panel) == SOME


def test_an_empty_clipboard_is_refused_aloud(panel: TrainingPanel) -> None:
    QGuiApplication.clipboard().setText(" ")
    panel.settings_form.turn_to("Data")
    click(panel, "pasteTableButton")
    assert "no table in the clipboard" in panel.problem_line.text


def test_the_dialog_shows_what_becomes_of_the_rows(qtbot: QtBot) -> None:
    table = read_table("a,b,c,kind\n0,1,2,x\n1,2,3,y\n2,3,oops,z\n3,4,5,z\n")
    dialog = TableDialog(table, "own.csv", DARK)
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


HOSTILE: Final = '<b>a</b>,"b\nb",<i>label</i>\n' + "".join(
    f"{n},{n * n},<u>k{n % 3}</u>{'W' * 90}\n" for n in range(9)
)


def test_names_of_others_are_shown_as_they_are_and_in_one_line(qtbot: QtBot) -> None:
    dialog = TableDialog(read_table(HOSTILE), "x" * 200, DARK)
    qtbot.addWidget(dialog)
    dialog.show()
    summary = part(dialog, QLabel, "tableSummary")
    lines = summary.text().splitlines()
    assert lines[1:] == ["<b>a</b>: 0 … 8 → −5 … 5", "b b: 0 … 64 → −5 … 5"]
    assert part(dialog, QComboBox, "yColumnBox").currentText() == "b b"
    assert dialog.width() < 640


def test_names_of_classes_are_no_markup(panel: TrainingPanel) -> None:
    names = ("<b>a</b>", "<img src=x>", "c&lt;d")
    rows = tuple((float(i), 0.5, float(i)) for i in range(3))
    panel.set_experiment(Experiment(hidden=(3,)).with_points(rows, 3, names))
    tip = part(panel, QToolButton, "paintClass2Button").toolTip()
    assert "c&amp;lt;d" in tip
    QTest.mouseMove(viewport(panel), pixel(panel, 0, 0.5))
    reading = panel.boundary_plot.header.reading
    assert QTextDocumentFragment.fromHtml(reading.text()).toPlainText().count("<b>") > 0


def test_the_dialog_shows_the_points_as_they_would_lie(qtbot: QtBot) -> None:
    table = read_table("a,b,kind\n0,0,1\n100,0,-1\n0,7,1\n")
    dialog = TableDialog(table, "own.csv", DARK)
    qtbot.addWidget(dialog)
    dialog.show()
    summary = part(dialog, QLabel, "tableSummary")
    preview = part(dialog, QWidget, "pointsPreview")
    before = preview.grab().toImage()
    assert "outside" not in summary.text()
    QTest.keyClick(part(dialog, QCheckBox, "scaleBox"), Qt.Key.Key_Space)
    assert "2 of them lie outside of the map" in summary.text()
    assert preview.grab().toImage() != before


def test_a_column_that_never_changes_is_said_to_be_so(qtbot: QtBot) -> None:
    dialog = TableDialog(read_table("a,b,c\n3,0,1\n3,1,2\n3,2,4\n"), "t", DARK)
    qtbot.addWidget(dialog)
    summary = part(dialog, QLabel, "tableSummary").text()
    assert "a: 3 everywhere → 0" in summary
    assert "b: 0 … 2 → −5 … 5" in summary


def test_a_curve_of_large_numbers_is_shown_whole(qtbot: QtBot) -> None:
    rows = "".join(f"{n / 2 - 5},{n * 100}\n" for n in range(20))
    dialog = TableDialog(read_table(f"t,v\n{rows}"), "own.csv", DARK)
    qtbot.addWidget(dialog)
    dialog.show()
    preview = part(dialog, QWidget, "pointsPreview")
    scaled = painted_rows(preview)
    QTest.keyClick(part(dialog, QCheckBox, "scaleBox"), Qt.Key.Key_Space)
    # From the middle upward, each at a height of its own.
    assert len(painted_rows(preview)) > preview.height() / 4
    assert max(painted_rows(preview)) < preview.height() * 0.6 < max(scaled)


def painted_rows(widget: QWidget) -> set[int]:
    """The rows of pixels in which there is more than the ground."""
    image = widget.grab().toImage()
    ground = image.pixel(image.width() // 2, 3)
    inside = range(4, image.height() - 4)
    columns = range(4, image.width() - 4)
    return {y for y in inside if any(image.pixel(x, y) != ground for x in columns)}
