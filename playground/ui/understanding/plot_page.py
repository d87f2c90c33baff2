"""`PlotPage`: the output against one leaf with its tangent, or over two as a map."""

import math
from typing import Any, Final

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, QSignalBlocker, Qt, QTimer, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.core.operations import Array
from playground.graph.columns import span_around, sweep, sweep_map
from playground.graph.graph import GraphError, NodeId
from playground.graph.timeline import Timeline
from playground.ui.canvas.descent import Descent
from playground.ui.document import Document
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.labels import called
from playground.ui.understanding.lesson import Stage
from playground.ui.understanding.map_scale import tinted
from playground.ui.understanding.page import Page
from playground.ui.understanding.plots import (
    LeafPlot,
    faint,
    iso_lines,
    padded,
    triangle,
    without_poles,
)

_POINTS: Final = 241
_CELLS: Final = (128, 48)
"""Cells of a map's side, of small expressions and of large ones."""
_LARGE: Final = 150
_NOTHING: Final = -1
_TICKS: Final = 40
"""The slider's steps: a factor of 100 to each side of the usual range."""


class PlotPage(Page):
    """The page "Plot". It follows the selection on the canvas, and shows descent."""

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        stage: Stage,
        descent: Descent,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("plotPage", "Plot of the output", parent)
        self._document = document
        self._theme_switch = theme_switch
        self._stage = stage
        self._descent = descent
        self._centres: dict[NodeId, float] = {}
        self.x_box = self._leaf_box("plotLeafBox", "Leaf along the plot")
        self.y_box = self._leaf_box("plotSecondLeafBox", "Second leaf: draws a map")
        self.range_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.range_slider.setObjectName("plotRangeSlider")
        self.range_slider.setAccessibleName("Range of the plot")
        self.range_slider.setToolTip("How far the plot reaches around the leaf's value")
        self.range_slider.setRange(-_TICKS, _TICKS)
        self.range_slider.setFixedWidth(96)
        self._reading = QLabel(self)
        self._reading.setObjectName("plotReading")
        self._reading.setAccessibleName("What the plot shows")
        self._reading.setSizePolicy(
            QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred
        )
        self._plot = LeafPlot(self)
        self._plot.setObjectName("leafPlot")
        self._make_items()
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self._draw)
        self._lay_out()
        self._connect()
        self._dress()

    @property
    def reading(self) -> str:
        """What the page says about the plot."""
        return self._reading.text()

    @property
    def leaves(self) -> tuple[NodeId, ...]:
        """The leaves along the axes: none, one or two."""
        chosen = [box.currentData() for box in (self.x_box, self.y_box)]
        return tuple(dict.fromkeys(i for i in chosen if i not in (None, _NOTHING)))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow_selection()
        self._later.start()

    def _leaf_box(self, name: str, title: str) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName(name)
        box.setAccessibleName(title)
        box.setToolTip(f"{title}; select leaves on the canvas to choose them there")
        box.setMinimumWidth(76)
        return box

    def _make_items(self) -> None:
        self._image = pg.ImageItem(axisOrder="row-major")
        self._iso = pg.PlotCurveItem(connect="pairs")
        self._curve = pg.PlotCurveItem(connect="finite", antialias=True)
        self._tangent = pg.PlotCurveItem(antialias=True)
        self._path = pg.PlotCurveItem(connect="finite", antialias=True)
        self._halo = pg.PlotCurveItem(antialias=True)
        self._arrow = pg.PlotCurveItem(antialias=True)
        self._head = pg.ScatterPlotItem(size=12, pxMode=True, symbol="t1")
        self._here = pg.ScatterPlotItem(size=10, pxMode=True)
        self._items: tuple[Any, ...] = (
            self._image, self._iso, self._curve, self._tangent, self._path,
            self._halo, self._arrow, self._head, self._here,
        )  # fmt: skip
        for item in self._items:
            self._plot.add(item)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for text, widget in (
            ("against", self.x_box),
            ("and", self.y_box),
            ("range", self.range_slider),
        ):
            label = QLabel(text, self)
            label.setProperty("quiet", True)
            label.setBuddy(widget)
            row.addWidget(label)
            row.addWidget(widget)
        row.addSpacing(6)
        row.addWidget(self._reading, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._plot, 1)

    def _connect(self) -> None:
        document = self._document
        self.x_box.activated.connect(self._recentre)
        self.y_box.activated.connect(self._recentre)
        self.range_slider.valueChanged.connect(self._recentre)
        self._stage.selection_changed.connect(self._follow_selection)
        document.evaluated.connect(self._soon)
        document.loaded.connect(self._recentre)
        self._descent.stepped.connect(self._soon)
        self._theme_switch.changed.connect(self._dress)

    @Slot()
    def _soon(self) -> None:
        if self.isVisible():
            self._later.start()

    @Slot()
    def _recentre(self) -> None:
        self._centres.clear()
        self._soon()

    @Slot()
    def _follow_selection(self) -> None:
        """Take the leaves selected on the canvas, at most two."""
        if not self.isVisible():
            return
        self._fill_boxes()
        known = [i for i in self._stage.selected() if self.x_box.findData(i) >= 0]
        if known:
            second = known[1] if len(known) > 1 else _NOTHING
            self.x_box.setCurrentIndex(self.x_box.findData(known[0]))
            self.y_box.setCurrentIndex(self.y_box.findData(second))
            self._recentre()

    def _fill_boxes(self) -> None:
        graph = self._document.graph
        output = graph.effective_output
        below = set() if output is None else graph.needed(output)
        leaves = [n for n in graph.nodes.values() if n.is_leaf and n.id in below]
        found = [(called(graph, n.id), n.id) for n in leaves if not n.is_constant]
        for box, entries in (
            (self.x_box, found),
            (self.y_box, [("nothing", _NOTHING), *found]),
        ):
            if [
                (box.itemText(k), box.itemData(k)) for k in range(box.count())
            ] == entries:
                continue
            chosen = box.currentData()
            with QSignalBlocker(box):
                box.clear()
                for text, node_id in entries:
                    box.addItem(text, node_id)
                box.setCurrentIndex(max(0, box.findData(chosen)))

    def _span(self, leaf: NodeId) -> tuple[float, float]:
        """The range along an axis; it stays while the value wanders inside it."""
        value = self._document.graph.nodes[leaf].value
        centre = self._centres.setdefault(leaf, value)
        low, high = span_around(centre)
        half = (high - low) / 2 * 10 ** (self.range_slider.value() / (_TICKS / 2))
        if abs(value - centre) > half:
            centre = self._centres[leaf] = value
        return span_around(centre, half)

    @Slot()
    def _draw(self) -> None:
        self._fill_boxes()
        for item in self._items:
            item.hide()
        self._plot.hide_scale()
        leaves, graph = self.leaves, self._document.graph
        try:
            timeline = Timeline(graph)
        except GraphError as error:
            self._reading.setText(f"{str(error)[:1].upper()}{str(error)[1:]}.")
            return
        leaves = tuple(i for i in leaves if i in timeline.index)
        if not leaves:
            self._reading.setText("The output depends on no leaf yet.")
        elif len(leaves) == 1:
            self._draw_line(timeline, leaves[0])
        else:
            self._draw_map(timeline, (leaves[0], leaves[1]))

    def _draw_line(self, timeline: Timeline, leaf: NodeId) -> None:
        graph = self._document.graph
        low, high = self._span(leaf)
        xs = np.linspace(low, high, _POINTS)
        ys = sweep(graph, timeline.output, leaf, xs)
        x = graph.nodes[leaf].value
        y, slope = self._numbers(timeline, leaf)
        self._curve.setData(xs, np.where(np.isfinite(ys), ys, np.nan))
        self._curve.show()
        bottom, top = padded(np.append(without_poles(ys), y))
        self._plot.show_range((low, high), (bottom, top))
        if math.isfinite(y):
            self._here.setData([x], [y])
            self._here.show()
        if math.isfinite(y + slope):
            ends = np.array([low, high])
            self._tangent.setData(ends, y + slope * (ends - x))
            self._tangent.show()
        name = called(graph, leaf)
        self._plot.setToolTip(f"The output against {name}, with its tangent")
        self._reading.setText(
            f"{name} = {format_number(x)}   output {format_number(y)}   "
            f"slope {format_number(slope)}"
        )

    def _draw_map(self, timeline: Timeline, leaves: tuple[NodeId, NodeId]) -> None:
        graph = self._document.graph
        (left, right), (bottom, top) = map(self._span, leaves)
        cells = _CELLS[len(timeline.order) > _LARGE]
        xs, ys = np.linspace(left, right, cells), np.linspace(bottom, top, cells)
        values = sweep_map(graph, timeline.output, leaves, xs, ys)
        self._show_map(values, xs, ys)
        x, y = (graph.nodes[leaf].value for leaf in leaves)
        value, _ = self._numbers(timeline, leaves[0])
        gradient = np.array([self._numbers(timeline, leaf)[1] for leaf in leaves])
        self._here.setData([x], [y])
        self._here.show()
        self._show_arrow(np.array([x, y]), gradient, (right - left, top - bottom))
        if self._descent.way is not None:
            path = self._descent.way.path(leaves)
            self._path.setData(path[:, 0], path[:, 1])
            self._path.show()
        names = [called(graph, leaf) for leaf in leaves]
        slopes = ", ".join(map(format_number, gradient.tolist()))
        self._reading.setText(f"output {format_number(value)}\ngradient ({slopes})")
        self._plot.setToolTip(
            f"{names[0]} across, {names[1]} up; the colour is the output, grey where "
            "it is not finite; the arrow is the gradient: uphill"
        )

    def _show_map(self, values: Array, xs: Array, ys: Array) -> None:
        rgba, ends = tinted(values, self._theme_switch.current)
        dx, dy = (xs[1] - xs[0]) / 2, (ys[1] - ys[0]) / 2
        rect = QRectF(xs[0] - dx, ys[0] - dy, xs[-1] - xs[0] + 2 * dx, 0)
        rect.setHeight(ys[-1] - ys[0] + 2 * dy)
        self._image.setImage(rgba, autoLevels=False)
        self._image.setRect(rect)
        self._image.show()
        if ends is not None:
            self._plot.show_scale(*ends)
        self._plot.menu.surface = (*np.meshgrid(xs, ys), values)
        joined = iso_lines(xs, ys, values)
        self._iso.setData(joined[:, 0], joined[:, 1])
        self._iso.show()
        self._plot.show_range((xs[0], xs[-1]), (ys[0], ys[-1]))

    def _show_arrow(
        self, at: Array, gradient: Array, extent: tuple[float, float]
    ) -> None:
        """The direction of the gradient, of a length that can be seen."""
        size = float(np.hypot(*gradient))
        if not math.isfinite(size) or size == 0:
            return
        # As long on the screen whichever way it points.
        reach = 0.18 / float(np.hypot(*(gradient / np.array(extent))))
        tip = at + gradient * reach
        for line in (self._halo, self._arrow):
            line.setData([at[0], tip[0]], [at[1], tip[1]])
            line.show()
        across = gradient / np.array(extent) * np.array(self._plot.inner_size)
        turn = math.degrees(math.atan2(across[0], across[1]))
        self._head.setData([{"pos": tip, "symbol": triangle(turn)}])
        self._head.show()

    @staticmethod
    def _numbers(timeline: Timeline, leaf: NodeId) -> tuple[float, float]:
        """The output, and its gradient by a leaf."""
        value = float(timeline.values[timeline.index[timeline.output]])
        return value, float(timeline.gradients[timeline.index[leaf]])

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        self._plot.dress(theme)
        self._curve.setPen(pg.mkPen(theme.accent, width=1))
        self._tangent.setPen(pg.mkPen(theme.gradient, width=1))
        self._arrow.setPen(pg.mkPen(theme.gradient, width=2))
        self._head.setBrush(theme.gradient)
        # The arrow is as orange as half of the map.
        self._halo.setPen(pg.mkPen(theme.panel, width=6))
        self._head.setPen(pg.mkPen(theme.panel, width=1.5))
        self._path.setPen(pg.mkPen(theme.text, width=1))
        self._iso.setPen(pg.mkPen(faint(theme), width=1))
        self._here.setBrush(theme.panel)
        self._here.setPen(pg.mkPen(theme.text, width=2))
        self._soon()
