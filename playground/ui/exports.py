"""`Exports`: the canvas on show as a program, a formula or a picture."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Final, Protocol

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu

from playground.graph.graph import Graph, GraphError
from playground.project.errors import FileFormatError
from playground.project.export.latex import latex_document, latex_formula
from playground.project.export.python import python_source
from playground.project.export.pytorch import pytorch_source
from playground.project.files import SUFFIX, write_atomically
from playground.ui.canvas import pictures
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas_tabs import CanvasTabs
from playground.ui.file_dialogs import FileDialogs, FileKind
from playground.ui.project_files import ProjectFiles
from playground.ui.theme import LIGHT, Theme, ThemeSwitch

Draw = Callable[[CanvasScene, Theme, str], bytes]
Write = Callable[[Graph], str]


class PictureSettings(Protocol):
    """Settings that remember how pictures shall look."""

    light_pictures: bool


@dataclass(frozen=True, slots=True)
class _Row:
    """One way to export: *write* gives a text of the graph, or *draw* a picture."""

    name: str
    text: str
    kind: FileKind
    help: str
    write: Write | None = None
    draw: Draw | None = None
    shortcut: str = ""


def _png(scene: CanvasScene, theme: Theme, title: str) -> bytes:
    del title  # the file's name says it
    return pictures.png(scene, theme)


_TEXTS: Final = (
    _Row(
        "exportPythonAction",
        "&Python program…",
        FileKind.PYTHON,
        "Write a program that prints the output and its gradients",
        write=python_source,
    ),
    _Row(
        "exportPyTorchAction",
        "Py&Torch program…",
        FileKind.PYTHON,
        "Write the same program with PyTorch",
        write=pytorch_source,
    ),
    _Row(
        "exportLatexAction",
        "&LaTeX document…",
        FileKind.LATEX,
        "Write the formula of the output, typeset",
        write=latex_document,
    ),
)
_PICTURES: Final = (
    _Row(
        "exportSvgAction",
        "&SVG picture…",
        FileKind.SVG,
        "Draw the whole canvas, sharp at any size",
        draw=pictures.svg,
        shortcut="Ctrl+Shift+E",
    ),
    _Row(
        "exportPdfAction",
        "P&DF page…",
        FileKind.PDF,
        "Draw the whole canvas on one page",
        draw=pictures.pdf,
    ),
    _Row(
        "exportPngAction",
        "P&NG picture…",
        FileKind.PNG,
        "Paint the whole canvas in pixels",
        draw=_png,
    ),
)


class Exports(QObject):
    """Writes the canvas that *tabs* show to a file, or copies it.

    Signals:
        reported: What was done, for the status line.

    Attributes:
        menu: All of it.
    """

    reported = Signal(str)

    def __init__(
        self,
        tabs: CanvasTabs,
        files: ProjectFiles,
        settings: PictureSettings,
        theme_switch: ThemeSwitch,
        dialogs: FileDialogs,
    ) -> None:
        super().__init__(tabs)
        self._tabs = tabs
        self._files = files
        self._settings = settings
        self._theme_switch = theme_switch
        self._dialogs = dialogs
        self._rows: dict[str, _Row] = {}
        self.menu = QMenu("&Export canvas", tabs)
        self.menu.setObjectName("exportMenu")
        self.menu.setToolTipsVisible(True)
        for rows in (_TEXTS, _PICTURES):
            for row in rows:
                self._rows[row.name] = row
                action = self._action(row.name, row.text, row.help, row.shortcut)
                action.triggered.connect(self._export_requested)
            self.menu.addSeparator()
        copy_formula = self._action(
            "copyLatexAction",
            "&Copy as LaTeX",
            "Copy the formula of the output to the clipboard",
            "Ctrl+Shift+L",
        )
        copy_formula.triggered.connect(self.copy_latex)
        copy_picture = self._action(
            "copyPictureAction",
            "Cop&y as picture",
            "Copy a picture of the whole canvas to the clipboard",
            "Ctrl+Shift+P",
        )
        copy_picture.triggered.connect(self.copy_picture)
        self.menu.addSeparator()
        self._light = self._action(
            "lightPicturesAction",
            "Pictures in &light colours",
            "For paper, whatever colours the window has",
        )
        self._light.setCheckable(True)
        self._light.setChecked(settings.light_pictures)
        self._light.toggled.connect(self._remember_colors)

    def export(self, name: str) -> bool:
        """Ask for a file and write it; *name* is that of an action."""
        row = self._rows[name]
        try:
            data = self._content(row)
        except GraphError as error:
            self._dialogs.tell(f"The canvas could not be exported: {error}.")
            return False
        suggestion = self._files.folder / f"{self._stem}{row.kind.suffix}"
        path = self._dialogs.ask_save(suggestion, row.kind)
        if path is None:
            return False
        try:
            write_atomically(path, data)
        except FileFormatError as error:
            self._dialogs.tell(f"{path.name} could not be written: {error}.")
            return False
        self.reported.emit(f"Exported {path.name}")
        return True

    @Slot()
    def copy_latex(self) -> None:
        """Copy the output's formula."""
        try:
            formula = latex_formula(self._tabs.current_editor.document.graph)
        except GraphError as error:
            self.reported.emit(str(error))
            return
        QGuiApplication.clipboard().setText(formula)
        self.reported.emit("Copied the formula as LaTeX")

    @Slot()
    def copy_picture(self) -> None:
        """Copy a picture of the canvas."""
        try:
            image = pictures.image(self._tabs.current_editor.scene, self._theme)
        except GraphError as error:
            self.reported.emit(str(error))
            return
        QGuiApplication.clipboard().setImage(image)
        self.reported.emit("Copied a picture of the canvas")

    def _content(self, row: _Row) -> bytes:
        editor = self._tabs.current_editor
        if row.write is not None:
            return row.write(editor.document.graph).encode()
        assert row.draw is not None
        return row.draw(editor.scene, self._theme, self._canvas_name)

    @property
    def _theme(self) -> Theme:
        return LIGHT if self._light.isChecked() else self._theme_switch.current

    @property
    def _canvas_name(self) -> str:
        return self._tabs.tabText(self._tabs.indexOf(self._tabs.current_editor))

    @property
    def _stem(self) -> str:
        """A name for a file: the project's, with the canvas's if there are several."""
        project = self._files.name.removesuffix(SUFFIX)
        if len(self._tabs.editors) == 1:
            return project
        canvas = "".join(
            c if c.isalnum() or c in "-_." else " " for c in self._canvas_name
        )
        return f"{project} {' '.join(canvas.split())}".rstrip()

    def _action(self, name: str, text: str, help_: str, shortcut: str = "") -> QAction:
        action = self.menu.addAction(text)
        action.setObjectName(name)
        action.setShortcut(QKeySequence(shortcut))
        action.setToolTip(help_)
        action.setStatusTip(help_)
        return action

    @Slot()
    def _export_requested(self) -> None:
        self.export(self.sender().objectName())

    @Slot(bool)
    def _remember_colors(self, is_light: bool) -> None:  # noqa: FBT001  a slot
        self._settings.light_pictures = is_light
