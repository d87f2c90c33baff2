"""Tables of one's own: text to points, with what was left out and how it was scaled.

`read_table` finds separator, header and columns; `points_from` turns three columns into
points. Rows that cannot be used are kept out, each with its line and the reason.
"""

import csv
import io
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from typing_extensions import override

from playground.training.datasets import MAX_CLASSES
from playground.training.points import FARTHEST, MAX_POINTS, Points
from playground.training.scaling import Scaling, stretched
from playground.training.table_text import (
    TableError,
    decoded,
    is_header,
    number_in,
    rows_of,
    separator_of,
    shortened,
)

__all__ = [
    "BadRow",
    "Choice",
    "Reading",
    "Table",
    "TableError",
    "classes_apart",
    "likely_choice",
    "points_as_text",
    "points_from",
    "read_file",
    "read_table",
    "suited",
]

MAX_BYTES: Final = 50_000_000
SCALED: Final = 5.0
"""Coordinates that are scaled reach from minus to plus this."""

_LONGEST_QUOTE: Final = 20
_LEAST_COLUMNS: Final = 2
_CLASSES: Final = 2


@dataclass(frozen=True, slots=True)
class BadRow:
    """A row that was left out: its line in the text, from 1, and why."""

    line: int
    reason: str

    @override
    def __str__(self) -> str:
        return f"line {self.line}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells, all as wide as the header.

    Attributes:
        columns: Names of the columns, made up where the text has no header.
        rows: The cells of each row.
        lines: The line of each row in the text, from 1.
        bad_rows: Rows of another width.
    """

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    lines: tuple[int, ...]
    bad_rows: tuple[BadRow, ...] = ()

    def numbers(self, column: int) -> list[float | None]:
        """The cells of a column, None where one is no finite number."""
        return [number_in(row[column]) for row in self.rows]

    def is_numeric(self, column: int) -> bool:
        """Whether most cells of a column are numbers."""
        numbers = self.numbers(column)
        return 2 * sum(n is not None for n in numbers) > len(numbers)

    def values(self, column: int) -> list[str]:
        """The different texts of a column, the most frequent first."""
        counted = Counter(row[column] for row in self.rows if row[column])
        return [text for text, _count in counted.most_common()]


@dataclass(frozen=True, slots=True)
class Choice:
    """Which columns mean what.

    Args:
        x: Number of the column.
        y: Number of the column; None for points on the x axis.
        label: Number of the column.
        positive: The text of the label that is class 1, the others being class -1;
            None for labels that are numbers or more classes.
        is_scaled: Whether coordinates are stretched over the map.
        classes: The texts of three or more classes, in order, where each is one of its
            own.
    """

    x: int
    y: int | None
    label: int
    positive: str | None = None
    is_scaled: bool = True
    classes: tuple[str, ...] = ()

    @property
    def has_classes(self) -> bool:
        """Whether labels are classes, rather than numbers."""
        return bool(self.classes) or self.positive is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of a table.

    Attributes:
        points: Rows that can be used.
        bad_rows: Rows that cannot, in the order of their lines.
        scalings: What was scaled, and how.
        classes: How many classes there are, 1 for labels that are numbers.
        class_names: What they are called in the table.
    """

    points: Points
    bad_rows: tuple[BadRow, ...]
    scalings: tuple[Scaling, ...] = field(default=())
    classes: int = 1
    class_names: tuple[str, ...] = ()


def read_file(path: Path) -> Table:
    """The table in a file.

    Raises:
        TableError: There is none.
        OSError: The file cannot be read.
    """
    size = path.stat().st_size
    if not path.is_file():
        msg = "it is no file"
        raise TableError(msg)
    if size > MAX_BYTES:
        msg = f"{path.name} is larger than {MAX_BYTES // 1_000_000} MB"
        raise TableError(msg)
    return read_table(decoded(path.read_bytes()))


def read_table(text: str) -> Table:
    """The table in *text*, whatever separates its columns.

    Raises:
        TableError: There is none.
    """
    if "\0" in text:
        msg = "this is not a text, but some other kind of file: save it as CSV first"
        raise TableError(msg)
    text = text.lstrip("\ufeff")
    separator = separator_of(text)
    rows, lines = rows_of(text, separator)
    if not rows:
        msg = "there are no rows in it"
        raise TableError(msg)
    width = Counter(map(len, rows)).most_common(1)[0][0]
    if width < _LEAST_COLUMNS:
        msg = "a table needs at least two columns, separated by commas or the like"
        raise TableError(msg)
    good = [i for i, row in enumerate(rows) if len(row) == width]
    bad = [
        BadRow(lines[i], f"{len(row)} columns instead of {width}")
        for i, row in enumerate(rows)
        if len(row) != width
    ]
    columns = tuple(f"column {number}" for number in range(1, width + 1))
    if is_header([rows[i] for i in good]):
        columns = tuple(
            cell or made_up
            for cell, made_up in zip(rows[good[0]], columns, strict=True)
        )
        del good[0]
    if not good:
        msg = "there are no rows below its header"
        raise TableError(msg)
    return Table(
        columns,
        tuple(rows[i] for i in good),
        tuple(lines[i] for i in good),
        tuple(bad),
    )


