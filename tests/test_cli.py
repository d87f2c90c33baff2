"""The command line without a window."""

import json
import subprocess
import sys
from collections.abc import Sequence

import pytest

from playground.cli import FAILURE, main

NEURON = (
    "tanh(x1*w1 + x2*w2 + b)",
    "x1=2",
    "x2=0",
    "w1=-3",
    "w2=1",
    "b=6.8813735870195432",
)
GRADIENTS = {"x1": -1.5, "w1": 1.0, "x2": 0.5, "w2": 0.0, "b": 0.5}


def test_evaluate_prints_value_and_gradients_as_json(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evaluate", *NEURON, "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == pytest.approx(0.7071067811865476)
    assert answer["gradients"] == pytest.approx(GRADIENTS, abs=1e-12)


def test_evaluate_prints_a_line_for_each_number(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["evaluate", *NEURON])
    lines = [line.split() for line in capsys.readouterr().out.splitlines()]
    assert lines[0] == ["value", "0.7071067812"]
    printed = {words[0]: float(words[1]) for words in lines[2:]}
    assert printed == pytest.approx(GRADIENTS, abs=1e-9)


def test_a_formula_may_begin_with_a_minus_sign(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evaluate", "-x*2", "x=2", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["value"] == -4


def test_a_result_that_is_no_number_is_explained(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["evaluate", "log(x)", "x=-1", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    assert answer["value"] == "nan"
    assert "positive" in answer["problem"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["evaluate", "x*w", "x=1"], "w has no value"),
        (["evaluate", "x*", "x=1"], "column 3"),
        (["evaluate", "x", "x=one"], "expected name=number"),
        (["evaluate", "x", "x=1", "y=2"], "the formula has no y"),
        (["evaluate"], "formula"),
        (["evaluate", "x", "--jsno"], "--jsno"),
        (["tour", "--out"], "--out"),
    ],
)
def test_a_failure_is_one_line_and_exit_code_2(
    arguments: Sequence[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(arguments) == FAILURE == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert words in captured.err
    assert captured.err.count("\n") == 1


def test_a_window_without_a_display_is_refused_in_one_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    for variable in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
        monkeypatch.delenv(variable, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    assert main([]) == FAILURE
    assert "no display" in capsys.readouterr().err


def test_the_module_runs_as_a_program() -> None:
    command = [sys.executable, "-m", "playground", "evaluate", "x*x", "x=3", "--json"]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert json.loads(done.stdout) == {"value": 9.0, "gradients": {"x": 6.0}}
