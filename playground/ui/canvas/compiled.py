"""Whether the compiled loops of `strokes` are at hand; without them Qt paints, slower.

Loading them takes a moment and compiling them for the first time some seconds, so that
happens beside the window. It is one state for the whole process, as compiled code is.
"""

import importlib
import logging
from typing import Any, Final

_loaded: Final[list[Any]] = []


def load() -> None:
    """Compile the loops or read them from the cache, and then let them serve."""
    try:
        numba = importlib.import_module("numba")
        if numba.config.DISABLE_JIT or _loaded:
            return
        _loaded.append(importlib.import_module("playground.ui.canvas.strokes"))
    except Exception as error:  # noqa: BLE001  whatever is wrong with an installation
        logging.getLogger(__name__).info("Qt paints the wires: %s", error)


def unload() -> None:
    """Let Qt paint again."""
    _loaded.clear()


def strokes() -> Any | None:  # noqa: ANN401  the module, which is not always there
    """The module `strokes`, or None while Qt has to paint."""
    return _loaded[0] if _loaded else None
