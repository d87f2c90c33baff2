"""`Graph`: nodes and the links between them, and the rules that every edit keeps."""

from collections.abc import Callable, Iterable, Mapping, Set
from itertools import count
from types import MappingProxyType

from typing_extensions import override

from playground.graph.frames import Frame, FrameId
from playground.graph.nodes import Callee, Functions, GraphError, Link, Node, NodeId

__all__ = ["Graph", "GraphError", "Link", "Node", "NodeId"]


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

    def needed(self, node_id: NodeId) -> set[NodeId]:
        """The node and everything that its value depends on.

        Unlike `upstream` without what only muted inputs lead to.
        """
        return self._reach(
            node_id,
            lambda current: (o for o in self._nodes[current].needs if o is not None),
        )

    def carried(self, node_id: NodeId) -> NodeId:
        """What a node stands for: itself, or what dots and muted nodes pass on.

        One of those without a source stands for itself.
        """
        node = self._nodes[node_id]
        while node.passes_on and node.operands[0] is not None:
            node = self._nodes[node.operands[0]]
        return node.id

    def before_dots(self, node_id: NodeId) -> NodeId:
        """Where a wire comes from that dots lead around: as `carried`, but for dots."""
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
        needed = (self._nodes[node_id] for node_id in self.needed(node.id))
        return not any(
            None in node.needs or (node.is_unknown and not node.is_muted)
            for node in needed
        )

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
    return node.operation, node.operands, node.data, node.is_muted
