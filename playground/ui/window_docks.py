"""The docks around the canvases: their places, their widths, the full screen."""

from typing import Final

from PySide6.QtCore import QByteArray, QEvent, QObject, Qt
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget
from typing_extensions import override

from playground.ui.settings import Settings

_LAYOUT_VERSION: Final = 1
_TRAINING_SHARE: Final = 0.3125  # 400 of 1280 pixels
_TRAINING_WIDTHS: Final = (400, 640)
_SIZE: Final = (1280, 800)
_PALETTE_WIDTH: Final = 180
_PAGES_HEIGHT: Final = 244


class WindowDocks(QObject):
    """Places four docks around the *middle* of *window*, and remembers them.

    Attributes:
        all: The docks, in the order in which menus list them.
        outline: The dock of the outline.
        pages: That of the pages below the canvas.
        training: That of the training panel.
    """

    def __init__(
        self,
        window: QMainWindow,
        middle: QWidget,
        *,
        palette: QWidget,
        outline: QWidget,
        pages: QWidget,
        training: QWidget,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._middle = middle
        window.setCentralWidget(middle)
        self._before = QByteArray()
        self._given_width = 0
        area = Qt.DockWidgetArea
        window.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        window.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        operations = self._dock("Operations", palette, area.LeftDockWidgetArea)
        self.outline = self._dock("Outline", outline, area.LeftDockWidgetArea)
        self.pages = self._dock("Pages", pages, area.BottomDockWidgetArea)
        self.training = self._dock("Training", training, area.RightDockWidgetArea)
        self.all = (operations, self.outline, self.pages, self.training)
        # The tabs of the pages are title enough.
        self.pages.setTitleBarWidget(QWidget(self.pages))
        window.resize(*_SIZE)
        across, down = Qt.Orientation.Horizontal, Qt.Orientation.Vertical
        window.resizeDocks([operations], [_PALETTE_WIDTH], across)
        window.resizeDocks([self.pages], [_PAGES_HEIGHT], down)
        self._widen_training()
        window.tabifyDockWidget(operations, self.outline)
        operations.raise_()
        window.installEventFilter(self)

    def show_outline(self) -> None:
        """Bring the outline to the front, the keyboard in it."""
        self.outline.show()
        self.outline.raise_()
        self.outline.widget().setFocus()

    def show_full_screen(self, *, is_full: bool) -> None:
        """Give the canvas, or what has the keyboard, the whole screen, and back."""
        window, middle = self._window, self._middle
        if is_full:
            self._before = window.saveState(_LAYOUT_VERSION)
            focus = window.focusWidget() or window
            in_training = self.training.widget().isAncestorOf(focus)
            for dock in self.all:
                dock.setVisible(in_training and dock is self.training)
            middle.setVisible(not in_training)
            window.showFullScreen()
        else:
            window.showNormal()
            middle.show()
            window.restoreState(self._before, _LAYOUT_VERSION)

    def save(self, settings: Settings) -> None:
        """Remember where all is."""
        settings.geometry = self._window.saveGeometry()
        if not self._window.isFullScreen():
            settings.layout = self._window.saveState(_LAYOUT_VERSION)

    def restore(self, settings: Settings) -> None:
        """Put all where it was."""
        if not settings.geometry.isEmpty():
            self._window.restoreGeometry(settings.geometry)
        if not settings.layout.isEmpty():
            self._window.restoreState(settings.layout, _LAYOUT_VERSION)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        dock = self.training
        if (
            event.type() is QEvent.Type.Resize
            and not dock.isFloating()
            and dock.width() == self._given_width
        ):
            self._widen_training()
        return super().eventFilter(watched, event)

    def _widen_training(self) -> None:
        """Give training its share of the width, so that large screens show a large map.

        Once a person has dragged the border, it stays where it was put.
        """
        share = round(self._window.width() * _TRAINING_SHARE)
        width = min(max(share, _TRAINING_WIDTHS[0]), _TRAINING_WIDTHS[1])
        across = Qt.Orientation.Horizontal
        self._window.resizeDocks([self.training], [width], across)
        self._given_width = width

    def _dock(
        self, title: str, widget: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self._window)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setWidget(widget)
        self._window.addDockWidget(area, dock)
        return dock
