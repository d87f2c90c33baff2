"""`Graph`: nodes and the links between them, and the rules that every edit keeps."""

import keyword
import math
from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import count
from types import MappingProxyType
from typing import Final, NewType, Protocol

from typing_extensions import override

from playground.core.function import Blank
from playground.core.operations import OPERATIONS, Operation
from playground.core.tokens import CONSTANTS, FUNCTION_NAMES, normalized
from playground.graph.frames import Frame, FrameId

NodeId = NewType("NodeId", int)

DOT: Final = "dot"
"""The operation of a dot: a place on a wire, which changes nothing."""


NO_NAME: Final = "a dot has no name: name the node that its wire comes from"


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


class Graph:
    """The nodes and frames of one canvas and the output that gradients refer to.

    Change it through `playground.graph.edits.apply`, which checks the rules, keeps the
    way back, and is the only caller of `put`, `remove`, `reorder` and their like.

    Attributes:
        revision: Grows with every change.
        inputs: The leaves that stand for a function's inputs; empty for a canvas.
        definition: The function whose graph this is, None for a canvas.
        functions: Those of the project, None for a graph outside of one.
    """

    def __init__(
        self,
        nodes: Iterable[Node] = (),
        output: NodeId | None = None,
        frames: Iterable[Frame] = (),
    ) -> None:
        """Make a graph; the caller vouches for nodes that `check_nodes` accepts."""
        self._nodes: dict[NodeId, Node] = {}
        self._users: dict[NodeId, dict[tuple[NodeId, int], None]] = {}
        self._names: dict[str, NodeId] = {}
        self._next_id = 1
        self._frames: dict[FrameId, Frame] = {}
        self._next_frame_id = 1
        self._output = output
        self._found: tuple[NodeId | None] | None = None  # until a wire changes
        self.revision = 0
        self.inputs: tuple[NodeId, ...] = ()
        self.definition: Callee | None = None
        self.functions: Functions | None = None
        for node in nodes:
            self.put(node)
        for frame in frames:
            self.put_frame(frame)

    @property
    def nodes(self) -> Mapping[NodeId, Node]:
        """A live, read-only view of the nodes by id."""
        return MappingProxyType(self._nodes)

    @property
    def frames(self) -> Mapping[FrameId, Frame]:
        """A live, read-only view of the frames by id."""
        return MappingProxyType(self._frames)

    @property
    def output(self) -> NodeId | None:
        """The node chosen for gradients to refer to, None to leave it open."""
        return self._output

    @output.setter
    def output(self, output: NodeId | None) -> None:
        self._output = output
        self.revision += 1

    @property
    def effective_output(self) -> NodeId | None:
        """The chosen output, else the newest node that nothing uses.

        Among those, what lacks no input comes first, then operations: a node that is
        just being connected does not take the gradients away. Dots do not count.
        """
        if self._output is not None:
            return self._output
        if self._found is None:
            self._found = (self._find_output(),)
        return self._found[0]

    def new_id(self) -> NodeId:
        """An id that no node of this graph has or had."""
        self._next_id += 1
        return NodeId(self._next_id - 1)

    def new_frame_id(self) -> FrameId:
        """An id that no frame of this graph has or had."""
        self._next_frame_id += 1
        return FrameId(self._next_frame_id - 1)

    def named(self, name: str) -> NodeId | None:
        """The node of that name, if any."""
        return self._names.get(name)

    def free_name(self, wanted: str = "", taken: Iterable[str] = ()) -> str:
        """A name that is free here and not in *taken*.

        *wanted* with the smallest number that makes it new; without *wanted* the first
        free letter.
        """
        used = taken if isinstance(taken, Set) else frozenset(taken)

        def is_free(name: str) -> bool:
            return name not in self._names and name not in used

        if wanted:
            stem = wanted.rstrip("0123456789") or wanted
            numbered = (f"{stem}{number}" for number in count(1))
            return wanted if is_free(wanted) else next(filter(is_free, numbered))
        letters = list("abcdfghjkmnpqrstuvwxyz")
        return next(filter(is_free, letters), None) or self.free_name("a", used)

    def users(self, node_id: NodeId) -> list[tuple[NodeId, int]]:
        """The inputs that take this node's value, as (target, port)."""
        return list(self._users.get(node_id, ()))

    def downstream(self, node_id: NodeId) -> set[NodeId]:
        """The node and everything that depends on it."""
        return self._reach(
            node_id, lambda current: (t for t, _ in self._users.get(current, ()))
        )

    def upstream(self, node_id: NodeId) -> set[NodeId]:
        """The node and everything it depends on."""
        return self._reach(
            node_id,
            lambda current: (o for o in self._nodes[current].operands if o is not None),
        )

    def carried(self, node_id: NodeId) -> NodeId:
        """What a node stands for: itself, or through dots the node before them.

        A dot without a source stands for itself.
        """
        node = self._nodes[node_id]
        while node.is_dot and node.operands[0] is not None:
            node = self._nodes[node.operands[0]]
        return node.id

    def check_link(self, source: NodeId, target: NodeId, port: int) -> None:
        """Refuse a link that the rules forbid.

        Raises:
            GraphError: A node or port is missing, or the link would close a cycle.
        """
        for node_id in (source, target):
            if node_id not in self._nodes:
                msg = "one end of this wire no longer exists"
                raise GraphError(msg)
        self.check_port(target, port)
        node = self._nodes[target]
        if source in self.downstream(target):
            msg = (
                f"{self._nodes[source].label} already depends on {node.label}: "
                "a value cannot depend on itself"
            )
            raise GraphError(msg)

    def check_port(self, target: NodeId, port: int) -> None:
        """Refuse an input that a node does not have.

        Raises:
            GraphError: There is no such input.
        """
        node = self._nodes[target]
        if node.is_leaf:
            msg = f"{node.label} is a value and has no inputs"
            raise GraphError(msg)
        if not 0 <= port < len(node.operands):
            msg = f"{node.label} has {len(node.operands)} inputs"
            raise GraphError(msg)

    def topological_order(self) -> list[NodeId]:
        """All nodes, operands before their users.

        Raises:
            GraphError: The links form a cycle.
        """
        missing = {
            node.id: sum(operand is not None for operand in node.operands)
            for node in self._nodes.values()
        }
        ready = [node_id for node_id, number in missing.items() if number == 0]
        for node_id in ready:
            for target, _ in self._users.get(node_id, ()):
                missing[target] -= 1
                if missing[target] == 0:
                    ready.append(target)
        if len(ready) != len(self._nodes):
            msg = "these links form a cycle: a value cannot depend on itself"
            raise GraphError(msg)
        return ready

    def put(self, node: Node) -> None:
        """Add or replace a node, keeping the indexes."""
        old = self._nodes.get(node.id)
        if old is not None:
            self._forget(old)
        if old is None or _wiring(old) != _wiring(node):
            self._found = None
        self._nodes[node.id] = node
        self._next_id = max(self._next_id, node.id + 1)
        self.revision += 1
        if node.name:
            self._names[node.name] = node.id
        for port, operand in enumerate(node.operands):
            if operand is not None:
                self._users.setdefault(operand, {})[node.id, port] = None

    def remove(self, node_id: NodeId) -> None:
        """Take a node out that nothing uses any more, keeping the indexes."""
        self._forget(self._nodes.pop(node_id))
        self._found = None
        self.revision += 1

    def put_frame(self, frame: Frame) -> None:
        """Add or replace a frame."""
        self._frames[frame.id] = frame
        self._next_frame_id = max(self._next_frame_id, frame.id + 1)

    def remove_frame(self, frame_id: FrameId) -> None:
        """Take a frame out."""
        del self._frames[frame_id]

    def reorder(self, ids: Iterable[NodeId]) -> None:
        """Put all nodes into the order of *ids*."""
        for node_id in ids:
            self._nodes[node_id] = self._nodes.pop(node_id)

    def copy(self) -> "Graph":
        """An independent graph that is equal to this one."""
        twin = Graph(self._nodes.values(), self.output, self._frames.values())
        twin._next_id = self._next_id
        twin._next_frame_id = self._next_frame_id
        twin.inputs = self.inputs
        twin.definition, twin.functions = self.definition, self.functions
        return twin

    @override
    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Graph):
            return NotImplemented
        return (
            self._nodes == other._nodes
            and self.output == other.output
            and self._frames == other._frames
            and self.inputs == other.inputs
        )

    __hash__ = None  # type: ignore[assignment]  # a graph changes

    def _find_output(self) -> NodeId | None:
        unused = (
            node
            for node in self._nodes.values()
            if not node.is_dot and not self._is_used(node.id)
        )
        newest = sorted(unused, key=lambda n: (not n.is_leaf, n.id), reverse=True)
        operations = [node for node in newest if not node.is_leaf]
        complete = filter(self._is_complete, operations)
        best = next(complete, None) or next(iter(newest), None)
        return None if best is None else best.id

    def _is_used(self, node_id: NodeId) -> bool:
        """Whether anything but dots that lead nowhere takes the value of a node."""
        pending = [node_id]
        for current in pending:
            for target, _ in self._users.get(current, ()):
                if not self._nodes[target].is_dot:
                    return True
                pending.append(target)
        return False

    def _is_complete(self, node: Node) -> bool:
        """Whether *node* lacks nothing: all inputs are connected, all is known."""
        needed = (self._nodes[node_id] for node_id in self.upstream(node.id))
        return not any(None in node.operands or node.is_unknown for node in needed)

    def _reach(
        self, start: NodeId, neighbours: Callable[[NodeId], Iterable[NodeId]]
    ) -> set[NodeId]:
        seen = {start}
        pending = [start]
        while pending:
            for node_id in neighbours(pending.pop()):
                if node_id not in seen:
                    seen.add(node_id)
                    pending.append(node_id)
        return seen

    def _forget(self, node: Node) -> None:
        if node.name:
            self._names.pop(node.name, None)
        for port, operand in enumerate(node.operands):
            if operand is not None:
                self._users[operand].pop((node.id, port), None)


