"""What a hand does on the training panel: finds, clicks and chooses by name."""

from typing import Final, TypeVar

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QWidget

from playground.training.points import Points
from playground.ui.training.panel import TrainingPanel

LEFT: Final = Qt.MouseButton.LeftButton
RIGHT: Final = Qt.MouseButton.RightButton
NONE: Final = Qt.KeyboardModifier.NoModifier
SOME: Final[Points] = ((-2.0, 1.0, 1.0), (3.0, -2.0, -1.0), (0.0, 0.0, 1.0))
W = TypeVar("W", bound=QWidget)


def part(parent: QWidget, kind: type[W], name: str) -> W:
    """The widget of that name."""
    found = parent.findChild(kind, name)
    assert found is not None, name
    return found


def click(parent: QWidget, name: str) -> None:
    """Click the widget of that name."""
    QTest.mouseClick(part(parent, QWidget, name), LEFT)


def choose(box: QComboBox, value: object) -> None:
    """Choose as a person at the keyboard does: walk to it with the arrow keys."""
    box.setFocus()
    wanted = box.findData(value)
    assert wanted >= 0
    while box.currentIndex() != wanted:
        down = box.currentIndex() < wanted
        QTest.keyClick(box, Qt.Key.Key_Down if down else Qt.Key.Key_Up)


def viewport(panel: TrainingPanel) -> QWidget:
    """What the mouse meets over the map."""
    widget = panel.boundary_plot.plot.viewport()
    assert isinstance(widget, QWidget)
    return widget


def pixel(panel: TrainingPanel, x: float, y: float) -> QPoint:
    """Where a place of the map is."""
    plot = panel.boundary_plot.plot
    place = plot.getPlotItem().getViewBox().mapViewToScene(QPointF(x, y))
    found = plot.mapFromScene(place)
    assert isinstance(found, QPoint)
    return found


def drag(panel: TrainingPanel, *places: tuple[float, float]) -> None:
    """Drag over the map from place to place."""
    pixels = [pixel(panel, *place) for place in places]
    QTest.mousePress(viewport(panel), LEFT, NONE, pixels[0])
    for place in pixels[1:]:
        QTest.mouseMove(viewport(panel), place)
    QTest.mouseRelease(viewport(panel), LEFT, NONE, pixels[-1])


def points(panel: TrainingPanel) -> Points:
    """The points of one's own."""
    return panel.experiment.points
