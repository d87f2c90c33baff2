"""Data by formula in the panel: chosen, typed, refused, undone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit

from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner


def field_of(panel: TrainingPanel) -> QLineEdit:
    field = panel.findChild(QLineEdit, "dataFormula")
    assert field is not None
    return field


def test_a_formula_is_typed_and_the_points_follow(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    field = field_of(panel)
    assert not field.isVisible()
    thumbnail = panel.data_form.dataset_box.thumbnail("formula")
    QTest.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    assert panel.experiment.dataset == "formula"
    assert field.isVisible()
    field.selectAll()
    QTest.keyClicks(field, "x - 2")
    assert panel.experiment.formula != "x - 2"
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.experiment.formula == "x - 2"
    assert ((runner.train.points[:, 0] >= 2) == (runner.train.labels > 0)).all()
    runner.undo()
    assert field.text() == panel.experiment.formula != "x - 2"


def test_what_is_no_formula_is_told_while_it_is_typed(panel: TrainingPanel) -> None:
    thumbnail = panel.data_form.dataset_box.thumbnail("formula")
    QTest.mouseClick(thumbnail, Qt.MouseButton.LeftButton)
    before = panel.experiment
    field = field_of(panel)
    field.selectAll()
    QTest.keyClicks(field, "sin(q)")
    assert panel.problem_line.text.startswith("Column 5: expected x or y")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert panel.experiment == before
    assert field.text() == "sin(q)"
    field.selectAll()
    QTest.keyClicks(field, "sin(x)")
    assert panel.problem_line.text == ""
