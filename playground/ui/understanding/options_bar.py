"""The switches of the debugger: quiz, mistakes worth seeing, breakpoints."""

import math
from typing import Final

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QWidget,
)
from typing_extensions import override

from playground.graph.breakpoints import Breakpoints
from playground.graph.timeline import Mistake
from playground.ui.numbers import parse_number
from playground.ui.theme import number_font
from playground.ui.understanding.lesson import Note, Stage
from playground.ui.understanding.session import StepSession

MISTAKES: Final = (
    (Mistake.NONE, "no mistake", "The passes as they should be"),
    (Mistake.TWICE, "backward twice", "Gradients are not set to 0 in between"),
    (Mistake.ORDER, "wrong order", "Nodes pass on before they have everything"),
    (Mistake.OVERWRITE, "= for +=", "Of several uses only the last one counts"),
)


class OptionsBar(QWidget):
    """Sets what a `StepSession` does wrong and where it stops.

    Signals:
        quiz_toggled: The quiz was switched on or off.
    """

    quiz_toggled = Signal(bool)

    def __init__(
        self, session: StepSession, stage: Stage, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._stage = stage
        self._nodes = Breakpoints().nodes
        self.quiz_box = self._check("Quiz", "quizBox", "Hide the next number: find it")
        self.mistake_box = QComboBox(self)
        self.mistake_box.setObjectName("mistakeBox")
        self.mistake_box.setAccessibleName("A mistake to see")
        self.mistake_box.setToolTip(
            "What a backward pass written by hand gets wrong:\n"
            "wrong numbers are marked, the right ones beside them"
        )
        for mistake, text, tip in MISTAKES:
            self.mistake_box.addItem(text, mistake)
            self.mistake_box.setItemData(self.mistake_box.count() - 1, tip, 3)
        self.node_button = QPushButton("node", self)
        self.node_button.setObjectName("breakNodeButton")
        self.node_button.setAccessibleName("Stop at the selected nodes")
        self.node_button.setToolTip("Stop whenever a selected node gets a number (F9)")
        self.node_button.setCheckable(True)
        self.jump_button = QPushButton("go to node", self)
        self.jump_button.setObjectName("stepJumpButton")
        self.jump_button.setAccessibleName("Go to the selected node")
        self.jump_button.setToolTip(
            "Go to where the selected node gets its value, then to its gradient "
            "(Ctrl+F10)"
        )
        self.large_box = self._check(
            "|gradient| >", "breakLargeBox", "Stop at a gradient larger than this"
        )
        self.limit = QLineEdit("10", self)
        self.limit.setObjectName("breakLimit")
        self.limit.setAccessibleName("Stop at gradients larger than")
        self.limit.setToolTip("The size beyond which a gradient stops the run")
        self.limit.setFont(number_font(9))
        self.limit.setFixedWidth(52)
        self.finite_box = self._check(
            "∞ or nan", "breakFiniteBox", "Stop where a number first is not finite"
        )
        self.finite_box.setChecked(True)
        self._lay_out()
        self._connect()
        self._take()

    def toggle_nodes(self) -> None:
        """Stop at the selected nodes, or no longer."""
        self.node_button.click()

    @Slot()
    def forget_nodes(self) -> None:
        """Stop at no node any more."""
        self._nodes = frozenset()
        self._show_nodes()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show_nodes()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stage.show_notes(self, {})

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        stop = QLabel("stop at", self)
        stop.setProperty("quiet", True)
        row.addWidget(self.quiz_box)
        row.addWidget(self.mistake_box)
        row.addWidget(self.jump_button)
        row.addStretch(1)
        for widget in (
            stop,
            self.node_button,
            self.large_box,
            self.limit,
            self.finite_box,
        ):
            row.addWidget(widget)

    def _connect(self) -> None:
        self._session.moved.connect(self._show_mistake)
        self.quiz_box.toggled.connect(self.quiz_toggled)
        self.mistake_box.currentIndexChanged.connect(self._take_mistake)
        self.node_button.clicked.connect(self._take_nodes)
        self.large_box.toggled.connect(self._take)
        self.finite_box.toggled.connect(self._take)
        self.limit.textChanged.connect(self._take)

    def _check(self, text: str, name: str, tip: str) -> QCheckBox:
        box = QCheckBox(text, self)
        box.setObjectName(name)
        box.setAccessibleName(tip)
        box.setToolTip(tip)
        return box

    @Slot(int)
    def _take_mistake(self, index: int) -> None:
        self._session.set_mistake(self.mistake_box.itemData(index))

    @Slot()
    def _show_mistake(self) -> None:
        self.mistake_box.setCurrentIndex(
            self.mistake_box.findData(self._session.mistake)
        )

    @Slot()
    def _take_nodes(self) -> None:
        is_on = self.node_button.isChecked()
        self._nodes = frozenset(self._stage.selected() if is_on else ())
        self._show_nodes()

    def _show_nodes(self) -> None:
        self.node_button.setChecked(bool(self._nodes))
        count = len(self._nodes)
        words = {0: "node", 1: "1 node"}
        self.node_button.setText(words.get(count, f"{count} nodes"))
        self._stage.show_notes(self, dict.fromkeys(self._nodes, Note("stops here")))
        self._take()

    @Slot()
    def _take(self) -> None:
        try:
            limit = parse_number(self.limit.text())
        except ValueError:
            limit = math.nan
        is_good = limit >= 0
        if bool(self.limit.property("invalid")) == is_good:
            self.limit.setProperty("invalid", not is_good)
            self.limit.style().polish(self.limit)
        self._session.breakpoints = Breakpoints(
            self._nodes,
            limit if is_good and self.large_box.isChecked() else None,
            self.finite_box.isChecked(),
        )
