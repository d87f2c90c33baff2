"""What the button beside a finding does, and how long it keeps quiet afterwards."""

from dataclasses import replace

import numpy as np
from pytestqt.qtbot import QtBot

from playground.training.checkup import Checkup
from playground.training.doctor import Ailment, Finding
from playground.training.experiment import Experiment
from playground.training.snapshot import Snapshot
from playground.ui.training.advice import Advice
from playground.ui.training_runner import TrainingRunner


def with_finding(
    snapshot: Snapshot,
    experiment: Experiment,
    epoch: int,
    ailment: Ailment = Ailment.OVERFITTING,
) -> Snapshot:
    cured = replace(experiment, regularization="l2", regularization_rate=0.001)
    finding = Finding(
        ailment, f"It has turned: {ailment}.", "It rises", "Add L2", cured
    )
    nothing = Checkup((), None, np.nan, finding)
    return replace(snapshot, epoch=epoch, checkup=nothing, is_running=True)


def first_snapshot(qtbot: QtBot, runner: TrainingRunner) -> Snapshot:
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.step()
    qtbot.waitUntil(
        lambda: runner.is_idle and bool(slot) and slot[-1].epoch == 1, timeout=20_000
    )
    return slot[-1]


def test_a_remedy_has_as_long_to_work_as_the_run_has_lasted(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    snapshot, experiment = first_snapshot(qtbot, runner), runner.experiment
    advice = Advice(runner)
    assert advice.on(with_finding(snapshot, experiment, 300)).summary == "It rises"
    advice.follow()
    runner.pause()
    assert runner.experiment.regularization == "l2"
    assert advice.on(with_finding(snapshot, experiment, 310)).text == ""
    assert advice.on(with_finding(snapshot, experiment, 599)).text == ""
    assert advice.on(with_finding(snapshot, experiment, 600)).summary == "It rises"


def test_a_remedy_that_was_taken_back_is_not_waited_for(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    snapshot, experiment = first_snapshot(qtbot, runner), runner.experiment
    advice = Advice(runner)
    advice.on(with_finding(snapshot, experiment, 300))
    advice.follow()
    runner.undo()
    runner.pause()
    assert runner.experiment == experiment
    assert advice.on(with_finding(snapshot, experiment, 310)).summary == "It rises"


def test_a_remedy_leaves_alone_what_was_changed_since_it_was_found(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    snapshot, experiment = first_snapshot(qtbot, runner), runner.experiment
    advice = Advice(runner)
    advice.on(with_finding(snapshot, experiment, 300))
    runner.set_experiment(replace(experiment, learning_rate=0.7))
    advice.follow()
    runner.pause()
    assert runner.experiment.learning_rate == 0.7
    assert runner.experiment.regularization == "l2"


def test_what_somebody_attends_to_stays_though_it_is_over(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    snapshot, experiment = first_snapshot(qtbot, runner), runner.experiment
    advice = Advice(runner)
    risen = with_finding(snapshot, experiment, 300)
    assert advice.on(risen).summary == "It rises"
    well = replace(snapshot, checkup=Checkup((), None, np.nan, None), is_running=True)
    other = with_finding(snapshot, experiment, 301, Ailment.SATURATED)
    for later in (well, other):
        kept = advice.on(later, is_attended=True)
        assert (kept.summary, kept.remedy) == ("It rises", "Add L2")
    advice.follow()
    runner.pause()
    assert runner.experiment.regularization == "l2"


def test_what_nobody_attends_to_goes_when_it_is_over(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    snapshot, experiment = first_snapshot(qtbot, runner), runner.experiment
    advice = Advice(runner)
    well = replace(snapshot, checkup=Checkup((), None, np.nan, None), is_running=True)
    advice.on(with_finding(snapshot, experiment, 300))
    assert advice.on(well).text == ""
    # Nothing was said: what is found now may be said, wherever the mouse is.
    assert advice.on(with_finding(snapshot, experiment, 300), is_attended=True).text
