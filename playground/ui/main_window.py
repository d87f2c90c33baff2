"""`MainWindow`: puts canvases, palette, inspector, network and training together."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import (
    QAction,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QStackedWidget, QWidget
from typing_extensions import override

from playground.graph.formulas import nodes_of
from playground.graph.graph import Graph
from playground.project.examples import Example, examples
from playground.project.files import SUFFIX
from playground.project.project import Project
from playground.training.opening import OpeningError, open_neuron
from playground.ui.about import show_about, show_keys
from playground.ui.actions import make_actions
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.inspector import Inspector
from playground.ui.canvas.palette import Palette
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.document import Document
from playground.ui.exports import Exports
from playground.ui.file_dialogs import WindowDialogs
from playground.ui.first_start import example_project
from playground.ui.gallery import Gallery
from playground.ui.network.large_map import LargeMap
from playground.ui.network.view import NetworkView
from playground.ui.outline_pages import OutlinePages
from playground.ui.pages_below import PagesBelow
from playground.ui.problems_panel import problem_button
from playground.ui.project_files import ProjectFiles
from playground.ui.recovery import Recovery
from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from playground.ui.window_menus import PAGE_ACTIONS, THEME_ACTIONS, WindowMenus

_MESSAGE_TIME: Final = 8000  # milliseconds a sentence stays in the status bar
_LAYOUT_VERSION: Final = 1
_TRAINING_SHARE: Final = 0.3125  # 400 of 1280 pixels
_TRAINING_WIDTHS: Final = (400, 640)


class MainWindow(QMainWindow):
    """The window of the program; `document` is the expression on show."""

    _trained_last = False  # whether training was changed after all canvases

    def __init__(self, settings: Settings, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._settings = settings
        self._theme_switch = theme_switch
        self._asks_before_closing = True
        self._layout_before = QByteArray()
        self._docks: list[QDockWidget] = []
        example = example_project()
        self.runner = TrainingRunner(example.experiment, self)
        self.training_panel = TrainingPanel(theme_switch, self.runner)
        self.network_view = NetworkView(theme_switch, self.runner)
        plot = self.training_panel.boundary_plot
        self.large_map = LargeMap(self.network_view, self.runner, plot, self)
        self.tabs = CanvasTabs(theme_switch, self.network_view, self)
        self._below = QStackedWidget()
        self._pages: dict[CanvasEditor, PagesBelow] = {}
        self.tabs.canvas_added.connect(self._add_page)
        self.tabs.canvas_removed.connect(self._remove_page)
        self.tabs.set_canvases(example.canvases)
        self.palette_view = Palette(self.editor)
        self.outline = OutlinePages(self.tabs, theme_switch)
        self._actions = make_actions(self, self._slots())
        dialogs = WindowDialogs(self)
        self.files = ProjectFiles(self, settings, self, dialogs)
        folder = settings.recovery_folder
        self.recovery = Recovery(self.files, self, folder, dialogs, self)
        self.exports = Exports(self.tabs, self.files, settings, theme_switch, dialogs)
        self._counts = QLabel(self)
        self._counts.setObjectName("countLabel")
        self._problems = problem_button(self.statusBar(), self._show_problems)
        self.statusBar().addPermanentWidget(self._counts)
        self._arrange()
        menus = WindowMenus(self.menuBar(), self._actions, self.tabs)
        menus.fill(self.files, self.exports.menu, self.training_panel, self._docks)
        # Shortcuts must hold wherever the keyboard is.
        self.addActions(list(self._actions.values()))
        self.setAcceptDrops(True)
        self._connect()
        self._restore()
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
        return self._pages[self.editor]

    @property
    def inspector(self) -> Inspector:
        """The inspector of that canvas."""
        return self.pages_below.inspector

    def project(self) -> Project:
        """The project as it is now."""
        return Project(self.tabs.canvases(), self.runner.experiment)

    def show_project(self, project: Project) -> None:
        """Show another project, with nothing to undo."""
        self.tabs.set_canvases(project.canvases)
        self.runner.load_experiment(project.experiment)

    def documents(self) -> Sequence[Document]:
        """The canvases' documents."""
        return [editor.document for editor in self.tabs.editors]

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
    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if not self._docks:
            return
        dock = self._docks[-1]
        if not dock.isFloating() and dock.width() == self._given_width:
            self._widen_training(dock)

    @override
    def closeEvent(self, event: QCloseEvent) -> None:
        if self._asks_before_closing and not self.files.confirm_discard():
            event.ignore()
            return
        self._settings.geometry = self.saveGeometry()
        if not self.isFullScreen():
            self._settings.layout = self.saveState(_LAYOUT_VERSION)
        self._settings.sync()
        self.recovery.close()
        self.runner.close()
        super().closeEvent(event)

    # Building

    def _slots(self) -> dict[str, Callable[..., object]]:
        slots: dict[str, Callable[..., object]] = {
            "undoAction": self._undo,
            "redoAction": self._redo,
            "findAction": self._find,
            "findNextAction": self._find_next,
            "findPreviousAction": self._find_previous,
            "quitAction": self.close,
            "minimapAction": self._show_minimap,
            "outlineAction": self._show_outline,
            "fullScreenAction": self._show_full_screen,
            "newCanvasAction": self.tabs.add_empty,
            "duplicateCanvasAction": self.tabs.duplicate_current,
            "renameCanvasAction": self.tabs.rename_current,
            "closeCanvasAction": self.tabs.close_current,
            "reopenCanvasAction": self.tabs.reopen,
            "exampleAction": self._open_example,
            "galleryAction": self._show_gallery,
            "shortcutsAction": self._show_keys,
            "aboutAction": self._show_about,
        }
        slots |= dict.fromkeys(PAGE_ACTIONS, self._show_page)
        return slots | dict.fromkeys(THEME_ACTIONS, self._choose_theme)

    def _arrange(self) -> None:
        self.setCentralWidget(self.tabs)
        area = Qt.DockWidgetArea
        self.setCorner(Qt.Corner.BottomLeftCorner, area.LeftDockWidgetArea)
        self.setCorner(Qt.Corner.BottomRightCorner, area.RightDockWidgetArea)
        docks = [
            self._dock("Operations", self.palette_view, area.LeftDockWidgetArea),
            self._dock("Outline", self.outline, area.LeftDockWidgetArea),
            self._dock("Pages", self._below, area.BottomDockWidgetArea),
            self._dock("Training", self.training_panel, area.RightDockWidgetArea),
        ]
        # The tabs of the pages are title enough.
        docks[2].setTitleBarWidget(QWidget(docks[2]))
        self.resize(1280, 800)
        self.resizeDocks([docks[0]], [180], Qt.Orientation.Horizontal)
        self.resizeDocks([docks[2]], [232], Qt.Orientation.Vertical)
        self._widen_training(docks[3])
        self.tabifyDockWidget(docks[0], docks[1])
        docks[0].raise_()
        docks[1].visibilityChanged.connect(self.outline.look)
        self._docks = docks

    def _dock(
        self, title: str, widget: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _widen_training(self, dock: QDockWidget) -> None:
        """Give training its share of the width, so that large screens show a large map.

        Once a person has dragged the border, it stays where it was put.
        """
        share = round(self.width() * _TRAINING_SHARE)
        width = min(max(share, _TRAINING_WIDTHS[0]), _TRAINING_WIDTHS[1])
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        self._given_width = width

    def _connect(self) -> None:
        files, tabs = self.files, self.tabs
        files.title_changed.connect(self.setWindowTitle)
        files.modified_changed.connect(self.setWindowModified)
        files.reported.connect(self.say)
        self.recovery.reported.connect(self.say)
        self.exports.reported.connect(self.say)
        tabs.canvases_changed.connect(files.refresh)
        tabs.canvases_changed.connect(self._show_history)
        tabs.canvas_changed.connect(self._follow_canvas)
        self.runner.experiment_changed.connect(files.refresh)
        self.runner.history_changed.connect(self._follow_training)
        self.network_view.neuron_open_requested.connect(self._open_neuron)
        self.setWindowTitle(files.title)
        self._follow_canvas()
        for name, mode in THEME_ACTIONS.items():
            self._actions[name].setChecked(mode == self._theme_switch.mode)
        self._actions["minimapAction"].setChecked(self._settings.shows_minimap)

    def _restore(self) -> None:
        if not self._settings.geometry.isEmpty():
            self.restoreGeometry(self._settings.geometry)
        if not self._settings.layout.isEmpty():
            self.restoreState(self._settings.layout, _LAYOUT_VERSION)

    # Following the canvases

    @Slot(object)
    def _add_page(self, editor: CanvasEditor) -> None:
        page = self._pages[editor] = PagesBelow(editor, self._theme_switch)
        self._below.addWidget(page)
        editor.minimap.is_wanted = self._settings.shows_minimap
        document = editor.document
        document.refused.connect(self.say)
        document.history_changed.connect(self._follow_document)
        document.edited.connect(self._show_counts)
        page.problems.count_changed.connect(self._show_problem_count)

    @Slot(object)
    def _remove_page(self, editor: CanvasEditor) -> None:
        page = self._pages.pop(editor)
        self._below.removeWidget(page)
        page.deleteLater()

    @Slot()
    def _follow_canvas(self) -> None:
        self.palette_view.target = self.editor
        self._below.setCurrentWidget(self.pages_below)
        self._show_history()
        self._show_counts()
        self._show_problem_count()

    @Slot()
    def _show_history(self) -> None:
        for name, word, steps in (
            ("undoAction", "Undo", self._undo_half.history.done[-1:]),
            ("redoAction", "Redo", self._redo_half.history.undone[:1]),
        ):
            title = f": {steps[0].title.lower()}" if steps else ""
            self._actions[name].setText(f"&{word}{title}")
            self._actions[name].setEnabled(bool(steps))
        self._actions["reopenCanvasAction"].setEnabled(self.tabs.can_reopen)

    @property
    def _undo_half(self) -> Document | TrainingRunner:
        """Where undo goes: to the canvas or to training, as was changed last."""
        is_training = self._trained_last or not self.document.history.done
        if is_training and self.runner.history.done:
            return self.runner
        return self.document

    @property
    def _redo_half(self) -> Document | TrainingRunner:
        """Where redo goes, likewise."""
        is_training = self._trained_last or not self.document.history.undone
        if is_training and self.runner.history.undone:
            return self.runner
        return self.document

    @Slot()
    def _follow_document(self) -> None:
        self._trained_last = False
        self._show_history()

    @Slot()
    def _follow_training(self) -> None:
        history = self.runner.history
        self._trained_last = bool(history.done or history.undone)
        self._show_history()

    @Slot()
    def _show_counts(self) -> None:
        nodes = self.document.graph.nodes.values()
        wires = sum(o is not None for node in nodes for o in node.operands)
        parts = ((len(nodes), "node"), (wires, "wire"))
        words = [
            f"{number} {noun}{'' if number == 1 else 's'}" for number, noun in parts
        ]
        self._counts.setText(" · ".join(words))

    # Doing

    @Slot()
    def _undo(self) -> None:
        self._undo_half.undo()

    @Slot()
    def _redo(self) -> None:
        self._redo_half.redo()

    @Slot()
    def _show_outline(self) -> None:
        """Bring the outline to the front, the keyboard in it."""
        dock = self._docks[1]
        dock.show()
        dock.raise_()
        self.outline.setFocus()

    @Slot()
    def _show_problems(self) -> None:
        """Bring the list of problems to the front."""
        dock, pages = self._docks[2], self.pages_below
        dock.show()
        pages.setCurrentWidget(pages.problems)
        pages.problems.list.setFocus()

    @Slot()
    def _show_problem_count(self) -> None:
        count = self.pages_below.problems.count
        self._problems.setText(f"{count} problem{'' if count == 1 else 's'}")
        self._problems.setVisible(count > 0)

    @Slot(bool)
    def _show_minimap(self, is_shown: bool) -> None:  # noqa: FBT001  a slot
        self._settings.shows_minimap = is_shown
        for editor in self._pages:
            editor.minimap.is_wanted = is_shown

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

    @Slot(int, int)
    def _open_neuron(self, layer: int, index: int) -> None:
        """Open a neuron of the running network, with its numbers, on a canvas."""
        snapshot = self.network_view.shown
        if snapshot is None:
            return
        experiment = self.runner.experiment
        points = self.runner.train.points.tolist()
        try:
            place = (points[0][0], points[0][1]) if points else (0.0, 0.0)
            expr = open_neuron(experiment, snapshot.parameters, layer, index, place)
        except OpeningError as error:
            self.say(str(error))
            return
        graph = Graph(nodes_of(expr, Graph()))
        self.tabs.add_canvas(f"Neuron {layer}.{index + 1}", graph).setFocus()

    @Slot(bool)
    def _show_full_screen(self, is_full: bool) -> None:  # noqa: FBT001  a slot
        """Give the canvas, or what has the keyboard, the whole screen, and back."""
        if is_full:
            self._layout_before = self.saveState(_LAYOUT_VERSION)
            in_training = self.training_panel.isAncestorOf(self.focusWidget() or self)
            for dock in self._docks:
                dock.setVisible(in_training and dock is self._docks[-1])
            self.tabs.setVisible(not in_training)
            self.showFullScreen()
        else:
            self.showNormal()
            self.tabs.show()
            self.restoreState(self._layout_before, _LAYOUT_VERSION)

    @Slot()
    def _show_page(self) -> None:
        """Bring the page below the canvas to the front that the action is about."""
        self.tabs.setCurrentWidget(self.editor)
        self._docks[2].show()
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
    def _show_gallery(self) -> None:
        gallery = Gallery(examples(), self._add_example, self._theme_switch, self)
        gallery.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        gallery.open()

    def _add_example(self, example: Example) -> None:
        """Show an example on a canvas of its own, beside the user's work."""
        graph = example.project().canvases[0].graph
        self.tabs.add_canvas(example.title, graph).setFocus()
        self.say(example.text)

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
