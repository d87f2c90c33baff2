"""Rewind, reseed and regenerate: what stays the same, and that it is said before."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QSpinBox, QToolButton
from pytestqt.qtbot import QtBot

from playground.core.operations import Array
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import SOME, part

if TYPE_CHECKING:
    from playground.training.background import Snapshot

_PATIENCE = 60_000


def first_weights(qtbot: QtBot, runner: TrainingRunner) -> Array:
    """Of the run at hand, at its epoch 0."""
    seen: list[Snapshot] = []
    runner.snapshot_ready.connect(seen.append)
    runner.show_neuron_maps(are_wanted=True)
    runner.show_neuron_maps(are_wanted=False)
    qtbot.waitUntil(
        lambda: bool(seen) and seen[-1].epoch == 0 and len(seen[-1].parameters) > 0,
        timeout=_PATIENCE,
    )
    runner.snapshot_ready.disconnect(seen.append)
    return seen[-1].parameters


def press(panel: TrainingPanel, name: str) -> None:
    button = panel.findChild(QToolButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def test_what_each_beginning_keeps(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    points, weights = runner.train.points, first_weights(qtbot, runner)
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle, timeout=_PATIENCE)
    press(panel, "resetButton")
    np.testing.assert_array_equal(first_weights(qtbot, runner), weights)
    np.testing.assert_array_equal(runner.train.points, points)
    press(panel, "reseedButton")
    assert not np.array_equal(first_weights(qtbot, runner), weights)
    np.testing.assert_array_equal(runner.train.points, points)
    press(panel, "regenerateButton")
    assert not np.array_equal(runner.train.points, points)
    runner.undo()
    runner.undo()
    np.testing.assert_array_equal(first_weights(qtbot, runner), weights)
    np.testing.assert_array_equal(runner.train.points, points)


def test_the_draw_is_shown_and_typed(panel: TrainingPanel) -> None:
    press(panel, "reseedButton")
    panel.settings_form.turn_to("Data")
    box = panel.findChild(QSpinBox, "weightSeedBox")
    assert box is not None
    assert box.value() == 1
    assert "seed 0, draw 1" in panel.reset_action.toolTip()
    box.selectAll()
    QTest.keyClicks(box, "7")
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert panel.experiment.weight_seed == 7


def test_what_starts_anew_is_marked(panel: TrainingPanel) -> None:
    marked = {
        label.text().removesuffix(" ↺")
        for label in panel.findChildren(QLabel)
        if label.text().endswith("↺")
    }
    assert {
        "noise",
        "train",
        "layers",
        "features",
        "points",
        "seed",
        "weights",
    } <= marked
    assert not {"activation", "rate", "batch", "optimiser", "penalty"} & marked


def test_the_data_page_offers_to_draw_anew_in_words(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    panel.settings_form.turn_to("Data")
    before = runner.experiment
    button = part(panel, QToolButton, "regenerateActionButton")
    assert button.text() == "Regenerate"
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert runner.experiment.seed == before.seed + 1
    assert part(panel, QSpinBox, "seedBox").value() == before.seed + 1


def test_regenerating_is_not_said_to_change_points_of_ones_own(
    panel: TrainingPanel, runner: TrainingRunner
) -> None:
    button = part(panel, QToolButton, "regenerateButton")
    assert "other points" in button.toolTip()
    runner.set_experiment(runner.experiment.with_points(SOME))
    assert "the same points" in button.toolTip()
