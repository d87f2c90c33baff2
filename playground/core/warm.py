"""``python -m playground.core.warm [FOLDER]``: compile the kernels into the cache.

Run in a process of its own before the kernels are loaded, so that compiling disturbs no
window. FOLDER is the cache's; without it numba decides. Exits 1 where there will never
be kernels.
"""

import sys

from playground.core import engine


def main(arguments: list[str]) -> int:
    """Compile or load; answers the exit code."""
    if arguments:
        engine.prepare_cache(arguments[0])
    engine.warm_up()
    if engine.notice():
        sys.stderr.write(f"{engine.notice()}\n")
    return 0 if engine.kernels() is not None else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
