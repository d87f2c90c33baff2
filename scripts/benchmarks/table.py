"""What a section gives back, how it is printed, and how to time fairly."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from time import process_time


@dataclass(frozen=True, slots=True)
class Table:
    """Figures of one section.

    Attributes:
        title: What was measured, and how.
        header: A word for each column.
        rows: A cell for each column.
        notes: Lines below the table: peers that are missing, goals.
    """

    title: str
    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    notes: Sequence[str] = ()

    def text(self) -> str:
        """The table with aligned columns, the first to the left."""
        lines = [self.header, *self.rows]
        widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
        body = [
            "  ".join(
                cell.rjust(width) if place else cell.ljust(width)
                for place, (cell, width) in enumerate(zip(line, widths, strict=True))
            )
            for line in lines
        ]
        body.insert(1, "-" * len(body[0]))
        return "\n".join([self.title, *body, *self.notes])


def seconds_per_call(
    functions: Sequence[Callable[[], object]], rounds: int = 7, least: float = 0.3
) -> list[float]:
    """The median processor time of a call of each function, measured in turn.

    Processor time leaves out what other programs take, and turns let a change of the
    machine's speed meet all functions alike. For functions that use one thread.

    Args:
        functions: What to time.
        rounds: How often each has its turn.
        least: Seconds that a turn takes at the least.
    """
    counts = [_count_for(function, least) for function in functions]
    times: list[list[float]] = [[] for _ in functions]
    for _ in range(rounds):
        for function, count, taken in zip(functions, counts, times, strict=True):
            start = process_time()
            for _ in range(count):
                function()
            gc.collect()  # each function pays for the garbage it leaves
            taken.append((process_time() - start) / count)
    return [median(taken) for taken in times]


def _count_for(function: Callable[[], object], least: float) -> int:
    function()
    start = process_time()
    function()
    return max(1, round(least / max(process_time() - start, 1e-7)))
