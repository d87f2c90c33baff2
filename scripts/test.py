#!/usr/bin/env python3
"""Runs every check of the project; sets up the tools it needs before the first time.

Arguments are passed on to pytest, which runs from the root of the checkout, a process
for each core; ``-n 0`` among them keeps it to one.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from scripts.environment import ROOT, TEST, Environment, SetUpError, python_problem, say
from scripts.system_packages import (
    can_install,
    install,
    install_line,
    missing_test_programs,
    require_for_qt,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

# What `lint-imports` does; its launcher would remember where the folder once was.
_LINT_IMPORTS = (
    "from importlinter.cli import lint_imports_command as check; "
    "check(['--no-logo'], prog_name='lint-imports')"
)
CHECKS = {
    "ruff check": ("-m", "ruff", "check", "."),
    "ruff format": ("-m", "ruff", "format", "--check", "."),
    "mypy": ("-m", "mypy"),
    "import-linter": ("-c", _LINT_IMPORTS),
}


def main(arguments: Sequence[str]) -> int:
    """Run the checks one after the other, pytest last.

    Returns:
        0 when all of them passed.
    """
    problem = python_problem(sys.version_info[:3], sys.executable)
    if problem:
        say(problem)
        return 1
    try:
        python = str(_prepared_python())
    except SetUpError as error:
        say(str(error))
        return 1
    except KeyboardInterrupt:
        say("interrupted; the next start sets everything up anew")
        return 130
    failed = [
        name for name, check in CHECKS.items() if not _passes(name, python, check)
    ]
    if failed:
        print(f"\nfailed before pytest: {', '.join(failed)}")
    tests_pass = _passes("pytest", python, ("-m", "pytest", "-n", "auto", *arguments))
    return 0 if tests_pass and not failed else 1


def _prepared_python() -> Path:
    environment = Environment(ROOT)
    is_ready = environment.is_ready_for(TEST)
    require_for_qt(with_display=True, for_new_venv=not is_ready)
    _offer_test_programs()
    if not is_ready:
        environment.prepare(TEST)
    return environment.python


def _offer_test_programs() -> None:
    """Without them everything but the test on an X server is still worth running."""
    missing = missing_test_programs()
    if sys.platform != "linux" or not missing:
        return
    if can_install() and install(missing):
        return
    say(
        f"The end-to-end test under Xvfb may be skipped: {', '.join(missing)} missing "
        f"(on Debian or Ubuntu: {install_line(missing)})"
    )


def _passes(name: str, python: str, check: Sequence[str]) -> bool:
    print(f"\n==== {name} ====", flush=True)
    return subprocess.run([python, *check], check=False, cwd=ROOT).returncode == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
