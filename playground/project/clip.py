"""Nodes on their way through a clipboard: as a project file, and as a formula."""

from collections.abc import Collection
from dataclasses import replace
from typing import Final

from playground.core.formula import number_text
from playground.graph.formulas import formula_of
from playground.graph.frames import FrameId
from playground.graph.graph import Graph, NodeId
from playground.project.errors import FileFormatError
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project

MIME: Final = "application/vnd.playground.nodes+json"
"""The type under which other programs see nodes."""

_LARGEST: Final = 16 * 1024 * 1024
_LONGEST_FORMULA: Final = 2_000  # nodes; longer ones nobody reads


def clip_of(
    graph: Graph, ids: Collection[NodeId], frames: Collection[FrameId] = ()
) -> bytes:
    """Nodes with the wires among them, and frames, as a project of one canvas."""
    chosen = [node for node in graph.nodes.values() if node.id in ids]
    inner = [
        replace(n, operands=tuple(o if o in ids else None for o in n.operands))
        for n in chosen
    ]
    around = (graph.frames[frame_id] for frame_id in frames)
    return encode(Project((Canvas("Clipboard", Graph(inner, frames=around)),)))


def graph_in(data: bytes) -> Graph:
    """The nodes and frames of a clip.

    Raises:
        FileFormatError: It is none; the message names the place.
    """
    if len(data) > _LARGEST:
        msg = "there is too much on the clipboard"
        raise FileFormatError(msg)
    return decode(data).canvases[0].graph


def text_of(graph: Graph, ids: Collection[NodeId]) -> str:
    """The formula of nodes and the numbers of its leaves; a line for each result.

    A node of *ids* that another of them depends on is a part of that one's formula.
    A node that lacks an input on the way has none.
    """
    needed = {o for i in ids for o in graph.nodes[i].operands}
    lines = [
        _line(graph, node.id)
        for node in graph.nodes.values()
        if node.id in ids and node.id not in needed
    ]
    return "\n".join(line for line in lines if line)


def _line(graph: Graph, node_id: NodeId) -> str:
    below = graph.needed(node_id)
    if len(below) > _LONGEST_FORMULA:
        return ""
    formula = formula_of(graph, node_id)
    if not formula:
        return ""
    numbers = [
        f"{node.name} = {number_text(node.value)}"
        for node in graph.nodes.values()
        if node.id in below and node.is_leaf and node.name
    ]
    return "; ".join([*numbers, formula])
