"""The context menus of the canvas: what can be done with what was clicked."""

from collections.abc import Mapping
from typing import Final

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget

from playground.graph.graph import Graph, NodeId
from playground.ui.canvas.hit import (
    FrameHit,
    Hit,
    InputHit,
    NodeHit,
    OutputHit,
    WireHit,
)

_LEAF: Final = ("edit_number", "rename", "toggle_learnable", "", "choose_output")
_OPERATION: Final = (
    *("rename", "replace_node", "swap_inputs", "dissolve", "mute", ""),
    *("choose_output", "collapse"),
)
_CALL: Final = (
    *("open_function", "expand", "rename_function", ""),
    *("rename", "replace_node", "mute", "choose_output", "collapse"),
)
_INPUT: Final = ("", "toggle_input", "input_earlier")
_NODE: Final = (
    *("", "cut", "copy", "duplicate", "delete"),
    *("", "connect_selected", "put_in_frame", "tidy", "frame_selection"),
)
_FRAME: Final = (
    *("rename", "edit_note", ""),
    *("cut", "copy", "duplicate", "delete"),
    *("", "put_in_frame", "frame_selection"),
)
_WIRE: Final = ("add_dot", "delete")
_DOT: Final = ("dissolve", "choose_output")
_CANVAS: Final = (
    "add_node",
    "add_note",
    "paste",
    "",
    "select_all",
    "tidy",
    "fit",
    "zoom_reset",
)


def context_menu(
    found: Hit, graph: Graph, actions: Mapping[str, QAction], parent: QWidget
) -> QMenu:
    """The menu for *found*; a node or wire in it is taken to be selected."""
    menu = QMenu(parent)
    menu.setObjectName("canvasMenu")
    names: tuple[str, ...]
    match found:
        case NodeHit(node_id, _) | OutputHit(node_id) | InputHit(node_id, _):
            names = (*_for_node(graph, node_id), *_NODE)
        case WireHit():
            names = _WIRE
        case FrameHit():
            names = _FRAME
        case _:
            names = _CANVAS
    for name in names:
        if name:
            menu.addAction(actions[name])
        else:
            menu.addSeparator()
    return menu


def _for_node(graph: Graph, node_id: NodeId) -> tuple[str, ...]:
    node = graph.nodes[node_id]
    if node.is_dot:
        return _DOT
    if node.is_leaf:
        return (*_LEAF, *_INPUT) if graph.inputs else _LEAF
    return _OPERATION if node.callee is None else _CALL
