"""A trained network comes back with its project, and training goes on from there."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from playground.project.files import load
from playground.project.recovery import lost_sessions
from playground.training.trained import Trained
from playground.training.trainer import Trainer
from playground.ui.file_dialogs import Answer
from playground.ui.main_window import MainWindow

PATIENCE = 60_000


@pytest.fixture
def window(window: MainWindow, qtbot: QtBot) -> MainWindow:
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)
    return window


def train(window: MainWindow, qtbot: QtBot, epochs: int) -> None:
    for _ in range(epochs):
        window.training_panel.step_action.trigger()
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)


def trained(window: MainWindow) -> Trained:
    found = window.runner.trained
    assert found is not None
    return found


def answer_with(
    window: MainWindow, answer: Answer, monkeypatch: pytest.MonkeyPatch
) -> list[tuple[str, ...]]:
    asked: list[tuple[str, ...]] = []

    def ask(*words: str) -> Answer:
        asked.append(words)
        return answer

    monkeypatch.setattr(window.files._dialogs, "ask_unsaved", ask)
    return asked


def test_a_trained_network_opens_as_it_was_and_goes_on(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "trained.playground"
    train(window, qtbot, 5)
    kept = trained(window)
    assert window.files.save_to(path)
    window.files.new()
    assert window.runner.trained is None
    train(window, qtbot, 1)
    window.abandon()
    window.files._dialogs.ask_unsaved = lambda *_: Answer.DISCARD  # type: ignore[method-assign]
    assert window.open_project(path)
    assert not window.isWindowModified()
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)
    assert not window.isWindowModified()
    assert trained(window).is_same(kept)
    label = window.training_panel.findChild(QLabel, "epochLabel")
    assert label is not None
    assert label.text() == "5"
    assert window.training_panel.loss_plot.history.last_epoch == 5
    assert len(window.training_panel.loss_plot.history) == 6
    train(window, qtbot, 4)
    assert window.isWindowModified()
    oracle = Trainer(window.runner.experiment)
    oracle.run_epochs(9)
    assert trained(window).epoch == 9
    parameters = trained(window).progress.parameters
    assert parameters.tobytes() == oracle.parameters.tobytes()


def test_training_alone_is_a_change_and_saving_settles_it(
    window: MainWindow, qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = answer_with(window, Answer.CANCEL, monkeypatch)
    assert window.files.confirm_discard()
    train(window, qtbot, 3)
    assert window.isWindowModified()
    assert not window.close()
    assert "3 epochs of training" in asked[0][1]
    assert window.files.save_to(tmp_path / "a.playground")
    assert not window.isWindowModified()
    assert window.files.confirm_discard()
    window.training_panel.reset_action.trigger()
    assert window.isWindowModified()
    assert not window.files.confirm_discard()
    assert asked[-1] == ("a.playground",)


def test_a_weight_edited_by_hand_is_in_the_file(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    path = tmp_path / "edited.playground"
    window.runner.set_parameter(1, 1 / 3)
    qtbot.waitUntil(lambda: window.runner.trained is not None, timeout=PATIENCE)
    assert window.isWindowModified()
    window.files.save_to(path)
    kept = load(path).trained
    assert kept is not None
    assert kept.epoch == 0
    assert kept.progress.parameters[1] == 1 / 3


def test_other_settings_in_a_run_can_be_saved_at_once(
    window: MainWindow, qtbot: QtBot, tmp_path: Path
) -> None:
    train(window, qtbot, 3)
    before = trained(window).progress.parameters
    window.training_panel._edit("optimizer", "adam")
    path = tmp_path / "adam.playground"
    assert window.files.save_to(path)
    kept = load(path)
    assert kept.experiment.optimizer == "adam"
    assert kept.trained is not None
    assert np.array_equal(kept.trained.progress.parameters, before)


def test_a_running_network_is_copied_for_the_time_after_a_crash(
    window: MainWindow, qtbot: QtBot, settings_path: Path
) -> None:
    timer = window.recovery.findChild(QTimer, "autosaveTimer")
    assert isinstance(timer, QTimer)
    timer.setInterval(0)
    window.training_panel.play_action.trigger()
    folder = settings_path.parent / "recovery"
    qtbot.waitUntil(
        lambda: bool(list(folder.glob("[0-9]*/project.playground"))), timeout=PATIENCE
    )
    window.runner.pause()
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)
    copies = list(folder.glob("[0-9]*/project.playground"))
    kept = load(copies[0]).trained
    assert kept is not None
    assert kept.epoch > 0
    assert not list(lost_sessions(folder))


def test_undoing_a_change_of_layers_brings_the_weights_back(
    window: MainWindow, qtbot: QtBot
) -> None:
    train(window, qtbot, 3)
    kept = trained(window)
    window.training_panel._edit("hidden", (2,))
    assert window.runner.trained is None
    window.action("undoAction").trigger()
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)
    assert trained(window).is_same(kept)
    window.training_panel.reset_action.trigger()
    assert window.runner.trained is None
    window.action("undoAction").trigger()
    qtbot.waitUntil(lambda: window.runner.is_idle, timeout=PATIENCE)
    assert trained(window).is_same(kept)
    window.action("redoAction").trigger()
    assert window.runner.trained is None
