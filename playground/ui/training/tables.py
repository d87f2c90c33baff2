"""Tables of one's own on their way in and out: file, clipboard, drop."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QMimeData, QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from playground.project.files import SUFFIX
from playground.training.csv import (
    Table,
    TableError,
    points_as_text,
    read_file,
    read_table,
)
from playground.training.points import Points
from playground.ui.theme import ThemeSwitch
from playground.ui.training.table_dialog import TableDialog

SUFFIXES = (".csv", ".tsv", ".txt", ".dat")
_FILTERS = ["Tables (*.csv *.tsv *.txt *.dat)", "All files (*)"]
_CLIPBOARD: Final = "the clipboard"
_DROPPED: Final = "what was dropped"


class Tables(QObject):
    """Asks for tables and for places to save them, in front of a widget."""

    read = Signal(object)
    """The `Reading` of a table that a person has agreed to."""
    refused = Signal(str)
    """Why a table is none; "" once there is another."""
    _dropped = Signal(object, str, str)

    def __init__(self, theme_switch: ThemeSwitch, host: QWidget) -> None:
        super().__init__(host)
        self._theme_switch = theme_switch
        self._host = host
        self._dropped.connect(self._read, Qt.ConnectionType.QueuedConnection)

    def ask(self) -> None:
        """Ask for a file and read it."""
        path = chosen_file(self._host, "Open a table", _FILTERS)
        if path is not None:
            self.read_from(path)

    def read_from(self, path: Path) -> None:
        """Read a file."""
        try:
            table = read_file(path)
        except (TableError, OSError) as error:
            self._refuse(path.name, error)
            return
        self._offer(table, path.name)

    def paste(self, mime: QMimeData | None) -> None:
        """Read the table that was copied, as a text or as a file."""
        if mime is None or (_file_in(mime) is None and not mime.text().strip()):
            self.refused.emit("There is no table in the clipboard: copy one first.")
            return
        self._read(_file_in(mime), mime.text(), _CLIPBOARD)

    def drop(self, mime: QMimeData) -> None:
        """Read the table that was dropped, as a text or as a file; see `is_table`.

        In a moment: where it was dragged from waits until the drop is over.
        """
        self._dropped.emit(_file_in(mime), mime.text(), _DROPPED)

    @Slot(object, str, str)
    def _read(self, path: Path | None, text: str, source: str) -> None:
        if path is not None:
            self.read_from(path)
            return
        try:
            table = read_table(text)
        except TableError as error:
            self._refuse(source, error)
            return
        self._offer(table, source)

    def save(self, points: Points) -> None:
        """Ask where to, and save the points."""
        path = chosen_file(
            self._host, "Save the points", [_FILTERS[0]], suggestion="points.csv"
        )
        if path is None:
            return
        try:
            path.write_text(points_as_text(points), encoding="utf-8")
        except OSError as error:
            self.refused.emit(f"{path.name} cannot be written: {_reason(error)}.")

    def _refuse(self, source: str, error: Exception) -> None:
        begin = source[:1].upper() if source in (_CLIPBOARD, _DROPPED) else source[:1]
        self.refused.emit(f"{begin}{source[1:]} cannot be used: {_reason(error)}.")

    def _offer(self, table: Table, source: str) -> None:
        try:
            theme = self._theme_switch.current
            dialog = TableDialog(table, source, theme, self._host)
        except TableError as error:
            self._refuse(source, error)
            return
        self.refused.emit("")
        is_agreed = dialog.exec() == QDialog.DialogCode.Accepted
        reading = dialog.reading
        dialog.deleteLater()
        if is_agreed:
            self.read.emit(reading)


def is_table(mime: QMimeData) -> bool:
    """Whether *mime* may hold a table: a file that is no project, or a text of lines.

    A single line is rather a formula, which is for a canvas.
    """
    has_lines = not mime.hasUrls() and len(mime.text().strip().splitlines()) > 1
    return has_lines or _file_in(mime) is not None


def _file_in(mime: QMimeData) -> Path | None:
    """The first file of a table, or else the first one that might be a table."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    paths = [path for path in paths if path.suffix != SUFFIX]
    named = [path for path in paths if path.suffix.lower() in SUFFIXES]
    return next(iter([*named, *paths]), None)


def chosen_file(
    host: QWidget, title: str, filters: list[str], suggestion: str = ""
) -> Path | None:
    """Ask for a file to read, or with a *suggestion* for one to write."""
    dialog = QFileDialog(host, title)
    dialog.setNameFilters(filters)
    if suggestion:
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(suggestion.rpartition(".")[2])
        dialog.selectFile(suggestion)
    else:
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    is_accepted = dialog.exec() == QDialog.DialogCode.Accepted
    paths = dialog.selectedFiles()
    dialog.deleteLater()
    return Path(paths[0]) if is_accepted and paths else None


def _reason(error: Exception) -> str:
    if isinstance(error, OSError):
        return (error.strerror or str(error)).lower()
    return str(error)
