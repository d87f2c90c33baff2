"""The canvas as the hand meets it: turns mouse and keys into gestures and commands."""

from typing import cast

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import (
    QContextMenuEvent,
    QFocusEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QLabel, QToolTip, QWidget
from typing_extensions import override

from playground.graph.edits import Edit
from playground.graph.graph import NodeId
from playground.ui.canvas.autoscroll import AutoScroll
from playground.ui.canvas.backdrop import paint_backdrop
from playground.ui.canvas.gestures.frame import MoveFrame, ResizeFrame
from playground.ui.canvas.glide import Glide
from playground.ui.canvas.grip import Grip
from playground.ui.canvas.hint import Hint
from playground.ui.canvas.hit import (
    FrameHit,
    FramePart,
    Hit,
    InputHit,
    NodeHit,
    OutputHit,
    Part,
    hit,
)
from playground.ui.canvas.hover import Hover, tool_tip
from playground.ui.canvas.navigation import Navigation
from playground.ui.canvas.paint_layer import READABLE
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.stage import Gesture, Pointer
from playground.ui.theme import ThemeSwitch

EMPTY_TEXT = """<div style="line-height: 170%; font-size: 11pt">
Drag an operation here from the palette,<br>
press <b>Tab</b> and type its name,<br>
or write a formula above, such as <tt>tanh(x*w + b)</tt></div>"""

_PARTS = 12
"""A paint event of more rectangles is taken for the one around them."""


class CanvasView(QGraphicsView):
    """Shows a `CanvasScene`. One gesture at a time has the mouse.

    Signals:
        search_requested: A search at a point of the viewport; for a loose wire with the
            port it comes from, else None.
        number_edit_requested, name_edit_requested: A node's number or name typed anew,
            and the text to begin with, None for what is there.
        frame_edit_requested: A frame's title or note written anew.
        learnable_toggle_requested: The dot of a leaf was clicked.
        menu_requested: A menu for what was hit, at a point of the screen.
    """

    search_requested = Signal(QPoint, object)
    number_edit_requested = Signal(object, object)
    name_edit_requested = Signal(object)
    frame_edit_requested = Signal(object, object)
    learnable_toggle_requested = Signal(object)
    menu_requested = Signal(object, QPoint)
    moved = Signal()

    def __init__(
        self,
        scene: CanvasScene,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(scene, parent)
        self.setObjectName("canvasView")
        self.setAccessibleName("Expression canvas")
        self.setAccessibleDescription(
            "Nodes and wires. Arrows walk along the wires, Tab searches for a node to "
            "add, Enter edits a number, F2 a name, Delete removes."
        )
        self._scene = scene
        self._theme_switch = theme_switch
        self._space_is_held = False
        self._space_was_used = False
        self.snaps_to_grid = False
        self.navigation = Navigation(self)
        self._grip = Grip(self, self, self.navigation)
        self._hover = Hover(scene)
        self._hint = Hint(self)
        self.glide = Glide(scene, self)
        self._welcome = QLabel(EMPTY_TEXT, self)
        self._welcome.setObjectName("emptyCanvasText")
        self._welcome.setProperty("quiet", True)
        self._welcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._welcome.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._prepare()
        scene.structure_changed.connect(self._structure_changed)
        scene.frames_changed.connect(self._frames_changed)
        theme_switch.changed.connect(self._repaint)
        self._show_welcome()

    def _prepare(self) -> None:
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing
        )
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.AnchorViewCenter)
        self.setOptimizationFlags(
            QGraphicsView.OptimizationFlag.DontSavePainterState
            | QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing
        )
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.viewport().setMouseTracking(True)
        # The backdrop covers everything; known to be opaque, the view pans by blitting.
        # A style sheet takes from it what Qt itself set for that.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(240, 160)

    # What gestures use

    @property
    def scene_shown(self) -> CanvasScene:
        """The scene."""
        return self._scene

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""
        return self.navigation.zoom

    @property
    def gesture(self) -> Gesture | None:
        """What the hand is doing."""
        return self._grip.gesture

    @property
    def auto_scroll(self) -> AutoScroll:
        """Scrolls while something is dragged to the edge."""
        return self._grip.auto_scroll

    @property
    def hint(self) -> str:
        """The words beside the cursor."""
        return self._hint.text()

    @property
    def seen(self) -> QRectF:
        """The part of the scene that is in sight."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def show_hint(self, text: str, at: QPoint, *, is_refusal: bool = False) -> None:
        """Say *text* beside a point of the viewport; nothing for no text."""
        theme = self._theme_switch.current
        self._hint.show_text(text, at, theme, is_refusal=is_refusal)

    def show_cursor(self, shape: Qt.CursorShape | None) -> None:
        """Wear a cursor; None for the usual one."""
        if shape is None:
            self.viewport().unsetCursor()
        elif self.viewport().cursor().shape() != shape:
            self.viewport().setCursor(shape)

    def pan_by(self, dx: int, dy: int) -> None:
        """Move the contents by pixels."""
        self.navigation.pan_by(dx, dy)

    def perform(self, edit: Edit) -> bool:
        """Apply an edit, nodes gliding to where it moves them; False when refused."""
        return self.glide.perform(edit)

    def search_for(self, port: OutputHit | InputHit, pointer: Pointer) -> None:
        """Open the search for a node that the loose wire from *port* shall join."""
        self.search_requested.emit(pointer.view, port)

    # What commands use

    def cancel_gesture(self) -> None:
        """Give up what the hand is doing."""
        self._grip.cancel()

    def cursor_inside(self) -> QPoint | None:
        """Where the cursor is on the viewport; None when it is elsewhere."""
        at = self.viewport().mapFromGlobal(self.cursor().pos())
        is_here = self.underMouse() and self.viewport().rect().contains(at)
        return at if is_here else None

    def cursor_place(self) -> QPoint:
        """Where the cursor is on the viewport; a good place when it is elsewhere."""
        at = self.cursor_inside()
        if at is not None:
            return at
        if self._scene.current is not None:
            rect = self._scene.bounds([self._scene.current])
            beside = self.mapFromScene(rect.topRight() + QPointF(40, 0))
            if self.viewport().rect().adjusted(0, 0, -80, -60).contains(beside):
                return beside
        return self.viewport().rect().center()

    def hit_at(self, place: QPoint) -> Hit:
        """What lies under a point of the viewport."""
        found = hit(
            self._scene.nodes, self._scene.wires, self.mapToScene(place), self.zoom
        )
        if isinstance(found, NodeHit) and self.zoom < READABLE:
            return NodeHit(found.node, Part.BODY)
        return found or self._scene.frames.hit(self.mapToScene(place), self.zoom)

    def node_rect(self, node_id: NodeId) -> QRectF:
        """A node's rectangle in scene units."""
        return self._scene.bounds([node_id])

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
        match self.hit_at(event.position().toPoint()):
            case NodeHit(node_id, Part.TITLE):
                self.name_edit_requested.emit(node_id)
            case NodeHit(node_id, Part.VALUE):
                self.number_edit_requested.emit(node_id, None)
            case FrameHit(frame_id, FramePart.TITLE | FramePart.NOTE as part, _):
                self.frame_edit_requested.emit(frame_id, part)
            case None:
                self.search_requested.emit(event.position().toPoint(), None)
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
        else:
            place = event.pos()
            found = self.hit_at(place)
        self.menu_requested.emit(found, self.viewport().mapToGlobal(place))

    @override
    def focusOutEvent(self, event: QFocusEvent) -> None:
        self._space_is_held = False
        super().focusOutEvent(event)

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._welcome.setGeometry(self.viewport().rect())
        if self.navigation.shows_all:
            self.navigation.show_all(self._scene.bounds())
        self.moved.emit()

    @override
    def scrollContentsBy(self, dx: int, dy: int) -> None:
        super().scrollContentsBy(dx, dy)
        if self._scene.layer.wire_style.numbers:
            self._repaint()  # what comes into sight may move labels
        self.moved.emit()

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        region = event.region()
        if region.rectCount() <= _PARTS:
            to_scene = self.viewportTransform().inverted()[0]
            parts = [
                to_scene.mapRect(QRectF(rect))
                for rect in region  # type: ignore[attr-defined]  # missing in stubs
            ]
            self._scene.layer.exposed = parts
        try:
            super().paintEvent(event)
        finally:
            self._scene.layer.exposed = []

    @override
    def drawBackground(self, painter: QPainter, rect: QRectF | object) -> None:
        paint_backdrop(
            painter, cast("QRectF", rect), self._theme_switch.current, self.zoom
        )

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
        self._show_welcome()

    @Slot()
    def _frames_changed(self) -> None:
        """A frame that a gesture moves may be gone."""
        if isinstance(self.gesture, MoveFrame | ResizeFrame):
            self._grip.let_go()
        self._show_welcome()

    def _show_welcome(self) -> None:
        scene = self._scene
        self._welcome.setVisible(not len(scene.nodes) and not len(scene.frames))

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()
