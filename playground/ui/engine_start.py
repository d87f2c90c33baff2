"""Brings the compiled engine up beside a window that must stay fluid meanwhile.

The first start compiles the kernels, in a process of its own: in a thread of this one
that would make the window stutter for seconds. Then a thread loads them from the cache.
Until that is done the interpreter trains, slower, with the same numbers, and Qt alone
paints the canvas.
"""

import sys
import threading

from PySide6.QtCore import QObject, QProcess, QTimer, Signal, Slot

from playground.core import engine
from playground.ui.canvas import compiled

_POLL = 100  # milliseconds between two looks whether the kernels are loaded


class EngineStart(QObject):
    """Starts at once; make it before the first training.

    Signals:
        finished: The kernels serve, or never will; with a sentence for the user when
            something is not as fast as it could be.
    """

    finished = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        engine.postpone()
        self._loader: threading.Thread | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(_POLL)
        self._timer.timeout.connect(self._look)
        self._compiler = QProcess(self)
        self._compiler.finished.connect(self._load)
        self._compiler.errorOccurred.connect(self._load)
        if engine.is_ready():
            self._load()
        else:
            self._compiler.start(sys.executable, ["-m", "playground.ui.warm"])

    def stop(self) -> None:
        """Give up what is under way; returns when nothing is."""
        self._timer.stop()
        self._compiler.finished.disconnect(self._load)
        self._compiler.errorOccurred.disconnect(self._load)
        self._compiler.kill()
        self._compiler.waitForFinished()
        if self._loader is not None:
            self._loader.join()

    @Slot()
    def _load(self) -> None:
        if self._loader is None:
            self._loader = threading.Thread(target=_bring_up, daemon=True)
            self._loader.start()
            self._timer.start()

    @Slot()
    def _look(self) -> None:
        if self._loader is not None and not self._loader.is_alive():
            self._timer.stop()
            self.finished.emit(engine.notice())


def _bring_up() -> None:
    engine.warm_up()
    compiled.load()
