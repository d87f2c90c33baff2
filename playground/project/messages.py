"""Errors of the rooms below and of the library, in the words of files and places."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import msgspec

from playground.graph.graph import GraphError
from playground.project.errors import FileFormatError
from playground.project.strict_json import join, shown
from playground.training.experiment import ExperimentError

_LONGEST: Final = 200
_KINDS: Final = {
    "float": "a number",
    "int": "a whole number",
    "str": "a text",
    "bool": "true or false",
    "array": "a list",
    "object": "an object",
}


@contextmanager
def errors_at(place: str) -> Iterator[None]:
    """Give errors of the rooms below their place in the file."""
    try:
        yield
    except ExperimentError as error:
        message = str(error).removeprefix(f"{error.field} ")
        place = join(place, error.field) if error.field else place
        raise FileFormatError(shown(message, _LONGEST), place) from None
    except (GraphError, ArithmeticError) as error:
        raise FileFormatError(shown(str(error), _LONGEST), place) from None


def translated(error: msgspec.ValidationError, place: str = "") -> FileFormatError:
    """The library's message in the words of ours."""
    message, _, path = str(error).partition(" - at `$")
    place += path.rstrip("`").removeprefix("." if not place else "")
    if match := re.fullmatch("Expected `(.+?)`(.*?)(?:, got .*)?", message):
        kinds = match[1].split(" | ")
        limit = match[2].replace(">=", "of at least").replace("<=", "of at most")
        kind = " or ".join(_KINDS.get(kind, kind) for kind in kinds)
        return FileFormatError(f"not {kind}{limit}", place)
    if match := re.fullmatch("Object missing required field `(.+)`", message):
        return FileFormatError("missing", join(place, match[1]))
    if match := re.fullmatch("Object contains unknown field `(.*)`", message):
        return FileFormatError("unknown here", join(place, match[1]))
    return FileFormatError(f"{message[:1].lower()}{message[1:]}", place)
