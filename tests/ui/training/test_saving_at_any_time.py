"""Whatever is changed while it trains, the project can be saved at that very moment."""

import random
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.project.format import decode, encode
from playground.project.project import Project
from playground.training.datasets import DATASETS
from playground.training.experiment import ExperimentError
from playground.training.points import points_of
from playground.ui.training.setting_change import changed
from playground.ui.training_runner import TrainingRunner

if TYPE_CHECKING:
    from collections.abc import Callable

CHOICES: dict[str, list[object]] = {
    "dataset": list(DATASETS),
    "samples": [30, 40],
    "train_fraction": [0.3, 0.8],
    "features": [("x",), ("x*y", "y")],
    "hidden": [(3,), (2, 2), ()],
    "activation": ["tanh", "relu"],
    "loss": list(LOSSES),
    "optimizer": list(OPTIMIZERS),
    "batch_size": [1, 7, 30],
    "shuffle": [True, False],
    "regularization": ["none", "l1"],
    "regularization_rate": [0.0, 0.1],
    "seed": [0, 1],
}


@pytest.mark.parametrize("seed", range(3))
def test_a_project_can_be_saved_at_any_time(
    runner: TrainingRunner, qtbot: QtBot, seed: int
) -> None:
    chance = random.Random(seed)

    def change_a_setting() -> None:
        field = chance.choice(list(CHOICES))
        value = chance.choice(CHOICES[field])
        with suppress(ExperimentError):  # not every value goes with the others
            runner.set_experiment(changed(runner.experiment, field, value))

    def take_own_points() -> None:
        points = points_of(runner.train) + points_of(runner.test)
        with suppress(ExperimentError):
            some = points[: chance.choice([5, 20, 40])]
            runner.set_experiment(runner.experiment.with_points(some))

    def play_for_a_moment() -> None:
        runner.play()
        QTest.qWait(20)
        runner.pause()
        qtbot.waitUntil(lambda: runner.is_idle, timeout=60_000)

    def step_within_an_epoch() -> None:
        runner.set_step_size("sample")
        runner.step()
        qtbot.waitUntil(lambda: runner.is_idle, timeout=60_000)

    doings: list[Callable[[], None]] = [
        *[change_a_setting] * 5,
        *(take_own_points, step_within_an_epoch, step_within_an_epoch),
        *[play_for_a_moment] * 3,
        *(runner.reset, runner.undo, runner.redo),
    ]
    saved = 0
    for _ in range(50):
        chance.choice(doings)()
        for pause in (0, chance.choice([1, 5, 40])):
            QTest.qWait(pause)
            project = Project(experiment=runner.experiment, trained=runner.trained)
            data = encode(project)
            assert encode(decode(data)) == data
            saved += project.trained is not None
    assert saved > 5
