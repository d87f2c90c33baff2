"""`MainWindow`: puts canvases, palette, inspector, network and training together."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QTimer, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QLabel, QMainWindow
from typing_extensions import override

from playground.project.files import SUFFIX
from playground.project.project import Project
from playground.ui.about import show_about, show_keys
from playground.ui.actions import make_actions
from playground.ui.both_histories import BothHistories
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.inspector import Inspector
from playground.ui.canvas.palette import Palette
from playground.ui.canvas_pages import CanvasPages
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.document import Document
from playground.ui.engine_start import EngineStart
from playground.ui.engine_words import EngineWords
from playground.ui.exports import Exports
from playground.ui.file_dialogs import WindowDialogs
from playground.ui.first_start import example_project
from playground.ui.network.large_map import LargeMap
from playground.ui.network.view import NetworkView
from playground.ui.opening import Opening
from playground.ui.outline_pages import OutlinePages
from playground.ui.pages_below import PagesBelow
from playground.ui.problems_panel import problem_button
from playground.ui.project_files import ProjectFiles
from playground.ui.recovery import Recovery
from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch
from playground.ui.tooltips import WrappedToolTips
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from playground.ui.window_docks import WindowDocks
from playground.ui.window_menus import PAGE_ACTIONS, THEME_ACTIONS, WindowMenus

_MESSAGE_TIME: Final = 8000  # milliseconds a sentence stays in the status bar


class MainWindow(QMainWindow):
    """The window of the program; `document` is the expression on show."""

    def __init__(self, settings: Settings, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._settings = settings
        self._theme_switch = theme_switch
        self._asks_before_closing = True
        self._engine_start = EngineStart(self)
        example = example_project()
        self.runner = TrainingRunner(example.experiment, self)
        self.training_panel = TrainingPanel(theme_switch, self.runner)
        self.network_view = NetworkView(theme_switch, self.runner)
        plot = self.training_panel.boundary_plot
        self.large_map = LargeMap(self.network_view, self.runner, plot, self)
        self.tabs = CanvasTabs(theme_switch, self.network_view, self)
        self.pages = CanvasPages(self.tabs, settings, theme_switch)
        self.tabs.set_canvases(example.canvases)
        self.palette_view = Palette(self.editor)
        self.tabs.functions.changed.connect(self._show_functions)
        self.palette_view.open_requested.connect(self.tabs.function_tabs.open)
        self.palette_view.rename_requested.connect(self.tabs.rename_function)
        self.palette_view.delete_requested.connect(self.tabs.delete_function)
        self.outline = OutlinePages(self.tabs, theme_switch)
        self.histories = BothHistories(self.tabs, self.runner)
        self.opening = Opening(
            self.tabs,
            self.network_view,
            self.runner,
            plot,
            settings,
            theme_switch,
            self,
        )
        self.docks = WindowDocks(
            self,
            self.tabs,
            palette=self.palette_view,
            outline=self.outline,
            pages=self.pages,
            training=self.training_panel,
        )
        self._actions = make_actions(self, self._slots())
        dialogs = WindowDialogs(self)
        self.files = ProjectFiles(self, settings, self, dialogs)
        self.recovery = Recovery(
            self.files, self, settings.recovery_folder, dialogs, self
        )
        self.exports = Exports(self.tabs, self.files, settings, theme_switch, dialogs)
        self._counts = QLabel(self)
        self._counts.setObjectName("countLabel")
        self._problems = problem_button(self.statusBar(), self._show_problems)
        self.statusBar().addPermanentWidget(self._counts)
        menus = WindowMenus(self.menuBar(), self._actions, self.tabs)
        menus.fill(self.files, self.exports.menu, self.training_panel, self.docks.all)
        # Shortcuts must hold wherever the keyboard is.
        self.addActions(list(self._actions.values()))
        self.setAcceptDrops(True)
        self._connect()
        self.docks.restore(settings)
        self.editor.setFocus()

    # The project

    @property
    def editor(self) -> CanvasEditor:
        """The canvas on show, or the one shown before the network."""
        return self.tabs.current_editor

    @property
    def document(self) -> Document:
        """The expression on that canvas."""
        return self.editor.document

    @property
    def pages_below(self) -> PagesBelow:
        """The pages below that canvas."""
        return self.pages.current

    @property
    def inspector(self) -> Inspector:
        """The inspector of that canvas."""
        return self.pages_below.inspector

    def project(self) -> Project:
        """The project as it is now."""
        view = self.tabs.view() | {"minimap": self._settings.shows_minimap}
        return Project(
            self.tabs.canvases(),
            self.runner.experiment,
            view,
            self.tabs.functions.library,
            self.runner.trained,
        )

    def show_project(self, project: Project) -> None:
        """Show another project, with nothing to undo."""
        self.tabs.set_canvases(project.canvases, project.functions)
        self.tabs.show_as(project.view)
        if isinstance(minimap := project.view.get("minimap"), bool):
            self._actions["minimapAction"].setChecked(minimap)
            self._show_minimap(minimap)
        self.runner.load_experiment(project.experiment, project.trained)

    def documents(self) -> Sequence[Document]:
        """The documents of canvases, and of functions that were opened."""
        editors = [*self.tabs.editors, *self.tabs.function_tabs.editors]
        return [editor.document for editor in editors]

    def open_project(self, path: Path) -> bool:
        """Open a project's file; a message says why not."""
        return self.files.open(path)

    @Slot(str)
    def say(self, sentence: str) -> None:
        """Show a sentence, if it is one, in the status bar for a while."""
        if sentence:
            words = sentence[:1].upper() + sentence[1:]
            self.statusBar().showMessage(words, _MESSAGE_TIME)

    def action(self, name: str) -> QAction:
        """One of the window's own actions, by its object name."""
        return self._actions[name]

    def abandon(self) -> None:
        """Let the next closing ask about nothing."""
        self._asks_before_closing = False

    # Qt

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if _dropped_project(event) is not None:
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        path = _dropped_project(event)
        if path is not None:
            event.acceptProposedAction()
            self.open_project(path)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._asks_before_closing and not self.files.confirm_discard():
            event.ignore()
            return
        self.docks.save(self._settings)
        self._settings.sync()
        self.recovery.close()
        self.runner.close()
        self._engine_start.stop()
        super().closeEvent(event)

    # Building

    def _slots(self) -> dict[str, Callable[..., object]]:
        slots: dict[str, Callable[..., object]] = {
            "undoAction": self.histories.undo,
            "redoAction": self.histories.redo,
            "findAction": self._find,
            "findNextAction": self._find_next,
            "findPreviousAction": self._find_previous,
            "quitAction": self.close,
            "minimapAction": self._show_minimap,
            "wheelAction": self.pages.let_wheel_scroll,
            "outlineAction": self.docks.show_outline,
            "fullScreenAction": self._show_full_screen,
            "newCanvasAction": self.tabs.add_empty,
            "duplicateCanvasAction": self.tabs.duplicate_current,
            "renameCanvasAction": self.tabs.rename_current,
            "closeCanvasAction": self.tabs.close_current,
            "reopenCanvasAction": self.tabs.reopen,
            "exampleAction": self._open_example,
            "galleryAction": self.opening.show_gallery,
            "shortcutsAction": self._show_keys,
            "aboutAction": self._show_about,
        }
        slots |= dict.fromkeys(PAGE_ACTIONS, self._show_page)
        return slots | dict.fromkeys(THEME_ACTIONS, self._choose_theme)

    def _connect(self) -> None:
        QTimer.singleShot(0, self._engine_start.begin)
        self.training_panel.transport.remember_in(self._settings)
        WrappedToolTips(self)
        files, tabs, pages = self.files, self.tabs, self.pages
        files.title_changed.connect(self.setWindowTitle)
        files.modified_changed.connect(self.setWindowModified)
        words = EngineWords(self._engine_start, self.statusBar())
        for part in (files, self.recovery, self.exports, self.opening, tabs, words):
            part.reported.connect(self.say)
        tabs.canvases_changed.connect(files.refresh)
        tabs.canvases_changed.connect(self._follow_tabs)
        tabs.canvas_changed.connect(self._follow_canvas)
        pages.refused.connect(self.say)
        pages.resolved.connect(self.statusBar().clearMessage)
        pages.history_changed.connect(self.histories.follow_canvas)
        pages.edited.connect(self._show_counts)
        pages.problem_count_changed.connect(self._show_problem_count)
        pages.step_requested.connect(self._actions["stepThroughAction"].trigger)
        self.runner.experiment_changed.connect(files.refresh)
        self.runner.trained_changed.connect(files.refresh)
        self.docks.outline.visibilityChanged.connect(self.outline.look)
        self.setWindowTitle(files.title)
        self.histories.say_in(self._actions["undoAction"], self._actions["redoAction"])
        self._follow_canvas()
        for name, mode in THEME_ACTIONS.items():
            self._actions[name].setChecked(mode == self._theme_switch.mode)
        self._actions["minimapAction"].setChecked(self._settings.shows_minimap)
        self._actions["wheelAction"].setChecked(self._settings.wheel_scrolls)

    # Following the canvases

    @Slot()
    def _follow_canvas(self) -> None:
        self.palette_view.target = self.editor
        self.pages.follow_canvas()
        self._follow_tabs()
        self._show_counts()
        self._show_problem_count()

    @Slot()
    def _follow_tabs(self) -> None:
        self.histories.show()
        self._actions["reopenCanvasAction"].setEnabled(self.tabs.can_reopen)

    @Slot()
    def _show_counts(self) -> None:
        everything = self.document.graph.nodes.values()
        nodes = [node for node in everything if not node.is_dot]
        wires = sum(o is not None for node in nodes for o in node.operands)
        parts = ((len(nodes), "node"), (wires, "wire"))
        words = [
            f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in parts
        ]
        self._counts.setText(" · ".join(words))

    # Doing

    @Slot()
    def _show_functions(self) -> None:
        self.palette_view.show_functions(self.tabs.functions.library.definitions)

    @Slot()
    def _show_problems(self) -> None:
        """Bring the list of problems to the front."""
        pages = self.pages_below
        self.docks.pages.show()
        pages.setCurrentWidget(pages.problems)
        pages.problems.list.setFocus()

    @Slot()
    def _show_problem_count(self) -> None:
        count = self.pages_below.problems.count
        self._problems.setText(f"{count} problem{'' if count == 1 else 's'}")
        self._problems.setVisible(count > 0)

    @Slot(bool)
    def _show_minimap(self, is_shown: bool) -> None:  # noqa: FBT001  a slot
        self.pages.show_minimaps(are_shown=is_shown)

    @Slot()
    def _find(self) -> None:
        self.tabs.setCurrentWidget(self.editor)
        self.editor.find_bar.open_bar()

    @Slot()
    def _find_next(self) -> None:
        self.tabs.setCurrentWidget(self.editor)
        self.editor.find_bar.go_on()

    @Slot()
    def _find_previous(self) -> None:
        self.tabs.setCurrentWidget(self.editor)
        self.editor.find_bar.go_back()

    @Slot(bool)
    def _show_full_screen(self, is_full: bool) -> None:  # noqa: FBT001  a slot
        self.docks.show_full_screen(is_full=is_full)

    @Slot()
    def _show_page(self) -> None:
        """Bring the page below the canvas to the front that the action is about."""
        self.tabs.setCurrentWidget(self.editor)
        self.docks.pages.show()
        self.pages_below.show_page(PAGE_ACTIONS[self.sender().objectName()])

    @Slot()
    def _choose_theme(self) -> None:
        for name, mode in THEME_ACTIONS.items():
            if self._actions[name].isChecked():
                self._theme_switch.set_mode(mode)
                self._settings.theme_mode = mode

    @Slot()
    def _open_example(self) -> None:
        self.files.new(example_project())

    @Slot()
    def _show_keys(self) -> None:
        show_keys(self)

    @Slot()
    def _show_about(self) -> None:
        show_about(self)


def _dropped_project(event: QDropEvent) -> Path | None:
    """The project among what is dragged, if there is one."""
    paths = [Path(url.toLocalFile()) for url in event.mimeData().urls()]
    return next((path for path in paths if path.suffix == SUFFIX), None)
