"""The command line: the window by default; evaluate, train and tour by name."""

import argparse
import json
import math
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from typing_extensions import override

from playground.core.expr import Expr
from playground.core.formula import FormulaError, parse

FAILURE = 2
_DESCRIPTION = (
    "See how neural networks learn: build expressions on a canvas, watch every value "
    "and gradient, and train a small network."
)
_COMMANDS = ("evaluate", "train", "tour")


class CommandError(Exception):
    """A command cannot do what it was asked; the message is one line for the user."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command.

    Returns:
        The exit code: 0, or 2 with one line on standard error.
    """
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        if given and given[0] == "train":
            # Imported late: evaluating a formula needs none of it.
            from playground.training.command import run

            return run(given[1:], sys.stdout)
        parser = _parser(is_command=bool(given) and given[0] in _COMMANDS)
        options = parser.parse_args([_protected(argument) for argument in given])
        return int(options.run(options))
    except (CommandError, FormulaError, ValueError, OSError) as error:
        line = " ".join(str(error).split())
        sys.stderr.write(f"playground: {line}\n")
        return FAILURE


def _protected(argument: str) -> str:
    """The argument, with a space before a formula that begins with a minus sign."""
    is_option = argument.startswith("--") or argument == "-h"
    return f" {argument}" if argument.startswith("-") and not is_option else argument


class _Parser(argparse.ArgumentParser):
    """A parser whose errors are one line."""

    @override
    def error(self, message: str) -> NoReturn:
        raise CommandError(message)


def _parser(*, is_command: bool) -> argparse.ArgumentParser:
    parser = _Parser(prog="playground", description=_DESCRIPTION)
    if not is_command:
        parser.add_argument(
            "file", nargs="?", type=Path, help="a project to open in the window"
        )
        parser.epilog = (
            "Commands without a window: evaluate, train, tour; "
            "each explains itself with --help."
        )
        parser.set_defaults(run=_window)
        return parser
    commands = parser.add_subparsers(required=True)
    evaluate = commands.add_parser(
        "evaluate", help="print a formula's value and the gradient by every leaf"
    )
    evaluate.add_argument("formula", help='for example "tanh(x*w + b)"')
    evaluate.add_argument(
        "values", nargs="*", metavar="name=value", help="a number for each name"
    )
    evaluate.add_argument("--json", action="store_true", help="print JSON")
    evaluate.set_defaults(run=_evaluate)
    tour = commands.add_parser(
        "tour", help="drive the real window through the story and save pictures"
    )
    tour.add_argument(
        "--out", type=Path, default=Path("tour"), help="folder for the pictures"
    )
    tour.set_defaults(run=_tour)
    return parser


def _evaluate(options: argparse.Namespace) -> int:
    values = dict(_assignment(text) for text in options.values)
    given = {name: Expr(value, name) for name, value in values.items()}
    root = parse(options.formula.strip(), given, default=math.nan)
    root.backward()
    leaves = {leaf.name: leaf for leaf in root.walk() if leaf.is_leaf and leaf.name}
    for name, leaf in leaves.items():
        if math.isnan(leaf.result) and name not in given:
            msg = f"{name} has no value: add {name}=NUMBER"
            raise CommandError(msg)
    for name in given:
        if name not in leaves:
            msg = f"the formula has no {name}: leave {name}= out"
            raise CommandError(msg)
    problem = root.problem() or root.gradient_problem()
    gradients = {name: leaf.grad for name, leaf in leaves.items()}
    if options.json:
        numbers = {name: _json_number(grad) for name, grad in gradients.items()}
        answer: dict[str, object] = {"value": _json_number(root.result)}
        answer["gradients"] = numbers
        if problem:
            answer["problem"] = problem.message
        sys.stdout.write(json.dumps(answer) + "\n")
        return 0
    width = max(map(len, ("value", *gradients)))
    lines = [f"{'value':<{width}}  {root.result:.10g}"]
    lines += [f"{name:<{width}}  {gradients[name]:.10g}" for name in gradients]
    if gradients:
        lines.insert(1, "gradients")
    if problem:
        lines.append(f"note: {problem.message}")
    sys.stdout.write("\n".join(lines) + "\n")
    return 0


def _assignment(text: str) -> tuple[str, float]:
    name, equals, number = text.partition("=")
    msg = f"expected name=number, found {text!r}"
    if not equals or not name.isidentifier():
        raise CommandError(msg)
    try:
        return name, float(number)
    except ValueError:
        raise CommandError(msg) from None


def _json_number(value: float) -> float | str:
    """The number; as text where JSON has none: "inf", "-inf", "nan"."""
    return value if math.isfinite(value) else str(value)


def _window(options: argparse.Namespace) -> int:
    _check_display()
    # Imported here alone: the other commands run without Qt.
    from playground.ui.app import run

    return run(options.file)


def _tour(options: argparse.Namespace) -> int:
    _check_display()
    from playground.ui.hand import HandError
    from playground.ui.tour import run_tour

    try:
        return run_tour(options.out, sys.stdout)
    except HandError as error:
        msg = f"the tour stopped: {error}"
        raise CommandError(msg) from error


def _check_display() -> None:
    has_screen = {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"} & os.environ.keys()
    if sys.platform == "linux" and not has_screen:
        msg = (
            "there is no display to open a window on; for pictures without one, "
            "set QT_QPA_PLATFORM=offscreen and run the command tour"
        )
        raise CommandError(msg)
