"""Keys that lead from node to node, gather them, and move them a little."""

from PySide6.QtCore import QObject, Slot

from playground.graph.graph import NodeId
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.view import CanvasView
from playground.ui.canvas.walk import Direction, next_node

_NUDGE = 10.0


class Walking(QObject):
    """The arrow keys on *view*."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document

    @Slot()
    def walk_left(self) -> None:
        """Select an input of the current node."""
        self._walk(Direction.LEFT)

    @Slot()
    def walk_right(self) -> None:
        """Select a user of the current node."""
        self._walk(Direction.RIGHT)

    @Slot()
    def walk_up(self) -> None:
        """Select the node above."""
        self._walk(Direction.UP)

    @Slot()
    def walk_down(self) -> None:
        """Select the node below."""
        self._walk(Direction.DOWN)

    @Slot()
    def gather_left(self) -> None:
        """Select an input of the current node besides."""
        self._gather(Direction.LEFT)

    @Slot()
    def gather_right(self) -> None:
        """Select a user of the current node besides."""
        self._gather(Direction.RIGHT)

    @Slot()
    def gather_up(self) -> None:
        """Select the node above besides."""
        self._gather(Direction.UP)

    @Slot()
    def gather_down(self) -> None:
        """Select the node below besides."""
        self._gather(Direction.DOWN)

    @Slot()
    def nudge_left(self) -> None:
        """Move the selection a little to the left."""
        self._nudge(Direction.LEFT)

    @Slot()
    def nudge_right(self) -> None:
        """Move the selection a little to the right."""
        self._nudge(Direction.RIGHT)

    @Slot()
    def nudge_up(self) -> None:
        """Move the selection a little upward."""
        self._nudge(Direction.UP)

    @Slot()
    def nudge_down(self) -> None:
        """Move the selection a little downward."""
        self._nudge(Direction.DOWN)

    def _walk(self, direction: Direction) -> None:
        target = self._next(direction)
        if target is not None:
            self._scene.focus_on(target)
            self._view.navigation.reveal(self._view.node_rect(target))

    def _gather(self, direction: Direction) -> None:
        scene = self._scene
        target = self._next(direction)
        if target is not None:
            scene.current = target
            chosen = [*scene.selected_ids, target]
            scene.select(chosen, scene.selected_links, scene.selected_frames)
            self._view.navigation.reveal(self._view.node_rect(target))

    def _next(self, direction: Direction) -> NodeId | None:
        """Where an arrow leads; at first to what is selected, or to the output."""
        graph, current = self._document.graph, self._scene.current
        if current is not None:
            return next_node(graph, current, direction)
        chosen = self._scene.selected_ids
        return chosen[0] if chosen else graph.effective_output

    def _nudge(self, direction: Direction) -> None:
        dx, dy = direction.value
        scene = self._scene
        cargo = Cargo(scene, scene.selected_ids, scene.selected_frames)
        edit = cargo.edit(dx * _NUDGE, dy * _NUDGE)
        if edit is not None:
            moved = (*cargo.ids, *sorted(cargo.frames))
            self._document.edit(edit, gesture=("nudge", moved))
