"""The layered layout: computation runs to the right, and nothing covers another."""

import random
from itertools import pairwise

import pytest
from hypothesis import given

from playground.graph.graph import Graph, Node, NodeId
from playground.graph.layout import LAYER_WIDTH, ROW_HEIGHT, layered
from tests.graph.canvases import canvas, canvases


def assert_readable(graph: Graph) -> None:
    places = layered(graph)
    assert places.keys() == graph.nodes.keys()
    for node in graph.nodes.values():
        for operand in node.operands:
            if operand is not None:
                assert places[operand][0] <= places[node.id][0] - LAYER_WIDTH + 1e-6
    assert all(x >= 0 and y >= 0 for x, y in places.values())
    columns: dict[float, list[float]] = {}
    for x, y in places.values():
        columns.setdefault(round(x, 3), []).append(y)
    for rows in columns.values():
        rows.sort()
        for above, below in pairwise(rows):
            assert below - above >= ROW_HEIGHT - 1e-6


@given(canvases(max_operations=40))
def test_any_graph_is_laid_out_readably(graph: Graph) -> None:
    assert_readable(graph)


def test_parts_that_hang_together_do_not_disturb_each_other() -> None:
    """A wire past a layer bends: bends were taken for nodes of other parts."""
    for seed in range(600):
        assert_readable(canvas(random.Random(seed), 5 + seed % 40))


def crossings(
    graph: Graph,
    places: dict[NodeId, tuple[float, float]],
    upper: NodeId,
    lower: NodeId,
) -> int:
    """How many wires of two nodes cross where *upper* lies above *lower*."""

    def ends(node_id: NodeId) -> tuple[list[float], list[float]]:
        operands = graph.nodes[node_id].operands
        taken = [places[o][1] for o in operands if o is not None]
        users = graph.users(node_id)
        return taken, [places[t][1] + 0.1 * port for t, port in users]

    pairs = zip(ends(upper), ends(lower), strict=True)
    return sum(a > b for above, below in pairs for a in above for b in below)


@given(canvases(max_operations=12))
def test_no_neighbours_of_a_layer_had_better_change_places(graph: Graph) -> None:
    places = layered(graph)
    columns: dict[float, list[NodeId]] = {}
    for node_id, (x, _) in places.items():
        if graph.users(node_id) or any(graph.nodes[node_id].operands):
            columns.setdefault(round(x, 3), []).append(node_id)
    for members in columns.values():
        members.sort(key=lambda i: places[i][1])
        for upper, lower in pairwise(members):
            now = crossings(graph, places, upper, lower)
            assert now <= crossings(graph, places, lower, upper)


@pytest.mark.parametrize("size", [200, 600])
def test_large_graphs_are_laid_out_readably(size: int) -> None:
    assert_readable(canvas(random.Random(size), size))


def unary_chain(length: int) -> Graph:
    nodes = [Node(NodeId(0))]
    nodes += [Node(NodeId(i), "tanh", (NodeId(i - 1),)) for i in range(1, length)]
    return Graph(nodes)


def ladder(length: int) -> Graph:
    """X + x, doubled again and again."""
    nodes = [Node(NodeId(0))]
    for i in range(1, length):
        below = NodeId(i - 1)
        nodes.append(Node(NodeId(i), "add", (below, below)))
    return Graph(nodes)


def fan(width: int) -> Graph:
    """One leaf with many users."""
    nodes = [Node(NodeId(0))]
    nodes += [Node(NodeId(i), "tanh", (NodeId(0),)) for i in range(1, width)]
    return Graph(nodes)


def sum_of(terms: int) -> Graph:
    """A sum that grows at one end."""
    nodes = [Node(NodeId(i)) for i in range(terms)]
    total = NodeId(0)
    for i in range(1, terms):
        nodes.append(Node(NodeId(terms + i), "add", (total, NodeId(i))))
        total = NodeId(terms + i)
    return Graph(nodes)


@pytest.mark.parametrize("build", [unary_chain, ladder, fan, sum_of])
def test_graphs_of_extreme_shape_are_laid_out_readably(build: object) -> None:
    assert callable(build)
    assert_readable(build(400))


def test_an_empty_graph_needs_no_places() -> None:
    assert layered(Graph()) == {}


def test_single_nodes_stand_below_each_other() -> None:
    places = layered(Graph([Node(NodeId(1)), Node(NodeId(2)), Node(NodeId(3))]))
    assert list(places.values()) == [(0, 0), (0, ROW_HEIGHT), (0, 2 * ROW_HEIGHT)]


def test_the_first_operand_lies_above_the_second() -> None:
    for operands in ((1, 2), (2, 1)):
        first, second = map(NodeId, operands)
        nodes = [Node(NodeId(1)), Node(NodeId(2))]
        graph = Graph([*nodes, Node(NodeId(3), "sub", (first, second))])
        places = layered(graph)
        assert places[first][1] < places[second][1]


def test_only_the_chosen_nodes_are_laid_out() -> None:
    graph = unary_chain(5)
    chosen = [NodeId(1), NodeId(2), NodeId(4)]
    places = layered(graph, chosen)
    assert places.keys() == set(chosen)
    assert places[NodeId(1)][0] < places[NodeId(2)][0]


def test_the_same_graph_is_laid_out_the_same_way() -> None:
    graph = canvas(random.Random(3), 60)
    assert layered(graph) == layered(graph.copy())
