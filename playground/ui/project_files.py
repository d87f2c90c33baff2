"""`ProjectFiles`: new, open and save for a window, and its unsaved changes."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol, Self

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from playground.project.files import (
    SUFFIX,
    FileAccessError,
    FileFormatError,
    load,
    save,
)
from playground.project.project import Project
from playground.training.experiment import Experiment
from playground.training.trained import Trained
from playground.ui.document import Document
from playground.ui.file_dialogs import Answer, FileDialogs, FileKind, WindowDialogs


class ProjectView(Protocol):
    """What shows a project, and knows how it is at the moment."""

    def project(self) -> Project:
        """The project as it is now, made often and quickly: it shares the graphs."""
        ...

    def show_project(self, project: Project) -> None:
        """Show another project, with nothing to undo."""
        ...

    def documents(self) -> Sequence[Document]:
        """The documents of the project's canvases."""
        ...


class RecentFiles(Protocol):
    """Settings that remember paths, the newest first."""

    recent_files: list[str]


class ProjectFiles(QObject):
    """The file of the project in a window.

    Signals:
        title_changed: The window's title, with Qt's ``[*]`` for unsaved changes.
        modified_changed: Whether there are unsaved changes.
        changed: Something may have changed: canvases, their graphs, the experiment.
        reported: What was done, for the status line.

    Attributes:
        new_action: ``newAction``, and likewise the other actions by their names.
        recent_menu: The projects opened or saved lately.
    """

    title_changed = Signal(str)
    modified_changed = Signal(bool)
    changed = Signal()
    reported = Signal(str)

    def __init__(
        self,
        view: ProjectView,
        settings: RecentFiles,
        window: QWidget,
        dialogs: FileDialogs | None = None,
    ) -> None:
        """Begin with what *view* shows, as a project without a file.

        Args:
            view: Shows the project.
            settings: Remembers recent projects.
            window: Parent of menu, actions and dialogs.
            dialogs: Asks the user; Qt's dialogs by default.
        """
        super().__init__(window)
        self._view = view
        self._settings = settings
        self._dialogs = dialogs or WindowDialogs(window)
        self._path: Path | None = None
        self._documents: list[Document] = []
        self._saved: _Kept | None = None
        self._was_modified = False
        key = QKeySequence.StandardKey
        self.new_action = self._action(
            "newAction", "&New", key.New, "Begin an empty project"
        )
        self.new_action.triggered.connect(self._new_requested)
        self.open_action = self._action(
            "openAction", "&Open…", key.Open, "Open a project from a file"
        )
        self.open_action.triggered.connect(self._open_requested)
        self.save_action = self._action(
            "saveAction", "&Save", key.Save, "Save the project"
        )
        self.save_action.triggered.connect(self._save_requested)
        self.save_as_action = self._action(
            "saveAsAction", "Save &as…", "Ctrl+Shift+S", "Save to another file"
        )
        self.save_as_action.triggered.connect(self._save_as_requested)
        self.recent_menu = QMenu("Open &recent", window)
        self.recent_menu.setObjectName("recentMenu")
        self.recent_menu.triggered.connect(self._open_recent)
        self.recent_menu.aboutToShow.connect(self._fill_recent_menu)
        self._fill_recent_menu()
        self._settle(None)

    @property
    def path(self) -> Path | None:
        """The project's file, None while it has none."""
        return self._path

    @property
    def name(self) -> str:
        """What the project is called."""
        return "Untitled" if self._path is None else self._path.name

    @property
    def folder(self) -> Path:
        """Where the next file dialog begins."""
        recent = self._settings.recent_files[:1]
        last = self._path or (Path(recent[0]) if recent else None)
        return Path.home() if last is None else last.parent

    @property
    def title(self) -> str:
        """The window's title, with Qt's ``[*]`` for unsaved changes."""
        name = self.name.removesuffix(SUFFIX).replace("[*]", "[*][*]")
        return f"{name}[*] \N{EM DASH} Playground"

    @property
    def is_modified(self) -> bool:
        """Whether there are changes that the file does not have."""
        is_saved = all(document.history.is_saved for document in self._documents)
        if not is_saved or self._saved is None:
            return True
        return not self._saved.is_same(_Kept.of(self._view.project()))

    def new(self, project: Project | None = None) -> bool:
        """Begin *project*, an empty one by default; False when the user refuses."""
        if not self.confirm_discard():
            return False
        self._show(project or Project(), None)
        return True

    def open(self, path: Path | None = None) -> bool:
        """Open a project, or ask which; False leaves everything as it is."""
        if not self.confirm_discard():
            return False
        path = path or self._dialogs.ask_open(self.folder)
        if path is None:
            return False
        path = path.absolute()
        try:
            project = load(path)
        except FileFormatError as error:
            if isinstance(error, FileAccessError):
                self._forget(path)
            self._dialogs.tell(f"{path.name} could not be opened: {error}.")
            return False
        self._show(project, path)
        self._remember(path)
        return True

    def restore(self, project: Project, path: Path | None) -> None:
        """Show *project*, whose file is *path*, as work that is not saved."""
        self._show(project, path)
        self._saved = None
        self.refresh()

    def save(self) -> bool:
        """Save to the project's file, or ask for one; False leaves it unsaved."""
        return self.save_as() if self._path is None else self.save_to(self._path)

    def save_as(self) -> bool:
        """Save to a file that the user chooses; False leaves everything as it is."""
        suggestion = self._path or self.folder / f"{self.name}{SUFFIX}"
        path = self._dialogs.ask_save(suggestion, FileKind.PROJECT)
        return path is not None and self.save_to(path.absolute())

    def save_to(self, path: Path) -> bool:
        """Save to *path*; False, and a message, leaves it unsaved."""
        try:
            save(self._view.project(), path)
        except FileFormatError as error:
            self._dialogs.tell(f"{path.name} could not be saved: {error}.")
            return False
        self._settle(path)
        self._remember(path)
        self.reported.emit(f"Saved {path.name}")
        return True

    def confirm_discard(self) -> bool:
        """Whether what is on the screen may go; asks about unsaved changes.

        New, open and closing the window call it first.
        """
        if not self.is_modified:
            return True
        match self._ask_unsaved():
            case Answer.SAVE:
                return self.save()
            case Answer.DISCARD:
                return True
            case Answer.CANCEL:
                return False

    @Slot()
    def refresh(self) -> None:
        """Look for unsaved changes: connect what changes experiment or canvases.

        Changes within documents are noticed without.
        """
        self._adopt_documents()
        is_modified = self.is_modified
        if is_modified != self._was_modified:
            self._was_modified = is_modified
            self.modified_changed.emit(is_modified)
        self.changed.emit()

    def _ask_unsaved(self) -> Answer:
        """Ask about what there is; training that is not saved is worth a word."""
        now = _Kept.of(self._view.project())
        if now.trained is None or (self._saved and now.has_training_of(self._saved)):
            return self._dialogs.ask_unsaved(self.name)
        epochs = f"{now.trained.epoch:,} epochs"
        return self._dialogs.ask_unsaved(
            self.name,
            f"has a network with {epochs} of training that is not saved. Save it?",
        )

    def _action(
        self, name: str, text: str, shortcut: QKeySequence.StandardKey | str, help_: str
    ) -> QAction:
        action = QAction(text, self.parent())
        action.setObjectName(name)
        action.setShortcut(QKeySequence(shortcut))
        action.setToolTip(help_)
        action.setStatusTip(help_)
        return action

    def _show(self, project: Project, path: Path | None) -> None:
        self._view.show_project(project)
        self._settle(path)

    def _settle(self, path: Path | None) -> None:
        """What is on the screen is what *path* has."""
        self._saved = _Kept.of(self._view.project())
        self._adopt_documents()
        for document in self._documents:
            document.mark_saved()
        self._path = path
        self.title_changed.emit(self.title)
        self.refresh()

    def _adopt_documents(self) -> None:
        """Follow the documents that there are now."""
        documents = list(self._view.documents())
        for document in documents:
            if document not in self._documents:
                document.history_changed.connect(self.refresh)
        self._documents = documents

    def _remember(self, path: Path) -> None:
        self._forget(path)
        self._settings.recent_files = [str(path), *self._settings.recent_files]

    def _forget(self, path: Path) -> None:
        recent = self._settings.recent_files
        self._settings.recent_files = [p for p in recent if Path(p).absolute() != path]

    # Only before it is shown, as clearing a menu within its own signal
    # deletes the action that Qt is just triggering.
    @Slot()
    def _fill_recent_menu(self) -> None:
        self.recent_menu.clear()
        paths = [Path(text) for text in self._settings.recent_files]
        for path in paths:
            text = f"{path.name} \N{EM DASH} {path.parent}".replace("&", "&&")
            self.recent_menu.addAction(text).setData(str(path))
        if not paths:
            self.recent_menu.addAction("No recent projects").setEnabled(False)

    @Slot(QAction)
    def _open_recent(self, action: QAction) -> None:
        self.open(Path(action.data()))

    @Slot()
    def _new_requested(self) -> None:
        self.new()

    @Slot()
    def _open_requested(self) -> None:
        self.open()

    @Slot()
    def _save_requested(self) -> None:
        self.save()

    @Slot()
    def _save_as_requested(self) -> None:
        self.save_as()


@dataclass(frozen=True, slots=True)
class _Kept:
    """What of a project counts as a change beside its documents."""

    experiment: Experiment
    names: tuple[str, ...]
    trained: Trained | None

    @classmethod
    def of(cls, project: Project) -> Self:
        """What there is of it in *project*."""
        names = tuple(canvas.name for canvas in project.canvases)
        return cls(project.experiment, names, project.trained)

    def has_training_of(self, other: "_Kept") -> bool:
        """Whether both have the same weights."""
        if self.trained is None:
            return other.trained is None
        return self.trained.is_same(other.trained)

    def is_same(self, other: "_Kept") -> bool:
        """Whether a file would be the same."""
        mine, others = (self.experiment, self.names), (other.experiment, other.names)
        return mine == others and self.has_training_of(other)
