"""`StepDebugger`: both passes step by step, below the canvas and on it."""

from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget
from typing_extensions import override

from playground.graph.breakpoints import Reason
from playground.graph.quiz import question
from playground.graph.timeline import Computed, Mistake, Passed, Timeline
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.formula_label import FormulaLabel
from playground.ui.understanding.labels import told
from playground.ui.understanding.lesson import Lesson, Stage, lesson_at
from playground.ui.understanding.options_bar import OptionsBar
from playground.ui.understanding.page import Page
from playground.ui.understanding.quiz_bar import QuizBar
from playground.ui.understanding.session import StepSession
from playground.ui.understanding.telling import THE_RULE, Words
from playground.ui.understanding.transport import Transport
from playground.ui.understanding.typesetter import Typesetter
from playground.ui.understanding.words import words_for

_LOWEST: Final = 210
"""Pixels in which a sum of several uses and two lines of words find room."""
_TITLE: Final = "One key, and one rule"
_WELCOME: Final = (
    "Press F10, or the blue button, again and again: first every value is computed, "
    "then the gradient goes back from the output, one wire at a time. On each wire "
    "this rule is at work, with the numbers of your graph."
)
_REASONS: Final = {
    Reason.NODE: "Stopped at the chosen node.",
    Reason.LARGE: "Stopped: this gradient is larger than the limit.",
    Reason.NON_FINITE: "Stopped: here a number is no longer finite.",
}
_NO_DIFFERENCE: Final = {
    Mistake.ORDER: "No computed value is used twice here, so any order will do. "
    "Try the example “Why order matters”.",
    Mistake.OVERWRITE: "No node is used twice here, so = and += do the same. "
    "Try the example “A shared node”.",
}


