"""A window with a canvas, and a hand that works it with real events."""

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget

from playground.graph.graph import Graph, NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.inspector import Inspector
from playground.ui.canvas.palette import Palette
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


class Window(QWidget):
    """A canvas with its palette and inspector, side by side."""

    def __init__(self, document: Document, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.document = document
        self.editor = CanvasEditor(document, theme_switch)
        self.palette_ = Palette(self.editor)
        self.inspector = Inspector(self.editor, theme_switch)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        self.palette_.setFixedWidth(180)
        self.inspector.setFixedWidth(520)
        for widget in (self.palette_, self.editor, self.inspector):
            layout.addWidget(widget)
        self.resize(1500, 700)


@dataclass
class Hand:
    """Mouse and keys on a canvas, in scene units."""

    window: Window

    @property
    def view(self) -> CanvasView:
        return self.window.editor.view

    @property
    def graph(self) -> Graph:
        return self.window.document.graph

    def node(self, name: str) -> NodeId:
        """The node of that name, else the first of that operation."""
        return next(
            n.id
            for n in self.graph.nodes.values()
            if name in (n.name, n.operation) and (n.name == name or not n.name)
        )

    def at(self, scene: QPointF) -> QPoint:
        return self.view.mapFromScene(scene)

    def corner(self, name: str) -> QPointF:
        return QPointF(*self.graph.nodes[self.node(name)].position)

    def title(self, name: str) -> QPointF:
        return self.corner(name) + QPointF(30, geometry.TITLE / 2)

    def number(self, name: str) -> QPointF:
        x, y = self.graph.nodes[self.node(name)].position
        return geometry.row_rect(x, y, 0).center()

    def dot(self, name: str) -> QPointF:
        x, y = self.graph.nodes[self.node(name)].position
        return geometry.dot_rect(x, y).center()

    def output(self, name: str) -> QPointF:
        x, y = self.graph.nodes[self.node(name)].position
        return geometry.output_point(x, y)

    def input(self, name: str, port: int = 0) -> QPointF:
        node = self.graph.nodes[self.node(name)]
        return geometry.input_point(*node.position, len(node.operands), port)

    def press(
        self,
        scene: QPointF,
        modifiers: Qt.KeyboardModifier = NO_KEY,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        place = self.at(scene)
        QTest.mouseMove(self.view.viewport(), place)
        QTest.mousePress(self.view.viewport(), button, modifiers, place)

    def move(
        self,
        scene: QPointF,
        modifiers: Qt.KeyboardModifier = NO_KEY,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        viewport = self.view.viewport()
        place = self.at(scene)
        event = QMouseEvent(
            QEvent.Type.MouseMove,
            QPointF(place),
            QPointF(viewport.mapToGlobal(place)),
            Qt.MouseButton.NoButton,
            button,
            modifiers,
        )
        QApplication.sendEvent(viewport, event)

    def release(
        self,
        scene: QPointF,
        modifiers: Qt.KeyboardModifier = NO_KEY,
        button: Qt.MouseButton = LEFT,
    ) -> None:
        QTest.mouseRelease(self.view.viewport(), button, modifiers, self.at(scene))

    def click(self, scene: QPointF, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        self.press(scene, modifiers)
        self.release(scene, modifiers)

    def double_click(self, scene: QPointF) -> None:
        place = self.at(scene)
        QTest.mouseMove(self.view.viewport(), place)
        QTest.mouseClick(self.view.viewport(), LEFT, NO_KEY, place)
        QTest.mouseDClick(self.view.viewport(), LEFT, NO_KEY, place)

    def drag(
        self,
        start: QPointF,
        stop: QPointF,
        modifiers: Qt.KeyboardModifier = NO_KEY,
        *,
        button: Qt.MouseButton = LEFT,
        steps: int = 4,
        release: bool = True,
    ) -> None:
        self.press(start, modifiers, button)
        for step in range(1, steps + 1):
            self.move(start + (stop - start) * (step / steps), modifiers, button)
        if release:
            self.release(stop, modifiers, button)

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = NO_KEY) -> None:
        """A key for whatever has the focus."""
        target = QApplication.focusWidget()
        assert target is not None
        QTest.keyClick(target, key, modifiers)

    def type(self, text: str) -> None:
        """Text for whatever has the focus; QTest itself knows ASCII alone."""
        for sign in text:
            target = QApplication.focusWidget()
            assert target is not None
            for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                event = QKeyEvent(kind, 0, NO_KEY, sign)
                QApplication.sendEvent(target, event)

    @property
    def steps(self) -> int:
        """How many undo steps there are."""
        return len(self.window.document.history.done)
