"""How long a frame of the canvas takes, painted as the window paints it."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from playground.graph.edits import SetValues
from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Node, NodeId
from playground.ui.app import application
from playground.ui.canvas.picture import Rows
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from scripts.benchmarks.table import Table

SIZE = (1200, 800)
SMALL, LARGE = 1000, 5000
_FRAMES = 30
_SPACING = (144.0, 76.0)
_DRAGGED = 500


@dataclass(frozen=True, slots=True)
class FrameTime:
    """Medians in milliseconds of one kind of frame.

    Attributes:
        nodes: Size of the canvas.
        what: What happens in the frame.
        wall: By the clock on the wall.
        busy: Of the processor, which other programs do not lengthen.
        budget: What is allowed.
    """

    nodes: int
    what: str
    wall: float
    busy: float
    budget: float


def run() -> list[Table]:
    """Measure canvases of 1,000 and 5,000 nodes."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    rows = [
        (f"{t.nodes:,}", t.what, f"{t.wall:.1f}", f"{t.busy:.1f}", f"{t.budget:g}")
        for t in frame_times(application(), (SMALL, LARGE))
    ]
    title = "Frames of the canvas, ms (offscreen raster, 1200x800, medians)"
    header = ("nodes", "frame", "wall", "processor", "budget")
    return [Table(title, header, rows, ["every operation has a wire across its layer"])]


def frame_times(
    application: QApplication, sizes: tuple[int, ...]
) -> Iterator[FrameTime]:
    """Measure canvases of *sizes* nodes."""
    switch = ThemeSwitch(application, "dark")
    for size in sizes:
        bench = _Bench(size, switch)
        yield from bench.rows()
        bench.close()


def grid(size: int) -> Graph:
    """A graph of *size* nodes, two wires to each operation, as dense as a layout."""
    shape = SIZE[0] / SIZE[1] * _SPACING[1] / _SPACING[0]
    columns = max(1, round((size * shape) ** 0.5))
    rows = -(-size // columns)
    nodes: list[Node] = []
    for place in range(size):
        column, row = divmod(place, rows)
        position = (column * _SPACING[0], row * _SPACING[1])
        node_id = NodeId(place + 1)
        if column == 0:
            leaf = Node(node_id, value=0.01 * row, name=f"x{row}", position=position)
            nodes.append(leaf)
            continue
        before = (column - 1) * rows
        operands = (
            NodeId(before + row + 1),
            NodeId(before + (row * 7 + column) % rows + 1),
        )
        operation = "mul" if place % 2 else "add"
        nodes.append(Node(node_id, operation, operands, position=position))
    return Graph(nodes)


class _Bench:
    def __init__(self, size: int, switch: ThemeSwitch) -> None:
        self._size = size
        self.document = Document(grid(size))
        self.scene = CanvasScene(self.document, switch)
        self.view = CanvasView(self.scene, switch)
        self.view.resize(*SIZE)
        self.view.show()
        QApplication.processEvents()

    def close(self) -> None:
        self.view.close()

    def rows(self) -> Iterator[FrameTime]:
        view, navigation = self.view, self.view.navigation
        navigation.zoom_to(1.0)
        view.centerOn(self.scene.bounds().center())
        yield self._row("full frame at 1:1", view.viewport().update, 18)
        yield self._row("pan at 1:1", self._pan, 18)
        middle = np.array([self._middle_row()])
        yield self._row("drag one at 1:1", self._drag(middle), 18)
        navigation.zoom_to(0.5)
        yield self._row("full frame at 1:2", view.viewport().update, 18)
        navigation.show_rect(self.scene.bounds())
        yield self._row("everything visible", view.viewport().update, self._fit_budget)
        yield self._row("all values change, everything visible", self._new_values(), 16)
        many = np.arange(min(_DRAGGED, self._size))
        yield self._row("drag 500, everything visible", self._drag(many), 30)
        navigation.zoom_to(1.0)
        view.centerOn(self.scene.bounds().center())
        yield self._row("all values change, at 1:1", self._new_values(), 18)
        yield self._row("edit a leaf, see new values", self._edit(), 50)

    @property
    def _fit_budget(self) -> float:
        return 8 if self._size <= SMALL else 16

    def _row(self, what: str, change: Callable[[], None], budget: float) -> FrameTime:
        walls: list[float] = []
        busies: list[float] = []
        for _ in range(_FRAMES):
            wall, busy = time.perf_counter(), time.process_time()
            change()
            QApplication.processEvents()
            walls.append(time.perf_counter() - wall)
            busies.append(time.process_time() - busy)
        wall, busy = (1000 * statistics.median(times) for times in (walls, busies))
        return FrameTime(self._size, what, wall, busy, budget)

    def _pan(self) -> None:
        self.view.pan_by(-7, -3)

    def _middle_row(self) -> int:
        middle = self.view.mapToScene(self.view.viewport().rect().center())
        at = self.scene.nodes.positions
        return int(np.hypot(*(at - (middle.x(), middle.y())).T).argmin())

    def _drag(self, rows: Rows) -> Callable[[], None]:
        start = self.scene.nodes.positions[rows]
        step = QPointF()

        def move() -> None:
            nonlocal step
            step += QPointF(2, 1)
            self.scene.show_moved(rows, start + np.array([step.x(), step.y()]))

        return move

    def _new_values(self) -> Callable[[], None]:
        random = np.random.default_rng(0)
        old = self.document.evaluation

        def change() -> None:
            self.document.evaluated.emit(
                Evaluation(
                    old.ids,
                    old.index,
                    random.normal(size=len(old.ids)),
                    random.normal(size=len(old.ids)),
                    {},
                    old.output,
                )
            )

        return change

    def _edit(self) -> Callable[[], None]:
        leaf = next(n.id for n in self.document.graph.nodes.values() if n.is_leaf)
        value = 0.0

        def change() -> None:
            nonlocal value
            value += 0.001
            self.document.edit(SetValues({leaf: value}), gesture="bench")

        return change