class StepDebugger(Page):
    """The page "Step through": shows the moments of a `StepSession`.

    While it is visible and a pass is under way, the canvas shows the moment; hidden,
    it gives the finished numbers back.
    """

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        stage: Stage,
        parent: QWidget | None = None,
        *,
        typesetter: Typesetter | None = None,
    ) -> None:
        super().__init__("stepDebugger", "Step through the passes", parent)
        self._document = document
        self._stage = stage
        self._answered: set[int] = set()
        self._notice = ""
        self.session = StepSession(document, self)
        self.transport = Transport(self.session, theme_switch, self)
        self.options = OptionsBar(self.session, stage, self)
        self.quiz = QuizBar(self)
        self.quiz.hide()
        self._typesetter = typesetter or Typesetter(self)
        self.main = FormulaLabel(self._typesetter, theme_switch, 19, self)
        self.local = FormulaLabel(self._typesetter, theme_switch, 15, self)
        self.total = FormulaLabel(self._typesetter, theme_switch, 17, self)
        for label, name, height in (
            (self.main, "stepFormula", 48),
            (self.local, "stepLocalFormula", 48),
            (self.total, "stepSumFormula", 30),
        ):
            label.setObjectName(name)
            label.setFixedHeight(height)
        self._title = QLabel(self)
        self._title.setObjectName("stepTitle")
        font = self._title.font()
        font.setBold(True)
        self._title.setFont(font)
        self._text = QLabel(self)
        self._text.setObjectName("stepText")
        self._text.setWordWrap(True)
        self._text.setProperty("quiet", True)
        self._text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._lay_out()
        self._connect()
        self.setMinimumHeight(_LOWEST)

    @property
    def text(self) -> str:
        """The words on the page."""
        return f"{self._title.text()}\n{self._text.text()}"

    # Qt

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._typesetter.prepare()
        self._show()

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.session.pause()
        self._stage.show_lesson(None)

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        slots = {
            Qt.Key.Key_Right: self.step,
            Qt.Key.Key_Left: self.session.step_back,
            Qt.Key.Key_Home: self.session.to_start,
            Qt.Key.Key_End: self.session.to_next_stop,
            Qt.Key.Key_Escape: self.leave,
        }
        slot = slots.get(Qt.Key(event.key()))
        if slot is None:
            super().keyPressEvent(event)
        else:
            slot()

    # Moving

    @property
    def _is_quizzing(self) -> bool:
        return self.options.quiz_box.isChecked()

    @Slot()
    def step(self) -> None:
        """One moment on; an open question must be answered first."""
        if self.quiz.is_open and self._is_quizzing:
            self.quiz.check()
            return
        self.session.step()

    @Slot()
    def leave(self) -> None:
        """Back to the finished numbers."""
        self.session.to_start()

    @Slot()
    def jump_to_selected(self) -> None:
        """To where the selected node gets its value, or its gradient."""
        chosen = self._stage.selected()
        if chosen and not self.session.jump_to(chosen[-1]):
            name = told(self._document.graph, chosen[-1])
            self._say(f"The output does not depend on {name}.")

    # The rest

    def _lay_out(self) -> None:
        formulas = QHBoxLayout()
        formulas.setSpacing(28)
        formulas.addWidget(self.main)
        formulas.addWidget(self.local)
        formulas.addStretch(1)
        # A long derivation shrinks, not the product it leads to.
        self.main.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Fixed)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 12, 6)
        column.setSpacing(3)
        column.addWidget(self.transport)
        column.addWidget(self._title)
        column.addLayout(formulas)
        column.addWidget(self.total)
        column.addWidget(self._text, 1)
        column.addStretch(0)  # takes the room of the text when the quiz hides it
        column.addWidget(self.quiz)
        column.addWidget(self.options)

    def _connect(self) -> None:
        self.transport.buttons["stepForwardButton"].clicked.connect(self.step)
        self.options.quiz_toggled.connect(self._switch_quiz)
        self.quiz.solved.connect(self._solved)
        self.session.moved.connect(self._moved)
        self.session.restarted.connect(self._restarted)
        self.session.stopped.connect(self._stopped)
        self.options.jump_button.clicked.connect(self.jump_to_selected)
        self._document.loaded.connect(self.options.forget_nodes)
        for keys, slot in (
            ("F10", self.step),
            ("Shift+F10", self.session.step_back),
            ("F8", self.session.toggle_play),
            ("F9", self.options.toggle_nodes),
            ("Ctrl+F10", self.jump_to_selected),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)

    @Slot()
    def _moved(self) -> None:
        self._notice = ""
        self._show()

    @Slot()
    def _restarted(self) -> None:
        self._answered.clear()
        self._say("The graph has changed: the pass begins again.")

    @Slot(object)
    def _stopped(self, reason: Reason) -> None:
        self._say(_REASONS[reason])

    @Slot(bool)
    def _switch_quiz(self, is_on: bool) -> None:  # noqa: FBT001  a slot
        self._answered.clear()
        self.quiz.setVisible(is_on)
        self.session.pause()
        self._show()

    @Slot()
    def _solved(self) -> None:
        self._answered.add(self.session.position)
        self._show()

    def _say(self, sentence: str) -> None:
        self._notice = sentence
        self._show()

    def _show(self) -> None:
        if not self.isVisible():  # an edit shall not cost a pass nobody looks at
            return
        timeline, position = self.session.timeline, self.session.position
        if timeline is None or not position:
            self._show_words(None)
            self.quiz.clear()
        else:
            graph = self._document.graph
            asked = self._is_asking(timeline)
            words = words_for(graph, timeline, position, is_hidden=asked)
            self._show_words(words)
            if asked and not self.quiz.is_open:
                self._ask(words)
            if not asked and self.quiz.is_open:
                self.quiz.clear()
        self._foresee()
        self._show_on_canvas()

    def _foresee(self) -> None:
        """Have the formulas of the next step typeset before it is taken."""
        timeline, position = self.session.timeline, self.session.position
        if timeline is None or position >= len(timeline):
            return
        words = words_for(self._document.graph, timeline, position + 1)
        shown = ((self.main, words.main), (self.local, words.local))
        self._typesetter.foresee(
            label.formula(formula.latex, is_quiet=label is self.local)
            for label, formula in (*shown, (self.total, words.total))
            if formula is not None
        )

    def _is_asking(self, timeline: Timeline) -> bool:
        position = self.session.position
        return (
            self._is_quizzing
            and position not in self._answered
            and question(self._document.graph, timeline.moments[position - 1])
            is not None
        )

    def _ask(self, words: Words) -> None:
        moment = self.session.moment
        asked = None if moment is None else question(self._document.graph, moment)
        if asked is None or moment is None:
            return
        name = told(self._document.graph, moment.node)
        what = "value" if isinstance(moment, Computed) else "gradient"
        so_far = isinstance(moment, Passed) and moment.part < moment.parts
        self.quiz.ask(f"{what} of {name}{' so far' * so_far}?", asked, words.hint)

    def _show_words(self, words: Words | None) -> None:
        if words is None:
            self._show_welcome(self.session.problem)
            return
        self._title.setText(self._notice or words.title)
        self._text.setVisible(not self._is_quizzing)
        self._text.setText(f"{words.sentence} {words.why}{self._about_mistake()}")
        self.main.show()
        self.main.show_formula(words.main.latex, words.main.plain)
        for label, formula in ((self.local, words.local), (self.total, words.total)):
            label.setVisible(formula is not None)
            if formula is not None:
                is_quiet = label is self.local
                label.show_formula(formula.latex, formula.plain, is_quiet=is_quiet)

    def _show_welcome(self, problem: str) -> None:
        """Before the first moment: the rule that is at work, or why there is none."""
        self._text.show()
        title = f"{problem[:1].upper()}{problem[1:]}." if problem else _TITLE
        self._title.setText(title if problem else self._notice or title)
        self._text.setText("" if problem else _WELCOME)
        self.main.setVisible(not problem)
        self.main.show_formula(THE_RULE.latex, THE_RULE.plain)
        for label in (self.local, self.total):
            label.show_formula("", "")
            label.hide()

    def _about_mistake(self) -> str:
        timeline = self.session.timeline
        if timeline is None or timeline.mistake is Mistake.NONE or timeline.wrong:
            return ""
        return f" {_NO_DIFFERENCE.get(timeline.mistake, '')}"

    def _show_on_canvas(self) -> None:
        lesson = self._lesson()
        self._stage.show_lesson(lesson)
        if lesson is not None and lesson.now is not None:
            self._stage.reveal(lesson.now)

    def _lesson(self) -> Lesson | None:
        timeline, position = self.session.timeline, self.session.position
        if timeline is None or not position:
            return None
        return lesson_at(timeline, position, is_asked=self._is_asking(timeline))
