"""What Qt needs from the system and pip cannot bring: found, named, installed."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from scripts.environment import SetUpError, say

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Shared libraries that Qt loads, and the Debian packages that hold them.
LIBRARIES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libgthread-2.0.so.0": "libglib2.0-0",
}
# Those of the plugin that talks to an X server; without a display nothing loads it.
X11_LIBRARIES = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
# Programs with which the end-to-end test works a real window, and their packages.
TEST_PROGRAMS = {
    "Xvfb": "xvfb",
    "openbox": "openbox",
    "xdotool": "xdotool",
    "import": "imagemagick",
}
FONT_FOLDERS = (
    Path("/usr/share/fonts"),
    Path("/usr/local/share/fonts"),
    Path("~/.local/share/fonts"),
    Path("~/.fonts"),
)
FONT_PACKAGE = "fonts-dejavu-core"
_LINKER_CACHE = Path("/etc/ld.so.cache")


def missing_for_qt(*, with_display: bool) -> list[str]:
    """The Debian packages without which Qt does not start, or has no letters."""
    wanted = {**LIBRARIES, **(X11_LIBRARIES if with_display else {})}
    missing = [wanted[name] for name in _absent_libraries(wanted)]
    if not _has_font():
        missing.append(FONT_PACKAGE)
    return missing


def missing_for_venv() -> list[str]:
    """The Debian package without which Python makes no environment with pip in it."""
    if importlib.util.find_spec("ensurepip"):
        return []
    major, minor = sys.version_info[:2]
    return [f"python{major}.{minor}-venv"]


def missing_test_programs() -> list[str]:
    """The Debian packages that the test under Xvfb wants and that are not here."""
    return [
        package for name, package in TEST_PROGRAMS.items() if not shutil.which(name)
    ]


def install_line(packages: Iterable[str]) -> str:
    """What to type on Debian or Ubuntu to get *packages*."""
    return f"sudo apt-get install {' '.join(packages)}"


def missing_message(packages: Iterable[str]) -> str:
    """One message for everything that is missing, and the way to get it."""
    names = list(packages)
    return (
        f"Playground needs system libraries that are not installed: {', '.join(names)} "
        "(Debian's names). On Debian or Ubuntu type:\n"
        f"  {install_line(names)}\n"
        "and start the same command again."
    )


def can_install() -> bool:
    """Whether this process may install Debian packages by itself."""
    return sys.platform == "linux" and os.geteuid() == 0 and bool(_apt_get())


def install(packages: Iterable[str]) -> bool:
    """Install Debian *packages*; says so first.

    Returns:
        Whether apt-get succeeded.
    """
    names = list(packages)
    say(f"installing Debian packages: {' '.join(names)}")
    settings = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    # A list that could not be refreshed may still be good enough.
    _apt(["update"], settings)
    return _apt(["install", "-y", "--no-install-recommends", *names], settings)


def require_for_qt(*, with_display: bool, for_new_venv: bool) -> None:
    """Install what is missing when possible.

    Raises:
        SetUpError: Something is missing and stays so; it names all of it at once.
    """
    if sys.platform != "linux":
        return
    missing = _everything_missing(with_display, for_new_venv)
    if missing and can_install():
        install(missing)
        missing = _everything_missing(with_display, for_new_venv)
    if missing:
        raise SetUpError(missing_message(missing))


def _everything_missing(with_display: bool, for_new_venv: bool) -> list[str]:  # noqa: FBT001
    missing = missing_for_qt(with_display=with_display)
    return missing + (missing_for_venv() if for_new_venv else [])


def _absent_libraries(wanted: Iterable[str]) -> list[str]:
    """Asks the linker's cache first: loading each library would slow every start."""
    try:
        cache = _LINKER_CACHE.read_bytes()
    except OSError:
        cache = b""
    return [n for n in wanted if n.encode() not in cache and not _can_load(n)]


def _can_load(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def _has_font() -> bool:
    return any(
        name.lower().endswith((".ttf", ".otf", ".ttc", ".pfb"))
        for folder in FONT_FOLDERS
        for _, _, names in os.walk(folder.expanduser())
        for name in names
    )


def _apt_get() -> str | None:
    return shutil.which("apt-get")


def _apt(arguments: list[str], settings: Mapping[str, str]) -> bool:
    apt = [_apt_get() or "apt-get", "-q", "-o", "DPkg::Lock::Timeout=120"]
    done = subprocess.run(
        [*apt, *arguments],
        check=False,
        env=settings,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        errors="replace",
    )
    if done.returncode:
        say(f"apt-get {arguments[0]} failed:\n{done.stdout[-1000:]}")
    return done.returncode == 0
