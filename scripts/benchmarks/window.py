"""How long an event waits in the real window while a network trains in it."""

import os
from statistics import median, quantiles
from tempfile import TemporaryDirectory
from time import perf_counter

from typing_extensions import override

from scripts.benchmarks.table import Table

GOAL = 33.0
_EVENTS = 300
_GAP = 10  # milliseconds between two posted events


def run() -> list[Table]:
    """Post events to an idle and to a training window, and time their waits."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    # Qt is loaded only when this section runs.
    from playground.ui import hand  # noqa: PLC0415
    from playground.ui.app import create_window  # noqa: PLC0415

    with TemporaryDirectory() as folder:
        window = create_window(settings_path=f"{folder}/settings.ini")
        window.show()
        hand.wait(1000)
        rows = [_row("idle", _waits())]
        window.training_panel.play_action.trigger()
        hand.wait_until(lambda: window.runner.is_playing, "training should start")
        hand.wait(3000)
        rows.append(_row("training, all views live", _waits()))
        window.abandon()
        window.close()
    title = "Waits of events posted to the window, ms (offscreen raster, 1280x800)"
    header = ("window", "median", "95th percentile", "worst")
    notes = [f"goal: 95th percentile within {GOAL:g} ms while training"]
    return [Table(title, header, rows, notes)]


def _row(name: str, waits: list[float]) -> tuple[str, str, str, str]:
    milliseconds = [wait * 1e3 for wait in waits]
    high = quantiles(milliseconds, n=20)[-1]
    figures = (median(milliseconds), high, max(milliseconds))
    return (name, *(f"{figure:.1f}" for figure in figures))  # type: ignore[return-value]


def _waits() -> list[float]:
    """Seconds between posting an event from another thread and its arrival."""
    import threading  # noqa: PLC0415
    import time  # noqa: PLC0415

    from PySide6.QtCore import QCoreApplication, QEvent, QObject  # noqa: PLC0415

    from playground.ui import hand  # noqa: PLC0415

    waits: list[float] = []
    sent: list[float] = []

    class Receiver(QObject):
        @override
        def event(self, event: QEvent) -> bool:
            if event.type() is QEvent.Type.User:
                waits.append(perf_counter() - sent[len(waits)])
                return True
            return super().event(event)

    receiver = Receiver()

    def post() -> None:
        for _ in range(_EVENTS):
            sent.append(perf_counter())
            QCoreApplication.postEvent(receiver, QEvent(QEvent.Type.User))
            time.sleep(_GAP / 1000)

    poster = threading.Thread(target=post)
    poster.start()
    hand.wait_until(lambda: len(waits) == _EVENTS, "every event should arrive")
    poster.join()
    return waits
