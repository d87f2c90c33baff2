"""A canvas with the stage on it, as the pages of understanding need them."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from playground.graph.graph import NodeId
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.canvas_stage import CanvasStage
from tests.graph.expressions import graph_of, named


class Room:
    """A document with its canvas, and names for its nodes."""

    def __init__(self, qtbot: QtBot, theme_switch: ThemeSwitch) -> None:
        self.qtbot = qtbot
        self.theme_switch = theme_switch
        self.document = Document()
        self.editor = CanvasEditor(self.document, theme_switch)
        self.stage = CanvasStage(self.editor.view, theme_switch)
        self.window = QWidget()
        self.window.resize(760, 780)
        qtbot.addWidget(self.window)
        self._column = QVBoxLayout(self.window)
        self._column.addWidget(self.editor, 1)

    def show(self, page: QWidget) -> None:
        """Show the window with *page* below the canvas."""
        self._column.addWidget(page)
        self.window.show()
        self.window.activateWindow()
        self.qtbot.waitUntil(self.window.isActiveWindow)

    def open(self, formula: str) -> None:
        """Show the canvas that says *formula*."""
        self.document.load(graph_of(formula))

    def node(self, name: str) -> NodeId:
        """The node of that name."""
        return named(self.document.graph, name)

    def select(self, *names: str) -> None:
        """Select nodes by name."""
        self.editor.scene.select([self.node(name) for name in names])


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    switch = ThemeSwitch(qapp, "dark")
    yield switch
    qapp.setStyleSheet("")


@pytest.fixture
def room(qtbot: QtBot, theme_switch: ThemeSwitch) -> Room:
    return Room(qtbot, theme_switch)
