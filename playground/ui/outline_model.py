"""The tree of a graph for Qt's views, a line for each node, input and frame."""

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import (
    QAbstractItemModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
)
from PySide6.QtGui import QColor
from typing_extensions import override

from playground.graph.frames import Frame, FrameId
from playground.graph.graph import Graph, NodeId
from playground.graph.outline import Entry, outline
from playground.ui.document import Document
from playground.ui.spoken import kind_of, numbers_of, words_of
from playground.ui.theme import ThemeSwitch, number_font

HEADINGS: Final = ("Node", "Operation", "Value", "Gradient")
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
        self._frames: dict[FrameId, int] = {}
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
        self._frames = {
            entry.frame: place
            for place, entry in enumerate(entries)
            if entry.frame is not None
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

    def place_of_frame(self, frame_id: FrameId) -> QModelIndex:
        """The line of a frame."""
        place = self._frames.get(frame_id)
        return _ROOT if place is None else self._index_of(place)

    def frame_at(self, index: _Index) -> FrameId | None:
        """The frame of a line."""
        return self._entries[index.internalId()].frame if index.isValid() else None

    def spoken(self, index: _Index) -> str:
        """A line in words: name, operation, value, gradient, inputs."""
        entry = self._entries[index.internalId()]
        graph, evaluation = self._document.graph, self._document.evaluation
        if entry.frame is not None:
            return self._spoken_frame(entry.frame)
        if entry.node is None or entry.node not in graph.nodes:
            return "an input that is not connected"
        parts = words_of(graph, evaluation, entry.node)
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

    def _spoken_frame(self, frame_id: FrameId) -> str:
        frame = self._document.graph.frames.get(frame_id)
        if frame is None:
            return ""
        words = " ".join(filter(None, (_frame_kind(frame), frame.title)))
        return f"{words}: {frame.note}" if frame.note else words

    def _below(self, parent: _Index) -> Sequence[int]:
        if not parent.isValid():
            return self._tops
        return self._entries[parent.internalId()].children

    def _index_of(self, place: int) -> QModelIndex:
        return self.createIndex(self._rows[place], 0, place)

    def _text(self, entry: Entry, column: int) -> str:
        graph: Graph = self._document.graph
        if entry.frame is not None:
            frame = graph.frames.get(entry.frame)
            texts = ("", "") if frame is None else (frame.label, _frame_kind(frame))
            return texts[column] if column < len(texts) else ""
        if entry.node is None or entry.node not in graph.nodes:
            return "not connected" if column == 0 else ""
        node = graph.nodes[entry.node]
        if column > 1:
            return numbers_of(self._document.evaluation, node.id)[column - 2]
        if column == 1:
            return kind_of(graph, node)
        mark = " \N{UPWARDS ARROW}" if entry.is_again else ""
        uses = len(graph.users(node.id))
        times = f"  \N{MULTIPLICATION SIGN}{uses}" if uses > 1 else ""
        return f"{node.label}{times}{mark}"

    def _color(self, entry: Entry, column: int) -> QColor | None:
        theme = self._theme_switch.current
        if entry.frame is not None:
            return theme.quiet_text if column else None
        if entry.node is None or entry.is_again:
            return theme.quiet_text
        if column == 1:
            return theme.quiet_text
        if column == len(HEADINGS) - 1:
            return theme.gradient
        return None


def _frame_kind(frame: Frame) -> str:
    return "frame" if frame.title or not frame.note else "note"
