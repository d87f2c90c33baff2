"""The window and the command line give the same numbers, bit for bit."""

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.training.command import run
from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.app import create_window

if TYPE_CHECKING:
    from playground.training.background import Snapshot

RUNS = (
    Experiment(),
    Experiment(
        dataset="spiral",
        noise=0.1,
        features=("x", "y", "sin(x)", "sin(x*y)"),
        hidden=(6, 4),
        activations=("", "relu"),
        optimizer="adam",
        schedule="cosine",
        gradient_clip=1.0,
        regularization="elastic",
        regularization_rate=0.003,
        batch_size=7,
        shuffle=True,
        frozen=("w1_1_1",),
        seed=5,
    ),
    Experiment(dataset="yin-yang", hidden=(5,), optimizer="rmsprop"),
    Experiment(dataset="reg-gauss", loss="huber", learning_rate=0.1),
)
EPOCHS = 70


@pytest.mark.parametrize("experiment", RUNS, ids=lambda run: run.dataset)
def test_a_run_is_the_same_with_and_without_a_window(
    qtbot: QtBot, tmp_path: Path, experiment: Experiment
) -> None:
    settings = tmp_path / "experiment.json"
    ruled = {**experiment.to_dict(), "stop_epochs": EPOCHS}
    settings.write_text(json.dumps(ruled), encoding="utf-8")
    out = io.StringIO()
    run([str(settings), "--epochs", "1000", "--json"], out)
    lines = [json.loads(line) for line in out.getvalue().splitlines()]
    alone = [[np.nan if v is None else v for v in line.values()] for line in lines]

    window = create_window(settings_path=tmp_path / "settings.ini")
    window.show()
    runner = window.runner
    runner.load_experiment(Experiment.from_dict(ruled))
    seen: list[Snapshot] = []
    runner.snapshot_ready.connect(seen.append)
    runner.play()
    history = window.training_panel.loss_plot.history
    qtbot.waitUntil(
        lambda: history.last_epoch == EPOCHS and runner.is_idle, timeout=60_000
    )
    inside, parameters = history.rows().copy(), seen[-1].parameters
    window.abandon()
    window.close()
    window.deleteLater()

    np.testing.assert_array_equal(inside, alone)
    peer = Trainer(experiment)
    peer.run_epochs(EPOCHS)
    assert parameters.tobytes() == peer.parameters.tobytes()
