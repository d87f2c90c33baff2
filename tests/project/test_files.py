import errno
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from playground.graph.graph import Graph, Node, NodeId
from playground.project import files
from playground.project.errors import FileAccessError, FileFormatError
from playground.project.files import load, save
from playground.project.project import Canvas, Project

ROOT = Path(__file__).resolve().parents[2]


def _project(value: float) -> Project:
    return Project((Canvas("", Graph([Node(NodeId(1), None, (), value)])),))


OLD, NEW = _project(1.0), _project(2.0)


@pytest.fixture
def old_file(tmp_path: Path) -> Path:
    path = tmp_path / "work.playground"
    save(OLD, path)
    return path


def _refusal(action: Callable[[], object]) -> str:
    with pytest.raises(FileFormatError) as caught:
        action()
    return str(caught.value)


# Saving


def test_a_saved_project_is_loaded_again(tmp_path: Path) -> None:
    path = tmp_path / "ein Weg zur Größe.playground"
    save(OLD, path)
    assert load(path) == OLD
    save(NEW, path)
    assert load(path) == NEW
    assert list(tmp_path.iterdir()) == [path]


def test_a_name_may_be_as_long_as_the_system_allows(tmp_path: Path) -> None:
    path = tmp_path / ("n" * 255)
    save(OLD, path)
    assert load(path) == OLD


def test_saving_keeps_permissions_and_links(old_file: Path, tmp_path: Path) -> None:
    old_file.chmod(0o640)
    link = tmp_path / "link.playground"
    link.symlink_to(old_file)
    save(NEW, link)
    assert link.is_symlink()
    assert load(old_file) == NEW
    assert old_file.stat().st_mode & 0o777 == 0o640


def test_a_new_file_may_be_read_by_whom_the_user_lets(tmp_path: Path) -> None:
    path, other = tmp_path / "work.playground", tmp_path / "other"
    save(OLD, path)
    other.touch()
    assert path.stat().st_mode == other.stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_a_full_disk_leaves_the_old_file(
    step: str, old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, step, refuse)
    assert _refusal(lambda: save(NEW, old_file)) == "the disk is full"
    monkeypatch.undo()
    assert load(old_file) == OLD
    assert list(old_file.parent.iterdir()) == [old_file]


def test_an_interrupted_save_leaves_the_old_file(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(os, "fsync", interrupt)
    with pytest.raises(KeyboardInterrupt):
        save(NEW, old_file)
    assert load(old_file) == OLD
    assert list(old_file.parent.iterdir()) == [old_file]


def test_a_project_that_breaks_a_rule_leaves_the_old_file(old_file: Path) -> None:
    assert "not a finite number" in _refusal(
        lambda: save(_project(float("nan")), old_file)
    )
    assert load(old_file) == OLD


def test_a_write_protected_file_is_left_alone(
    old_file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Whoever runs the tests may be allowed everything.
    monkeypatch.setattr(os, "access", lambda *_: False)
    assert _refusal(lambda: save(NEW, old_file)) == "it is write-protected"
    assert load(old_file) == OLD


def test_where_nothing_can_be_written_the_reason_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    reasons = {
        tmp_path: "it is a folder",
        tmp_path / "none" / "a": "it does not exist, or its folder does not",
        tmp_path / "file" / "a": "a part of its path is no folder",
        tmp_path / ("n" * 300): "its name is too long",
        tmp_path / "a\0b": "its name contains characters that no file may have",
    }
    for path, reason in reasons.items():
        assert _refusal(lambda path=path: save(NEW, path)) == reason  # type: ignore[misc]


# Killed while saving: children of a child, so that nothing has to be loaded anew.
KILLS = """
import os, random, signal, sys, time
from pathlib import Path
from playground.graph.graph import Graph, Node, NodeId
from playground.project.files import load, save
from playground.project.project import Canvas, Project

path = Path(sys.argv[1])
nodes = [Node(NodeId(n), None, (), float(n)) for n in range(1, 300)]
projects = [Project((Canvas(name, Graph(nodes)),)) for name in ("old", "new")]
save(projects[0], path)

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

def die_after(module, name):
    done = getattr(module, name)
    return lambda *given: (done(*given), die())

def save_and_die_at(module, name, death):
    setattr(module, name, death)
    save(projects[1], path)

def save_for_ever():
    while True:
        for project in projects:
            save(project, path)

stages = [
    lambda: save_and_die_at(os, "fsync", die),
    lambda: save_and_die_at(os, "fsync", die_after(os, "fsync")),
    lambda: save_and_die_at(os, "replace", die),
    lambda: save_and_die_at(os, "replace", die_after(os, "replace")),
]
chance = random.Random(4)
for stage in [*stages, *[save_for_ever] * 30]:
    child = os.fork()
    if child == 0:
        stage()
        os._exit(3)
    if stage is save_for_ever:
        time.sleep(chance.uniform(0.0, 0.02))
        os.kill(child, signal.SIGKILL)
    killed = os.waitpid(child, 0)[1] == signal.SIGKILL
    print(load(path).canvases[0].name if killed else "survived")
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL and fork are Unix's")
def test_a_kill_while_saving_leaves_the_old_file_or_the_new_one(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", KILLS, str(tmp_path / "work.playground")],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    names = done.stdout.split()
    assert names[:4] == ["old", "old", "old", "new"]
    assert len(names) == 34
    assert set(names) == {"old", "new"}


# Loading


def test_what_cannot_be_read_is_refused_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _refusal(lambda: load(tmp_path)) == "it is a folder"
    missing = "it does not exist, or its folder does not"
    assert _refusal(lambda: load(tmp_path / "none")) == missing
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    assert _refusal(lambda: load(pipe)) == "it is not an ordinary file"

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    (tmp_path / "secret").touch()
    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(FileAccessError, match="you have no permission"):
        load(tmp_path / "secret")


def test_a_huge_file_is_refused_without_being_read(tmp_path: Path) -> None:
    path = tmp_path / "huge"
    with path.open("wb") as file:
        file.truncate(200 * files.LARGEST)  # takes no room on the disk
    assert _refusal(lambda: load(path)) == "it is larger than 16 MB"
