"""The application object and the way to a window."""

import signal
import sys
from functools import partial
from pathlib import Path
from typing import Final

from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from playground.ui.garbage import GarbageCollector
from playground.ui.main_window import MainWindow
from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch

_SWITCH_INTERVAL: Final = 0.0005
"""Seconds after which one thread leaves Python's lock to another that waits."""
_FRAME: Final = QSize(2, 28)
"""About what borders and title add to a window; it has none before it is shown."""


def application() -> QApplication:
    """The one application object, made when there is none."""
    existing = QApplication.instance()
    if isinstance(existing, QApplication):
        return existing
    made = QApplication(sys.argv[:1])
    made.setApplicationName("Playground")
    made.setApplicationDisplayName("Playground")
    made.setDesktopFileName("playground")
    return made


def create_window(
    project_path: Path | str | None = None, settings_path: Path | str | None = None
) -> MainWindow:
    """Make the window; the caller shows it.

    Args:
        project_path: A project to open; the first example by default.
        settings_path: Where the window remembers its settings; the user's own file
            by default.
    """
    app = application()
    settings = Settings(None if settings_path is None else Path(settings_path))
    window = MainWindow(settings, ThemeSwitch(app, settings.theme_mode))
    if project_path is not None:
        window.open_project(Path(project_path))
    return window


def run(project_path: Path | None) -> int:
    """Show the window until it is closed; returns the exit code."""
    app = application()
    collector = live_with_threads()
    window = create_window(project_path)
    show(window)
    QTimer.singleShot(0, partial(begin, window, has_file=project_path is not None))
    signal.signal(signal.SIGINT, lambda *_: window.close())
    # Python sees a signal only between its own instructions: give it some.
    heartbeat = QTimer()
    heartbeat.start(200)
    heartbeat.timeout.connect(_nothing)
    code = app.exec()
    collector.stop()
    return code


def live_with_threads() -> GarbageCollector:
    """Set Python up for a window beside a thread that trains.

    Returns:
        What collects garbage from now on, until stopped.
    """
    # The training thread asks for the lock a few hundred times a second, and is not to
    # wait for 5 ms each time; nor is the window for what little that thread does.
    sys.setswitchinterval(_SWITCH_INTERVAL)
    return GarbageCollector(application())


def show(window: MainWindow) -> None:
    """Show a window; maximized where it would reach over the edge of the screen."""
    room = window.screen().availableSize()
    if (
        window.width() + _FRAME.width() > room.width()
        or window.height() + _FRAME.height() > room.height()
    ):
        window.setWindowState(window.windowState() | Qt.WindowState.WindowMaximized)
    window.show()


def begin(window: MainWindow, *, has_file: bool) -> None:
    """Offer what a crash left; where there is nothing to see yet, the examples."""
    if not window.recovery.offer() and not has_file:
        window.opening.greet()


def _nothing() -> None: ...
