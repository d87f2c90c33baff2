"""The three dots beside a plot, which open its menu."""

from PySide6.QtCore import QCoreApplication, QEvent, QSize, Qt, Slot
from PySide6.QtGui import QColor, QCursor
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from playground.ui.training import icons


class MenuButton(QToolButton):
    """A quiet button with a menu to be filled."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("quiet", True)
        self.setIconSize(QSize(12, 12))
        self.setFixedSize(22, 18)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        menu.aboutToHide.connect(self._leave, Qt.ConnectionType.QueuedConnection)
        self.setMenu(menu)

    def dress(self, color: QColor) -> None:
        """Draw the dots in *color*."""
        self.setIcon(icons.icon(icons.dots, color))

    @Slot()
    def _leave(self) -> None:
        # WORKAROUND Qt 6: it does not say that the mouse has left a button for an
        # entry of its menu, and the button looks hovered from then on.
        if not self.rect().contains(self.mapFromGlobal(QCursor.pos())):
            self.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, on=False)
            QCoreApplication.sendEvent(self, QEvent(QEvent.Type.Leave))
            self.update()
