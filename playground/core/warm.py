"""``python -m playground.core.warm [FOLDER] [--spare FOLDER]``: compile the kernels.

Run in a process of its own before the kernels are loaded, so that compiling disturbs no
window. FOLDER is the cache's; without it numba decides, and where it finds none that
can be written to, the spare one serves. Exits 1 where there will never be kernels.
"""

import argparse
import sys

from playground.core import engine


def main(arguments: list[str]) -> int:
    """Compile or load; answers the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--spare", default="")
    wishes = parser.parse_args(arguments)
    engine.prepare_cache(wishes.folder)
    engine.prepare_spare(wishes.spare)
    engine.warm_up()
    if engine.notice():
        sys.stderr.write(f"{engine.notice()}\n")
    return 0 if engine.kernels() is not None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
