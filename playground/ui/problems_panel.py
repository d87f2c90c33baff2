"""The list of what is wrong on a canvas; its rows lead to the place."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QStatusBar,
    QToolButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from playground.graph.problems import Kind, Problem, problems
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.theme import ThemeSwitch

NOTHING_WRONG: Final = "No problems: all inputs are connected, all numbers are finite."
_MOST: Final = 300
_NODE: Final = Qt.ItemDataRole.UserRole
_KINDS: Final = {
    Kind.OPERATION: "operation",
    Kind.NUMBER: "not finite",
    Kind.INPUT: "open input",
    Kind.WAITING: "waits",
    Kind.NAME: "name",
}


class ProblemsPanel(QWidget):
    """Shows the problems of the canvas of *editor*.

    Signals:
        count_changed: There is another number of problems.
    """

    count_changed = Signal(int)

    def __init__(
        self,
        editor: CanvasEditor,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("problemsPanel")
        self.setAccessibleName("Problems of the canvas")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._editor = editor
        self._theme_switch = theme_switch
        self._shown: tuple[Problem, ...] = ()
        self._nothing = QLabel(NOTHING_WRONG)
        self._nothing.setObjectName("noProblems")
        self._nothing.setProperty("quiet", True)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._nothing.setWordWrap(True)
        self.list = self._make_list()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self._nothing)
        layout.addWidget(self.list)
        document = editor.document
        document.evaluated.connect(self.refresh)
        document.loaded.connect(self.refresh)
        theme_switch.changed.connect(self._fill)
        self.list.hide()
        self.refresh()

    @property
    def count(self) -> int:
        """How many problems there are."""
        return len(self._shown)

    @Slot()
    def refresh(self) -> None:
        """Look at the canvas as it is now."""
        document = self._editor.document
        found = problems(document.graph, document.evaluation)
        if found != self._shown:
            before, self._shown = len(self._shown), found
            self._fill()
            if len(found) != before:
                self.count_changed.emit(len(found))

    def _make_list(self) -> QTreeWidget:
        made = QTreeWidget()
        made.setObjectName("problemList")
        made.setAccessibleName("Problems; Enter leads to the place")
        made.setToolTip("A click leads to the place")
        made.setHeaderHidden(True)
        made.setColumnCount(3)
        made.setRootIsDecorated(False)
        made.setUniformRowHeights(True)
        made.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        made.setFrameShape(QTreeWidget.Shape.NoFrame)
        made.header().setStretchLastSection(True)
        for column in (0, 1):
            mode = QHeaderView.ResizeMode.ResizeToContents
            made.header().setSectionResizeMode(column, mode)
        made.currentItemChanged.connect(self._go_to)
        made.itemClicked.connect(self._go_to)
        made.itemActivated.connect(self._go_to_and_leave)
        return made

    @Slot()
    def _fill(self) -> None:
        """Write the rows; the current one stays the current one."""
        theme = self._theme_switch.current
        current = self.list.currentItem()
        chosen = None if current is None else current.data(0, _NODE)
        self.list.currentItemChanged.disconnect(self._go_to)
        self.list.clear()
        for problem in self._shown[:_MOST]:
            words = problem.message[:1].upper() + problem.message[1:]
            texts = [_KINDS[problem.kind], problem.label, words]
            item = QTreeWidgetItem(texts)
            item.setData(0, _NODE, problem.node)
            is_bad = problem.kind in (Kind.OPERATION, Kind.NUMBER)
            item.setForeground(0, theme.error if is_bad else theme.quiet_text)
            font = item.font(1)
            font.setBold(True)
            item.setFont(1, font)
            item.setToolTip(2, words)
            self.list.addTopLevelItem(item)
            if problem.node == chosen:
                self.list.setCurrentItem(item)
        more = len(self._shown) - _MOST
        if more > 0:
            item = QTreeWidgetItem(["", "", f"and {more} more"])
            item.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addTopLevelItem(item)
        self.list.currentItemChanged.connect(self._go_to)
        self.list.setVisible(bool(self._shown))
        self._nothing.setVisible(not self._shown)

    @Slot(QTreeWidgetItem)
    def _go_to(self, item: QTreeWidgetItem | None) -> None:
        if item is None:
            return
        node_id = item.data(0, _NODE)
        if node_id in self._editor.document.graph.nodes:
            self._editor.scene.focus_on(node_id)
            view = self._editor.view
            view.navigation.reveal(view.node_rect(node_id))

    @Slot(QTreeWidgetItem)
    def _go_to_and_leave(self, item: QTreeWidgetItem) -> None:
        self._go_to(item)
        self._editor.view.setFocus()


def problem_button(bar: QStatusBar, show: Callable[[], None]) -> QToolButton:
    """Add to *bar* how many problems there are, and a way to them; hidden for 0."""
    made = QToolButton(bar)
    made.setObjectName("problemCount")
    made.setAccessibleName("Number of problems of the canvas")
    made.setToolTip("List the problems of the canvas")
    made.setAutoRaise(True)
    made.setProperty("quiet", True)
    made.clicked.connect(show)
    bar.addPermanentWidget(made)
    made.hide()
    return made
