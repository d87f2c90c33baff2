"""The frames as they are shown, and what lies where in them. Paints nothing."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSizeF, Qt

from playground.graph.frames import Frame, FrameId
from playground.ui.canvas.frame_notes import Notes
from playground.ui.canvas.hit import NO_EDGE, FrameHit, FramePart
from playground.ui.canvas.picture import NodePicture, Rows

BAR: Final = 26.0
"""Height of the title bar."""
READABLE: Final = 0.55
"""From this zoom on title and note stand in the frame; below, the title above it."""
TAB: Final = 17.0
"""Height of a title above its frame, in pixels."""
INSET: Final = 10.0
"""Between the edge of a frame and its note."""
_EDGE: Final = 6.0
_CORNER: Final = 12.0
_WIDEST_GRAB: Final = 3.0


class FramePicture:
    """Mirrors the frames of a graph; a gesture may show some of them elsewhere.

    Attributes:
        selected: The frames that are selected.
        notes: Their notes, typeset.
    """

    def __init__(self) -> None:
        self._frames: dict[FrameId, Frame] = {}
        self._shown: dict[FrameId, QRectF] = {}
        self._order: list[FrameId] = []
        self.selected: set[FrameId] = set()
        self.notes = Notes()

    def __len__(self) -> int:
        return len(self._frames)

    def __contains__(self, frame_id: object) -> bool:
        return frame_id in self._frames

    def take(self, frames: Mapping[FrameId, Frame]) -> bool:
        """Show *frames*; tells whether selected ones are gone."""
        self._frames = dict(frames)
        before = len(self.selected)
        self.selected.intersection_update(frames)
        self.show_as_is()
        return len(self.selected) != before

    def show_as_is(self) -> None:
        """Show every frame where the graph has it."""
        self._shown = {
            frame.id: QRectF(QPointF(*frame.position), QSizeF(*frame.size))
            for frame in self._frames.values()
        }
        self._order = sorted(
            self._frames, key=lambda i: (-self._frames[i].area, self._frames[i].id)
        )

    def show(self, rects: Mapping[FrameId, QRectF]) -> None:
        """Show some frames elsewhere, without changing the graph."""
        self._shown.update(rects)

    @property
    def in_order(self) -> list[Frame]:
        """All frames, the largest and lowest first."""
        return [self._frames[frame_id] for frame_id in self._order]

    def frame(self, frame_id: FrameId) -> Frame:
        """A frame as the graph has it."""
        return self._frames[frame_id]

    def rect(self, frame_id: FrameId) -> QRectF:
        """Where a frame is shown."""
        return QRectF(self._shown[frame_id])

    def bounds(self, ids: Iterable[FrameId] | None = None) -> QRectF:
        """The rectangle around frames, all of them without *ids*; empty for none."""
        bounds = QRectF()
        for frame_id in self._frames if ids is None else ids:
            bounds |= self._shown[frame_id]
        return bounds

    def bar_rect(self, frame_id: FrameId) -> QRectF:
        """The title bar; a note without a title has none."""
        frame, rect = self._frames[frame_id], self.rect(frame_id)
        rect.setHeight(0.0 if frame.note and not frame.title else BAR)
        return rect

    def note_rect(self, frame_id: FrameId) -> QRectF:
        """Where the note stands; empty for none."""
        frame, rect = self._frames[frame_id], self.rect(frame_id)
        top = self.bar_rect(frame_id).bottom() + INSET - 2
        width = rect.width() - 2 * INSET
        height = self.notes.height(frame_id, frame.note, width)
        room = rect.bottom() - 4 - top
        return QRectF(rect.left() + INSET, top, width, max(0.0, min(height, room)))

    def within(self, band: QRectF) -> set[FrameId]:
        """The frames that lie wholly in *band*."""
        return {i for i, rect in self._shown.items() if band.contains(rect)}

    def nested(self, ids: Iterable[FrameId]) -> set[FrameId]:
        """Frames, and those that lie in one of them."""
        outer = [self._frames[frame_id] for frame_id in ids]
        inner = {
            frame.id
            for frame in self._frames.values()
            if any(each.surrounds(frame) for each in outer)
        }
        return inner.union(each.id for each in outer)

    def links(self, frame_id: FrameId) -> list[str]:
        """The links of a note, in their order."""
        return self.notes.links(frame_id, self._frames[frame_id].note)

    def contents(self, ids: Collection[FrameId], nodes: NodePicture) -> Rows:
        """Rows of the nodes whose middle lies in one of the frames *ids*."""
        inside = np.zeros(len(nodes), dtype=bool)
        middle = nodes.positions + nodes.sizes / 2
        for frame_id in ids:
            rect = self._shown[frame_id]
            inside |= (
                (middle[:, 0] >= rect.left())
                & (middle[:, 0] <= rect.right())
                & (middle[:, 1] >= rect.top())
                & (middle[:, 1] <= rect.bottom())
            )
        return np.flatnonzero(inside)

    def words(self, frame_id: FrameId, nodes: NodePicture) -> str:
        """A frame for those who do not see it: title, what lies in it, note."""
        frame = self._frames[frame_id]
        count = len(self.contents([frame_id], nodes))
        held = f"{count} node{'' if count == 1 else 's'} in it" if count else ""
        kind = "frame" if frame.title or not frame.note else "note"
        parts = (f"{kind} {frame.title}".strip(), held, frame.note)
        return ", ".join(filter(None, parts))

    def around(self, point: QPointF) -> list[FrameId]:
        """The frames that a point lies in, the smallest first."""
        return [i for i in reversed(self._order) if self._shown[i].contains(point)]

    @staticmethod
    def _tab(rect: QRectF, zoom: float) -> QRectF:
        """Where the hand finds a title that stands above its frame."""
        high = TAB / zoom
        width = max(rect.width(), 2 * high)
        return QRectF(rect.left(), rect.top() - high, width, high)

    def hit(self, point: QPointF, zoom: float) -> FrameHit | None:
        """What of which frame the hand means by *point*, the topmost first."""
        reach = _EDGE * min(max(1.0, 0.8 / zoom), _WIDEST_GRAB)
        for frame_id in reversed(self._order):
            rect = self._shown[frame_id]
            if zoom < READABLE and self._tab(rect, zoom).contains(point):
                return FrameHit(frame_id, FramePart.TITLE)
            if not rect.adjusted(-reach, -reach, reach, reach).contains(point):
                continue
            edges = _edges(rect, point, reach)
            if edges != NO_EDGE:
                return FrameHit(frame_id, FramePart.EDGE, edges)
            if self.bar_rect(frame_id).contains(point):
                return FrameHit(frame_id, FramePart.TITLE)
            place = self.note_rect(frame_id)
            if place.contains(point):
                note = self._frames[frame_id].note
                at = point - place.topLeft()
                link = self.notes.link_at(frame_id, note, place.width(), at)
                return FrameHit(frame_id, FramePart.NOTE, link=link)
        return None


def _edges(rect: QRectF, point: QPointF, reach: float) -> Qt.Edge:
    """The edges near a point; at a corner those are two, and farther away."""
    inner = min(reach, rect.width() / 4, rect.height() / 4)
    far = max(_CORNER, reach)
    gaps = {
        Qt.Edge.LeftEdge: point.x() - rect.left(),
        Qt.Edge.RightEdge: rect.right() - point.x(),
        Qt.Edge.TopEdge: point.y() - rect.top(),
        Qt.Edge.BottomEdge: rect.bottom() - point.y(),
    }
    # The upper edge is thin: below it is the title, which is there to be dragged.
    thin = {Qt.Edge.TopEdge: min(inner, 3.0)}
    near = {edge for edge, gap in gaps.items() if gap <= thin.get(edge, inner)}
    if not near:
        return NO_EDGE
    across = Qt.Edge.LeftEdge | Qt.Edge.RightEdge
    found = NO_EDGE
    for edge in near:
        found |= edge
        others = {e for e in gaps if bool(e & across) != bool(edge & across)}
        for other in others:
            if gaps[other] <= far:
                found |= other
    return found
