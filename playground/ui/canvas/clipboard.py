"""Cut, copy and paste: nodes to other canvases and windows, formulas to other programs.

What comes in is checked whole before anything changes; what is neither nodes nor a
formula changes nothing.
"""

import atexit
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
from playground.graph.frames import FrameId
from playground.graph.graph import GraphError, NodeId
from playground.project.clip import MIME, clip_of, graph_in, text_of
from playground.project.errors import FileFormatError
from playground.training.table_text import looks_like_table
from playground.ui.canvas import commands as edits_of
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.pasting import clip_paste, counted, formula_paste
from playground.ui.canvas.view import CanvasView

_DESKTOPS = ("cocoa", "wayland", "windows", "xcb")
NOTHING_THERE = "the clipboard holds no nodes and no formula"

NOTHING_DROPPED = "what was dropped is no formula"
A_TABLE = "this is a table, no formula: the map of the training panel takes it"


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
        ids, frames = self._taken()
        if not ids and not frames:
            return False
        try:
            data = self.contents(ids, frames)
        except FileFormatError as error:
            self._document.refused.emit(str(error))
            return False
        _clipboard().setMimeData(data)
        # Asked for last, done first: while there still is an application.
        atexit.unregister(_let_go)
        atexit.register(_let_go)
        return True

    @Slot()
    def cut(self) -> None:
        """Put the selected nodes on the clipboard, and remove them."""
        self._view.cancel_gesture()
        ids, frames = self._taken()
        if self.copy():
            graph = self._document.graph
            removal = edits_of.removal(graph, sorted(ids), (), sorted(frames))
            assert removal is not None
            what = counted(len(ids), len(frames))
            self._document.edit(Edits((removal,), f"Cut {what}"))

    @Slot()
    def paste(self) -> None:
        """Put what the clipboard holds at the cursor, else in the middle."""
        self._view.cancel_gesture()
        at = self._view.cursor_inside() or self._view.viewport().rect().center()
        self.insert(_clipboard().mimeData(), self._view.mapToScene(at))

    def contents(self, ids: set[NodeId], frames: set[FrameId]) -> QMimeData:
        """Nodes and frames for a clipboard, and formulas for programs of text."""
        graph = self._document.graph
        data = QMimeData()
        data.setData(MIME, clip_of(graph, ids, frames))
        text = text_of(graph, ids)
        if text:
            data.setText(text)
        return data

    def insert(
        self, data: QMimeData | None, middle: QPointF, nothing: str = NOTHING_THERE
    ) -> bool:
        """Add what *data* holds around a point of the scene; tells whether it did.

        *nothing* is said where it holds no nodes and no formula.
        """
        if data is None:
            return False
        try:
            edit = self._edit(data, middle)
        except (FormulaError, FileFormatError, GraphError) as error:
            self._document.refused.emit(_why_not(data, error, nothing))
            return False
        if edit is None or not edit.edits:
            known = "the canvas says this already"
            self._document.refused.emit(nothing if edit is None else known)
            return False
        graph = self._document.graph
        before, framed = set(graph.nodes), set(graph.frames)
        if not self._document.edit(edit):
            return False
        self._show(
            [node_id for node_id in graph.nodes if node_id not in before],
            [frame_id for frame_id in graph.frames if frame_id not in framed],
        )
        return True

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take nodes and formulas that are dropped on the canvas."""
        match event:
            case QDropEvent() if event.type() == QEvent.Type.Drop:
                if not _is_welcome(event.mimeData()):
                    return False
                at = self._view.mapToScene(event.position().toPoint())
                if self.insert(event.mimeData(), at, NOTHING_DROPPED):
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
            clip = graph_in(bytes(data.data(MIME).data()))
            if not clip.nodes and not clip.frames:
                return None
            return clip_paste(graph, clip, place)
        if not data.hasText() or not data.text().strip():
            return None
        return formula_paste(graph, data.text(), place)

    def _taken(self) -> tuple[set[NodeId], set[FrameId]]:
        """What is selected, and what lies in the frames that are."""
        scene = self._scene
        cargo = Cargo(scene, scene.selected_ids, scene.selected_frames)
        return set(cargo.ids), cargo.frames

    def _show(self, ids: Sequence[NodeId], frames: Sequence[FrameId]) -> None:
        scene = self._scene
        if ids or frames:
            scene.select(ids, (), frames)
            scene.current = ids[-1] if ids else None
            bounds = scene.bounds(ids) | scene.frames.bounds(frames)
            self._view.navigation.reveal(bounds)


def _clipboard() -> QClipboard:
    return QGuiApplication.clipboard()


def _let_go() -> None:
    """Empty a clipboard that nobody shares, before Python ends.

    Without a desktop Qt keeps the data in a variable of the process and deletes it when
    Python is no more, whose object it is; that ends in a crash.
    """
    if QGuiApplication.instance() and QGuiApplication.platformName() not in _DESKTOPS:
        _clipboard().clear()


def _why_not(data: QMimeData, error: Exception, nothing: str) -> str:
    """Why *data* cannot be pasted, and where it can be."""
    if not data.hasFormat(MIME) and looks_like_table(data.text()):
        return A_TABLE
    is_formula = isinstance(error, FormulaError)
    return f"{nothing if is_formula else 'this cannot be pasted'}: {error}"


def _is_welcome(data: QMimeData) -> bool:
    """Whether a drop may be for the canvas; files are for the window."""
    return data.hasFormat(MIME) or (data.hasText() and not data.hasUrls())
