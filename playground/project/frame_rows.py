"""Frames, and how a canvas was looked at, as they stand in a project file."""

from collections.abc import Sequence
from typing import Annotated, Final

import msgspec

from playground.graph.frame_edits import check_frame
from playground.graph.frames import COLORS, Frame, FrameId
from playground.graph.graph import GraphError
from playground.project.errors import FileFormatError
from playground.project.project import CanvasView
from playground.project.strict_json import shown

_LARGEST: Final = 2**53
_FARTHEST: Final = 1e9  # scene units
_Id = Annotated[int, msgspec.Meta(ge=1, le=_LARGEST)]
_Place = Annotated[float, msgspec.Meta(ge=-_FARTHEST, le=_FARTHEST)]
_Zoom = Annotated[float, msgspec.Meta(ge=0.01, le=100)]


class FrameRow(msgspec.Struct, forbid_unknown_fields=True):
    """A frame in a file."""

    id: _Id
    position: tuple[float, float]
    size: tuple[float, float]
    title: str = ""
    note: str = ""
    color: str = COLORS[0]


class ViewRow(msgspec.Struct, forbid_unknown_fields=True):
    """A view in a file."""

    zoom: _Zoom = 1.0
    middle: tuple[_Place, _Place] = (0.0, 0.0)
    wire_numbers: bool = False
    wire_heat: bool = False
    grid: bool = False


def frame_entries(frame: Frame) -> dict[str, object]:
    """A frame as JSON; what is as usual is left out."""
    entries: dict[str, object] = {"id": frame.id}
    if frame.title:
        entries["title"] = frame.title
    if frame.note:
        entries["note"] = frame.note
    if frame.color != COLORS[0]:
        entries["color"] = frame.color
    entries["position"] = [float(each) for each in frame.position]
    entries["size"] = [float(each) for each in frame.size]
    return entries


def frames_of(rows: Sequence[FrameRow], place: str) -> list[Frame]:
    """The frames of a canvas.

    Raises:
        FileFormatError: One of them breaks a rule; the message names the place.
    """
    frames: dict[FrameId, Frame] = {}
    for number, row in enumerate(rows):
        frame = Frame(
            FrameId(row.id), row.title, row.note, row.color, row.position, row.size
        )
        if frame.id in frames:
            msg = f"{frame.id} is the id of another frame already"
            raise FileFormatError(msg, f"{place}[{number}].id")
        try:
            check_frame(frame)
        except GraphError as error:
            raise FileFormatError(shown(str(error)), f"{place}[{number}]") from None
        frames[frame.id] = frame
    return list(frames.values())


def view_entries(view: CanvasView) -> dict[str, object]:
    """A view as JSON."""
    return {
        "zoom": float(view.zoom),
        "middle": [float(each) for each in view.middle],
        "wire_numbers": view.wire_numbers,
        "wire_heat": view.wire_heat,
        "grid": view.grid,
    }


def view_of(row: ViewRow | None) -> CanvasView | None:
    """How a canvas was looked at, if the file tells."""
    if row is None:
        return None
    return CanvasView(row.zoom, row.middle, row.wire_numbers, row.wire_heat, row.grid)
