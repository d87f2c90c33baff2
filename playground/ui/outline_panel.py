"""The graph as a tree to read and to walk; a screen reader reads it line by line."""

from typing import Final

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.edits import Edit, MoveNodes, SetValues
from playground.graph.frames import FrameId
from playground.graph.graph import NodeId
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.outline_model import OutlineModel
from playground.ui.theme import ThemeSwitch

_OPEN_LEVELS: Final = 4
_WIDE: Final = 320
"""Pixels that all columns need; a narrower tree shows names and values alone."""
_INDENTATIONS: Final = (16, 9, 6)


class OutlinePanel(QWidget):
    """Shows the tree of the canvas of *editor*, and follows its selection both ways."""

    def __init__(
        self,
        editor: CanvasEditor,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("outlinePanel")
        self.setAccessibleName("Outline of the canvas")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editor = editor
        self.model = OutlineModel(editor.document, theme_switch, self)
        self.tree = self._make_tree()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.tree)
        self._is_stale = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self.refresh)
        document = editor.document
        document.edited.connect(self._follow_edit)
        document.evaluated.connect(self._repaint)
        document.loaded.connect(self._soon)
        editor.scene.selection_changed.connect(self._follow_canvas)
        theme_switch.changed.connect(self._repaint)
        self.tree.selectionModel().selectionChanged.connect(self._lead_canvas)
        self.tree.activated.connect(self._go_to_canvas)
        for signal in (self.tree.expanded, self.tree.collapsed):
            signal.connect(self._fit_names)
        self.tree.verticalScrollBar().rangeChanged.connect(self._fit_names)
        self.tree.expandToDepth(_OPEN_LEVELS)

    @Slot()
    def refresh(self) -> None:
        """Show the graph as it is now; what was folded stays folded."""
        self._timer.stop()
        self._is_stale = False
        model, tree = self.model, self.tree
        opened = {
            node_id
            for node_id in self._editor.document.graph.nodes
            if tree.isExpanded(model.place_of(node_id))
        }
        if model.rebuild():
            for node_id in opened:
                tree.expand(model.place_of(node_id))
            if not opened:
                tree.expandToDepth(_OPEN_LEVELS)
        self._follow_canvas()
        self._repaint()
        self._fit_names()

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._is_stale:
            self.refresh()
        else:
            self._follow_canvas()

    @override
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_wide = event.size().width() >= _WIDE
        for column in (1, 3):
            self.tree.setColumnHidden(column, not is_wide)
        self.tree.header().resizeSection(2, 84 if is_wide else 58)
        self._fit_names()

    def _make_tree(self) -> QTreeView:
        tree = QTreeView()
        tree.setObjectName("outlineTree")
        tree.setAccessibleName("Nodes, each with its inputs below it")
        tree.setModel(self.model)
        tree.setUniformRowHeights(True)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        tree.setFrameShape(QTreeView.Shape.NoFrame)
        tree.setIndentation(16)
        header = tree.header()
        header.setStretchLastSection(False)
        for column, width in ((1, 96), (2, 84), (3, 84)):
            header.resizeSection(column, width)
        return tree

    @Slot(object)
    def _follow_edit(self, edit: Edit) -> None:
        if not isinstance(edit, SetValues | MoveNodes):
            self._soon()

    @Slot()
    def _soon(self) -> None:
        """Read the graph once this turn of the event loop is over, if anyone looks."""
        self._is_stale = True
        if self.isVisible() and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _fit_names(self) -> None:
        """Room for the names: indented less where they stand far in.

        Where that is not enough the tree scrolls sideways, rather than cutting them.
        """
        tree, header = self.tree, self.tree.header()
        others = sum(map(header.sectionSize, range(1, header.count())))
        room = tree.viewport().width() - others
        is_wide, needed = self.width() >= _WIDE, 0
        for indentation in _INDENTATIONS[not is_wide :]:
            tree.setIndentation(indentation)
            needed = tree.sizeHintForColumn(0)
            if needed <= room:
                break
        header.resizeSection(0, max(room, needed))

    @Slot()
    def _repaint(self) -> None:
        self.tree.viewport().update()

    @Slot()
    def _follow_canvas(self) -> None:
        """Select the lines of what is selected on the canvas."""
        scene = self._editor.scene
        chosen, frames = scene.selected_ids, scene.selected_frames
        is_shown = (set(chosen), set(frames)) == self._selected
        if not self.isVisible() or is_shown:
            return
        selection = QItemSelection()
        places = [self.model.place_of(node_id) for node_id in chosen]
        places += [self.model.place_of_frame(frame_id) for frame_id in frames]
        places = [place for place in places if place.isValid()]
        for place in places:
            selection.select(place, place)
        flag = QItemSelectionModel.SelectionFlag
        flags = flag.ClearAndSelect | flag.Rows
        self.tree.selectionModel().select(selection, flags)
        if places:
            self.tree.selectionModel().setCurrentIndex(places[0], flag.NoUpdate)
            self.tree.scrollTo(places[0])

    @Slot()
    def _lead_canvas(self) -> None:
        """Select on the canvas what is selected here, and show it."""
        wanted, frames = self._selected
        scene, view = self._editor.scene, self._editor.view
        if (wanted, frames) == (set(scene.selected_ids), set(scene.selected_frames)):
            return
        scene.select(wanted, (), frames)
        index = self.tree.currentIndex()
        current, frame = self.model.node_at(index), self.model.frame_at(index)
        if current in wanted and current is not None:
            scene.current = current
            view.navigation.reveal(view.node_rect(current))
        elif frame in frames and frame is not None:
            view.navigation.reveal(scene.frames.rect(frame))

    @Slot(QModelIndex)
    def _go_to_canvas(self, index: QModelIndex) -> None:
        node_id, frame_id = self.model.node_at(index), self.model.frame_at(index)
        if node_id is not None:
            self._editor.scene.focus_on(node_id)
            self._editor.view.setFocus()
        elif frame_id is not None:
            self._editor.scene.select((), (), (frame_id,))
            self._editor.view.setFocus()

    @property
    def _selected(self) -> tuple[set[NodeId], set[FrameId]]:
        rows = self.tree.selectionModel().selectedRows()
        graph = self._editor.document.graph
        found = {self.model.node_at(row) for row in rows}
        framed = {self.model.frame_at(row) for row in rows}
        return (
            {i for i in found if i is not None and i in graph.nodes},
            {i for i in framed if i is not None and i in graph.frames},
        )
