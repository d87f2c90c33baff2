"""Unsaved work outlives the window that held it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from playground.graph.edits import SetValues
from playground.project.files import load
from playground.project.recovery import RecoveryFile
from playground.ui.file_dialogs import Rescue, WindowDialogs
from playground.ui.main_window import MainWindow

ROOT = Path(__file__).parents[2]

# A window in which a person changes x1, to be killed.
WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QTimer
from playground.graph.edits import SetValues
from playground.ui.app import application, create_window
window = create_window(settings_path=sys.argv[1])
window.show()
window.recovery.findChild(QTimer, "autosaveTimer").setInterval(0)
if len(sys.argv) > 2:
    assert window.files.save_to(Path(sys.argv[2]))
graph = window.document.graph
for value in (1.0, 42.0):
    window.document.edit(SetValues({graph.named("x1"): value}))
    folder = Path(sys.argv[1]).parent / "recovery"
    while not list(folder.glob("[0-9]*/project.playground")):
        application().processEvents()
window.recovery._wait()
print("ready", flush=True)
application().exec()
"""


def _kill_a_window(*arguments: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", WINDOW, *map(str, arguments)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        os.kill(process.pid, signal.SIGKILL)
    assert line == "ready\n"


def _answer(
    window: MainWindow, answer: Rescue, monkeypatch: pytest.MonkeyPatch
) -> list[str]:
    asked: list[str] = []

    def ask(name: str, moment: str) -> Rescue:
        assert moment
        asked.append(name)
        return answer

    monkeypatch.setattr(window.recovery._dialogs, "ask_rescue", ask)
    return asked


def _x1(window: MainWindow) -> float:
    node_id = window.document.graph.named("x1")
    assert node_id is not None
    return window.document.graph.nodes[node_id].value


def _set_x1(window: MainWindow, value: float) -> None:
    node_id = window.document.graph.named("x1")
    assert node_id is not None
    assert window.document.edit(SetValues({node_id: value}))


def _copies(settings_path: Path) -> list[Path]:
    return list(settings_path.parent.glob("recovery/*/project.playground"))


def test_a_killed_window_comes_back_with_its_changes(
    window: MainWindow,
    settings_path: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    own_file = tmp_path / "net.playground"
    _kill_a_window(settings_path, own_file)
    asked = _answer(window, Rescue.RESTORE, monkeypatch)
    assert window.recovery.offer()
    assert asked == ["net.playground"]
    assert _x1(window) in {1.0, 42.0}
    assert window.files.is_modified
    assert window.isWindowModified()
    assert window.windowTitle().startswith("net")
    # Even a kill right now would not lose it again.
    assert len(_copies(settings_path)) == 1
    assert not window.recovery.offer()
    assert len(asked) == 1
    assert window.files.save()
    assert not window.files.is_modified
    assert load(own_file).canvases[0].graph == window.document.graph
    assert _copies(settings_path) == []


@pytest.mark.parametrize("answer", [Rescue.DISCARD, Rescue.KEEP])
def test_nobody_is_asked_twice(
    window: MainWindow,
    settings_path: Path,
    answer: Rescue,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    dead = RecoveryFile(settings_path.parent / "recovery")
    dead.write(window.project(), None)
    assert dead._lock is not None
    dead._lock.close()
    asked = _answer(window, answer, monkeypatch)
    assert not window.recovery.offer()
    assert not window.recovery.offer()
    assert asked == ["An untitled project"]
    assert not window.files.is_modified
    assert len(_copies(settings_path)) == (answer is Rescue.KEEP)


def test_a_change_is_copied_and_the_copy_goes_with_the_change(
    window: MainWindow, settings_path: Path, qtbot: QtBot
) -> None:
    timer = window.recovery.findChild(QTimer, "autosaveTimer")
    assert isinstance(timer, QTimer)
    assert timer.interval() <= 5000
    timer.setInterval(0)
    _set_x1(window, 7.0)
    qtbot.waitUntil(lambda: len(_copies(settings_path)) == 1)
    window.recovery._wait()
    copied = load(_copies(settings_path)[0]).canvases[0].graph
    assert copied == window.document.graph
    window.document.undo()
    assert _copies(settings_path) == []


def test_changes_on_a_canvas_made_later_are_copied_too(
    window: MainWindow, settings_path: Path, qtbot: QtBot
) -> None:
    timer = window.recovery.findChild(QTimer, "autosaveTimer")
    assert isinstance(timer, QTimer)
    window.tabs.duplicate_current()
    window.recovery._write()
    window.recovery._wait()
    timer.stop()
    timer.setInterval(0)
    _set_x1(window, 7.0)

    def is_copied() -> bool:
        project = load(_copies(settings_path)[0])
        return project.canvases[-1].graph == window.document.graph

    qtbot.waitUntil(is_copied)


def test_a_window_that_closes_leaves_nothing(
    window: MainWindow, settings_path: Path
) -> None:
    _set_x1(window, 7.0)
    window.recovery._write()
    window.recovery._wait()
    assert _copies(settings_path)
    window.abandon()
    window.close()
    assert list(settings_path.parent.glob("recovery/*")) == []


def test_a_disk_that_refuses_is_told_of_once(
    window: MainWindow, settings_path: Path
) -> None:
    (settings_path.parent / "recovery").touch()
    said: list[str] = []
    window.recovery.reported.connect(said.append)
    _set_x1(window, 7.0)
    for _ in range(3):
        window.recovery._write()
        window.recovery._wait()
    (sentence,) = said
    assert sentence.startswith("Unsaved work cannot be kept safe: ")


@pytest.mark.parametrize(
    ("button", "answer"),
    [
        ("Restore", Rescue.RESTORE),
        ("Discard", Rescue.DISCARD),
        ("Not now", Rescue.KEEP),
        ("", Rescue.KEEP),
    ],
)
def test_the_question_understands_its_buttons(
    qtbot: QtBot, button: str, answer: Rescue
) -> None:
    parent = QWidget()
    qtbot.addWidget(parent)

    def press() -> None:
        box = QApplication.activeModalWidget()
        assert isinstance(box, QMessageBox)
        assert "net.playground has changes from noon" in box.text()
        buttons = {b.text().replace("&", ""): b for b in box.buttons()}
        buttons[button].click() if button else box.close()

    QTimer.singleShot(0, press)
    assert WindowDialogs(parent).ask_rescue("net.playground", "noon") is answer
