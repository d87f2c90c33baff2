"""The menu bar: the window's own actions, and those of the current canvas."""

from collections.abc import Iterable, Mapping
from typing import Final

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QDockWidget, QMenu, QMenuBar

from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.project_files import ProjectFiles
from playground.ui.theme import Mode
from playground.ui.training.panel import TrainingPanel

SEPARATOR: Final = ""

THEME_ACTIONS: Final[dict[str, Mode]] = {
    "systemThemeAction": "system",
    "lightThemeAction": "light",
    "darkThemeAction": "dark",
}
PAGE_ACTIONS: Final = {
    "stepThroughAction": "Step through",
    "checkAction": "Check",
    "wobbleAction": "Wobble",
    "plotAction": "Plot",
    "descendAction": "Descend",
}
"""Actions that bring a page below the canvas to the front, and its title."""

_TAB_ACTIONS: Final = (
    *("newCanvasAction", "duplicateCanvasAction", "renameCanvasAction"),
    *("closeCanvasAction", "reopenCanvasAction"),
)
_FIND_ACTIONS: Final = ("findAction", "findNextAction", "findPreviousAction")
_HELP_ACTIONS: Final = (
    *("galleryAction", "exampleAction"),
    *("shortcutsAction", "aboutAction"),
)
_CANVAS_ITEMS: Final = {
    "editMenu": (
        "cut",
        "copy",
        "paste",
        "duplicate",
        "delete",
        "dissolve",
        "select_all",
    ),
    "viewMenu": (
        "fit",
        "frame_selection",
        "zoom_in",
        "zoom_out",
        "zoom_reset",
        "snap_to_grid",
        "show_wire_numbers",
        "show_wire_heat",
    ),
    "graphMenu": (
        *("add_node", "connect_selected", "edit_number", "rename"),
        *("toggle_learnable", "choose_output", "replace_node"),
        *("swap_inputs", "mute", "add_dot"),
        *("put_in_frame", "add_note", "edit_note", "select_frame"),
        "next_frame_color",
    ),
    "functionMenu": (
        *("collapse", "expand", "open_function", "rename_function"),
        *("delete_function", "toggle_input", "input_earlier"),
    ),
    "arrangeMenu": (
        *("tidy", "align_left", "align_right", "align_top", "align_bottom"),
        *("distribute_across", "distribute_down"),
    ),
}


class _CanvasItems:
    """The place in a menu where the commands of the canvas on show stand."""

    def __init__(self, menu: QMenu) -> None:
        self._menu = menu
        self._names = _CANVAS_ITEMS[menu.objectName()]
        self._end = menu.addSeparator()
        self._end.setVisible(False)
        self._shown: list[QAction] = []

    def show(self, commands: Mapping[str, QAction]) -> None:
        """Let them be *commands*."""
        for action in self._shown:
            self._menu.removeAction(action)
        self._shown = [commands[name] for name in self._names]
        self._menu.insertActions(self._end, self._shown)


class WindowMenus(QObject):
    """Fills a menu bar; items of the canvas are those of the one on show."""

    def __init__(
        self, bar: QMenuBar, own: Mapping[str, QAction], tabs: CanvasTabs
    ) -> None:
        super().__init__(bar)
        self._bar = bar
        self._own = own
        self._tabs = tabs
        self._of_canvas: list[_CanvasItems] = []

    def fill(
        self,
        files: ProjectFiles,
        exports: QMenu,
        panel: TrainingPanel,
        docks: Iterable[QDockWidget],
    ) -> None:
        """Make all menus."""
        self._fill_file_menu(files, exports)
        edit = self._menu("editMenu", "&Edit")
        self._add(edit, ["undoAction", "redoAction", SEPARATOR])
        self._follow_canvas_in(edit)
        self._add(edit, [SEPARATOR, *_FIND_ACTIONS])
        view = self._menu("viewMenu", "&View")
        self._fill_view_menu(view, docks)
        graph = self._menu("graphMenu", "&Graph")
        self._follow_canvas_in(graph)
        arrange = graph.addMenu("&Arrange")
        arrange.setObjectName("arrangeMenu")
        self._follow_canvas_in(arrange)
        functions = graph.addMenu("&Functions")
        functions.setObjectName("functionMenu")
        self._follow_canvas_in(functions)
        self._add(graph, [SEPARATOR, *_TAB_ACTIONS])
        run = self._menu("runMenu", "&Run")
        run.addActions([panel.play_action, panel.step_action])
        run.addSeparator()
        run.addActions(panel.beginnings.actions)
        self._add(run, [SEPARATOR, *PAGE_ACTIONS])
        self._add(
            self._menu("helpMenu", "&Help"),
            [
                "galleryAction",
                "exampleAction",
                SEPARATOR,
                "shortcutsAction",
                "aboutAction",
            ],
        )
        self.follow_canvas()
        self._tabs.canvas_changed.connect(self.follow_canvas)

    @Slot()
    def follow_canvas(self) -> None:
        """Offer the commands of the canvas on show."""
        commands = self._tabs.current_editor.commands
        for items in self._of_canvas:
            items.show(commands)

    def _fill_file_menu(self, files: ProjectFiles, exports: QMenu) -> None:
        menu = self._menu("fileMenu", "&File")
        menu.addActions([files.new_action, files.open_action])
        menu.addMenu(files.recent_menu)
        menu.addSeparator()
        menu.addActions([files.save_action, files.save_as_action])
        menu.addSeparator()
        menu.addMenu(exports)
        menu.addSeparator()
        self._add(menu, ["quitAction"])

    def _fill_view_menu(self, menu: QMenu, docks: Iterable[QDockWidget]) -> None:
        self._follow_canvas_in(menu)
        self._add(menu, ["minimapAction", "wheelAction", "outlineAction"])
        menu.addSeparator()
        colors = QMenu("&Colours", menu)
        group = QActionGroup(self)
        for name in THEME_ACTIONS:
            group.addAction(self._own[name])
            colors.addAction(self._own[name])
        menu.addMenu(colors)
        menu.addSeparator()
        menu.addActions([dock.toggleViewAction() for dock in docks])
        self._add(menu, ["fullScreenAction"])

    def _follow_canvas_in(self, menu: QMenu) -> None:
        self._of_canvas.append(_CanvasItems(menu))

    def _menu(self, name: str, title: str) -> QMenu:
        menu = self._bar.addMenu(title)
        menu.setObjectName(name)
        return menu

    def _add(self, menu: QMenu, names: Iterable[str]) -> None:
        for name in names:
            if name == SEPARATOR:
                menu.addSeparator()
            else:
                menu.addAction(self._own[name])
