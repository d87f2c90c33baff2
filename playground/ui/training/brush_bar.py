"""The tools for points of one's own: move, brushes, eraser, clear."""

from enum import Enum
from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction, QHideEvent, QShowEvent
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget
from typing_extensions import override

from playground.training.points import FARTHEST, labels_of
from playground.ui.numbers import format_number
from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training import icons
from playground.ui.training.data_colors import data_color
from playground.ui.training.map_reading import Meaning, tip_of
from playground.ui.training.rate_box import RateBox

_TWO: Final = 2
_NARROW: Final = 19
_VALUE_SIZE: Final = (64, 24)


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
    PAINT_VALUE = 8

    @property
    def number(self) -> int | None:
        """Which class it paints, from 0; None if it paints none."""
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

VALUES: Final = (0.5, 1, 0.75, 0.25, 0, -0.25, -0.5, -0.75, -1)
"""Numbers on offer for the brush that paints one, at first the first of them."""

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
    value_chosen = Signal(float)
    """Of the brush that paints a number."""
    refused = Signal(str)
    """Why what is typed can be no such number; "" once it can."""
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
        self._add_value(row)
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
        self._show_value(VALUES[0])

    def show_meaning(self, meaning: Meaning, *, is_curve: bool = False) -> None:
        """Name the brushes after the classes there are.

        Args:
            meaning: Of labels.
            is_curve: Whether points are heights over x, with a single brush for all.
        """
        self._meaning, self._is_curve = meaning, is_curve
        # First away, then there: a dock keeps the room that both had together.
        self._show_values(are_shown=self._has_values and self._value_brush.isVisible())
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
            button.setHidden((is_curve or not meaning.classes) and not is_there)
        self._show_values(are_shown=self._has_values)
        is_lost = self.tool is Tool.PAINT_VALUE and not self._has_values
        if is_lost or (is_curve and self.tool in BRUSHES):
            self._group.button(_USUAL.value).setChecked(True)
        self._dress()

    def choose(self, tool: Tool) -> None:
        """Put a tool down, if it is to be had now."""
        if self._is_curve and tool in BRUSHES:
            tool = _USUAL
        if self._has_values and tool is Tool.PAINT_THIRD:
            tool = Tool.PAINT_VALUE
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

    @property
    def _has_values(self) -> bool:
        """Whether points have numbers that are not their heights."""
        return not self._meaning.classes and not self._is_curve

    def _add_value(self, row: QHBoxLayout) -> None:
        """A brush for any number, and the field with the number."""
        self._value = VALUES[0]
        brush = self._button("paintValueButton", "", "", _NARROW)
        self._value_brush = brush
        self._add(row, Tool.PAINT_VALUE, brush)
        box = RateBox(VALUES, self)
        self._value_box = box
        box.setObjectName("brushValueBox")
        box.setAccessibleName("Number to paint")
        box.setToolTip(
            "The number y that the brush beside it paints, to be predicted at those "
            "points. Colours end at −1 and 1; further numbers have those of the ends"
        )
        box.setProperty("small", True)
        box.setFixedSize(*_VALUE_SIZE)
        box.edited.connect(self._take_value)
        box.refused.connect(self.refused)
        row.addWidget(box)

    def _show_values(self, *, are_shown: bool) -> None:
        self._value_brush.setVisible(are_shown)
        self._value_box.setVisible(are_shown)

    @Slot(float)
    def _take_value(self, value: float) -> None:
        if abs(value) > FARTHEST:
            self._value_box.mark_invalid()
            kept = f"It stays {format_number(self._value)}."
            most = f"at most {FARTHEST:,.0f}"
            self.refused.emit(f"A number to paint must be {most}. {kept}")
            return
        self.refused.emit("")
        self._show_value(value)
        # Who chooses a number is going to paint it.
        self._value_brush.setChecked(True)
        self.value_chosen.emit(value)

    def _show_value(self, value: float) -> None:
        self._value = value
        self._value_box.show_value(value)
        self._value_brush.setAccessibleName(f"Paint the number {format_number(value)}")
        self._value_brush.setToolTip(
            f"Paint points with the number {format_number(value)}, chosen beside it: "
            "click, or drag for many; the right button erases. Key 3"
        )
        self._dress()

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
        shade = data_color(theme, self._value)
        self._value_brush.setIcon(icons.icon(icons.point, shade))


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
