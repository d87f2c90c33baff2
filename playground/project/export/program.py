"""A canvas's output as the text of a Python program, whichever library it uses."""

import keyword
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from playground.core.operations import CALL, OPERATIONS, Operation
from playground.graph.definitions import Definition, definitions_in, in_order
from playground.graph.dots import without_dots
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.nodes import check_complete

_WIDEST = 60  # characters of an expression that is written inside another one
_NEGATION = OPERATIONS["neg"].precedence


@dataclass(frozen=True, slots=True)
class Piece:
    """An expression as text; a bare number is no node of the program yet."""

    text: str
    precedence: int = CALL
    is_number: bool = False

    def inside(self, precedence: int) -> str:
        """The text, in brackets where it binds less strongly than *precedence*."""
        return f"({self.text})" if self.precedence < precedence else self.text


@dataclass(frozen=True, slots=True)
class Library:
    """How programs for one library are spelled.

    Attributes:
        opening: The lines up to the first statement.
        leaf: An expression for a leaf that is no constant.
        constant: A number as a node, where a bare number will not do.
        call: The call of a function with its operands.
        takes_numbers: Whether a function's second operand may be a bare number.
        closing: ``(output, leaves) ->`` lines that print the results.
        reserved: Names that the program needs for itself.
    """

    opening: str
    leaf: Callable[[Node], str]
    constant: Callable[[float], str]
    call: Callable[[Operation, list[Piece]], str]
    takes_numbers: bool
    closing: Callable[[str, Sequence["Leaf"]], list[str]]
    reserved: frozenset[str]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf of a program: its variable, and what its results are called."""

    variable: str
    name: str
    is_learnable: bool


def program(graph: Graph, library: Library, output: NodeId | None = None) -> str:
    """Source that computes a node, and prints its value and gradient by each leaf.

    It prints ``value NUMBER``, then ``gradient NAME NUMBER`` for each leaf that has a
    name or is learnable. Names and learnable flags are kept, what is used more than
    once is a variable, and functions are functions.

    Args:
        graph: The canvas.
        library: What the program is built on.
        output: The node; by default the one that the canvas's gradients refer to.

    Raises:
        GraphError: The canvas has no output, or an input on the way is not connected.
    """
    output = graph.effective_output if output is None else output
    if output is None:
        msg = "the canvas is empty: there is nothing to export"
        raise GraphError(msg)
    output, graph = graph.carried(output), without_dots(graph)
    needed = (graph.nodes[node_id] for node_id in graph.upstream(output))
    functions = _Functions(library)
    order = in_order(definitions_in(needed))
    # One without a value may be muted everywhere; if it is not, the writer says why.
    blocks = [functions.written(each) for each in order if not each.row.trouble]
    writer = _Writer(graph, output, library, functions.names)
    lines, leaves = writer.statements()
    closing = library.closing(writer.variable(output), leaves)
    return "\n".join([library.opening, *blocks, *lines, "", *closing, ""])


class _Functions:
    """Writes functions, each after those it uses."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self.names: dict[object, str] = {}

    def written(self, definition: Definition) -> str:
        """The function as Python's, after the values that are its own."""
        name = definition.name
        while name in self._taken:
            name += "_"
        self.names[definition] = name
        graph, output = definition.graph, definition.graph.effective_output
        assert output is not None
        output, graph = graph.carried(output), without_dots(graph)
        writer = _Writer(graph, output, self._library, self.names, graph.inputs, name)
        lines, _ = writer.statements()
        inputs = ", ".join(map(writer.variable, graph.inputs))
        result = writer.variable(output)
        body = [f"    {line}" for line in (*lines, f"return {result}")]
        own = [f"{line}\n" for line in writer.own]
        return "\n".join(["", *own, f"def {name}({inputs}):", *body, ""])

    @property
    def _taken(self) -> set[str]:
        return {*self._library.reserved, *self.names.values()}


