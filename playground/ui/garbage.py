"""Garbage is collected in the window's thread alone.

Python looks for garbage in whatever thread happens to allocate. When that is the
training thread, it ends dead windows, timers and dialogs there, which Qt does not
survive: timers cannot be stopped from another thread, and the process may crash.
"""

import gc
from typing import Final

from PySide6.QtCore import QObject, QTimer, Slot

_INTERVAL: Final = 500
"""Milliseconds between two looks; a look at what is young takes about one."""


class GarbageCollector(QObject):
    """Does what Python's own collector does, now and then, in the thread it lives in.

    Objects that exist already are taken for lasting: the program itself, which is most
    of what Python would look through each time.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        gc.freeze()
        self._timer = QTimer(self)
        self._timer.setInterval(_INTERVAL)
        self._timer.timeout.connect(self._look)
        self._timer.start()

    def stop(self) -> None:
        """Leave it to Python again."""
        self._timer.stop()
        gc.unfreeze()
        gc.enable()

    @Slot()
    def _look(self) -> None:
        """Collect the oldest generation that is due, with all younger ones."""
        generation = -1
        for count, threshold in zip(gc.get_count(), gc.get_threshold(), strict=True):
            if count <= threshold:
                break
            generation += 1
        if generation >= 0:
            gc.collect(generation)
