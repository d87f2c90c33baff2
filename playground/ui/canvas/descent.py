"""`Descent`: gradient descent on a document's output, for canvas and pages."""

import math
from collections.abc import Mapping
from typing import Final

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.core.optimizers import OPTIMIZERS, Optimizer, OptimizerError
from playground.graph.descent import Way, leaves_of, trouble_of
from playground.graph.edits import (
    Edit,
    Edits,
    MoveNodes,
    Rename,
    SetLearnable,
    SetValues,
)
from playground.graph.graph import NodeId
from playground.ui.document import Document

_PAUSE: Final = 16
_LESS: Final = 10.0
"""By how much a smaller rate to try is smaller."""


class Descent(QObject):
    """Lowers the output of *document* by changing its learnable leaves.

    A way goes on from step to step, until something else changes the expression: then
    the next step begins a new one.

    Signals:
        stepped: After a step, or after the way was taken back.
        started: A run began.
        stopped: A run ended, or a step failed; with a sentence, empty when asked to.
        failed_at: The node at which a number would not be finite.
        settings_changed: Another rate or optimiser is set.
    """

    stepped = Signal()
    started = Signal()
    stopped = Signal(str)
    failed_at = Signal(object)
    settings_changed = Signal()

    def __init__(self, document: Document, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._learning_rate = 0.01
        self._optimizer_name = "sgd"
        self._way: Way | None = None
        self._gesture: object = None
        self._is_own_edit = False
        self._timer = QTimer(self)
        self._timer.setInterval(_PAUSE)
        self._timer.timeout.connect(self._tick)
        document.edited.connect(self._follow)
        document.loaded.connect(self._forget)

    @property
    def learning_rate(self) -> float:
        """How far a step goes; a number that is not negative."""
        return self._learning_rate

    @learning_rate.setter
    def learning_rate(self, rate: float) -> None:
        if rate != self._learning_rate:
            self._learning_rate = rate
            self.settings_changed.emit()

    @property
    def optimizer_name(self) -> str:
        """How the gradient moves the values: a name in `OPTIMIZERS`."""
        return self._optimizer_name

    @optimizer_name.setter
    def optimizer_name(self, name: str) -> None:
        if name != self._optimizer_name:
            self._optimizer_name = name
            self.settings_changed.emit()

    @property
    def way(self) -> Way | None:
        """The way so far; None before the first step."""
        return self._way

    @property
    def steps(self) -> int:
        """How many steps the way has."""
        return 0 if self._way is None else self._way.steps

    @property
    def first(self) -> float:
        """The output where the way began."""
        return math.nan if self._way is None else self._way.first

    @property
    def last(self) -> float:
        """The output after the last step."""
        return math.nan if self._way is None else self._way.last

    @property
    def is_running(self) -> bool:
        """Whether steps follow each other by themselves."""
        return self._timer.isActive()

    def leaves(self) -> list[NodeId]:
        """The learnable leaves that the output depends on."""
        return leaves_of(self._document.graph)

    @Slot()
    def step(self) -> bool:
        """Take one step, undone by itself; False when it could not be taken."""
        self.stop()
        self._gesture = object()
        return self._step()

    @Slot()
    def run(self) -> None:
        """Take steps until `stop`; all of them are one undo step."""
        if not self.is_running:
            self._gesture = object()
            if self._step():
                self._timer.start()
                self.started.emit()

    @Slot()
    def stop(self) -> None:
        """End a run."""
        if self.is_running:
            self._timer.stop()
            self.stopped.emit("")

    @Slot()
    def rewind(self) -> None:
        """Back to where the way began."""
        self.stop()
        if self._way is None:
            return
        nodes = self._document.graph.nodes
        start = {i: v for i, v in self._way.start.items() if i in nodes}
        self._set(start, None)
        self._forget()

    def _step(self) -> bool:
        optimizer = self._optimizer()
        obstacle = self._obstacle()
        if optimizer is None or obstacle:
            self._fail(obstacle or "The learning rate must be at least 0.")
            return False
        evaluation = self._document.evaluation
        nodes = self._document.graph.nodes
        before = {i: nodes[i].value for i in self.leaves()}
        if self._way is None:
            self._way = Way(before, self._output_value())
        gradients = {i: evaluation.gradient(i) for i in before}
        after = self._way.next_values(optimizer, before, gradients)
        if all(map(math.isfinite, after.values())) and self._set(after, self._gesture):
            node, trouble = self._trouble()
            if not trouble:
                self._way.record(after, self._output_value())
                self.stepped.emit()
                return True
            self._set(before, self._gesture)
            if node is not None:
                self.failed_at.emit(node)
        else:
            trouble = "a value would no longer be a finite number"
        rate = self.learning_rate / _LESS
        steps = "step" if self.steps == 1 else "steps"
        self._fail(
            f"Stopped after {self.steps} {steps}: {trouble}. "
            f"The last good values are kept; try a learning rate of {rate:g}."
        )
        return False

    def _optimizer(self) -> Optimizer | None:
        try:
            return OPTIMIZERS[self.optimizer_name](self.learning_rate)
        except OptimizerError:
            return None

    def _obstacle(self) -> str:
        """Why no step can be taken from here."""
        if self._document.evaluation.output is None:
            return "There is nothing to lower yet: build an expression first."
        if not self.leaves():
            return "Nothing can learn: the output depends on no learnable value."
        node, trouble = self._trouble()
        if trouble and node is not None:
            self.failed_at.emit(node)
        return f"No step from here: {trouble}." if trouble else ""

    def _trouble(self) -> tuple[NodeId | None, str]:
        return trouble_of(self._document.graph, self._document.evaluation)

    def _output_value(self) -> float:
        evaluation = self._document.evaluation
        output = evaluation.output
        return math.nan if output is None else evaluation.value(output)

    def _set(self, values: Mapping[NodeId, float], gesture: object) -> bool:
        self._is_own_edit = True
        try:
            return self._document.edit(SetValues(values), gesture=gesture)
        finally:
            self._is_own_edit = False

    def _fail(self, sentence: str) -> None:
        self._timer.stop()
        self.stopped.emit(sentence)

    @Slot()
    def _tick(self) -> None:
        self._step()

    @Slot(object)
    def _follow(self, edit: Edit) -> None:
        """Freezing a leaf leads the way on; other changes end it."""
        parts = edit.edits if isinstance(edit, Edits) else (edit,)
        goes_on = all(isinstance(p, MoveNodes | Rename | SetLearnable) for p in parts)
        if not self._is_own_edit and not goes_on:
            self._forget()

    @Slot()
    def _forget(self) -> None:
        if self._way is not None:
            self._way = None
            self.stepped.emit()
