"""Says in the status bar that the compiled engine is being prepared, and when it is."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QLabel, QStatusBar

from playground.ui.engine_start import EngineStart

_WORDS: Final = "Preparing the fast engine …"
_TIP: Final = (
    "Once, for half a minute or so, the engine is compiled for this computer.\n"
    "Meanwhile training runs, slower and with the same numbers; it speeds up by itself."
)
_READY: Final = "The fast engine is ready: training speeds up"


class EngineWords(QLabel):
    """Seen while a window waits for its engine longer than it takes to load.

    Signals:
        reported: How that ended, in a sentence, or "" where nobody has waited.
    """

    reported = Signal(str)

    def __init__(self, start: EngineStart, bar: QStatusBar) -> None:
        super().__init__(_WORDS, bar)
        self.setObjectName("engineLabel")
        self.setAccessibleName("State of the compiled engine")
        self.setToolTip(_TIP)
        bar.addPermanentWidget(self)
        self.hide()  # the status bar shows what is added to it
        self._has_waited = False
        start.delayed.connect(self._wait)
        start.finished.connect(self._end)

    @Slot()
    def _wait(self) -> None:
        self._has_waited = True
        self.show()

    @Slot(str)
    def _end(self, notice: str) -> None:
        self.hide()
        self.reported.emit(notice or (_READY if self._has_waited else ""))
