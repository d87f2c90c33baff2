"""Points over x alone: their heights are painted, dragged and erased on the curve."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import (
    LEFT,
    NONE,
    RIGHT,
    click,
    drag,
    part,
    pixel,
    points,
    viewport,
)


@pytest.fixture
def experiment() -> Experiment:
    rows = ((-3.0, 0.0, 0.5), (0.0, 0.0, -0.25), (3.0, 0.0, 1.0))
    return Experiment(hidden=(3,), batch_size=40).with_points(rows)


def test_points_are_painted_at_their_height(panel: TrainingPanel) -> None:
    before = points(panel)
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 1, -0.75))
    assert points(panel)[:-1] == before
    assert points(panel)[-1] == pytest.approx((1, 0, -0.75), abs=0.05)
    assert panel.experiment.is_curve


def test_a_stroke_follows_the_hand(panel: TrainingPanel) -> None:
    before = len(points(panel))
    drag(panel, (-6, -1), (0, 1), (6, -1))
    painted = points(panel)[before:]
    assert len(painted) > 20
    assert max(label for _x, _y, label in painted) == pytest.approx(1, abs=0.2)
    assert all(y == 0 for _x, y, _label in painted)


def test_points_are_dragged_to_other_heights(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    before = points(panel)
    click(panel, "movePointsButton")
    drag(panel, (0, -0.25), (0.5, 0.5), (1, 1.25))
    assert points(panel)[1] == pytest.approx((1, 0, 1.25), abs=0.05)
    assert (points(panel)[0], points(panel)[2]) == (before[0], before[2])
    runner.undo()
    assert points(panel) == before


def test_the_ground_stays_under_a_hand_that_drags_the_highest_point(
    panel: TrainingPanel,
) -> None:
    panel.set_experiment(panel.experiment.with_points(((0.0, 0.0, 9.0),)))
    click(panel, "movePointsButton")
    drag(panel, (0, 9), (0, 7), (0, 5), (0, 4.5))
    assert points(panel)[0][2] == pytest.approx(4.5, abs=0.2)
    # Once it is let go there is no more room than needed.
    top = panel.boundary_plot.plot.getPlotItem().getViewBox().viewRange()[1][1]
    assert top == pytest.approx(4.5 * 1.08, abs=0.3)


def test_no_drag_beyond_the_edge_makes_the_edge_run_away(panel: TrainingPanel) -> None:
    click(panel, "movePointsButton")
    for _ in range(3):
        x, _y, height = points(panel)[2]
        drag(panel, (x, height), (3, 1.3), (3, 5), (3, 50))
    assert points(panel)[2][2] <= 1.5


def test_the_right_button_and_the_eraser_erase(panel: TrainingPanel) -> None:
    QTest.mouseClick(viewport(panel), RIGHT, NONE, pixel(panel, 3, 1))
    assert [x for x, _y, _label in points(panel)] == [-3, 0]
    click(panel, "eraseButton")
    drag(panel, (-4, 0.75), (-2, 0.25))
    assert [x for x, _y, _label in points(panel)] == [0]


def test_there_is_one_brush(panel: TrainingPanel) -> None:
    click(panel, "paintPositiveButton")
    for name in ("paintNegativeButton", "paintClass2Button", "paintClass5Button"):
        assert part(panel, QToolButton, name).isHidden()
    brush = part(panel, QToolButton, "paintPositiveButton")
    assert brush.isChecked()
    assert "height" in brush.toolTip()


def test_a_brush_that_is_gone_is_not_held_any_more(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    curve = panel.experiment
    runner.set_experiment(Experiment(hidden=(3,), samples=60))
    click(panel, "dataset-own")
    click(panel, "paintClass2Button")
    runner.set_experiment(curve)
    count = len(points(panel))
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 1, -0.75))
    assert len(points(panel)) == count + 1


def test_a_curve_is_painted_from_scratch(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    click(panel, "clearPointsButton")
    hint = part(panel, QLabel, "emptyMapHint")
    assert "height" in hint.text()
    assert hint.isVisible()
    with qtbot.assertNotEmitted(runner.restarted):
        for x, height in ((-2, 1), (2, -1)):
            QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, x, height))
    assert panel.experiment.is_regression
    assert panel.boundary_plot.is_curve
    assert len(points(panel)) == 2


def test_a_curve_is_painted_while_it_trains(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    click(panel, "playButton")
    epoch = part(panel, QLabel, "epochLabel")
    qtbot.waitUntil(lambda: epoch.text() not in ("0", ""))
    with qtbot.assertNotEmitted(runner.restarted):
        drag(panel, (-5, 1), (-3, 1), (-1, -1))
    assert runner.is_playing
    assert len(runner.train) + len(runner.test) == len(points(panel))


def test_own_points_begin_with_the_curve_on_show(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    runner.set_experiment(Experiment(dataset="curve-step", hidden=(3,), samples=60))
    click(panel, "dataset-own")
    assert len(points(panel)) == 60
    assert panel.boundary_plot.is_curve
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 1, 0))
    assert points(panel)[-1] == pytest.approx((1, 0, 0), abs=0.05)