def _wiring(node: Node) -> object:
    """What of a node has a say in which node is the output."""
    return node.operation, node.operands, node.data


def check_name(name: str) -> None:
    """Refuse a name that formulas could not use.

    Raises:
        GraphError: It is no identifier, or it means something else in formulas.
    """
    if not name.isidentifier() or name != normalized(name):
        msg = f"{name!r} cannot be a name: use letters, digits and _, a letter first"
        raise GraphError(msg)
    if keyword.iskeyword(name):
        msg = f"{name!r} is a word of Python: choose another name"
        raise GraphError(msg)
    if name in FUNCTION_NAMES:
        kind = "number" if name in CONSTANTS else "function"
        msg = f"{name!r} is a {kind}: choose another name"
        raise GraphError(msg)


def check_value(value: float) -> None:
    """Refuse a leaf value that is infinite or not a number.

    Raises:
        GraphError: *value* is not finite.
    """
    if not math.isfinite(value):
        msg = f"a value must be a finite number, not {value}"
        raise GraphError(msg)


def check_position(position: tuple[float, float]) -> None:
    """Refuse a place that is nowhere.

    Raises:
        GraphError: A coordinate is not finite.
    """
    if not all(map(math.isfinite, position)):
        msg = "the position of a node must be two finite numbers"
        raise GraphError(msg)


