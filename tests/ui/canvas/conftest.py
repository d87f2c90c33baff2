"""A canvas editor in a window, and a hand that works it with real events."""

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.edits import apply
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from tests.ui.canvas.hand import Hand, Window

NEURON = "x1=2; x2=0; w1=-3; w2=1; b=6.8813735870195432; tanh(x1*w1 + x2*w2 + b)"


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


@pytest.fixture
def open_window(qtbot: QtBot, theme_switch: ThemeSwitch) -> Callable[[str], Hand]:
    """Opens a window on a formula, at 100 %, the canvas having the focus.

    The window lives as long as the test, whatever of it the test holds on to.
    """
    opened: list[Window] = []

    def open_one(formula: str = "") -> Hand:
        graph = Graph()
        if formula:
            apply(graph, formula_edit(graph, formula))
        window = Window(Document(graph), theme_switch)
        opened.append(window)
        qtbot.addWidget(window)
        window.show()
        window.activateWindow()
        qtbot.waitUntil(window.isActiveWindow)
        QApplication.processEvents()
        window.editor.fit()
        window.editor.zoom_reset()
        window.editor.view.setFocus()
        return Hand(window)

    return open_one


@pytest.fixture
def hand(open_window: Callable[[str], Hand]) -> Hand:
    """The seed's neuron."""
    return open_window(NEURON)


@pytest.fixture
def empty(open_window: Callable[[str], Hand]) -> Hand:
    """An empty canvas."""
    return open_window("")
