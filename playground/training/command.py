"""The command ``train``: an experiment on the command line, without a window."""

import argparse
import json
import math
import sys
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, Final, NoReturn, TextIO

from typing_extensions import override

from playground.training.csv import (
    TableError,
    likely_choice,
    points_from,
    read_file,
)
from playground.training.datasets import OWN
from playground.training.experiment import Experiment, ExperimentError
from playground.training.freezing import numbers_of
from playground.training.options import add_settings
from playground.training.progress import Progress
from playground.training.trainer import Trainer

_LINES: Final = 10
_FORMAT: Final = """\
With --json every line is one JSON object with the keys epoch, train_loss, test_loss,
train_accuracy and test_accuracy (shares from 0 to 1), the first for epoch 0, before
training; what cannot be said, such as the accuracy of numbers, is null. Losses are
means without regularization. EXPERIMENT.json is an object of the settings above, with
underscores for dashes; what it leaves out keeps its default, and options outrank it.
"""


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    @override
    def error(self, message: str) -> NoReturn:
        raise ExperimentError(message)


def run(arguments: Sequence[str], out: TextIO) -> int:
    """Train, writing the losses to *out* as they come.

    Args:
        arguments: What follows ``train`` on the command line.
        out: Receives a line for each epoch that is told.

    Returns:
        The exit code, 0.

    Raises:
        ExperimentError: The arguments make no sense, or training stopped.
        OSError: A file cannot be read.
    """
    options = _parser().parse_args(arguments)
    trainer = Trainer(_experiment(options, sys.stderr))
    usual = 1 if options.json else max(1, options.epochs // _LINES)
    every = options.every or usual
    # On standard error, so that what is told can be redirected.
    progress = Progress(sys.stderr, options.epochs)
    if not trainer.problem:
        _tell(trainer, out, as_json=options.json)
    while trainer.epoch < options.epochs and not (trainer.problem or trainer.finished):
        _run_until(trainer, min(trainer.epoch + every, options.epochs), progress)
        if not trainer.problem:
            # What stopped by a rule is told as well: it is the last line.
            _tell(trainer, out, as_json=options.json)
    if trainer.finished and not options.json:
        out.write(f"{trainer.finished}\n")
    if trainer.problem:
        raise ExperimentError(trainer.problem)
    return 0


def _run_until(trainer: Trainer, epoch: int, progress: Progress) -> None:
    while trainer.epoch < epoch and not (trainer.problem or trainer.finished):
        left = epoch - trainer.epoch
        trainer.run_epochs(min(left, progress.piece(trainer.epoch)))
        progress.show(trainer.epoch)
    progress.clear()


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(
        prog="playground train",
        description="Train a network without a window and print its losses.",
        epilog=_FORMAT,
    )
    parser.add_argument(
        "experiment",
        nargs="?",
        type=Path,
        metavar="EXPERIMENT.json",
        help="settings; options outrank them",
    )
    parser.add_argument(
        "--epochs",
        type=_count,
        default=100,
        metavar="0..",
        help="how many to train (default: 100)",
    )
    parser.add_argument(
        "--every",
        type=_count,
        default=0,
        metavar="0..",
        help="tell every so many epochs (default: a tenth of them, with --json each)",
    )
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.add_argument(
        "--points",
        type=Path,
        metavar="TABLE.csv",
        help="data of one's own: the label is the last column that is text, or the "
        "last; x and y are the first with numbers, scaled to the map",
    )
    add_settings(parser)
    return parser


def _count(text: str) -> int:
    number = int(text)
    if number < 0:
        msg = f"{text} is less than 0"
        raise argparse.ArgumentTypeError(msg)
    return number


def _experiment(options: argparse.Namespace, log: TextIO) -> Experiment:
    settings: dict[str, Any] = {}
    if options.experiment is not None:
        settings.update(_read(options.experiment))
    given = {field.name: getattr(options, field.name) for field in fields(Experiment)}
    settings.update({n: value for n, value in given.items() if value is not None})
    if options.points is not None:
        del settings["points"]  # the path
        told = {n: settings[n] for n in ("classes", "class_names") if n in settings}
        settings.update(_table_settings(options.points, log) | told)
    experiment = Experiment.from_dict(settings)
    for name in settings.get("frozen", ()):
        if not numbers_of(name, experiment.sizes):
            msg = f"frozen names {name}, which this network does not have"
            raise ExperimentError(msg, "frozen")
    return experiment


def _table_settings(path: Path, log: TextIO) -> dict[str, Any]:
    """The points of a table; what was scaled and left out is told to *log*."""
    try:
        table = read_file(path)
        reading = points_from(table, likely_choice(table))
    except TableError as error:
        msg = f"{path}: {error}"
        raise ExperimentError(msg, "points") from None
    for line in (*reading.scalings, *reading.bad_rows):
        log.write(f"{path.name}: {line}\n")
    return {
        "dataset": OWN.name,
        "points": reading.points,
        "classes": reading.classes,
        "class_names": reading.class_names,
    }


def _read(path: Path) -> dict[str, Any]:
    try:
        settings = json.loads(path.read_text(encoding="utf-8"))
    except ValueError as error:
        msg = f"{path} is not a JSON file: {error}"
        raise ExperimentError(msg) from None
    Experiment.from_dict(settings)
    return dict(settings)


def _tell(trainer: Trainer, out: TextIO, *, as_json: bool) -> None:
    metrics = trainer.metrics
    numbers = {
        "train_loss": metrics.train_loss,
        "test_loss": metrics.test_loss,
        "train_accuracy": metrics.train_accuracy,
        "test_accuracy": metrics.test_accuracy,
    }
    if as_json:
        known = {n: v if math.isfinite(v) else None for n, v in numbers.items()}
        line = json.dumps({"epoch": trainer.epoch, **known})
    else:
        train, test = metrics.train_loss, metrics.test_loss
        line = f"epoch {trainer.epoch:>7,}   train loss {train:<10.4g} "
        line += f"test loss {test:<10.4g}"
        if not math.isnan(metrics.test_accuracy):
            line += f" test accuracy {metrics.test_accuracy:.1%}"
    out.write(line.rstrip() + "\n")
    out.flush()
