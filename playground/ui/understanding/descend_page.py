"""`DescendPage`: gradient descent on the output, with its settings and its trace."""

import math
from typing import Final

import pyqtgraph as pg
from PySide6.QtCore import QSignalBlocker, Qt, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.edits import Edit, Edits, MoveNodes, SetLearnable
from playground.graph.graph import NodeId
from playground.ui.canvas.descent import Descent
from playground.ui.document import Document
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import ThemeSwitch, number_font
from playground.ui.understanding.labels import called
from playground.ui.understanding.lesson import Note, Stage, Tone
from playground.ui.understanding.page import Page
from playground.ui.understanding.plots import LeafPlot, padded

_CHOICES: Final = (
    ("sgd", "plain", "Against the gradient: value − rate × gradient"),
    ("momentum", "momentum", "Keeps rolling: remembers the way it went"),
    ("adam", "Adam", "A step of its own for each value, by its gradients so far"),
)
_PER_DECADE: Final = 10
_DECADES: Final = (-5, 1)
_ID: Final = Qt.ItemDataRole.UserRole


class DescendPage(Page):
    """The page "Descend"; steers the `Descent` that the canvas has as well."""

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        stage: Stage,
        descent: Descent,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("descendPage", "Gradient descent", parent)
        self._document = document
        self._theme_switch = theme_switch
        self._stage = stage
        self._descent = descent
        self._make_buttons()
        self._make_settings()
        self._make_readings()
        self._trace = LeafPlot(self)
        self._trace.setObjectName("descendTrace")
        self._curve = pg.PlotCurveItem(antialias=True)
        self._trace.add(self._curve)
        self._lay_out()
        self._connect()
        self._dress()
        self._show()

    @property
    def message(self) -> str:
        """What the page says."""
        return self._message.text()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _make_buttons(self) -> None:
        self.step_button = self.button("Step", "descendStepButton", "Take one step")
        self.run_button = self.button("Run", "descendRunButton", "Step after step")
        self.run_button.setMinimumWidth(58)
        self.rewind_button = self.button(
            "Rewind", "descendRewindButton", "Back to where the way began"
        )

    def _make_settings(self) -> None:
        self.rate_slider = QSlider(Qt.Orientation.Horizontal, self)
        self.rate_slider.setObjectName("descendRateSlider")
        self.rate_slider.setAccessibleName("Learning rate")
        self.rate_slider.setToolTip(
            "Learning rate, from 0.00001 to 10: ten ticks are a factor of ten"
        )
        self.rate_slider.setRange(*(d * _PER_DECADE for d in _DECADES))
        self.rate_slider.setMinimumWidth(110)
        self._rate = QLabel(self)
        self._rate.setObjectName("descendRate")
        self._rate.setFont(number_font(9))
        self._rate.setMinimumWidth(
            self._rate.fontMetrics().horizontalAdvance("0.00001258")
        )
        self.optimizer_box = QComboBox(self)
        self.optimizer_box.setObjectName("descendOptimizerBox")
        self.optimizer_box.setAccessibleName("Kind of descent")
        self.optimizer_box.setToolTip("How the gradient moves the values")
        for name, text, tip in _CHOICES:
            self.optimizer_box.addItem(text, name)
            self.optimizer_box.setItemData(
                self.optimizer_box.count() - 1, tip, Qt.ItemDataRole.ToolTipRole
            )
        self.leaf_list = QListWidget(self)
        self.leaf_list.setObjectName("descendLeaves")
        self.leaf_list.setAccessibleName("Leaves that learn; unchecked ones are frozen")
        self.leaf_list.setToolTip(
            "Checked leaves learn. Click the check, or the green dot on the canvas, "
            "to freeze one."
        )
        self.leaf_list.setFixedWidth(168)

    def _make_readings(self) -> None:
        self._progress = QLabel(self)
        self._progress.setObjectName("descendProgress")
        self._progress.setAccessibleName("Progress")
        self._progress.setFont(number_font(9))
        self._message = QLabel(self)
        self._message.setObjectName("descendMessage")
        self._message.setAccessibleName("Why descent stopped")
        self._message.setProperty("problem", True)
        self._message.setWordWrap(True)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        for widget in (self.step_button, self.run_button, self.rewind_button):
            row.addWidget(widget)
        row.addSpacing(6)
        row.addWidget(self.optimizer_box)
        label = QLabel("rate", self)
        label.setProperty("quiet", True)
        label.setBuddy(self.rate_slider)
        row.addWidget(label)
        row.addWidget(self.rate_slider, 1)
        row.addWidget(self._rate)
        right = QVBoxLayout()
        right.setSpacing(2)
        right.addWidget(self._progress)
        right.addWidget(self._trace, 1)
        below = QHBoxLayout()
        below.setSpacing(10)
        below.addWidget(self.leaf_list)
        below.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._message)
        column.addLayout(below, 1)

    def _connect(self) -> None:
        descent, document = self._descent, self._document
        self.step_button.clicked.connect(self._step)
        self.run_button.clicked.connect(self._run_or_stop)
        self.rewind_button.clicked.connect(self._rewind)
        self.rate_slider.valueChanged.connect(self._take_rate)
        self.optimizer_box.currentIndexChanged.connect(self._take_optimizer)
        self.leaf_list.itemChanged.connect(self._freeze)
        self.leaf_list.currentItemChanged.connect(self._reveal)
        descent.settings_changed.connect(self._show_settings)
        descent.stepped.connect(self._show_progress)
        descent.started.connect(self._started)
        descent.stopped.connect(self._stopped)
        descent.failed_at.connect(self._failed_at)
        document.edited.connect(self._follow)
        document.loaded.connect(self._forget)
        document.evaluated.connect(self._show_leaves)
        self._theme_switch.changed.connect(self._dress)

    # What a person does

    @Slot()
    def _step(self) -> None:
        self._clear_message()
        self._descent.step()

    @Slot()
    def _run_or_stop(self) -> None:
        if self._descent.is_running:
            self._descent.stop()
        else:
            self._clear_message()
            self._descent.run()

    @Slot()
    def _rewind(self) -> None:
        self._clear_message()
        self._descent.rewind()

    @Slot(int)
    def _take_rate(self, tick: int) -> None:
        self._descent.learning_rate = float(f"{10 ** (tick / _PER_DECADE):.3g}")

    @Slot(int)
    def _take_optimizer(self, index: int) -> None:
        self._descent.optimizer_name = self.optimizer_box.itemData(index)

    @Slot(QListWidgetItem)
    def _freeze(self, item: QListWidgetItem) -> None:
        is_learnable = item.checkState() is Qt.CheckState.Checked
        node_id: NodeId = item.data(_ID)
        if self._document.graph.nodes[node_id].is_learnable != is_learnable:
            self._document.edit(SetLearnable(node_id, is_learnable))

    @Slot(QListWidgetItem)
    def _reveal(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self._stage.reveal(item.data(_ID))

    # What happens

    @Slot()
    def _started(self) -> None:
        self.run_button.setText("Stop")

    @Slot(str)
    def _stopped(self, sentence: str) -> None:
        self.run_button.setText("Run")
        if sentence:
            self._message.setText(sentence)
            self._message.show()

    @Slot(object)
    def _failed_at(self, node: NodeId) -> None:
        self._stage.show_notes(self, {node: Note("stopped here", Tone.WRONG)})
        self._stage.reveal(node)

    @Slot(object)
    def _follow(self, edit: Edit) -> None:
        parts = edit.edits if isinstance(edit, Edits) else (edit,)
        if not self._descent.is_running and not all(
            isinstance(part, MoveNodes) for part in parts
        ):
            self._show_leaves()

    @Slot()
    def _forget(self) -> None:
        self._clear_message()
        self._show()

    def _clear_message(self) -> None:
        self._message.clear()
        self._message.hide()
        self._stage.show_notes(self, {})

    @Slot()
    def _show_settings(self) -> None:
        descent = self._descent
        tick = round(math.log10(max(descent.learning_rate, 1e-9)) * _PER_DECADE)
        with QSignalBlocker(self.rate_slider):  # the slider's ticks are coarser
            self.rate_slider.setValue(tick)
        rate = descent.learning_rate
        self._rate.setText(f"{rate:.10f}".rstrip("0").rstrip("."))
        index = self.optimizer_box.findData(descent.optimizer_name)
        self.optimizer_box.setCurrentIndex(index)

    @Slot()
    def _show(self) -> None:
        self._show_settings()
        self._message.setVisible(bool(self._message.text()))
        self._show_leaves()
        self._show_progress()

    @Slot()
    def _show_leaves(self) -> None:
        if not self.isVisible():
            return
        graph = self._document.graph
        output = graph.effective_output
        below = set() if output is None else graph.needed(output)
        leaves = [n for n in graph.nodes.values() if n.is_leaf and n.id in below]
        leaves = [n for n in leaves if not n.is_constant]
        with QSignalBlocker(self.leaf_list):
            if self._listed() != [n.id for n in leaves]:
                self.leaf_list.clear()
                for leaf in leaves:
                    item = QListWidgetItem(self.leaf_list)
                    item.setData(_ID, leaf.id)
                    item.setFont(number_font(9))
            for row, leaf in enumerate(leaves):
                item = self.leaf_list.item(row)
                value = format_number(leaf.value)
                item.setText(f"{called(graph, leaf.id)[:8]:<8} {value:>9}")
                checked, unchecked = Qt.CheckState.Checked, Qt.CheckState.Unchecked
                item.setCheckState(checked if leaf.is_learnable else unchecked)

    def _listed(self) -> list[NodeId]:
        rows = range(self.leaf_list.count())
        return [self.leaf_list.item(row).data(_ID) for row in rows]

    @Slot()
    def _show_progress(self) -> None:
        if not self.isVisible():
            return
        descent = self._descent
        self.rewind_button.setEnabled(descent.way is not None)
        if descent.way is None:
            self._progress.setText("No step yet")
            self._curve.hide()
            return
        steps = "step" if descent.steps == 1 else "steps"
        self._progress.setText(
            f"{format_count(descent.steps)} {steps}   output "
            f"{format_number(descent.first)} → {format_number(descent.last)}"
        )
        numbers, outputs = descent.way.trace()
        self._curve.setData(numbers, outputs)
        self._curve.show()
        self._trace.show_range((0, max(10.0, float(numbers[-1]))), padded(outputs))

    @Slot()
    def _dress(self) -> None:
        self._trace.dress(self._theme_switch.current)
        self._curve.setPen(pg.mkPen(self._theme_switch.current.accent, width=1))
