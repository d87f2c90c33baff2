"""``python -m playground.ui.warm [FOLDER]``: compile all loops into the cache.

Those of the engine and those of the canvas, in a process of its own. FOLDER is the
cache's; without it numba decides. Exits 1 where there will never be kernels.
"""

import os
import sys

from playground.core import warm
from playground.ui.canvas import compiled

_YIELDING = 10


def main(arguments: list[str]) -> int:
    """Compile or load; answers the exit code."""
    if hasattr(os, "nice"):
        os.nice(_YIELDING)  # a window waits beside it, and trains meanwhile
    code = warm.main(arguments)
    compiled.load()
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
