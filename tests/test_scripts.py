"""The scripts of a checkout, as far as they can be tried without a real set-up."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest
from typing_extensions import override

from scripts import environment, run, system_packages
from scripts import test as checks
from scripts.environment import (
    ROOT,
    RUN,
    TEST,
    Environment,
    SetUpError,
    pip_progress,
    python_problem,
)

FAKE_PYTHON = "#!/bin/sh\nexit {code}\n"


class FakeEnvironment(Environment):
    """An environment in a folder of its own, with nobody to tell, and no pip in it."""

    def __init__(self, root: Path, *, lets_install: bool = True) -> None:
        self.told: list[str] = []
        super().__init__(root, self.told.append)
        self.lets_install = lets_install

    @override
    def _create(self) -> None:
        super()._remove()
        self.python.parent.mkdir(parents=True)
        self._mark.touch()
        _write_python(self.python)

    @override
    def _install(self, lock: Path) -> None:
        self.told.append(f"install {lock.name}")
        if not self.lets_install:
            raise SetUpError("no network")

    @override
    def _link_code(self) -> None:
        self.told.append("link")


def _write_python(path: Path, code: int = 0) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(FAKE_PYTHON.format(code=code))
    path.chmod(0o755)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "a checkout"
    root.mkdir()
    (root / "requirements.lock").write_text("numpy==1\n")
    (root / "requirements-test.lock").write_text("numpy==1\npytest==1\n")
    return root


def test_nothing_is_ready_at_first(root: Path) -> None:
    assert not Environment(root).is_ready_for(RUN)


def test_a_set_up_is_done_once(root: Path) -> None:
    FakeEnvironment(root).prepare(RUN)
    assert FakeEnvironment(root).is_ready_for(RUN)
    assert not FakeEnvironment(root).is_ready_for(TEST)


def test_the_set_up_of_the_tests_serves_the_program_too(root: Path) -> None:
    FakeEnvironment(root).prepare(TEST)
    assert Environment(root).is_ready_for(TEST)
    assert Environment(root).is_ready_for(RUN)


def test_a_changed_lock_asks_for_a_new_set_up(root: Path) -> None:
    FakeEnvironment(root).prepare(TEST)
    (root / "requirements-test.lock").write_text("numpy==1\npytest==2\n")
    assert Environment(root).is_ready_for(RUN)
    assert not Environment(root).is_ready_for(TEST)


def test_a_moved_checkout_asks_for_a_new_set_up(root: Path) -> None:
    FakeEnvironment(root).prepare(RUN)
    moved = root.rename(root.with_name("elsewhere"))
    assert not Environment(moved).is_ready_for(RUN)


def test_a_missing_interpreter_asks_for_a_new_set_up(root: Path) -> None:
    made = FakeEnvironment(root)
    made.prepare(RUN)
    made.python.unlink()
    assert not made.is_ready_for(RUN)


def test_an_interrupted_set_up_is_begun_anew(root: Path) -> None:
    half_made = FakeEnvironment(root)
    half_made.prepare(RUN)
    (half_made.folder / ".playground-run").unlink()
    (half_made.folder / ".playground-unfinished").touch()
    (half_made.folder / "half a package").touch()
    FakeEnvironment(root).prepare(RUN)
    assert not (half_made.folder / "half a package").exists()
    assert half_made.is_ready_for(RUN)


def test_a_broken_interpreter_is_replaced(root: Path) -> None:
    broken = FakeEnvironment(root)
    _write_python(broken.python, code=1)
    broken.prepare(RUN)
    assert "removing" in broken.told[0]
    assert broken.is_ready_for(RUN)


def test_an_environment_made_by_hand_is_kept(root: Path) -> None:
    by_hand = FakeEnvironment(root)
    _write_python(by_hand.python)
    (by_hand.folder / "torch").touch()
    by_hand.prepare(RUN)
    assert by_hand.is_ready_for(RUN)
    assert (by_hand.folder / "torch").exists()


def test_a_failed_installation_does_not_cost_an_environment_made_by_hand(
    root: Path,
) -> None:
    by_hand = FakeEnvironment(root, lets_install=False)
    _write_python(by_hand.python)
    (by_hand.folder / "torch").touch()
    with pytest.raises(SetUpError):
        by_hand.prepare(RUN)
    FakeEnvironment(root).prepare(RUN)
    assert (by_hand.folder / "torch").exists()


def test_a_failing_pip_ends_in_a_message_that_says_what_to_do(root: Path) -> None:
    made = Environment(root, lambda _line: None)
    made.python.parent.mkdir(parents=True)
    made.python.write_text("#!/bin/sh\necho 'ERROR: No matching distribution'\nexit 1")
    made.python.chmod(0o755)
    with pytest.raises(SetUpError, match="No matching distribution") as failure:
        made._install(root / "requirements.lock")
    assert "network connection" in str(failure.value)


@pytest.mark.parametrize(
    ("line", "news"),
    [
        (
            "  Downloading numpy-2.4.6-cp311-linux.whl (16.5 MB)",
            "numpy 2.4.6 (16.5 MB)",
        ),
        ("  Using cached a_b-1.0-py3-none-any.whl (9 kB)", "a_b 1.0 (9 kB)"),
        ("Processing /wheels/llvmlite-0.50.0-cp311.whl (from -r x)", "llvmlite 0.50.0"),
        ("Installing collected packages: a, b, c", "installing 3 packages"),
        ("  Downloading numpy-2.4.6-cp311-linux.whl.metadata (62 kB)", None),
        ("Collecting numpy==2.4.6 (from -r requirements.lock (line 3))", None),
    ],
)
def test_progress_tells_what_is_fetched(line: str, news: str | None) -> None:
    told = pip_progress(line)
    assert (told and told.strip()) == news


def test_an_old_python_is_told_what_is_needed() -> None:
    problem = python_problem((3, 9, 2), "/usr/bin/python3")
    assert problem is not None
    assert "needs Python 3.11 or newer; this is 3.9.2 (/usr/bin/python3)" in problem
    assert python_problem((3, 11, 0), "python3") is None


@pytest.mark.parametrize("module", [run, checks, environment, system_packages])
def test_an_old_python_can_read_the_scripts_far_enough(module: object) -> None:
    path = Path(str(getattr(module, "__file__", "")))
    ast.parse(path.read_text(), feature_version=(3, 7))


def test_everything_missing_is_named_in_one_message() -> None:
    message = system_packages.missing_message(["libegl1", "libxcb-cursor0"])
    assert "libegl1, libxcb-cursor0" in message
    assert "sudo apt-get install libegl1 libxcb-cursor0" in message


def test_a_missing_library_is_known_by_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(system_packages.LIBRARIES, "libnowhere.so.9", "libnowhere9")
    monkeypatch.setitem(system_packages.X11_LIBRARIES, "libnox.so.9", "libnox9")
    offscreen = system_packages.missing_for_qt(with_display=False)
    assert "libnowhere9" in offscreen
    assert "libnox9" not in offscreen
    assert "libnox9" in system_packages.missing_for_qt(with_display=True)


def test_a_system_without_letters_gets_a_font(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(system_packages, "FONT_FOLDERS", (tmp_path,))
    assert "fonts-dejavu-core" in system_packages.missing_for_qt(with_display=False)
    (tmp_path / "truetype").mkdir()
    (tmp_path / "truetype" / "Sans.TTF").touch()
    assert system_packages.missing_for_qt(with_display=False) == []


def test_a_python_without_pip_asks_for_its_package(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert system_packages.missing_for_venv() == []
    monkeypatch.setattr("importlib.util.find_spec", lambda _name: None)
    (package,) = system_packages.missing_for_venv()
    assert package == f"python3.{sys.version_info.minor}-venv"


def test_who_may_not_install_is_told_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(system_packages, "can_install", lambda: False)
    monkeypatch.setattr(system_packages, "missing_for_qt", lambda **_: ["libegl1"])
    with pytest.raises(SetUpError, match="apt-get install libegl1"):
        system_packages.require_for_qt(with_display=True, for_new_venv=False)


@pytest.mark.parametrize(
    ("environ", "is_shown"),
    [
        ({}, False),
        ({"DISPLAY": ""}, False),
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "wayland-0"}, True),
        ({"QT_QPA_PLATFORM": "vnc"}, True),
    ],
)
def test_a_window_needs_a_display(environ: dict[str, str], *, is_shown: bool) -> None:
    assert run.has_display("linux", environ) is is_shown
    assert run.has_display("darwin", environ)


def test_only_what_opens_a_window_gives_way_to_the_tour(tmp_path: Path) -> None:
    project = tmp_path / "my project.json"
    project.touch()
    for arguments in ([], [str(project)], ["--theme", "dark"]):
        assert run.opens_window(arguments)
    for arguments in (["evaluate", "x"], ["tour", "--out", "here"], ["--help"]):
        assert not run.opens_window(arguments)


def test_the_scripts_start_from_any_folder(tmp_path: Path) -> None:
    program = f"import runpy; runpy.run_path({str(ROOT / 'scripts' / 'run.py')!r})"
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, check=False, cwd=tmp_path, env=os.environ, capture_output=True
    )
    assert done.returncode == 0, done.stderr
