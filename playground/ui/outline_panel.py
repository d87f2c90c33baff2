"""The graph as a tree to read and to walk; a screen reader reads it line by line."""

import math
from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Slot,
)
from PySide6.QtGui import QColor, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTreeView,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.core.operations import OPERATIONS
from playground.graph.edits import Edit, MoveNodes, SetValues
from playground.graph.evaluate import Evaluation
from playground.graph.graph import Graph, Node, NodeId
from playground.graph.outline import Entry, outline
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.document import Document
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch, number_font

HEADINGS: Final = ("Node", "Operation", "Value", "Gradient")
_OPEN_LEVELS: Final = 4
_WIDE: Final = 320
"""Pixels that all columns need; a narrower tree shows names and values alone."""
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()
_Role = Qt.ItemDataRole


class OutlineModel(QAbstractItemModel):
    """The tree of `outline`; an index's id is the place of its entry."""

    def __init__(
        self, document: Document, theme_switch: ThemeSwitch, parent: QObject
    ) -> None:
        super().__init__(parent)
        self._document = document
        self._theme_switch = theme_switch
        self._entries: tuple[Entry, ...] = ()
        self._tops: list[int] = []
        self._rows: list[int] = []
        self._first: dict[NodeId, int] = {}
        self.rebuild()

    def rebuild(self) -> bool:
        """Read the graph again; False when the tree is as before."""
        entries = outline(self._document.graph)
        if entries == self._entries:
            return False
        self.beginResetModel()
        self._entries = entries
        self._tops = [k for k, entry in enumerate(entries) if entry.parent < 0]
        self._rows = [0] * len(entries)
        for siblings in (self._tops, *(entry.children for entry in entries)):
            for row, place in enumerate(siblings):
                self._rows[place] = row
        self._first = {
            entry.node: place
            for place, entry in enumerate(entries)
            if entry.node is not None and not entry.is_again
        }
        self.endResetModel()
        return True

    def place_of(self, node_id: NodeId) -> QModelIndex:
        """The line at which a node stands with its inputs."""
        place = self._first.get(node_id)
        return _ROOT if place is None else self._index_of(place)

    def node_at(self, index: _Index) -> NodeId | None:
        """The node of a line."""
        return self._entries[index.internalId()].node if index.isValid() else None

    def spoken(self, index: _Index) -> str:
        """A line in words: name, operation, value, gradient, inputs."""
        entry = self._entries[index.internalId()]
        graph, evaluation = self._document.graph, self._document.evaluation
        if entry.node is None or entry.node not in graph.nodes:
            return "an input that is not connected"
        node = graph.nodes[entry.node]
        parts = [node.name or "no name", _kind(node)]
        value, gradient = _numbers(evaluation, node.id)
        parts += [f"value {value}", f"gradient {gradient}"]
        if node.id == evaluation.output:
            parts.append("the output")
        if node.operands:
            labels = [
                "not connected" if o is None else graph.nodes[o].label
                for o in node.operands
            ]
            noun = "input" if len(labels) == 1 else "inputs"
            parts.append(f"{noun} {' and '.join(labels)}")
        uses = len(graph.users(node.id))
        if uses > 1:
            parts.append(f"used {uses} times")
        if entry.is_again:
            parts.append("its inputs stand further up")
        return ", ".join(parts)

    # Qt

    @override
    def index(self, row: int, column: int, parent: _Index = _ROOT) -> QModelIndex:
        siblings = self._below(parent)
        if not 0 <= row < len(siblings) or not 0 <= column < len(HEADINGS):
            return QModelIndex()
        return self.createIndex(row, column, siblings[row])

    @override
    def parent(self, index: _Index = _ROOT) -> QModelIndex:  # type: ignore[override]
        place = self._entries[index.internalId()].parent if index.isValid() else -1
        return QModelIndex() if place < 0 else self._index_of(place)

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.column() > 0 else len(self._below(parent))

    @override
    def columnCount(self, parent: _Index = _ROOT) -> int:
        return len(HEADINGS)

    @override
    def headerData(
        self,
        section: int,
        orientation: Qt.Orientation,
        role: int = _Role.DisplayRole,
    ) -> object:
        if orientation is Qt.Orientation.Horizontal and role == _Role.DisplayRole:
            return HEADINGS[section]
        return None

    @override
    def data(self, index: _Index, role: int = _Role.DisplayRole) -> object:
        if not index.isValid():
            return None
        match role:
            case _Role.DisplayRole:
                return self._text(self._entries[index.internalId()], index.column())
            case _Role.AccessibleTextRole | _Role.ToolTipRole:
                return self.spoken(index)
            case _Role.ForegroundRole:
                return self._color(self._entries[index.internalId()], index.column())
            case _Role.FontRole if index.column() > 1:
                return number_font(9)
            case _Role.TextAlignmentRole if index.column() > 1:
                return Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        return None

    # The rest

    def _below(self, parent: _Index) -> Sequence[int]:
        if not parent.isValid():
            return self._tops
        return self._entries[parent.internalId()].children

    def _index_of(self, place: int) -> QModelIndex:
        return self.createIndex(self._rows[place], 0, place)

    def _text(self, entry: Entry, column: int) -> str:
        graph: Graph = self._document.graph
        if entry.node is None or entry.node not in graph.nodes:
            return "not connected" if column == 0 else ""
        node = graph.nodes[entry.node]
        if column > 1:
            return _numbers(self._document.evaluation, node.id)[column - 2]
        if column == 1:
            return _kind(node)
        mark = " \N{UPWARDS ARROW}" if entry.is_again else ""
        uses = len(graph.users(node.id))
        times = f"  \N{MULTIPLICATION SIGN}{uses}" if uses > 1 else ""
        return f"{node.label}{times}{mark}"

    def _color(self, entry: Entry, column: int) -> QColor | None:
        theme = self._theme_switch.current
        if entry.node is None or entry.is_again:
            return theme.quiet_text
        if column == 1:
            return theme.quiet_text
        if column == len(HEADINGS) - 1:
            return theme.gradient
        return None


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
        self.tree.setIndentation(16 if is_wide else 9)
        self.tree.header().resizeSection(2, 84 if is_wide else 58)

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
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
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
    def _repaint(self) -> None:
        self.tree.viewport().update()

    @Slot()
    def _follow_canvas(self) -> None:
        """Select the lines of what is selected on the canvas."""
        chosen = self._editor.scene.selected_ids
        if not self.isVisible() or set(chosen) == self._selected:
            return
        selection = QItemSelection()
        places = [self.model.place_of(node_id) for node_id in chosen]
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
        wanted = self._selected
        scene, view = self._editor.scene, self._editor.view
        if wanted == set(scene.selected_ids):
            return
        scene.select(wanted)
        current = self.model.node_at(self.tree.currentIndex())
        if current in wanted and current is not None:
            scene.current = current
            view.navigation.reveal(view.node_rect(current))

    @Slot(QModelIndex)
    def _go_to_canvas(self, index: QModelIndex) -> None:
        node_id = self.model.node_at(index)
        if node_id is not None:
            self._editor.scene.focus_on(node_id)
            self._editor.view.setFocus()

    @property
    def _selected(self) -> set[NodeId]:
        rows = self.tree.selectionModel().selectedRows()
        nodes = self._editor.document.graph.nodes
        found = (self.model.node_at(row) for row in rows)
        return {i for i in found if i is not None and i in nodes}


def _kind(node: Node) -> str:
    if node.operation is not None:
        return OPERATIONS[node.operation].name
    return "learnable" if node.is_learnable else "constant"


def _numbers(evaluation: Evaluation, node_id: NodeId) -> tuple[str, str]:
    """Value and gradient as nodes show them."""
    if node_id not in evaluation.index:
        return "\N{EN DASH}", "\N{EN DASH}"
    value, gradient = evaluation.value(node_id), evaluation.gradient(node_id)
    # A value that was computed has a gradient; one that waits for an input has none.
    is_computed = not math.isnan(gradient) or node_id == evaluation.output
    if math.isnan(value) and is_computed and node_id in evaluation.problems:
        return "nan", _shown(gradient)
    return _shown(value), _shown(gradient)


def _shown(number: float) -> str:
    return "\N{EN DASH}" if math.isnan(number) else format_number(number)
