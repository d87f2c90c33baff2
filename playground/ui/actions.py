"""The table of the window's own actions; canvas and training bring theirs along."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

Shortcut = QKeySequence.StandardKey | str


@dataclass(frozen=True, slots=True)
class ActionRow:
    """One action.

    Attributes:
        name: Object name, and the key under which the window holds its slot.
        text: What the menu shows.
        shortcut: A standard key or a key text, empty for none.
        help: One line for tool tip and status bar.
        is_checkable: Whether it can be on or off.
        more_shortcuts: Further keys, which no menu shows.
    """

    name: str
    text: str
    shortcut: Shortcut
    help: str
    is_checkable: bool = False
    more_shortcuts: tuple[str, ...] = ()


ROWS: Final = (
    ActionRow(
        "undoAction", "&Undo", QKeySequence.StandardKey.Undo, "Take the last step back"
    ),
    ActionRow(
        "redoAction", "&Redo", "Ctrl+Shift+Z", "Do the step taken back last again"
    ),
    ActionRow(
        "findAction",
        "&Find…",
        QKeySequence.StandardKey.Find,
        "Find nodes by name, operation, value, or what they are",
    ),
    ActionRow("findNextAction", "Find &next", "F3", "Go to the next node found"),
    ActionRow(
        "findPreviousAction",
        "Find &previous",
        "Shift+F3",
        "Go to the node found before",
    ),
    ActionRow("quitAction", "&Quit", "Ctrl+Q", "Close the window"),
    ActionRow(
        "minimapAction",
        "&Map in the corner",
        "Ctrl+M",
        "Show the whole canvas small while it is not all in sight",
        True,
    ),
    ActionRow(
        "wheelAction",
        "&Wheel scrolls instead of zooming",
        "",
        "Wheel up and down, Shift + wheel sideways, Ctrl + wheel zooms",
        True,
    ),
    ActionRow(
        "outlineAction",
        "Go to the &outline",
        "Ctrl+Shift+O",
        "Read the graph as a tree, line by line",
    ),
    ActionRow("fullScreenAction", "F&ull screen", "F11", "Use the whole screen", True),
    ActionRow("systemThemeAction", "&System colours", "", "Follow the desktop", True),
    ActionRow("lightThemeAction", "&Light", "", "Dark text on light ground", True),
    ActionRow("darkThemeAction", "&Dark", "", "Light text on dark ground", True),
    ActionRow("newCanvasAction", "&New canvas", "Ctrl+T", "Add an empty canvas"),
    ActionRow("duplicateCanvasAction", "&Copy canvas", "", "Add a copy of this canvas"),
    ActionRow("renameCanvasAction", "Rena&me canvas…", "", "Give the canvas a name"),
    ActionRow("closeCanvasAction", "&Close canvas", "Ctrl+W", "Close this canvas"),
    ActionRow(
        "reopenCanvasAction",
        "&Reopen canvas",
        "Ctrl+Shift+T",
        "Open the canvas closed last again, as it was",
    ),
    ActionRow(
        "stepThroughAction",
        "Step through both &passes",
        "F4",
        "Follow values and gradients through the canvas, moment by moment",
    ),
    ActionRow("checkAction", "&Check the gradients", "", "Beside finite differences"),
    ActionRow("wobbleAction", "&Wobble a value", "", "See how far a push reaches"),
    ActionRow("plotAction", "P&lot the output", "", "Against one value or two"),
    ActionRow("descendAction", "&Descend", "", "Gradient descent, with its trace"),
    ActionRow("galleryAction", "&Examples…", "", "Worked examples, each with a text"),
    ActionRow(
        "exampleAction", "&First start again", "", "A new project like the first"
    ),
    ActionRow(
        "shortcutsAction",
        "&Keys and gestures",
        "F1",
        "What hand and keys can do",
        more_shortcuts=("?", "Shift+?"),
    ),
    ActionRow("aboutAction", "&About Playground", "", "What this program is"),
)


def make_actions(
    parent: QWidget, slots: Mapping[str, Callable[..., object]]
) -> dict[str, QAction]:
    """An action for every row, with the parent as context.

    Raises:
        KeyError: A row has no slot.
    """
    actions: dict[str, QAction] = {}
    for row in ROWS:
        action = QAction(row.text, parent)
        action.setObjectName(row.name)
        action.setStatusTip(row.help)
        action.setToolTip(row.help)
        action.setCheckable(row.is_checkable)
        keys = (row.shortcut, *row.more_shortcuts)
        action.setShortcuts([QKeySequence(each) for each in keys])
        action.triggered.connect(slots[row.name])
        actions[row.name] = action
    return actions
