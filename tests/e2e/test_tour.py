"""The whole program from outside: the tour, offscreen and on a real X server."""

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

STORY = (
    "Built by hand from the palette:",
    "value    0.7071",
    "grad x1  -1.5000",
    "grad w1  1.0000",
    "grad x2  0.5000",
    "grad w2  0.0000",
    "grad b   0.5000",
)


def walk(folder: Path, environment: Mapping[str, str], *before: str) -> str:
    """Run the tour as a user would, and return what it printed."""
    command = [
        *before,
        sys.executable,
        "-m",
        "playground",
        "tour",
        "--out",
        str(folder),
    ]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Traceback" not in done.stderr
    return done.stdout


def check_story(printed: str, folder: Path) -> None:
    """The numbers are those of the lecture, the network learned, the pictures exist."""
    assert "\n".join(STORY) in printed
    accuracy = float(printed.rsplit("test accuracy ", 1)[1].split("%", 1)[0])
    assert accuracy > 95
    pictures = sorted(folder.glob("*.png"))
    assert len(pictures) >= 8
    assert all(picture.stat().st_size > 10_000 for picture in pictures)
    assert (folder / "tour.playground").exists()


def test_the_tour_tells_its_story_offscreen(tmp_path: Path) -> None:
    folder = tmp_path / "pictures of the tour"
    check_story(walk(folder, {"QT_QPA_PLATFORM": "offscreen"}), folder)


@pytest.mark.skipif(
    shutil.which("xvfb-run") is None, reason="needs Xvfb, which could not be installed"
)
def test_the_tour_tells_its_story_on_an_x_server(tmp_path: Path) -> None:
    server = ("xvfb-run", "-a", "-s", "-screen 0 1920x1200x24")
    printed = walk(tmp_path, {"QT_QPA_PLATFORM": "xcb"}, *server)
    check_story(printed, tmp_path)
