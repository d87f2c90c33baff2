"""The links of notes, opened in the browser when a person asks for it."""

from typing import Final

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QAction, QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QMenu

from playground.ui.canvas.hit import FrameHit
from playground.ui.canvas.view import CanvasView
from playground.ui.canvas.web_address import web_address

_LONGEST: Final = 56
_MOST: Final = 9
"""Links of one note that its menu offers."""
_OPEN: Final = "Open"
_COPY: Final = "Copy"


class NoteLinks(QObject):
    """Opens the links of the notes in *view*."""

    def __init__(self, view: CanvasView) -> None:
        super().__init__(view)
        self._view = view
        view.link_requested.connect(self.open)

    @Slot(str)
    def open(self, link: str) -> None:
        """Show a web address in the browser; say why not, if not."""
        address = web_address(link)
        refused = self._view.scene_shown.document.refused
        if not address:
            refused.emit("only web addresses (http, https) are opened")
        elif not QDesktopServices.openUrl(QUrl(address)):
            refused.emit(f"no browser could be opened for {address}: copy the address")

    def add_to(self, menu: QMenu, found: FrameHit) -> None:
        """Put what can be done with the links that were hit first in a menu."""
        frames = self._view.scene_shown.frames
        links = [found.link] if found.link else frames.links(found.frame)
        addresses = list(dict.fromkeys(filter(None, map(web_address, links))))[:_MOST]
        first = menu.actions()[0]
        for address in addresses:
            is_long = len(address) > _LONGEST
            shown = f"{address[: _LONGEST - 1]}…" if is_long else address
            for word in (_OPEN, _COPY):
                action = QAction(f"{word} {shown}".replace("&", "&&"), menu)
                action.setObjectName(f"{word.lower()}LinkAction")
                action.setToolTip(address)
                action.setData((word, address))
                menu.insertAction(first, action)
        if addresses:
            menu.insertSeparator(first)
            menu.setToolTipsVisible(True)
            menu.triggered.connect(self._chosen)

    @Slot(QAction)
    def _chosen(self, action: QAction) -> None:
        match action.data():
            case (str(word), str(address)) if word == _OPEN:
                self.open(address)
            case (str(word), str(address)) if word == _COPY:
                QGuiApplication.clipboard().setText(address)
