"""`Document`: one canvas's graph with its history and evaluation, for the window."""

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from playground.core.expr import Expr
from playground.core.operations import Operation
from playground.graph.definitions import definitions_in
from playground.graph.edits import Edit, Edits, MoveNodes, apply
from playground.graph.evaluate import Evaluation, Evaluator
from playground.graph.formulas import text_of
from playground.graph.function_edits import (
    Define,
    Forget,
    Recall,
    RenameFunction,
)
from playground.graph.graph import Graph, GraphError, NodeId
from playground.graph.history import History
from playground.graph.nodes import Callee
from playground.ui.functions import ProjectFunctions


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
        self,
        graph: Graph | None = None,
        parent: QObject | None = None,
        functions: ProjectFunctions | None = None,
    ) -> None:
        """Open *graph*, an empty one by default.

        Args:
            graph: A canvas, or the graph of a function.
            parent: Owns the document.
            functions: Those of the project; without them it is a project by itself.
        """
        super().__init__(parent)
        self._graph = Graph() if graph is None else graph
        self._functions = functions or ProjectFunctions(self)
        self._functions.library.attach(self._graph)
        self._functions.changed.connect(self._follow_functions)
        self._rows: dict[Callee, Operation] = self._used_rows()
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
    def functions(self) -> ProjectFunctions:
        """The functions that the graph may use."""
        return self._functions

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
        if step is not None and not self._repeat(step.inverses):
            self._history.redo()

    def redo(self) -> None:
        """Do the step taken back last again, if there is one."""
        step = self._history.redo()
        if step is not None and not self._repeat(step.edits):
            self._history.undo()

    def go_to(self, step: int) -> None:
        """Undo or redo until *step* steps are done; 0 is the beginning."""
        before = -1
        while before != (before := len(self._history.done)) > max(step, 0):
            self.undo()
        before = -1
        while before != (before := len(self._history.done)) < step and self.can_redo:
            self.redo()

    def load(self, graph: Graph) -> None:
        """Show *graph* instead, as just saved and with nothing to undo."""
        self._timer.stop()
        self._pending.clear()
        self._graph = graph
        self._functions.library.attach(graph)
        self._rows = self._used_rows()
        self._history = History()
        self._evaluator = Evaluator(graph)
        self.loaded.emit()
        self.evaluated.emit(self._evaluator.evaluation)
        self.history_changed.emit()

    def mark_saved(self) -> None:
        """Remember that the graph is stored as it is now."""
        self._history.mark_saved()
        self.history_changed.emit()

    def _repeat(self, edits: tuple[Edit, ...]) -> bool:
        """Do a whole step again; False, and `refused`, where that is impossible now.

        That happens when a function has changed since, on another canvas.
        """
        step = edits[0] if len(edits) == 1 else Edits(edits, "")
        try:
            apply(self._graph, step)
        except GraphError as error:
            self.refused.emit(f"functions have changed since that step: {error}")
            return False
        for edit in edits:
            self._announce(edit)
        self.history_changed.emit()
        return True

    def _announce(self, edit: Edit) -> None:
        self._pending.append(edit)
        self._timer.start()
        self.edited.emit(edit)
        if _concerns_functions(edit) or (
            self._graph.definition is not None and not isinstance(edit, MoveNodes)
        ):
            self._functions.changed.emit()

    @Slot()
    def _follow_functions(self) -> None:
        """Tell which nodes compute something else than before."""
        rows = self._used_rows()
        if rows == self._rows:
            return
        before, self._rows = self._rows, rows
        ids = tuple(
            node.id
            for node in self._graph.nodes.values()
            if node.callee in rows and rows[node.callee] is not before.get(node.callee)
        )
        if ids:
            edit = Recall(ids)
            self._pending.append(edit)
            self._timer.start()
            self.edited.emit(edit)

    def _used_rows(self) -> dict[Callee, Operation]:
        nodes = self._graph.nodes.values()
        return {callee: callee.row for callee in definitions_in(nodes)}

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


def _concerns_functions(edit: Edit) -> bool:
    """Whether there are other functions, or other names, after *edit*."""
    if isinstance(edit, Edits):
        return any(map(_concerns_functions, edit.edits))
    return isinstance(edit, Define | Forget | RenameFunction)
