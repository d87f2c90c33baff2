"""The two pages of the Help menu: keys and gestures, and what the program is."""

from collections.abc import Callable, Iterable
from html import escape
from typing import Final

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QVBoxLayout,
    QWidget,
)

from playground import __version__
from playground.ui.canvas.actions import COMMANDS, Command

_HAND: Final = (
    ("Drag from the palette", "place a node; a click does, too"),
    ("Tab", "search for a node at the cursor"),
    ("Drag from a port", "draw a wire; on empty canvas: search"),
    ("Drag a wire's end", "plug it elsewhere, or off"),
    ("Drop a node on a wire", "insert it there; Alt only moves"),
    ("Double-click a wire", "put a dot into it"),
    ("Ctrl + right button, drag", "cut wires"),
    ("Hold Alt in a drag", "do not line up with other nodes"),
    ("Drop text", "a formula becomes nodes"),
    ("Drag out of the window", "a formula for others; Alt+Shift: at once"),
    ("Drag a frame's title", "move it with what it holds; Alt: alone"),
    ("Drag a frame's edge", "resize it"),
    ("Double-click title, note", "write it anew"),
    ("Ctrl + click a link", "open it, from a note in the browser"),
    ("Drag on a number", "scrub it; Shift fine, Ctrl coarse"),
    ("Double-click a number", "type it"),
    ("Double-click a title", "rename"),
    ("Double-click a function", "open it in a tab"),
    ("Click the green dot", "freeze, or make learnable"),
    ("Drag on empty canvas", "select; Shift adds, Ctrl toggles"),
    ("Wheel", "zoom at the cursor; Shift: sideways"),
    ("View, Wheel scrolls", "for that; then Ctrl + wheel zooms"),
    ("Middle button, Space + drag", "pan"),
    ("Esc", "cancel what the hand is doing"),
)
_WINDOW: Final = (
    ("F5, F6", "play the training, or a step of it"),
    ("F7", "rewind: the same points and first weights"),
    ("Shift+F7, Ctrl+F7", "other first weights; other points too"),
    ("Arrows, Enter in the diagram", "walk there, edit a weight or a bias"),
    ("Double-click, O on a neuron", "open it on a canvas"),
    ("Ctrl + click, L in the diagram", "freeze a weight, a bias or a neuron"),
    ("F4", "step through both passes"),
    ("F10, Shift+F10", "there: one moment on, one back"),
    ("F8, F9", "there: play, stop at the selected node"),
    ("1 … 6 beside own points", "paint with the brush of that class or number"),
    ("Ctrl+V on the map", "train on the table that was copied"),
    ("Double-click a data point", "open its loss on a canvas"),
    ("Ctrl+Z, Ctrl+Shift+Z", "undo, redo"),
    ("F11", "full screen"),
    ("F1, ?", "this page"),
)
_ORDER: Final = ("arranging", "rewiring")
"""Parts of the canvas whose commands have a table of their own."""
_ABOUT: Final = (
    "<h3>Playground {version}</h3>"
    "<p>See how neural networks learn: build an expression from nodes and watch every "
    "value and gradient, or train a small network and watch its boundary move. Both "
    "run on one scalar autograd engine.</p>"
    "<p>In the footsteps of Andrej Karpathy's micrograd and of TensorFlow Playground. "
    "MIT License.</p>"
)


def show_keys(parent: QWidget) -> None:
    """Open the page of keys and gestures; it goes with its closing."""
    page = keys_page(parent)
    page.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    page.open()


def keys_page(parent: QWidget) -> QDialog:
    """What hand and keys can do, in three columns."""
    page = QDialog(parent)
    page.setObjectName("keysPage")
    page.setWindowTitle("Keys and gestures")
    order = _commands(lambda command: command.part in _ORDER)
    steps = _commands(lambda command: command.part == "walking")
    functions = _commands(lambda command: command.part == "calls")
    apart = (*_ORDER, "walking", "calls")
    others = _commands(lambda command: command.part not in apart)
    columns = QHBoxLayout()
    columns.setSpacing(32)
    hand = f"{_table('By hand', _HAND)}<br>{_table('The window', _WINDOW)}"
    keyboard = _table("The canvas, by keyboard", others)
    keyboard = f"{keyboard}<br>{_table('Functions', functions)}"
    third = f"{_table('Order and wires', order)}<br>{_table('Step by step', steps)}"
    for text in (hand, keyboard, third):
        label = QLabel(text, page)
        label.setTextFormat(Qt.TextFormat.RichText)
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        columns.addWidget(label, 0, Qt.AlignmentFlag.AlignTop)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, page)
    buttons.rejected.connect(page.reject)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(24, 20, 24, 16)
    layout.addLayout(columns)
    layout.addWidget(buttons)
    return page


def show_about(parent: QWidget) -> None:
    """Say what the program is."""
    box = QMessageBox(parent)
    box.setObjectName("aboutBox")
    box.setWindowTitle("About Playground")
    box.setTextFormat(Qt.TextFormat.RichText)
    box.setText(_ABOUT.format(version=__version__))
    box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    box.open()


def _commands(is_meant: Callable[[Command], bool]) -> list[tuple[str, str]]:
    return [
        (", ".join(_native(keys) for keys in command.keys), command.text)
        for command in COMMANDS
        if command.keys and is_meant(command)
    ]


def _native(keys: str) -> str:
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)


def _table(title: str, rows: Iterable[tuple[str, str]]) -> str:
    cells = "".join(
        f"<tr><td style='padding-right: 18px'><b>{escape(keys)}</b></td>"
        f"<td>{escape(text)}</td></tr>"
        for keys, text in rows
    )
    return f"<h4>{escape(title)}</h4><table cellspacing='2'>{cells}</table>"
