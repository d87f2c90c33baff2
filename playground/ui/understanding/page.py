"""`Page`: what the pages of understanding have in common."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget


class Page(QWidget):
    """A page below the canvas, in the colour of a panel."""

    def __init__(self, name: str, title: str, parent: QWidget | None = None) -> None:
        """Make an empty page.

        Args:
            name: Its object name.
            title: What it is called for those who hear it.
            parent: What it lies on.
        """
        super().__init__(parent)
        self.setObjectName(name)
        self.setAccessibleName(title)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)

    def button(self, text: str, name: str, tip: str) -> QPushButton:
        """A button of the page, with what it says, its object name and its tool tip."""
        made = QPushButton(text, self)
        made.setObjectName(name)
        made.setAccessibleName(text)
        made.setToolTip(tip)
        return made
