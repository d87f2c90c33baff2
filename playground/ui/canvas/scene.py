"""The scene: the document's graph in pictures and items, and the selection."""

from collections.abc import Collection, Iterable, Mapping
from typing import assert_never

import numpy as np
from PySide6.QtCore import QObject, QRectF, Qt, Signal, Slot
from PySide6.QtWidgets import QGraphicsItem, QGraphicsRectItem, QGraphicsScene

from playground.core.operations import Array
from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetLearnable,
    SetOutput,
    SetValues,
)
from playground.graph.evaluate import Evaluation
from playground.graph.frame_edits import AddFrames, ChangeFrames, RemoveFrames
from playground.graph.frames import FrameId
from playground.graph.function_edits import (
    Define,
    Forget,
    Recall,
    RenameFunction,
    SetInputs,
)
from playground.graph.graph import Link, NodeId
from playground.graph.muting import SetMuted
from playground.ui.canvas.frame_painter import FrameLayer
from playground.ui.canvas.frame_picture import FramePicture
from playground.ui.canvas.highlights import Highlights
from playground.ui.canvas.items import NodeItem
from playground.ui.canvas.overlay import Overlay
from playground.ui.canvas.paint_layer import EVERYWHERE, PaintLayer
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch


class CanvasScene(QGraphicsScene):
    """Follows *document*: each edit updates what it names, undo and redo alike.

    Attributes:
        selection_changed: After nodes, wires or frames were selected or deselected.
        structure_changed: After nodes came or went.
        shown_moved: After nodes or frames are shown elsewhere; the graph is as it was.
        frames_changed: After frames came, went or changed.
        current: The node the keyboard is at, if any.
    """

    selection_changed = Signal()
    structure_changed = Signal()
    shown_moved = Signal()
    frames_changed = Signal()

    # Nothing here listens to Qt's own `selectionChanged`: it is also sent while Python
    # takes apart a scene with selected items, and a slot of the scene is gone by then.

    def __init__(
        self,
        document: Document,
        theme_switch: ThemeSwitch,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.setItemIndexMethod(QGraphicsScene.ItemIndexMethod.NoIndex)
        self.setSceneRect(EVERYWHERE)
        self.document = document
        self.nodes = NodePicture()
        self.wires = WirePicture(self.nodes)
        self.frames = FramePicture()
        self.marks = Highlights()
        self.current: NodeId | None = None
        self._theme_switch = theme_switch
        self._items: dict[NodeId, NodeItem] = {}
        self._has_new_rows = False
        self._has_new_frames = False
        self._rewired: set[NodeId] = set()
        self._selection_is_stale = False
        # Below one root the scene's list of top level items stays short.
        self._root = QGraphicsRectItem()
        self._root.setFlag(QGraphicsItem.GraphicsItemFlag.ItemHasNoContents)
        # What is wholly transparent Qt leaves out of its way through the items, which
        # for tens of thousands of them takes longer than to paint what is in sight.
        self._root.setOpacity(0.0)
        self._root.setAcceptedMouseButtons(Qt.MouseButton.NoButton)
        theme = theme_switch.current
        self.layer = PaintLayer(self.nodes, self.wires, self.marks, theme)
        self.frame_layer = FrameLayer(self.frames, self.nodes, theme)
        self.overlay = Overlay(theme)
        for item in (self.frame_layer, self.layer, self._root, self.overlay):
            self.addItem(item)
        self.reload()
        document.edited.connect(self._follow)
        document.loaded.connect(self.reload)
        document.evaluated.connect(self._take)
        theme_switch.changed.connect(self._wear)

    @Slot()
    def reload(self) -> None:
        """Mirror the whole graph anew."""
        self._remove(tuple(self.nodes.ids))
        self._add(tuple(self.document.graph.nodes))
        self.wires.rebuild()
        self._read_frames()
        if self._selection_is_stale:
            self._read_selection()
        self._take(self.document.evaluation)
        self.structure_changed.emit()

    @property
    def selected_ids(self) -> list[NodeId]:
        """The selected nodes, lowest first."""
        ids = self.nodes.ids
        return [ids[row] for row in np.flatnonzero(self.nodes.selected).tolist()]

    @property
    def selected_links(self) -> list[Link]:
        """The selected wires."""
        return list(self.wires.chosen(self.wires.selected))

    @property
    def selected_frames(self) -> list[FrameId]:
        """The selected frames, the oldest first."""
        return sorted(self.frames.selected)

    def select(
        self,
        ids: Iterable[NodeId],
        links: Iterable[Link] = (),
        frames: Iterable[FrameId] = (),
    ) -> None:
        """Select exactly these nodes, wires and frames."""
        framed = {frame_id for frame_id in frames if frame_id in self.frames}
        has_framed = framed != self.frames.selected
        self.frames.selected = framed
        wanted = {node_id for node_id in ids if node_id in self._items}
        now = set(self.selected_ids)
        keys = {(link.target, link.port) for link in links}
        wires = np.array(
            [(w.target, w.port) in keys for w in self.wires.links], dtype=bool
        )
        has_wires = not np.array_equal(wires, self.wires.selected)
        if wanted == now and not has_wires and not has_framed:
            return
        if has_framed:
            self.frame_layer.update()
        for node_id in wanted ^ now:
            self._items[node_id].setSelected(node_id in wanted)
        self.wires.selected = wires
        self._read_selection()

    def focus_on(self, node_id: NodeId | None) -> None:
        """Make a node the current one and the only one selected."""
        self.current = node_id
        self.select(() if node_id is None else (node_id,))

    def bounds(self, ids: Collection[NodeId] | None = None) -> QRectF:
        """The rectangle around nodes as shown; around everything without *ids*."""
        if ids is None:
            return self.nodes.bounds() | self.frames.bounds()
        return self.nodes.bounds(self.nodes.rows(ids))

    def show_moved(self, rows: Rows, positions: Array) -> None:
        """Show nodes at *positions*, shape ``(n, 2)``, without changing the graph."""
        wires = self.wires.at_nodes(rows)
        few = len(rows) <= 20  # noqa: PLR2004  more are repainted as a whole
        if few:
            self.layer.update_nodes(rows)
            self.layer.update_wires(wires)
        self.nodes.positions[rows] = positions
        self.wires.follow(wires)
        if few:
            self.layer.update_nodes(rows)
            self.layer.update_wires(wires)
        else:
            self.layer.update()
        self.shown_moved.emit()

    def show_frames(self, rects: Mapping[FrameId, QRectF]) -> None:
        """Show frames at *rects* without changing the graph."""
        if rects:
            self.frames.show(rects)
            self.frame_layer.update()
            self.shown_moved.emit()

    def show_as_is(self) -> None:
        """Show every node and frame where the graph has it."""
        self.frames.show_as_is()
        self.frame_layer.update()
        self.nodes.reload_positions(self.document.graph, self.nodes.ids)
        self.wires.follow(np.arange(len(self.wires)))
        self.layer.update()
        self.shown_moved.emit()

    @Slot(object)
    def _follow(self, edit: Edit) -> None:
        before = len(self.nodes), tuple(self.nodes.ids[-1:])
        self._apply(edit)
        self._read_wires()
        if self._selection_is_stale:
            self._read_selection()
        self.nodes.output = self.document.graph.effective_output
        self.nodes.inputs = self.document.graph.inputs
        self.layer.update()
        if before != (len(self.nodes), tuple(self.nodes.ids[-1:])):
            self.structure_changed.emit()
        if self._has_new_frames:
            self._read_frames()

    def _apply(self, edit: Edit) -> None:  # noqa: C901, PLR0912  a case a kind
        """Update what *edit* names, but for the wires, whose changes are noted."""
        nodes = self.document.graph.nodes
        match edit:
            case AddNodes(added):
                self._add(tuple(node.id for node in added if node.id in nodes))
                self._has_new_rows = True
            case RemoveNodes(ids):
                users = self._users_of(ids)
                self._remove(tuple(i for i in ids if i in self._items))
                self._refresh(users)
                self._has_new_rows = True
            case MoveNodes(positions):
                self._move(positions)
            case Connect(links):
                self._refresh(link.target for link in links)
                self._rewired.update(link.target for link in links)
            case SetValues(values):
                self._refresh(values)
            case Rename(node_id, _) | SetLearnable(node_id, _):
                self._refresh((node_id,))
            case SetMuted(ids):
                self._refresh(ids)
            case Recall(ids):
                self._refresh(ids)
                self._has_new_rows = True
            case SetOutput() | SetInputs():
                pass
            case Define() | Forget() | RenameFunction():
                pass
            case AddFrames() | RemoveFrames() | ChangeFrames():
                self._has_new_frames = True
            case Edits(edits, _):
                for part in edits:
                    self._apply(part)
            case _:
                assert_never(edit)

    def _read_wires(self) -> None:
        """Follow the changes of wires that were noted."""
        if self._has_new_rows:
            self.wires.rebuild()
        elif self._rewired:
            self.wires.relink(i for i in self._rewired if i in self._items)
        if self._has_new_rows or self._rewired:
            self.nodes.take()
        self._has_new_rows = False
        self._rewired.clear()

    def _read_frames(self) -> None:
        self._has_new_frames = False
        has_lost = self.frames.take(self.document.graph.frames)
        self.frame_layer.update()
        self.frames_changed.emit()
        if has_lost:
            self.selection_changed.emit()

    def _add(self, ids: Iterable[NodeId]) -> None:
        nodes = [self.document.graph.nodes[i] for i in ids if i not in self._items]
        self.nodes.add(nodes)
        for node in nodes:
            self._items[node.id] = NodeItem(node, self._root)

    def _remove(self, ids: Collection[NodeId]) -> None:
        if not ids:
            return
        if any(self._items[i].isSelected() for i in ids):
            self._selection_is_stale = True
        self.nodes.remove(ids)
        for node_id in ids:
            self.removeItem(self._items.pop(node_id))
        if self.current not in self._items:
            self.current = None
        if self.marks.node not in self._items:
            self.marks.node = self.marks.number = None

    def _users_of(self, ids: Iterable[NodeId]) -> set[NodeId]:
        gone = set(ids)
        links = self.wires.links
        return {w.target for w in links if w.source in gone} - gone

    def _refresh(self, ids: Iterable[NodeId]) -> None:
        nodes = self.document.graph.nodes
        for node_id in ids:
            if node_id in self._items and node_id in nodes:
                self.nodes.replace(nodes[node_id])

    def _move(self, ids: Iterable[NodeId]) -> None:
        rows = self.nodes.reload_positions(self.document.graph, ids)
        for row in rows.tolist():
            node = self.nodes.nodes[row]
            self._items[node.id].setPos(*node.position)
        if not self._has_new_rows:
            self.wires.follow(self.wires.at_nodes(rows))

    @Slot(object)
    def _take(self, evaluation: Evaluation) -> None:
        self.nodes.take(evaluation)
        self.nodes.output = evaluation.output
        self.nodes.inputs = self.document.graph.inputs
        self.layer.update()

    @Slot()
    def _wear(self) -> None:
        self.overlay.theme = self._theme_switch.current
        self.frame_layer.wear(self._theme_switch.current)
        self.layer.wear(self._theme_switch.current)

    def _read_selection(self) -> None:
        self._selection_is_stale = False
        self.nodes.selected[:] = False
        chosen = [i for i in self.selectedItems() if isinstance(i, NodeItem)]
        self.nodes.selected[self.nodes.rows(item.node_id for item in chosen)] = True
        self.layer.update()
        self.selection_changed.emit()
