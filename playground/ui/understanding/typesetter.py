"""`Typesetter`: pictures of formulas, made beside the window and remembered."""

import json
import sys
from collections import OrderedDict
from collections.abc import Iterable
from functools import partial
from typing import Final, NamedTuple

from PySide6.QtCore import QByteArray, QCoreApplication, QObject, QProcess, Signal, Slot
from PySide6.QtSvg import QSvgRenderer

from playground.ui.understanding import typesetting

_KEPT: Final = 400


class Formula(NamedTuple):
    """What to typeset, how large and in which colour."""

    latex: str
    size: float
    color: str


class Typesetter(QObject):
    """Has formulas typeset by a process, so that no step waits for one.

    Signals:
        typeset: A formula is there, or never will be.
    """

    typeset = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kept: OrderedDict[Formula, QSvgRenderer | None] = OrderedDict()
        self._wanted: OrderedDict[Formula, None] = OrderedDict()
        self._foreseen: list[Formula] = []
        self._asked: Formula | None = None
        self._is_broken = False
        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._lose)
        self._process.errorOccurred.connect(self._lose)
        self.destroyed.connect(partial(_end, self._process))
        app = QCoreApplication.instance()
        if app is not None:
            app.aboutToQuit.connect(self.close)

    def prepare(self) -> None:
        """Start the process; that takes a moment."""
        is_new = self._process.state() is QProcess.ProcessState.NotRunning
        if is_new and not self._is_broken:
            # -P: modules beside the program must not stand for those of the library.
            self._process.start(sys.executable, ["-P", typesetting.__file__])

    def knows(self, formula: Formula) -> bool:
        """Whether it is typeset, or known to be impossible."""
        return self._is_broken or formula in self._kept

    def picture(self, formula: Formula) -> QSvgRenderer | None:
        """The picture of a formula; None while there is none, or for good."""
        found = self._kept.get(formula)
        if found is not None:
            self._kept.move_to_end(formula)
        return found

    def want(self, formula: Formula, *, instead_of: Formula | None = None) -> None:
        """Ask for a formula that is to be seen now, and not for another any more."""
        if instead_of is not None:
            self._wanted.pop(instead_of, None)
        if not self.knows(formula):
            self._wanted[formula] = None
            self._ask_next()

    def foresee(self, formulas: Iterable[Formula]) -> None:
        """Ask for what is likely to be wanted next, when there is time for it."""
        self._foreseen = [each for each in formulas if not self.knows(each)]
        self._ask_next()

    @Slot()
    def close(self) -> None:
        """End the process; what is not typeset by now never will be."""
        self._is_broken = True
        _end(self._process)

    def _ask_next(self) -> None:
        if self._asked is not None or self._is_broken:
            return
        if self._wanted:
            self._asked = self._wanted.popitem(last=False)[0]
        elif self._foreseen:
            self._asked = self._foreseen.pop(0)
        else:
            return
        self.prepare()
        self._process.write(f"{json.dumps(self._asked)}\n".encode())

    @Slot()
    def _read(self) -> None:
        while self._process.canReadLine():
            line = bytes(self._process.readLine().data())
            if self._asked is not None:
                self._keep(self._asked, json.loads(line))
                self._asked = None
        self._ask_next()
        self.typeset.emit()

    def _keep(self, formula: Formula, svg: str | None) -> None:
        picture = None if svg is None else QSvgRenderer(QByteArray(svg.encode()))
        self._kept[formula] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    @Slot()
    def _lose(self) -> None:
        """Without the process formulas stay plain text."""
        self._is_broken = True
        self._wanted.clear()
        self.typeset.emit()


def _end(process: QProcess, *_: object) -> None:
    if process.state() is not QProcess.ProcessState.NotRunning:
        process.blockSignals(True)
        process.kill()
        process.waitForFinished()
