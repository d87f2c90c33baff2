"""What a clipboard brings, as edits. Touches no clipboard and no widget."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.graph.definitions import Library
from playground.graph.edits import AddNodes, Edit, Edits, SetOutput, apply
from playground.graph.formulas import FormulaError, formula_edit
from playground.graph.frame_edits import AddFrames
from playground.graph.frames import Frame
from playground.graph.graph import Graph, GraphError, Node
from playground.graph.layout import ROW_HEIGHT, layered
from playground.graph.transplant import transplant
from playground.ui.canvas import geometry
from playground.ui.canvas.frames import moved

LONGEST: Final = 20_000
"""Characters; a longer text is taken for no formula, unread."""

_FARTHEST: Final = 50_000.0  # scene units; farther apart nodes cannot be shown
_ASIDE: Final = 24.0


def clip_paste(graph: Graph, clip: Graph, middle: tuple[float, float]) -> Edits:
    """Nodes and frames like those of *clip*, their middle at *middle*.

    Wires among them are kept, and functions come along. Names that the graph has get
    a number. They do not lie exactly on others.
    """
    nodes = tuple(clip.nodes.values())
    new: Sequence[Edit] = ()
    if isinstance(graph.functions, Library):
        nodes, new = transplant(nodes, graph.functions)
    frames = tuple(clip.frames.values())
    places, corner = _around(nodes, frames, middle)
    added = _twins(graph, nodes, places)
    edits: list[Edit] = [*new, *([AddNodes(added)] if added else [])]
    if frames and corner is not None:
        aside = np.zeros(2)
        if added:
            aside = np.array(added[0].position) - places[0]
        dx, dy = (corner + aside).tolist()
        twins = tuple(
            replace(moved(frame, dx, dy), id=graph.new_frame_id()) for frame in frames
        )
        edits.append(AddFrames(twins))
    return Edits(tuple(edits), f"Paste {counted(len(nodes), len(frames))}")


def counted(nodes: int, frames: int) -> str:
    """So many nodes and frames, in words."""
    parts = ((nodes, "node"), (frames, "frame"))
    return " and ".join(f"{n} {what}{'' if n == 1 else 's'}" for n, what in parts if n)


def _twins(graph: Graph, nodes: Sequence[Node], places: Array) -> tuple[Node, ...]:
    twins = {node.id: graph.new_id() for node in nodes}
    taken = {node.position for node in graph.nodes.values()}
    while len(places) and tuple(places[0].tolist()) in taken:
        places = places + _ASIDE
    names: set[str] = set()
    added: list[Node] = []
    for node, place in zip(nodes, places.tolist(), strict=True):
        name = graph.free_name(node.name, names) if node.name else ""
        names.add(name)
        operands = tuple(None if o is None else twins.get(o) for o in node.operands)
        twin = replace(node, id=twins[node.id], name=name, operands=operands)
        added.append(replace(twin, position=(place[0], place[1])))
    return tuple(added)


def formula_paste(graph: Graph, text: str, corner: tuple[float, float]) -> Edits:
    """A formula as nodes, or several on lines of their own; the output stays.

    Raises:
        FormulaError: *text* is no formula.
        GraphError: The rules of the graph refuse what it says.
    """
    if len(text) > LONGEST:
        msg = f"a formula has at most {LONGEST:,} characters"
        raise GraphError(msg)
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        parts = list(_parts(graph, [text], corner))
    except FormulaError:
        if len(lines) < 2:  # noqa: PLR2004  one line is what failed
            raise
        parts = list(_parts(graph, lines, corner))
    return Edits(tuple(parts), "Paste a formula")


def _parts(
    graph: Graph, texts: Sequence[str], corner: tuple[float, float]
) -> Iterator[Edit]:
    trial = graph.copy()
    x, y = corner
    for text in texts:
        edit = formula_edit(trial, text, position=(x, y))
        assert isinstance(edit, Edits)
        kept = [part for part in edit.edits if not isinstance(part, SetOutput)]
        before = set(trial.nodes)
        for part in kept:
            apply(trial, part)
            yield part
        tops = [n.position[1] for n in trial.nodes.values() if n.id not in before]
        y = max(tops, default=y - ROW_HEIGHT) + ROW_HEIGHT


def _around(
    nodes: Sequence[Node], frames: Sequence[Frame], middle: tuple[float, float]
) -> tuple[Array, Array | None]:
    """Positions with the same distances, shape ``(n, 2)``, and the way to them.

    There is no such way where things lie too far apart, and are laid out anew.
    """
    places = np.array([n.position for n in nodes], dtype=float).reshape(-1, 2)
    starts = np.array([f.position for f in frames], dtype=float).reshape(-1, 2)
    sizes = np.array([f.size for f in frames], dtype=float).reshape(-1, 2)
    with np.errstate(over="ignore", invalid="ignore"):
        corners = np.concatenate(
            [places, places + geometry.SIZE, starts, starts + sizes]
        )
        if not len(corners):
            return places, None
        extent = np.ptp(corners, axis=0).max()
    if not extent <= _FARTHEST:
        if not nodes:
            return places, None
        there = layered(Graph(nodes))
        places = np.array([there[node.id] for node in nodes])
        corners = np.concatenate([places, places + geometry.SIZE])
    way: Array = middle - (corners.min(axis=0) + corners.max(axis=0)) / 2
    moved_places: Array = np.round(places + way)
    return moved_places, np.round(way) if extent <= _FARTHEST else None
