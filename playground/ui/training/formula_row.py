"""The field for the formula from which the labels of the points are taken."""

from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from playground.core.formula import FormulaError
from playground.training.checks import checked_formula
from playground.training.experiment import Experiment
from playground.training.features import LONGEST_FORMULA
from playground.training.formula_sets import label_scale
from playground.ui.numbers import format_number
from playground.ui.training.page import RESTARTS, quiet_label

_CLASSES: Final = (
    "A formula in x and y, such as x*y - 4. A point is of class 1 where it is 0 or "
    "more and of class −1 where it is less; points lie where it has a value. Noise "
    "takes the label from a place nearby. Enter draws the points; restarts"
)
_NUMBERS: Final = (
    "A formula in x and y, such as sin(x)*cos(y). The label is its value, divided by "
    "its largest size on the map if that is over 1 (now {scale}); points lie where it "
    "has a value. Noise takes the label from a place nearby. Enter draws the points; "
    "restarts"
)


class FormulaRow(QWidget):
    """Says which formula a person has typed."""

    edited = Signal(str)
    refused = Signal(str)
    """Why what stands there cannot be, while it is typed; "" once it can."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._text = ""
        self.field = QLineEdit(self)
        self.field.setObjectName("dataFormula")
        self.field.setAccessibleName("Formula of the labels")
        self.field.setProperty(RESTARTS, True)
        self.field.setMaxLength(LONGEST_FORMULA)
        self.field.textEdited.connect(self._look)
        self.field.editingFinished.connect(self._offer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(quiet_label("f(x, y)", self.field, self))
        row.addWidget(self.field, 1)

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the formula of *experiment*."""
        self._text = experiment.formula
        if not self.field.isModified() or self._problem(self.field.text()) == "":
            self.field.setText(self._text)
            self._mark(is_wrong=False)
        tip = _CLASSES
        if experiment.is_regression:
            tip = _NUMBERS.format(scale=format_number(label_scale(self._text)))
        self.field.setToolTip(tip)

    @Slot(str)
    def _look(self, text: str) -> None:
        problem = self._problem(text)
        self._mark(is_wrong=bool(problem))
        self.refused.emit(problem)

    @Slot()
    def _offer(self) -> None:
        text = self.field.text()
        if not self._problem(text) and text.strip() != self._text:
            self.edited.emit(text)

    def _problem(self, text: str) -> str:
        try:
            if checked_formula(text):
                return ""
        except FormulaError as error:
            said = str(error)
            return f"{said[:1].upper()}{said[1:]}."
        return "This formula has no finite value anywhere on the map."

    def _mark(self, *, is_wrong: bool) -> None:
        self.field.setProperty("invalid", is_wrong)
        self.field.style().polish(self.field)