class _Writer:
    """Writes operands before what uses them, so nothing here recurses.

    Attributes:
        own: For a function, the statements before it that make values of its own.
    """

    def __init__(
        self,
        graph: Graph,
        output: NodeId,
        library: Library,
        functions: Mapping[object, str],
        inputs: Sequence[NodeId] = (),
        owner: str = "",
    ) -> None:
        needed = graph.upstream(output).union(inputs)
        order = graph.topological_order()
        self._nodes = [graph.nodes[node_id] for node_id in order if node_id in needed]
        self._uses = dict.fromkeys(needed, 0)
        for node in self._nodes:
            check_complete(node)
            for operand in node.operands:
                if operand is not None:
                    self._uses[operand] += 1
        self._output = output
        self._library = library
        self._functions = functions
        self._inputs = frozenset(inputs)
        self._owner = owner
        reserved = library.reserved.union(functions.values())
        self._variables = _variables(self._nodes, output, reserved)
        self._pieces: dict[NodeId, Piece] = {}
        self.own: list[str] = []

    def variable(self, node_id: NodeId) -> str:
        """What the program calls a node."""
        return self._variables[node_id]

    def statements(self) -> tuple[list[str], list[Leaf]]:
        """A statement for each variable, and the leaves that have one."""
        lines: list[str] = []
        leaves: list[Leaf] = []
        for node in sorted(self._nodes, key=lambda node: not node.is_leaf):
            if node.id in self._inputs:
                self._pieces[node.id] = Piece(self._variables[node.id])
                continue
            piece = self._leaf(node) if node.is_leaf else self._operation(node)
            if self._is_written_inside(node, piece):
                self._pieces[node.id] = piece
                continue
            variable = self._variables[node.id]
            is_own = bool(self._owner) and node.is_leaf and not node.is_constant
            if is_own:
                variable = self._variables[node.id] = f"{self._owner}_{variable}"
            statement = f"{variable} = {self._as_node(piece)}"
            (self.own if is_own else lines).append(statement)
            self._pieces[node.id] = Piece(variable)
            if node.is_leaf and not node.is_constant:
                name = node.name or variable
                leaves.append(Leaf(variable, name, node.is_learnable))
        return lines, leaves

    def _is_written_inside(self, node: Node, piece: Piece) -> bool:
        if node.id == self._output or node.name:
            return False
        if node.is_constant:
            return self._uses[node.id] == 1
        is_short = len(piece.text) <= _WIDEST
        return not node.is_leaf and self._uses[node.id] == 1 and is_short

    def _leaf(self, node: Node) -> Piece:
        if node.is_constant:
            is_negative = repr(node.value).startswith("-")
            precedence = _NEGATION if is_negative else CALL
            return Piece(repr(node.value), precedence, is_number=True)
        return Piece(self._library.leaf(node))

    def _operation(self, node: Node) -> Piece:
        row = node.row
        pieces = [self._pieces[o] for o in node.operands if o is not None]
        if node.callee is not None:
            arguments = ", ".join(self._as_node(piece) for piece in pieces)
            return Piece(f"{self._functions[node.callee]}({arguments})")
        if row.precedence == CALL:
            return Piece(self._called(row, pieces))
        if not row.is_infix:
            operand = self._node(pieces[0]).inside(row.precedence)
            return Piece(f"{row.python}{operand}", row.precedence)
        left, right = pieces
        if left.is_number and right.is_number:
            left = self._node(left)
        if row.python == "**":
            text = f"{left.inside(row.precedence + 1)}**{right.inside(_NEGATION)}"
        else:
            right_text = right.inside(row.precedence + 1)
            text = f"{left.inside(row.precedence)} {row.python} {right_text}"
        return Piece(text, row.precedence)

    def _called(self, row: Operation, pieces: list[Piece]) -> str:
        first, *others = pieces
        operands = [self._node(first)]
        operands += others if self._library.takes_numbers else map(self._node, others)
        return self._library.call(row, operands)

    def _node(self, piece: Piece) -> Piece:
        return Piece(
            self._as_node(piece), CALL if piece.is_number else piece.precedence
        )

    def _as_node(self, piece: Piece) -> str:
        if not piece.is_number:
            return piece.text
        return self._library.constant(float(piece.text))


def _variables(
    nodes: Iterable[Node], output: NodeId, reserved: frozenset[str]
) -> dict[NodeId, str]:
    """An identifier for each node, its own name where that is possible."""
    taken = set(reserved)
    variables: dict[NodeId, str] = {}
    for node in sorted(nodes, key=lambda node: not node.name):
        stem = f"{'value' if node.is_leaf else node.row.name}_{node.id}"
        variable = node.name or ("output" if node.id == output else stem)
        while variable in taken or keyword.iskeyword(variable):
            variable += "_"
        taken.add(variable)
        variables[node.id] = variable
    return variables
