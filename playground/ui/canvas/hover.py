"""What the canvas shows about the thing under the resting cursor."""

import math

from PySide6.QtCore import Qt

from playground.graph.frames import FrameId
from playground.graph.graph import Link, NodeId
from playground.ui.canvas.hit import (
    FrameHit,
    FramePart,
    Hit,
    InputHit,
    NodeHit,
    OutputHit,
    Part,
    WireHit,
)
from playground.ui.canvas.roles import as_sentence, input_role
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.web_address import about_link, web_address
from playground.ui.numbers import format_number
from playground.ui.spoken import begun, told


class Hover:
    """Marks what is under the cursor, and repaints no more than that."""

    def __init__(self, scene: CanvasScene) -> None:
        self._scene = scene
        self._shown: Hit = None

    def show(self, found: Hit) -> None:
        """Mark *found* alone."""
        if isinstance(found, WireHit):
            found = WireHit(found.link, 0.0)
        if found == self._shown:
            return
        before, self._shown = self._shown, found
        marks = self._scene.marks
        node = _node(found)
        marks.node = node
        is_number = isinstance(found, NodeHit) and found.part is Part.VALUE
        marks.number = node if is_number else None
        marks.port = found if isinstance(found, OutputHit | InputHit) else None
        marks.wire = None
        if node is not None and _is_dot(self._scene, node):
            marks.wire = (node, 0)
        if isinstance(found, WireHit):
            marks.wire = (found.link.target, found.link.port)
        self._repaint(before)
        self._repaint(found)

    @staticmethod
    def cursor(found: Hit) -> Qt.CursorShape | None:
        """The cursor that says what a press would do."""
        match found:
            case NodeHit(_, Part.VALUE):
                return Qt.CursorShape.SizeHorCursor
            case NodeHit(_, Part.DOT):
                return Qt.CursorShape.PointingHandCursor
            case OutputHit() | InputHit():
                return Qt.CursorShape.CrossCursor
            case FrameHit(link=link) if web_address(link):
                return Qt.CursorShape.PointingHandCursor
            case FrameHit(_, part, edges):
                return _frame_cursor(part, edges)
            case _:
                return None

    def _repaint(self, found: Hit) -> None:
        scene = self._scene
        node = _node(found)
        if node in scene.nodes.index:
            scene.layer.update_nodes(scene.nodes.rows([node]))
            row = scene.wires.index.get((node, 0)) if _is_dot(scene, node) else None
            if row is not None:
                scene.layer.update_wires(scene.wires.rows_of([row]))
        if isinstance(found, WireHit):
            row = scene.wires.index.get((found.link.target, found.link.port))
            if row is not None:
                scene.layer.update_wires(scene.wires.rows_of([row]))


def tool_tip(scene: CanvasScene, found: Hit) -> str:
    """One or two sentences about what lies under the cursor."""
    match found:
        case NodeHit(node_id, part):
            return _about_node(scene, node_id, part)
        case OutputHit(node_id):
            label = told(scene.document.graph.nodes[node_id])
            return f"The result of {label}: drag it to an input."
        case InputHit(node_id, port):
            return _about_input(scene, node_id, port)
        case WireHit(link, _):
            return _about_wire(scene, link)
        case FrameHit(link=link) if link:
            return about_link(link)
        case FrameHit(frame_id, part):
            return _about_frame(scene, frame_id, part)
        case None:
            return ""


def _about_node(scene: CanvasScene, node_id: NodeId, part: Part) -> str:
    node = scene.document.graph.nodes[node_id]
    problem = scene.nodes.problems.get(node_id)
    if problem:
        return as_sentence(problem)
    if node.is_dot:
        return _about_dot(scene, node_id)
    if part is Part.DOT:
        return "Learning may change it." if node.is_learnable else "Learning leaves it."
    if part is Part.VALUE:
        return "Drag to change it, double-click to type it."
    row = scene.nodes.index[node_id]
    gradient = float(scene.nodes.gradients[row])
    if node.operation is not None:
        about = node.row.help
        if node.is_muted:
            muted = "Muted: it passes its first input on; M lets it compute again."
            about = f"{muted}\n{about}"
    else:
        about = f"{node.name or 'A constant'} = {node.value!r}"
    if not math.isnan(gradient):
        about += f"\nThe output changes by {format_number(gradient)} per unit of this."
    return about


def _about_dot(scene: CanvasScene, node_id: NodeId) -> str:
    graph, row = scene.document.graph, scene.nodes.index[node_id]
    label = told(graph.nodes[graph.carried(node_id)])
    value = format_number(float(scene.nodes.values[row]))
    gradient = format_number(float(scene.nodes.gradients[row]))
    return (
        f"{label} = {value}; through here flows back {gradient}."
        "\nDrag it, or a wire off its sides; Delete leaves the wire."
    )


def _about_input(scene: CanvasScene, node_id: NodeId, port: int) -> str:
    node = scene.document.graph.nodes[node_id]
    source = node.operands[port]
    role = input_role(node, port)
    if source is None:
        return f"Input {role}: drag a wire here."
    giver = told(scene.document.graph.nodes[source])
    return f"Input {role}, from {giver}: drag it off."


def _about_wire(scene: CanvasScene, link: Link) -> str:
    nodes = scene.document.graph.nodes
    if link.source is None or link.source not in nodes:
        return ""
    value = format_number(float(scene.nodes.values[scene.nodes.index[link.source]]))
    text = f"{told(nodes[link.source])} = {value}, into {told(nodes[link.target])}."
    return begun(text)


def _about_frame(scene: CanvasScene, frame_id: FrameId, part: FramePart) -> str:
    if part is FramePart.EDGE:
        return "Drag to resize the frame."
    if part is FramePart.NOTE:
        return "Drag to move, double-click to write."
    count = len(scene.frames.contents([frame_id], scene.nodes))
    held = f"{count} node{'' if count == 1 else 's'}"
    label = scene.frames.frame(frame_id).label
    return (
        f"{label}: drag to move it with the {held} in it, Alt moves the frame alone."
        "\nDouble-click to rename it."
    )


def _is_dot(scene: CanvasScene, node_id: NodeId) -> bool:
    row = scene.nodes.index.get(node_id)
    return row is not None and bool(scene.nodes.dots[row])


def _frame_cursor(part: FramePart, edges: Qt.Edge) -> Qt.CursorShape:
    if part is not FramePart.EDGE:
        return Qt.CursorShape.OpenHandCursor
    edge = Qt.Edge
    if edges in (edge.LeftEdge | edge.TopEdge, edge.RightEdge | edge.BottomEdge):
        return Qt.CursorShape.SizeFDiagCursor
    if edges in (edge.RightEdge | edge.TopEdge, edge.LeftEdge | edge.BottomEdge):
        return Qt.CursorShape.SizeBDiagCursor
    is_across = bool(edges & (edge.LeftEdge | edge.RightEdge))
    shape = Qt.CursorShape
    return shape.SizeHorCursor if is_across else shape.SizeVerCursor


def _node(found: Hit) -> NodeId | None:
    return found.node if isinstance(found, NodeHit | OutputHit | InputHit) else None
