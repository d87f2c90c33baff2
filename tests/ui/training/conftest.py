"""A panel on a window of its own, with a run that costs next to nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.theme import ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(dataset="moons", samples=40, hidden=(3,), batch_size=40)


@pytest.fixture
def runner(qtbot: QtBot, experiment: Experiment) -> Iterator[TrainingRunner]:
    del qtbot  # a QApplication must be there
    runner = TrainingRunner(experiment)
    yield runner
    runner.close()


@pytest.fixture
def panel(
    qtbot: QtBot, theme_switch: ThemeSwitch, runner: TrainingRunner
) -> TrainingPanel:
    panel = TrainingPanel(theme_switch, runner)
    qtbot.addWidget(panel)
    panel.resize(400, 748)
    with qtbot.waitExposed(panel):
        panel.show()
    return panel
