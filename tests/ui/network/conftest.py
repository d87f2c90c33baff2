"""A network diagram in a window of its own, over a run that costs next to nothing."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.network.view import NetworkView
from playground.ui.theme import ThemeSwitch
from playground.ui.training_runner import TrainingRunner

_PATIENCE = 60_000


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


@pytest.fixture
def runner(qtbot: QtBot) -> Iterator[TrainingRunner]:
    del qtbot  # a QApplication must be there
    runner = TrainingRunner(Experiment(dataset="moons", samples=40, hidden=(4, 2)))
    yield runner
    runner.close()


@pytest.fixture
def view(
    qtbot: QtBot, theme_switch: ThemeSwitch, runner: TrainingRunner
) -> NetworkView:
    view = NetworkView(theme_switch, runner)
    qtbot.addWidget(view)
    view.resize(700, 560)
    with qtbot.waitExposed(view):
        view.show()
    # The first run of all waits for the engine's kernels.
    qtbot.waitUntil(
        lambda: view.shown is not None and runner.is_idle, timeout=_PATIENCE
    )
    return view
