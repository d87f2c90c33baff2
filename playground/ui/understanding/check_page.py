"""`GradientCheck`: the backward pass held against central differences."""

import math
from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget
from typing_extensions import override

from playground.graph.check import CheckRow, Verdict, check
from playground.graph.timeline import Mistake
from playground.ui.document import Document
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.labels import called, told
from playground.ui.understanding.lesson import Note, Stage, Tone
from playground.ui.understanding.lesson_layer import tone_color
from playground.ui.understanding.number_table import NumberTable, Row
from playground.ui.understanding.page import Page
from playground.ui.understanding.session import StepSession

_TONES: Final = {
    Verdict.AGREES: Tone.GOOD,
    Verdict.KINK: Tone.WARNING,
    Verdict.UNDEFINED: Tone.WARNING,
    Verdict.DIFFERS: Tone.WRONG,
}
_LIVE: Final = 300
"""Graphs of up to so many nodes are checked again whenever a number changes."""


class GradientCheck(Page):
    """The page "Gradient check"; with a mistake switched on it checks that one's."""

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        stage: Stage,
        session: StepSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("gradientCheck", "Gradient check", parent)
        self._document = document
        self._theme_switch = theme_switch
        self._stage = stage
        self._session = session
        self._is_for_all = True
        self.rows: tuple[CheckRow, ...] = ()
        self.all_button = self.button(
            "Check the graph", "checkAllButton", "Compare every gradient"
        )
        self.one_button = self.button(
            "Check the selection", "checkOneButton", "Compare the selected nodes only"
        )
        self._summary = QLabel(self)
        self._summary.setObjectName("checkSummary")
        self._summary.setAccessibleName("What the gradient check says")
        self.table = NumberTable(
            ("node", "backward", "difference", "relative error", "verdict"), self
        )
        self.table.setObjectName("checkTable")
        self.table.setAccessibleName("Gradients, twice")
        self.table.setToolTip(
            "difference: (f(v + h) − f(v − h)) / 2h, from the values alone"
        )
        self._later = QTimer(self)
        self._later.setSingleShot(True)
        self._later.setInterval(0)
        self._later.timeout.connect(self.run)
        self._lay_out()
        self._connect()

    @property
    def summary(self) -> str:
        """The result in a sentence."""
        return self._summary.text()

    @Slot()
    def run(self) -> None:
        """Compare again."""
        timeline = self._session.timeline
        if timeline is None:
            self._show(())
            return
        graph = self._document.graph
        ids = [i for i in timeline.order if not graph.nodes[i].is_constant]
        if not self._is_for_all:
            ids = [i for i in self._stage.selected() if i in timeline.index]
        gradients = {i: float(timeline.gradients[timeline.index[i]]) for i in ids}
        self._show(check(graph, timeline.output, gradients))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._later.start()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._stage.show_notes(self, {})

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self.all_button)
        row.addWidget(self.one_button)
        row.addSpacing(8)
        row.addWidget(self._summary, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.all_button.clicked.connect(self._check_all)
        self.one_button.clicked.connect(self._check_selected)
        self.table.node_chosen.connect(self._stage.go_to)
        self._session.moved.connect(self._follow)
        self._theme_switch.changed.connect(self._follow)

    @Slot()
    def _check_all(self) -> None:
        self._is_for_all = True
        self.run()

    @Slot()
    def _check_selected(self) -> None:
        self._is_for_all = False
        self.run()

    @Slot()
    def _follow(self) -> None:
        if self.isVisible() and self._session.length <= 3 * _LIVE:
            self._later.start()

    def _show(self, rows: tuple[CheckRow, ...]) -> None:
        self.rows = rows
        graph, theme = self._document.graph, self._theme_switch.current
        self.table.show_rows(
            [
                Row(
                    row.node,
                    (
                        called(graph, row.node),
                        format_number(row.analytic),
                        format_number(row.numeric),
                        format_number(row.relative_error),
                        self._verdict_text(row),
                    ),
                    tone_color(theme, _TONES[row.verdict])
                    if row.verdict is not Verdict.AGREES
                    else None,
                )
                for row in rows
            ]
        )
        self._summary.setText(self._sentence())
        notes = {
            row.node: Note(self._note_text(row), _TONES[row.verdict])
            for row in rows
            if row.verdict is not Verdict.AGREES
        }
        self._stage.show_notes(self, notes if self.isVisible() else {})

    def _verdict_text(self, row: CheckRow) -> str:
        match row.verdict:
            case Verdict.AGREES:
                return "agrees"
            case Verdict.KINK:
                kink = row.kink if row.kink is not None else row.node
                name = told(self._document.graph, kink)
                return f"a kink at {name}: no error"
            case Verdict.UNDEFINED:
                return "not defined here, or the step leaves the domain"
            case Verdict.DIFFERS:
                return "differs: this gradient is wrong"

    @staticmethod
    def _note_text(row: CheckRow) -> str:
        match row.verdict:
            case Verdict.KINK:
                return "at a kink"
            case Verdict.DIFFERS:
                return f"should be {format_number(row.numeric)}"
            case Verdict.AGREES | Verdict.UNDEFINED:
                return "not defined"

    def _sentence(self) -> str:
        rows = self.rows
        if not rows:
            problem = self._session.problem
            if problem:
                return f"{problem[:1].upper()}{problem[1:]}."
            return "Select nodes on the canvas that the output depends on."
        counts = {v: sum(row.verdict is v for row in rows) for v in Verdict}
        if counts[Verdict.DIFFERS]:
            blame = self._session.mistake is not Mistake.NONE
            why = " A mistake is switched on in the debugger." if blame else ""
            return f"{counts[Verdict.DIFFERS]} of {len(rows)} differ.{why}"
        errors = [r.relative_error for r in rows if r.verdict is Verdict.AGREES]
        worst = format_number(max(errors, default=math.nan))
        number = counts[Verdict.AGREES]
        how_many = "All" if number == len(rows) else f"{number} of {len(rows)}"
        parts = [f"{how_many} agree"]
        if errors:
            parts.append(f"the largest relative error is {worst}")
        if counts[Verdict.KINK]:
            parts.append(f"{counts[Verdict.KINK]} at a kink")
        if counts[Verdict.UNDEFINED]:
            parts.append(f"{counts[Verdict.UNDEFINED]} not defined")
        return "; ".join(parts) + "."
