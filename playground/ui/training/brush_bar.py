"""The tools for points of one's own: move, a brush for each class, eraser, clear."""

from enum import Enum

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons


class Tool(Enum):
    """What the left button does on the map."""

    MOVE = 0
    PAINT_NEGATIVE = 1
    PAINT_POSITIVE = 2
    ERASE = 3

    @property
    def label(self) -> float:
        """The label of what it paints, 0 if it does not."""
        return {Tool.PAINT_NEGATIVE: -1.0, Tool.PAINT_POSITIVE: 1.0}.get(self, 0.0)


_ROWS = (
    (
        Tool.PAINT_POSITIVE,
        "paintPositiveButton",
        "Paint class 1",
        "Paint blue points, of class 1: click, or drag for many; the right button "
        "paints the other class",
    ),
    (
        Tool.PAINT_NEGATIVE,
        "paintNegativeButton",
        "Paint class −1",
        "Paint orange points, of class −1: click, or drag for many; the right button "
        "paints the other class",
    ),
    (
        Tool.ERASE,
        "eraseButton",
        "Erase",
        "Erase the points under the cursor",
    ),
    (
        Tool.MOVE,
        "movePointsButton",
        "Move",
        "Drag points to other places; the right button erases",
    ),
)


class BrushBar(QWidget):
    """Buttons of which one is down."""

    tool_chosen = Signal(object)
    clear_requested = Signal()

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("brushBar")
        self._theme_switch = theme_switch
        self._group = QButtonGroup(self)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        for tool, name, title, help_text in _ROWS:
            button = self._button(name, title, help_text)
            button.setCheckable(True)
            button.setChecked(tool is Tool.PAINT_POSITIVE)
            self._group.addButton(button, tool.value)
            row.addWidget(button)
        self._clear = self._button(
            "clearPointsButton", "Clear", "Remove all points and paint afresh"
        )
        self._clear.clicked.connect(self.clear_requested)
        row.addSpacing(4)
        row.addWidget(self._clear)
        row.addStretch(1)
        self._group.idToggled.connect(self._announce)
        theme_switch.changed.connect(self._dress)
        self._dress()

    @property
    def tool(self) -> Tool:
        """The tool that is down."""
        return Tool(self._group.checkedId())

    def _button(self, name: str, title: str, help_text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setToolTip(help_text)
        button.setIconSize(QSize(15, 15))
        button.setFixedSize(26, 24)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @Slot(int, bool)
    def _announce(self, number: int, is_on: bool) -> None:  # noqa: FBT001
        if is_on:
            self.tool_chosen.emit(Tool(number))

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        for tool, draw, color in (
            (Tool.PAINT_POSITIVE, icons.point, theme.data_positive),
            (Tool.PAINT_NEGATIVE, icons.point, theme.data_negative),
            (Tool.ERASE, icons.eraser, theme.text),
            (Tool.MOVE, icons.hand, theme.text),
        ):
            self._group.button(tool.value).setIcon(icons.icon(draw, color))
        self._clear.setIcon(icons.icon(icons.bin_, theme.text))
