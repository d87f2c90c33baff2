#!/usr/bin/env python3
"""Measures the program beside its peers, as ratios in one run, section by section.

It installs nothing: a peer that cannot be imported is named and skipped. The extra
``bench`` of pyproject.toml lists the peers.
"""

import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SECTIONS = ("expression", "compiled", "canvas", "window")


def main(names: Sequence[str]) -> int:
    """Run the sections called *names*, all of them by default."""
    unknown = [name for name in names if name not in SECTIONS]
    if unknown:
        sys.stderr.write(
            f"there is no section called {unknown[0]}: choose {', '.join(SECTIONS)}\n"
        )
        return 2
    for name in names or SECTIONS:
        section = importlib.import_module(f"scripts.benchmarks.{name}")
        for table in section.run():
            sys.stdout.write(f"{table.text()}\n\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
