"""Gradient descent on the expression of the canvas, as the loop of the seed does it."""

import math

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.graph.edits import SetValues
from playground.graph.graph import NodeId
from playground.ui.document import Document

_PAUSE = 16
_LATER = 10.0
"""By how much a smaller rate to try is smaller."""


class Descent(QObject):
    """Lowers the output of *document* by changing its learnable leaves.

    Signals:
        stepped: After a step, or after counting began anew.
        stopped: A run ended, or a step failed; with a sentence, empty when asked to.
        started: A run began.
    """

    stepped = Signal()
    started = Signal()
    stopped = Signal(str)

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self.learning_rate = 0.01
        self.steps = 0
        self.first = math.nan
        self.last = math.nan
        self._gesture: object = None
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._tick)

    @property
    def is_running(self) -> bool:
        """Whether steps follow each other by themselves."""
        return self._timer.isActive()

    def leaves(self) -> list[NodeId]:
        """The learnable leaves that the output depends on."""
        graph = self._document.graph
        output = graph.effective_output
        if output is None:
            return []
        reached = graph.upstream(output)
        return [
            node.id
            for node in graph.nodes.values()
            if node.is_leaf and node.is_learnable and node.id in reached
        ]

    def step(self) -> bool:
        """Take one step, undone by itself; False when it could not be taken."""
        self.stop()
        self._begin()
        return self._step()

    def run(self) -> None:
        """Take steps until `stop`; all of them are one undo step."""
        if not self.is_running:
            self._begin()
            if self._step():
                self._timer.start()
                self.started.emit()

    @Slot()
    def stop(self) -> None:
        """End a run."""
        if self.is_running:
            self._timer.stop()
            self.stopped.emit("")

    def _begin(self) -> None:
        self._gesture = object()
        self.steps = 0
        self.first = self.last = self._output_value()

    @Slot()
    def _tick(self) -> None:
        self._step()

    def _step(self) -> bool:
        obstacle = self._obstacle()
        if obstacle:
            self._fail(obstacle)
            return False
        evaluation = self._document.evaluation
        before = {i: self._document.graph.nodes[i].value for i in self.leaves()}
        after = {
            i: value - self.learning_rate * evaluation.gradient(i)
            for i, value in before.items()
        }
        is_good = np.isfinite(list(after.values())).all()
        if is_good and self._document.edit(SetValues(after), gesture=self._gesture):
            trouble = self._trouble()
            if not trouble:
                self.steps += 1
                self.last = self._output_value()
                self.stepped.emit()
                return True
            self._document.edit(SetValues(before), gesture=self._gesture)
        else:
            trouble = "a value would no longer be a finite number"
        rate = self.learning_rate / _LATER
        self._fail(
            f"Stopped after {self.steps} steps: {trouble}. "
            f"The last good values are kept; try a learning rate of {rate:g}."
        )
        return False

    def _obstacle(self) -> str:
        """Why no step can be taken from here."""
        evaluation = self._document.evaluation
        if evaluation.output is None:
            return "There is nothing to lower yet: build an expression first."
        if not self.leaves():
            return "Nothing can learn: the output depends on no learnable value."
        trouble = self._trouble()
        return f"No step from here: {trouble}." if trouble else ""

    def _trouble(self) -> str:
        """What is not finite now: the output, or a gradient it gives."""
        evaluation = self._document.evaluation
        reached = {*self.leaves()}
        numbers = [self._output_value(), *map(evaluation.gradient, reached)]
        if all(map(math.isfinite, numbers)):
            return ""
        graph = self._document.graph
        below = graph.upstream(evaluation.output) if evaluation.output else set()
        sentences = [s for i, s in evaluation.problems.items() if i in below]
        return sentences[0] if sentences else "a gradient is not a finite number"

    def _output_value(self) -> float:
        evaluation = self._document.evaluation
        output = evaluation.output
        return math.nan if output is None else evaluation.value(output)

    def _fail(self, sentence: str) -> None:
        self._timer.stop()
        self.stopped.emit(sentence)
