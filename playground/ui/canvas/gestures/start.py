"""Which gesture a press of the left button begins."""

from playground.graph.graph import Link
from playground.ui.canvas.gestures.band import Band
from playground.ui.canvas.gestures.frame import MoveFrame, ResizeFrame
from playground.ui.canvas.gestures.link import FollowLink
from playground.ui.canvas.gestures.move import Move
from playground.ui.canvas.gestures.scrub import Scrub
from playground.ui.canvas.gestures.wire import DragWire
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
from playground.ui.canvas.stage import Gesture, Pointer, Stage

_MIDDLE = 0.5


def gesture_for(  # noqa: PLR0911  a case a kind
    stage: Stage, pointer: Pointer, found: Hit
) -> Gesture:
    """The gesture for a press on what was hit."""
    match found:
        case NodeHit(node_id, Part.VALUE):
            return Scrub(stage, pointer, node_id)
        case NodeHit(node_id, _):
            return Move(stage, pointer, node_id)
        case OutputHit():
            return DragWire(stage, pointer, found)
        case InputHit(node_id, port):
            graph = stage.scene_shown.document.graph
            source = graph.nodes[node_id].operands[port]
            if source is None:
                return DragWire(stage, pointer, found)
            return _take_off(stage, pointer, Link(node_id, port, source), 1.0)
        case WireHit(link, along):
            return _take_off(stage, pointer, link, along)
        case FrameHit(frame_id, FramePart.EDGE, edges):
            return ResizeFrame(stage, pointer, frame_id, edges)
        case FrameHit(link=link) if link and pointer.has_control:
            return FollowLink(stage, pointer, found)
        case FrameHit(frame_id, _, _):
            return MoveFrame(stage, pointer, frame_id)
        case _:
            return Band(stage, pointer)


def _take_off(stage: Stage, pointer: Pointer, link: Link, along: float) -> DragWire:
    """A wire whose end nearer to the press comes off."""
    source = link.source
    if source is None or along < _MIDDLE:
        return DragWire(stage, pointer, InputHit(link.target, link.port), link)
    return DragWire(stage, pointer, OutputHit(source), link)
