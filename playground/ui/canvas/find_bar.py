"""The slim bar that finds nodes and frames: rings around them, Enter walks through."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton
from typing_extensions import override

from playground.graph.frames import FrameId
from playground.graph.graph import NodeId
from playground.graph.search import find, find_frames
from playground.ui.canvas.found_marks import FoundMarks
from playground.ui.canvas.view import CanvasView
from playground.ui.theme import ThemeSwitch, number_font

_MARGIN: Final = 10
_WIDTH: Final = 380
_HELP: Final = (
    "Part of a name, an operation such as tanh or *, a value such as 0.5, or "
    "learnable, constant, non-finite, unconnected, output, function, unknown; several "
    "words must all hold. Frames are found by what they say"
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
        self._nodes: tuple[NodeId, ...] = ()
        self._frames: tuple[FrameId, ...] = ()
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
        self._scene.frames_changed.connect(self._refresh)
        self._wear()
        self.hide()

    @property
    def found(self) -> tuple[tuple[NodeId, ...], tuple[FrameId, ...]]:
        """The nodes and the frames that were found."""
        return self._nodes, self._frames

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
        if self._count and self._current is None:
            self._go_to(0)

    @Slot()
    def _refresh(self) -> None:
        """Look again, in the canvas as it is now."""
        if self.isHidden():
            return
        document, text = self._scene.document, self.field.text()
        self._nodes = find(document.graph, document.evaluation, text)
        self._frames = find_frames(document.graph, text)
        self.marks.show_found(self._nodes)
        self._tell()

    def _walk(self, step: int) -> None:
        if self.isHidden():
            self.open_bar()
        if not self._count:
            return
        current = self._current
        if current is None:
            self._go_to(0 if step > 0 else self._count - 1)
        else:
            self._go_to((current + step) % self._count)

    def _go_to(self, place: int) -> None:
        """Select what was found, nodes before frames, and show it."""
        scene, navigation = self._scene, self._view.navigation
        if place < len(self._nodes):
            scene.focus_on(self._nodes[place])
            navigation.reveal(self._view.node_rect(self._nodes[place]))
        else:
            frame_id = self._frames[place - len(self._nodes)]
            scene.current = None
            scene.select((), (), (frame_id,))
            navigation.reveal(scene.frames.rect(frame_id))
        self._tell()

    @property
    def _count(self) -> int:
        return len(self._nodes) + len(self._frames)

    @property
    def _current(self) -> int | None:
        """The place of the one found that the canvas is at."""
        scene = self._scene
        if scene.current in self._nodes:
            return self._nodes.index(scene.current)
        match scene.selected_frames:
            case [frame_id] if frame_id in self._frames and scene.current is None:
                return len(self._nodes) + self._frames.index(frame_id)
        return None

    def _tell(self) -> None:
        number, current = self._count, self._current
        is_wrong = bool(self.field.text().strip()) and not number
        if current is not None:
            text = f"{current + 1} of {number}"
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
