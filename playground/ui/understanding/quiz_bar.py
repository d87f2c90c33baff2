"""The quiz: a number is hidden, the learner types it, with a hint on request."""

import math

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QWidget

from playground.graph.quiz import Question, Score
from playground.ui.numbers import format_number, parse_number
from playground.ui.theme import number_font


class QuizBar(QWidget):
    """Asks one question at a time.

    Signals:
        solved: The number may be shown: it was found, or given up.
    """

    solved = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("quizBar")
        self._question: Question | None = None
        self._hint = ""
        self._had_help = False
        self.score = Score()
        self._prompt = QLabel(self)
        self.answer = QLineEdit(self)
        self.answer.setObjectName("quizAnswer")
        self.answer.setAccessibleName("Your answer")
        self.answer.setToolTip("The number that is hidden; 1 % off is close enough")
        self.answer.setFont(number_font(10))
        self.answer.setFixedWidth(96)
        self.check_button = self._button("Check", "quizCheckButton", "Is it right?")
        self.hint_button = self._button("Hint", "quizHintButton", "How to find it")
        self.show_button = self._button("Show", "quizShowButton", "Tell the number")
        self._message = QLabel(self)
        self._message.setObjectName("quizMessage")
        self._message.setAccessibleName("What the quiz says")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for widget in (
            self._prompt,
            self.answer,
            self.check_button,
            self.hint_button,
            self.show_button,
        ):
            row.addWidget(widget)
        row.addWidget(self._message, 1)
        self.answer.returnPressed.connect(self.check)
        self.check_button.clicked.connect(self.check)
        self.hint_button.clicked.connect(self._give_hint)
        self.show_button.clicked.connect(self._give_up)
        self.clear()

    @property
    def is_open(self) -> bool:
        """Whether a number is hidden now."""
        return self._question is not None

    @property
    def message(self) -> str:
        """What the bar says."""
        return self._message.text()

    def ask(self, prompt: str, question: Question, hint: str) -> None:
        """Ask for a number."""
        self._question, self._hint = question, hint
        self._had_help = False
        self._prompt.setText(prompt)
        self.answer.clear()
        self._say("", is_problem=False)
        self._enable(is_open=True)
        self.answer.setFocus()

    def clear(self) -> None:
        """Ask nothing."""
        self._question = None
        self._prompt.setText("Nothing to ask here: step on.")
        self.answer.clear()
        self._enable(is_open=False)

    @Slot()
    def check(self) -> None:
        """Compare what was typed with the number."""
        if self._question is None:
            return
        try:
            given = parse_number(self.answer.text())
        except ValueError:
            self._say("Type a number first, or take a hint.", is_problem=True)
            return
        if self._question.accepts(given):
            self._finish(f"Right: {format_number(self._question.answer)}.")
            return
        self._had_help = True
        is_turned = math.isfinite(given) and self._question.accepts(-given)
        self._say(
            "The sign is wrong."
            if is_turned
            else "Not yet: try again, or take a hint.",
            is_problem=True,
        )
        self.answer.selectAll()
        self.answer.setFocus()

    @Slot()
    def _give_hint(self) -> None:
        self._had_help = True
        self._say(self._hint, is_problem=False)
        self.answer.setFocus()

    @Slot()
    def _give_up(self) -> None:
        self._had_help = True
        if self._question is not None:
            self._finish(f"It is {format_number(self._question.answer)}.")

    def _finish(self, verdict: str) -> None:
        self.score.count(at_once=not self._had_help)
        score = self.score
        self.clear()
        self._prompt.setText("Step on for the next one.")
        self._say(
            f"{verdict}   {score.right} of {score.asked} found at once",
            is_problem=False,
        )
        self.solved.emit()

    def _enable(self, *, is_open: bool) -> None:
        for widget in (
            self.answer,
            self.check_button,
            self.hint_button,
            self.show_button,
        ):
            widget.setEnabled(is_open)

    def _say(self, sentence: str, *, is_problem: bool) -> None:
        self._message.setText(sentence)
        self._message.setProperty("problem", is_problem)
        self._message.style().polish(self._message)

    def _button(self, text: str, name: str, tip: str) -> QPushButton:
        button = QPushButton(text, self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(tip)
        return button
