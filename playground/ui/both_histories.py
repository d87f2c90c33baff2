"""`BothHistories`: undo and redo over canvas and training, the last change first."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction

from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.document import Document
from playground.ui.training_runner import TrainingRunner


class BothHistories(QObject):
    """Undoes and redoes what was changed last, and says so in two actions."""

    def __init__(self, tabs: CanvasTabs, runner: TrainingRunner) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._runner = runner
        self._actions: tuple[QAction, QAction] | None = None
        self._trained_last = False  # whether training was changed after all canvases
        runner.history_changed.connect(self._follow_training)

    def say_in(self, undo: QAction, redo: QAction) -> None:
        """From now on, say in two actions what they would do."""
        self._actions = undo, redo
        self.show()

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        self._undo_half.undo()

    @Slot()
    def redo(self) -> None:
        """Do the change taken back last again."""
        self._redo_half.redo()

    @Slot()
    def follow_canvas(self) -> None:
        """The canvas on show was changed last."""
        self._trained_last = False
        self.show()

    @Slot()
    def show(self) -> None:
        """Say what undo and redo would do."""
        if self._actions is None:
            return
        undo, redo = self._actions
        for action, word, steps in (
            (undo, "Undo", self._undo_half.history.done[-1:]),
            (redo, "Redo", self._redo_half.history.undone[:1]),
        ):
            title = f": {steps[0].title.lower()}" if steps else ""
            action.setText(f"&{word}{title}")
            action.setEnabled(bool(steps))

    @property
    def _document(self) -> Document:
        return self._tabs.current_editor.document

    @property
    def _undo_half(self) -> Document | TrainingRunner:
        """Where undo goes: to the canvas or to training, as was changed last."""
        is_training = self._trained_last or not self._document.history.done
        if is_training and self._runner.history.done:
            return self._runner
        return self._document

    @property
    def _redo_half(self) -> Document | TrainingRunner:
        """Where redo goes, likewise."""
        is_training = self._trained_last or not self._document.history.undone
        if is_training and self._runner.history.undone:
            return self._runner
        return self._document

    @Slot()
    def _follow_training(self) -> None:
        history = self._runner.history
        self._trained_last = bool(history.done or history.undone)
        self.show()
