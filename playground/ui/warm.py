"""``python -m playground.ui.warm [FOLDER] [--spare FOLDER]``: compile all loops.

Those of the engine and those of the canvas, in a process of its own; the folders are
those of `playground.core.warm`. Exits 1 where there will never be kernels.
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
