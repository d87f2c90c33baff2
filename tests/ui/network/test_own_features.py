"""Features by formula in the diagram: typed, rewritten, removed, undone."""

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.training.experiment import FEATURES
from playground.ui.network.controls import FeatureToggle
from playground.ui.network.view import NetworkView
from playground.ui.training.feature_editor import FeatureEditor
from playground.ui.training_runner import TrainingRunner


def click(parent: QWidget, name: str) -> None:
    for kind in (QToolButton, QPushButton, FeatureToggle):
        button = parent.findChild(kind, name)
        if button is not None:
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
            return
    raise AssertionError(name)


def features(runner: TrainingRunner) -> tuple[str, ...]:
    return runner.experiment.features


def own_features(runner: TrainingRunner) -> tuple[str, ...]:
    return runner.experiment.own_features


def editor_of(view: NetworkView) -> FeatureEditor:
    editor = view.findChild(FeatureEditor)
    assert editor is not None
    return editor


def type_feature(view: NetworkView, text: str) -> FeatureEditor:
    click(view, "addFeatureButton")
    editor = editor_of(view)
    assert editor.isVisible()
    QTest.keyClicks(editor.formula, text)
    return editor


def test_a_typed_formula_is_fed_to_the_network(
    view: NetworkView, runner: TrainingRunner, qtbot: QtBot
) -> None:
    editor = type_feature(view, "sin(x*y)")
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    assert not editor.isVisible()
    assert features(runner) == ("x", "y", "sin(x*y)")
    assert view.shape_of_network.inputs == (0, 1, len(FEATURES))
    qtbot.waitUntil(
        lambda: (
            view.shown is not None
            and len(view.shown.parameters) == view.shape_of_network.n_parameters
        )
    )
    runner.undo()
    assert features(runner) == ("x", "y")
    assert view.findChild(FeatureToggle, "featureButton7") is None or not any(
        b.isVisible() and b.feature == "sin(x*y)"
        for b in view.findChildren(FeatureToggle)
    )
    runner.redo()
    assert own_features(runner) == ("sin(x*y)",)


def test_an_error_names_its_column_while_typing(
    view: NetworkView, runner: TrainingRunner
) -> None:
    editor = type_feature(view, "sin(z)")
    assert editor.message.text().startswith("Column 5: expected x or y")
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    assert editor.isVisible()
    assert not editor.accept_button.isEnabled()
    assert features(runner) == ("x", "y")
    QTest.keyClick(editor.formula, Qt.Key.Key_Escape)
    assert not editor.isVisible()


def test_the_map_of_what_is_typed_is_live(view: NetworkView) -> None:
    editor = type_feature(view, "x")
    before = editor.map.pixmap().toImage()
    QTest.keyClicks(editor.formula, "*cos(y)")
    assert editor.map.pixmap().toImage() != before
    editor.close()


def test_a_formula_is_switched_rewritten_and_removed(
    view: NetworkView, runner: TrainingRunner
) -> None:
    editor = type_feature(view, "x-y")
    click(editor, "acceptFeatureButton")
    click(view, "featureButton7")
    assert features(runner) == ("x", "y")
    assert own_features(runner) == ("x-y",)
    click(view, "featureButton7")
    assert features(runner) == ("x", "y", "x-y")
    toggle = view.findChild(FeatureToggle, "featureButton7")
    assert toggle is not None
    QTest.keyClick(toggle, Qt.Key.Key_F2)
    editor = editor_of(view)
    assert editor.formula.text() == "x-y"
    editor.formula.selectAll()
    QTest.keyClicks(editor.formula, "x+y")
    QTest.keyClick(editor.formula, Qt.Key.Key_Return)
    assert features(runner) == ("x", "y", "x+y")
    toggle = next(b for b in view.findChildren(FeatureToggle) if b.feature == "x+y")
    QTest.keyClick(toggle, Qt.Key.Key_F2)
    click(editor, "removeFeatureButton")
    assert own_features(runner) == ()
