"""What a screen reader says of the canvas: the node that the keyboard is at."""

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from playground.ui.canvas.scene import CanvasScene
from playground.ui.spoken import words_of

HELP = (
    "Nodes and wires. Arrows walk along the wires, Tab searches for a node to "
    "add, Enter edits a number, F2 a name, Delete removes."
)


class Aloud(QObject):
    """Keeps the accessible description of *view*, and announces where the keys lead.

    The numbers of a node are told once, when it is reached: values that change many
    times in a second are for whoever asks again.
    """

    def __init__(self, scene: CanvasScene, view: QWidget) -> None:
        super().__init__(view)
        self._scene = scene
        self._view = view
        self._said: object = [], []
        view.setAccessibleDescription(HELP)
        scene.selection_changed.connect(self._follow)
        scene.document.evaluated.connect(self._describe)

    @property
    def words(self) -> str:
        """What is selected, in words; without a selection how to go about."""
        scene = self._scene
        chosen, frames = scene.selected_ids, scene.selected_frames
        graph, evaluation = scene.document.graph, scene.nodes.evaluation
        if len(chosen) == 1 and not frames and chosen[0] in graph.nodes and evaluation:
            return ", ".join(words_of(graph, evaluation, chosen[0]))
        if len(frames) == 1 and not chosen and frames[0] in scene.frames:
            return scene.frames.words(frames[0], scene.nodes)
        counts = [
            f"{len(found)} {noun}{'' if len(found) == 1 else 's'}"
            for found, noun in (
                (chosen, "node"),
                (scene.selected_links, "wire"),
                (frames, "frame"),
            )
            if found
        ]
        return f"{', '.join(counts)} selected" if counts else HELP

    @Slot()
    def _follow(self) -> None:
        self._describe()
        chosen, frames = self._scene.selected_ids, self._scene.selected_frames
        if (chosen, frames) == self._said:
            return
        self._said = chosen, frames
        if (chosen or frames) and QAccessible.isActive() and self._view.hasFocus():
            event = QAccessibleAnnouncementEvent(self._view, self.words)
            QAccessible.updateAccessibility(event)

    @Slot()
    def _describe(self) -> None:
        words = self.words
        if words != self._view.accessibleDescription():
            self._view.setAccessibleDescription(words)
