"""The tabs of functions, beside those of canvases."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QTabWidget

from playground.core.tokens import normalized
from playground.graph.definitions import Definition
from playground.graph.function_edits import RenameFunction
from playground.graph.graph import Graph, GraphError
from playground.project.project import CanvasView, ViewValue
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.canvas.function_name import FunctionName
from playground.ui.function_views import view_entries, view_of
from playground.ui.functions import ProjectFunctions

SIGN = "\N{LATIN SMALL LETTER F WITH HOOK}"
"""Stands before the name of a function on its tab."""


class FunctionTabs(QObject):
    """Opens functions in tabs of *tabs*, and lets tabs follow names and undo.

    A closed tab keeps its page: the function is still there, and so is its history.

    Signals:
        opened: A tab was opened, or was there already.
        left: The page of a tab that goes.
    """

    opened = Signal(object)
    left = Signal(object)

    def __init__(
        self,
        tabs: QTabWidget,
        functions: ProjectFunctions,
        make: Callable[[Graph], CanvasEditor],
    ) -> None:
        """Use *make* for the page of a function."""
        super().__init__(tabs)
        self._tabs = tabs
        self._functions = functions
        self._make = make
        self._pages: dict[Definition, CanvasEditor] = {}
        self._wishes: dict[Definition, CanvasView | None] = {}
        functions.changed.connect(self._follow)

    @property
    def editors(self) -> list[CanvasEditor]:
        """The pages of the functions that there are and were ever opened."""
        known = self._functions.library.definitions
        return [self._pages[each] for each in known if each in self._pages]

    @Slot(object)
    def open(self, definition: Definition) -> None:
        """Bring the tab of a function to the front."""
        editor = self._pages.get(definition)
        if editor is None:
            editor = self._pages[definition] = self._make(definition.graph)
            editor.outlook.wish(self._wishes.get(definition))
        if self._tabs.indexOf(editor) < 0:
            place = self._tabs.addTab(editor, f"{SIGN} {definition.name}")
            self._tabs.setTabToolTip(place, "A function; double-click to rename it")
        self._tabs.setCurrentWidget(editor)
        editor.setFocus()
        self.opened.emit(editor)

    def has(self, page: object) -> bool:
        """Whether *page* is that of a function."""
        return any(editor is page for editor in self._pages.values())

    def close(self, editor: CanvasEditor) -> None:
        """Close a tab; the function stays."""
        self._tabs.removeTab(self._tabs.indexOf(editor))
        self.left.emit(editor)

    def take_all(self) -> Iterable[CanvasEditor]:
        """Let go of all pages, for another project."""
        pages, self._pages = list(self._pages.values()), {}
        self._wishes.clear()
        return pages

    def view(self) -> dict[str, ViewValue]:
        """Which functions have tabs, and how all were looked at, for a project."""
        in_tabs = sorted(
            at for editor in self.editors if (at := self._tabs.indexOf(editor)) >= 0
        )
        kept: dict[str, ViewValue] = {}
        for definition in self._functions.library.definitions:
            editor = self._pages.get(definition)
            look = self._wishes.get(definition)
            place: int | None = None
            if editor is not None:
                look, at = editor.outlook.saved(), self._tabs.indexOf(editor)
                place = in_tabs.index(at) if at >= 0 else None
                if editor is self._tabs.currentWidget():
                    kept["function"] = definition.name
            kept |= view_entries(definition.name, look, place)
        return kept

    def show_as(self, kept: Mapping[str, ViewValue]) -> None:
        """Open the tabs that `view` told of; the one that was in front comes there."""
        wanted: list[tuple[int, Definition]] = []
        for definition in self._functions.library.definitions:
            self._wishes[definition], tab = view_of(kept, definition.name)
            if tab is not None:
                wanted.append((tab, definition))
        before = self._tabs.currentWidget()
        for _, definition in sorted(wanted, key=lambda each: each[0]):
            self.open(definition)
        front = [d for _, d in wanted if d.name == kept.get("function")]
        if front:
            self.open(front[0])
        elif wanted:
            self._tabs.setCurrentWidget(before)

    def rename(self, editor: CanvasEditor) -> None:
        """Ask for another name of a function."""
        definition = editor.document.graph.definition
        if not isinstance(definition, Definition):
            return
        dialog = FunctionName(
            "Rename function",
            f"Name of the function {definition.name}:",
            definition.name,
            partial(self._functions.library.check_name, besides=definition),
            self._tabs,
        )
        dialog.setObjectName("renameFunctionDialog")
        dialog.setProperty("function", definition.name)
        dialog.textValueSelected.connect(self._rename)
        dialog.open()

    @Slot(str)
    def _rename(self, text: str) -> None:
        name = self.sender().property("function")
        found = [d for d in self._pages if d.name == name]
        text = text.strip()
        if not found or not text or text == name:
            return
        editor = self._pages[found[0]]
        try:
            self._functions.library.check_name(normalized(text), found[0])
        except GraphError as error:
            editor.document.refused.emit(str(error))
            return
        editor.document.edit(RenameFunction(found[0], text))

    @Slot()
    def _follow(self) -> None:
        """Names are others, or a function is gone because its making was undone."""
        known = self._functions.library.definitions
        for definition, editor in self._pages.items():
            place = self._tabs.indexOf(editor)
            if place < 0:
                continue
            if definition in known:
                self._tabs.setTabText(place, f"{SIGN} {definition.name}")
            else:
                self.close(editor)
