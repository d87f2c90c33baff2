"""How long a frame of the canvas takes, painted as the window paints it."""

import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count, cycle

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QApplication

from playground.graph.edits import Connect, SetValues
from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from playground.ui.app import application
from playground.ui.canvas import compiled
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.picture import Rows
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from scripts.benchmarks.table import Table

SIZE = (1200, 800)
SMALL, LARGE, HUGE = 1000, 5000, 20_000
_RUNGS = 2000
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
    """Measure canvases of 1,000, 5,000 and 20,000 nodes, and waits for edits."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    compiled.load()
    app = application()
    times = (*frame_times(app, (SMALL, LARGE, HUGE)), *waits(app))
    rows = [
        (f"{t.nodes:,}", t.what, f"{t.wall:.1f}", f"{t.busy:.1f}", f"{t.budget:g}")
        for t in times
    ]
    title = "Frames of the canvas, ms (offscreen raster, 1200x800, medians)"
    header = ("nodes", "frame", "wall", "processor", "budget")
    notes = ["every operation has a wire across its layer"]
    if compiled.strokes() is None:
        notes.append("wires painted by Qt: the compiled loops are not there")
    return [Table(title, header, rows, notes)]


def frame_times(
    application: QApplication, sizes: tuple[int, ...]
) -> Iterator[FrameTime]:
    """Measure canvases of *sizes* nodes."""
    switch = ThemeSwitch(application, "dark")
    for size in sizes:
        bench = _Bench(size, switch)
        yield from bench.rows()
        bench.close()


def waits(application: QApplication) -> Iterator[FrameTime]:
    """Measure how long a person waits for edits, and for a file to open."""
    switch = ThemeSwitch(application, "dark")
    yield from _ladder_waits(switch)
    data = encode(Project((Canvas("bench", grid(LARGE)),)))
    editors: list[CanvasEditor] = []

    def open_file() -> None:
        editor = CanvasEditor(Document(decode(data).canvases[0].graph), switch)
        editor.resize(*SIZE)
        editor.show()
        editors.append(editor)

    yield _measured(LARGE, "open a file", open_file, 1000, frames=5)
    editor = editors[-1]
    leaf = next(n.id for n in editor.document.graph.nodes.values() if n.is_leaf)
    yield _measured(LARGE, "edit a leaf, window", _leaf_edit(editor.document, leaf), 50)
    for editor in editors:
        editor.close()


def _ladder_waits(switch: ThemeSwitch) -> Iterator[FrameTime]:
    """Wires at a ladder of x + x, where every check must see each node once."""
    nodes = [Node(NodeId(1), value=1e-300, name="x")]
    for rung in range(2, _RUNGS + 2):
        below = NodeId(rung - 1)
        place = (144.0 * (rung % 50), 76.0 * (rung // 50))
        nodes.append(Node(NodeId(rung), "add", (below, below), position=place))
    top, end = NodeId(_RUNGS + 1), NodeId(_RUNGS + 2)
    nodes.append(Node(end, "neg", (None,), position=(0.0, -100.0)))
    editor = CanvasEditor(Document(Graph(nodes)), switch)
    editor.resize(*SIZE)
    editor.show()
    QApplication.processEvents()
    middle = NodeId(_RUNGS // 2)
    for what, target, sources in (
        ("wire on top of x + x", end, (top, None)),
        ("wire amid x + x", middle, (middle - 1, middle - 9)),
    ):
        turns: Iterator[int | None] = cycle(sources)

        def connect(
            target: NodeId = target, turns: Iterator[int | None] = turns
        ) -> None:
            source = next(turns)
            link = Link(target, 0, None if source is None else NodeId(source))
            editor.document.edit(Connect((link,)))

        yield _measured(_RUNGS, what, connect, 50)
    editor.close()


def _leaf_edit(document: Document, leaf: NodeId) -> Callable[[], None]:
    values = count(0.0, 0.001)

    def change() -> None:
        document.edit(SetValues({leaf: next(values)}), gesture="bench")

    return change


def _measured(
    size: int,
    what: str,
    change: Callable[[], None],
    budget: float,
    *,
    frames: int = _FRAMES,
) -> FrameTime:
    """Medians of changing something and of all that follows in the window."""
    walls: list[float] = []
    busies: list[float] = []
    for _ in range(frames):
        wall, busy = time.perf_counter(), time.process_time()
        change()
        QApplication.processEvents()
        walls.append(time.perf_counter() - wall)
        busies.append(time.process_time() - busy)
    wall, busy = (1000 * statistics.median(times) for times in (walls, busies))
    return FrameTime(size, what, wall, busy, budget)


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
        yield self._row(
            "all values change, everything visible",
            self._new_values(),
            self._fit_budget if self._size > LARGE else 16,
        )
        many = np.arange(min(_DRAGGED, self._size))
        yield self._row("drag 500, everything visible", self._drag(many), 30)
        navigation.zoom_to(1.0)
        view.centerOn(self.scene.bounds().center())
        yield self._row("all values change, at 1:1", self._new_values(), 18)
        leaf = next(n.id for n in self.document.graph.nodes.values() if n.is_leaf)
        edit = _leaf_edit(self.document, leaf)
        yield self._row("edit a leaf, see new values", edit, self._edit_budget)
        yield from self._rows_of_wires()

    def _rows_of_wires(self) -> Iterator[FrameTime]:
        """What wires may show besides, in the views in which that costs most."""
        style, navigation = self.scene.layer.wire_style, self.view.navigation
        style.numbers = style.heat = True
        update = self.view.viewport().update
        yield self._row("numbers and heat on wires, at 1:1", update, 18)
        values = self._new_values()
        navigation.show_rect(self.scene.bounds())
        yield self._row("heat, all values change, all visible", values, 30)
        style.numbers = style.heat = False

    @property
    def _fit_budget(self) -> float:
        return {SMALL: 8, LARGE: 16}.get(self._size, 40)

    @property
    def _edit_budget(self) -> float:
        return 50 if self._size <= LARGE else 200

    def _row(self, what: str, change: Callable[[], None], budget: float) -> FrameTime:
        return _measured(self._size, what, change, budget)

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
