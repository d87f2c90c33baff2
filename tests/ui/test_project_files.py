from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QApplication,
    QFileDialog,
    QLineEdit,
    QMessageBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.graph.edits import AddNodes, SetValues
from playground.graph.graph import Graph, Node, NodeId
from playground.project.files import load, save
from playground.project.project import Canvas, Project
from playground.training.experiment import Experiment
from playground.ui.document import Document
from playground.ui.file_dialogs import Answer, FileKind, WindowDialogs
from playground.ui.project_files import ProjectFiles

X = NodeId(1)


def _project(value: float) -> Project:
    return Project((Canvas("A", Graph([Node(X, None, (), value, "x")])),))


class View:
    """A window that shows nothing."""

    def __init__(self, *, new_documents: bool = False) -> None:
        self._new_documents = new_documents
        self._canvases: list[tuple[str, Document]] = []
        self.experiment = Experiment()
        self.show_project(_project(1.0))

    def project(self) -> Project:
        canvases = [Canvas(name, document.graph) for name, document in self._canvases]
        return Project(tuple(canvases), self.experiment)

    def show_project(self, project: Project) -> None:
        self.experiment = project.experiment
        old = [document for _, document in self._canvases]
        if self._new_documents or not old:
            documents = [Document(canvas.graph) for canvas in project.canvases]
        else:
            documents = old[:1]
            documents[0].load(project.canvases[0].graph)
        names = [canvas.name for canvas in project.canvases]
        self._canvases = list(zip(names, documents, strict=False))

    def documents(self) -> list[Document]:
        return [document for _, document in self._canvases]

    def rename(self, name: str) -> None:
        self._canvases[0] = (name, self._canvases[0][1])

    def set_value(self, value: float) -> None:
        assert self.documents()[0].edit(SetValues({X: value}))

    @property
    def value(self) -> float:
        return self.documents()[0].graph.nodes[X].value


@dataclass
class Settings:
    recent_files: list[str] = field(default_factory=list)


class Dialogs:
    """A user who answers as it was said before, and keeps what was told."""

    def __init__(self) -> None:
        self.path: Path | None = None
        self.answer = Answer.CANCEL
        self.asked: list[object] = []
        self.told: list[str] = []

    def ask_open(self, folder: Path) -> Path | None:
        self.asked.append(folder)
        return self.path

    def ask_save(self, suggestion: Path, kind: FileKind) -> Path | None:
        self.asked.append((suggestion, kind))
        return self.path

    def ask_unsaved(self, name: str, _what: str = "") -> Answer:
        self.asked.append(name)
        return self.answer

    def tell(self, sentence: str) -> None:
        self.told.append(sentence)


@pytest.fixture
def view(qapp: QApplication) -> View:
    assert qapp
    return View()


@pytest.fixture
def dialogs() -> Dialogs:
    return Dialogs()


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def window(qtbot: QtBot) -> Iterator[QWidget]:
    made = QWidget()
    qtbot.addWidget(made)
    yield made  # noqa: PT022  held until the test is over, as qtbot does not


@pytest.fixture
def files(
    window: QWidget, view: View, dialogs: Dialogs, settings: Settings
) -> ProjectFiles:
    made = ProjectFiles(view, settings, window, dialogs)
    made.title_changed.connect(window.setWindowTitle)
    made.modified_changed.connect(window.setWindowModified)
    return made


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "net.playground"


# Saving and opening


def test_what_was_saved_is_opened_again(
    files: ProjectFiles, view: View, dialogs: Dialogs, path: Path
) -> None:
    view.experiment = Experiment(hidden=(3,))
    view.set_value(2.0)
    dialogs.path = path
    assert files.save()
    view.set_value(3.0)
    dialogs.answer = Answer.DISCARD
    assert files.open(path)
    assert view.value == 2.0
    assert view.experiment == Experiment(hidden=(3,))
    assert not files.is_modified


def test_a_project_is_asked_for_its_file_once(
    files: ProjectFiles, dialogs: Dialogs, path: Path
) -> None:
    dialogs.path = path
    assert files.save()
    assert files.save()
    assert len(dialogs.asked) == 1
    dialogs.path = path.with_name("other.playground")
    assert files.save_as()
    assert dialogs.asked[-1] == (path, FileKind.PROJECT)
    assert files.path == path.with_name("other.playground")


def test_who_names_no_file_changes_nothing(
    files: ProjectFiles, view: View, tmp_path: Path
) -> None:
    view.set_value(2.0)
    assert not files.save()
    assert not files.save_as()
    assert files.is_modified
    assert files.path is None
    assert list(tmp_path.iterdir()) == []


def test_a_failed_save_says_why_and_keeps_everything(
    files: ProjectFiles, view: View, dialogs: Dialogs, settings: Settings, path: Path
) -> None:
    dialogs.path = path
    assert files.save()
    view.set_value(2.0)
    dialogs.path = path.parent / "none" / "net.playground"
    assert not files.save_as()
    assert dialogs.told == [
        "net.playground could not be saved: it does not exist, or its folder does not."
    ]
    assert files.is_modified
    assert files.path == path
    assert view.value == 2.0
    assert load(path) == _project(1.0)
    assert settings.recent_files == [str(path)]


