"""The canvas as text, both ways: what its output computes, and a formula to build."""

import math

from PySide6.QtCore import QEvent, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.edits import Edit, MoveNodes
from playground.graph.evaluate import Evaluation
from playground.graph.formulas import FormulaError, formula_edit
from playground.graph.graph import GraphError
from playground.ui.document import Document
from playground.ui.numbers import format_number
from playground.ui.theme import number_font

_LONGEST = 1_000_000
_LARGEST = 1_000
"""Beyond this many nodes no text is shown: nobody would read it."""


class FormulaBar(QWidget):
    """Follows the output of *document* while its text is not being edited.

    Signals:
        formula_entered: A formula has been put on the canvas.
        left: Escape was pressed in the field.
    """

    formula_entered = Signal()
    left = Signal()

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self._place = (0.0, 0.0)
        self._make_field()
        self._make_labels()
        self._lay_out()
        self._pending = QTimer(self)
        self._pending.setSingleShot(True)
        self._pending.setInterval(0)
        self._pending.timeout.connect(self._show_formula)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self._edited)
        self.add_button.clicked.connect(self.add)
        document.edited.connect(self._follow)
        document.evaluated.connect(self._show_value)
        self._show_formula()
        self._show_value(document.evaluation)

    def _make_field(self) -> None:
        self.field = QLineEdit()
        self.field.setObjectName("formulaBar")
        self.field.setAccessibleName("Formula of the output")
        self.field.setPlaceholderText("tanh(x1*w1 + x2*w2 + b)")
        self.field.setToolTip(
            "The output as a formula. Enter builds what you type in its place, "
            "Shift+Enter beside it, Escape restores."
        )
        self.field.setMaxLength(_LONGEST)
        self.field.setFont(number_font(10))
        self.field.setMinimumHeight(28)
        self.add_button = QPushButton("Add")
        self.add_button.setObjectName("formulaAddButton")
        self.add_button.setAccessibleName("Add the formula as new nodes")
        self.add_button.setToolTip("Add the formula as new nodes (Shift+Enter)")
        self.add_button.setMinimumHeight(28)
        self.add_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def _make_labels(self) -> None:
        self.value_label = QLabel()
        self.value_label.setObjectName("formulaValue")
        self.value_label.setAccessibleName("Value of the output")
        font = number_font(11)
        font.setBold(True)
        self.value_label.setFont(font)
        self.value_label.setMinimumWidth(
            self.value_label.fontMetrics().horizontalAdvance("−1.234e−5")
        )
        self.value_label.setAlignment(
            Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        )
        self.problem_label = QLabel()
        self.problem_label.setObjectName("formulaProblem")
        self.problem_label.setAccessibleName("What is wrong with the formula")
        self.problem_label.setProperty("problem", True)
        self.problem_label.setTextFormat(Qt.TextFormat.PlainText)
        self.problem_label.setFont(number_font(9))
        self.problem_label.hide()

    @property
    def problem(self) -> str:
        """What is wrong with the text, while that is shown."""
        return self.problem_label.text()

    def add_at(self, x: float, y: float) -> None:
        """Say where a formula that is added shall go."""
        self._place = (x, y)

    @Slot()
    def submit(self) -> None:
        """Build the text in the place of the output."""
        output = self._document.graph.effective_output
        nodes = self._document.graph.nodes
        if output is not None and nodes[output].is_leaf and len(nodes) > 1:
            output = None
        self._build(replaces=output is not None)

    @Slot()
    def add(self) -> None:
        """Build the text as new nodes."""
        self._build(replaces=False)

    @Slot()
    def restore(self) -> None:
        """Show what the canvas says, whatever was typed."""
        self.field.setModified(False)
        self._say("")
        self._show_formula()

    @override
    def eventFilter(self, watched: object, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
                (self.add if shift else self.submit)()
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.restore()
                self.left.emit()
                return True
        if event.type() == QEvent.Type.FocusOut and not self.problem:
            self._pending.start()
        return False

    def _build(self, *, replaces: bool) -> None:
        graph = self._document.graph
        text = self.field.text()
        output = graph.effective_output if replaces else None
        if not text.strip():
            self.restore()
            return
        try:
            edit = formula_edit(graph, text, replace_node=output, position=self._place)
        except FormulaError as error:
            self._show_error(error)
            return
        except GraphError as error:
            self._say(str(error))
            return
        self._say("")
        self.field.setModified(False)
        if self._document.edit(edit):
            self._show_formula()
            self.formula_entered.emit()

    def _show_error(self, error: FormulaError) -> None:
        """The message under the bar, and the place of the error selected in it.

        A bracket is not selected: what is typed next would take its place.
        """
        self._say(str(error))
        self.field.setProperty("invalid", True)
        self.field.style().polish(self.field)
        text = self.field.text()
        place = min(max(error.column - 1, 0), len(text))
        if text[place : place + 1] == "(":
            is_open = text.count("(") > text.count(")")
            self.field.setCursorPosition(len(text) if is_open else place)
        elif place < len(text):
            self.field.setSelection(place, 1)
        else:
            self.field.setCursorPosition(place)

    def _say(self, problem: str) -> None:
        self.problem_label.setText(problem)
        self.problem_label.setVisible(bool(problem))
        if not problem and self.field.property("invalid"):
            self.field.setProperty("invalid", False)
            self.field.style().polish(self.field)

    @Slot()
    def _edited(self) -> None:
        self._say("")

    @Slot(object)
    def _follow(self, edit: Edit) -> None:
        if not isinstance(edit, MoveNodes):
            self._pending.start()

    @Slot()
    def _show_formula(self) -> None:
        if self.field.isModified() and self.field.hasFocus():
            return
        if self.problem:
            return
        graph = self._document.graph
        output = graph.effective_output
        text = ""
        if output is not None and len(graph.nodes) <= _LARGEST:
            text = self._document.formula(output)
        if text != self.field.text():
            self.field.setText(text)
            self.field.setCursorPosition(0)
        self.field.setModified(False)

    @Slot(object)
    def _show_value(self, evaluation: Evaluation) -> None:
        output = evaluation.output
        value = math.nan if output is None else evaluation.value(output)
        # A gradient, if only of itself, has every output that lacks no input.
        is_known = output is not None and not math.isnan(evaluation.gradient(output))
        self.value_label.setText(format_number(value) if is_known else "–")

    def _lay_out(self) -> None:
        equals = QLabel("=")
        equals.setProperty("quiet", True)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self.field, 1)
        row.addWidget(self.add_button)
        row.addWidget(equals)
        row.addWidget(self.value_label)
        column = QVBoxLayout(self)
        column.setContentsMargins(10, 6, 12, 6)
        column.setSpacing(4)
        column.addLayout(row)
        column.addWidget(self.problem_label)
