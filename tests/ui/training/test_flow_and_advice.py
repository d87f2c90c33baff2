"""Steps, speed, rules and advice in the panel, with mouse, keys and a real thread."""

import time
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QLabel,
    QPushButton,
    QSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from playground.ui.training.panel import TrainingPanel
from playground.ui.training.rate_box import RateBox
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import LEFT, choose, click, part

if TYPE_CHECKING:
    from playground.training.snapshot import Snapshot


def epoch(panel: TrainingPanel) -> int:
    return int(part(panel, QLabel, "epochLabel").text().replace(",", ""))


def type_number(panel: TrainingPanel, name: str, text: str) -> None:
    box = part(panel, QSpinBox, name)
    box.setFocus()
    box.selectAll()
    QTest.keyClicks(box, text)
    QTest.keyClick(box, Qt.Key.Key_Return)


def stepped(qtbot: QtBot, runner: TrainingRunner) -> "Snapshot":
    """The snapshot of a run that has made a step and is idle."""
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.step()
    qtbot.waitUntil(
        lambda: runner.is_idle and bool(slot) and slot[-1].epoch == 1, timeout=20_000
    )
    return slot[-1]


def type_rate(panel: TrainingPanel, name: str, text: str) -> None:
    line = part(panel, RateBox, name).lineEdit()
    assert line is not None
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, text)
    QTest.keyClick(line, Qt.Key.Key_Return)


