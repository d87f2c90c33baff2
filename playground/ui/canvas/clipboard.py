"""Cut, copy and paste: nodes to other canvases and windows, formulas to other programs.

What comes in is checked whole before anything changes; what is neither nodes nor a
formula changes nothing.
"""

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QMimeData, QObject, QPointF, Slot
from PySide6.QtGui import (
    QClipboard,
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
)
from typing_extensions import override

from playground.graph.edits import Edits
from playground.graph.formulas import FormulaError
from playground.graph.graph import GraphError, NodeId
from playground.project.clip import MIME, clip_of, nodes_in, text_of
from playground.project.errors import FileFormatError
from playground.ui.canvas import commands as edits_of
from playground.ui.canvas.pasting import formula_paste, node_paste
from playground.ui.canvas.view import CanvasView

NOTHING_THERE = "the clipboard holds no nodes and no formula"


class Clipboard(QObject):
    """What *view* gives to the clipboard and takes from it, or from a drop."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        view.viewport().setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    @Slot()
    def copy(self) -> bool:
        """Put the selected nodes on the clipboard; tells whether there were any."""
        ids = set(self._scene.selected_ids)
        if not ids:
            return False
        try:
            data = self.contents(ids)
        except FileFormatError as error:
            self._document.refused.emit(str(error))
            return False
        _clipboard().setMimeData(data)
        return True

    @Slot()
    def cut(self) -> None:
        """Put the selected nodes on the clipboard, and remove them."""
        self._view.cancel_gesture()
        ids = self._scene.selected_ids
        if self.copy():
            removal = edits_of.removal(ids, ())
            assert removal is not None
            count = f"{len(ids)} node{'' if len(ids) == 1 else 's'}"
            self._document.edit(Edits((removal,), f"Cut {count}"))

    @Slot()
    def paste(self) -> None:
        """Put what the clipboard holds at the cursor, else in the middle."""
        self._view.cancel_gesture()
        at = self._view.cursor_inside() or self._view.viewport().rect().center()
        self.insert(_clipboard().mimeData(), self._view.mapToScene(at))

    def contents(self, ids: set[NodeId]) -> QMimeData:
        """Nodes for a clipboard, and their formula for programs that take text."""
        graph = self._document.graph
        data = QMimeData()
        data.setData(MIME, clip_of(graph, ids))
        text = text_of(graph, ids)
        if text:
            data.setText(text)
        return data

    def insert(self, data: QMimeData | None, middle: QPointF) -> bool:
        """Add what *data* holds around a point of the scene; tells whether it did."""
        if data is None:
            return False
        try:
            edit = self._edit(data, middle)
        except FormulaError as error:
            self._document.refused.emit(f"{NOTHING_THERE}: {error}")
            return False
        except (FileFormatError, GraphError) as error:
            self._document.refused.emit(f"this cannot be pasted: {error}")
            return False
        if edit is None or not edit.edits:
            known = "the canvas says this already"
            self._document.refused.emit(NOTHING_THERE if edit is None else known)
            return False
        before = set(self._document.graph.nodes)
        if not self._document.edit(edit):
            return False
        self._show([i for i in self._document.graph.nodes if i not in before])
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take nodes and formulas that are dropped on the canvas."""
        match event:
            case QDropEvent() if event.type() == QEvent.Type.Drop:
                if not _is_welcome(event.mimeData()):
                    return False
                at = self._view.mapToScene(event.position().toPoint())
                if self.insert(event.mimeData(), at):
                    event.acceptProposedAction()
                    self._view.setFocus()
                return True
            case QDragEnterEvent() | QDragMoveEvent():
                if not _is_welcome(event.mimeData()):
                    return False
                event.acceptProposedAction()
                return True
            case _:
                return False

    def _edit(self, data: QMimeData, middle: QPointF) -> Edits | None:
        """What pasting does; None where there is nothing to paste."""
        graph = self._document.graph
        place = (round(middle.x()), round(middle.y()))
        if data.hasFormat(MIME):
            nodes = nodes_in(bytes(data.data(MIME).data()))
            if not nodes:
                return None
            added = node_paste(graph, nodes, place)
            count = f"{len(nodes)} node{'' if len(nodes) == 1 else 's'}"
            return Edits((added,), f"Paste {count}")
        if not data.hasText() or not data.text().strip():
            return None
        return formula_paste(graph, data.text(), place)

    def _show(self, ids: Sequence[NodeId]) -> None:
        if ids:
            self._scene.select(ids)
            self._scene.current = ids[-1]
            self._view.navigation.reveal(self._scene.bounds(ids))


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def _is_welcome(data: QMimeData) -> bool:
    """Whether a drop may be for the canvas; files are for the window."""
    return data.hasFormat(MIME) or (data.hasText() and not data.hasUrls())
