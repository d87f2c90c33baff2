"""How long a step through both passes takes, with everything of it in sight."""

import os
import statistics
import time
from collections.abc import Callable
from tempfile import TemporaryDirectory
from typing import Final

from playground.graph.graph import Graph, Node, NodeId
from scripts.benchmarks.table import Table

NODES: Final = 1000
_STEPS: Final = 60
_COLUMN: Final = 20
_SPACING: Final = (150.0, 90.0)


def run() -> list[Table]:
    """Step, paint and typeset in the real window; make the timeline anew."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Qt is loaded only when this section runs.
    from PySide6.QtWidgets import QApplication  # noqa: PLC0415

    from playground.ui import hand  # noqa: PLC0415
    from playground.ui.app import create_window  # noqa: PLC0415
    from playground.ui.understanding.debugger import StepDebugger  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        window = create_window(settings_path=f"{folder}/settings.ini")
        window.show()
        editor = window.tabs.add_canvas("steps", mesh(NODES))
        window.pages_below.show_page("Step through")
        hand.wait(1500)
        debugger = window.findChild(StepDebugger)
        if not isinstance(debugger, StepDebugger):
            raise TypeError

        def step() -> None:
            debugger.step()
            QApplication.processEvents()

        def begin_again() -> None:
            debugger.session.restart()
            QApplication.processEvents()

        first = debugger.session.length // 2
        rows = []
        for what, prepare in (("all in sight", editor.fit), ("1:1", editor.zoom_reset)):
            prepare()
            for name, gap in ((f"held key, {what}", 0), (f"key by key, {what}", 120)):
                debugger.session.jump(first)
                hand.wait(300)
                rows.append(_row(name, step, 16, gap))
        rows.append(_row("both passes anew", begin_again, 30, 0))
        window.abandon()
        window.close()
    title = f"A step through {NODES:,} nodes, painted, ms (offscreen raster, 1280x800)"
    header = ("step", "wall", "processor", "worst wall", "budget")
    return [Table(title, header, rows, ["medians of 60; formulas are typeset beside"])]


def mesh(size: int) -> Graph:
    """A graph of so many nodes that all lead to the output, many of them shared."""
    nodes: list[Node] = []
    for number in range(1, size + 1):
        place = divmod(number - 1, _COLUMN)
        position = (place[0] * _SPACING[0], place[1] * _SPACING[1])
        node_id = NodeId(number)
        if number <= 2:  # noqa: PLR2004  the two leaves
            nodes.append(Node(node_id, None, (), 0.3, f"x{number}", position=position))
            continue
        before = NodeId(number - 1)
        other = NodeId(max(1, number - _COLUMN))
        operation = ("add", "mul", "tanh", "sub")[number % 4]
        operands = (before,) if operation == "tanh" else (before, other)
        nodes.append(Node(node_id, operation, operands, position=position))
    return Graph(nodes)


def _row(
    what: str, action: Callable[[], object], budget: float, gap: int
) -> tuple[str, ...]:
    from playground.ui import hand  # noqa: PLC0415

    wall, busy = [], []
    for _ in range(_STEPS):
        start, busy_start = time.perf_counter(), time.thread_time()
        action()
        wall.append((time.perf_counter() - start) * 1e3)
        busy.append((time.thread_time() - busy_start) * 1e3)
        if gap:
            hand.wait(gap)
    return (
        what,
        f"{statistics.median(wall):.1f}",
        f"{statistics.median(busy):.1f}",
        f"{max(wall):.1f}",
        f"{budget:g}",
    )
