"""What can change about frames, as values; `playground.graph.edits` applies them."""

import math
from dataclasses import dataclass
from typing import Final, TypeAlias

from playground.graph.frames import (
    COLORS,
    LEAST_SIZE,
    LONGEST_NOTE,
    LONGEST_TITLE,
    Frame,
    FrameId,
)
from playground.graph.graph import Graph, GraphError

_CHANGE: Final = "Change a frame"


@dataclass(frozen=True, slots=True)
class AddFrames:
    """New frames."""

    frames: tuple[Frame, ...]


@dataclass(frozen=True, slots=True)
class RemoveFrames:
    """Frames that go; what lies in them stays."""

    ids: tuple[FrameId, ...]


@dataclass(frozen=True, slots=True)
class ChangeFrames:
    """Frames as they shall be, each in the place of the one with its id."""

    frames: tuple[Frame, ...]
    title: str = _CHANGE


FrameEdit: TypeAlias = AddFrames | RemoveFrames | ChangeFrames


def apply_to_frames(graph: Graph, edit: FrameEdit) -> FrameEdit:
    """Change the frames of *graph* and return the edit that changes them back.

    Raises:
        GraphError: The rules refuse the edit; *graph* is as it was.
    """
    match edit:
        case AddFrames(frames):
            return _add(graph, frames)
        case RemoveFrames(ids):
            return _remove(graph, ids)
        case ChangeFrames(frames, title):
            return _change(graph, frames, title)


def describe_frames(edit: FrameEdit) -> str:
    """What the edit does, as a line of the history."""
    match edit:
        case AddFrames(frames):
            return "Add a frame" if len(frames) == 1 else f"Add {len(frames)} frames"
        case RemoveFrames(ids):
            return "Delete a frame" if len(ids) == 1 else f"Delete {len(ids)} frames"
        case ChangeFrames(_, title):
            return title


def check_frame(frame: Frame) -> None:
    """Refuse a frame that could not be shown or saved.

    Raises:
        GraphError: The place or size is not finite, it is too small, its colour is
            unknown, or a text is too long.
    """
    if not all(map(math.isfinite, (*frame.position, *frame.size))):
        msg = "the place of a frame must be finite numbers"
        raise GraphError(msg)
    if frame.size[0] < LEAST_SIZE[0] or frame.size[1] < LEAST_SIZE[1]:
        least = f"{LEAST_SIZE[0]:g} by {LEAST_SIZE[1]:g}"
        msg = f"a frame must be at least {least} units large"
        raise GraphError(msg)
    if frame.color not in COLORS:
        msg = f"a frame has one of the colours {', '.join(COLORS)}"
        raise GraphError(msg)
    if len(frame.title) > LONGEST_TITLE or len(frame.title.splitlines()) > 1:
        msg = f"a title is one line of at most {LONGEST_TITLE} characters"
        raise GraphError(msg)
    if len(frame.note) > LONGEST_NOTE:
        msg = f"a note has at most {LONGEST_NOTE:,} characters"
        raise GraphError(msg)


def _add(graph: Graph, frames: tuple[Frame, ...]) -> RemoveFrames:
    seen: set[FrameId] = set()
    for frame in frames:
        check_frame(frame)
        if frame.id in graph.frames or frame.id in seen:
            msg = f"there is already a frame with the id {frame.id}"
            raise GraphError(msg)
        seen.add(frame.id)
    for frame in frames:
        graph.put_frame(frame)
    return RemoveFrames(tuple(frame.id for frame in frames))


def _remove(graph: Graph, ids: tuple[FrameId, ...]) -> AddFrames:
    frames = tuple(_frame(graph, frame_id) for frame_id in dict.fromkeys(ids))
    for frame in frames:
        graph.remove_frame(frame.id)
    return AddFrames(frames)


def _change(graph: Graph, frames: tuple[Frame, ...], title: str) -> ChangeFrames:
    changed = {frame.id: frame for frame in frames}
    before = tuple(_frame(graph, frame_id) for frame_id in changed)
    for frame in changed.values():
        check_frame(frame)
    for frame in changed.values():
        graph.put_frame(frame)
    return ChangeFrames(before, title)


def _frame(graph: Graph, frame_id: FrameId) -> Frame:
    frame = graph.frames.get(frame_id)
    if frame is None:
        msg = "this frame no longer exists"
        raise GraphError(msg)
    return frame
