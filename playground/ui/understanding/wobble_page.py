"""`WobblePage`: hold a key, a leaf moves by ±h, and the effect ripples on."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.graph.wobble import Ripple, Wobble, wobble
from playground.ui.document import Document
from playground.ui.numbers import MINUS, format_number, parse_number
from playground.ui.theme import number_font
from playground.ui.understanding.labels import called
from playground.ui.understanding.lesson import Note, Stage, Tone
from playground.ui.understanding.number_table import NumberTable, Row
from playground.ui.understanding.page import Page
from playground.ui.understanding.session import StepSession

_BEAT: Final = 90
"""Milliseconds from one node of the ripple to the next."""
_HELP: Final = (
    "Select a leaf and hold P (Shift+P to push down), or a button: see how far "
    "every node moves."
)


class WobblePage(Page):
    """The page "Wobble". It shows pushes and never edits the graph."""

    def __init__(
        self,
        document: Document,
        stage: Stage,
        session: StepSession,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("wobblePage", "Wobble a leaf", parent)
        self._document = document
        self._stage = stage
        self._session = session
        self.found: Wobble | None = None
        self._shown = 0
        self._make_controls()
        self._message = QLabel(_HELP, self)
        self._message.setObjectName("wobbleMessage")
        self._message.setProperty("quiet", True)
        self._message.setWordWrap(True)
        self.table = NumberTable(
            ("node", "was", "is", "change", "slope × h", "on output", ""), self
        )
        self.table.setObjectName("wobbleTable")
        self.table.setAccessibleName("What the push does")
        self.table.setToolTip(
            "slope × h: the change that the derivative by the leaf predicts\n"
            "on output: gradient × change, the effect that the node's gradient predicts"
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_BEAT)
        self._timer.timeout.connect(self._ripple_on)
        self._lay_out()
        self._connect()

    @property
    def message(self) -> str:
        """The words on the page."""
        return self._message.text()

    @property
    def is_held(self) -> bool:
        """Whether a leaf is pushed now."""
        return self.found is not None

    def push(self, sign: int) -> None:
        """Push the selected leaf up (1) or down (-1) until `release`."""
        leaf = self._leaf()
        timeline = self._session.timeline
        if leaf is None or timeline is None or self._h is None:
            return
        graph = self._document.graph
        self.found = wobble(graph, timeline.output, leaf, sign * self._h)
        self._show_table()
        self._shown = 0
        self._ripple_on()
        self._timer.start()

    @Slot()
    def release(self) -> None:
        """Let the leaf go; the table stays to be read."""
        self._timer.stop()
        self.found = None
        self._stage.show_notes(self, {})

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """P held on the canvas, while the page is visible."""
        if not self.isVisible() or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        if event.key() != Qt.Key.Key_P or event.modifiers() & _OTHER_KEYS:
            return super().eventFilter(watched, event)
        if event.type() is QEvent.Type.KeyPress and not event.isAutoRepeat():
            is_down = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self.push(-1 if is_down else 1)
        elif event.type() is QEvent.Type.KeyRelease and not event.isAutoRepeat():
            self.release()
        return True

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.release()

    def _make_controls(self) -> None:
        self.step_box = QLineEdit("0.1", self)
        self.step_box.setObjectName("wobbleStep")
        self.step_box.setAccessibleName("h, the size of the push")
        self.step_box.setToolTip("How far the leaf is pushed")
        self.step_box.setFont(number_font(9))
        self.step_box.setFixedWidth(72)
        self._h: float | None = 0.1
        self.up_button = self.button("Push up", "wobbleUpButton", "Hold: +h (P)")
        self.down_button = self.button(
            "Push down", "wobbleDownButton", "Hold: −h (Shift+P)"
        )

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(6)
        label = QLabel("h", self)
        label.setProperty("quiet", True)
        label.setBuddy(self.step_box)
        row.addWidget(label)
        for widget in (self.step_box, self.up_button, self.down_button):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._message, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self.table, 1)

    def _connect(self) -> None:
        self.up_button.pressed.connect(self._push_up)
        self.down_button.pressed.connect(self._push_down)
        self.up_button.released.connect(self.release)
        self.down_button.released.connect(self.release)
        self.step_box.textChanged.connect(self._take_step)
        self.table.node_chosen.connect(self._stage.reveal)
        self._document.edited.connect(self.release)
        self._document.loaded.connect(self._forget)
        self._stage.watch_keys(self)

    @Slot()
    def _push_up(self) -> None:
        self.push(1)

    @Slot()
    def _push_down(self) -> None:
        self.push(-1)

    @Slot()
    def _forget(self) -> None:
        self.release()
        self.table.show_rows(())
        self._message.setText(_HELP)

    @Slot(str)
    def _take_step(self, text: str) -> None:
        try:
            h = parse_number(text)
        except ValueError:
            h = 0.0
        self._h = h if 0 < h < float("inf") else None
        self.step_box.setProperty("invalid", self._h is None)
        self.step_box.style().polish(self.step_box)

    def _leaf(self) -> NodeId | None:
        """The leaf to push, if one is selected; else says what to do."""
        timeline, graph = self._session.timeline, self._document.graph
        chosen = [i for i in self._stage.selected() if graph.nodes[i].is_leaf]
        if timeline is None:
            problem = self._session.problem
            self._message.setText(f"{problem[:1].upper()}{problem[1:]}.")
        elif len(chosen) != 1:
            self._message.setText("Select one leaf on the canvas, then push it.")
        elif chosen[0] not in timeline.index:
            name = called(graph, chosen[0])
            self._message.setText(f"The output does not depend on {name}.")
        else:
            return chosen[0]
        return None

    def _show_table(self) -> None:
        if self.found is None:
            return
        graph, last = self._document.graph, self.found.ripples[-1]
        self.table.show_rows(
            [
                Row(
                    ripple.node,
                    (
                        called(graph, ripple.node),
                        format_number(ripple.before),
                        format_number(ripple.after),
                        signed(ripple.change),
                        signed(ripple.predicted),
                        signed(ripple.reaches_output),
                        "the output" if ripple is last else "",
                    ),
                )
                for ripple in self.found.ripples
            ]
        )
        name = called(graph, self.found.leaf)
        self._message.setText(
            f"{name} moves by {signed(self.found.h)}: the output moves by "
            f"{signed(last.change)}; gradient × h predicts {signed(last.predicted)}."
        )

    @Slot()
    def _ripple_on(self) -> None:
        """One node more shows its change."""
        if self.found is None:
            return
        self._shown = min(self._shown + 1, len(self.found.ripples))
        notes = {r.node: _note(r) for r in self.found.ripples[: self._shown]}
        self._stage.show_notes(self, notes)
        if self._shown == len(self.found.ripples):
            self._timer.stop()


_OTHER_KEYS: Final = (
    Qt.KeyboardModifier.ControlModifier
    | Qt.KeyboardModifier.AltModifier
    | Qt.KeyboardModifier.MetaModifier
)


def signed(value: float) -> str:
    """A change, with its sign."""
    text = format_number(value)
    return text if text.startswith(MINUS) or value == 0 else f"+{text}"


def _note(ripple: Ripple) -> Note:
    return Note(f"{signed(ripple.change)} (≈ {signed(ripple.predicted)})", Tone.WARNING)
