"""What the window asks and tells about files: a protocol, and Qt's dialogs for it."""

from enum import Enum, auto
from pathlib import Path
from typing import Final, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from playground.project.files import SUFFIX

_CHANGES: Final = "has changes that are not saved. Save them?"


class Answer(Enum):
    """What shall become of unsaved changes."""

    SAVE = auto()
    DISCARD = auto()
    CANCEL = auto()


class Rescue(Enum):
    """What shall become of work that was found after a crash."""

    RESTORE = auto()
    DISCARD = auto()
    KEEP = auto()


class FileKind(Enum):
    """What is read or written: its suffix, and its line in a file dialog."""

    PROJECT = (SUFFIX, f"Playground projects (*{SUFFIX})")
    PYTHON = (".py", "Python programs (*.py)")
    LATEX = (".tex", "LaTeX documents (*.tex)")
    SVG = (".svg", "Vector pictures (*.svg)")
    PDF = (".pdf", "PDF documents (*.pdf)")
    PNG = (".png", "Pictures (*.png)")

    def __init__(self, suffix: str, title: str) -> None:
        self.suffix = suffix
        self.title = title


class FileDialogs(Protocol):
    """The questions of `ProjectFiles`."""

    def ask_open(self, folder: Path) -> Path | None:
        """Which project to open, None for none."""
        ...

    def ask_save(self, suggestion: Path, kind: FileKind) -> Path | None:
        """Where to write, None for nowhere; overwriting is agreed to."""
        ...

    def ask_unsaved(self, name: str, what: str = _CHANGES) -> Answer:
        """What shall become of a project that *what* is said about."""
        ...

    def tell(self, sentence: str) -> None:
        """Say why something could not be done."""
        ...


class RescueDialogs(Protocol):
    """The question of `Recovery`."""

    def ask_rescue(self, name: str, moment: str) -> Rescue:
        """What shall become of the changes of a project, written at a *moment*."""
        ...


_ANSWERS: Final = {
    QMessageBox.StandardButton.Save: Answer.SAVE,
    QMessageBox.StandardButton.Discard: Answer.DISCARD,
}


class WindowDialogs:
    """`FileDialogs` and `RescueDialogs` in front of a window."""

    def __init__(self, window: QWidget) -> None:
        self._window = window

    def ask_open(self, folder: Path) -> Path | None:
        """Which project to open, None for none."""
        dialog = QFileDialog(self._window, "Open a project", str(folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([FileKind.PROJECT.title, "All files (*)"])
        return self._chosen(dialog)

    def ask_save(self, suggestion: Path, kind: FileKind) -> Path | None:
        """Where to write, None for nowhere; overwriting is agreed to."""
        dialog = QFileDialog(self._window, "Save as", str(suggestion.parent))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setNameFilters([kind.title, "All files (*)"])
        dialog.setDefaultSuffix(kind.suffix.removeprefix("."))
        dialog.selectFile(suggestion.name)
        return self._chosen(dialog)

    def ask_unsaved(self, name: str, what: str = _CHANGES) -> Answer:
        """What shall become of a project that *what* is said about."""
        box = self._box(f"{name} {what}")
        box.setIcon(QMessageBox.Icon.Question)
        box.setStandardButtons(
            QMessageBox.StandardButton.Save
            | QMessageBox.StandardButton.Discard
            | QMessageBox.StandardButton.Cancel
        )
        box.setDefaultButton(QMessageBox.StandardButton.Save)
        box.exec()
        pressed = box.standardButton(box.clickedButton())
        box.deleteLater()
        return _ANSWERS.get(pressed, Answer.CANCEL)

    def ask_rescue(self, name: str, moment: str) -> Rescue:
        """What shall become of the changes of a project, written at a *moment*."""
        box = self._box(
            f"Playground did not close as it should. {name} has changes from {moment} "
            "that were not saved. Restore them?"
        )
        box.setObjectName("rescueQuestion")
        box.setIcon(QMessageBox.Icon.Question)
        restore = box.addButton("&Restore", QMessageBox.ButtonRole.AcceptRole)
        discard = box.addButton("&Discard", QMessageBox.ButtonRole.DestructiveRole)
        box.addButton("Not &now", QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(restore)
        box.exec()
        pressed = box.clickedButton()
        box.deleteLater()
        if pressed is restore:
            return Rescue.RESTORE
        return Rescue.DISCARD if pressed is discard else Rescue.KEEP

    def tell(self, sentence: str) -> None:
        """Say why something could not be done."""
        box = self._box(sentence)
        box.setIcon(QMessageBox.Icon.Warning)
        box.exec()
        box.deleteLater()

    def _box(self, text: str) -> QMessageBox:
        box = QMessageBox(self._window)
        box.setWindowTitle("Playground")
        box.setTextFormat(Qt.TextFormat.PlainText)  # names of files may look like HTML
        box.setText(text)
        return box

    @staticmethod
    def _chosen(dialog: QFileDialog) -> Path | None:
        is_accepted = dialog.exec() == QDialog.DialogCode.Accepted
        paths = dialog.selectedFiles()
        dialog.deleteLater()
        return Path(paths[0]) if is_accepted and paths else None