def test_a_step_may_be_a_batch(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.set_experiment(replace(panel.experiment, batch_size=8))
    click(panel, "settingsTabRun")
    choose(part(panel, QComboBox, "stepSizeBox"), "batch")
    click(panel, "stepButton")
    within = part(panel, QLabel, "withinEpochLabel")
    qtbot.waitUntil(lambda: within.text() == "+ 8 points")
    click(panel, "stepButton")
    click(panel, "stepButton")
    qtbot.waitUntil(lambda: epoch(panel) == 1)
    choose(part(panel, QComboBox, "stepSizeBox"), "sample")
    click(panel, "stepButton")
    qtbot.waitUntil(lambda: within.text() == "+ 1 point")


@pytest.mark.parametrize(
    ("done", "text"),
    [(70, "+ 70 points"), (1190, "+ 1,190 pts"), (123_456, "+ 123,456")],
)
def test_points_and_tiny_losses_are_never_cut_off(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, done: int, text: str
) -> None:
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.step()
    qtbot.waitUntil(lambda: bool(slot) and runner.is_idle)
    tiny = replace(slot[-1], samples_done=done, train_loss=3.553e-13)
    panel.metrics.show_snapshot(replace(tiny, is_running=False))
    within = part(panel, QLabel, "withinEpochLabel")
    loss = part(panel, QLabel, "trainLossLabel")
    assert within.text() == text
    assert loss.text() == "3.55e−13"
    panel.grab()
    for label in (within, loss):
        needed = label.fontMetrics().horizontalAdvance(label.text())
        assert needed <= label.contentsRect().width()


def test_a_speed_limit_slows_it_down(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    box = part(panel, QComboBox, "speedBox")
    assert box.isVisible()  # beside the play button, whatever page is open
    assert box.currentText() == "full speed"
    choose(box, "10")
    assert runner.speed_limit == 10
    begin = time.monotonic()
    click(panel, "playButton")
    qtbot.waitUntil(lambda: epoch(panel) >= 3)
    # As many as there was time for; a busy machine may well show several at once.
    assert epoch(panel) <= 2 + 10 * (time.monotonic() - begin)


def test_a_run_stops_by_a_rule_and_says_so_calmly(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "settingsTabRun")
    type_number(panel, "stopEpochsBox", "12")
    click(panel, "playButton")
    qtbot.waitUntil(lambda: epoch(panel) == 12)
    qtbot.waitUntil(lambda: "as asked for" in panel.problem_line.text)
    qtbot.waitUntil(lambda: panel.play_action.text() == "Play")


def test_a_run_that_a_rule_has_stopped_goes_on_without_it_with_one_click(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    panel.set_experiment(replace(panel.experiment, stop_epochs=5, stop_loss=1e-9))
    click(panel, "playButton")
    qtbot.waitUntil(lambda: "as asked for" in panel.problem_line.text)
    qtbot.waitUntil(lambda: not runner.is_playing and runner.is_idle)
    click(panel, "remedyButton")
    assert panel.experiment.stop_epochs == 0
    assert panel.experiment.stop_loss == 1e-9  # the other rule stays
    qtbot.waitUntil(lambda: epoch(panel) > 20)
    click(panel, "playButton")
    assert runner.history.done[-1].title == "stop rule"
    runner.undo()
    assert panel.experiment.stop_epochs == 5


@pytest.mark.parametrize("button", ["playButton", "stepButton"])
def test_who_presses_in_vain_is_told_why_even_after_dismissing_it(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, button: str
) -> None:
    panel.set_experiment(replace(panel.experiment, stop_epochs=5))
    click(panel, "playButton")
    qtbot.waitUntil(lambda: "as asked for" in panel.problem_line.text)
    qtbot.waitUntil(lambda: not runner.is_playing and runner.is_idle)
    click(panel, "dismissProblemButton")
    assert panel.problem_line.text == ""
    click(panel, button)
    qtbot.waitUntil(lambda: "as asked for" in panel.problem_line.text)
    qtbot.waitUntil(lambda: not runner.is_playing and runner.is_idle)


def test_a_refusal_that_was_dismissed_does_not_come_back_with_the_next_picture(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    click(panel, "settingsTabRun")
    type_rate(panel, "stopAccuracyBox", "95")
    assert "Stop accuracy must be" in panel.problem_line.text
    click(panel, "dismissProblemButton")
    seen: list[str] = []
    runner.snapshot_ready.connect(lambda _: seen.append(panel.problem_line.text))
    click(panel, "stepButton")
    qtbot.waitUntil(lambda: epoch(panel) == 1 and runner.is_idle)
    assert seen
    assert not any(seen)


def test_the_step_button_says_how_far_it_goes(panel: TrainingPanel) -> None:
    assert "single epoch" in part(panel, QToolButton, "stepButton").toolTip()
    click(panel, "settingsTabRun")
    choose(part(panel, QComboBox, "stepSizeBox"), "sample")
    assert "next point alone" in part(panel, QToolButton, "stepButton").toolTip()


@pytest.mark.parametrize("typed", ["never", ""])
def test_a_rule_of_epochs_is_taken_back_by_its_word_or_by_nothing(
    panel: TrainingPanel, typed: str
) -> None:
    click(panel, "settingsTabRun")
    type_number(panel, "stopEpochsBox", "40")
    assert panel.experiment.stop_epochs == 40
    box = part(panel, QSpinBox, "stopEpochsBox")
    assert box.text() == "40 epochs"
    box.selectAll()
    QTest.keyClick(box, Qt.Key.Key_Delete)
    QTest.keyClicks(box, typed)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert panel.experiment.stop_epochs == 0
    assert box.text() == "never"


@pytest.mark.parametrize(
    ("loss", "shown"),
    [
        (0.5, "0.5000"),
        (0.04, "0.04000"),
        (0.0012, "0.001200"),
        (4.0885e-5, "4.088e−5"),
        (12.5, "12.50"),
        (0.0, "0.000"),
    ],
)
def test_losses_keep_their_digits_while_they_change(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, loss: float, shown: str
) -> None:
    slot = stepped(qtbot, runner)
    panel.metrics.show_snapshot(replace(slot, train_loss=loss, test_loss=0.25))
    assert part(panel, QLabel, "trainLossLabel").text() == shown
    # Written from the left, so the points of both are one below the other.
    assert part(panel, QLabel, "testLossLabel").alignment() & Qt.AlignmentFlag.AlignLeft


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0.996, "99.6 %"), (0.9999, "99.9 %"), (1.0, "100.0 %"), (0.0, "0.0 %")],
)
def test_all_is_said_to_be_right_only_when_it_is(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, share: float, shown: str
) -> None:
    slot = stepped(qtbot, runner)
    panel.metrics.show_snapshot(replace(slot, test_accuracy=share))
    label = part(panel, QLabel, "testAccuracyLabel")
    assert label.text() == shown
    needed = label.fontMetrics().horizontalAdvance(shown)
    assert needed <= label.contentsRect().width()


def test_never_is_typed_and_read(panel: TrainingPanel) -> None:
    click(panel, "settingsTabRun")
    type_rate(panel, "stopLossBox", "0.05")
    type_rate(panel, "stopAccuracyBox", "0.95")
    assert panel.experiment.stop_loss == 0.05
    assert panel.experiment.stop_accuracy == 0.95
    type_rate(panel, "stopLossBox", "never")
    assert panel.experiment.stop_loss == 0
    type_rate(panel, "stopAccuracyBox", "95")
    assert panel.experiment.stop_accuracy == 0.95
    assert "Stop accuracy must be" in panel.problem_line.text


def test_a_run_that_blew_up_goes_on_with_one_click(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    wild = replace(
        panel.experiment,
        activation="relu",
        output_activation="linear",
        learning_rate=1e200,
    )
    panel.set_experiment(wild)
    click(panel, "playButton")
    remedy = part(panel, QPushButton, "remedyButton")
    qtbot.waitUntil(remedy.isVisible)
    assert "1e+199" in remedy.text()
    # The words may be there a frame before the button is up again.
    qtbot.waitUntil(lambda: not runner.is_playing)
    type_rate(panel, "learningRateBox", "0.3")
    panel.set_experiment(replace(panel.experiment, learning_rate=1e200))
    click(panel, "playButton")
    qtbot.waitUntil(lambda: "1e+199" in remedy.text())
    QTest.mouseClick(remedy, LEFT)
    assert panel.experiment.learning_rate == pytest.approx(1e199)
    assert runner.history.done[-1].title == "learning rate"


def test_pages_turn_and_nothing_moves(panel: TrainingPanel) -> None:
    before = panel.boundary_plot.geometry()
    for title in ("Network", "Learning", "Data", "Run", "Basics"):
        click(panel, f"settingsTab{title}")
        assert part(panel, QToolButton, f"settingsTab{title}").isChecked()
        assert panel.boundary_plot.geometry() == before


def test_the_pages_change_the_experiment(panel: TrainingPanel) -> None:
    click(panel, "settingsTabNetwork")
    click(panel, "feature-sin(x)")
    assert panel.experiment.features == ("x", "y", "sin(x)")
    choose(part(panel, QComboBox, "layerActivationBox"), "relu")
    assert panel.experiment.layer_activations == ("relu",)
    choose(part(panel, QComboBox, "initializationBox"), "he")
    choose(part(panel, QComboBox, "outputActivationBox"), "linear")
    click(panel, "settingsTabLearning")
    choose(part(panel, QComboBox, "scheduleBox"), "cosine")
    type_number(panel, "scheduleEpochsBox", "40")
    type_rate(panel, "clipBox", "0.5")
    part(panel, QCheckBox, "shuffleBox").click()
    made = panel.experiment
    assert (made.initialization, made.output_activation) == ("he", "linear")
    assert (made.schedule, made.schedule_epochs) == ("cosine", 40)
    assert made.gradient_clip == 0.5
    assert made.shuffle


def test_the_last_feature_stays(panel: TrainingPanel) -> None:
    click(panel, "settingsTabNetwork")
    click(panel, "feature-x")
    click(panel, "feature-y")
    assert panel.experiment.features == ("y",)
    assert part(panel, QToolButton, "feature-y").isChecked()
    assert "at least one feature" in panel.problem_line.text


def test_the_problem_is_changed_and_remembered(panel: TrainingPanel) -> None:
    click(panel, "numbersButton")
    assert panel.experiment.dataset == "reg-plane"
    click(panel, "dataset-reg-gauss")
    click(panel, "classesButton")
    assert panel.experiment.dataset == "moons"
    click(panel, "numbersButton")
    assert panel.experiment.dataset == "reg-gauss"
    assert not panel.data_form.dataset_box.thumbnail("xor").isVisible()


def test_curves_are_drawn_over_x(qtbot: QtBot, panel: TrainingPanel) -> None:
    click(panel, "numbersButton")
    click(panel, "dataset-curve-sine")
    qtbot.waitUntil(lambda: panel.boundary_plot.values is not None)
    qtbot.waitUntil(lambda: panel._runner.is_idle)
    x, y = panel.boundary_plot._drawing.line.getData()
    assert len(x) == 100
    values = panel.boundary_plot.values
    assert values is not None
    assert y == pytest.approx(values[49:51].mean(axis=0))


def test_a_short_line_takes_no_more_room_than_it_needs(panel: TrainingPanel) -> None:
    line, label = panel.problem_line, part(panel, QLabel, "problemLabel")
    long = "The test loss has turned upward, while the train loss fell. " * 3
    line.show_problem(long, remedy="Add an L2 penalty")
    tall = line.height()
    line.show_problem("Column 7: expected a number, a name or (, found the end.")
    text = label.heightForWidth(label.width())
    assert text <= line.height() <= text + 14
    assert line.height() < tall
    line.show_problem(long, remedy="Add an L2 penalty")
    assert line.height() == tall
    assert label.height() >= label.heightForWidth(label.width())
