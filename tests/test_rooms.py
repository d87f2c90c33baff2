"""Only the window loads Qt: the engine and the command line start without it."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
WITH_WINDOW = ("playground.ui", "playground.__main__")
IMPORT_THEM = """
import importlib, sys
for name in sys.argv[1:]:
    importlib.import_module(name)
print(*sorted({"PySide6", "pyqtgraph", "qtawesome", "shiboken6"} & set(sys.modules)))
"""


def _modules_without_window() -> list[str]:
    paths = (ROOT / "playground").rglob("*.py")
    names = (".".join(p.relative_to(ROOT).with_suffix("").parts) for p in paths)
    return [
        name.removesuffix(".__init__")
        for name in names
        if not name.startswith(WITH_WINDOW)
    ]


def test_everything_but_the_window_is_imported_without_qt() -> None:
    done = subprocess.run(
        [sys.executable, "-c", IMPORT_THEM, *_modules_without_window()],
        check=False,
        cwd=ROOT,
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []
