"""The controls of gradient descent on the canvas: the rate, one step, a run."""

import math

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from playground.ui.canvas.descent import Descent
from playground.ui.document import Document
from playground.ui.numbers import format_count, format_number, parse_number
from playground.ui.spoken import told
from playground.ui.theme import number_font

RATES = ("0.001", "0.003", "0.01", "0.03", "0.1", "0.3", "1")


class LearnBar(QWidget):
    """Steers a `Descent` and says how far it has come."""

    def __init__(
        self, document: Document, descent: Descent, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("learnBar")
        self.setAccessibleName("Gradient descent on the expression")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self._descent = descent
        self._make_controls()
        self._make_labels()
        self._lay_out()
        self.rate_box.setCurrentText(f"{descent.learning_rate:g}")
        self.rate_box.currentTextChanged.connect(self._take_rate)
        self.step_button.clicked.connect(self._step)
        self.run_button.clicked.connect(self._run_or_stop)
        descent.settings_changed.connect(self._show_rate)
        descent.stepped.connect(self._show_progress)
        descent.started.connect(self._started)
        descent.stopped.connect(self._stopped)
        document.edited.connect(self._follow)
        document.loaded.connect(self._follow)
        self._follow()

    @property
    def message(self) -> str:
        """Why learning stopped, while that is shown."""
        return self._message.text()

    def _make_labels(self) -> None:
        self._goal = QLabel()
        self._goal.setObjectName("learnGoal")
        self._goal.setProperty("quiet", True)
        self._progress = QLabel()
        self._progress.setObjectName("learnProgress")
        self._progress.setAccessibleName("Progress of gradient descent")
        self._progress.setFont(number_font(9))
        self._message = QLabel()
        self._message.setObjectName("learnMessage")
        self._message.setProperty("problem", True)
        self._message.setWordWrap(True)
        self._message.setAccessibleName("Why learning stopped")
        self._message.hide()

    def _make_controls(self) -> None:
        self.rate_box = QComboBox()
        self.rate_box.setObjectName("canvasLearningRateBox")
        self.rate_box.setAccessibleName("Learning rate of the expression")
        self.rate_box.setToolTip(
            "Learning rate: each step moves a value by rate × its gradient, downhill."
        )
        self.rate_box.setEditable(True)
        self.rate_box.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
        self.rate_box.addItems(RATES)
        self.rate_box.setFixedWidth(84)
        self.step_button = QPushButton("Learn once")
        self.step_button.setObjectName("learnStepButton")
        self.step_button.setAccessibleName("Take one step of gradient descent")
        self.step_button.setToolTip(
            "One step of gradient descent: every learnable value moves by\n"
            "− rate × its gradient, and the output goes down."
        )
        self.run_button = QPushButton("Run")
        self.run_button.setObjectName("learnRunButton")
        self.run_button.setAccessibleName("Run gradient descent")
        self.run_button.setToolTip("Step after step until you stop; one undo step.")
        self.run_button.setCheckable(True)
        self.run_button.setMinimumSize(60, 26)
        self.step_button.setMinimumHeight(26)

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        rate = QLabel("rate")
        rate.setProperty("quiet", True)
        rate.setBuddy(self.rate_box)
        for widget in (
            self._goal,
            rate,
            self.rate_box,
            self.step_button,
            self.run_button,
        ):
            row.addWidget(widget)
        row.insertSpacing(1, 8)
        row.addSpacing(8)
        row.addWidget(self._progress, 1, Qt.AlignmentFlag.AlignRight)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 5, 10, 5)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self._message)

    @Slot(str)
    def _take_rate(self, text: str) -> None:
        try:
            rate = parse_number(text)
        except ValueError:
            rate = math.nan
        is_good = math.isfinite(rate)
        if is_good:
            self._descent.learning_rate = rate
        for button in (self.step_button, self.run_button):
            button.setEnabled(is_good or self._descent.is_running)
        self.rate_box.setProperty("invalid", not is_good)
        self.rate_box.style().polish(self.rate_box)
        self._say(
            "" if is_good else "The learning rate must be a number, such as 0.01."
        )

    @Slot()
    def _show_rate(self) -> None:
        """Another page has set the rate."""
        rate = self._descent.learning_rate
        try:
            is_shown = parse_number(self.rate_box.currentText()) == rate
        except ValueError:
            is_shown = False
        if not is_shown:
            self.rate_box.setCurrentText(f"{rate:g}")

    @Slot()
    def _step(self) -> None:
        self._say("")
        self._descent.step()

    @Slot(bool)
    def _run_or_stop(self, checked: bool) -> None:  # noqa: FBT001  a slot
        if not checked:
            self._descent.stop()
            return
        self._say("")
        self._descent.run()
        self.run_button.setChecked(self._descent.is_running)

    @Slot()
    def _started(self) -> None:
        self.run_button.setText("Stop")
        self.run_button.setChecked(True)

    @Slot(str)
    def _stopped(self, sentence: str) -> None:
        self.run_button.setText("Run")
        self.run_button.setChecked(False)
        if sentence:
            self._say(sentence)

    @Slot()
    def _show_progress(self) -> None:
        descent = self._descent
        if descent.way is None:
            self._progress.clear()
            return
        steps = "step" if descent.steps == 1 else "steps"
        self._progress.setText(
            f"{format_count(descent.steps)} {steps}   "
            f"{format_number(descent.first)} → {format_number(descent.last)}"
        )

    @Slot()
    def _follow(self) -> None:
        """Name what is lowered."""
        graph = self._document.graph
        output = graph.effective_output
        goal = "the output" if output is None else told(graph.nodes[output])
        self._goal.setText(f"Lower {goal}")

    def _say(self, sentence: str) -> None:
        self._message.setText(sentence)
        self._message.setVisible(bool(sentence))
