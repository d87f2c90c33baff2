"""Painting, erasing and moving points on the map with the mouse, and undoing it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSlider, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.training.panel import TrainingPanel
from playground.ui.training.rate_box import RateBox
from playground.ui.training.sheet import SPACING
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import (
    LEFT,
    NONE,
    RIGHT,
    SOME,
    choose,
    click,
    drag,
    part,
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


def test_a_stroke_paints_evenly_and_is_one_step_of_undo(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drag(panel, (-5, 4), (-3, 4), (-1, 4), (1, 4))
    painted = np.array(points(panel)[len(SOME) :])
    assert np.diff(painted[:, 0]) == pytest.approx(SPACING, abs=0.01)
    assert painted[-1, 0] == pytest.approx(1, abs=SPACING)
    runner.undo()
    assert points(panel) == SOME
    runner.redo()
    assert len(points(panel)) == len(SOME) + len(painted)
    assert runner.history.done[-1].title == "edit points"


def test_a_fast_hand_paints_what_a_slow_one_does(panel: TrainingPanel) -> None:
    drag(panel, (-5, 4), (-4, 4), (-3, 4), (-2, 4), (1, 4))
    slow = points(panel)[len(SOME) :]
    click(panel, "clearPointsButton")
    drag(panel, (-5, 4), (1, 4))
    assert len(points(panel)) == len(slow)


def test_two_strokes_are_two_steps(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drag(panel, (-5, 4), (-3, 4))
    first = points(panel)
    drag(panel, (1, 4), (3, 4))
    assert len(points(panel)) > len(first) > len(SOME)
    runner.undo()
    assert points(panel) == first
    runner.undo()
    assert points(panel) == SOME


def test_a_fast_eraser_leaves_nothing_on_its_way(panel: TrainingPanel) -> None:
    click(panel, "eraseButton")
    drag(panel, (-4, 2.2), (5, -3.2))
    assert points(panel) == ()


def test_the_right_number_of_points_is_shown(panel: TrainingPanel) -> None:
    box = part(panel, QSpinBox, "samplesBox")
    assert (box.value(), box.isEnabled()) == (len(SOME), False)
    click(panel, "clearPointsButton")
    assert box.value() == 0
    click(panel, "dataset-circle")
    assert (box.value(), box.isEnabled()) == (panel.experiment.samples, True)


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


def test_no_slider_and_no_button_loses_points_painted_by_hand(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drag(panel, (-5, 4), (1, 4))
    painted = points(panel)
    part(panel, QSlider, "shareSlider").setValue(70)
    assert len(runner.train) + len(runner.test) == len(painted)
    assert len(runner.train) > len(runner.test)
    click(panel, "regenerateButton")
    click(panel, "reseedButton")
    click(panel, "resetButton")
    assert points(panel) == painted
    # Nor while other data is on show.
    click(panel, "dataset-circle")
    part(panel, QSlider, "noiseSlider").setValue(30)
    click(panel, "regenerateButton")
    click(panel, "numbersButton")
    click(panel, "dataset-own")
    assert points(panel) == painted
    assert not panel.experiment.is_regression


def test_brushes_for_numbers_speak_of_numbers(panel: TrainingPanel) -> None:
    numbers = ((-2.0, 1.0, 0.3), (3.0, -2.0, 7.5))
    panel.set_experiment(panel.experiment.with_points(numbers, 1))
    tips = [
        part(panel, QToolButton, name).toolTip()
        for name in ("paintNegativeButton", "paintPositiveButton", "paintClass2Button")
    ]
    assert "orange points, with the number −1" in tips[0]
    assert "blue points, with the number 1" in tips[1]
    assert "numbers, not classes" in tips[2]
    assert not part(panel, QToolButton, "paintClass2Button").isEnabled()


class TestBrushForNumbers:
    """Numbers in the plane are painted with any value, typed beside the brush."""

    NUMBERS = ((-2.0, 1.0, 0.3), (3.0, -2.0, 7.5))

    @pytest.fixture
    def experiment(self) -> Experiment:
        return Experiment(hidden=(3,), batch_size=40).with_points(self.NUMBERS, 1)

    def type_value(self, panel: TrainingPanel, text: str) -> None:
        line = part(panel, RateBox, "brushValueBox").lineEdit()
        assert line is not None
        QTest.mouseClick(line, LEFT)
        line.selectAll()
        QTest.keyClicks(line, text)
        QTest.keyClick(line, Qt.Key.Key_Return)

    def test_a_number_is_typed_and_painted_and_undone(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        self.type_value(panel, "-0.35")
        drag(panel, (-4, 4), (-1, 4))
        painted = points(panel)[2:]
        assert len(painted) > 2
        assert {row[2] for row in painted} == {-0.35}
        runner.undo()
        assert points(panel) == self.NUMBERS
        runner.redo()
        assert points(panel)[2:] == painted
        assert panel.experiment.is_regression

    def test_a_number_is_chosen_from_the_list(self, panel: TrainingPanel) -> None:
        click(panel, "paintNegativeButton")
        choose(part(panel, RateBox, "brushValueBox"), 0.75)
        assert part(panel, QToolButton, "paintValueButton").isChecked()
        QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
        assert points(panel)[2][2] == 0.75

    def test_its_right_button_erases(self, panel: TrainingPanel) -> None:
        click(panel, "paintValueButton")
        QTest.mouseClick(viewport(panel), RIGHT, NONE, pixel(panel, 3, -2))
        assert points(panel) == self.NUMBERS[:1]

    def test_key_3_chooses_it(self, qtbot: QtBot, panel: TrainingPanel) -> None:
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        button = part(panel, QToolButton, "eraseButton")
        button.setFocus()
        QTest.keyClick(button, Qt.Key.Key_3)
        assert part(panel, QToolButton, "paintValueButton").isChecked()

    @pytest.mark.parametrize("typed", ["much", "2000000", "inf"])
    def test_what_is_no_such_number_is_refused(
        self, panel: TrainingPanel, typed: str
    ) -> None:
        self.type_value(panel, typed)
        assert "It stays 0.5." in panel.problem_line.text
        click(panel, "paintValueButton")
        QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
        assert points(panel)[2][2] == 0.5

    def test_classes_have_no_such_brush(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        click(panel, "paintValueButton")
        runner.set_experiment(panel.experiment.with_points(SOME, 2))
        assert part(panel, QToolButton, "paintValueButton").isHidden()
        assert part(panel, RateBox, "brushValueBox").isHidden()
        assert part(panel, QToolButton, "paintPositiveButton").isChecked()
        QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, 4, 4))
        assert points(panel)[-1][2] == 1.0
        assert not part(panel, QToolButton, "paintClass5Button").isHidden()
