"""Putting new nodes on the canvas: by search, by a loose wire, by the palette."""

from collections.abc import Sequence

from PySide6.QtCore import QObject, QPoint, QPointF, QRectF, QSizeF, Qt, Slot
from PySide6.QtGui import QGuiApplication

from playground.graph.edits import AddNodes, Edits
from playground.graph.graph import Link, NodeId
from playground.graph.layout import ROW_HEIGHT
from playground.graph.rewiring import insertion, replacement
from playground.ui.canvas import geometry
from playground.ui.canvas.commands import placement
from playground.ui.canvas.entries import Entry, suggestions
from playground.ui.canvas.frames import keeping_frames
from playground.ui.canvas.hit import InputHit, OutputHit
from playground.ui.canvas.interruption import Interruption
from playground.ui.canvas.landing import Landing
from playground.ui.canvas.search_popup import SearchPopup
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import ThemeSwitch

_HALF = QPointF(geometry.WIDTH / 2, geometry.HEIGHT / 2)


class Placing(QObject):
    """Owns the search popup of *view*, and adds what is chosen or dropped."""

    def __init__(self, view: CanvasView, theme_switch: ThemeSwitch) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        self.popup = SearchPopup(theme_switch, view)
        self._landing = Landing(self._scene)
        self._place = QPointF()
        self._port: OutputHit | InputHit | None = None
        self._replaced: NodeId | None = None
        view.search_requested.connect(self.open_search)
        self.popup.chosen.connect(self._chosen)
        self.popup.closed.connect(self._closed)
        self._interruption = Interruption(view, self.open_search, self)
        self.popup.clicked_away.connect(self._interruption.begin)

    @Slot(QPoint, object)
    def open_search(
        self,
        at: QPoint,
        port: OutputHit | InputHit | None = None,
        text: str = "",
    ) -> None:
        """Search at a point of the viewport.

        Args:
            at: Where the node will be placed.
            port: Where a loose wire comes from that the node shall join.
            text: What was typed already.
        """
        self._view.cancel_gesture()
        self._place = self._view.mapToScene(at)
        self._port = port
        if port is not None:
            self._show_loose_wire(port)
        foot = "Enter places it here"
        if port is not None:
            foot = "Enter places and connects it"
        elif self._sources(2):
            foot += "  ·  Shift+Enter connects the selection"
        self.popup.open(at + QPoint(8, 8), self._offer, foot, text)

    @Slot()
    def replace_node(self) -> None:
        """Search for what shall stand in the place of the selected node."""
        chosen = self._scene.selected_ids
        nodes = self._document.graph.nodes
        if len(chosen) != 1 or nodes[chosen[0]].is_leaf:
            self._document.refused.emit("select one operation to replace")
            return
        self._view.cancel_gesture()
        corner = self._view.node_rect(chosen[0]).bottomLeft()
        self._place, self._port = corner, None
        label = nodes[chosen[0]].label
        foot = f"Enter puts it in the place of {label}"
        self._replaced = chosen[0]
        self.popup.open(self._view.mapFromScene(corner), self._offer, foot)

    def add(self, entry: Entry) -> NodeId | None:
        """Place *entry* in the middle of the view, or beside what lies there."""
        middle = self._view.mapToScene(self._view.viewport().rect().center())
        return self._place_at(entry, self._free(middle - _HALF))

    def preview(self, entry: Entry, global_place: QPoint) -> bool:
        """Show where *entry* would land; False when that is not on the canvas."""
        corner = self._corner_at(global_place)
        if corner is None:
            self.end_preview()
            return False
        self._scene.overlay.show_ghost(corner, entry.title)
        self._wire_at(entry, corner)
        return True

    def drop(self, entry: Entry, global_place: QPoint) -> NodeId | None:
        """Place *entry* at a point of the screen, if that is on the canvas."""
        self.end_preview()
        corner = self._corner_at(global_place)
        if corner is None:
            return None
        wire = self._wire_at(entry, corner)
        self.end_preview()
        if wire is not None:
            return self._insert(entry, corner, wire)
        return self._place_at(entry, corner)

    def end_preview(self) -> None:
        """Nothing is being dragged here any more."""
        self._scene.overlay.clear()
        self._landing.show(None, ())

    def _offer(self, text: str) -> Sequence[Entry]:
        return suggestions(text, self._document.graph, self._fits)

    def _fits(self, entry: Entry) -> bool:
        return entry.arity > 0 or not isinstance(self._port, OutputHit)

    @Slot(object, bool)
    def _chosen(self, entry: Entry, connects: bool) -> None:  # noqa: FBT001  a slot
        if self._replaced is not None:
            self._replace(self._replaced, entry)
            return
        corner = self._place - _HALF
        if self._port is not None:
            corner = self._place - _anchor(entry, self._port)
        sources = self._sources(entry.arity) if connects else []
        self._place_at(entry, corner, port=self._port, sources=sources)

    @Slot()
    def _closed(self) -> None:
        self._scene.overlay.clear()
        self._port = self._replaced = None
        if not self.popup.is_left and not self._view.hasFocus():
            self._view.setFocus()

    def _replace(self, node_id: NodeId, entry: Entry) -> None:
        graph = self._document.graph
        if node_id not in graph.nodes:
            return
        node = entry.node(graph, (0.0, 0.0))
        if self._document.edit(replacement(graph, node_id, node)):
            self._scene.focus_on(node.id)

    def _place_at(
        self,
        entry: Entry,
        corner: QPointF,
        *,
        port: OutputHit | InputHit | None = None,
        sources: Sequence[NodeId] = (),
    ) -> NodeId | None:
        place = (float(round(corner.x())), float(round(corner.y())))
        graph = self._document.graph
        node_id, edit = placement(graph, entry, place, port=port, sources=sources)
        if not self._document.edit(edit):
            return None
        self._scene.focus_on(node_id)
        self._view.navigation.reveal(self._view.node_rect(node_id))
        return node_id

    def _wire_at(self, entry: Entry, corner: QPointF) -> Link | None:
        """The wire that a drop would lead through the new node; Alt prevents it."""
        keys = QGuiApplication.keyboardModifiers()
        if not entry.arity or keys & Qt.KeyboardModifier.AltModifier:
            return self._landing.show(None, ())
        return self._landing.show(corner + _HALF, ())

    def _insert(self, entry: Entry, corner: QPointF, wire: Link) -> NodeId | None:
        graph = self._document.graph
        place = (float(round(corner.x())), float(round(corner.y())))
        node = entry.node(graph, place)
        through = insertion(graph, node, wire, place)
        edits = (AddNodes((node,)), *through.edits)
        edit = Edits(edits, f"Insert {entry.title}")
        if not self._view.perform(keeping_frames(graph, edit)):
            return None
        self._scene.focus_on(node.id)
        return node.id

    def _sources(self, arity: int) -> list[NodeId]:
        """The selected nodes, from the top, as far as an operation takes them."""
        positions = {
            i: self._document.graph.nodes[i].position for i in self._selected()
        }
        return sorted(positions, key=lambda i: (positions[i][1], positions[i][0]))[
            :arity
        ]

    def _selected(self) -> list[NodeId]:
        return self._scene.selected_ids

    def _corner_at(self, global_place: QPoint) -> QPointF | None:
        viewport = self._view.viewport()
        place = viewport.mapFromGlobal(global_place)
        if not viewport.rect().contains(place):
            return None
        return self._view.mapToScene(place) - _HALF

    def _free(self, corner: QPointF) -> QPointF:
        """*corner*, or the next place below it that covers no node."""
        size = QSizeF(*geometry.SIZE)
        while len(self._scene.nodes.inside(QRectF(corner, size))):
            corner = corner + QPointF(0, ROW_HEIGHT)
        return corner

    def _show_loose_wire(self, port: OutputHit | InputHit) -> None:
        nodes = self._scene.nodes
        if isinstance(port, OutputHit):
            start, stop = nodes.output_point(port.node), self._place
        else:
            start, stop = self._place, nodes.input_point(port.node, port.port)
        self._scene.overlay.show_wire(start, stop, is_refused=False)


def _anchor(entry: Entry, port: OutputHit | InputHit) -> QPointF:
    """The port of the new node that the loose wire ends at, from its top left."""
    if isinstance(port, OutputHit):
        return geometry.input_point(0, 0, entry.arity, 0)
    return geometry.output_point(0, 0)
