"""What moves together: nodes, and frames with what lies in them."""

from collections.abc import Collection

import numpy as np
from PySide6.QtCore import QPointF, QRectF

from playground.core.operations import Array
from playground.graph.edits import Edit, Edits, MoveNodes
from playground.graph.frame_edits import ChangeFrames
from playground.graph.frames import FrameId
from playground.graph.graph import NodeId
from playground.ui.canvas.frames import moved
from playground.ui.canvas.scene import CanvasScene


class Cargo:
    """Nodes and frames of *scene*, and where they were when they were taken up.

    Attributes:
        rows: The nodes.
        start: Their positions, shape ``(n, 2)``.
        frames: The frames, those that lie in them included.
    """

    def __init__(
        self,
        scene: CanvasScene,
        ids: Collection[NodeId],
        frames: Collection[FrameId],
        *,
        with_contents: bool = True,
    ) -> None:
        self._scene = scene
        picture = scene.frames
        self.frames = picture.nested(frames) if with_contents else set(frames)
        chosen = set(scene.nodes.rows(ids).tolist())
        if with_contents:
            chosen.update(picture.contents(self.frames, scene.nodes).tolist())
        self.rows = np.array(sorted(chosen), dtype=np.intp)
        self.start = scene.nodes.positions[self.rows]
        self._corners = {i: picture.rect(i).topLeft() for i in self.frames}

    @property
    def ids(self) -> list[NodeId]:
        """The nodes."""
        return [self._scene.nodes.ids[row] for row in self.rows.tolist()]

    def show(self, dx: float, dy: float) -> None:
        """Show all of it moved by a way; whole units keep the text sharp."""
        self._scene.show_moved(self.rows, self._places(dx, dy))
        way = QPointF(dx, dy)
        rects = {}
        for frame_id, corner in self._corners.items():
            rect = self._scene.frames.rect(frame_id)
            rect.moveTo((corner + way).toPoint().toPointF())
            rects[frame_id] = rect
        self._scene.show_frames(rects)

    def show_back(self) -> None:
        """Show all of it where it was."""
        self._scene.show_moved(self.rows, self.start)
        self._scene.show_frames(
            {
                i: QRectF(corner, self._scene.frames.rect(i).size())
                for i, corner in self._corners.items()
            }
        )

    def edit(self, dx: float, dy: float) -> Edit | None:
        """What a release does; None where nothing moves."""
        places = self._places(dx, dy)
        if np.array_equal(places, self.start) and not (round(dx) or round(dy)):
            return None
        pairs = zip(self.ids, places.tolist(), strict=True)
        at = {node_id: (x, y) for node_id, (x, y) in pairs}
        if not self.frames:
            return MoveNodes(at)
        graph = self._scene.document.graph
        chosen = [graph.frames[i] for i in sorted(self.frames)]
        names = f"{len(chosen)} frames" if len(chosen) > 1 else chosen[0].label
        change = ChangeFrames(
            tuple(moved(frame, dx, dy) for frame in chosen), f"Move {names}"
        )
        return Edits((MoveNodes(at), change), change.title) if at else change

    def _places(self, dx: float, dy: float) -> Array:
        places: Array = np.round(self.start + np.array([dx, dy]))
        return places
