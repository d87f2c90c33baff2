"""The text of a table: what separates its cells, its rows, its header, its numbers."""

import csv
import io
import math
from collections import Counter
from collections.abc import Sequence
from typing import Final

_SEPARATORS: Final = (",", ";", "\t", "|", " ")
_SAMPLE_LINES: Final = 20


class TableError(ValueError):
    """A text holds no table that could be used; the message says why."""


def decoded(data: bytes) -> str:
    """The text in the bytes of a file, as spreadsheets write them."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace")


def separator_of(text: str) -> str:
    """What cuts most of the first lines into as many columns, and into the most."""
    sample = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]

    def quality(separator: str) -> tuple[int, int]:
        widths = Counter(len(_cells(line, separator)) for line in sample)
        width, lines = max(
            widths.items(), key=lambda item: (item[0] > 1, item[1]), default=(1, 0)
        )
        return (lines if width > 1 else 0, width)

    best = max(_SEPARATORS, key=quality)
    # A decimal comma looks like a separator, but the real one is there as well.
    for real in (";", "\t"):
        if quality(real)[0] == len(sample) > 0:
            return real
    return best


def looks_like_table(text: str) -> bool:
    """Whether a text for any purpose is probably a table: lines of as many cells.

    What only spaces separate could be words, or formulas.
    """
    lines = [line for line in text.splitlines()[:_SAMPLE_LINES] if line.strip()]
    separator = separator_of("\n".join(lines))
    widths = {len(_cells(line, separator)) for line in lines}
    return separator != " " and len(lines) > 1 and len(widths) == 1 and widths != {1}


def _cells(line: str, separator: str) -> list[str]:
    if separator == " ":
        return line.split()
    return line.split(separator)


def rows_of(text: str, separator: str) -> tuple[list[tuple[str, ...]], list[int]]:
    """The cells of each row that is not empty, and the line of each.

    Raises:
        TableError: A line cannot be read.
    """
    rows: list[tuple[str, ...]] = []
    lines: list[int] = []
    if separator == " ":
        for number, line in enumerate(text.splitlines(), 1):
            _keep(line.split(), number, rows, lines)
        return rows, lines
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    start = 1
    try:
        for cells in reader:
            _keep(cells, start, rows, lines)
            start = reader.line_num + 1
    except csv.Error as error:
        msg = f"line {start} cannot be read: {error}"
        raise TableError(msg) from None
    return rows, lines


def _keep(
    cells: Sequence[str],
    line: int,
    rows: list[tuple[str, ...]],
    lines: list[int],
) -> None:
    """Keep a row, unless it is empty or a comment."""
    stripped = tuple(cell.strip() for cell in cells)
    if any(stripped) and not stripped[0].startswith("#"):
        rows.append(stripped)
        lines.append(line)


def is_header(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row is text where the second has numbers."""
    first = [number_in(cell) is not None for cell in rows[0]]
    if len(rows) == 1:
        return not any(first)
    below = [number_in(cell) is not None for cell in rows[1]]
    return any(b and not a for a, b in zip(first, below, strict=True)) and not any(
        first
    )


def shortened(text: str, longest: int) -> str:
    """*text* in a line of at most so many letters."""
    line = " ".join(text.split())
    return line if len(line) <= longest else line[: longest - 1] + "…"


def number_in(cell: str) -> float | None:
    """The finite number that a cell holds, if any; a comma may be its point."""
    plain = cell.replace("−", "-").strip()
    if plain.count(",") == 1 and "." not in plain:
        plain = plain.replace(",", ".")
    if "_" in plain:
        return None
    try:
        number = float(plain)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
