#!/usr/bin/env python3
"""Measures the program beside its peers, as ratios in one run, section by section.

``soak --minutes 30`` trains in the window for long instead, and looks at its memory.
It installs nothing: a peer that cannot be imported is named and skipped. The extra
``bench`` of pyproject.toml lists the peers.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

SECTIONS = ("expression", "compiled", "canvas", "steps", "window")
LONG = "soak"


def main(arguments: Sequence[str]) -> int:
    """Run the sections that are named, all of them by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS, LONG])
    parser.add_argument(
        "--minutes", type=int, default=30, help=f"of {LONG} (default: 30)"
    )
    options = parser.parse_args(arguments)
    for name in options.sections or SECTIONS:
        section = importlib.import_module(f"scripts.benchmarks.{name}")
        tables = section.run(options.minutes) if name == LONG else section.run()
        for table in tables:
            sys.stdout.write(f"{table.text()}\n\n")
            sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
