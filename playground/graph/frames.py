"""`Frame`: a titled rectangle behind nodes, with a note.

A frame lists no nodes. Which nodes and frames lie in it follows from where they are, so
that nothing has to be kept true when things move.
"""

from dataclasses import dataclass
from typing import Final, NewType

FrameId = NewType("FrameId", int)

COLORS: Final = ("neutral", "blue", "green", "orange", "red")
"""Names of the colours a frame can have; a theme says what they look like."""

LEAST_SIZE: Final = (64.0, 40.0)
LONGEST_TITLE: Final = 200
LONGEST_NOTE: Final = 20_000


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame of the canvas.

    Attributes:
        id: Unique among the frames of its graph, never used again.
        title: One line, or empty.
        note: Markdown, or empty.
        color: One of `COLORS`.
        position: Top left corner in scene units, y pointing down.
        size: Width and height.
    """

    id: FrameId
    title: str = ""
    note: str = ""
    color: str = COLORS[0]
    position: tuple[float, float] = (0.0, 0.0)
    size: tuple[float, float] = (240.0, 160.0)

    @property
    def label(self) -> str:
        """What messages and lists call the frame: its title, or how its note begins."""
        if self.title:
            return self.title
        lines = (line.strip(" \t#*_>-`") for line in self.note.splitlines())
        return next(filter(None, lines), "frame")[:40]

    def holds(self, x: float, y: float) -> bool:
        """Whether a point lies in the frame."""
        left, top = self.position
        width, height = self.size
        return left <= x <= left + width and top <= y <= top + height

    def surrounds(self, other: "Frame") -> bool:
        """Whether *other* lies wholly in this frame, the larger of two alike."""
        (x, y), (width, height) = other.position, other.size
        corners = self.holds(x, y) and self.holds(x + width, y + height)
        return corners and (self.area, -self.id) > (other.area, -other.id)

    @property
    def area(self) -> float:
        """Width times height, by which frames are stacked: the largest at the back."""
        return self.size[0] * self.size[1]
