"""What the paint layer shows, as arrays in the order of stacking. Paints nothing.

`NodePicture` and `WirePicture` mirror a `Graph` and an `Evaluation`. A gesture may show
a state that the graph does not have yet, such as nodes on the move; `reload_positions`
returns to the truth.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainterPath

from playground.core.operations import Array
from playground.graph.evaluate import WAITS, Evaluation
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.ui.canvas import geometry

FUNCTION_SIGN: Final = "\N{LATIN SMALL LETTER F WITH HOOK}"
"""Stands before the name of a function."""

Rows: TypeAlias = NDArray[np.intp]
Mask: TypeAlias = NDArray[np.bool_]


class NodePicture:
    """The nodes: row k of every array and list belongs to ``ids[k]``."""

    def __init__(self) -> None:
        self.ids: list[NodeId] = []
        self.index: dict[NodeId, int] = {}
        self.nodes: list[Node] = []
        self.positions: Array = np.zeros((0, 2))
        self.sizes: Array = np.zeros((0, 2))
        self.dots: Mask = np.zeros(0, dtype=bool)
        self.values: Array = np.zeros(0)
        self.gradients: Array = np.zeros(0)
        self.muted: Mask = np.zeros(0, dtype=bool)
        self.selected: Mask = np.zeros(0, dtype=bool)
        self.failed: Mask = np.zeros(0, dtype=bool)
        self.problems: Mapping[NodeId, str] = {}
        self.output: NodeId | None = None
        self.inputs: tuple[NodeId, ...] = ()
        self._evaluation: Evaluation | None = None
        self._evaluated_ids: tuple[NodeId, ...] = ()
        self._evaluated_rows: Rows = np.zeros(0, dtype=np.intp)

    def __len__(self) -> int:
        return len(self.ids)

    def add(self, nodes: Iterable[Node]) -> None:
        """Stack new nodes on top."""
        new = list(nodes)
        self.index.update((n.id, len(self.ids) + k) for k, n in enumerate(new))
        self.ids.extend(node.id for node in new)
        self.nodes.extend(new)
        room = len(new)
        positions = np.array([n.position for n in new], dtype=float).reshape(-1, 2)
        self.positions = np.concatenate([self.positions, positions])
        sizes = np.array([geometry.size_of(n) for n in new], dtype=float)
        self.sizes = np.concatenate([self.sizes, sizes.reshape(-1, 2)])
        self.dots = self.sizes[:, 0] == geometry.DOT
        muted = np.array([n.is_muted for n in new], dtype=bool)
        self.muted = np.concatenate([self.muted, muted])
        nan = np.full(room, np.nan)
        self.values = np.concatenate([self.values, nan])
        self.gradients = np.concatenate([self.gradients, nan])
        no = np.zeros(room, dtype=bool)
        self.selected = np.concatenate([self.selected, no])
        self.failed = np.concatenate([self.failed, no])
        self._evaluated_ids = ()

    def remove(self, ids: Iterable[NodeId]) -> None:
        """Forget nodes; the others close the ranks."""
        keep = np.ones(len(self.ids), dtype=bool)
        keep[[self.index[node_id] for node_id in ids]] = False
        rows = np.flatnonzero(keep)
        self.ids = [self.ids[row] for row in rows.tolist()]
        self.nodes = [self.nodes[row] for row in rows.tolist()]
        self.index = {node_id: row for row, node_id in enumerate(self.ids)}
        self.positions = self.positions[rows]
        self.sizes, self.dots = self.sizes[rows], self.dots[rows]
        self.muted = self.muted[rows]
        self.values = self.values[rows]
        self.gradients = self.gradients[rows]
        self.selected = self.selected[rows]
        self.failed = self.failed[rows]
        self._evaluated_ids = ()

    def replace(self, node: Node) -> None:
        """Show the new state of a node; its position stays as shown."""
        row = self.index[node.id]
        self.nodes[row], self.muted[row] = node, node.is_muted

    def reload_positions(self, graph: Graph, ids: Iterable[NodeId]) -> Rows:
        """Put nodes where the graph has them; returns their rows."""
        # An edit of several parts may move what a later part removes.
        chosen = [i for i in ids if i in self.index and i in graph.nodes]
        rows = self.rows(chosen)
        for row, node_id in zip(rows.tolist(), chosen, strict=True):
            self.positions[row] = graph.nodes[node_id].position
            self.replace(graph.nodes[node_id])
        return rows

    def take(self, evaluation: Evaluation | None = None) -> None:
        """Show the numbers and problems of *evaluation* at the nodes that are here.

        Without one, that of the last time: nodes may have come since.
        """
        evaluation = evaluation or self._evaluation
        if evaluation is None:
            return
        self._evaluation = evaluation
        if not self._evaluated_ids or evaluation.ids != self._evaluated_ids:
            here = [self.index.get(node_id, -1) for node_id in evaluation.ids]
            self._evaluated_rows = np.array(here, dtype=np.intp)
            self._evaluated_ids = evaluation.ids
        rows = self._evaluated_rows
        known = rows >= 0
        self.values[rows[known]] = evaluation.values[known]
        self.gradients[rows[known]] = evaluation.gradients[known]
        self.problems = evaluation.problems
        self.failed[:] = False
        for node_id in evaluation.problems:
            row = self.index.get(node_id)
            if row is not None:
                self.failed[row] = self.is_failed(row)

    def is_failed(self, row: int) -> bool:
        """Whether a node is in error, rather than merely waiting for its inputs."""
        node = self.nodes[row]
        problem = self.problems.get(node.id, WAITS)
        if not node.is_leaf and node.row.trouble == problem:
            return True
        return not problem.startswith(WAITS) and None not in node.needs

    @property
    def evaluation(self) -> Evaluation | None:
        """What the numbers are from."""
        return self._evaluation

    def rows(self, ids: Iterable[NodeId]) -> Rows:
        """The rows of *ids*."""
        return np.array([self.index[node_id] for node_id in ids], dtype=np.intp)

    def inside(self, rect: QRectF) -> Rows:
        """Rows of the nodes that meet *rect*, lowest first."""
        x, y = self.positions[:, 0], self.positions[:, 1]
        found = (x <= rect.right()) & (x >= rect.left() - self.sizes[:, 0])
        found &= (y <= rect.bottom()) & (y >= rect.top() - self.sizes[:, 1])
        return np.flatnonzero(found)

    def bounds(self, rows: Rows | None = None) -> QRectF:
        """The rectangle around nodes, all of them without *rows*; empty for none."""
        at = self.positions if rows is None else self.positions[rows]
        if not len(at):
            return QRectF()
        sizes = self.sizes if rows is None else self.sizes[rows]
        low, high = at.min(axis=0), (at + sizes).max(axis=0)
        return QRectF(QPointF(*low.tolist()), QPointF(*high.tolist()))

    def rect(self, row: int) -> QRectF:
        """The rectangle of a node as it is shown."""
        x, y = self.positions[row].tolist()
        return QRectF(x, y, *self.sizes[row].tolist())

    def output_point(self, node_id: NodeId) -> QPointF:
        """The output port of a node as it is shown."""
        row = self.index[node_id]
        x, y = self.positions[row].tolist()
        if self.dots[row]:
            return QPointF(x + geometry.DOT, y + geometry.DOT / 2)
        return geometry.output_point(x, y)

    def input_point(self, node_id: NodeId, port: int) -> QPointF:
        """An input port of a node as it is shown."""
        row = self.index[node_id]
        x, y = self.positions[row].tolist()
        if self.dots[row]:
            return QPointF(x, y + geometry.DOT / 2)
        return geometry.input_point(x, y, len(self.nodes[row].operands), port)


class WirePicture:
    """The wires: row k of every array and list belongs to ``links[k]``."""

    def __init__(self, nodes: NodePicture) -> None:
        self._nodes = nodes
        self.links: list[Link] = []
        self.index: dict[tuple[NodeId, int], int] = {}
        self.sources: Rows = np.zeros(0, dtype=np.intp)
        self.targets: Rows = np.zeros(0, dtype=np.intp)
        self.ends: Array = np.zeros((0, 4))
        self.boxes: Array = np.zeros((0, 4))
        self.selected: Mask = np.zeros(0, dtype=bool)
        self._drop: Array = np.zeros(0)
        self._paths: list[QPainterPath | None] = []

    def __len__(self) -> int:
        return len(self.links)

    def rebuild(self) -> None:
        """Read all wires from the nodes again; the selection stays."""
        selected = {(w.target, w.port) for w in self.chosen(self.selected)}
        row_of = self._nodes.index
        found = [
            (Link(node.id, port, source), row_of[source], row, port, len(node.operands))
            for row, node in enumerate(self._nodes.nodes)
            for port, source in enumerate(node.operands)
            if source is not None and source in row_of
        ]
        self.links = [entry[0] for entry in found]
        self.index = {(w.target, w.port): k for k, w in enumerate(self.links)}
        numbers = np.array([e[1:] for e in found], dtype=np.intp).reshape(-1, 4)
        self.sources, self.targets = numbers[:, 0], numbers[:, 1]
        self._drop = self._drops(self.targets, numbers[:, 3], numbers[:, 2])
        self.ends = np.zeros((len(found), 4))
        self.boxes = np.zeros((len(found), 4))
        self._paths = [None] * len(found)
        self.selected = np.array(
            [(w.target, w.port) in selected for w in self.links], dtype=bool
        )
        self.follow(np.arange(len(found)))

    def relink(self, targets: Iterable[NodeId]) -> None:
        """Read the wires into *targets* from the nodes again; the others stay."""
        nodes = self._nodes
        links = list(self.links)
        gone: list[int] = []
        new: list[Link] = []
        changed: list[Link] = []
        for target in dict.fromkeys(targets):
            for port, source in enumerate(nodes.nodes[nodes.index[target]].operands):
                row = self.index.get((target, port))
                if row is None and source is not None:
                    new.append(Link(target, port, source))
                elif row is not None and source is None:
                    gone.append(row)
                elif row is not None and source is not None:
                    links[row] = Link(target, port, source)
                    self.sources[row] = nodes.index[source]
                    changed.append(links[row])
        # Another list than before: that is how others notice.
        self.links = links
        if gone or new:
            self._exchange(gone, new)
        moved = [self.index[w.target, w.port] for w in (*changed, *new)]
        self.follow(self.rows_of(moved))

    def _exchange(self, gone: list[int], new: list[Link]) -> None:
        """Drop the wires of some rows, and hang new ones behind the rest."""
        keep = np.ones(len(self.links), dtype=bool)
        keep[gone] = False
        rows = np.flatnonzero(keep)
        index = self._nodes.index
        arities = [len(self._nodes.nodes[index[w.target]].operands) for w in new]
        sources = self.rows_of([index[w.source] for w in new if w.source is not None])
        targets = self.rows_of([index[w.target] for w in new])
        drop = self._drops(targets, arities, [w.port for w in new])
        room = np.zeros((len(new), 4))
        self.links = [self.links[row] for row in rows.tolist()] + new
        self._paths = [self._paths[row] for row in rows.tolist()] + [None] * len(new)
        self.index = {(w.target, w.port): k for k, w in enumerate(self.links)}
        self.sources = np.concatenate([self.sources[rows], sources])
        self.targets = np.concatenate([self.targets[rows], targets])
        self._drop = np.concatenate([self._drop[rows], drop])
        self.ends = np.concatenate([self.ends[rows], room])
        self.boxes = np.concatenate([self.boxes[rows], room])
        no = np.zeros(len(new), dtype=bool)
        self.selected = np.concatenate([self.selected[rows], no])

    def follow(self, rows: Rows) -> None:
        """Lead the wires of *rows* to where their nodes are shown now."""
        at = self._nodes.positions
        start, stop = at[self.sources[rows]], at[self.targets[rows]]
        ends = np.concatenate([start, stop], axis=1)
        sizes = self._nodes.sizes[self.sources[rows]]
        ends[:, 0] += sizes[:, 0]
        ends[:, 1] += sizes[:, 1] / 2
        ends[:, 3] += self._drop[rows]
        self.ends[rows] = ends
        self.boxes[rows] = geometry.wire_boxes(geometry.wire_controls(ends))
        for row in rows.tolist():
            self._paths[row] = None

    def _drops(self, targets: Rows, arities: ArrayLike, ports: ArrayLike) -> Array:
        """How far below the top of their targets wires end."""
        heights = self._nodes.sizes[targets, 1] / geometry.HEIGHT
        drops: Array = geometry.input_heights(arities, ports) * heights
        return drops

    def at_nodes(self, rows: Rows) -> Rows:
        """Rows of the wires that begin or end at nodes with these rows."""
        member = np.zeros(len(self._nodes), dtype=bool)
        member[rows] = True
        return np.flatnonzero(member[self.sources] | member[self.targets])

    def path(self, row: int) -> QPainterPath:
        """The curve of a wire, kept until an end moves."""
        path = self._paths[row]
        if path is None:
            path = geometry.wire_path(
                geometry.wire_controls(self.ends[row : row + 1])[0]
            )
            self._paths[row] = path
        return path

    def inside(self, rect: QRectF) -> Rows:
        """Rows of the wires whose bounds meet *rect*."""
        return np.flatnonzero(geometry.overlapping(self.boxes, rect))

    @staticmethod
    def rows_of(rows: Sequence[int]) -> Rows:
        """Plain numbers as an array of rows."""
        return np.array(rows, dtype=np.intp)

    def chosen(self, mask: Mask) -> Sequence[Link]:
        """The links that *mask* picks."""
        return [self.links[row] for row in np.flatnonzero(mask).tolist()]


def operation_symbol(node: Node) -> str:
    """The sign in the title of an operation; empty for a leaf."""
    return "" if node.is_leaf else node.row.symbol
