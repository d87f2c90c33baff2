"""Dragging a wire from either end."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from typing_extensions import override

from playground.core.operations import Array
from playground.graph.edits import Connect, Edit
from playground.graph.graph import GraphError, Link, NodeId
from playground.ui.canvas.highlights import Port
from playground.ui.canvas.hit import InputHit, NodeHit, OutputHit, hit
from playground.ui.canvas.roles import input_role
from playground.ui.canvas.stage import Gesture, Pointer, Stage, is_drag

_SNAP = 26.0
"""In pixels: how near a loose end must come to a port that it may join."""


class DragWire(Gesture):
    """A wire with one end held by a port and the other by the mouse.

    Args:
        stage: Where it happens.
        pressed: The mouse at the press.
        anchor: The port that holds the wire.
        link: The existing wire that is being dragged off, if any.
    """

    def __init__(
        self, stage: Stage, pressed: Pointer, anchor: Port, link: Link | None = None
    ) -> None:
        super().__init__(stage, pressed)
        self._anchor = anchor
        self._link = link
        self._target: Port | None = None
        self._is_dragging = False
        self._ports: list[Port] = []
        self._allowed: frozenset[Port] = frozenset()
        self._places: Array = np.zeros((0, 2))

    @override
    def move(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            if not is_drag(self.pressed, pointer):
                return
            self._start()
        self._target = self._snapped(pointer)
        if self._target != self.scene.marks.port:
            self.scene.marks.port = self._target
            self.scene.layer.update()
        refusal = "" if self._target is not None else self._refusal(pointer)
        end = self._point(self._target) if self._target else pointer.scene
        fixed = self._point(self._anchor)
        from_output = isinstance(self._anchor, OutputHit)
        self.scene.overlay.show_wire(
            fixed if from_output else end,
            end if from_output else fixed,
            is_refused=bool(refusal),
        )
        self.stage.show_hint(
            refusal or self._consequence(), pointer.view, is_refusal=bool(refusal)
        )

    @override
    def release(self, pointer: Pointer) -> None:
        if not self._is_dragging:
            self._click(pointer)
            return
        refusal = "" if self._target is not None else self._refusal(pointer)
        self._finish()
        if self._target is not None:
            edit = self._edit(self._target)
            if edit is not None:
                self.document.edit(edit)
        elif refusal:
            self.document.refused.emit(refusal)
        elif self._link is not None:
            self.document.edit(Connect((_with_source(self._link, None),)))
        else:
            self.stage.search_for(self._anchor, pointer)

    @override
    def cancel(self) -> None:
        self._finish()

    def _start(self) -> None:
        self._is_dragging = True
        self._ports = self._compatible()
        self._allowed = frozenset(self._ports)
        self._places = self._positions(self._ports)
        self.scene.layer.update()
        marks = self.scene.marks
        marks.node = marks.number = marks.wire = None
        marks.lit = self._allowed
        marks.anchor = self._anchor.node
        if self._link is not None:
            marks.hidden_wire = (self._link.target, self._link.port)
        self.stage.show_cursor(Qt.CursorShape.CrossCursor)

    def _finish(self) -> None:
        marks = self.scene.marks
        marks.lit = marks.port = marks.anchor = marks.hidden_wire = None
        self.scene.overlay.clear()
        self.scene.layer.update()

    def _click(self, pointer: Pointer) -> None:
        """A click on a wire selects it, one on a port its node."""
        joins = pointer.has_shift or pointer.has_control
        nodes = self.scene.selected_ids if joins else []
        links = self.scene.selected_links if joins else []
        if self._link is not None:
            self.scene.select(nodes, [*links, self._link])
        else:
            self.scene.select([*nodes, self._anchor.node], links)
            self.scene.current = self._anchor.node

    def _compatible(self) -> list[Port]:
        """Ports the loose end may join; found once, with one walk over the graph."""
        graph = self.document.graph
        if isinstance(self._anchor, OutputHit):
            barred = graph.upstream(self._anchor.node)
            return [
                InputHit(node.id, port)
                for node in graph.nodes.values()
                if node.id not in barred
                for port in range(len(node.operands))
            ]
        barred = graph.downstream(self._anchor.node)
        return [OutputHit(node_id) for node_id in graph.nodes if node_id not in barred]

    def _snapped(self, pointer: Pointer) -> Port | None:
        """The nearest port in reach; over a node, the one of its ports that suits."""
        reach = _SNAP / self.stage.zoom
        near = self._nearest(pointer.scene, self._ports, self._places, reach)
        if near is not None:
            return near
        under = self._node_under(pointer)
        own = [port for port in self._ports_of(under) if port in self._allowed]
        free = [port for port in own if self._replaced(port) is None]
        chosen = free or own
        places = self._positions(chosen)
        return self._nearest(pointer.scene, chosen, places, float("inf"))

    def _nearest(
        self, point: QPointF, ports: list[Port], places: Array, reach: float
    ) -> Port | None:
        if not ports:
            return None
        gaps = np.abs(places - (point.x(), point.y())).max(axis=1)
        best = int(gaps.argmin())
        return ports[best] if gaps[best] < reach else None

    def _ports_of(self, node_id: NodeId | None) -> list[Port]:
        if node_id is None:
            return []
        arity = len(self.document.graph.nodes[node_id].operands)
        return [OutputHit(node_id), *(InputHit(node_id, port) for port in range(arity))]

    def _positions(self, ports: list[Port]) -> Array:
        """Where ports are shown, shape ``(n, 2)``."""
        points = [self._point(port).toTuple() for port in ports]
        return np.array(points, dtype=float).reshape(-1, 2)

    def _node_under(self, pointer: Pointer) -> NodeId | None:
        found = hit(self.scene.nodes, self.scene.wires, pointer.scene, self.stage.zoom)
        return found.node if isinstance(found, NodeHit | InputHit | OutputHit) else None

    def _refusal(self, pointer: Pointer) -> str:
        """Why the port or node under the mouse cannot take the wire."""
        found = hit(self.scene.nodes, self.scene.wires, pointer.scene, self.stage.zoom)
        if not isinstance(found, NodeHit | InputHit | OutputHit):
            return ""
        if found == self._anchor or (
            found.node == self._anchor.node and self._link is None
        ):
            return ""
        if isinstance(self._anchor, OutputHit):
            port = found.port if isinstance(found, InputHit) else 0
            source, target = self._anchor.node, found.node
        else:
            source, target, port = found.node, self._anchor.node, self._anchor.port
        try:
            self.document.graph.check_link(source, target, port)
        except GraphError as error:
            return str(error)
        return ""

    def _replaced(self, port: Port) -> NodeId | None:
        """The source whose wire a drop on *port* would replace."""
        into = port if isinstance(port, InputHit) else self._anchor
        if not isinstance(into, InputHit):
            return None
        if self._link is not None and (into.node, into.port) == (
            self._link.target,
            self._link.port,
        ):
            return None
        return self.document.graph.nodes[into.node].operands[into.port]

    def _consequence(self) -> str:
        """What a release here would do, where that is not plain."""
        if self._target is not None:
            nodes = self.document.graph.nodes
            replaced = self._replaced(self._target)
            words = []
            into = self._target if isinstance(self._target, InputHit) else self._anchor
            if isinstance(into, InputHit) and nodes[into.node].callee is not None:
                # The inputs of a function stand close together.
                words.append(f"into {input_role(nodes[into.node], into.port)}")
            if replaced is not None:
                words.append(f"replaces the wire from {nodes[replaced].label}")
            return ", ".join(words)
        return "disconnects" if self._link is not None else ""

    def _edit(self, target: Port) -> Edit | None:
        into, source = self._anchor, target
        if isinstance(target, InputHit):
            into, source = target, self._anchor
        assert isinstance(into, InputHit)
        new = Link(into.node, into.port, source.node)
        old = self._link
        if new == old or self.document.graph.nodes[into.node].operands[into.port] == (
            source.node
        ):
            return None if old in (None, new) else Connect((_with_source(old, None),))
        if old is None or (old.target, old.port) == (new.target, new.port):
            return Connect((new,))
        return Connect((_with_source(old, None), new))

    def _point(self, port: Port) -> QPointF:
        if isinstance(port, OutputHit):
            return self.scene.nodes.output_point(port.node)
        return self.scene.nodes.input_point(port.node, port.port)


def _with_source(link: Link, source: NodeId | None) -> Link:
    return Link(link.target, link.port, source)
