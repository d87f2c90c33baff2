"""What the hand holds: the one gesture that has the mouse, from press to release."""

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGraphicsView

from playground.ui.canvas.autoscroll import AutoScroll
from playground.ui.canvas.gestures.cut import CutWires
from playground.ui.canvas.gestures.pan import Pan
from playground.ui.canvas.gestures.scrub import Scrub
from playground.ui.canvas.gestures.start import gesture_for
from playground.ui.canvas.hit import Hit
from playground.ui.canvas.navigation import Navigation
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag


class Grip(QObject):
    """Begins, moves and ends gestures on *stage*, and scrolls at the edge meanwhile."""

    def __init__(
        self, view: QGraphicsView, stage: Stage, navigation: Navigation
    ) -> None:
        super().__init__(view)
        self._view = view
        self._stage = stage
        self._last: Pointer | None = None
        self.gesture: Gesture | None = None
        self.auto_scroll = AutoScroll(navigation, self._scrolled, self)

    def pointer(self, event: QMouseEvent) -> Pointer:
        """The mouse as gestures see it."""
        place = event.position().toPoint()
        return Pointer(self._view.mapToScene(place), place, event.modifiers())

    def pan(self, event: QMouseEvent) -> None:
        """Begin to move the view."""
        self.gesture = Pan(self._stage, self.pointer(event))

    def begin(self, event: QMouseEvent, found: Hit) -> None:
        """Begin what a press on *found* means."""
        self.gesture = gesture_for(self._stage, self.pointer(event), found)

    def begin_cut(self, event: QMouseEvent) -> None:
        """Begin to cut wires."""
        self.gesture = CutWires(self._stage, self.pointer(event))

    def move(self, event: QMouseEvent) -> bool:
        """Follow the mouse; tells whether anything is held."""
        if self.gesture is None:
            return False
        self._last = self.pointer(event)
        self.gesture.move(self._last)
        if self.gesture.cargo is not None and self._leaves(event):
            gesture, self.gesture = self.gesture, None
            cargo = gesture.cargo
            gesture.cancel()
            self._rest()
            self._stage.carry_out(cargo, gesture.pressed.scene)
            return True
        if self.gesture.scrolls and is_drag(self.gesture.pressed, self._last):
            self.auto_scroll.follow(self._last.view, self._view.viewport().rect())
        return True

    def release(self, event: QMouseEvent) -> None:
        """Do what was meant, if this is the button that holds it."""
        gesture = self.gesture
        is_right = event.button() == Qt.MouseButton.RightButton
        if gesture is None or is_right != isinstance(gesture, CutWires):
            return
        self.gesture = None
        self._stage.show_hint("", QPoint())
        gesture.release(self.pointer(event))
        self._rest()

    def cancel(self) -> None:
        """Give up what is held."""
        if self.gesture is not None:
            gesture, self.gesture = self.gesture, None
            gesture.cancel()
            self._rest()

    def let_go(self) -> None:
        """Rows of the pictures have new numbers: what uses them cannot go on."""
        if self.gesture is not None and not isinstance(self.gesture, Pan | Scrub):
            self.gesture = None
            scene = self._stage.scene_shown
            scene.marks.end_gesture()
            scene.overlay.clear()
            scene.show_as_is()
            self._rest()

    def _leaves(self, event: QMouseEvent) -> bool:
        """Whether the hand is out of the window, or wants to be."""
        keys = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
        if event.modifiers() & keys == keys:
            return True
        window = self._view.window().frameGeometry()
        return not window.contains(event.globalPosition().toPoint())

    def _scrolled(self) -> None:
        """What is dragged stays under the hand, above contents that moved."""
        if self.gesture is not None and self._last is not None:
            at, keys = self._last.view, self._last.modifiers
            self.gesture.move(Pointer(self._view.mapToScene(at), at, keys))

    def _rest(self) -> None:
        """After a gesture: the usual cursor, no hint."""
        self.auto_scroll.stop()
        self._stage.show_hint("", QPoint())
        self._stage.show_cursor(None)
