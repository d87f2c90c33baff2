"""What is brought out on the canvas for a moment: under the cursor, or in a gesture."""

from dataclasses import dataclass
from typing import TypeAlias

from playground.graph.graph import NodeId
from playground.ui.canvas.hit import InputHit, OutputHit

Port: TypeAlias = OutputHit | InputHit


@dataclass(slots=True)
class Highlights:
    """Owned by the scene, read by the painters.

    Attributes:
        node: The node under the cursor.
        number: The leaf whose number is under the cursor or being scrubbed.
        wire: Target and port of the wire under the cursor.
        port: The port under the cursor, or the one a loose wire snaps to.
        lit: Ports where the loose wire may end; None while no wire is loose.
        anchor: The node that holds the loose wire.
        hidden_wire: Target and port of a wire that is being dragged off.
        landing: Target and port of the wire that a drop would lead through a node.
        cut: Targets and ports of wires that a release would cut.
    """

    node: NodeId | None = None
    number: NodeId | None = None
    wire: tuple[NodeId, int] | None = None
    port: Port | None = None
    lit: frozenset[Port] | None = None
    anchor: NodeId | None = None
    hidden_wire: tuple[NodeId, int] | None = None
    landing: tuple[NodeId, int] | None = None
    cut: frozenset[tuple[NodeId, int]] = frozenset()

    def end_gesture(self) -> None:
        """Forget what a gesture brought out."""
        self.lit = self.port = self.anchor = None
        self.hidden_wire = self.landing = None
        self.cut = frozenset()
