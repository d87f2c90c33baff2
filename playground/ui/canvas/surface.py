"""The canvas as the eye meets it: a view of the scene, without a hand."""

from typing import cast

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QGraphicsView, QLabel, QWidget
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.ui.canvas.aloud import Aloud
from playground.ui.canvas.backdrop import paint_backdrop
from playground.ui.canvas.hint import Hint
from playground.ui.canvas.hit import Hit, NodeHit, Part, hit
from playground.ui.canvas.navigation import Navigation
from playground.ui.canvas.paint_layer import READABLE
from playground.ui.canvas.scene import CanvasScene
from playground.ui.theme import ThemeSwitch

EMPTY_TEXT = """<div style="line-height: 170%; font-size: 11pt">
Drag an operation here from the palette,<br>
press <b>Tab</b> and type its name,<br>
or write a formula above, such as <tt>tanh(x*w + b)</tt></div>"""

_PARTS = 12
"""A paint event of more rectangles is taken for the one around them."""


class CanvasSurface(QGraphicsView):
    """Shows a `CanvasScene`, and knows what lies where.

    Signals:
        moved: Another part of the scene is in sight.
    """

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
        self._scene = scene
        self._theme_switch = theme_switch
        self.navigation = Navigation(self)
        self._aloud = Aloud(scene, self)
        self._hint = Hint(self)
        self._welcome = QLabel(EMPTY_TEXT, self)
        self._welcome.setObjectName("emptyCanvasText")
        self._welcome.setProperty("quiet", True)
        self._welcome.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._welcome.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._prepare()
        theme_switch.changed.connect(self._repaint)
        for signal in (scene.structure_changed, scene.frames_changed):
            signal.connect(self._show_welcome)
        self._show_welcome()

    @property
    def scene_shown(self) -> CanvasScene:
        """The scene."""
        return self._scene

    @property
    def zoom(self) -> float:
        """Pixels per scene unit."""
        return self.navigation.zoom

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

    @Slot()
    def _show_welcome(self) -> None:
        scene = self._scene
        self._welcome.setVisible(not len(scene.nodes) and not len(scene.frames))

    @Slot()
    def _repaint(self) -> None:
        self.viewport().update()
