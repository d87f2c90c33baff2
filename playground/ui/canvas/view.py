"""The canvas as the hand meets it: turns mouse and keys into gestures and commands."""

from typing import cast

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QToolTip, QWidget
from typing_extensions import override

from playground.graph.edits import Edit
from playground.ui.canvas.autoscroll import AutoScroll
from playground.ui.canvas.gestures.frame import MoveFrame, ResizeFrame
from playground.ui.canvas.glide import Glide
from playground.ui.canvas.grip import Grip
from playground.ui.canvas.hit import (
    FrameHit,
    FramePart,
    Hit,
    InputHit,
    NodeHit,
    OutputHit,
    Part,
    WireHit,
)
from playground.ui.canvas.hover import Hover, tool_tip
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.stage import Gesture, Pointer
from playground.ui.canvas.surface import CanvasSurface
from playground.ui.theme import ThemeSwitch


class CanvasView(CanvasSurface):
    """Lets the hand at a `CanvasScene`. One gesture at a time has the mouse.

    Signals:
        search_requested: A search at a point of the viewport; for a loose wire with the
            port it comes from, else None.
        number_edit_requested, name_edit_requested: A node's number or name typed anew,
            and the text to begin with, None for what is there.
        frame_edit_requested: A frame's title or note written anew.
        dot_requested: A dot in a wire, at a point of the scene.
        carry_requested: A move has left the window: what moves, and where it is held.
        learnable_toggle_requested: The dot of a leaf was clicked.
        menu_requested: A menu for what was hit, at a point of the screen.
        link_requested: A link of a note shall be opened.
    """

    search_requested = Signal(QPoint, object)
    number_edit_requested = Signal(object, object)
    name_edit_requested = Signal(object)
    function_open_requested = Signal(object)
    frame_edit_requested = Signal(object, object)
    dot_requested = Signal(object, QPointF)
    carry_requested = Signal(object, QPointF)
    learnable_toggle_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    link_requested = Signal(str)

    def __init__(
        self,
        scene: CanvasScene,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(scene, theme_switch, parent)
        self._space_is_held = False
        self._space_was_used = False
        self.snaps_to_grid = False
        self._grip = Grip(self, self, self.navigation)
        self._hover = Hover(scene)
        self.glide = Glide(scene, self)
        scene.structure_changed.connect(self._structure_changed)
        scene.frames_changed.connect(self._frames_changed)

    # What gestures use

    @property
    def gesture(self) -> Gesture | None:
        """What the hand is doing."""
        return self._grip.gesture

    @property
    def auto_scroll(self) -> AutoScroll:
        """Scrolls while something is dragged to the edge."""
        return self._grip.auto_scroll

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the contents by pixels."""
        self.navigation.pan_by(dx, dy)

    def perform(self, edit: Edit) -> bool:
        """Apply an edit, nodes gliding to where it moves them; False when refused."""
        return self.glide.perform(edit)

    def follow_link(self, link: str) -> None:
        """Open a link of a note, if it is one that may be opened."""
        self.link_requested.emit(link)

    def search_for(self, port: OutputHit | InputHit, pointer: Pointer) -> None:
        """Open the search for a node that the loose wire from *port* shall join."""
        self.search_requested.emit(pointer.view, port)

    # What commands use

    def carry_out(self, cargo: object, grip: QPointF) -> None:
        """Let what moves leave the window, held at a point of the scene."""
        self.carry_requested.emit(cargo, grip)

    def cancel_gesture(self) -> None:
        """Give up what the hand is doing."""
        self._grip.cancel()

    # Qt

    @override
    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        is_right = event.button() == Qt.MouseButton.RightButton
        if self.gesture is not None:
            if is_right:
                self.cancel_gesture()
            return
        self.glide.finish()
        is_left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (
            is_left and self._space_is_held
        ):
            self._space_was_used = True
            self._grip.pan(event)
        elif is_left:
            found = self.hit_at(event.position().toPoint())
            if isinstance(found, NodeHit) and found.part is Part.DOT:
                self.learnable_toggle_requested.emit(found.node)
            else:
                self._grip.begin(event, found)
        elif is_right and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self._grip.begin_cut(event)

    @override
    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if not self._grip.move(event):
            self._show_hover(self.hit_at(event.position().toPoint()))

    @override
    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._grip.release(event)

    @override
    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if event.button() != Qt.MouseButton.LeftButton:
            return
        self.cancel_gesture()
        at = event.position().toPoint()
        match self.hit_at(at):
            case NodeHit(node_id, _) if self._scene.document.graph.nodes[
                node_id
            ].callee:
                self.function_open_requested.emit(node_id)
            case NodeHit(node_id, Part.TITLE):
                self.name_edit_requested.emit(node_id)
            case NodeHit(node_id, Part.VALUE):
                self.number_edit_requested.emit(node_id, None)
            case FrameHit(frame_id, FramePart.TITLE | FramePart.NOTE as part):
                self.frame_edit_requested.emit(frame_id, part)
            case WireHit(link, _):
                self.dot_requested.emit(link, self.mapToScene(at))
            case None:
                self.search_requested.emit(at, None)
            case _:
                self.mousePressEvent(event)

    @override
    def wheelEvent(self, event: QWheelEvent) -> None:
        self.navigation.wheel(event)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._space_is_held, self._space_was_used = True, self.gesture is not None
            if self.gesture is None:
                self.show_cursor(Qt.CursorShape.OpenHandCursor)
        elif event.key() == Qt.Key.Key_Escape:
            if self.gesture is not None:
                self.cancel_gesture()
            else:
                self._scene.focus_on(None)
        elif not self._type_number(event):
            event.ignore()

    @override
    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat():
            event.ignore()
            return
        was_tap = self._space_is_held and not self._space_was_used
        self._space_is_held = False
        if self.gesture is None:
            self.show_cursor(None)
        if was_tap:
            self.search_requested.emit(self.cursor_place(), None)

    @override
    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.KeyPress:
            # Tab would else move the focus before keyPressEvent hears of it; Shift+Tab
            # still does, so nobody is caught here.
            key = cast("QKeyEvent", event)
            if key.key() == Qt.Key.Key_Tab and not key.modifiers():
                self.search_requested.emit(self.cursor_place(), None)
                return True
        return super().event(event)

    @override
    def viewportEvent(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip:
            help_event = cast("QHelpEvent", event)
            text = tool_tip(self._scene, self.hit_at(help_event.pos()))
            QToolTip.showText(help_event.globalPos(), text, self.viewport())
            return True
        if event.type() == QEvent.Type.NativeGesture and self.navigation.native_gesture(
            cast("QNativeGestureEvent", event)
        ):
            return True
        if event.type() == QEvent.Type.Leave and self.gesture is None:
            self._show_hover(None)
        return super().viewportEvent(event)

    @override
    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        by_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        cuts = event.modifiers() & Qt.KeyboardModifier.ControlModifier
        if self.gesture is not None or (cuts and not by_key):
            return
        if by_key and self._scene.current is not None:
            centre = self.node_rect(self._scene.current).center()
            place = self.mapFromScene(centre)
            found: Hit = NodeHit(self._scene.current, Part.BODY)
        elif by_key and len(self._scene.selected_frames) == 1:
            (frame_id,) = self._scene.selected_frames
            place = self.mapFromScene(self._scene.frames.rect(frame_id).center())
            found = FrameHit(frame_id, FramePart.TITLE)
        else:
            place = event.pos()
            found = self.hit_at(place)
        self.menu_requested.emit(found, self.viewport().mapToGlobal(place))

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_is_held = False
        super().focusOutEvent(event)

    # The rest

    def _show_hover(self, found: Hit) -> None:
        self._hover.show(found)
        if not self._space_is_held:
            self.show_cursor(Hover.cursor(found))

    def _type_number(self, event: QKeyEvent) -> bool:
        """A digit begins a new number in the selected leaf, as in a spreadsheet."""
        text = event.text()
        chosen = self._scene.selected_ids
        if len(chosen) != 1 or len(text) != 1 or text not in "0123456789.-":
            return False
        if not self._scene.document.graph.nodes[chosen[0]].is_leaf:
            return False
        self.number_edit_requested.emit(chosen[0], text)
        return True

    @Slot()
    def _structure_changed(self) -> None:
        self._grip.let_go()

    @Slot()
    def _frames_changed(self) -> None:
        """A frame that a gesture moves may be gone."""
        if isinstance(self.gesture, MoveFrame | ResizeFrame):
            self._grip.let_go()