def check_nodes(graph: Graph, nodes: Iterable[Node]) -> None:
    """Refuse nodes that cannot join *graph*, whoever made them.

    Raises:
        GraphError: An id or name is taken, an operation is unknown, the number of
            operands is wrong, an operand is missing, a value is not finite, or the
            links among the new nodes form a cycle.
    """
    nodes = tuple(nodes)
    joined = Graph(nodes)
    names: set[str] = set()
    for node in nodes:
        _check_shape(node)
        _check_recursion(graph, node)
        if node.id in graph.nodes or joined.nodes[node.id] is not node:
            msg = f"there is already a node with the id {node.id}"
            raise GraphError(msg)
        if node.name:
            check_name(node.name)
            if graph.named(node.name) is not None or node.name in names:
                msg = f"there is already a node called {node.name}"
                raise GraphError(msg)
            names.add(node.name)
        for operand in node.operands:
            if operand is None or operand in joined.nodes or operand in graph.nodes:
                continue
            msg = f"an input of {node.label} leads to a node that does not exist"
            raise GraphError(msg)
    Graph(
        replace(
            node,
            operands=tuple(o if o in joined.nodes else None for o in node.operands),
        )
        for node in joined.nodes.values()
    ).topological_order()


def missing_input(node: Node) -> str:
    """What to do about inputs that lead nowhere."""
    missing = [port for port, operand in enumerate(node.operands) if operand is None]
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
    if None in node.operands:
        raise GraphError(missing_input(node))
    if not node.is_leaf and node.row.trouble:
        raise GraphError(node.row.trouble)


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


def _check_recursion(graph: Graph, node: Node) -> None:
    callee, owner = node.callee, graph.definition
    if callee is None or owner is None or not callee.depends_on(owner):
        return
    msg = f"{owner.name} cannot use itself"
    if callee is not owner:
        msg = f"{owner.name} cannot use {callee.name}, which uses {owner.name} itself"
    raise GraphError(msg)


def _check_shape(node: Node) -> None:
    check_value(node.value)
    check_position(node.position)
    if node.operation is None:
        arity = 0
    elif node.is_unknown and not node.data:
        msg = f"there is no operation called {node.operation!r}"
        raise GraphError(msg)
    else:
        arity = node.row.arity
    if node.is_dot and node.name:
        raise GraphError(NO_NAME)
    if len(node.operands) != arity:
        msg = f"{node.label} takes {arity} inputs, not {len(node.operands)}"
        raise GraphError(msg)
