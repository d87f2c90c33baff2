"""What pyproject.toml asks for, and what the locks answer."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.lock", "requirements-test.lock")
BROKEN_QT = ["6.8.0", "6.9.1", "6.9.2", "6.11.0", "6.11.1"]
GOOD_QT = ["6.8.1", "6.9.0", "6.10.0", "6.11.3"]


def _qt_requirements(python: str) -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = [Requirement(text) for text in project["dependencies"]]
    return [
        r
        for r in asked
        if r.name == "PySide6-Essentials"
        and (r.marker is None or r.marker.evaluate({"python_version": python}))
    ]


def _pins(lock: str) -> list[str]:
    text = (ROOT / lock).read_text()
    return [line for line in text.splitlines() if line and line.lstrip()[0] != "#"]


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_broken_releases_of_qt_are_refused(python: str) -> None:
    (requirement,) = _qt_requirements(python)
    assert list(requirement.specifier.filter(BROKEN_QT + GOOD_QT)) == GOOD_QT


@pytest.mark.parametrize(("python", "is_allowed"), [("3.11", False), ("3.12", True)])
def test_qt_6_12_is_refused_where_it_drops_references(
    python: str, *, is_allowed: bool
) -> None:
    (requirement,) = _qt_requirements(python)
    assert requirement.specifier.contains("6.12.0") is is_allowed


@pytest.mark.parametrize("python", ["3.11", "3.12", "3.13", "3.14"])
def test_the_locks_hold_one_good_version_of_qt(python: str) -> None:
    (asked,) = _qt_requirements(python)
    for lock in LOCKS:
        pins = [Requirement(pin) for pin in _pins(lock) if "pyside6" in pin]
        here = {"python_full_version": f"{python}.0"}
        (pin,) = [p for p in pins if p.marker is None or p.marker.evaluate(here)]
        assert asked.specifier.contains(str(pin.specifier).removeprefix("=="))


def test_every_version_is_exact() -> None:
    for lock in LOCKS:
        for pin in _pins(lock):
            assert re.match(r"[\w.-]+==[\w.]+( ; .+)?$", pin), pin


def test_the_locks_name_no_place_on_the_network() -> None:
    for lock in LOCKS:
        text = (ROOT / lock).read_text()
        assert "://" not in text
        assert "--index" not in text
        assert "--find-links" not in text


def test_the_test_lock_contains_the_run_lock() -> None:
    assert set(_pins(LOCKS[0])) <= set(_pins(LOCKS[1]))


def test_everything_the_program_needs_is_locked() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    asked = {Requirement(text).name.lower() for text in project["dependencies"]}
    assert asked <= {Requirement(pin).name for pin in _pins(LOCKS[0])}
