"""Functions of a project: each a named graph with inputs, and the library of them."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import count
from weakref import WeakValueDictionary

from playground.core.expr import Expr, ExprError
from playground.core.formula import FUNCTIONS, to_text
from playground.core.function import Blank, Function
from playground.core.operations import Operation
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.nodes import Callee, missing_input
from playground.graph.rules import check_name


class Definition:
    """A function: a graph whose inputs are leaves of it, under a name.

    Nodes name the object itself: a new name or content is everywhere at once.

    Attributes:
        name: What formulas call it.
        graph: Its content; ``graph.inputs`` are its inputs, in their order.
        made: The row as it was when somebody last asked for it.
    """

    def __init__(self, name: str, graph: Graph) -> None:
        """Make *graph*, which has inputs, a function."""
        self.name = name
        self.graph = graph
        graph.definition = self
        self._made_of: object = None
        self._seen: dict[Definition, tuple[int, str]] = {self: (-1, "")}
        self.made: Operation = Blank(name, (), "it is new")

    @property
    def inputs(self) -> tuple[NodeId, ...]:
        """The leaves that stand for the inputs."""
        return self.graph.inputs

    @property
    def row(self) -> Operation:
        """The function as it is now; the same row until something within changes."""
        if any(
            (each.graph.revision, each.name) != seen
            for each, seen in self._seen.items()
        ):
            needed = self.needed()
            for each in needed:
                each.refresh()
            self._seen = {each: (each.graph.revision, each.name) for each in needed}
        return self.made

    def refresh(self) -> None:
        """Make the row anew if something has changed, those within being up to date."""
        rows = tuple(each.made for each in self.used())
        made_of = (self.graph.revision, self.graph.inputs, self.name, rows)
        if made_of != self._made_of:
            self.made = self._make()
            self._made_of = made_of

    @property
    def formula(self) -> str:
        """What it computes from its inputs; empty while it has no value."""
        row = self.row
        return to_text(row.body) if isinstance(row, Function) else ""

    @property
    def signature(self) -> str:
        """Name and inputs, as in ``neuron(x, w, b)``."""
        return f"{self.name}({', '.join(self.row.input_names)})"

    def used(self) -> list["Definition"]:
        """The functions that its graph uses, each once."""
        return definitions_in(self.graph.nodes.values())

    def needed(self) -> list["Definition"]:
        """All functions it depends on, itself last, each after those it uses."""
        return in_order([self])

    def depends_on(self, other: Callee) -> bool:
        """Whether it is *other*, or uses it, directly or through other functions."""
        return other in self.needed()

    def node(self, node_id: NodeId, position: tuple[float, float]) -> Node:
        """A new use of it, not connected yet."""
        inputs = self.inputs
        operands = (None,) * len(inputs)
        return Node(node_id, self, operands, position=position, ports=inputs)

    def _make(self) -> Operation:
        graph = self.graph
        exprs: dict[NodeId, Expr] = {}
        output = graph.effective_output
        needed = graph.needed(output) if output is not None else set()
        inputs = [graph.nodes[i] for i in graph.inputs]
        for leaf in inputs:
            exprs[leaf.id] = Expr(leaf.value, leaf.name, is_learnable=True)
        names = [leaf.name or f"input {k}" for k, leaf in enumerate(inputs, 1)]
        for node_id in graph.topological_order():
            node = graph.nodes[node_id]
            if node_id not in needed or node_id in exprs:
                continue
            if node.operation is None:
                name = node.name or None
                exprs[node_id] = Expr(node.value, name, is_learnable=node.is_learnable)
                continue
            row = node.row if node.callee is None else _row_of(node.callee)
            trouble = "" if node.is_muted else row.trouble
            if None in node.needs:
                trouble = missing_input(node)
            if trouble:
                return self._blank(names, trouble)
            operands = [exprs[o] for o in node.needs if o is not None]
            if node.passes_on:
                exprs[node_id] = operands[0]
                continue
            exprs[node_id] = Expr.apply(row, *operands, name=node.name or None)
        if output is None:
            return self._blank(names, "there is nothing to compute")
        leaves = [exprs[i] for i in graph.inputs]
        about = "A function of this project: Enter or a double-click opens it."
        try:
            return Function(self.name, exprs[output], leaves, help=about, origin=self)
        except ExprError as error:
            return self._blank(names, str(error))

    def _blank(self, names: list[str], trouble: str) -> Operation:
        trouble = f"{self.name} has no value: inside, {trouble}"
        return Blank(self.name, names, trouble, origin=self)


class Library:
    """The functions of a project, and the graphs that may use them."""

    def __init__(self, definitions: Iterable[Definition] = ()) -> None:
        """Begin with some functions, of different names."""
        self._definitions: list[Definition] = []
        self._graphs: WeakValueDictionary[int, Graph] = WeakValueDictionary()
        self._resting: set[int] = set()
        for definition in definitions:
            self._definitions.append(definition)
            self.attach(definition.graph)

    @property
    def definitions(self) -> tuple[Definition, ...]:
        """The functions, the oldest first."""
        return tuple(self._definitions)

    def named(self, name: str) -> Definition | None:
        """The function of that name, if any."""
        return next((d for d in self._definitions if d.name == name), None)

    def rows(self) -> Mapping[str, Operation]:
        """The functions by the names that formulas call them."""
        return {d.name: d.row for d in self._definitions}

    def put(self, callee: Callee) -> None:
        """Add a function and those it uses, if they are not here.

        One whose name is taken gets a number.
        """
        if not isinstance(callee, Definition):
            raise TypeError(callee)
        for each in callee.needed():
            if each not in self._definitions:
                each.name = self.free_name(each.name)
                self._definitions.append(each)
                self.attach(each.graph)

    def remove(self, definition: Definition) -> None:
        """Take a function out."""
        self._definitions.remove(definition)

    def attach(self, graph: Graph) -> None:
        """Let *graph* use the functions; it is followed as long as it lives."""
        graph.functions = self
        self._resting.discard(id(graph))
        self._graphs[id(graph)] = graph

    def let_rest(self, graph: Graph) -> None:
        """Count its uses no longer: it is closed, but may be opened again."""
        self._resting.add(id(graph))

    def uses(
        self, definition: Definition, *, with_closed: bool = False
    ) -> Iterator[tuple[Graph, Node]]:
        """Every node that uses a function, in all graphs that are followed.

        Graphs that are closed, and of functions that are forgotten, do not count
        unless wanted: they may come back.
        """
        for key, graph in tuple(self._graphs.items()):
            owner = graph.definition
            is_here = owner is None or owner in self._definitions
            is_here &= key not in self._resting
            if not is_here and not with_closed:
                continue
            for node in tuple(graph.nodes.values()):
                if node.operation is definition:
                    yield graph, node

    def free_name(self, wanted: str) -> str:
        """*wanted*, with the smallest number that makes it new."""
        if self._is_free(wanted):
            return wanted
        stem = wanted.rstrip("0123456789") or wanted
        numbered = (f"{stem}{number}" for number in count(2))
        return next(filter(self._is_free, numbered))

    def check_name(self, name: str, besides: Definition | None = None) -> None:
        """Refuse a name that a function cannot have.

        Raises:
            GraphError: It is no identifier, or formulas call something else by it.
        """
        check_name(name)
        if name in FUNCTIONS:
            msg = f"{name!r} is an operation: choose another name"
            raise GraphError(msg)
        if self.named(name) not in (None, besides):
            msg = f"there is already a function called {name}"
            raise GraphError(msg)

    def _is_free(self, name: str) -> bool:
        return self.named(name) is None and name not in FUNCTIONS


def definitions_in(nodes: Iterable[Node]) -> list[Definition]:
    """The functions that nodes use, each once, in the order of first use."""
    found = dict.fromkeys(node.callee for node in nodes)
    return [callee for callee in found if isinstance(callee, Definition)]


def in_order(definitions: Iterable[Definition]) -> list[Definition]:
    """Functions and all that they use, each after those it uses itself."""
    order: dict[Definition, None] = {}
    path: list[tuple[Definition, Iterator[Definition]]] = []
    on_path: set[Definition] = set()
    for start in definitions:
        if start not in order:
            path.append((start, iter(start.used())))
            on_path.add(start)
        while path:
            current, rest = path[-1]
            inner = next((d for d in rest if d not in order and d not in on_path), None)
            if inner is None:
                order[current] = None
                on_path.discard(current)
                path.pop()
            else:
                on_path.add(inner)
                path.append((inner, iter(inner.used())))
    return list(order)


def _row_of(callee: Callee) -> Operation:
    """The row of a function within another, which is up to date already."""
    return callee.made if isinstance(callee, Definition) else callee.row
