"""Training at full speed in the real window for long: memory and frames by the minute.

Not among the sections that run by default: it takes as long as it is told to.
"""

import resource
import sys
import time
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median, quantiles
from typing import Final

from scripts.benchmarks.table import Table
from scripts.benchmarks.window import NETWORKS, real_window

_GOAL: Final = 20.0
_WARM_UP: Final = 2
"""Minutes after which memory should be flat."""


def run(minutes: int) -> list[Table]:
    """Train TensorFlow Playground's largest network, and print each minute."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415

    from playground.ui import hand  # noqa: PLC0415

    rows: list[tuple[str, ...]] = []
    memory: list[float] = []
    with real_window() as window:
        runner = window.runner
        runner.load_experiment(replace(NETWORKS[-1][1], stop_epochs=0))
        hand.wait(700)
        arrivals: list[float] = []
        ticks: list[float] = []
        runner.snapshot_ready.connect(lambda _: arrivals.append(time.perf_counter()))
        pulse = QTimer()
        pulse.setInterval(10)
        pulse.timeout.connect(lambda: ticks.append(time.perf_counter()))
        pulse.start()
        epochs: list[int] = [0]
        runner.snapshot_ready.connect(
            lambda snapshot: epochs.__setitem__(0, snapshot.epoch)
        )
        runner.play()
        for minute in range(1, minutes + 1):
            arrivals.clear()
            ticks.clear()
            hand.wait(60_000)
            frames, late = _gaps(arrivals), _gaps(ticks)
            memory.append(resident())
            rows.append(
                (
                    str(minute),
                    f"{epochs[0]:,}",
                    f"{memory[-1]:.1f}",
                    f"{median(frames):.1f}",
                    f"{quantiles(frames, n=20)[-1]:.1f}",
                    f"{quantiles(late, n=20)[-1]:.1f}",
                )
            )
            sys.stdout.write("  ".join(rows[-1]) + "\n")
            sys.stdout.flush()
        pulse.stop()
        runner.pause()
    settled = memory[min(_WARM_UP, len(memory)) - 1 :]
    growth = max(settled) - settled[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    notes = [
        f"after {_WARM_UP} minutes memory grew by {growth:.1f} MB "
        f"(goal: {_GOAL:g} MB); at most {peak:.0f} MB"
    ]
    header = ("minute", "epochs", "MB", "frame ms", "p95", "10 ms timer p95")
    return [Table("A long run in the window at full speed", header, rows, notes)]


def resident() -> float:
    """Megabytes of this process in memory."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() / 2**20


def _gaps(moments: list[float]) -> list[float]:
    """Milliseconds between moments."""
    return [(b - a) * 1e3 for a, b in pairwise(moments)] or [0.0, 0.0]
