"""The commands about wires: what they lead to, and what they show."""

import numpy as np
from PySide6.QtCore import QObject, QPointF, Slot

from playground.graph.dots import dotted
from playground.graph.edits import Edit, Edits
from playground.graph.graph import GraphError, Link
from playground.graph.muting import mute_switch
from playground.graph.rewiring import dissolution, swap
from playground.ui.canvas import commands as edits_of
from playground.ui.canvas import geometry
from playground.ui.canvas.view import CanvasView

_BESIDE = 24.0
"""Between a node's output and the dot that gathers its wires."""


class Rewiring(QObject):
    """Changes the wires of *view*, and what they show there."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        view.dot_requested.connect(self._put_dot)

    @Slot()
    def dissolve(self) -> None:
        """Remove the selected nodes, their first inputs taking their places."""
        self._view.cancel_gesture()
        ids = self._scene.selected_ids
        links = self._scene.selected_links
        graph = self._document.graph
        edit = dissolution(graph, ids) or edits_of.removal(graph, (), links)
        self._do(edit)

    @Slot()
    def add_dot(self) -> None:
        """Put a dot into each selected wire; else one behind each selected node."""
        scene, graph = self._scene, self._document.graph
        self._view.cancel_gesture()
        made = [
            dotted(graph, [link], self._corner(self._middle(link)))
            for link in scene.selected_links
        ]
        for node_id in scene.selected_ids if not made else ():
            links = [
                Link(target, port, node_id) for target, port in graph.users(node_id)
            ]
            if links:
                beside = scene.nodes.output_point(node_id) + QPointF(_BESIDE, 0)
                made.append(dotted(graph, links, self._corner(beside)))
        if not made:
            self._document.refused.emit("select a wire, or a node with wires, first")
            return
        count = f"{len(made)} dots" if len(made) > 1 else "a dot"
        parts = tuple(part for _, edit in made for part in edit.edits)
        if self._document.edit(Edits(parts, f"Add {count}")):
            scene.select(node.id for node, _ in made)
            scene.current = made[-1][0].id

    @Slot(object, QPointF)
    def _put_dot(self, link: Link, point: QPointF) -> None:
        """Put a dot where a wire was double-clicked."""
        node, edit = dotted(self._document.graph, [link], self._corner(point))
        if self._document.edit(edit):
            self._scene.focus_on(node.id)

    def _middle(self, link: Link) -> QPointF:
        wires = self._scene.wires
        row = wires.index[link.target, link.port]
        controls = geometry.wire_controls(wires.ends[row : row + 1])
        x, y = geometry.points_at(controls, np.array([0.5]))[0, 0].tolist()
        return QPointF(x, y)

    def _corner(self, middle: QPointF) -> tuple[float, float]:
        """The top left of a dot with its middle at a point, in whole units."""
        half = geometry.DOT / 2
        return float(round(middle.x() - half)), float(round(middle.y() - half))

    @Slot()
    def swap_inputs(self) -> None:
        """Exchange the two inputs of the selected operations."""
        self._do(swap(self._document.graph, self._scene.selected_ids))

    @Slot()
    def mute(self) -> None:
        """Let the selected operations pass their first inputs on, or compute again."""
        self._view.cancel_gesture()
        try:
            edit = mute_switch(self._document.graph, self._scene.selected_ids)
        except GraphError as error:
            self._document.refused.emit(str(error))
            return
        self._do(edit)

    @Slot(bool)
    def show_wire_numbers(self, shows: bool) -> None:  # noqa: FBT001  a slot
        """Show the value and the gradient on each wire, where there is room."""
        self._scene.layer.wire_style.numbers = shows
        self._scene.layer.update()

    @Slot(bool)
    def show_wire_heat(self, shows: bool) -> None:  # noqa: FBT001  a slot
        """Let width and colour say how much gradient a wire carries back."""
        self._scene.layer.wire_style.heat = shows
        self._scene.layer.update()

    def _do(self, edit: Edit | None) -> None:
        if edit is not None:
            self._document.edit(edit)
