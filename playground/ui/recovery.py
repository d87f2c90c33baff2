"""`Recovery`: copies unsaved work every few seconds, and offers what a crash left."""

from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.project.errors import FileFormatError
from playground.project.project import Project
from playground.project.recovery import Lost, RecoveryFile, lost_sessions
from playground.ui.file_dialogs import Rescue, RescueDialogs
from playground.ui.project_files import ProjectFiles, ProjectView

_PERIOD: Final = 4000  # milliseconds that a change waits at most


class Recovery(QObject):
    """Keeps a copy of the project of *files* while it has unsaved changes.

    Signals:
        reported: A sentence for the status line.
    """

    reported = Signal(str)

    def __init__(
        self,
        files: ProjectFiles,
        view: ProjectView,
        folder: Path,
        dialogs: RescueDialogs,
        parent: QObject,
    ) -> None:
        """Keep copies below *folder*, shared by all windows."""
        super().__init__(parent)
        self._files = files
        self._view = view
        self._folder = folder
        self._dialogs = dialogs
        self._copy = RecoveryFile(folder)
        self._writer: Thread | None = None
        self._problem = ""
        self._told = ""
        self._timer = QTimer(self)
        self._timer.setObjectName("autosaveTimer")
        self._timer.setSingleShot(True)
        self._timer.setInterval(_PERIOD)
        self._timer.timeout.connect(self._write)
        files.changed.connect(self._follow)

    def offer(self) -> bool:
        """Ask about what crashed windows left, once; tells whether it was restored.

        The first that is restored takes the window; the others are asked about at the
        next start.
        """
        for lost in lost_sessions(self._folder):
            match self._dialogs.ask_rescue(_name(lost), _moment(lost)):
                case Rescue.RESTORE:
                    self._restore(lost)
                    return True
                case Rescue.DISCARD:
                    lost.discard()
                case Rescue.KEEP:
                    self.reported.emit(f"It is kept as {lost.path}")
        return False

    @Slot()
    def close(self) -> None:
        """Leave nothing behind: the window closes as it should."""
        self._timer.stop()
        self._wait()
        self._copy.close()

    def _restore(self, lost: Lost) -> None:
        self._files.restore(lost.project, lost.origin)
        self._write()
        self._wait()
        if not self._problem:
            lost.discard()
        name = "an untitled project" if lost.origin is None else lost.origin.name
        self.reported.emit(f"Restored the changes of {name}")

    @Slot()
    def _follow(self) -> None:
        if not self._files.is_modified:
            self._timer.stop()
            self._wait()
            self._copy.remove()
        elif not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _write(self) -> None:
        """Copy the project on a thread of its own; large ones take a moment."""
        if self._writer is not None and self._writer.is_alive():
            self._timer.start()
            return
        if self._problem and self._problem != self._told:
            self._told = self._problem
            self.reported.emit(f"Unsaved work cannot be kept safe: {self._problem}")
        project = self._view.project().snapshot()
        self._writer = Thread(
            target=self._write_copy,
            args=(project, self._files.path),
            name="autosave",
        )
        self._writer.start()

    def _write_copy(self, project: Project, origin: Path | None) -> None:
        try:
            self._copy.write(project, origin)
        except FileFormatError as error:
            self._problem = str(error)
        else:
            self._problem = ""

    def _wait(self) -> None:
        if self._writer is not None:
            self._writer.join()
            self._writer = None


def _name(lost: Lost) -> str:
    return "An untitled project" if lost.origin is None else lost.origin.name


def _moment(lost: Lost) -> str:
    return f"{datetime.fromtimestamp(lost.changed).astimezone():%Y-%m-%d, %H:%M}"
