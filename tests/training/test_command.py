"""The command ``train``, called as the command line calls it."""

import io
import json
import math
from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest
from typing_extensions import override

from playground.core.activations import ACTIVATIONS
from playground.core.initializations import INITIALIZATIONS
from playground.core.losses import LOSSES
from playground.core.optimizers import OPTIMIZERS
from playground.training.checks import RANGES
from playground.training.command import run
from playground.training.csv import likely_choice, points_from, read_file
from playground.training.experiment import Experiment, ExperimentError
from playground.training.options import GROUPS
from playground.training.schedules import SCHEDULES
from playground.training.trainer import Trainer


def told(*arguments: str) -> str:
    out = io.StringIO()
    assert run(arguments, out) == 0
    return out.getvalue()


def lines(*arguments: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in told(*arguments, "--json").splitlines()]


def test_json_lines_are_the_trainers_numbers_bit_for_bit() -> None:
    told_lines = lines("--dataset", "xor", "--hidden", "3", "--epochs", "5")
    trainer = Trainer(Experiment(dataset="xor", hidden=(3,)))
    trainer.run_epochs(5)
    assert [line["epoch"] for line in told_lines] == [0, 1, 2, 3, 4, 5]
    for name in ("train_losses", "test_losses"):
        ours = [line[name.replace("losses", "loss")] for line in told_lines]
        assert ours == getattr(trainer.history, name).tolist()
    assert told_lines[-1]["test_accuracy"] == trainer.accuracy


def test_every_setting_has_an_option() -> None:
    experiment = Experiment(
        dataset="moons",
        classes=2,
        class_names=("upper", "lower"),
        samples=30,
        noise=0.1,
        train_fraction=0.7,
        features=("x", "sin(y)", "maximum(x, y)"),
        frozen=("w1_1_2", "b2_1"),
        own_features=("x*y*y", "maximum(x, y)"),
        formula="x - y",
        hidden=(3, 2),
        activation="relu",
        output_activation="sigmoid",
        initialization="he",
        loss="huber",
        optimizer="adam",
        learning_rate=0.01,
        batch_size=4,
        regularization="l2",
        regularization_rate=0.01,
        seed=9,
        weight_seed=4,
        shuffle=True,
        activations=("", "tanh"),
        schedule="cosine",
        schedule_epochs=7,
        gradient_clip=0.5,
        stop_epochs=90,
        stop_loss=1e-9,
        stop_accuracy=0.999,
        stop_patience=50,
        stop_gain=0.01,
    )
    arguments = ["--epochs", "2"]
    settings = experiment.to_dict()
    del settings["points"]  # come from a table: see below
    for name, value in settings.items():
        assert value != getattr(Experiment(), name), (
            "the test must change every setting"
        )
        option = f"--{name.replace('_', '-')}"
        text = ",".join(map(str, value)) if isinstance(value, list) else str(value)
        arguments += [option] if value is True else [option, text]
    trainer = Trainer(experiment)
    trainer.run_epochs(2)
    assert lines(*arguments)[-1]["train_loss"] == trainer.train_loss
    assert len(fields(Experiment)) == len(experiment.to_dict())


def test_the_words_of_the_window_do_as_well() -> None:
    long = ("--hidden", "3", "--learning-rate", "0.3", "--batch-size", "5")
    short = ("--hidden", "3", "--rate", "0.3", "--batch", "5")
    few = ("--samples", "40", "--epochs", "3")
    penalty = ("l2", "--regularization-rate", "0.1")
    told_long = lines(*long, *few, "--regularization", *penalty)
    told_short = lines(*short, *few, "--penalty", *penalty)
    assert told_long == told_short


