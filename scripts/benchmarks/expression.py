"""`Expr` beside micrograd: building and differentiating a network, one sample."""

import importlib.util
from collections.abc import Callable
from typing import Any

from playground.core.expr import Expr
from playground.core.nn import MLP
from scripts.benchmarks.table import Table, seconds_per_call

GOAL = 4.0
_SAMPLE = (0.5, -0.3)


def run() -> list[Table]:
    """Time one forward and backward pass of 2-[16,16]-1 in relu."""
    title = "Building and differentiating a 2-[16,16]-1 relu network on one sample"
    header = ("engine", "ms", "times micrograd's speed")
    if importlib.util.find_spec("micrograd") is None:
        (ours,) = seconds_per_call([_ours()])
        row = ("playground Expr", f"{ours * 1e3:.3f}", "-")
        return [Table(title, header, [row], ["micrograd is not installed: no ratio"])]
    ours, peer = seconds_per_call([_ours(), _micrograd()])
    rows = [
        ("playground Expr", f"{ours * 1e3:.3f}", f"{peer / ours:.2f}"),
        ("micrograd", f"{peer * 1e3:.3f}", "1.00"),
    ]
    return [Table(title, header, rows, [f"goal: at least {GOAL:g} times"])]


def _ours() -> Callable[[], object]:
    network = MLP(2, [16, 16], 1, "relu", "linear", seed=1)

    def once() -> None:
        (output,) = network([Expr(value) for value in _SAMPLE])
        output.backward()

    return once


def _micrograd() -> Callable[[], object]:
    engine: Any = importlib.import_module("micrograd.engine")
    network = importlib.import_module("micrograd.nn").MLP(2, [16, 16, 1])

    def once() -> None:
        network([engine.Value(value) for value in _SAMPLE]).backward()

    return once
