"""Tables of one's own on their way in and out: file, clipboard, drop."""

from pathlib import Path

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from playground.training.csv import (
    Table,
    TableError,
    points_as_text,
    read_file,
    read_table,
)
from playground.training.points import Points
from playground.ui.training.table_dialog import TableDialog

SUFFIXES = (".csv", ".tsv", ".txt", ".dat")
_FILTERS = ["Tables (*.csv *.tsv *.txt *.dat)", "All files (*)"]


class Tables(QObject):
    """Asks for tables and for places to save them, in front of a widget."""

    read = Signal(object)
    """The `Reading` of a table that a person has agreed to."""
    refused = Signal(str)

    def __init__(self, host: QWidget) -> None:
        super().__init__(host)
        self._host = host

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
            self.refused.emit(f"{path.name} cannot be used: {_reason(error)}.")
            return
        self._offer(table, path.name)

    def paste(self, mime: QMimeData | None) -> None:
        """Read the table that was copied, as a text or as a file."""
        path = None if mime is None else dropped_table(mime)
        if path is not None:
            self.read_from(path)
            return
        text = mime.text() if mime is not None else ""
        if not text.strip():
            self.refused.emit("There is no table in the clipboard: copy one first.")
            return
        try:
            table = read_table(text)
        except TableError as error:
            self.refused.emit(f"The clipboard cannot be used: {_reason(error)}.")
            return
        self._offer(table, "the clipboard")

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

    def _offer(self, table: Table, title: str) -> None:
        try:
            dialog = TableDialog(table, title, self._host)
        except TableError as error:
            self.refused.emit(f"{title} cannot be used: {_reason(error)}.")
            return
        is_agreed = dialog.exec() == QDialog.DialogCode.Accepted
        reading = dialog.reading
        dialog.deleteLater()
        if is_agreed:
            self.read.emit(reading)


def dropped_table(mime: QMimeData) -> Path | None:
    """The table among the files of *mime*, if there is one."""
    paths = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return next((path for path in paths if path.suffix.lower() in SUFFIXES), None)


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
