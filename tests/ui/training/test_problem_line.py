"""The note below the map: it covers little, and says all of it when asked."""

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.ui.training.panel import TrainingPanel
from playground.ui.training.problem_line import ProblemLine
from tests.ui.training.hand import LEFT, click, part, viewport

LONG = (
    "2 of 4 neurons of hidden layer 1 are saturated: their tanh is flat at nearly "
    "every point, so they hardly learn."
)
NOTES = {
    "dead": ("Layer 1: 3 of 4 neurons dead", "Use leaky relu"),
    "saturated": ("Layer 1: 5 of 8 saturated", "Restart with xavier"),
    "vanishing": ("The gradient vanishes", "Restart: tanh, xavier"),
    "overfitting": ("The test loss rises", "Add an L2 penalty of 0.001"),
    "stopped": ("", "Go on"),
}


def shown(panel: TrainingPanel) -> str:
    return part(panel, QLabel, "problemLabel").text()


def covered(panel: TrainingPanel) -> float:
    """Which share of the map's height the note lies over."""
    plot = viewport(panel)
    box = panel.boundary_plot.plot.getPlotItem().getViewBox()
    area = box.mapRectToScene(box.boundingRect())
    bottom = plot.mapToGlobal(QPoint(0, round(area.bottom()))).y()
    top = panel.problem_line.mapToGlobal(QPoint(0, 0)).y()
    return float(max(0, bottom - top) / area.height())


@pytest.mark.parametrize("name", NOTES)
def test_a_note_in_short_covers_next_to_nothing_of_the_map(
    panel: TrainingPanel, name: str
) -> None:
    summary, remedy = NOTES[name]
    text = LONG if summary else "Stopped at epoch 1,234, as asked for."
    before = panel.boundary_plot.geometry()
    line = panel.problem_line
    line.show_problem(text, summary=summary, remedy=remedy, is_problem=False)
    panel.grab()
    assert line.isVisible()
    assert panel.boundary_plot.rect().contains(line.geometry())
    assert covered(panel) < 0.05
    assert panel.boundary_plot.geometry() == before


def test_nothing_in_it_is_cut_off_or_lies_over_something_else(
    panel: TrainingPanel,
) -> None:
    line = panel.problem_line
    for width in (panel.width(), 640):
        panel.resize(width, 748)
        for summary, remedy in (*NOTES.values(), ("", "")):
            line.show_problem("")
            line.show_problem(LONG, summary=summary, remedy=remedy)
            panel.grab()
            label = part(line, QLabel, "problemLabel")
            assert label.height() >= label.heightForWidth(label.width())
            areas = [
                each.geometry()
                for each in (label, *line.findChildren(QPushButton), *small(line))
                if each.isVisible()
            ]
            for number, area in enumerate(areas):
                assert line.rect().contains(area)
                assert not any(area.intersects(other) for other in areas[:number])


def small(line: ProblemLine) -> list[QToolButton]:
    return line.findChildren(QToolButton)


def test_all_of_it_is_a_click_away_and_stays_in_sight(panel: TrainingPanel) -> None:
    line = panel.problem_line
    line.show_problem(LONG, summary="2 of 4 saturated", remedy="Restart")
    assert shown(panel) == "2 of 4 saturated"
    assert line.text == LONG
    more = part(panel, QToolButton, "moreProblemButton")
    more.setFocus()
    QTest.keyClick(more, Qt.Key.Key_Space)
    assert shown(panel) == LONG
    # The words of the next picture, in which a number is another one.
    line.show_problem(f"{LONG} Still.", summary="2 of 4 saturated", remedy="Restart")
    assert shown(panel) == f"{LONG} Still."
    QTest.mouseClick(more, LEFT)
    assert shown(panel) == "2 of 4 saturated"
    QTest.mouseClick(more, LEFT)
    line.show_problem("Other words.", summary="Others", remedy="")
    assert shown(panel) == "Others"


def test_what_is_short_has_no_button_for_more(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    del qtbot
    panel.problem_line.show_problem("Stopped at epoch 5, as asked for.")
    assert not part(panel, QToolButton, "moreProblemButton").isVisible()
    click(panel, "dismissProblemButton")
    assert not panel.problem_line.isVisible()
    assert panel.problem_line.text == ""


@pytest.mark.parametrize("name", ["remedyButton", "dismissProblemButton"])
def test_a_note_that_goes_hands_the_focus_to_no_setting(
    qtbot: QtBot, panel: TrainingPanel, name: str
) -> None:
    line = panel.problem_line
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    button = part(panel, QWidget, name)
    line.remedy_requested.connect(line.clear)
    for is_by_key in (True, False):
        line.show_problem(LONG, summary="2 of 4 saturated", remedy="Restart")
        if is_by_key:
            button.setFocus(Qt.FocusReason.TabFocusReason)
            qtbot.waitUntil(button.hasFocus)
            QTest.keyClick(button, Qt.Key.Key_Space)
        else:
            QTest.mouseClick(button, LEFT)
        assert not line.isVisible()
        QApplication.processEvents()
        focused = QApplication.focusWidget()
        assert focused is None or not panel.settings_form.isAncestorOf(focused)


def test_it_knows_whether_somebody_points_at_it(panel: TrainingPanel) -> None:
    line = panel.problem_line
    line.show_problem(LONG, summary="In short", remedy="Try", is_problem=False)
    assert not line.is_attended
    place = QPointF(5, 5)
    QApplication.sendEvent(line, QEnterEvent(place, place, place))
    assert line.is_attended
    line.clear()
    assert not line.is_attended
    line.show_problem(LONG, summary="In short", remedy="Try", is_problem=False)
    assert not line.is_attended
    QApplication.sendEvent(line, QEnterEvent(place, place, place))
    QApplication.sendEvent(line, QEvent(QEvent.Type.Leave))
    assert not line.is_attended
