"""What each wire carries back: its share of the gradient, for all wires at once."""

from collections import defaultdict
from typing import TYPE_CHECKING

import numpy as np

from playground.core.operations import Array
from playground.ui.canvas.picture import NodePicture, Rows, WirePicture

if TYPE_CHECKING:
    from playground.graph.nodes import Callee


class Flows:
    """Gradients along the wires of a picture, computed when somebody looks."""

    def __init__(self, nodes: NodePicture, wires: WirePicture) -> None:
        self._nodes = nodes
        self._wires = wires
        self._seen: tuple[object, object] = (None, None)
        self._flows: Array = np.zeros(0)
        self._sorted: object = None
        self._kinds: list[Rows] = []
        self._sources: Rows = np.zeros((0, 2), dtype=np.intp)
        self._ports: Rows = np.zeros(0, dtype=np.intp)

    def gradients(self) -> Array:
        """For each wire what it adds to the gradient of its source; NaN if unknown.

        It is the slope of the target by this input times the target's gradient.
        """
        state = (self._nodes.evaluation, self._wires.links)
        if any(now is not seen for now, seen in zip(state, self._seen, strict=True)):
            self._flows = self._compute()
            self._seen = state
        return self._flows

    def heat(self) -> Array:
        """For each wire how much it carries back, 0 to 1 for the most of all."""
        sizes = np.abs(self.gradients())
        sizes[~np.isfinite(sizes)] = 0.0
        most = sizes.max(initial=0.0)
        # The root keeps what is small in sight.
        return np.sqrt(sizes / most) if most > 0 else sizes

    def _compute(self) -> Array:
        nodes, wires = self._nodes, self._wires
        if self._sorted is not wires.links:
            self._sort()
        shares = np.full(self._sources.shape, np.nan)
        with np.errstate(all="ignore"):
            for rows in self._kinds:
                operation = nodes.nodes[rows[0]].row
                operands = [
                    nodes.values[self._sources[rows, port]]
                    for port in range(operation.arity)
                ]
                slopes = operation.array_derivatives(nodes.values[rows], *operands)
                for port, slope in enumerate(slopes):
                    shares[rows, port] = slope * nodes.gradients[rows]
        muted = nodes.muted
        shares[muted] = 0.0
        shares[muted, 0] = nodes.gradients[muted]
        flows: Array = shares[wires.targets, self._ports]
        return flows

    def _sort(self) -> None:
        """Bring the nodes of each operation together; lasts until wires change."""
        nodes, wires = self._nodes, self._wires
        self._sorted = wires.links
        self._ports = np.array([link.port for link in wires.links], dtype=np.intp)
        width = int(self._ports.max(initial=1)) + 1
        self._sources = np.full((len(nodes), width), -1, dtype=np.intp)
        self._sources[wires.targets, self._ports] = wires.sources
        kinds: defaultdict[str | Callee, list[int]] = defaultdict(list)
        for row, node in enumerate(nodes.nodes):
            if node.operation is not None and None not in node.operands:
                kinds[node.operation].append(row)
        self._kinds = [np.array(rows, dtype=np.intp) for rows in kinds.values()]