def test_a_failed_opening_says_why_and_keeps_everything(
    files: ProjectFiles, view: View, dialogs: Dialogs, path: Path
) -> None:
    path.write_text("{}")
    dialogs.path = path
    assert not files.open()
    assert dialogs.told[0].startswith(
        "net.playground could not be opened: this is not a Playground project"
    )
    assert files.path is None
    assert view.value == 1.0


def test_an_opened_project_has_nothing_to_save_or_undo(
    files: ProjectFiles, view: View, path: Path
) -> None:
    save(_project(5.0), path)
    assert files.open(path)
    assert not files.is_modified
    assert not view.documents()[0].can_undo


def test_new_begins_without_a_file(
    files: ProjectFiles, view: View, dialogs: Dialogs, path: Path
) -> None:
    dialogs.path = path
    assert files.save()
    assert files.new()
    assert files.path is None
    assert not view.documents()[0].graph.nodes
    assert files.new(_project(7.0))
    assert view.value == 7.0
    assert not files.is_modified


# Unsaved changes


@pytest.fixture(params=["new", "open", "close"])
def leave(
    request: pytest.FixtureRequest, files: ProjectFiles, path: Path
) -> Callable[[], bool]:
    """Each way to lose what is on the screen."""
    save(_project(9.0), path)
    ways: dict[str, Callable[[], bool]] = {
        "new": files.new,
        "open": lambda: files.open(path),
        "close": files.confirm_discard,
    }
    return ways[request.param]


def test_without_changes_nothing_is_asked(
    leave: Callable[[], bool], dialogs: Dialogs
) -> None:
    assert leave()
    assert dialogs.asked == []


def test_cancelling_keeps_unsaved_changes(
    leave: Callable[[], bool], view: View, dialogs: Dialogs, files: ProjectFiles
) -> None:
    view.set_value(2.0)
    assert not leave()
    assert dialogs.asked == ["Untitled"]
    assert view.value == 2.0
    assert files.is_modified


def test_changes_are_discarded_when_the_user_says_so(
    leave: Callable[[], bool], view: View, dialogs: Dialogs, tmp_path: Path
) -> None:
    view.set_value(2.0)
    dialogs.answer = Answer.DISCARD
    assert leave()
    assert len(list(tmp_path.iterdir())) == 1


def test_changes_are_saved_when_the_user_says_so(
    leave: Callable[[], bool], view: View, dialogs: Dialogs, tmp_path: Path
) -> None:
    view.set_value(2.0)
    dialogs.answer = Answer.SAVE
    dialogs.path = tmp_path / "kept.playground"
    assert leave()
    assert load(dialogs.path) == _project(2.0)


def test_changes_that_cannot_be_saved_are_not_lost(
    leave: Callable[[], bool], view: View, dialogs: Dialogs, tmp_path: Path
) -> None:
    view.set_value(2.0)
    dialogs.answer = Answer.SAVE
    dialogs.path = tmp_path
    assert not leave()
    assert dialogs.told[0].endswith("could not be saved: it is a folder.")
    dialogs.path = None
    assert not leave()
    assert view.value == 2.0


# The title


def test_the_star_follows_edits_undo_and_saving(
    files: ProjectFiles, window: QWidget, view: View, dialogs: Dialogs, path: Path
) -> None:
    dialogs.path = path
    assert files.save()
    assert window.windowTitle() == "net[*] — Playground"
    view.set_value(2.0)
    assert window.isWindowModified()
    view.documents()[0].undo()
    assert not window.isWindowModified()
    view.documents()[0].redo()
    assert window.isWindowModified()
    assert files.save()
    assert not window.isWindowModified()


def test_the_star_follows_the_experiment_and_the_names_of_canvases(
    files: ProjectFiles, view: View
) -> None:
    before = view.experiment
    changes: list[bool] = []
    files.modified_changed.connect(changes.append)
    view.experiment = replace(before, noise=0.25)
    files.refresh()
    view.experiment = before
    files.refresh()
    view.rename("B")
    files.refresh()
    assert changes == [True, False, True]


def test_documents_made_anew_are_followed_and_old_ones_are_not(
    window: QWidget, settings: Settings, dialogs: Dialogs
) -> None:
    view = View(new_documents=True)
    files = ProjectFiles(view, settings, window, dialogs)
    old = view.documents()[0]
    assert files.new(_project(2.0))
    changes: list[bool] = []
    files.modified_changed.connect(changes.append)
    old.edit(AddNodes((Node(NodeId(8)),)))
    assert changes == []
    view.set_value(4.0)
    assert changes == [True]


def test_a_file_name_with_the_sign_of_the_star_shows_as_it_is(
    files: ProjectFiles, dialogs: Dialogs, path: Path
) -> None:
    dialogs.path = path.with_name("a[*]b.playground")
    assert files.save()
    assert files.title == "a[*][*]b[*] — Playground"


# Recent files


def _recent(files: ProjectFiles) -> list[QAction]:
    files.recent_menu.aboutToShow.emit()
    return files.recent_menu.actions()


