"""The slim bar that finds nodes: rings around all of them, Enter walks through them."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton
from typing_extensions import override

from playground.graph.graph import NodeId
from playground.graph.search import find
from playground.ui.canvas.found_marks import FoundMarks
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import ThemeSwitch, number_font

_MARGIN: Final = 10
_WIDTH: Final = 380
_HELP: Final = (
    "Part of a name, an operation such as tanh or *, a value such as 0.5, or "
    "learnable, constant, non-finite, unconnected, output; several words must all hold"
)


class FindBar(QFrame):
    """Lies over the top right corner of *view* while something is looked for."""

    def __init__(self, view: CanvasView, theme_switch: ThemeSwitch) -> None:
        super().__init__(view)
        self.setObjectName("findBar")
        self.setAccessibleName("Find nodes")
        self.setProperty("surface", "panel")
        self.setAutoFillBackground(True)
        self._view = view
        self._scene = view.scene_shown
        self._theme_switch = theme_switch
        self._hits: tuple[NodeId, ...] = ()
        self.marks = FoundMarks(self._scene.nodes, theme_switch.current.accent)
        self._scene.addItem(self.marks)
        self.field = QLineEdit()
        self.field.setObjectName("findField")
        self.field.setAccessibleName("Find nodes by name, operation, value or state")
        self.field.setPlaceholderText(
            "name, operation, value, learnable\N{HORIZONTAL ELLIPSIS}"
        )
        self.field.setToolTip(_HELP)
        self.field.setClearButtonEnabled(False)
        self.field.installEventFilter(self)
        self.count = _count_label()
        before = self._button(
            "findPreviousButton", "\N{UPWARDS ARROW}", "Previous (Shift+F3)"
        )
        after = self._button(
            "findNextButton", "\N{DOWNWARDS ARROW}", "Next (Enter, F3)"
        )
        close = self._button(
            "findCloseButton", "\N{MULTIPLICATION SIGN}", "Close (Esc)"
        )
        layout = QHBoxLayout(self)
        layout.setContentsMargins(8, 6, 8, 6)
        layout.setSpacing(6)
        for widget in (self.field, self.count, before, after, close):
            layout.addWidget(widget, 1 if widget is self.field else 0)
        self.field.textChanged.connect(self._search)
        before.clicked.connect(self.go_back)
        after.clicked.connect(self.go_on)
        close.clicked.connect(self.close_bar)
        view.installEventFilter(self)
        theme_switch.changed.connect(self._wear)
        self._scene.document.evaluated.connect(self._refresh)
        self._wear()
        self.hide()

    @Slot()
    def open_bar(self) -> None:
        """Begin to look, with what was looked for the last time."""
        self._place()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()
        self._refresh()

    @Slot()
    def close_bar(self) -> None:
        """Stop looking; what was found last stays selected."""
        self.hide()
        self.marks.show_found(())
        self._view.setFocus()

    @Slot()
    def go_on(self) -> None:
        """Go to the next that is found, after the last to the first."""
        self._walk(1)

    @Slot()
    def go_back(self) -> None:
        """Go to the one before."""
        self._walk(-1)

    # Qt

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._view and event.type() == QEvent.Type.Resize:
            self._place()
        elif watched is self.field and isinstance(event, QKeyEvent):
            return event.type() == QEvent.Type.KeyPress and self._pressed(event)
        return super().eventFilter(watched, event)

    def _pressed(self, event: QKeyEvent) -> bool:
        back = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self._walk(-1 if back else 1)
            case Qt.Key.Key_Escape:
                self.close_bar()
            case Qt.Key.Key_Down:
                self._walk(1)
            case Qt.Key.Key_Up:
                self._walk(-1)
            case _:
                return False
        return True

    # The rest

    def _button(self, name: str, sign: str, help_: str) -> QToolButton:
        made = QToolButton()
        made.setObjectName(name)
        made.setAccessibleName(help_)
        made.setToolTip(help_)
        made.setText(sign)
        made.setAutoRaise(True)
        made.setFixedSize(26, 26)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return made

    def _place(self) -> None:
        width = min(_WIDTH, self._view.width() - 2 * _MARGIN)
        left = self._view.width() - width - _MARGIN
        self.setGeometry(left, _MARGIN, width, self.sizeHint().height())

    @Slot()
    def _search(self) -> None:
        """Look for what is typed, and go to the first."""
        self._refresh()
        if self._hits and self._current is None:
            self._go_to(self._hits[0])

    @Slot()
    def _refresh(self) -> None:
        """Look again, in the canvas as it is now."""
        if self.isHidden():
            return
        document = self._scene.document
        self._hits = find(document.graph, document.evaluation, self.field.text())
        self.marks.show_found(self._hits)
        self._tell()

    def _walk(self, step: int) -> None:
        if self.isHidden():
            self.open_bar()
        if not self._hits:
            return
        current = self._current
        if current is None:
            place = 0 if step > 0 else -1
        else:
            place = (self._hits.index(current) + step) % len(self._hits)
        self._go_to(self._hits[place])

    def _go_to(self, node_id: NodeId) -> None:
        self._scene.focus_on(node_id)
        self._view.navigation.reveal(self._view.node_rect(node_id))
        self._tell()

    @property
    def _current(self) -> NodeId | None:
        """The one found that the canvas is at."""
        current = self._scene.current
        return current if current in self._hits else None

    def _tell(self) -> None:
        number = len(self._hits)
        is_wrong = bool(self.field.text().strip()) and not number
        if self._current is not None:
            text = f"{self._hits.index(self._current) + 1} of {number}"
        else:
            text = "none" if is_wrong else f"{number} found" if number else ""
        self.count.setText(text)
        if self.field.property("invalid") != is_wrong:
            self.field.setProperty("invalid", is_wrong)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    @Slot()
    def _wear(self) -> None:
        theme = self._theme_switch.current
        self.marks.wear(theme.accent)
        self.setStyleSheet(
            f"QFrame#findBar {{ background: {theme.panel.name()}; "
            f"border: 1px solid {theme.edge.name()}; border-radius: 8px; }}"
        )


def _count_label() -> QLabel:
    label = QLabel()
    label.setObjectName("findCount")
    label.setAccessibleName("Which of how many was found")
    label.setProperty("quiet", True)
    label.setFont(number_font(9))
    label.setMinimumWidth(64)
    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
    return label
