"""What every test is held to: no window, no thread and no press outlives it."""

import gc
import os
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings
from pytestqt.qtbot import QtBot

# Hypothesis without a stopwatch: a busy machine is no failure.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# Fixtures that bring Qt into a test; tests without them never load it.
_QT_FIXTURES = frozenset({"qtbot", "qapp", "qtmodeltester"})
_PATIENCE = 60.0
# Milliseconds to wait for what comes in a moment on a machine that has little else to
# do, and in its time on one that has; only a test that fails waits for so long.
_LONG_WAIT = 60_000


def pytest_configure() -> None:
    """Windows of the tests appear nowhere, unless it was said where; waits are long."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for wait in (
        QtBot.waitUntil,
        QtBot.waitSignal,
        QtBot.waitSignals,
        QtBot.waitExposed,
        QtBot.waitActive,
    ):
        assert wait.__kwdefaults__ is not None
        wait.__kwdefaults__["timeout"] = _LONG_WAIT


@pytest.fixture(autouse=True)
def _nothing_is_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fails a test after which a new thread runs or a new window lives.

    Autouse fixtures are set up before the others and torn down after them, so whatever
    ``qtbot`` closes is closed by then.
    """
    threads_before = set(threading.enumerate())
    windows_before = _windows()
    has_qt = bool(_QT_FIXTURES & set(request.fixturenames))
    if has_qt:
        # As in the program: no other thread is to end what belongs to Qt.
        gc.disable()
    yield
    if has_qt:
        _let_go_of_the_mouse()
        _settle()
        gc.enable()
        left = [w for at, w in _windows().items() if at not in windows_before]
        assert not left, f"windows alive after the test: {left}"
    running = _new_threads(threads_before)
    assert not running, f"threads running after the test: {running}"


def _windows() -> dict[int, str]:
    """The top-level widgets alive: where Qt holds each of them, and what it is."""
    if "PySide6.QtWidgets" not in sys.modules:
        return {}
    from PySide6.QtWidgets import QApplication
    from shiboken6 import Shiboken

    return {
        Shiboken.getCppPointer(widget)[0]: f"{widget!r} {widget.windowTitle()!r}"
        for widget in QApplication.topLevelWidgets()
    }


def _let_go_of_the_mouse() -> None:
    """Release what a test has pressed, or clicked twice, and holds to its end.

    ``QTest`` sends the buttons held with every event to come, in other tests too. A
    slider, for one, ignores the left button while the right one is down.
    """
    from PySide6.QtCore import Qt
    from PySide6.QtTest import QTest
    from PySide6.QtWidgets import QApplication, QSlider

    if not QApplication.mouseButtons():
        return
    anywhere = QSlider()
    for button in Qt.MouseButton:
        if QApplication.mouseButtons() & button:
            QTest.mouseRelease(anywhere, button)


def _settle() -> None:
    """Let Qt delete what was closed, and Python what nobody holds."""
    from PySide6.QtCore import QCoreApplication, QEvent

    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
    QCoreApplication.processEvents()
    gc.collect()


def _new_threads(before: set[threading.Thread]) -> list[str]:
    """Threads begun since *before* that do not end by themselves in a moment."""
    deadline = time.monotonic() + _PATIENCE
    new = [t for t in threading.enumerate() if t not in before]
    for thread in new:
        thread.join(max(0.0, deadline - time.monotonic()))
    return [thread.name for thread in new if thread.is_alive()]
