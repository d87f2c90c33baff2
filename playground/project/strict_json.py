"""JSON without its traps: what is ambiguous is refused, what is written diffs well.

Python's own reader takes the last of two entries of the same name, and numbers that no
other program reads; both would change a project silently.
"""

import json
import math
from collections import Counter
from typing import Any

from playground.project.errors import FileFormatError

_ONE_LINE_FROM = 4


class _Twice:
    """Stands for an object that has two entries of one name."""

    def __init__(self, name: str) -> None:
        self.name = name


def read(data: bytes) -> Any:  # noqa: ANN401  JSON is any of six kinds
    """The value that *data* describes, in dicts, lists, str, int, float, bool, None.

    Raises:
        FileFormatError: It is no UTF-8, no JSON, nested too deeply, or ambiguous.
    """
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        msg = "this is not text in UTF-8"
        raise FileFormatError(msg, f"line {line}") from None
    if not text.strip():
        msg = "the file is empty"
        raise FileFormatError(msg)
    try:
        value = json.loads(text, object_pairs_hook=_object, parse_constant=float)
    except json.JSONDecodeError as error:
        msg = f"this is not JSON ({error.msg[:1].lower()}{error.msg[1:]})"
        place = f"line {error.lineno}, column {error.colno}"
        raise FileFormatError(msg, place) from None
    except ValueError:  # Python refuses to read whole numbers of thousands of digits
        msg = "a number in the file has too many digits"
        raise FileFormatError(msg) from None
    except (RecursionError, MemoryError):
        msg = "the file is nested too deeply"
        raise FileFormatError(msg) from None
    check(value)
    return value


def write(value: object) -> bytes:
    """JSON for people: an entry a line, from the fourth level on an object a line.

    *value* is as `check` accepts it. Floats read back bit for bit.
    """
    # What UTF-8 cannot hold, halves of surrogate pairs, it writes as JSON would.
    return f"{_text(value, 0)}\n".encode("utf-8", "backslashreplace")


def check(value: object) -> None:
    """Refuse numbers that JSON does not have, and names that stand twice.

    Raises:
        FileFormatError: The message names the place.
    """
    pending: list[tuple[str, object]] = [("", value)]
    while pending:
        place, item = pending.pop()
        if isinstance(item, _Twice):
            msg = f"{shown(item.name)} stands here twice"
            raise FileFormatError(msg, place)
        if isinstance(item, float) and not math.isfinite(item):
            msg = "not a finite number"
            raise FileFormatError(msg, place)
        if isinstance(item, dict):
            entries = [(join(place, key), each) for key, each in item.items()]
            pending += reversed(entries)
        elif isinstance(item, list | tuple):
            each_with_place = [(f"{place}[{n}]", each) for n, each in enumerate(item)]
            pending += reversed(each_with_place)


def join(place: str, name: str) -> str:
    """The place of an entry of the object at *place*."""
    return f"{place}.{shown(name)}" if place else shown(name)


def shown(text: str, longest: int = 40) -> str:
    """A text from a file as a message can show it: short, and on one line."""
    start = text[:longest]
    start = start if start.isprintable() and text else repr(start)
    return start if len(text) <= longest else f"{start}…"


def _object(entries: list[tuple[str, Any]]) -> dict[str, Any] | _Twice:
    made = dict(entries)
    if len(made) == len(entries):
        return made
    counts = Counter(name for name, _ in entries)
    return _Twice(counts.most_common(1)[0][0])


def _text(value: object, level: int) -> str:
    if level >= _ONE_LINE_FROM:
        return _plain(value)
    if isinstance(value, dict) and value:
        parts = [f"{_plain(k)}: {_text(v, level + 1)}" for k, v in value.items()]
        start, end = "{}"
    elif isinstance(value, list | tuple) and any(
        isinstance(each, dict | list | tuple) for each in value
    ):
        parts = [_text(each, level + 1) for each in value]
        start, end = "[]"
    else:
        return _plain(value)
    margin = "\n" + "  " * level
    return f"{start}{margin}  {f',{margin}  '.join(parts)}{margin}{end}"


def _plain(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False)
