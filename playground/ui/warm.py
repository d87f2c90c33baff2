"""``python -m playground.ui.warm [FOLDER]``: compile all loops into the cache.

Those of the engine and those of the canvas, in a process of its own. FOLDER is the
cache's; without it numba decides. Exits 1 where there will never be kernels.
"""

import sys

from playground.core import warm
from playground.ui.canvas import compiled


def main(arguments: list[str]) -> int:
    """Compile or load; answers the exit code."""
    code = warm.main(arguments)
    compiled.load()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
