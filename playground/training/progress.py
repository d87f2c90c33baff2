"""A line on a terminal that says how far a long run is, and vanishes afterwards."""

import time
from typing import Final, TextIO

_PAUSE: Final = 0.1
"""Seconds between two looks of the line, and about as long runs a piece between."""

_ERASE: Final = "\r\x1b[K"


class Progress:
    """Writes to a terminal; to anything else it is silent."""

    def __init__(self, terminal: TextIO, epochs: int) -> None:
        """Tell *terminal* of a run of so many *epochs*."""
        self._terminal = terminal
        self._epochs = epochs
        self._is_shown = terminal.isatty()
        self._start = self._last = time.monotonic()
        self._begun: int | None = None

    @property
    def is_shown(self) -> bool:
        """Whether anybody sees it."""
        return self._is_shown

    def piece(self, epoch: int) -> int:
        """How many epochs to train until the next look, at the speed so far."""
        seconds = time.monotonic() - self._start
        done = epoch - (self._begun or 0)
        if not self._is_shown:
            return self._epochs
        return max(1, int(done / seconds * _PAUSE)) if seconds > 0 else 1

    def show(self, epoch: int) -> None:
        """Say that *epoch* is done."""
        now = time.monotonic()
        if self._begun is None:
            self._begun = epoch
        if not self._is_shown or now - self._last < _PAUSE:
            return
        self._last = now
        speed = (epoch - self._begun) / max(now - self._start, 1e-9)
        left = (self._epochs - epoch) / speed if speed else 0.0
        share = epoch / max(self._epochs, 1)
        self._terminal.write(
            f"{_ERASE}epoch {epoch:,} of {self._epochs:,} ({share:.0%}), "
            f"{speed:,.0f} a second, {left:,.0f} s left"
        )
        self._terminal.flush()

    def clear(self) -> None:
        """Make room for a line of text."""
        if self._is_shown:
            self._terminal.write(_ERASE)
            self._terminal.flush()