def likely_choice(table: Table) -> Choice:
    """The columns that are probably meant: the label last, x and y first.

    Raises:
        TableError: Less than one column besides the label holds numbers.
    """
    numeric = [i for i in range(len(table.columns)) if table.is_numeric(i)]
    others = [i for i in range(len(table.columns)) if i not in numeric]
    label = others[-1] if others else numeric[-1]
    coordinates = [i for i in numeric if i != label]
    if not coordinates:
        msg = "no column holds numbers"
        raise TableError(msg)
    y = coordinates[1] if len(coordinates) > 1 else None
    return suited(table, Choice(coordinates[0], y, label))


def suited(table: Table, choice: Choice) -> Choice:
    """*choice* with classes or numbers as its label column has them."""
    values = table.values(choice.label)
    is_number = table.is_numeric(choice.label)
    classes, positive = classes_apart(table, choice.label), None
    if is_number and not _are_counted(classes):
        classes = ()
    if values and not classes and (not is_number or len(values) <= _CLASSES):
        positive = max(values, key=_sort_key)
    return Choice(choice.x, choice.y, choice.label, positive, choice.is_scaled, classes)


def classes_apart(table: Table, label: int) -> tuple[str, ...]:
    """The texts of a column in order, if they are three classes or more, up to six."""
    values = table.values(label)
    if not _CLASSES < len(values) <= MAX_CLASSES:
        return ()
    return tuple(sorted(values, key=_sort_key))


def _are_counted(classes: Sequence[str]) -> bool:
    """Whether the texts are 0, 1, 2 and so on."""
    return [number_in(text) for text in classes] == list(range(len(classes)))


def points_from(table: Table, choice: Choice) -> Reading:
    """The points of a table."""
    bad = list(table.bad_rows)
    rows: list[tuple[float, float, float]] = []
    for line, cells in zip(table.lines, table.rows, strict=True):
        row = _row(cells, choice)
        if isinstance(row, str):
            bad.append(BadRow(line, row))
        elif len(rows) == MAX_POINTS:
            bad.append(BadRow(line, f"only {MAX_POINTS:,} points are taken"))
        else:
            rows.append(row)
    scalings, points = _scaled(table, choice, rows)
    names: tuple[str, ...] = choice.classes
    if choice.positive is not None:
        others = [t for t in table.values(choice.label) if t != choice.positive]
        names = (others[0] if len(others) == 1 else "others", choice.positive)
    return Reading(
        points,
        tuple(sorted(bad, key=lambda row: row.line)),
        scalings,
        len(names) or 1,
        names,
    )


def points_as_text(points: Points) -> str:
    """The table of *points*, which `read_table` reads back bit for bit."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(("x", "y", "label"))
    writer.writerows([[repr(value) for value in row] for row in points])
    return out.getvalue()


def _row(cells: Sequence[str], choice: Choice) -> tuple[float, float, float] | str:
    """The numbers of a row, or why it cannot be used."""
    columns = [choice.x] if choice.y is None else [choice.x, choice.y]
    label_text = cells[choice.label]
    if not choice.has_classes:
        columns.append(choice.label)
    elif not label_text:
        return "the label is missing"
    numbers = []
    for column in columns:
        number = number_in(cells[column])
        if number is None:
            return _why_no_number(cells[column])
        numbers.append(number)
    if choice.classes:
        numbers.append(float(choice.classes.index(label_text)))
    elif choice.positive is not None:
        numbers.append(1.0 if label_text == choice.positive else -1.0)
    if choice.y is None:
        numbers.insert(1, 0.0)
    if not choice.is_scaled and any(abs(n) > FARTHEST for n in numbers):
        return f"a number is larger than {FARTHEST:,.0f}"
    x, y, label = numbers
    return x, y, label


def _why_no_number(cell: str) -> str:
    if not cell:
        return "a number is missing"
    return f"“{shortened(cell, _LONGEST_QUOTE)}” is not a finite number"


def _scaled(
    table: Table, choice: Choice, rows: Sequence[tuple[float, float, float]]
) -> tuple[tuple[Scaling, ...], Points]:
    """Stretch coordinates over the map, and labels that are numbers to -1..1."""
    if not choice.is_scaled or not rows:
        return (), tuple(rows)
    label = None if choice.has_classes else choice.label
    return stretched(
        rows,
        [
            None if column is None else (table.columns[column], reach)
            for column, reach in ((choice.x, SCALED), (choice.y, SCALED), (label, 1.0))
        ],
    )


def _sort_key(text: str) -> tuple[int, float, str]:
    """Numbers by size, then texts by the alphabet."""
    number = number_in(text)
    return (0, number, "") if number is not None else (1, 0.0, text)
