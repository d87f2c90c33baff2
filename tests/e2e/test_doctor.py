"""What goes wrong on purpose is told in the real window, and mended with one click."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.main_window import MainWindow

LEFT = Qt.MouseButton.LeftButton
Check = Callable[[Experiment], bool]

AILMENTS: dict[str, tuple[Experiment, str, Check]] = {
    "dead": (
        Experiment(dataset="circle", activation="relu", learning_rate=3, hidden=(4, 4)),
        "are dead",
        lambda cured: "leaky_relu" in cured.layer_activations,
    ),
    "saturated": (
        Experiment(
            dataset="xor",
            learning_rate=10,
            hidden=(4, 4),
            seed=1,
            initialization="uniform",
        ),
        "saturated",
        lambda cured: cured.initialization == "xavier",
    ),
    "vanishing": (
        Experiment(dataset="spiral", activation="sigmoid", hidden=(4,) * 6),
        "gradient vanishes",
        lambda cured: cured.activation == "tanh",
    ),
    "overfitting": (
        Experiment(
            dataset="gauss",
            noise=0.5,
            samples=100,
            train_fraction=0.3,
            hidden=(8, 8),
            optimizer="adam",
            learning_rate=0.01,
        ),
        "test loss has turned upward",
        lambda cured: cured.regularization == "l2",
    ),
}


def click_remedy(window: MainWindow) -> None:
    remedy = window.training_panel.findChild(QPushButton, "remedyButton")
    assert remedy is not None
    assert remedy.isVisible()
    QTest.mouseClick(remedy, LEFT)


@pytest.mark.parametrize("name", AILMENTS)
def test_an_ailment_is_told_while_it_trains_and_cured(
    qtbot: QtBot, window: MainWindow, name: str
) -> None:
    experiment, words, is_cured = AILMENTS[name]
    line, runner = window.training_panel.problem_line, window.runner
    runner.load_experiment(experiment)
    runner.play()
    qtbot.waitUntil(lambda: words in line.text, timeout=60_000)
    assert runner.is_playing  # it says so, and goes on
    click_remedy(window)
    assert is_cured(runner.experiment)
    assert runner.is_playing
    qtbot.waitUntil(lambda: words not in line.text, timeout=60_000)
    runner.undo()
    assert runner.experiment == experiment


def test_what_is_dismissed_is_not_said_again_in_that_run(
    qtbot: QtBot, window: MainWindow
) -> None:
    experiment, words, _ = AILMENTS["vanishing"]
    panel, runner = window.training_panel, window.runner
    runner.load_experiment(experiment)
    runner.play()
    qtbot.waitUntil(lambda: words in panel.problem_line.text, timeout=60_000)
    button = panel.findChild(QToolButton, "dismissProblemButton")
    assert button is not None
    QTest.mouseClick(button, LEFT)
    seen: list[str] = []
    runner.snapshot_ready.connect(lambda _: seen.append(panel.problem_line.text))
    qtbot.waitUntil(lambda: len(seen) > 40, timeout=60_000)
    assert not any(seen)


def test_a_run_stops_before_its_picture_is_spoilt_and_goes_on_gently(
    qtbot: QtBot, window: MainWindow
) -> None:
    panel, runner = window.training_panel, window.runner
    calm = Experiment(
        activation="relu", output_activation="linear", hidden=(4,), samples=60
    )
    runner.load_experiment(calm)
    runner.play()
    qtbot.waitUntil(lambda: panel.loss_plot.history.last_epoch > 50, timeout=60_000)
    runner.set_experiment(replace(calm, learning_rate=1e6))
    qtbot.waitUntil(
        lambda: "Training stopped" in panel.problem_line.text, timeout=60_000
    )
    text = panel.problem_line.text
    assert "at data point" in text
    assert ", in " in text
    assert not runner.is_playing
    # What is on show is the last good state, all of it finite.
    values = panel.boundary_plot.values
    assert values is not None
    assert np.isfinite(values).all()
    assert np.isfinite(panel.loss_plot.history.column(1)).all()
    failed_at = panel.loss_plot.history.last_epoch
    while runner.experiment.learning_rate > 0.1:
        click_remedy(window)
        qtbot.waitUntil(
            lambda: (
                panel.loss_plot.history.last_epoch > failed_at + 20
                or (not runner.is_playing and runner.is_idle)
            ),
            timeout=60_000,
        )
        if runner.is_playing:
            break
    assert panel.loss_plot.history.last_epoch > failed_at
