"""The commands of the canvas as Qt actions, for its keys and all menus."""

from dataclasses import dataclass
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Command:
    """One command.

    Attributes:
        name: Name of the method that carries it out.
        text: What menus show.
        keys: Shortcuts, the first of which menus show.
        help: For the status line.
        part: The part of `CanvasEditor` that has the method, empty for itself.
        is_switch: Whether it is on or off; its method is told which.
    """

    name: str
    text: str
    keys: tuple[str, ...]
    help: str
    part: str = ""
    is_switch: bool = False


COMMANDS: Final = (
    Command("add_node", "Add node…", ("Ctrl+Space",), "Search for a node to add (Tab)"),
    Command("edit_number", "Edit number", ("Return", "Enter"), "Type the value"),
    Command("rename", "Rename", ("F2",), "Type a name"),
    Command("toggle_learnable", "Learnable", ("L",), "May learning change it?"),
    Command("choose_output", "Make output", ("O",), "Gradients refer to the output"),
    Command("connect_selected", "Connect selected", ("C",), "Wires into the last one"),
    Command("cut", "Cut", ("Ctrl+X", "Shift+Del"), "Copy and remove", "clipboard"),
    Command("copy", "Copy", ("Ctrl+C", "Ctrl+Ins"), "Nodes and formula", "clipboard"),
    Command("paste", "Paste", ("Ctrl+V", "Shift+Ins"), "At the cursor", "clipboard"),
    Command("duplicate", "Duplicate", ("Ctrl+D",), "Copies with their wires"),
    Command("delete", "Delete", ("Del", "Backspace"), "Remove what is selected"),
    Command(
        "dissolve",
        "Dissolve",
        ("Ctrl+Del", "Ctrl+Backspace"),
        "Remove, the first input taking the place",
        "rewiring",
    ),
    Command("add_dot", "Put a dot in", ("D",), "Into the selected wires", "rewiring"),
    Command("mute", "Mute", ("M",), "Pass the first input on unchanged", "rewiring"),
    Command("swap_inputs", "Swap inputs", ("S",), "Exchange the two", "rewiring"),
    Command(
        "replace_node", "Replace…", ("R",), "Another operation, same wires", "placing"
    ),
    Command("select_all", "Select all", ("Ctrl+A",), "Every node and frame"),
    Command("frame_selection", "Zoom to selection", ("F",), "Show what is selected"),
    Command("fit", "Fit everything", ("Home", "Shift+F"), "Show all nodes"),
    Command("zoom_in", "Zoom in", ("Ctrl++", "Ctrl+="), "Larger"),
    Command("zoom_out", "Zoom out", ("Ctrl+-",), "Smaller"),
    Command("zoom_reset", "Zoom to 100 %", ("Ctrl+0",), "Actual size"),
    Command("walk_left", "Go to input", ("Left",), "Against the wires", "walking"),
    Command("walk_right", "Go to user", ("Right",), "Along the wires", "walking"),
    Command("walk_up", "Go up", ("Up",), "The node above", "walking"),
    Command("walk_down", "Go down", ("Down",), "The node below", "walking"),
    Command(
        "gather_left",
        "Select input too",
        ("Shift+Left",),
        "Keep the selection",
        "walking",
    ),
    Command(
        "gather_right",
        "Select user too",
        ("Shift+Right",),
        "Keep the selection",
        "walking",
    ),
    Command(
        "gather_up", "Select above too", ("Shift+Up",), "Keep the selection", "walking"
    ),
    Command(
        "gather_down",
        "Select below too",
        ("Shift+Down",),
        "Keep the selection",
        "walking",
    ),
    Command(
        "nudge_left",
        "Nudge left",
        ("Alt+Left", "Ctrl+Left"),
        "Move a little",
        "walking",
    ),
    Command(
        "nudge_right",
        "Nudge right",
        ("Alt+Right", "Ctrl+Right"),
        "Move a little",
        "walking",
    ),
    Command("nudge_up", "Nudge up", ("Alt+Up", "Ctrl+Up"), "Move a little", "walking"),
    Command(
        "nudge_down",
        "Nudge down",
        ("Alt+Down", "Ctrl+Down"),
        "Move a little",
        "walking",
    ),
    Command(
        "put_in_frame",
        "Put in a frame",
        ("Ctrl+G",),
        "A titled frame around the selection, which moves with it",
        "framing",
    ),
    Command("add_note", "Add a note", ("N",), "A text on the canvas", "framing"),
    Command(
        "edit_note",
        "Write the note",
        ("Shift+N",),
        "The note of the selected frame, in Markdown",
        "framing",
    ),
    Command(
        "select_frame",
        "Select the frame",
        ("Shift+G",),
        "The frame around the selection; again: the one around that",
        "framing",
    ),
    Command(
        "next_frame_color",
        "Next frame colour",
        ("Shift+C",),
        "Give the selected frame another colour",
        "framing",
    ),
    Command(
        "collapse",
        "Collapse to function…",
        ("Ctrl+J",),
        "Operations become a function, which can be used again",
        "calls",
    ),
    Command(
        "expand",
        "Expand function",
        ("Ctrl+Shift+J",),
        "What the function computes, in its place",
        "calls",
    ),
    Command(
        "open_function",
        "Open function",
        ("Ctrl+Return", "Ctrl+Enter"),
        "In a tab of its own (Enter)",
        "calls",
    ),
    Command(
        "rename_function",
        "Rename function…",
        ("Shift+F2",),
        "Every use follows",
        "calls",
    ),
    Command("delete_function", "Delete function", (), "If nothing uses it", "calls"),
    Command(
        "toggle_input",
        "Input of the function",
        ("I",),
        "The selected values become inputs, or no longer",
        "calls",
    ),
    Command(
        "input_earlier",
        "Input one earlier",
        ("Shift+I",),
        "Change the order of the function's inputs",
        "calls",
    ),
    Command("tidy", "Tidy", ("T",), "The selection in layers, or all", "arranging"),
    Command("align_left", "Align left", ("Ctrl+Shift+Left",), "A column", "arranging"),
    Command(
        *("align_right", "Align right", ("Ctrl+Shift+Right",), "A column", "arranging")
    ),
    Command("align_top", "Align top", ("Ctrl+Shift+Up",), "A row", "arranging"),
    Command("align_bottom", "Align bottom", ("Ctrl+Shift+Down",), "A row", "arranging"),
    Command(
        "distribute_across",
        "Distribute across",
        ("Ctrl+Shift+H",),
        "Even distances from left to right",
        "arranging",
    ),
    Command(
        "distribute_down",
        "Distribute down",
        ("Ctrl+Shift+V",),
        "Even distances from top to bottom",
        "arranging",
    ),
    Command(
        "snap_to_grid",
        "Snap to grid",
        ("G",),
        "Nodes that are dragged stay on the grid",
        "arranging",
        is_switch=True,
    ),
    Command(
        "show_wire_numbers",
        "Numbers on wires",
        ("W",),
        "The value and the gradient on each wire",
        "rewiring",
        is_switch=True,
    ),
    Command(
        "show_wire_heat",
        "Gradient as heat",
        ("H",),
        "Thick, warm wires carry much gradient back",
        "rewiring",
        is_switch=True,
    ),
)


def make_action(command: Command, owner: QWidget) -> QAction:
    """The action of a command; its keys work while *owner* itself has the focus."""
    action = QAction(command.text, owner)
    action.setCheckable(command.is_switch)
    action.setObjectName(f"{command.name}Action")
    action.setShortcuts([QKeySequence(keys) for keys in command.keys])
    action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
    action.setStatusTip(command.help)
    action.setToolTip(command.help)
    owner.addAction(action)
    return action
