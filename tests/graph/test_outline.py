"""The graph as a tree."""

from playground.graph.graph import Graph, Node, NodeId
from playground.graph.outline import Entry, outline
from tests.graph.expressions import graph_of, named


def _lines(graph: Graph) -> list[str]:
    """Each line indented below its parent."""
    entries = outline(graph)
    depths: list[int] = []
    lines: list[str] = []
    for entry in entries:
        depths.append(0 if entry.parent < 0 else depths[entry.parent] + 1)
        label = "open" if entry.node is None else graph.nodes[entry.node].label
        lines.append("  " * depths[-1] + label + (" again" if entry.is_again else ""))
    return lines


def test_the_output_is_at_the_top_and_its_inputs_below() -> None:
    graph = graph_of("x = 1; w = 2; n = x*w; y = tanh(n); y + 0")
    assert _lines(graph)[:5] == ["add", "  y", "    n", "      x", "      w"]


def test_a_shared_node_has_its_inputs_below_its_first_place_alone() -> None:
    graph = graph_of("x = 1; a = exp(x); a*a")
    assert _lines(graph) == ["mul", "  a", "    x", "  a again"]


def test_what_is_not_used_and_what_is_not_connected_is_there_too() -> None:
    nodes = [
        Node(NodeId(1), None, (), 1.0, "x"),
        Node(NodeId(2), "add", (NodeId(1), None)),
        Node(NodeId(3), None, (), 1.0, "loose"),
    ]
    assert _lines(Graph(nodes, NodeId(2))) == ["add", "  x", "  open", "loose"]
    assert outline(Graph()) == ()


def test_an_output_that_something_uses_is_at_the_top_once_with_its_inputs() -> None:
    graph = graph_of("x = 1; a = exp(x); tanh(a)")
    graph.output = named(graph, "a")
    assert _lines(graph) == ["a", "  x", "tanh", "  a again"]


def test_a_ladder_of_shared_nodes_is_no_larger_than_the_graph() -> None:
    first = Node(NodeId(1), None, (), 1.0, "x")
    ladder = [
        Node(NodeId(k), "add", (NodeId(k - 1), NodeId(k - 1))) for k in range(2, 5001)
    ]
    entries = outline(Graph([first, *ladder]))
    assert len(entries) == 1 + 2 * len(ladder)


def _is_consistent(entries: tuple[Entry, ...]) -> bool:
    return all(
        entries[child].parent == place and child > place
        for place, entry in enumerate(entries)
        for child in entry.children
    )


def test_parents_and_children_agree() -> None:
    graph = graph_of("x = 1; y = 2; a = x*y; b = a + x; a*b + y")
    assert _is_consistent(outline(graph))
