"""Remakes the pictures of the README from the real window: run after it has changed."""

import os
import shutil
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
PICTURES = {"trained-dark": "window.png", "trained-light": "window-light.png"}


def main() -> int:
    """Take the tour and keep two of its pictures; returns the exit code."""
    target = ROOT / "resources" / "screenshots"
    target.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "playground", "tour", "--out", folder]
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
        if done.returncode:
            return done.returncode
        for picture in sorted(Path(folder).glob("*.png")):
            name = PICTURES.get(picture.stem.split("-", 1)[1])
            if name:
                shutil.copy(picture, target / name)
    return 0


if __name__ == "__main__":
    sys.exit(main())
