"""The outlines of all canvases, of which that on show can be seen."""

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.outline_panel import OutlinePanel
from playground.ui.theme import ThemeSwitch


class OutlinePages(QWidget):
    """Follows *tabs*; an outline is made when it is first looked at.

    Qt only moves the page of a tabbed dock out of sight: connect the dock's
    ``visibilityChanged`` with `look`, so that nothing is done that nobody sees.
    """

    def __init__(self, tabs: CanvasTabs, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.setObjectName("outlinePages")
        self.setAccessibleName("Outline")
        self._tabs = tabs
        self._theme_switch = theme_switch
        self._panels: dict[CanvasEditor, OutlinePanel] = {}
        self._is_looked_at = False
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        tabs.canvas_changed.connect(self._follow)
        tabs.canvas_removed.connect(self._remove)

    @property
    def current(self) -> OutlinePanel | None:
        """The outline to be seen."""
        panel = self._panels.get(self._tabs.current_editor)
        return panel if self._is_looked_at else None

    @Slot(bool)
    def look(self, is_looked_at: bool) -> None:  # noqa: FBT001  a slot
        """Whether anyone can see it."""
        self._is_looked_at = is_looked_at
        self._follow()

    @Slot()
    def _follow(self) -> None:
        editor = self._tabs.current_editor
        if self._is_looked_at and editor not in self._panels:
            panel = self._panels[editor] = OutlinePanel(editor, self._theme_switch)
            self._layout.addWidget(panel)
        for each, panel in self._panels.items():
            panel.setVisible(self._is_looked_at and each is editor)
        if self.current is not None:
            self.setFocusProxy(self.current.tree)

    @Slot(object)
    def _remove(self, editor: CanvasEditor) -> None:
        panel = self._panels.pop(editor, None)
        if panel is not None:
            self._layout.removeWidget(panel)
            panel.deleteLater()
