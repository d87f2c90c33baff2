"""`Document`: one canvas's graph with its history and evaluation, for the window."""

from PySide6.QtCore import QObject, QTimer, Signal

from playground.core.expr import Expr
from playground.graph.edits import Edit, Edits, apply
from playground.graph.evaluate import Evaluation, Evaluator
from playground.graph.formulas import text_of
from playground.graph.graph import Graph, GraphError, NodeId
from playground.graph.history import History


class Document(QObject):
    """The graph a canvas shows; every change of it goes through here.

    Signals:
        edited: An `Edit` was applied to the graph, by the user, undo or redo.
        evaluated: A new `Evaluation`, at most once per turn of the event loop.
        refused: Why an edit was refused; nothing has changed.
        history_changed: What undo and redo would do has changed.
        loaded: Another graph has taken the place of this one; its history is empty.
    """

    edited = Signal(object)
    evaluated = Signal(object)
    refused = Signal(str)
    history_changed = Signal()
    loaded = Signal()

    def __init__(
        self, graph: Graph | None = None, parent: QObject | None = None
    ) -> None:
        """Open *graph*, an empty one by default."""
        super().__init__(parent)
        self._graph = Graph() if graph is None else graph
        self._history = History()
        self._evaluator = Evaluator(self._graph)
        self._pending: list[Edit] = []
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._tell)
        self._told = self._evaluator.evaluation

    @property
    def graph(self) -> Graph:
        """The graph; read it, and change it with `edit` alone."""
        return self._graph

    @property
    def history(self) -> History:
        """Steps that can be undone and redone, and the save point."""
        return self._history

    @property
    def evaluation(self) -> Evaluation:
        """The values and gradients of the graph as it is now."""
        self._evaluate()
        return self._evaluator.evaluation

    @property
    def can_undo(self) -> bool:
        """Whether there is a step to undo."""
        return bool(self._history.done)

    @property
    def can_redo(self) -> bool:
        """Whether there is a step to redo."""
        return bool(self._history.undone)

    def formula(self, node_id: NodeId) -> str:
        """The formula of a node, empty while it lacks an input."""
        self._evaluate()
        return text_of(self._evaluator, node_id)

    def expression(self, node_id: NodeId) -> Expr | None:
        """The live `Expr` of a node, to read; None while it lacks an input."""
        self._evaluate()
        return self._evaluator.expression(node_id)

    def edit(self, edit: Edit, *, gesture: object = None) -> bool:
        """Apply an edit as an undo step.

        Args:
            edit: The change.
            gesture: Edits that carry the same key, one after the other, are one step.

        Returns:
            Whether it was applied; `refused` says why not. An edit of nothing is no
            step.
        """
        if isinstance(edit, Edits) and not edit.edits:
            return True
        try:
            inverse = apply(self._graph, edit)
        except GraphError as error:
            self.refused.emit(str(error))
            return False
        self._history.push(edit, inverse, gesture)
        self._announce(edit)
        self.history_changed.emit()
        return True

    def undo(self) -> None:
        """Take the last step back, if there is one."""
        step = self._history.undo()
        if step is not None:
            self._repeat(step.inverses)

    def redo(self) -> None:
        """Do the step taken back last again, if there is one."""
        step = self._history.redo()
        if step is not None:
            self._repeat(step.edits)

    def go_to(self, step: int) -> None:
        """Undo or redo until *step* steps are done; 0 is the beginning."""
        while len(self._history.done) > max(step, 0):
            self.undo()
        while len(self._history.done) < step and self.can_redo:
            self.redo()

    def load(self, graph: Graph) -> None:
        """Show *graph* instead, as just saved and with nothing to undo."""
        self._timer.stop()
        self._pending.clear()
        self._graph = graph
        self._history = History()
        self._evaluator = Evaluator(graph)
        self.loaded.emit()
        self.evaluated.emit(self._evaluator.evaluation)
        self.history_changed.emit()

    def mark_saved(self) -> None:
        """Remember that the graph is stored as it is now."""
        self._history.mark_saved()
        self.history_changed.emit()

    def _repeat(self, edits: tuple[Edit, ...]) -> None:
        for edit in edits:
            apply(self._graph, edit)
            self._announce(edit)
        self.history_changed.emit()

    def _announce(self, edit: Edit) -> None:
        self._pending.append(edit)
        self._timer.start()
        self.edited.emit(edit)

    def _evaluate(self) -> None:
        """Bring the evaluation up to date, when somebody looks or the turn ends."""
        if self._pending:
            edits, self._pending = self._pending, []
            self._evaluator.update(edits)

    def _tell(self) -> None:
        self._evaluate()
        evaluation = self._evaluator.evaluation
        if evaluation is not self._told:
            self._told = evaluation
            self.evaluated.emit(evaluation)
