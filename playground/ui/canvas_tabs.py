"""The tabs in the middle of the window: a canvas each, and the network."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QInputDialog,
    QTabBar,
    QTabWidget,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from playground.graph.definitions import Definition, Library
from playground.graph.function_edits import Forget
from playground.graph.graph import Graph
from playground.graph.transplant import adopt
from playground.project.project import Canvas, ViewValue
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.document import Document
from playground.ui.function_tabs import SIGN, FunctionTabs
from playground.ui.functions import ProjectFunctions
from playground.ui.theme import ThemeSwitch

_CLOSED_LIMIT: Final = 20


@dataclass(frozen=True, slots=True)
class _Closed:
    """A tab that was closed, to be opened again: its page lives on, hidden."""

    place: int
    name: str
    editor: CanvasEditor


class CanvasTabs(QTabWidget):
    """Canvases in tabs that can be added, renamed, moved, closed and opened again.

    Signals:
        canvas_added: A `CanvasEditor` was made.
        canvas_removed: A `CanvasEditor` is about to be deleted for good.
        canvas_changed: Another canvas is the current one.
        canvases_changed: Tabs were added, closed, renamed or moved.
        reported: A sentence about what was done.
    """

    canvas_added = Signal(object)
    canvas_removed = Signal(object)
    canvas_changed = Signal(object)
    canvases_changed = Signal()
    reported = Signal(str)

    def __init__(
        self, theme_switch: ThemeSwitch, network: QWidget, parent: QWidget | None = None
    ) -> None:
        """Begin with the tab of the *network* alone; add a canvas next."""
        super().__init__(parent)
        self.setObjectName("canvasTabs")
        self.setAccessibleName("Canvases and network")
        self.setDocumentMode(True)
        self.setMovable(True)
        self.tabBar().setChangeCurrentOnDrag(True)  # to drop nodes on another canvas
        self.setTabsClosable(True)
        self.tabBar().setSelectionBehaviorOnRemove(
            QTabBar.SelectionBehavior.SelectPreviousTab
        )
        self._theme_switch = theme_switch
        self._network = network
        self._current: CanvasEditor | None = None
        self._closed: list[_Closed] = []
        self.functions = ProjectFunctions(self)
        self.function_tabs = FunctionTabs(self, self.functions, self._make)
        self.addTab(network, "Network")
        self.setTabToolTip(0, "The network that the training panel trains, live")
        self._keep_network_open()
        add = QToolButton(self)
        add.setObjectName("newCanvasButton")
        add.setAccessibleName("New canvas")
        add.setToolTip("New canvas (Ctrl+T)")
        add.setText("+")
        add.setAutoRaise(True)
        add.clicked.connect(self.add_empty)
        add.setFixedSize(26, 24)
        corner = QWidget(self)
        layout = QHBoxLayout(corner)
        layout.setContentsMargins(0, 0, 6, 6)
        layout.addWidget(add)
        self.setCornerWidget(corner, Qt.Corner.TopRightCorner)
        self.currentChanged.connect(self._follow)
        self.tabCloseRequested.connect(self.close_canvas)
        self.tabBarDoubleClicked.connect(self.rename)
        self.tabBar().tabMoved.connect(self._moved)
        self.function_tabs.opened.connect(self._moved)
        self.function_tabs.left.connect(self._leave)

    @property
    def editors(self) -> list[CanvasEditor]:
        """The canvases, in the order of their tabs."""
        pages = [self.widget(place) for place in range(self.count())]
        return [
            page
            for page in pages
            if isinstance(page, CanvasEditor) and not self.function_tabs.has(page)
        ]

    @property
    def current_editor(self) -> CanvasEditor:
        """The canvas on show, or the one shown before the network."""
        return self._current or self.editors[0]

    @property
    def can_reopen(self) -> bool:
        """Whether a closed canvas can come back."""
        return bool(self._closed)

    def canvases(self) -> tuple[Canvas, ...]:
        """The canvases as a project keeps them."""
        return tuple(
            Canvas(
                self.tabText(self.indexOf(editor)),
                editor.document.graph,
                editor.outlook.saved(),
            )
            for editor in self.editors
        )

    def set_canvases(
        self, canvases: Sequence[Canvas], library: Library | None = None
    ) -> None:
        """Show other canvases, the first of them in front, with nothing to undo.

        Args:
            canvases: At least one.
            library: The functions they use, none by default.
        """
        old = [*self.editors, *(closed.editor for closed in self._closed)]
        old += self.function_tabs.take_all()
        self._closed.clear()
        self.functions.show(library or Library())
        for canvas in canvases:
            editor = self._add(canvas.name, canvas.graph, len(self.editors))
            editor.outlook.wish(canvas.view)
        for editor in old:
            self._discard(editor)
        self.setCurrentIndex(0)
        self.canvases_changed.emit()

    def view(self) -> dict[str, ViewValue]:
        """Which tab is in front, and the tabs of functions, as a project keeps it."""
        editors = self.editors
        is_canvas = self.current_editor in editors  # rather than a function
        return {
            "canvas": editors.index(self.current_editor) if is_canvas else 0,
            "network": self.currentWidget() is self._network,
            **self.function_tabs.view(),
        }

    def show_as(self, view: Mapping[str, ViewValue]) -> None:
        """Open functions as *view* says, and bring the tab to the front it names."""
        place, editors = view.get("canvas"), self.editors
        if isinstance(place, int) and 0 <= place < len(editors):
            self.setCurrentWidget(editors[place])
        self.function_tabs.show_as(view)
        if view.get("network") is True:
            self.show_network()

    def add_canvas(self, name: str, graph: Graph) -> CanvasEditor:
        """Add a canvas behind the others and show it."""
        if adopt(graph, self.functions.library):
            self.functions.changed.emit()
        editor = self._add(self._free_name(name), graph, len(self.editors))
        self.setCurrentWidget(editor)
        self.canvases_changed.emit()
        return editor

    @Slot()
    def add_empty(self) -> None:
        """Add an empty canvas and show it."""
        self.add_canvas(f"Canvas {len(self.editors) + 1}", Graph()).setFocus()

    @Slot()
    def duplicate_current(self) -> None:
        """Add a copy of the current canvas and show it."""
        editor = self.current_editor
        name = self.tabText(self.indexOf(editor)).removeprefix(SIGN).strip()
        twin = editor.document.graph.copy()
        twin.definition, twin.inputs = None, ()
        self.add_canvas(name, twin)

    @Slot()
    def close_current(self) -> None:
        """Close the tab on show."""
        self.close_canvas(self.indexOf(self.current_editor))

    @Slot(int)
    def close_canvas(self, place: int) -> None:
        """Close a canvas; it can be opened again. An empty one follows the last one."""
        editor = self.widget(place)
        if not isinstance(editor, CanvasEditor):
            return
        if self.function_tabs.has(editor):
            self.function_tabs.close(editor)
            self.canvases_changed.emit()
            return
        name = self.tabText(place)
        self._closed.append(_Closed(place, name, editor))
        self.functions.library.let_rest(editor.document.graph)
        if len(self._closed) > _CLOSED_LIMIT:
            self._discard(self._closed.pop(0).editor)
        if len(self.editors) == 1:
            self._add("Canvas 1", Graph(), place + 1)
        self.removeTab(place)
        self._leave(editor)
        self.canvases_changed.emit()
        self.reported.emit(f"{name} is closed; Ctrl+Shift+T opens it again")

    @Slot()
    def reopen(self) -> None:
        """Open the canvas closed last, as it was, history and all."""
        if self._closed:
            closed = self._closed.pop()
            if adopt(closed.editor.document.graph, self.functions.library):
                self.functions.changed.emit()
            place = self.insertTab(closed.place, closed.editor, closed.name)
            self.setCurrentIndex(place)
            self.canvases_changed.emit()

    @Slot(int)
    def rename(self, place: int) -> None:
        """Ask for another name of a canvas."""
        editor = self.widget(place)
        if not isinstance(editor, CanvasEditor):
            return
        if self.function_tabs.has(editor):
            self.function_tabs.rename(editor)
            return
        dialog = QInputDialog(self)
        dialog.setObjectName("renameCanvasDialog")
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setWindowTitle("Rename canvas")
        dialog.setLabelText("Name of this canvas:")
        dialog.setTextValue(self.tabText(place))
        dialog.setProperty("place", place)
        dialog.textValueSelected.connect(self._rename)
        dialog.open()

    @Slot()
    def rename_current(self) -> None:
        """Ask for another name of the current canvas."""
        self.rename(self.indexOf(self.current_editor))

    @Slot(object)
    def rename_function(self, definition: Definition) -> None:
        """Open a function and ask for another name."""
        self.function_tabs.open(definition)
        self.function_tabs.rename(self.current_editor)

    @Slot(object)
    def delete_function(self, definition: Definition) -> None:
        """Delete a function if nothing uses it; a canvas can undo that."""
        editor = self.current_editor
        if self.function_tabs.has(editor):
            editor = self.editors[0]
        editor.document.edit(Forget(definition))

    def show_network(self) -> None:
        """Bring the network to the front."""
        self.setCurrentWidget(self._network)

    @override
    def tabInserted(self, index: int) -> None:
        super().tabInserted(index)
        self._keep_network_open()

    def _add(self, name: str, graph: Graph, place: int) -> CanvasEditor:
        editor = self._make(graph)
        self.insertTab(place, editor, name)
        self.setTabToolTip(place, "Double-click to rename")
        if self._current is None:
            self._current = editor
        return editor

    def _make(self, graph: Graph) -> CanvasEditor:
        """A page for a graph, not in a tab yet."""
        document = Document(graph, functions=self.functions)
        editor = CanvasEditor(document, self._theme_switch)
        document.setParent(editor)
        editor.calls.open_requested.connect(self.function_tabs.open)
        editor.calls.rename_requested.connect(self.rename_function)
        editor.calls.delete_requested.connect(self.delete_function)
        self.canvas_added.emit(editor)
        return editor

    def _discard(self, editor: CanvasEditor) -> None:
        place = self.indexOf(editor)
        if place >= 0:
            self.removeTab(place)
        self._leave(editor)
        self.canvas_removed.emit(editor)
        editor.deleteLater()

    def _leave(self, editor: CanvasEditor) -> None:
        """Make another canvas the current one, if *editor* was."""
        if self._current is editor and self.editors:
            self._current = self.editors[0]
            self.canvas_changed.emit(self._current)

    def _free_name(self, wanted: str) -> str:
        taken = {canvas.name for canvas in self.canvases()}
        names = (f"{wanted} {number}" for number in range(2, len(taken) + 3))
        return (
            wanted if wanted not in taken else next(n for n in names if n not in taken)
        )

    def _keep_network_open(self) -> None:
        place = self.indexOf(self._network)
        for side in (QTabBar.ButtonPosition.LeftSide, QTabBar.ButtonPosition.RightSide):
            button = self.tabBar().tabButton(place, side)
            if button is not None:
                button.hide()

    @Slot(int)
    def _follow(self, place: int) -> None:
        page = self.widget(place)
        if isinstance(page, CanvasEditor) and page is not self._current:
            self._current = page
            self.canvas_changed.emit(page)

    @Slot()
    def _moved(self) -> None:
        self.canvases_changed.emit()

    @Slot(str)
    def _rename(self, name: str) -> None:
        place = self.sender().property("place")
        if name.strip():
            self.setTabText(place, name.strip())
            self.canvases_changed.emit()
