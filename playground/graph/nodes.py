"""`Node` and `Link`: what a graph is made of, and what can be said of one by itself."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NewType, Protocol

from playground.core.function import Blank
from playground.core.operations import OPERATIONS, Operation

NodeId = NewType("NodeId", int)

DOT: Final = "dot"
"""The operation of a dot: a place on a wire, which changes nothing."""


class GraphError(ValueError):
    """An edit that the rules of the graph refuse; the message is for the user."""


class Callee(Protocol):
    """A function that nodes can use, as they see it; compared by identity."""

    name: str

    @property
    def row(self) -> Operation:
        """The function as it is now, as a row like those of the table."""

    @property
    def inputs(self) -> "tuple[NodeId, ...]":
        """The leaves of its own graph that stand for its inputs, in their order."""

    def depends_on(self, other: "Callee") -> bool:
        """Whether it is *other*, or uses it, directly or through other functions."""


class Functions(Protocol):
    """The functions of a project, as a graph sees them."""

    def rows(self) -> Mapping[str, Operation]:
        """The functions by the names that formulas call them."""

    def put(self, callee: Callee) -> None:
        """Add a function that came with nodes, if it is not here."""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of the canvas: a leaf with a value, or an operation.

    Attributes:
        id: Unique within its graph, never used again.
        operation: Name in the table of operations, a function of the project, or a
            name that this program does not know; None for a leaf.
        operands: For each input the node it is linked to, or None.
        value: A leaf's number; 0 for an operation, whose value is computed.
        name: An identifier unique within the graph, or empty.
        is_learnable: Whether learning may change the leaf.
        position: Top left corner in scene units, y pointing down.
        ports: For a function, the inputs it had when the operands were connected.
        data: For a name that is not known, what its file says about it, as JSON.
        is_muted: Whether the operation passes its first input on, and computes nothing.
    """

    id: NodeId
    operation: str | Callee | None = None
    operands: tuple[NodeId | None, ...] = ()
    value: float = 0.0
    name: str = ""
    is_learnable: bool = True
    position: tuple[float, float] = (0.0, 0.0)
    ports: tuple[NodeId, ...] = ()
    data: str = ""
    is_muted: bool = False

    @property
    def is_leaf(self) -> bool:
        """Whether the node holds a number of its own."""
        return self.operation is None

    @property
    def is_constant(self) -> bool:
        """Whether the node is a leaf known by its number alone."""
        return self.operation is None and not self.is_learnable and not self.name

    @property
    def label(self) -> str:
        """What messages call the node."""
        if self.name:
            return self.name
        if self.operation is None:
            return f"{self.value:g}"
        return self.row.name

    @property
    def row(self) -> Operation:
        """What the node computes: number of inputs, signs, value and derivatives.

        The one place that knows about rows of the table, functions, and names that
        this program does not know.

        Raises:
            GraphError: The node is a leaf.
        """
        if isinstance(self.operation, str):
            known = None if self.data else known_row(self.operation)
            return known or _unknown(self.operation, len(self.operands), self.data)
        if self.operation is None:
            msg = f"{self.label} is a value and computes nothing"
            raise GraphError(msg)
        return self.operation.row

    @property
    def is_dot(self) -> bool:
        """Whether the node is a dot on a wire, which passes on what it gets."""
        return self.operation == DOT

    @property
    def passes_on(self) -> bool:
        """Whether the node has the value of its first input, like a piece of wire."""
        return self.is_muted or self.operation == DOT

    @property
    def needs(self) -> tuple[NodeId | None, ...]:
        """The operands that its value depends on."""
        return self.operands[:1] if self.is_muted else self.operands

    @property
    def callee(self) -> Callee | None:
        """The function that the node uses, if it uses one."""
        operation = self.operation
        return None if isinstance(operation, str) else operation

    @property
    def is_unknown(self) -> bool:
        """Whether the node stands for an operation that this program does not know."""
        if not isinstance(self.operation, str):
            return bool(self.data)
        return bool(self.data) or known_row(self.operation) is None

    def fitted(self) -> "Node":
        """The node with an operand for each input that its function has now.

        Operands of inputs that are gone are lost, new inputs are not connected.
        """
        callee = self.callee
        if callee is None or callee.inputs == self.ports:
            return self
        ports = callee.inputs
        before = dict(zip(self.ports or ports, self.operands, strict=False))
        operands = tuple(before.get(port) for port in ports)
        return replace(self, operands=operands, ports=ports)


@dataclass(frozen=True, slots=True)
class Link:
    """Input *port* of *target*, and the *source* it takes its value from, if any.

    Attributes:
        input: Of a use of a function, which of its inputs that was; it counts if the
            function has put its inputs into another order since.
    """

    target: NodeId
    port: int
    source: NodeId | None
    input: NodeId | None = None


def missing_input(node: Node) -> str:
    """What to do about inputs that lead nowhere."""
    missing = [port for port, operand in enumerate(node.needs) if operand is None]
    name = node.row.name
    if len(node.operands) == 1:
        return f"connect the input of {name}"
    if node.callee is not None or len(node.operands) > len(_ORDINALS):
        which = " and ".join(node.row.input_names[port] for port in missing)
        return f"connect {which} of {name}"
    which = " and ".join(_ORDINALS[port] for port in missing)
    return f"connect the {which} input{'s' if len(missing) > 1 else ''} of {name}"


def check_complete(node: Node) -> None:
    """Refuse a node that cannot be computed.

    Raises:
        GraphError: An input is not connected, or the operation has no value.
    """
    if None in node.needs:
        raise GraphError(missing_input(node))
    if not node.is_leaf and not node.is_muted and node.row.trouble:
        raise GraphError(node.row.trouble)


def check_mutable(node: Node) -> None:
    """Refuse to mute a node that has no first input to pass on.

    Raises:
        GraphError: It is a value, a dot, or has no inputs.
    """
    if node.is_dot:
        msg = "a dot passes on what it gets already: it cannot be muted"
        raise GraphError(msg)
    if not node.operands:
        msg = f"{node.label} has no input to pass on: only operations can be muted"
        raise GraphError(msg)


_ORDINALS = ("first", "second")


def known_row(name: str) -> Operation | None:
    """The row of an operation of the table, or of a dot; None for other names."""
    return _DOT_ROW if name == DOT else OPERATIONS.get(name)


_DOT_ROW: Final = Operation(
    name=DOT,
    symbol="\N{BULLET}",
    arity=1,
    group="",
    formula="x",
    derivative_formulas=("1.0",),
    help="A dot on a wire: it passes on what it gets, and changes nothing.",
    python=DOT,
    latex="{0}",
)


@lru_cache(maxsize=256)
def _unknown(name: str, arity: int, data: str) -> Operation:
    """The row of a name from a file; its *data* tells an operation from a function."""
    kind = "function" if '"function"' in data else "operation"
    inputs = tuple(f"input {k + 1}" for k in range(arity))
    help_ = f"An unknown {kind}. The file keeps what it says about it."
    return Blank(name, inputs, f"unknown {kind} {name}", help=help_)
