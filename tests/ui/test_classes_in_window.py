"""Journeys with more than two classes through the whole window."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.project.files import load, save
from playground.project.project import Canvas, Project
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.main_window import MainWindow

YIN_YANG = Experiment(dataset="yin-yang", samples=60, hidden=(3,))


def test_a_double_click_on_a_point_opens_its_loss_with_its_number(
    qtbot: QtBot, window: MainWindow
) -> None:
    runner = window.runner
    runner.set_experiment(YIN_YANG)
    plot = window.training_panel.boundary_plot
    qtbot.waitUntil(lambda: plot.values is not None and plot.values.ndim == 3)
    qtbot.waitUntil(lambda: runner.is_idle)
    # One that no other lies close to.
    points = runner.train.points
    gaps = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    index = int(np.sort(gaps, axis=1)[:, 1].argmax())
    box = plot.plot.getPlotItem().getViewBox()
    place = plot.plot.mapFromScene(box.mapViewToScene(QPointF(*points[index])))
    QTest.mouseDClick(plot.plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert window.tabs.tabText(window.tabs.currentIndex()).startswith("Loss at ")
    shares = Trainer(YIN_YANG).probabilities(points[[index]])[0]
    expected = -np.log(shares[int(runner.train.labels[index])])
    evaluation = window.document.evaluation
    assert evaluation.output is not None
    assert evaluation.value(evaluation.output) == pytest.approx(expected, rel=1e-9)


def test_a_loss_of_too_large_a_network_says_why_not(
    qtbot: QtBot, window: MainWindow
) -> None:
    runner = window.runner
    runner.set_experiment(Experiment(dataset="yin-yang", samples=60, hidden=(30, 30)))
    plot = window.training_panel.boundary_plot
    qtbot.waitUntil(lambda: plot.values is not None and plot.values.ndim == 3)
    qtbot.waitUntil(lambda: runner.is_idle)
    tabs = window.tabs.count()
    with qtbot.waitSignal(window.opening.reported) as told:
        plot.header.worst_requested.emit()
    assert told.args is not None
    assert "cannot be read on a canvas" in told.args[0]
    assert window.tabs.count() == tabs


def test_classes_come_back_from_a_project(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    points = tuple((0.5 * n, -0.25 * n, float(n % 4)) for n in range(12))
    names = ("ant", "bee", "cat", "dog")
    experiment = Experiment(hidden=(3,)).with_points(points, 4, names)
    project = Project((Canvas("Canvas", window.document.graph),), experiment)
    path = tmp_path / "classes.playground"
    save(project, path)
    assert load(path).experiment == experiment
    window.open_project(path)
    qtbot.waitUntil(lambda: window.runner.experiment == experiment)
    assert window.runner.experiment.names_of_classes == names
