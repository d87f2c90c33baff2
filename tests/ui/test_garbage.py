"""Garbage ends in the window's thread, whoever allocates."""

import gc
import threading
import weakref
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from playground.ui.garbage import GarbageCollector


class _Ring(QObject):
    """What only a collector can end."""

    def __init__(self) -> None:
        super().__init__()
        self.ring = self


@pytest.fixture
def collector(qtbot: QtBot) -> Iterator[GarbageCollector]:
    del qtbot  # a QApplication must be there
    gc.enable()
    collector = GarbageCollector()
    yield collector
    collector.stop()
    assert gc.isenabled()


@pytest.mark.usefixtures("collector")
def test_garbage_ends_in_the_windows_thread_alone(qtbot: QtBot) -> None:
    ended_in: list[threading.Thread] = []
    ring = weakref.finalize(
        _Ring(), lambda: ended_in.append(threading.current_thread())
    )
    kept: list[object] = []

    def allocate() -> None:
        kept.extend([] for _ in range(100_000))

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert ring.alive
    qtbot.waitUntil(lambda: not ring.alive)
    assert ended_in == [threading.main_thread()]


@pytest.mark.usefixtures("collector")
def test_the_old_are_looked_through_less_often(qtbot: QtBot) -> None:
    rounds: list[int] = []

    def note(phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            rounds.append(info["generation"])

    kept: list[object] = []
    gc.callbacks.append(note)
    try:
        while len(rounds) < 3:
            kept.extend([] for _ in range(1000))
            qtbot.wait(50)
    finally:
        gc.callbacks.remove(note)
    assert rounds[:3].count(0) >= 2
