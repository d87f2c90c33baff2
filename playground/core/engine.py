"""Whether the compiled kernels are at hand, and how they get there.

Loading numba takes a fifth of a second and compiling the kernels for the first time
takes much longer, so nothing of that happens at import. A program with a window calls
`postpone` at its start and `warm_up` in the background; until that is done the slow
interpreter serves. A script does nothing and waits at its first use.

It is one state for the whole process, because compiled code is.
"""

import importlib
from dataclasses import dataclass, field
from enum import Enum, auto
from types import ModuleType
from typing import Any, Final


class _Stage(Enum):
    UNTOUCHED = auto()
    POSTPONED = auto()
    READY = auto()
    MISSING = auto()


@dataclass(slots=True)
class _Engine:
    stage: _Stage = _Stage.UNTOUCHED
    cache: str = ""
    spare: str = ""
    notices: list[str] = field(default_factory=list)
    modules: dict[str, ModuleType] = field(default_factory=dict)


_engine: Final = _Engine()


def prepare_cache(folder: str) -> None:
    """Keep compiled kernels in *folder*; must come before their first use.

    Without it, numba looks at ``NUMBA_CACHE_DIR``, next to the source, and in the
    user's cache folder.
    """
    _engine.cache = folder


def prepare_spare(folder: str) -> None:
    """Keep compiled kernels in *folder* if nothing else can be written to.

    So a process can compile for another one; once that has loaded them, the folder may
    go. Must come before the first use of the kernels.
    """
    _engine.spare = folder


def postpone() -> None:
    """Let the slow interpreter serve until `warm_up` has finished."""
    if _engine.stage is _Stage.UNTOUCHED:
        _engine.stage = _Stage.POSTPONED


def warm_up() -> None:
    """Load the kernels, compiling them if need be, and then let them serve."""
    if _engine.stage in (_Stage.READY, _Stage.MISSING):
        return
    _engine.stage = _Stage.POSTPONED
    _load()
    if "kernels" in _engine.modules:
        _engine.modules["kernels"].try_out()
        _engine.stage = _Stage.READY


def is_ready() -> bool:
    """Whether waiting brings nothing: the kernels serve, or never will."""
    return _engine.stage in (_Stage.READY, _Stage.MISSING)


def notice() -> str:
    """What the user should know, once: empty, or why it is slower than it could be."""
    return " ".join(_engine.notices)


def kernels() -> Any:  # noqa: ANN401  the module, which is not always there
    """The module `epochs`, or None while the slow interpreter has to serve."""
    if _engine.stage is _Stage.UNTOUCHED:
        _load()
        if "kernels" in _engine.modules:
            _engine.stage = _Stage.READY
    return _engine.modules.get("kernels") if _engine.stage is _Stage.READY else None


def _load() -> None:
    try:
        numba = importlib.import_module("numba")
        if _engine.cache:
            numba.config.CACHE_DIR = _engine.cache
        is_kept = _is_kept(numba)
        if not is_kept and _engine.spare:
            numba.config.CACHE_DIR = _engine.spare
        module = importlib.import_module("playground.core.epochs")
    except Exception as error:  # noqa: BLE001  whatever is wrong with an installation
        _engine.stage = _Stage.MISSING
        _engine.notices.append(
            f"Training runs without the compiled engine, many times slower, because "
            f"it could not be loaded: {error}."
        )
        return
    if not is_kept:
        _engine.notices.append(
            "No folder for compiled code can be written to, so the engine is compiled "
            "anew at each start; until then training is slower."
        )
    _engine.modules["kernels"] = module


def _is_kept(numba: Any) -> bool:  # noqa: ANN401  a module without types
    """Whether there is a folder for code compiled from this one's."""
    try:
        numba.njit(cache=True)(_is_kept)
    except RuntimeError:
        return False
    return True
