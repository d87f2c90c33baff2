"""The tools for points of one's own: move, a brush for each class, eraser, clear."""

from enum import Enum
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from playground.training.points import labels_of
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training import icons
from playground.ui.training.map_reading import Meaning, tip_of

_TWO: Final = 2
_NARROW: Final = 19


class Tool(Enum):
    """What the left button does on the map."""

    MOVE = 0
    PAINT_NEGATIVE = 1
    PAINT_POSITIVE = 2
    ERASE = 3
    PAINT_THIRD = 4
    PAINT_FOURTH = 5
    PAINT_FIFTH = 6
    PAINT_SIXTH = 7

    @property
    def number(self) -> int | None:
        """Which class it paints, from 0; None if it does not paint."""
        return BRUSHES.index(self) if self in BRUSHES else None


BRUSHES: Final = (
    Tool.PAINT_NEGATIVE,
    Tool.PAINT_POSITIVE,
    Tool.PAINT_THIRD,
    Tool.PAINT_FOURTH,
    Tool.PAINT_FIFTH,
    Tool.PAINT_SIXTH,
)
"""A brush for each class, in order."""

_NAMES: Final = {
    Tool.PAINT_NEGATIVE: "paintNegativeButton",
    Tool.PAINT_POSITIVE: "paintPositiveButton",
}
_COLORS: Final = ("orange", "blue", "green", "pink", "red", "yellow")
_OTHERS: Final = (
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
        "Drag points to other places; the right button erases. A double-click opens "
        "the loss of a point on a canvas",
    ),
)
_FADED: Final = 0.25
_USUAL: Final = Tool.PAINT_POSITIVE
"""The brush there always is; over x the only one, as heights are the labels."""

_CURVE_TEXTS: Final = (
    "Paint points",
    "Paint points, each with its height as the number to be predicted at that x: "
    "click, or drag for many; the right button erases. Key 1",
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
        self._keys: list[QAction] = []
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(1)
        for number, tool in enumerate(BRUSHES):
            name = _NAMES.get(tool, f"paintClass{number}Button")
            self._add(row, tool, self._button(name, "", "", _NARROW))
        row.addSpacing(3)
        for tool, name, title, help_text in _OTHERS:
            self._add(row, tool, self._button(name, title, help_text))
        self._group.button(_USUAL.value).setChecked(True)
        self._clear = self._button(
            "clearPointsButton", "Clear", "Remove all points and paint afresh"
        )
        self._clear.clicked.connect(self.clear_requested)
        row.addWidget(self._clear)
        row.addStretch(1)
        self._group.idToggled.connect(self._announce)
        theme_switch.changed.connect(self._dress)
        self.show_meaning(Meaning())

    def show_meaning(self, meaning: Meaning, *, is_curve: bool = False) -> None:
        """Name the brushes after the classes there are.

        Args:
            meaning: Of labels.
            is_curve: Whether points are heights over x, with a single brush for all.
        """
        self._meaning, self._is_curve = meaning, is_curve
        for number, tool in enumerate(BRUSHES):
            button = self._group.button(tool.value)
            title, help_text = brush_texts(number, meaning)
            is_there = number < _TWO or meaning.classes >= _TWO
            if is_curve:
                title, help_text = _CURVE_TEXTS
                is_there = tool is _USUAL
            button.setAccessibleName(title)
            button.setToolTip(tip_of(help_text))
            button.setEnabled(is_there)
            button.setHidden(is_curve and not is_there)
        if is_curve and self.tool in BRUSHES:
            self._group.button(_USUAL.value).setChecked(True)
        self._dress()

    def choose(self, tool: Tool) -> None:
        """Put a tool down, if it is to be had now."""
        if self._is_curve and tool in BRUSHES:
            tool = _USUAL
        button = self._group.button(tool.value)
        if self.isVisible() and button.isEnabled():
            button.setChecked(True)

    def take_keys(self, host: QWidget) -> None:
        """Choose brushes by the keys 1 to 6, while *host* or a part of it has focus."""
        for number, tool in enumerate(BRUSHES, 1):
            action = QAction(f"Brush {number}", self)
            action.setObjectName(f"brush{number}Action")
            action.setData(tool)
            action.setShortcut(str(number))
            action.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            action.triggered.connect(self._choose_by_key)
            action.setEnabled(self.isVisible())
            self._keys.append(action)
            host.addAction(action)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        for action in self._keys:
            action.setEnabled(True)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        # Elsewhere digits have other meanings.
        for action in self._keys:
            action.setEnabled(False)

    @property
    def tool(self) -> Tool:
        """The tool that is down."""
        return Tool(self._group.checkedId())

    def _add(self, row: QHBoxLayout, tool: Tool, button: QToolButton) -> None:
        button.setCheckable(True)
        self._group.addButton(button, tool.value)
        row.addWidget(button)

    def _button(
        self, name: str, title: str, help_text: str, width: int = 24
    ) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setToolTip(help_text)
        button.setProperty("tool", True)
        button.setIconSize(QSize(15, 15))
        button.setFixedSize(width, 24)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    @Slot(int, bool)
    def _announce(self, number: int, is_on: bool) -> None:  # noqa: FBT001
        if is_on:
            self.tool_chosen.emit(Tool(number))

    @Slot()
    def _choose_by_key(self) -> None:
        action = self.sender()
        if isinstance(action, QAction):
            self.choose(action.data())

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        for number, tool in enumerate(BRUSHES):
            is_there = number < max(self._meaning.classes, _TWO)
            color = theme.classes[number]
            shown = color if is_there else mix(color, theme.panel, _FADED)
            draw = icons.point if is_there else icons.ring
            self._group.button(tool.value).setIcon(icons.icon(draw, shown))
        for tool, draw in ((Tool.ERASE, icons.eraser), (Tool.MOVE, icons.hand)):
            self._group.button(tool.value).setIcon(icons.icon(draw, theme.text))
        if self._is_curve:
            brush = icons.icon(icons.point, theme.text)
            self._group.button(_USUAL.value).setIcon(brush)
        self._clear.setIcon(icons.icon(icons.bin_, theme.text))


def brush_texts(number: int, meaning: Meaning) -> tuple[str, str]:
    """Accessible name and tool tip of the brush of a class, counting from 0."""
    key = f"Key {number + 1}"
    if not meaning.classes:
        return _number_texts(number, key)
    if number >= max(meaning.classes, _TWO):
        return (
            f"Paint a further class, {number}",
            f"Paint {_COLORS[number]} points, of a class {number} that there is not "
            f"yet: the first one starts the training anew, with {number + 1} outputs. "
            f"{key}",
        )
    label = number if meaning.has_many else labels_of(_TWO)[number]
    other = "erases" if meaning.has_many else "paints the other class"
    name = meaning.name(label)
    return (
        f"Paint class {name}",
        f"Paint {_COLORS[number]} points, of class {name}: click, or drag for many; "
        f"the right button {other}. {key}",
    )


def _number_texts(number: int, key: str) -> tuple[str, str]:
    """The same where labels are numbers, of which the brushes know the ends."""
    if number >= _TWO:
        why = "These points have numbers, not classes: only the first two brushes paint"
        return "No class", why
    value = format_number(labels_of(_TWO)[number])
    return (
        f"Paint the number {value}",
        f"Paint {_COLORS[number]} points, with the number {value} to be predicted "
        f"there: click, or drag for many; the right button paints the other number. "
        f"{key}",
    )
