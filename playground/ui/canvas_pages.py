"""`CanvasPages`: the pages below the canvases, those of the one on show in front."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.pages_below import PagesBelow
from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch
from playground.ui.understanding.typesetter import Typesetter


class CanvasPages(QStackedWidget):
    """Makes the pages of each canvas of *tabs*, and shows those of the current one.

    Signals:
        refused: Why an edit of a canvas was refused.
        resolved: An edit succeeded after one that was refused.
        history_changed: What undo and redo of a canvas would do has changed.
        edited: A canvas was edited.
        problem_count_changed: The number of problems of a canvas has changed.
        step_requested: A caption's button for stepping through was pressed.
    """

    refused = Signal(str)
    resolved = Signal()
    history_changed = Signal()
    edited = Signal()
    problem_count_changed = Signal()
    step_requested = Signal()

    def __init__(
        self, tabs: CanvasTabs, settings: Settings, theme_switch: ThemeSwitch
    ) -> None:
        super().__init__()
        self._tabs = tabs
        self._settings = settings
        self._theme_switch = theme_switch
        self._typesetter = Typesetter(self)
        self._has_refused = False
        self._pages: dict[CanvasEditor, PagesBelow] = {}
        tabs.canvas_added.connect(self._add)
        tabs.canvas_removed.connect(self._remove)

    @property
    def current(self) -> PagesBelow:
        """The pages of the canvas on show."""
        return self._pages[self._tabs.current_editor]

    @Slot()
    def follow_canvas(self) -> None:
        """Bring the pages of the canvas on show to the front."""
        self.setCurrentWidget(self.current)

    def show_minimaps(self, *, are_shown: bool) -> None:
        """Let all canvases have a map in their corner, or none."""
        self._settings.shows_minimap = are_shown
        for editor in self._pages:
            editor.minimap.is_wanted = are_shown

    @Slot(bool)
    def let_wheel_scroll(self, scrolls: bool) -> None:  # noqa: FBT001  a slot
        """Let the mouse wheel scroll all canvases, or zoom them."""
        self._settings.wheel_scrolls = scrolls
        for editor in self._pages:
            editor.view.navigation.wheel_scrolls = scrolls

    @Slot(object)
    def _add(self, editor: CanvasEditor) -> None:
        page = self._pages[editor] = PagesBelow(
            editor, self._theme_switch, self._typesetter
        )
        self.addWidget(page)
        editor.minimap.is_wanted = self._settings.shows_minimap
        editor.view.navigation.wheel_scrolls = self._settings.wheel_scrolls
        document = editor.document
        document.refused.connect(self._refuse)
        document.history_changed.connect(self.history_changed)
        document.edited.connect(self._follow_edit)
        editor.caption.step_requested.connect(self.step_requested)
        page.problems.count_changed.connect(self.problem_count_changed)

    @Slot(str)
    def _refuse(self, sentence: str) -> None:
        self._has_refused = True
        self.refused.emit(sentence)

    @Slot()
    def _follow_edit(self) -> None:
        self.edited.emit()
        if self._has_refused:
            self._has_refused = False
            self.resolved.emit()

    @Slot(object)
    def _remove(self, editor: CanvasEditor) -> None:
        page = self._pages.pop(editor)
        self.removeWidget(page)
        page.deleteLater()