def test_points_are_read_from_a_table(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "own.csv"
    rows = [f"{i % 7},{i % 5},{'ab'[i % 2]}" for i in range(30)]
    path.write_text("\n".join(["x,y,class", *rows, "1,oops,a"]))
    last = lines("--points", str(path), "--epochs", "3")[-1]
    reading = points_from(read_file(path), likely_choice(read_file(path)))
    trainer = Trainer(Experiment().with_points(reading.points))
    trainer.run_epochs(3)
    assert last["train_loss"] == trainer.train_loss
    told_aside = capsys.readouterr().err
    assert "own.csv: line 32: “oops” is not a finite number" in told_aside
    assert "own.csv: x: 0 … 6 → −5 … 5" in told_aside


def test_a_table_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "own.csv"
    path.write_text("nothing")
    with pytest.raises(ExperimentError, match="at least two columns"):
        told("--points", str(path))


def test_options_outrank_the_file(tmp_path: Path) -> None:
    path = tmp_path / "experiment.json"
    settings = {"dataset": "gauss", "samples": 40, "hidden": [2], "shuffle": True}
    path.write_text(json.dumps(settings))
    last = lines(str(path), "--samples", "60", "--no-shuffle", "--epochs", "1")[-1]
    trainer = Trainer(Experiment(dataset="gauss", samples=60, hidden=(2,)))
    trainer.run_epochs(1)
    assert last["train_loss"] == trainer.train_loss


def test_what_suits_the_data_set_is_chosen_after_the_options(tmp_path: Path) -> None:
    path = tmp_path / "experiment.json"
    path.write_text('{"hidden": [2]}')
    last = lines(str(path), "--dataset", "reg-plane", "--epochs", "1")[-1]
    trainer = Trainer(Experiment(dataset="reg-plane", hidden=(2,)))
    trainer.run_epochs(1)
    assert last["train_loss"] == trainer.train_loss


def test_text_tells_of_a_tenth_of_the_epochs() -> None:
    text = told("--samples", "40", "--epochs", "50")
    assert [int(line.split()[1]) for line in text.splitlines()] == [*range(0, 51, 5)]
    assert "test accuracy" in text


def test_every_says_which_epochs_are_told() -> None:
    told_lines = lines("--samples", "40", "--epochs", "10", "--every", "4")
    assert [line["epoch"] for line in told_lines] == [0, 4, 8, 10]


def test_no_hidden_layer_is_none() -> None:
    assert len(lines("--hidden", "none", "--epochs", "0", "--samples", "20")) == 1


def test_what_cannot_be_said_is_null() -> None:
    last = lines("--dataset", "reg-plane", "--samples", "20", "--epochs", "1")[-1]
    assert last["test_accuracy"] is None
    assert "accuracy" not in told(
        "--dataset", "reg-plane", "--samples", "20", "--epochs", "1"
    )


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--dataset", "cat"], "dataset must be one of circle, "),
        (["--noise", "2"], "noise must be a finite number from 0 to 1"),
        (["--hidden", "4;2"], "--hidden"),
        (["--hidden", "0"], "each layer of hidden must be"),
        (["--epochs", "-3"], "--epochs: -3 is less than 0"),
        (["--epochs", "many"], "--epochs"),
        (["--layers", "3"], "--layers"),
    ],
)
def test_a_wrong_argument_is_named_in_one_line(
    arguments: list[str], message: str
) -> None:
    with pytest.raises(ExperimentError, match=message) as caught:
        run(arguments, io.StringIO())
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("{", "is not a JSON file"),
        ("[]", "must be an object of settings, not a list"),
        ('{"layers": 3}', "no setting 'layers'"),
        ('{"noise": "x"}', "noise must be a finite number"),
    ],
)
def test_a_wrong_file_is_explained(tmp_path: Path, text: str, message: str) -> None:
    path = tmp_path / "experiment.json"
    path.write_text(text)
    with pytest.raises(ExperimentError, match=message):
        run([str(path)], io.StringIO())


def test_a_missing_file_is_an_error_of_the_system(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        run([str(tmp_path / "none.json")], io.StringIO())


def test_a_run_that_diverges_tells_what_it_has_and_fails() -> None:
    out = io.StringIO()
    wild = ["--activation", "relu", "--output-activation", "linear"]
    with pytest.raises(ExperimentError, match="Try a smaller learning rate"):
        run([*wild, "--learning-rate", "10", "--json"], out)
    assert json.loads(out.getvalue().splitlines()[0])["epoch"] == 0


def test_help_says_the_format_and_every_option(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit) as caught:
        run(["--help"], io.StringIO())
    assert caught.value.code == 0
    text = capsys.readouterr().out
    assert "JSON object with the keys epoch, train_loss" in " ".join(text.split())
    for field in fields(Experiment):
        assert f"--{field.name.replace('_', '-')}" in text
    # What it takes, what it may be, and what it is by default.
    words = " ".join(text.replace("-\n", "-").split())
    assert "VALUE" not in words
    assert "--noise 0..1 how far the points are scattered (default: 0)" in words
    assert "--batch 1..100000 points in each update (default: 10)" in words
    for table in (ACTIVATIONS, LOSSES, OPTIMIZERS, SCHEDULES, INITIALIZATIONS):
        assert ", ".join(table) in words


def test_every_setting_is_in_one_group_of_options() -> None:
    grouped = [name for names in GROUPS.values() for name in names]
    known = {field.name for field in fields(Experiment)} - {"points"}
    assert sorted(grouped) == sorted(known)


@pytest.mark.parametrize("name", RANGES)
def test_the_ranges_told_are_those_that_are_checked(name: str) -> None:
    for bound, beyond in zip(RANGES[name], (-1, 1), strict=True):
        if math.isinf(bound):
            continue
        if name not in ("classes", "train_fraction", "samples"):  # which need others
            Experiment.from_dict({name: bound})
        with pytest.raises(ExperimentError, match=name):
            Experiment.from_dict({name: bound + beyond})


class Terminal(io.StringIO):
    """A text that believes somebody looks at it."""

    @override
    def isatty(self) -> bool:
        return True


def test_a_terminal_is_told_how_far_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    terminal, out = Terminal(), io.StringIO()
    monkeypatch.setattr("sys.stderr", terminal)
    monkeypatch.setattr("playground.training.progress._PAUSE", 0.0)
    run(["--epochs", "40", "--every", "20"], out)
    assert "epoch 1 of 40 (2%)" in terminal.getvalue()
    assert terminal.getvalue().endswith("\r\x1b[K")
    plain, silent = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", silent)
    run(["--epochs", "40", "--every", "20"], plain)
    assert silent.getvalue() == ""
    assert plain.getvalue() == out.getvalue()
