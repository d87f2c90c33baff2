"""Histograms, hits, neuron lines, sizes by loss, and plots saved as files."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox
from pytestqt.qtbot import QtBot

from playground.training.background import Snapshot
from playground.training.features import FEATURES
from playground.ui.training.histograms import histogram
from playground.ui.training.map_layers import feature_planes, neuron_lines
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner

CURVES = "epoch,train_loss,test_loss,train_accuracy,test_accuracy"


def turn(panel: TrainingPanel, view: str) -> None:
    box = panel.findChild(QComboBox, "lowerPlotBox")
    assert box is not None
    box.setFocus()
    while box.currentData() != view:
        QTest.keyClick(box, Qt.Key.Key_Down)


def stepped(qtbot: QtBot, runner: TrainingRunner) -> Snapshot:
    seen: list[Snapshot] = []
    runner.snapshot_ready.connect(seen.append)
    runner.step()
    qtbot.waitUntil(lambda: bool(seen) and seen[-1].epoch > 0 and runner.is_idle)
    return seen[-1]


def action(panel: TrainingPanel, name: str) -> QAction:
    found = panel.findChild(QAction, name)
    assert found is not None
    return found


@pytest.mark.qt_log_ignore("This plugin does not support")
def test_the_list_of_plots_needs_no_scrolling(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    box = panel.findChild(QComboBox, "lowerPlotBox")
    assert box is not None
    box.showPopup()
    view = box.view()
    qtbot.waitUntil(view.isVisible)
    needed = sum(view.sizeHintForRow(row) for row in range(box.count()))
    assert view.viewport().height() >= needed
    box.hidePopup()


@given(st.lists(st.floats(allow_nan=True, allow_infinity=True), max_size=60))
def test_every_finite_value_is_in_one_bin(values: list[float]) -> None:
    numbers = np.array(values, dtype=np.float64)
    counts, reach = histogram(numbers)
    assert counts.sum() == np.isfinite(numbers).sum()
    assert reach > 0


def test_the_parameters_of_each_layer_are_counted(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    turn(panel, "weights")
    snapshot = stepped(qtbot, runner)
    layers = panel.loss_plot.statistics.layers
    assert [len(layer) for layer in layers] == [9, 4]
    np.testing.assert_array_equal(np.concatenate(layers), snapshot.parameters)
    before = panel.loss_plot.grab().toImage()
    turn(panel, "gradients")
    assert [len(layer) for layer in panel.loss_plot.statistics.layers] == [9, 4]
    assert panel.loss_plot.grab().toImage() != before


def test_hits_count_the_test_points(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    turn(panel, "right")
    stepped(qtbot, runner)
    words = panel.loss_plot.statistics.words
    assert sum(map(int, words.split())) == len(runner.test)
    panel.set_experiment(panel.experiment.with_dataset("reg-plane"))
    qtbot.waitUntil(
        lambda: panel.loss_plot.statistics.words.startswith("R² = "), timeout=20_000
    )


def test_neurons_lines_are_where_their_sums_are_0() -> None:
    features = tuple(FEATURES)
    planes = feature_planes(features, 60)
    weights = np.zeros((2, len(features) + 1))
    weights[0, [0, -1]] = 1.0, -2.0  # x = 2
    weights[1, [2, 3, -1]] = 1.0, 1.0, -9.0  # a circle of radius 3
    x, y = neuron_lines(planes, 2, weights.ravel())
    on_line = np.isclose(x, 2.0)
    assert on_line.any()
    np.testing.assert_allclose(np.hypot(x, y)[~on_line], 3.0, atol=0.05)


def test_lines_and_sizes_come_and_go(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    stepped(qtbot, runner)
    plain = panel.boundary_plot.grab().toImage()
    action(panel, "neuronLinesAction").trigger()
    lines = panel.boundary_plot.grab().toImage()
    assert lines != plain
    action(panel, "sizeByLossAction").trigger()
    assert panel.boundary_plot.grab().toImage() != lines
    action(panel, "sizeByLossAction").trigger()
    action(panel, "neuronLinesAction").trigger()
    assert panel.boundary_plot.grab().toImage() == plain


@pytest.mark.parametrize("what", ["Map", "Losses"])
@pytest.mark.parametrize("suffix", ["png", "svg", "csv"])
def test_plots_are_saved(
    qtbot: QtBot,
    panel: TrainingPanel,
    runner: TrainingRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    what: str,
    suffix: str,
) -> None:
    stepped(qtbot, runner)
    path = tmp_path / f"plot.{suffix}"
    chosen = "playground.ui.training.plot_saving.chosen_file"
    monkeypatch.setattr(chosen, lambda *_, **__: path)
    action(panel, f"save{what}{suffix.upper()}Action").trigger()
    if suffix == "png":
        assert QImage(str(path)).width() > panel.boundary_plot.width()
    elif suffix == "svg":
        assert path.read_text().lstrip().startswith("<?xml")
    else:
        lines = path.read_text().splitlines()
        titles = "x,y,output" if what == "Map" else CURVES
        assert lines[0] == titles
        assert len(lines) == (10_001 if what == "Map" else 3)


@pytest.mark.parametrize("view", ["weights", "gradients", "right"])
@pytest.mark.parametrize("suffix", ["png", "svg", "csv"])
def test_what_lies_below_the_map_is_saved_as_it_is_shown(
    qtbot: QtBot,
    panel: TrainingPanel,
    runner: TrainingRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    view: str,
    suffix: str,
) -> None:
    stepped(qtbot, runner)
    turn(panel, view)
    path = tmp_path / f"plot.{suffix}"
    chosen = "playground.ui.training.plot_saving.chosen_file"
    monkeypatch.setattr(chosen, lambda *_, **__: path)
    action(panel, f"saveLosses{suffix.upper()}Action").trigger()
    statistics = panel.loss_plot.statistics
    if suffix == "png":
        image = QImage(str(path))
        assert image.width() == 3 * statistics.width()
        background = image.pixel(image.width() - 1, 0)
        assert any(
            image.pixel(x, y) != background
            for x in range(0, image.width(), 7)
            for y in range(0, image.height(), 7)
        )
    elif suffix == "svg":
        assert "<text" in path.read_text() or "<path" in path.read_text()
    else:
        head, *rows = path.read_text().splitlines()
        count = sum(float(row.split(",")[-1]) for row in rows)
        if view == "right":
            assert head == "class,taken_for,count"
            assert count == len(runner.test)
        else:
            assert head == "layer,from,to,count"
            assert count == sum(len(layer) for layer in statistics.layers)


def test_a_folder_that_is_not_there_is_told(
    panel: TrainingPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = "playground.ui.training.plot_saving.chosen_file"
    monkeypatch.setattr(chosen, lambda *_, **__: tmp_path / "none" / "map.png")
    action(panel, "saveMapPNGAction").trigger()
    assert "map.png cannot be written" in panel.problem_line.text


def test_settings_that_change_no_layer_keep_the_view(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    turn(panel, "weights")
    stepped(qtbot, runner)
    panel.set_experiment(replace(panel.experiment, hidden=(2, 2)))
    qtbot.waitUntil(lambda: len(panel.loss_plot.statistics.layers) == 3)
