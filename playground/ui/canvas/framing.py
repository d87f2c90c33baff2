"""The commands about frames and notes."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, QPointF, QRect, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QAction, QColor, QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QMenu, QWidget

from playground.graph.edits import Edits
from playground.graph.frame_edits import AddFrames, ChangeFrames
from playground.graph.frames import COLORS, Frame, FrameId
from playground.ui.canvas.frame_painter import frame_tint
from playground.ui.canvas.frame_picture import BAR, INSET
from playground.ui.canvas.frames import around, contents, placed, rect_of
from playground.ui.canvas.hit import FramePart
from playground.ui.canvas.inline_editing import InlineEditing
from playground.ui.canvas.note_editor import NoteEditor
from playground.ui.canvas.note_links import NoteLinks
from playground.ui.canvas.paint_layer import READABLE
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import ThemeSwitch

_NOTE_WIDTH = 240.0
_NOTE_HEIGHT = 72.0
_HEAD = 160.0
"""What of a frame shall be in sight after its note was written."""
_GAP = 12.0
"""Between a note and the nodes below it."""


class Framing(QObject):
    """Makes and changes the frames of *view*."""

    def __init__(
        self, view: CanvasView, inline: InlineEditing, theme_switch: ThemeSwitch
    ) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._document = self._scene.document
        self._inline = inline
        self._theme_switch = theme_switch
        self.note_editor = NoteEditor(view)
        self.links = NoteLinks(view)
        self.note_editor.closed.connect(self._closed)
        view.frame_edit_requested.connect(self._edit_part)
        view.moved.connect(self.note_editor.offer)
        view.navigation.zoomed.connect(self.note_editor.offer)
        self._document.loaded.connect(self.note_editor.close_editor)

    @property
    def frame(self) -> FrameId | None:
        """The one frame selected, else the smallest around what is selected."""
        scene = self._scene
        if len(scene.selected_frames) == 1:
            return scene.selected_frames[0]
        chosen = scene.selected_ids
        if not chosen or scene.selected_frames:
            return None
        around_all = scene.frames.around(scene.bounds(chosen).center())
        return next(iter(around_all), None)

    @Slot()
    def put_in_frame(self) -> None:
        """Put a frame around the selection, and ask for its title."""
        scene = self._scene
        bounds = scene.bounds(scene.selected_ids)
        bounds |= scene.frames.bounds(scene.selected_frames)
        if bounds.isEmpty():
            self._document.refused.emit("select the nodes to put in a frame first")
            return
        frame = self._new(around(bounds))
        gesture = object()
        if self._document.edit(AddFrames((frame,)), gesture=gesture):
            scene.select((), (), (frame.id,))
            self._inline.edit_title(frame.id, gesture)

    @Slot()
    def add_note(self) -> None:
        """Put an empty note on the canvas, and write it."""
        view = self._view
        middle = view.mapToScene(view.cursor_place())
        size = QPointF(_NOTE_WIDTH, _NOTE_HEIGHT)
        rect = QRectF(middle - size / 2, middle + size / 2)
        while self._covers(rect):
            rect.translate(0, 24)
        self._open(rect, "", partial(self._take_new, self._new(rect)))

    @Slot()
    def edit_note(self) -> None:
        """Write the note of the selected frame, or of the one around the selection."""
        frame_id = self.frame
        if frame_id is None:
            self._document.refused.emit("select a frame, or a node in one, first")
            return
        self._write(frame_id)

    @Slot()
    def select_frame(self) -> None:
        """Select the frame around the selection; again: the next one around that."""
        scene = self._scene
        order = [frame.id for frame in reversed(scene.frames.in_order)]
        chosen = scene.selected_frames
        found: FrameId | None
        if len(chosen) == 1:
            inner = scene.frames.frame(chosen[0])
            wider = [i for i in order if scene.frames.frame(i).surrounds(inner)]
            found = next(iter(wider), order[(order.index(inner.id) + 1) % len(order)])
        else:
            found = self.frame or next(iter(order), None)
        if found is not None:
            scene.select((), (), (found,))
            scene.current = None
            self._view.navigation.reveal(scene.frames.rect(found))

    @Slot()
    def next_frame_color(self) -> None:
        """Give the selected frames the next colour."""
        chosen = self._chosen
        if chosen:
            now = COLORS.index(chosen[0].color)
            self._paint(COLORS[(now + 1) % len(COLORS)])

    def color_menu(self, parent: QWidget) -> QMenu:
        """The colours to choose from, for the selected frames."""
        menu = QMenu("&Colour", parent)
        menu.setObjectName("frameColorMenu")
        chosen = self._chosen
        for name in COLORS:
            action = QAction(name.capitalize(), menu)
            action.setObjectName(f"{name}FrameAction")
            action.setData(name)
            action.setIcon(_swatch(frame_tint(name, self._theme_switch.current)))
            action.setCheckable(True)
            action.setChecked(bool(chosen) and chosen[0].color == name)
            menu.addAction(action)
        menu.triggered.connect(self._color_chosen)
        return menu

    def edit_title(self) -> bool:
        """Type the title of the one frame selected; False when there is none."""
        chosen = self._scene.selected_frames
        if len(chosen) != 1 or self._scene.selected_ids:
            return False
        self._inline.edit_title(chosen[0])
        return True

    # The rest

    def _new(self, rect: QRectF) -> Frame:
        frame = Frame(self._document.graph.new_frame_id())
        return placed(frame, rect)

    def _covers(self, rect: QRectF) -> bool:
        """Whether a note there would lie under nodes or on another note."""
        scene = self._scene
        if len(scene.nodes.inside(rect)):
            return True
        corners = {scene.frames.rect(f.id).topLeft() for f in scene.frames.in_order}
        return any(corner == rect.topLeft() for corner in corners)

    @property
    def _chosen(self) -> list[Frame]:
        frames = self._document.graph.frames
        ids = self._scene.selected_frames
        if not ids and self.frame is not None:
            ids = [self.frame]
        return [frames[frame_id] for frame_id in ids]

    @Slot(object, object)
    def _edit_part(self, frame_id: FrameId, part: FramePart) -> None:
        self._scene.select((), (), (frame_id,))
        if part is FramePart.TITLE:
            self._inline.edit_title(frame_id)
        else:
            self._write(frame_id)

    def _write(self, frame_id: FrameId) -> None:
        frames = self._scene.frames
        place = frames.rect(frame_id)
        place.setTop(frames.bar_rect(frame_id).bottom() + 2)
        note = frames.frame(frame_id).note
        self._open(place, note, partial(self._take_note, frame_id))

    def _open(self, place: QRectF, note: str, accept: Callable[[str], None]) -> None:
        view = self._view
        if view.zoom < READABLE:
            view.navigation.zoom_to(1.0, view.mapFromScene(place.center()))
        view.navigation.reveal(place)
        corner = view.mapFromScene(place.topLeft())
        on_view = QRect(corner, view.mapFromScene(place.bottomRight()))
        self.note_editor.open(on_view, note, accept, self._theme_switch.current)

    def _take_new(self, frame: Frame, note: str) -> None:
        """Add what was written; an empty note is none."""
        if note.strip():
            after = self._with_room(replace(frame, note=note))
            edit = Edits((AddFrames((after,)),), "Add a note")
            if self._document.edit(edit):
                self._scene.select((), (), (frame.id,))

    def _take_note(self, frame_id: FrameId, note: str) -> None:
        frame = self._document.graph.frames.get(frame_id)
        if frame is None or note == frame.note:
            return
        after = self._with_room(replace(frame, note=note))
        title = "Write a note" if note else "Remove a note"
        if self._document.edit(ChangeFrames((after,), title)):
            head = rect_of(after)
            head.setHeight(min(head.height(), _HEAD))
            self._view.navigation.reveal(head)

    def _with_room(self, frame: Frame) -> Frame:
        """The frame, larger where its note would not fit above the nodes in it.

        It grows upward, as nodes stay where they are; without nodes downward.
        """
        scene = self._scene
        rect = rect_of(frame)
        has_bar = bool(frame.title) or not frame.note
        head = (BAR if has_bar else 0.0) + INSET
        height = scene.frames.notes.height(
            frame.id, frame.note, rect.width() - 2 * INSET
        )
        needed = head + height + (_GAP if height else 0.0)
        inside = contents(frame, self._document.graph.nodes.values())
        if inside:
            rect.setTop(min(rect.top(), scene.bounds(inside).top() - needed))
        else:
            rect.setHeight(max(rect.height(), needed))
        return placed(frame, rect)

    @Slot()
    def _closed(self) -> None:
        if self._view.focusWidget() in (None, self.note_editor, self._view):
            self._view.setFocus()

    @Slot(QAction)
    def _color_chosen(self, action: QAction) -> None:
        self._paint(str(action.data()))

    def _paint(self, color: str) -> None:
        changed = tuple(
            replace(frame, color=color)
            for frame in self._chosen
            if frame.color != color
        )
        if changed:
            title = f"Make a frame {color}"
            self._document.edit(ChangeFrames(changed, title))


def _swatch(color: QColor) -> QIcon:
    pixmap = QPixmap(QSize(32, 32))
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(QRectF(2, 2, 12, 12), 3, 3)
    painter.end()
    return QIcon(pixmap)
