"""``python -m playground.core.warm [FOLDER] [--spare FOLDER]``: compile the kernels.

Run in a process of its own before the kernels are loaded, so that compiling disturbs no
window. FOLDER is the cache's; without it numba decides, and where it finds none that
can be written to, the spare one serves. Prints a line when it has to compile, which
takes long, and none when all is in the cache. Exits 1 where there never are kernels.
"""

import argparse
import contextlib
import importlib
import sys
from typing import Any

from playground.core import engine


def main(arguments: list[str]) -> int:
    """Compile or load; answers the exit code."""
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", nargs="?", default="")
    parser.add_argument("--spare", default="")
    wishes = parser.parse_args(arguments)
    with contextlib.suppress(ImportError):  # the engine says what is wrong then
        _tell_of_compiling()
    engine.prepare_cache(wishes.folder)
    engine.prepare_spare(wishes.spare)
    engine.warm_up()
    if engine.notice():
        sys.stderr.write(f"{engine.notice()}\n")
    return 0 if engine.kernels() is not None else 1


def _tell_of_compiling() -> None:
    events: Any = importlib.import_module("numba.core.event")

    class Teller(events.Listener):  # type: ignore[misc]  # numba is untyped
        def on_start(self, event: object) -> None:
            del event
            events.unregister("numba:compile", self)
            with contextlib.suppress(OSError):  # nobody listens any more
                sys.stdout.write("compiling\n")
                sys.stdout.flush()

        def on_end(self, event: object) -> None:
            """Told once is enough."""

    events.register("numba:compile", Teller())


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
