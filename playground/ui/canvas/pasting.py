"""What a clipboard brings, as edits. Touches no clipboard and no widget."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

import numpy as np

from playground.core.operations import Array
from playground.graph.edits import AddNodes, Edit, Edits, SetOutput, apply
from playground.graph.formulas import FormulaError, formula_edit
from playground.graph.graph import Graph, GraphError, Node
from playground.graph.layout import ROW_HEIGHT, layered
from playground.ui.canvas import geometry

LONGEST: Final = 20_000
"""Characters; a longer text is taken for no formula, unread."""

_FARTHEST: Final = 50_000.0  # scene units; farther apart nodes cannot be shown
_ASIDE: Final = 24.0


def node_paste(
    graph: Graph, nodes: Sequence[Node], middle: tuple[float, float]
) -> AddNodes:
    """New nodes like *nodes*, with the wires among them, their middle at *middle*.

    Names that the graph has get a number. They do not lie exactly on others.
    """
    twins = {node.id: graph.new_id() for node in nodes}
    places = _around(nodes, middle)
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
    return AddNodes(tuple(added))


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


def _around(nodes: Sequence[Node], middle: tuple[float, float]) -> Array:
    """Positions with the same distances, shape ``(n, 2)``."""
    places = np.array([n.position for n in nodes], dtype=float).reshape(-1, 2)
    if not len(places):
        return places
    with np.errstate(over="ignore"):
        extent = np.ptp(places, axis=0).max()
    if not extent <= _FARTHEST:
        there = layered(Graph(nodes))
        places = np.array([there[node.id] for node in nodes])
    low, high = places.min(axis=0), places.max(axis=0) + geometry.SIZE
    moved: Array = np.round(places - low + middle - (high - low) / 2)
    return moved
