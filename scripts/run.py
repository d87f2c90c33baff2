#!/usr/bin/env python3
"""Opens the program; sets up everything it needs before the first time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import ROOT, RUN, Environment, SetUpError, python_problem, say
from scripts.system_packages import require_for_qt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

TOUR_FOLDER = "tour"
_WINDOWLESS_OPTIONS = ("-h", "--help", "--version")


def has_display(platform: str, environ: Mapping[str, str]) -> bool:
    """Whether a window can be shown, or Qt was told by name where to draw."""
    names = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    return platform != "linux" or any(environ.get(name) for name in names)


def opens_window(arguments: Sequence[str]) -> bool:
    """Whether the program given *arguments* shows a window, rather than a command."""
    if not arguments:
        return True
    first = arguments[0]
    if first in _WINDOWLESS_OPTIONS:
        return False
    return first.startswith("-") or Path(first).is_file()


def main(arguments: Sequence[str]) -> int:
    """Set up what is missing, then become the program."""
    problem = python_problem(sys.version_info[:3], sys.executable)
    if problem:
        say(problem)
        return 1
    try:
        python = _prepared_python()
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next start sets everything up anew")
        return 130
    return _start(python, arguments)


def _prepared_python() -> Path:
    environment = Environment(ROOT)
    is_ready = environment.is_ready_for(RUN)
    require_for_qt(
        with_display=has_display(sys.platform, os.environ), for_new_venv=not is_ready
    )
    if not is_ready:
        environment.prepare(RUN)
        say("ready")
    return environment.python


def _start(python: Path, arguments: Sequence[str]) -> int:
    settings = dict(os.environ)
    if not has_display(sys.platform, os.environ):
        settings["QT_QPA_PLATFORM"] = "offscreen"
        if opens_window(arguments):
            say(
                "There is no display to open a window on: taking the tour of the "
                f"program instead, with pictures in {Path(TOUR_FOLDER).absolute()}"
            )
            arguments = ["tour", "--out", TOUR_FOLDER]
    # -P: a folder named playground where the person stands is not the program.
    command = [str(python), "-P", "-m", "playground", *arguments]
    if os.name != "nt":
        os.execve(command[0], command, settings)
    return subprocess.run(command, check=False, env=settings).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
