"""The virtual environment beside the code: made, filled from a lock, stamped.

Standard library only, and readable by an older Python far enough to refuse it politely.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

ROOT = Path(__file__).resolve().parent.parent
OLDEST_PYTHON = (3, 11)


class SetUpError(Exception):
    """The set-up cannot go on; the message says what to do."""


@dataclass(frozen=True)
class Purpose:
    """What an environment is for.

    Attributes:
        name: Names the stamp.
        locks: The files of exact versions, the last one containing all the others.
    """

    name: str
    locks: tuple[str, ...]


RUN = Purpose("run", ("requirements.lock",))
TEST = Purpose("test", ("requirements.lock", "requirements-test.lock"))


def say(line: str) -> None:
    """Tell the person waiting how far the set-up is; standard output stays clean."""
    print(line, file=sys.stderr, flush=True)


def python_problem(version: tuple[int, ...], executable: str) -> str | None:
    """Why a Python of this *version* cannot run the program, if it cannot."""
    if version[:2] >= OLDEST_PYTHON:
        return None
    oldest, found = (".".join(map(str, v)) for v in (OLDEST_PYTHON, version[:3]))
    return (
        f"Playground needs Python {oldest} or newer; this is {found} ({executable}). "
        f"Start the same script with a newer one, such as python{oldest}."
    )


def pip_progress(line: str) -> str | None:
    """What a *line* of pip's output tells a person waiting, if anything."""
    fetched = re.match(
        r"\s*(?:Processing|Downloading|Using cached) (?:\S*/)?(\S+)\.whl(?!\.metadata)"
        r"( \(\d.*\))?",
        line,
    )
    if fetched:
        name, version = fetched[1].split("-")[:2]
        return f"  {name} {version}{fetched[2] or ''}"
    if line.startswith("Installing collected packages:"):
        return f"  installing {line.count(',') + 1} packages"
    return None


class Environment:
    """The folder ``.venv`` of the checkout at *root*.

    A stamp per purpose, written last, says that a set-up came to its end and from which
    locks; while one is under way a mark says so, and a folder found with the mark was
    left half made and is made anew.
    """

    def __init__(self, root: Path, tell: Callable[[str], None] = say) -> None:
        self.root = root
        self.folder = root / ".venv"
        self._tell = tell
        self._mark = self.folder / ".playground-unfinished"

    @property
    def python(self) -> Path:
        """The interpreter of the environment, present or not."""
        if os.name == "nt":
            return self.folder / "Scripts" / "python.exe"
        return self.folder / "bin" / "python"

    def is_ready_for(self, purpose: Purpose) -> bool:
        """Whether *purpose* needs no set-up; reads a few small files, nothing else."""
        try:
            found = self._stamp(purpose).read_text(encoding="utf-8")
        except OSError:
            return False
        return self.python.exists() and found == self._fingerprint(purpose)

    def prepare(self, purpose: Purpose) -> None:
        """Make the environment, or what is missing of it.

        Raises:
            SetUpError: An environment cannot be made, or pip fails.
        """
        is_kept = self._is_usable()
        if not is_kept:
            self._create()
        self._mark.touch()
        try:
            self._install(self.root / purpose.locks[-1])
        except SetUpError:
            # pip gave up in good order: an environment made by hand is not lost.
            if is_kept:
                self._mark.unlink()
            raise
        self._link_code()
        for done in (RUN, TEST):
            if set(done.locks) <= set(purpose.locks):
                self._stamp(done).write_text(self._fingerprint(done), encoding="utf-8")
        self._mark.unlink()

    def _stamp(self, purpose: Purpose) -> Path:
        return self.folder / f".playground-{purpose.name}"

    def _fingerprint(self, purpose: Purpose) -> str:
        """Changes with the locks, a move of the checkout, and the interpreter."""
        digest = hashlib.sha256()
        digest.update(f"{self.root}\0{self.python.resolve()}\0".encode())
        for lock in purpose.locks:
            digest.update((self.root / lock).read_bytes())
        return digest.hexdigest()

    def _is_usable(self) -> bool:
        if self._mark.exists() or not self.python.exists():
            return False
        probe = f"import sys, pip; sys.exit(sys.version_info < {OLDEST_PYTHON})"
        try:
            return _run([str(self.python), "-c", probe]).returncode == 0
        except OSError:
            return False

    def _create(self) -> None:
        self._remove()
        self._tell(f"making the environment {self.folder}")
        self.folder.mkdir()
        self._mark.touch()
        made = _run([sys.executable, "-m", "venv", str(self.folder)])
        if made.returncode:
            raise SetUpError(
                f"python could not make the environment {self.folder}:\n{made.stdout}"
            )

    def _remove(self) -> None:
        if self.folder.is_symlink():
            self.folder.unlink()
        elif self.folder.exists():
            self._tell(
                f"removing {self.folder}, which is broken or was left unfinished"
            )
            shutil.rmtree(self.folder)

    def _install(self, lock: Path) -> None:
        self._tell(f"installing the versions of {lock.name} (once; a few minutes)")
        command = [str(self.python), "-m", "pip", "install", "--no-deps", "--no-input"]
        command += ["--disable-pip-version-check", "--progress-bar", "off"]
        errors = []
        with subprocess.Popen(
            [*command, "-r", str(lock)],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as pip:
            for line in pip.stdout or ():
                news = pip_progress(line)
                if news:
                    self._tell(news)
                if line.startswith("ERROR:"):
                    errors.append(line)
        if pip.returncode:
            raise SetUpError(
                f"pip could not install the versions of {lock.name}.\n{''.join(errors)}"
                "It needs to reach a package index and about 1 GB of free disk. Look "
                "at the network connection (or pip's own settings, such as a proxy), "
                "then start the same command again."
            )

    def _link_code(self) -> None:
        """Let the environment import the program from the checkout, as it stands."""
        ask = "import sysconfig; print(sysconfig.get_path('purelib'))"
        answer = _run([str(self.python), "-c", ask])
        if answer.returncode:
            raise SetUpError(f"{self.python} does not run:\n{answer.stdout}")
        link = Path(answer.stdout.strip()) / "playground.pth"
        link.write_text(f"{self.root}\n", encoding="utf-8")


def _run(command: Sequence[str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        check=False,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
