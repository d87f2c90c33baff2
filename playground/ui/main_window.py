"""`MainWindow`: puts canvas, palette, inspector and training panel into one window."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, Qt, Slot
from PySide6.QtGui import (
    QAction,
    QActionGroup,
    QCloseEvent,
    QDragEnterEvent,
    QDropEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QDockWidget, QLabel, QMainWindow, QMenu, QWidget
from typing_extensions import override

from playground.project.files import SUFFIX
from playground.project.project import Canvas, Project
from playground.ui.about import show_about, show_keys
from playground.ui.actions import make_actions
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.inspector import Inspector
from playground.ui.canvas.palette import Palette
from playground.ui.document import Document
from playground.ui.first_start import example_project
from playground.ui.project_files import ProjectFiles
from playground.ui.settings import Settings
from playground.ui.theme import Mode, ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner

_MESSAGE_TIME: Final = 8000  # milliseconds a sentence stays in the status bar
_LAYOUT_VERSION: Final = 1
_TRAINING_SHARE: Final = 0.3125  # 400 of 1280 pixels
_TRAINING_WIDTHS: Final = (400, 640)
_THEMES: Final[dict[str, Mode]] = {
    "systemThemeAction": "system",
    "lightThemeAction": "light",
    "darkThemeAction": "dark",
}
_GRAPH_MENU: Final = (
    "add_node", "connect_selected", "", "edit_number", "rename", "toggle_learnable",
    "choose_output", "", "learn_once", "learn_run",
)  # fmt: skip
_EDIT_MENU: Final = ("duplicate", "delete", "select_all")
_VIEW_MENU: Final = ("fit", "frame_selection", "zoom_in", "zoom_out", "zoom_reset")


class MainWindow(QMainWindow):
    """The window of the program; `document` is the expression it shows."""

    def __init__(self, settings: Settings, theme_switch: ThemeSwitch) -> None:
        super().__init__()
        self.setObjectName("mainWindow")
        self._settings = settings
        self._theme_switch = theme_switch
        self._asks_before_closing = True
        self._layout_before = QByteArray()
        example = example_project()
        self._canvas_name = example.canvases[0].name
        self.document = Document(example.canvases[0].graph, self)
        self.runner = TrainingRunner(example.experiment, self)
        self.editor = CanvasEditor(self.document, theme_switch, self)
        self.palette_view = Palette(self.editor)
        self.inspector = Inspector(self.editor, theme_switch)
        self.training_panel = TrainingPanel(theme_switch, self.runner)
        slots: dict[str, Callable[..., object]] = {
            "undoAction": self.document.undo,
            "redoAction": self.document.redo,
            "quitAction": self.close,
            "fullScreenAction": self._show_full_screen,
            "exampleAction": self._open_example,
            "shortcutsAction": self._show_keys,
            "aboutAction": self._show_about,
        }
        slots |= dict.fromkeys(_THEMES, self._choose_theme)
        self._actions = make_actions(self, slots)
        self.files = ProjectFiles(self, settings, self)
        self._docks: list[QDockWidget] = []
        self._arrange()
        self._fill_menus()
        self._counts = QLabel(self)
        self._counts.setObjectName("countLabel")
        self.statusBar().addPermanentWidget(self._counts)
        self.setAcceptDrops(True)
        self._connect()
        self._restore()
        self.editor.setFocus()

    # The project

    def project(self) -> Project:
        """The project as it is now."""
        canvas = Canvas(self._canvas_name, self.document.graph)
        return Project((canvas,), self.runner.experiment)

    def show_project(self, project: Project) -> None:
        """Show another project, with nothing to undo."""
        self._canvas_name = project.canvases[0].name
        self.document.load(project.canvases[0].graph)
        self.runner.set_experiment(project.experiment)

    def documents(self) -> Sequence[Document]:
        """The canvases' documents."""
        return (self.document,)

    def open_project(self, path: Path) -> bool:
        """Open a project's file; a message says why not."""
        return self.files.open(path)

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
        self.runner.close()
        super().closeEvent(event)

    # Building

    def _arrange(self) -> None:
        self.setCentralWidget(self.editor)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Qt.DockWidgetArea.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Qt.DockWidgetArea.RightDockWidgetArea),
        ):
            self.setCorner(corner, area)
        left = Qt.DockWidgetArea.LeftDockWidgetArea
        right = Qt.DockWidgetArea.RightDockWidgetArea
        bottom = Qt.DockWidgetArea.BottomDockWidgetArea
        docks = [
            self._dock("Operations", self.palette_view, left),
            self._dock("Inspector", self.inspector, bottom),
            self._dock("Training", self.training_panel, right),
        ]
        self.resize(1280, 800)
        self.resizeDocks([docks[0]], [180], Qt.Orientation.Horizontal)
        self.resizeDocks([docks[1]], [140], Qt.Orientation.Vertical)
        self._widen_training(docks[2])
        self._docks = docks

    def _widen_training(self, dock: QDockWidget) -> None:
        """Give training its share of the width, so that large screens show a large map.

        Once a person has dragged the border, it stays where it was put.
        """
        share = round(self.width() * _TRAINING_SHARE)
        width = min(max(share, _TRAINING_WIDTHS[0]), _TRAINING_WIDTHS[1])
        self.resizeDocks([dock], [width], Qt.Orientation.Horizontal)
        self._given_width = width

    def _dock(
        self, title: str, widget: QWidget, area: Qt.DockWidgetArea
    ) -> QDockWidget:
        dock = QDockWidget(title, self)
        dock.setObjectName(f"{title.lower()}Dock")
        dock.setWidget(widget)
        self.addDockWidget(area, dock)
        return dock

    def _fill_menus(self) -> None:
        own, canvas = self._actions, self.editor.commands
        panel = self.training_panel
        bar = self.menuBar()
        self._fill(
            bar.addMenu("&File"), [own["exampleAction"], None, own["quitAction"]]
        )
        edit = [own["undoAction"], own["redoAction"], None]
        self._fill(bar.addMenu("&Edit"), edit + [canvas[name] for name in _EDIT_MENU])
        self._fill_view_menu(bar.addMenu("&View"))
        graph = [canvas.get(name) for name in _GRAPH_MENU]
        self._fill(bar.addMenu("&Graph"), graph)
        training = [panel.play_action, panel.step_action, panel.reset_action]
        self._fill(bar.addMenu("&Run"), training)
        helps = [own["shortcutsAction"], own["aboutAction"]]
        self._fill(bar.addMenu("&Help"), helps)
        # A menu on its own is no place for a shortcut that must always work.
        self.addActions(list(own.values()))

    def _fill_file_menu(self, menu: QMenu) -> None:
        files = self.files
        self._fill(menu, [files.new_action, files.open_action])
        menu.addMenu(files.recent_menu)
        self._fill(menu, [self._actions["exampleAction"], None])
        self._fill(menu, [files.save_action, files.save_as_action, None])
        self._fill(menu, [files.export_python_action, None])
        menu.addAction(self._actions["quitAction"])

    def _fill_view_menu(self, menu: QMenu) -> None:
        canvas = self.editor.commands
        self._fill(menu, [canvas[name] for name in _VIEW_MENU])
        menu.addSeparator()
        colors = menu.addMenu("&Colours")
        group = QActionGroup(self)
        for name, mode in _THEMES.items():
            action = self._actions[name]
            group.addAction(action)
            colors.addAction(action)
            action.setChecked(mode == self._theme_switch.mode)
        menu.addSeparator()
        for dock in self._docks:
            menu.addAction(dock.toggleViewAction())
        menu.addAction(self._actions["fullScreenAction"])

    @staticmethod
    def _fill(menu: QMenu, actions: Sequence[QAction | None]) -> None:
        for action in actions:
            if action is None:
                menu.addSeparator()
            else:
                menu.addAction(action)

    def _connect(self) -> None:
        document = self.document
        document.refused.connect(self._say)
        document.history_changed.connect(self._show_history)
        document.edited.connect(self._show_counts)
        document.loaded.connect(self.editor.scene.reload)
        document.loaded.connect(self.editor.fit)
        document.loaded.connect(self._show_counts)
        files = self.files
        files.title_changed.connect(self.setWindowTitle)
        files.modified_changed.connect(self.setWindowModified)
        files.reported.connect(self._say)
        self.runner.experiment_changed.connect(files.refresh)
        self.setWindowTitle(files.title)
        self._show_history()
        self._show_counts()

    def _restore(self) -> None:
        if not self._settings.geometry.isEmpty():
            self.restoreGeometry(self._settings.geometry)
        if not self._settings.layout.isEmpty():
            self.restoreState(self._settings.layout, _LAYOUT_VERSION)

    # Showing

    @Slot(str)
    def _say(self, sentence: str) -> None:
        """Show a sentence in the status bar for a while."""
        self.statusBar().showMessage(sentence[:1].upper() + sentence[1:], _MESSAGE_TIME)

    @Slot()
    def _show_history(self) -> None:
        history = self.document.history
        for name, word, steps in (
            ("undoAction", "Undo", history.done[-1:]),
            ("redoAction", "Redo", history.undone[:1]),
        ):
            title = f": {steps[0].title.lower()}" if steps else ""
            self._actions[name].setText(f"&{word}{title}")
            self._actions[name].setEnabled(bool(steps))

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

    @Slot(bool)
    def _show_full_screen(self, is_full: bool) -> None:  # noqa: FBT001  a slot
        """Give the canvas, or what has the keyboard, the whole screen, and back."""
        if is_full:
            self._layout_before = self.saveState(_LAYOUT_VERSION)
            in_training = self.training_panel.isAncestorOf(self.focusWidget() or self)
            for dock in self._docks:
                dock.setVisible(in_training and dock is self._docks[-1])
            self.editor.setVisible(not in_training)
            self.showFullScreen()
        else:
            self.showNormal()
            self.editor.show()
            self.restoreState(self._layout_before, _LAYOUT_VERSION)

    @Slot()
    def _choose_theme(self) -> None:
        for name, mode in _THEMES.items():
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
