"""The compiled engine beside JAX, PyTorch and TensorFlow Playground's own figures."""

import importlib.util
import os
import random
import threading
import time
from dataclasses import dataclass
from time import perf_counter

import numpy as np

from playground.core import engine
from playground.core.compiled import CompiledExpr
from playground.core.expr import Expr
from playground.core.nn import MLP
from playground.core.optimizers import SGD
from playground.core.passes import optimize
from playground.core.program import lower
from scripts.benchmarks.networks import (
    EAGER_EPOCHS,
    LEARNING_RATE,
    Turn,
    Work,
    bare_network,
    network,
    ours,
    with_jax,
    with_torch,
)
from scripts.benchmarks.table import Table, seconds_per_call

SMALL = Work("2-[4,2]-1 batch 10", (2, 4, 2, 1), 250, 10)
DEEP = Work("7-[8x6]-1 batch 30", (7, *[8] * 6, 1), 240, 30)
WORKS = (
    SMALL,
    Work("2-[8,8,8]-1 full batch 500", (2, 8, 8, 8, 1), 500, 500),
    DEEP,
    Work("2-[16,16]-1 full batch 100", (2, 16, 16, 1), 100, 100),
    Work("2-[32,32,32]-1 full batch 500", (2, 32, 32, 32, 1), 500, 500),
)
TENSORFLOW_PLAYGROUND = {SMALL.name: 1.83e6, DEEP.name: 161e3}
"""Samples per second of its training loop in Node, measured on such a machine."""

LARGE = Work("2-[64x16]-1 batch 1000", (2, *[64] * 16, 1), 2000, 1000)
_ASKS = 40
_PATIENCE_MS = 20
_MAP = 100
_MAP_MS = 36.0


@dataclass(frozen=True, slots=True)
class Goal:
    """How many times a peer's speed is to be reached."""

    work: str
    peer: str
    times: float


GOALS = (
    Goal(SMALL.name, "jax float32", 4),
    Goal(SMALL.name, "torch eager", 100),
    Goal(SMALL.name, "TF Playground", 4),
    Goal(WORKS[1].name, "jax float32", 1),
    Goal(DEEP.name, "jax float32", 1.5),
    Goal(DEEP.name, "TF Playground", 10),
    Goal(WORKS[3].name, "jax float32", 1.2),
    Goal(WORKS[4].name, "jax float64", 1),
)


def run() -> list[Table]:
    """Compare training, bare arithmetic, maps of all neurons, and lowering."""
    flags = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
    os.environ.setdefault("XLA_FLAGS", flags)
    engine.warm_up()
    return [_training(), _bare(), _maps(), _stopping(), _lowering()]


def _training() -> Table:
    missing = [name for name in ("jax", "torch") if not importlib.util.find_spec(name)]
    rows = [row for work in WORKS for row in _rows(work, missing)]
    notes = [f"{name} is not installed: not compared" for name in missing]
    if engine.notice():
        notes.append(engine.notice())
    title = "Training, double precision, one thread, fixed order"
    header = ("work", "peer", "peer's steps/s", "ours", "times", "goal")
    return Table(title, header, rows, notes)


def _rows(work: Work, missing: list[str]) -> list[tuple[str, ...]]:
    turns: dict[str, Turn] = {"playground": ours(work, network(work))}
    if "jax" not in missing:
        turns["jax float64"] = with_jax(work, "float64")
        turns["jax float32"] = with_jax(work, "float32")
    if "torch" not in missing:
        turns["torch eager"] = with_torch(work)
    seconds = seconds_per_call(list(turns.values()))
    speeds = {}
    for name, taken in zip(turns, seconds, strict=True):
        epochs = EAGER_EPOCHS if name == "torch eager" else work.epochs
        speeds[name] = work.steps(epochs) / taken
    mine = speeds.pop("playground")
    if work.name in TENSORFLOW_PLAYGROUND:
        speeds["TF Playground"] = TENSORFLOW_PLAYGROUND[work.name] / work.batch_size
    goals = {goal.peer: goal.times for goal in GOALS if goal.work == work.name}
    return [
        (
            work.name,
            peer,
            f"{speed:,.0f}",
            f"{mine:,.0f}",
            f"{mine / speed:.2f}",
            f"{goals[peer]:g}" if peer in goals else "",
        )
        for peer, speed in speeds.items()
    ]


def _bare() -> Table:
    rows = []
    for work in WORKS:
        built, bare = seconds_per_call(
            [ours(work, network(work)), ours(work, bare_network(work))]
        )
        rows.append((work.name, f"{built / bare:.3f}"))
    title = "Networks as bare arithmetic in random order, against the same MLP"
    return Table(title, ("work", "share of its speed"), rows, ["goal: at least 0.9"])


def _maps() -> Table:
    mlp = MLP(DEEP.sizes[0], list(DEEP.sizes[1:-1]), 1, "tanh", "tanh", seed=1)
    inputs = [Expr(0.0, f"x{i}") for i in range(DEEP.sizes[0])]
    neurons: list[Expr] = []
    values = inputs
    for layer in mlp.layers:
        values = layer(values)
        neurons += values
    compiled = CompiledExpr.from_expr(neurons, inputs)
    columns = np.random.default_rng(0).uniform(-6, 6, (_MAP * _MAP, len(inputs)))
    (taken,) = seconds_per_call([lambda: compiled.evaluate(columns)])
    row = (str(len(neurons)), f"{taken * 1e3:.2f}", f"{_MAP_MS:g}")
    return Table(
        f"Maps of every neuron, {_MAP}x{_MAP}, 7-[8x6]-1",
        ("maps", "ms", "TF Playground's"),
        [row],
        [f"goal: at most {_MAP_MS / 10:g} ms"],
    )


def _stopping() -> Table:
    rows = []
    for work in (SMALL, WORKS[1], WORKS[4], LARGE):
        taken = sorted(_milliseconds_to_stop(work))
        late = taken[int(0.95 * len(taken))]
        rows.append((work.name, f"{late:.2f}", f"{taken[-1]:.2f}", f"{_PATIENCE_MS}"))
    return Table(
        f"From asking a running training to stop to its return, {_ASKS} times",
        ("work", "95 % ms", "longest", "goal: at most"),
        rows,
    )


def _milliseconds_to_stop(work: Work) -> list[float]:
    """For each time it was asked, by the clock, from another thread."""
    run = network(work).training(
        work.data(), batch_size=work.batch_size, optimizer=SGD(LEARNING_RATE)
    )
    run.run(1)
    chance, taken = random.Random(0), []
    for _ in range(_ASKS):
        thread = threading.Thread(target=run.run, args=(10_000_000,))
        thread.start()
        time.sleep(chance.uniform(0.05, 0.15))
        asked = perf_counter()
        run.stop()
        thread.join()
        taken.append(1e3 * (perf_counter() - asked))
    return taken


def _lowering() -> Table:
    rows = []
    for n_inputs, hidden, goal in ((7, [8] * 6, 20.0), (2, [80, 78, 3], 500.0)):
        mlp = MLP(n_inputs, hidden, 1, "tanh", "tanh", seed=1)
        (output,) = mlp([Expr(0.5) for _ in range(n_inputs)])
        count = len(list(output.walk()))
        taken = min(_lower_once(output) for _ in range(5))
        rows.append((f"{count:,}", f"{taken * 1e3:.1f}", f"{goal:g}"))
    return Table("Lowering a graph", ("nodes", "ms", "goal: at most"), rows)


def _lower_once(root: Expr) -> float:
    start = perf_counter()
    optimize(lower([root], []))
    return perf_counter() - start
