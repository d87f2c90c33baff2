"""`CanvasStage`: a canvas as the pages of understanding see it."""

from collections.abc import Mapping

from PySide6.QtCore import QObject, QVariantAnimation, Signal, SignalInstance, Slot

from playground.graph.graph import NodeId
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.lesson import Lesson, Note
from playground.ui.understanding.lesson_layer import LessonLayer, ease

_PULSE_MS = 480


class CanvasStage(QObject):
    """Puts a `LessonLayer` over the scene of *view* and follows its selection.

    Signals:
        node_picked: Nodes were selected or deselected.
    """

    node_picked = Signal()

    def __init__(
        self,
        view: CanvasView,
        theme_switch: ThemeSwitch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._view = view
        self._scene = view.scene_shown
        self._theme_switch = theme_switch
        self._notes: dict[object, Mapping[NodeId, Note]] = {}
        self.layer = LessonLayer(
            self._scene.nodes, self._scene.wires, theme_switch.current
        )
        self._scene.addItem(self.layer)
        self._animation = QVariantAnimation(self)
        self._animation.setDuration(_PULSE_MS)
        self._animation.setStartValue(0.0)
        self._animation.setEndValue(1.0)
        self._animation.valueChanged.connect(self._pulse_at)
        self._animation.finished.connect(self._end_pulse)
        self._scene.selection_changed.connect(self.node_picked)
        theme_switch.changed.connect(self._wear)

    @property
    def selection_changed(self) -> SignalInstance:
        """Emitted after nodes were selected or deselected."""
        return self.node_picked

    def selected(self) -> list[NodeId]:
        """The selected nodes."""
        return self._scene.selected_ids

    def go_to(self, node: NodeId) -> None:
        """Select a node and bring it into view."""
        self._scene.focus_on(node)
        self.reveal(node)

    def reveal(self, node: NodeId) -> None:
        """Bring a node into view, not touching the selection."""
        if node in self._scene.nodes.index:
            self._view.navigation.reveal(self._view.node_rect(node))

    def watch_keys(self, watcher: QObject) -> None:
        """Let an event filter see the keys of the canvas first."""
        self._view.installEventFilter(watcher)

    def show_lesson(self, lesson: Lesson | None) -> None:
        """Show a moment of a pass, or the finished numbers again."""
        self._animation.stop()
        self.layer.lesson = lesson
        self.layer.pulse = None
        if lesson is not None and lesson.wires:
            self.layer.pulse = 0.0
            self._animation.start()
        self.layer.update()

    def show_notes(self, owner: object, notes: Mapping[NodeId, Note]) -> None:
        """Show words below nodes in place of the *owner*'s earlier ones."""
        self._notes[owner] = notes
        self.layer.notes = {
            node: note for some in self._notes.values() for node, note in some.items()
        }
        self.layer.update()

    @Slot(object)
    def _pulse_at(self, share: float) -> None:
        self.layer.pulse = ease(share)
        self.layer.update(self.layer.area_of_pulse())

    @Slot()
    def _end_pulse(self) -> None:
        self.layer.pulse = None
        self.layer.update(self.layer.area_of_pulse())

    @Slot()
    def _wear(self) -> None:
        self.layer.theme = self._theme_switch.current
        self.layer.update()
