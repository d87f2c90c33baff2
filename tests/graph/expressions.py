"""Random complete expressions with shared nodes, and the path through formulas."""

import math

from hypothesis import strategies as st

from playground.core.operations import OPERATIONS
from playground.graph.edits import apply
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph, Node, NodeId


def graph_of(formula: str) -> Graph:
    """The canvas that says *formula*."""
    graph = Graph()
    apply(graph, formula_edit(graph, formula))
    return graph


def named(graph: Graph, name: str) -> NodeId:
    """The node of that name, which must exist."""
    node_id = graph.named(name)
    assert node_id is not None
    return node_id


def same(first: float, second: float) -> bool:
    """Equal, or both not a number."""
    return first == second or (math.isnan(first) and math.isnan(second))


@st.composite
def expressions(draw: st.DrawFn, *, operations: tuple[str, ...] = ()) -> Graph:
    """Graphs with an operation at the output and every input connected."""
    nodes: list[Node] = []
    for number in range(draw(st.integers(1, 4))):
        value = draw(st.floats(-3, 3))
        nodes.append(Node(NodeId(number + 1), None, (), value, f"x{number}"))
    rows = [OPERATIONS[name] for name in operations] or list(OPERATIONS.values())
    for _ in range(draw(st.integers(1, 12))):
        row = draw(st.sampled_from(rows))
        sources = st.sampled_from([node.id for node in nodes])
        operands = tuple(draw(sources) for _ in range(row.arity))
        nodes.append(Node(NodeId(len(nodes) + 1), row.name, operands))
    return Graph(nodes, nodes[-1].id)
