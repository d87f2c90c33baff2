"""Nodes on their way out of the window, to other programs and other canvases."""

from typing import Final

from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRectF, Qt, Slot
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QFontMetricsF,
    QPainter,
    QPen,
    QPixmap,
)
from typing_extensions import override

from playground.project.errors import FileFormatError
from playground.ui.canvas.blank_cards import card_font
from playground.ui.canvas.cargo import Cargo
from playground.ui.canvas.clipboard import Clipboard
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import Theme, ThemeSwitch

_WIDEST: Final = 260.0
_HIGH: Final = 24.0


class Carrying(QObject):
    """Turns a move that leaves the window into a drag of the desktop's.

    What comes back to its own canvas is moved there, as if it had never left; elsewhere
    it is dropped as nodes or as a formula, and stays where it was.
    """

    def __init__(
        self, view: CanvasView, clipboard: Clipboard, theme_switch: ThemeSwitch
    ) -> None:
        super().__init__(view)
        self._view = view
        self._scene = view.scene_shown
        self._clipboard = clipboard
        self._theme_switch = theme_switch
        self._cargo: Cargo | None = None
        self._grip = QPointF()
        self.start = _start
        view.carry_requested.connect(self._carry)
        # After the clipboard's own filter, and so asked before it.
        view.viewport().installEventFilter(self)

    @Slot(object, QPointF)
    def _carry(self, cargo: Cargo, grip: QPointF) -> None:
        """Carry *cargo* out, held at a point of the scene."""
        try:
            data = self._clipboard.contents(set(cargo.ids), cargo.frames)
        except FileFormatError as error:
            self._scene.document.refused.emit(str(error))
            return
        drag = QDrag(self._view.viewport())
        drag.setMimeData(data)
        drag.setPixmap(_label(_words(data, cargo), self._theme_switch.current))
        drag.setHotSpot(QPoint(-12, -8))
        self._cargo, self._grip = cargo, grip
        try:
            self.start(drag)
        finally:
            self._show_back()
            self._cargo = None

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow what is carried while it is above its own canvas."""
        if self._cargo is None:
            return False
        match event:
            case QDropEvent() if event.type() == QEvent.Type.Drop:
                way = self._way(event.position())
                edit = self._cargo.edit(way.x(), way.y())
                self._cargo = None
                if edit is not None:
                    self._scene.document.edit(edit)
                event.acceptProposedAction()
            case QDragEnterEvent() | QDragMoveEvent():
                way = self._way(event.position())
                self._cargo.show(way.x(), way.y())
                event.acceptProposedAction()
            case QDragLeaveEvent():
                self._show_back()
            case _:
                return False
        return True

    def _way(self, at: QPointF) -> QPointF:
        way = self._view.mapToScene(at.toPoint()) - self._grip
        return QPointF(round(way.x()), round(way.y()))

    def _show_back(self) -> None:
        """Show what is carried where it was, unless it is gone by now."""
        if self._cargo is not None:
            self._scene.show_as_is()


def _start(drag: QDrag) -> object:
    return drag.exec(Qt.DropAction.CopyAction)


def _words(data: QMimeData, cargo: Cargo) -> str:
    """What is carried, for the eye."""
    if data.hasText():
        return data.text().splitlines()[0]
    count = len(cargo.ids)
    return f"{count} node{'' if count == 1 else 's'}" if count else "a frame"


def _label(words: str, theme: Theme) -> QPixmap:
    """The words beside the cursor while something is carried."""
    font = card_font(12)
    metrics = QFontMetricsF(font)
    text = metrics.elidedText(words, Qt.TextElideMode.ElideRight, _WIDEST)
    width = metrics.horizontalAdvance(text) + 18
    pixmap = QPixmap(round(width * 2), round(_HIGH * 2))
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.accent, 1))
    painter.setBrush(theme.panel)
    painter.drawRoundedRect(QRectF(0.5, 0.5, width - 1, _HIGH - 1), 6, 6)
    painter.setFont(font)
    painter.setPen(theme.text)
    painter.drawText(QRectF(0, 0, width, _HIGH), Qt.AlignmentFlag.AlignCenter, text)
    painter.end()
    return pixmap
