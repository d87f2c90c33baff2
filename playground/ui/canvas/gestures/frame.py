"""Moving a frame with what lies in it, and resizing it."""

from typing import Final

from PySide6.QtCore import QPointF, QRectF, Qt
from typing_extensions import override

from playground.graph.frame_edits import ChangeFrames
from playground.graph.frames import LEAST_SIZE, FrameId
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.frames import placed
from playground.ui.canvas.guides import on_grid
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag

_LEFT: Final = Qt.Edge.LeftEdge
_RIGHT: Final = Qt.Edge.RightEdge
_TOP: Final = Qt.Edge.TopEdge
_BOTTOM: Final = Qt.Edge.BottomEdge


class MoveFrame(Gesture):
    """Moves a frame and everything in it, with what else is selected; one step.

    Alt moves the frames alone.
    """

    def __init__(self, stage: Stage, pressed: Pointer, frame_id: FrameId) -> None:
        super().__init__(stage, pressed)
        self._frame = frame_id
        self._nodes_before = self.scene.selected_ids
        self._links_before = self.scene.selected_links
        self._before = self.scene.selected_frames
        self._cargo: Cargo | None = None
        if frame_id not in self._before:
            joins = pressed.has_shift or pressed.has_control
            self.scene.select(
                self._nodes_before if joins else (),
                self._links_before if joins else (),
                [*(self._before if joins else ()), frame_id],
            )
        self._corner = self.scene.frames.rect(frame_id).topLeft()

    @override
    def move(self, pointer: Pointer) -> None:
        if self._cargo is None:
            if not is_drag(self.pressed, pointer):
                return
            is_alone = self.pressed.has_alt
            self._cargo = Cargo(
                self.scene,
                () if is_alone else self.scene.selected_ids,
                self.scene.selected_frames,
                with_contents=not is_alone,
            )
            self.stage.show_cursor(Qt.CursorShape.SizeAllCursor)
        way = self._way(pointer)
        self._cargo.show(way.x(), way.y())

    @property
    @override
    def cargo(self) -> Cargo | None:
        return self._cargo

    @override
    def release(self, pointer: Pointer) -> None:
        if self._cargo is None:
            self._click(pointer)
            return
        way = self._way(pointer)
        edit = self._cargo.edit(way.x(), way.y())
        if edit is None or not self.document.edit(edit):
            self._cargo.show_back()

    @override
    def cancel(self) -> None:
        if self._cargo is not None:
            self._cargo.show_back()
        self.scene.select(self._nodes_before, self._links_before, self._before)

    def _way(self, pointer: Pointer) -> QPointF:
        way = pointer.scene - self.pressed.scene
        if self.stage.snaps_to_grid and not pointer.has_control:
            at = on_grid(self._corner.x() + way.x(), self._corner.y() + way.y())
            return QPointF(at.x, at.y) - self._corner
        return QPointF(round(way.x()), round(way.y()))

    def _click(self, pointer: Pointer) -> None:
        if pointer.has_control and self._frame in self._before:
            rest = [i for i in self._before if i != self._frame]
            self.scene.select(self._nodes_before, self._links_before, rest)
        elif not (pointer.has_shift or pointer.has_control):
            self.scene.select((), (), (self._frame,))


class ResizeFrame(Gesture):
    """Moves one edge of a frame, or the two at a corner; what lies in it stays."""

    def __init__(
        self, stage: Stage, pressed: Pointer, frame_id: FrameId, edges: Qt.Edge
    ) -> None:
        super().__init__(stage, pressed)
        self._frame = frame_id
        self._edges = edges
        self._start = self.scene.frames.rect(frame_id)
        self._is_dragging = False

    @override
    def move(self, pointer: Pointer) -> None:
        self._is_dragging = self._is_dragging or is_drag(self.pressed, pointer)
        if self._is_dragging:
            self.scene.show_frames({self._frame: self._rect(pointer)})

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            self.scene.select((), (), (self._frame,))
            return
        frame = self.document.graph.frames[self._frame]
        after = placed(frame, self._rect(pointer))
        title = f"Resize {frame.label}"
        if after == frame or not self.document.edit(ChangeFrames((after,), title)):
            self.cancel()

    @override
    def cancel(self) -> None:
        self.scene.show_frames({self._frame: self._start})

    def _rect(self, pointer: Pointer) -> QRectF:
        """The rectangle now; an edge stops before the frame would get too small."""
        way = pointer.scene - self.pressed.scene
        rect = QRectF(self._start)
        width, height = LEAST_SIZE
        if self._edges & _LEFT:
            left = self._snapped(rect.left() + way.x())
            rect.setLeft(min(left, rect.right() - width))
        if self._edges & _RIGHT:
            right = self._snapped(rect.right() + way.x())
            rect.setRight(max(right, rect.left() + width))
        if self._edges & _TOP:
            top = self._snapped(rect.top() + way.y())
            rect.setTop(min(top, rect.bottom() - height))
        if self._edges & _BOTTOM:
            bottom = self._snapped(rect.bottom() + way.y())
            rect.setBottom(max(bottom, rect.top() + height))
        return rect

    def _snapped(self, at: float) -> float:
        return on_grid(at, at).x if self.stage.snaps_to_grid else float(round(at))