def test_recent_projects_are_offered_newest_first_and_once(
    files: ProjectFiles, dialogs: Dialogs, tmp_path: Path
) -> None:
    one, two = tmp_path / "one & all.playground", tmp_path / "two.playground"
    for dialogs.path in (one, two, one):
        assert files.save_as()
    texts = [action.text() for action in _recent(files)]
    assert texts == [
        f"one && all.playground — {tmp_path}",
        f"two.playground — {tmp_path}",
    ]


def test_a_recent_project_is_opened_from_the_menu(
    files: ProjectFiles, view: View, settings: Settings, path: Path
) -> None:
    save(_project(3.0), path)
    settings.recent_files = [str(path)]
    _recent(files)[0].trigger()
    assert view.value == 3.0
    assert files.path == path


def test_a_recent_project_that_is_gone_is_forgotten(
    files: ProjectFiles, dialogs: Dialogs, settings: Settings, path: Path
) -> None:
    settings.recent_files = [str(path), "a\0b"]
    for _ in range(2):
        _recent(files)[0].trigger()
    assert settings.recent_files == []
    assert len(dialogs.told) == 2
    assert [(a.text(), a.isEnabled()) for a in _recent(files)] == [
        ("No recent projects", False)
    ]


# Actions


def test_every_action_does_its_work(
    files: ProjectFiles, view: View, dialogs: Dialogs, path: Path
) -> None:
    dialogs.path = path
    files.save_action.trigger()
    assert load(path) == _project(1.0)
    dialogs.path = path.with_name("b.playground")
    files.save_as_action.trigger()
    assert files.path == dialogs.path
    files.new_action.trigger()
    assert files.path is None
    files.open_action.trigger()
    assert files.path == dialogs.path
    assert view.value == 1.0


@pytest.mark.usefixtures("files")
def test_actions_have_names_shortcuts_and_help(window: QWidget) -> None:
    shortcuts = {
        action.objectName(): action.shortcut().toString()
        for action in window.findChildren(QAction)
        if action.statusTip() and action.toolTip() == action.statusTip()
    }
    assert shortcuts == {
        "newAction": "Ctrl+N",
        "openAction": "Ctrl+O",
        "saveAction": "Ctrl+S",
        "saveAsAction": "Ctrl+Shift+S",
    }


# Qt's dialogs


@pytest.fixture
def window_dialogs(window: QWidget) -> WindowDialogs:
    return WindowDialogs(window)


def _when_asked(act: Callable[[QWidget], object]) -> None:
    """Do something with the dialog that opens next."""

    def found() -> None:
        dialog = QApplication.activeModalWidget()
        assert dialog is not None
        act(dialog)

    QTimer.singleShot(0, found)


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        (QMessageBox.StandardButton.Save, Answer.SAVE),
        (QMessageBox.StandardButton.Discard, Answer.DISCARD),
        (QMessageBox.StandardButton.Cancel, Answer.CANCEL),
        (None, Answer.CANCEL),
    ],
)
def test_the_question_about_changes_understands_its_buttons(
    window_dialogs: WindowDialogs,
    button: QMessageBox.StandardButton | None,
    answer: Answer,
) -> None:
    def press(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        assert box.text() == "net has changes that are not saved. Save them?"
        box.close() if button is None else box.button(button).click()

    _when_asked(press)
    assert window_dialogs.ask_unsaved("net") is answer


def test_bad_news_are_told_as_plain_text(window_dialogs: WindowDialogs) -> None:
    texts: list[str] = []

    def read(box: QWidget) -> None:
        assert isinstance(box, QMessageBox)
        texts.append(f"{box.textFormat().name}: {box.text()}")
        box.close()

    _when_asked(read)
    window_dialogs.tell("<b> could not be saved.")
    assert texts == ["PlainText: <b> could not be saved."]


def _type_and_accept(name: str) -> Callable[[QWidget], None]:
    def act(dialog: QWidget) -> None:
        assert isinstance(dialog, QFileDialog)
        line = dialog.findChild(QLineEdit)
        assert isinstance(line, QLineEdit)
        line.setText(name)
        dialog.accept()

    return act


def test_a_file_to_save_to_gets_its_suffix(
    window_dialogs: WindowDialogs, tmp_path: Path
) -> None:
    suggestion = tmp_path / "a.playground"
    _when_asked(_type_and_accept("b"))
    chosen = window_dialogs.ask_save(suggestion, FileKind.PROJECT)
    assert chosen == tmp_path / "b.playground"
    _when_asked(_type_and_accept("b"))
    chosen = window_dialogs.ask_save(suggestion, FileKind.PYTHON)
    assert chosen == tmp_path / "b.py"
    _when_asked(lambda dialog: dialog.close())
    assert window_dialogs.ask_save(suggestion, FileKind.PROJECT) is None


def test_a_file_to_open_must_be_there(
    window_dialogs: WindowDialogs, path: Path
) -> None:
    save(_project(1.0), path)
    _when_asked(_type_and_accept("net.playground"))
    assert window_dialogs.ask_open(path.parent) == path
    _when_asked(lambda dialog: dialog.close())
    assert window_dialogs.ask_open(path.parent) is None
