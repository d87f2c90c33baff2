"""What the window holds around its canvases: finding, map, outline, problems, keys."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QHelpEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDialog,
    QLabel,
    QMenu,
    QToolButton,
    QToolTip,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.graph.edits import SetValues
from playground.graph.formulas import formula_edit
from playground.ui.app import create_window
from playground.ui.main_window import MainWindow
from playground.ui.settings import Settings
from playground.ui.tooltips import LONGEST, wrapped
from playground.ui.training.fields import ComboField

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def _press(window: MainWindow, key: Qt.Key, *keys: Qt.KeyboardModifier) -> None:
    modifiers = Qt.KeyboardModifier.NoModifier
    for each in keys:
        modifiers |= each
    QTest.keyClick(window.focusWidget() or window, key, modifiers)


def _selected(window: MainWindow) -> list[str]:
    nodes = window.document.graph.nodes
    return [nodes[i].name for i in window.editor.scene.selected_ids]


def test_finding_by_keys_comes_back_from_the_network(window: MainWindow) -> None:
    window.tabs.show_network()
    window.action("findAction").trigger()
    assert window.tabs.currentWidget() is window.editor
    QTest.keyClicks(window.editor.find_bar.field, "w")
    assert _selected(window) == ["w1"]
    _press(window, Qt.Key.Key_F3)
    assert _selected(window) == ["w2"]
    _press(window, Qt.Key.Key_F3, SHIFT)
    assert _selected(window) == ["w1"]
    _press(window, Qt.Key.Key_Escape)
    _press(window, Qt.Key.Key_F, CONTROL)
    assert window.editor.find_bar.field.hasFocus()


def test_the_outline_is_a_key_away_and_follows_the_canvas_on_show(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert window.outline.current is None
    _press(window, Qt.Key.Key_O, CONTROL, SHIFT)
    qtbot.waitUntil(lambda: window.outline.current is not None)
    first = window.outline.current
    assert first is not None
    assert first.tree.hasFocus()
    _press(window, Qt.Key.Key_Down)
    assert len(_selected(window)) == 1
    window.tabs.duplicate_current()
    assert window.outline.current is not first
    assert not first.isVisible()
    window.tabs.setCurrentIndex(0)
    assert window.outline.current is first


def test_the_status_bar_counts_problems_and_leads_to_them(
    window: MainWindow, qtbot: QtBot
) -> None:
    count = window.findChild(QToolButton, "problemCount")
    assert isinstance(count, QToolButton)
    assert not count.isVisible()
    graph = window.document.graph
    assert window.document.edit(formula_edit(graph, "log(x1)"))
    x1 = graph.named("x1")
    assert x1 is not None
    assert window.document.edit(SetValues({x1: -1.0}))
    qtbot.waitUntil(count.isVisible)
    assert count.text() == "1 problem"
    QTest.mouseClick(count, Qt.MouseButton.LeftButton)
    assert window.pages_below.problems.list.isVisible()
    window.tabs.add_empty()
    assert not count.isVisible()


def test_the_map_is_switched_off_for_all_canvases_and_that_is_remembered(
    window: MainWindow,
) -> None:
    window.tabs.duplicate_current()
    editors = window.tabs.editors
    assert all(editor.minimap.is_wanted for editor in editors)
    window.action("minimapAction").trigger()
    window.tabs.add_empty()
    assert not any(editor.minimap.is_wanted for editor in window.tabs.editors)
    assert not window._settings.shows_minimap


def test_the_way_of_the_wheel_holds_for_all_canvases_and_is_remembered(
    window: MainWindow,
) -> None:
    first = window.editor.view.viewport()
    at = QPointF(first.rect().center())
    for scrolls in (True, False):
        window.action("wheelAction").trigger()
        window.tabs.add_empty()
        for editor in window.tabs.editors:
            view = editor.view
            zoom = view.zoom
            event = QWheelEvent(
                at,
                QPointF(view.viewport().mapToGlobal(at)),
                QPoint(),
                QPoint(0, 120),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(view.viewport(), event)
            assert (view.zoom == zoom) == scrolls
        assert window._settings.wheel_scrolls == scrolls


def test_a_question_mark_opens_the_page_of_keys(window: MainWindow) -> None:
    window.editor.view.setFocus()
    QTest.keyClick(window.editor.view, Qt.Key.Key_Question, SHIFT)
    page = window.findChild(QDialog, "keysPage")
    assert isinstance(page, QDialog)
    assert page.isVisible()
    # With its title bar it has to fit a screen of 1280 x 800.
    assert page.sizeHint().width() <= 1260
    assert page.sizeHint().height() <= 765
    page.close()
    window.editor.formula_bar.setFocus()


def test_the_file_menu_exports(window: MainWindow) -> None:
    menu = window.findChild(QMenu, "fileMenu")
    assert isinstance(menu, QMenu)
    assert window.exports.menu.menuAction() in menu.actions()


def test_the_canvas_keeps_its_height_whichever_page_is_below(
    window: MainWindow, qtbot: QtBot
) -> None:
    """A first look at the debugger must not push the canvas up."""
    view = window.editor.view
    window.resize(1280, 800)
    qtbot.waitUntil(lambda: window.height() == 800)
    QApplication.processEvents()
    before = view.height()
    for title in ("Step through", "Check", "Wobble", "Plot", "Descend", "Inspector"):
        window.pages_below.show_page(title)
        QTest.qWait(50)
        assert view.height() == before, title


def _speed(window: MainWindow) -> ComboField:
    box = window.findChild(ComboField, "speedBox")
    assert box is not None
    return box


def test_the_speed_is_remembered(window: MainWindow, settings_path: Path) -> None:
    box = _speed(window)
    box.setFocus()
    while box.currentData() != "10":
        QTest.keyClick(box, Qt.Key.Key_Down)
    assert window.runner.speed_limit == 10
    assert Settings(settings_path).speed_limit == 10


@pytest.mark.parametrize(
    ("stored", "limit", "shown"),
    [
        ("10", 10, "10 / s"),
        ("1000", 1000, "1,000 / s"),
        *((wrong, 0, "full speed") for wrong in ("fast", "-3", "7", "nan", "inf")),
    ],
)
def test_a_start_plays_as_fast_as_the_last_one(
    qtbot: QtBot, tmp_path: Path, stored: str, limit: float, shown: str
) -> None:
    path = tmp_path / "remembered.ini"
    path.write_text(f"[General]\nspeedLimit={stored}\n")
    window = create_window(settings_path=path)
    qtbot.addWidget(window)
    window.abandon()
    assert window.runner.speed_limit == limit
    assert _speed(window).currentText() == shown


def test_the_panel_keeps_its_width_between_classes_and_numbers(
    qtbot: QtBot, window: MainWindow
) -> None:
    window.resize(1280, 800)
    panel = window.training_panel
    qtbot.waitUntil(lambda: window.width() == 1280)
    own = ((-2.0, 1.0, 0.5), (3.0, -2.0, -1.0))
    QApplication.processEvents()
    before = panel.width()
    for points, classes in ((own, 1), (((1.0, 2.0, 1.0),), 2), (own, 1)):
        panel.set_experiment(panel.experiment.with_points(points, classes))
        QApplication.processEvents()
        assert panel.width() == before
    for name in ("classesButton", "numbersButton", "classesButton"):
        button = panel.findChild(QToolButton, name)
        assert button is not None
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
        QApplication.processEvents()
        assert panel.width() == before


@pytest.fixture
def tip_of(monkeypatch: pytest.MonkeyPatch) -> Callable[[QWidget], str]:
    """What is shown when the mouse rests on a widget."""
    shown: list[str] = []

    def keep(_place: QPoint, text: str, _widget: QWidget) -> None:
        shown.append(text)

    # The offscreen platform warns of every window that is shown over another.
    monkeypatch.setattr(QToolTip, "showText", keep)

    def rest(widget: QWidget) -> str:
        at = widget.rect().center()
        event = QHelpEvent(QEvent.Type.ToolTip, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
        return shown.pop()

    return rest


@pytest.mark.parametrize(
    "name", ["lossBox", "optimizerBox", "batchBox", "paintClass3Button", "resetButton"]
)
def test_a_long_tool_tip_is_shown_in_lines(
    window: MainWindow, tip_of: Callable[[QWidget], str], name: str
) -> None:
    widget = window.findChild(QWidget, name)
    assert widget is not None
    shown = tip_of(widget)
    assert max(map(len, shown.splitlines())) <= LONGEST
    assert shown.split() == widget.toolTip().split()


def test_the_label_of_a_list_says_what_is_chosen_now(
    window: MainWindow, tip_of: Callable[[QWidget], str]
) -> None:
    box = window.findChild(QComboBox, "activationBox")
    assert box is not None
    labels = [label for label in window.findChildren(QLabel) if label.buddy() is box]
    assert len(labels) == 1
    window.runner.set_experiment(replace(window.runner.experiment, activation="sin"))
    assert "f(s) = sin s" in tip_of(labels[0])


@given(st.text(st.characters(blacklist_characters="<>&"), max_size=400))
def test_wrapping_keeps_every_word(text: str) -> None:
    assert wrapped(text).split() == text.split()
