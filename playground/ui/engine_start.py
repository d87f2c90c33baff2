"""Brings the compiled engine up beside a window that must stay fluid meanwhile.

The first start compiles the kernels, in a process of its own: in a thread of this one
that would make the window stutter for seconds. Then a thread loads them from the cache.
Until that is done the interpreter trains, slower, with the same numbers, and Qt alone
paints the canvas. Where no folder for compiled code can be written to, a temporary one
serves for the moment between the two.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import threading

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from typing_extensions import override

from playground.core import engine
from playground.ui.canvas import compiled

_POLL = 100  # milliseconds between two looks whether the kernels are loaded


class EngineStart(QObject):
    """Made before the first training, it lets the interpreter serve until `begin`.

    Signals:
        delayed: The kernels have to be compiled, so it will take a while.
        finished: The kernels serve, or never will; with a sentence for the user when
            something is not as fast as it could be.
    """

    delayed = Signal()
    finished = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        engine.postpone()
        self._loader: _Loader | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._look)
        self._is_told = False

    @Slot()
    def begin(self) -> None:
        """Compile and load, unless that is under way or was done."""
        if self._loader is None and not engine.is_ready():
            self._loader = _Loader()
            self._loader.start()
            self._timer.start()

    def stop(self) -> None:
        """Give up what is under way; returns when nothing is."""
        self._timer.stop()
        if self._loader is not None:
            self._loader.give_up()

    @Slot()
    def _look(self) -> None:
        is_over = self._loader is not None and not self._loader.is_alive()
        if is_over or engine.is_ready():
            self._timer.stop()
            self.finished.emit(engine.notice())
        elif self._loader is not None and self._loader.compiles and not self._is_told:
            self._is_told = True
            self.delayed.emit()


class _Loader(threading.Thread):
    """Waits for the compiling process, then loads what it has made.

    Attributes:
        compiles: The kernels were not in the cache, so it takes long.
    """

    def __init__(self) -> None:
        super().__init__(name="engine start", daemon=True)
        self.compiles = False
        self._lock = threading.Lock()
        self._compiler: subprocess.Popen[bytes] | None = None
        self._is_given_up = False

    @override
    def run(self) -> None:
        spare = _temporary_folder()
        engine.prepare_spare(spare)
        try:
            self._load_all(spare)
        finally:
            # What was loaded from it is in memory.
            if spare:
                shutil.rmtree(spare, ignore_errors=True)

    def _load_all(self, spare: str) -> None:
        # The engine first: training waits for it longer than painting for its loops.
        for module, load in (
            ("playground.core.warm", engine.warm_up),
            ("playground.ui.warm", compiled.load),
        ):
            with self._lock:
                self._compiler = None if self._is_given_up else _compiler(module, spare)
                self.compiles |= self._compiler is None and not self._is_given_up
            if self._compiler is not None:
                self._follow(self._compiler)
            if not self._is_given_up:
                load()

    def _follow(self, compiler: subprocess.Popen[bytes]) -> None:
        with compiler:  # which waits for its end
            if compiler.stdout is not None and compiler.stdout.readline():
                self.compiles = True

    def give_up(self) -> None:
        """End the process, and wait for what cannot be interrupted."""
        with self._lock:
            self._is_given_up = True
            if self._compiler is not None:
                self._compiler.kill()
        self.join()


def _compiler(module: str, spare: str) -> subprocess.Popen[bytes] | None:
    """A process that fills the cache, or else *spare*; None where there can be none."""
    paths = os.pathsep.join(filter(None, sys.path))
    try:
        return subprocess.Popen(
            [*_yielding(), sys.executable, "-m", module, "--spare", spare],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": paths},
        )
    except OSError:
        return None


def _temporary_folder() -> str:
    """Empty where none can be written to."""
    try:
        return tempfile.mkdtemp(prefix="playground-")
    except OSError:
        return ""


def _yielding() -> list[str]:
    """What lets a process wait for the window, where there is such a command."""
    nice = shutil.which("nice")
    return [nice] if nice else []
