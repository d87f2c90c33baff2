"""Features by formula in the panel: chips that are typed, switched and rewritten."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton

from playground.ui.training.feature_editor import FeatureEditor
from playground.ui.training.feature_switches import FormulaChip
from playground.ui.training.panel import TrainingPanel


def features(panel: TrainingPanel) -> tuple[str, ...]:
    return panel.experiment.features


def test_a_formula_is_typed_switched_and_rewritten(panel: TrainingPanel) -> None:
    panel.settings_form.turn_to("Network")
    add = panel.findChild(QToolButton, "addFormulaButton")
    editor = panel.findChild(FeatureEditor)
    assert add is not None
    assert editor is not None
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    QTest.keyClicks(editor.formula, "x^2 + y^2")
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    assert features(panel) == ("x", "y", "x^2 + y^2")
    (chip,) = panel.findChildren(FormulaChip)
    assert chip.isChecked()
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    assert features(panel) == ("x", "y")
    assert not chip.isChecked()
    QTest.keyClick(chip, Qt.Key.Key_F2)
    editor.formula.selectAll()
    QTest.keyClicks(editor.formula, "x - y")
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    assert panel.experiment.own_features == ("x - y",)


def test_a_feature_without_a_value_is_told_at_once(
    panel: TrainingPanel, qtbot: object
) -> None:
    editor = panel.findChild(FeatureEditor)
    add = panel.findChild(QToolButton, "addFormulaButton")
    assert add is not None
    assert editor is not None
    panel.settings_form.turn_to("Network")
    QTest.mouseClick(add, Qt.MouseButton.LeftButton)
    QTest.keyClicks(editor.formula, "log(x)")
    assert editor.message.text().startswith("No value on 50 % of the map")
    assert editor.accept_button.isEnabled()
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    qtbot.waitUntil(  # type: ignore[attr-defined]
        lambda: "log(x) is no number at train point" in panel.problem_line.text
    )
