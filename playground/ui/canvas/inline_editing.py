"""Typing numbers and names on the nodes themselves."""

import math
from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, Slot

from playground.graph.edits import Rename, SetValues
from playground.graph.frame_edits import ChangeFrames
from playground.graph.frames import FrameId
from playground.graph.graph import NodeId
from playground.ui.canvas import geometry
from playground.ui.canvas.frame_picture import BAR
from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.canvas.paint_layer import READABLE
from playground.ui.canvas.view import CanvasView
from playground.ui.numbers import parse_number
from playground.ui.theme import ThemeSwitch


class InlineEditing(QObject):
    """Opens the one `InlineEditor` of *view* over numbers and names."""

    def __init__(self, view: CanvasView, theme_switch: ThemeSwitch) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        self._theme_switch = theme_switch
        self._node: NodeId | None = None
        self._frame: FrameId | None = None
        self._gesture: object = None
        self._refusal = ""
        self.field = InlineEditor(view)
        view.number_edit_requested.connect(self.edit_number)
        view.name_edit_requested.connect(self.edit_name)
        view.moved.connect(self._let_go)
        view.navigation.zoomed.connect(self._let_go)
        self._scene.structure_changed.connect(self._let_go)
        self.field.closed.connect(self._closed)

    @Slot(object, object)
    def edit_number(self, node_id: NodeId, text: str | None = None) -> None:
        """Type the number of a leaf, beginning with *text* or what is there."""
        node = self._document.graph.nodes.get(node_id)
        if node is None or not node.is_leaf:
            return
        self._approach(self._view.node_rect(node_id))
        x, y = node.position
        place = self._on_view(geometry.row_rect(x, y, 0).adjusted(28, -1, 0, 1))
        shown = number_text(node.value)
        self._open(node_id, place, shown, f"Value of {node.label}", self._take_number)
        if text is not None:
            self.field.setText(text)
            self.field.end(False)

    @Slot(object)
    def edit_name(self, node_id: NodeId) -> None:
        """Type the name of a node."""
        node = self._document.graph.nodes.get(node_id)
        if node is None:
            return
        self._approach(self._view.node_rect(node_id))
        place = self._on_view(
            geometry.title_rect(*node.position).adjusted(3, 1, -3, -1)
        )
        what = f"Name of {node.label}"
        self._open(node_id, place, node.name, what, self._take_name)

    def edit_title(self, frame_id: FrameId, gesture: object = None) -> None:
        """Type the title of a frame; with *gesture* as a part of that step."""
        frame = self._document.graph.frames.get(frame_id)
        if frame is None:
            return
        self._approach(self._scene.frames.rect(frame_id))
        bar = self._scene.frames.bar_rect(frame_id)
        bar.setHeight(BAR)
        place = self._on_view(bar.adjusted(4, 2, -4, -2))
        self.field.close_editor()
        self._frame, self._gesture = frame_id, gesture
        self._open(None, place, frame.title, "Title of the frame", self._take_title)

    def _open(
        self,
        node_id: NodeId | None,
        place: QRect,
        text: str,
        what: str,
        take: Callable[[str], str],
    ) -> None:
        if node_id is not None:
            self.field.close_editor()
        self._node = node_id
        self.field.open(place, text, what, take, self._theme_switch.current)

    def _approach(self, rect: QRectF) -> None:
        """Bring a place into view, large enough to read."""
        navigation = self._view.navigation
        if navigation.zoom < READABLE:
            navigation.zoom_to(1.0, self._view.mapFromScene(rect.center()))
        navigation.reveal(rect)

    def _take_number(self, text: str) -> str:
        if self._node is None:
            return ""
        try:
            value = parse_number(text)
        except ValueError as error:
            return str(error)
        if not math.isfinite(value):
            return "A value must be a finite number."
        return self._try(SetValues({self._node: value}))

    def _take_name(self, text: str) -> str:
        return "" if self._node is None else self._try(Rename(self._node, text.strip()))

    def _take_title(self, text: str) -> str:
        frame = self._document.graph.frames.get(self._frame or FrameId(0))
        if frame is None:
            return ""
        after = replace(frame, title=text.strip())
        title = f"Call a frame {after.title}" if after.title else "Remove a title"
        return self._try(ChangeFrames((after,), title))

    def _try(self, edit: SetValues | Rename | ChangeFrames) -> str:
        """Why the document refuses *edit*; nothing when it is done."""
        self._refusal = ""
        self._document.refused.connect(self._refused)
        self._document.edit(edit, gesture=self._gesture)
        self._document.refused.disconnect(self._refused)
        return self._refusal

    @Slot(str)
    def _refused(self, sentence: str) -> None:
        self._refusal = sentence

    @Slot()
    def _let_go(self) -> None:
        """The place under the field moves: take the text, or give it up."""
        if self.field.is_open and not self.field.offer():
            self.field.close_editor()

    @Slot()
    def _closed(self) -> None:
        self._node = self._frame = self._gesture = None
        focus = self._view.focusWidget()
        if focus in (None, self.field, self._view):
            self._view.setFocus()

    def _on_view(self, rect: QRectF) -> QRect:
        corner = self._view.mapFromScene(rect.topLeft())
        end = self._view.mapFromScene(QPointF(rect.right(), rect.bottom()))
        return QRect(corner, end)


def _title_field(x: float, y: float) -> QRectF:
    return geometry.title_rect(x, y).adjusted(3, 1, -3, -1)


def number_text(value: float) -> str:
    """Every digit of a number, as short as it can be told apart."""
    text = repr(value)
    return text[:-2] if text.endswith(".0") else text
