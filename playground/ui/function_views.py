"""How the tabs of functions looked, among what the window keeps in a project."""

import math
from collections.abc import Mapping
from typing import Final

from playground.project.project import CanvasView, ViewValue

_NUMBERS: Final = ("zoom", "x", "y")
_SWITCHES: Final = ("wire_numbers", "wire_heat", "grid")
_FARTHEST: Final = 1e9


def view_entries(
    name: str, view: CanvasView | None, tab: int | None
) -> dict[str, ViewValue]:
    """What to keep of the function *name*.

    Args:
        name: Of the function.
        view: How it was looked at, None for all of it.
        tab: The place of its tab among those of functions, None if it has none.
    """
    kept: dict[str, ViewValue] = {} if tab is None else {"tab": tab}
    if view is not None:
        kept |= dict(zip(_NUMBERS, (view.zoom, *view.middle), strict=True))
        kept |= {switch: True for switch in _SWITCHES if getattr(view, switch)}
    return {_key(name, what): value for what, value in kept.items()}


def view_of(
    kept: Mapping[str, ViewValue], name: str
) -> tuple[CanvasView | None, int | None]:
    """The view of the function *name* and the place of its tab, None each if unknown.

    What makes no sense is left out: it is no part of the work.
    """
    tab = kept.get(_key(name, "tab"))
    place = tab if isinstance(tab, int) and not isinstance(tab, bool) else None
    numbers = [kept.get(_key(name, number)) for number in _NUMBERS]
    found = [float(n) for n in numbers if isinstance(n, int | float)]
    is_whole = len(found) == len(_NUMBERS) and all(map(math.isfinite, found))
    if not is_whole or found[0] <= 0 or max(map(abs, found)) > _FARTHEST:
        return None, place
    on = [kept.get(_key(name, switch)) is True for switch in _SWITCHES]
    return CanvasView(found[0], (found[1], found[2]), *on), place


def _key(name: str, what: str) -> str:
    return f"function.{name}.{what}"
