"""What a dead session left behind, and who is asked about it."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from playground.graph.graph import Graph, Node, NodeId
from playground.project.files import FileAccessError, load
from playground.project.project import Canvas, Project
from playground.project.recovery import RecoveryFile, lost_sessions

ROOT = Path(__file__).parents[2]

# A session that writes and then waits to be killed.
SESSION = """
import sys
from pathlib import Path
from playground.graph.graph import Graph, Node, NodeId
from playground.project.project import Canvas, Project
from playground.project.recovery import RecoveryFile
file = RecoveryFile(Path(sys.argv[1]))
for value in map(float, sys.argv[2].split(",")):
    graph = Graph([Node(NodeId(1), None, (), value, "x")])
    file.write(Project((Canvas("A", graph),)), Path(sys.argv[3]))
print("ready", flush=True)
sys.stdin.read()
"""


def _project(value: float) -> Project:
    return Project((Canvas("A", Graph([Node(NodeId(1), None, (), value, "x")])),))


def _session(folder: Path, values: str, origin: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", SESSION, str(folder), values, origin],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _kill(process: "subprocess.Popen[str]") -> None:
    with process:
        os.kill(process.pid, signal.SIGKILL)


def test_a_killed_session_is_told_of_once_with_its_newest_state(tmp_path: Path) -> None:
    process = _session(tmp_path, "1,2,3", "/home/me/net.playground")
    assert list(lost_sessions(tmp_path)) == []  # it lives
    _kill(process)
    (lost,) = lost_sessions(tmp_path)
    assert lost.project == _project(3.0)
    assert lost.origin == Path("/home/me/net.playground")
    assert list(lost_sessions(tmp_path)) == []
    assert load(lost.path).canvases == lost.project.canvases
    lost.discard()
    assert list(tmp_path.iterdir()) == []


def test_the_newest_of_several_comes_first(tmp_path: Path) -> None:
    for age, value in enumerate("123"):
        _kill(_session(tmp_path, value, "/a"))
        (copy,) = tmp_path.glob("[0-9]*/project.playground")
        os.utime(copy, (age, age))
        copy.parent.rename(tmp_path / f"session-{age}")
    for age in range(3):
        (tmp_path / f"session-{age}").rename(tmp_path / f"{age}")
    values = [lost.project.canvases[0].graph for lost in lost_sessions(tmp_path)]
    assert [graph.nodes[NodeId(1)].value for graph in values] == [3.0, 2.0, 1.0]


def test_those_not_looked_at_are_asked_about_at_another_time(tmp_path: Path) -> None:
    _kill(_session(tmp_path, "1", "/a"))
    _kill(_session(tmp_path, "2", "/a"))
    first = next(lost_sessions(tmp_path))
    (second,) = lost_sessions(tmp_path)
    assert first.folder != second.folder


def test_a_session_that_closes_leaves_nothing(tmp_path: Path) -> None:
    file = RecoveryFile(tmp_path / "recovery")
    file.close()
    assert not (tmp_path / "recovery").exists()
    file.write(_project(1.0), None)
    assert list((tmp_path / "recovery").iterdir())
    file.close()
    assert list((tmp_path / "recovery").iterdir()) == []


def test_what_is_saved_need_not_be_recovered(tmp_path: Path) -> None:
    file = RecoveryFile(tmp_path)
    file.write(_project(1.0), None)
    file.remove()
    assert not list(tmp_path.glob("*/project.playground"))
    file.write(_project(2.0), None)
    assert list(tmp_path.glob("*/project.playground"))
    file.close()


def test_a_live_session_is_left_alone_by_other_windows(tmp_path: Path) -> None:
    file = RecoveryFile(tmp_path)
    file.write(_project(1.0), None)
    assert list(lost_sessions(tmp_path)) == []
    assert list(tmp_path.glob("*/project.playground"))
    file.close()


def test_a_damaged_copy_is_kept_and_not_told_of(tmp_path: Path) -> None:
    _kill(_session(tmp_path, "1", "/a"))
    (copy,) = tmp_path.glob("*/project.playground")
    copy.write_text("{")
    assert list(lost_sessions(tmp_path)) == []
    assert list(tmp_path.glob("asked-*/project.playground"))


def test_only_some_that_nobody_wanted_are_kept(tmp_path: Path) -> None:
    for number in range(25):
        (tmp_path / f"asked-{number}").mkdir()
    assert list(lost_sessions(tmp_path)) == []
    assert len(list(tmp_path.iterdir())) == 20


def test_a_folder_that_cannot_be_made_says_why(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    file = RecoveryFile(tmp_path / "file")
    with pytest.raises(FileAccessError):
        file.write(_project(1.0), None)
    file.close()
    assert list(lost_sessions(tmp_path / "file")) == []
