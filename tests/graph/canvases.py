"""Random canvases and random edits, good and bad, for hypothesis."""

import random
from collections.abc import Callable

from hypothesis import strategies as st

from playground.core.expr import Expr
from playground.core.operations import OPERATIONS
from playground.graph.edits import (
    AddNodes,
    Connect,
    Edit,
    Edits,
    MoveNodes,
    RemoveNodes,
    Rename,
    SetLearnable,
    SetOutput,
    SetValues,
)
from playground.graph.frame_edits import AddFrames, ChangeFrames, RemoveFrames
from playground.graph.frames import COLORS, Frame, FrameId
from playground.graph.graph import Graph, Link, Node, NodeId
from playground.graph.muting import SetMuted
from playground.graph.nodes import DOT

NAMES = ("a", "b", "x1", "w2", "t1", "t2", "total", "")
ROWS = tuple(OPERATIONS.values())
NUMBERS = (-2.0, -0.5, 0.0, 1.0, 1.5, 2.0, 3.0)


@st.composite
def canvases(
    draw: st.DrawFn, *, max_operations: int = 15, is_complete: bool = False
) -> Graph:
    """Graphs of leaves, constants and operations that share them.

    Args:
        draw: Given by hypothesis.
        max_operations: How many operations a graph has at most.
        is_complete: Whether every input is connected.
    """
    rng = random.Random(draw(st.integers(0, 2**32)))
    return canvas(rng, draw(st.integers(0, max_operations)), is_complete=is_complete)


def canvas(rng: random.Random, operations: int, *, is_complete: bool = False) -> Graph:
    """A random graph; ids are in no order that means anything."""
    ids = [NodeId(i) for i in range(1, operations + 8)]
    rng.shuffle(ids)
    names = rng.sample(NAMES[:-1], 6)
    nodes = [
        Node(ids.pop(), None, (), rng.choice(NUMBERS), names.pop() if named else "")
        for named in (True, True, False)
    ]
    nodes += [
        Node(ids.pop(), None, (), rng.choice(NUMBERS[3:5]), "", is_learnable=False)
        for _ in range(3)
    ]
    for _ in range(operations):
        row = rng.choice(ROWS)
        operands = tuple(
            rng.choice(nodes).id if is_complete or rng.random() < 0.9 else None
            for _ in range(row.arity)
        )
        name = names.pop() if names and rng.random() < 0.2 else ""
        place = (float(rng.randrange(900)), float(rng.randrange(600)))
        nodes.append(Node(ids.pop(), row.name, operands, name=name, position=place))
    output = rng.choice([None, rng.choice(nodes).id])
    return Graph(nodes, output)


def random_edit(graph: Graph, rng: random.Random) -> Edit:
    """Any edit; the rules may well refuse it."""
    return rng.choice(_KINDS)(graph, rng)


def expr_of(graph: Graph, node_id: NodeId) -> Expr | None:
    """The expression of a node, built by the plainest recursion; None with gaps."""
    built: dict[NodeId, Expr | None] = {}

    def build(current: NodeId) -> Expr | None:
        if current not in built:
            node = graph.nodes[current]
            if node.operation is None:
                built[current] = Expr(node.value, node.name or None, node.is_learnable)
            else:
                operands = [None if o is None else build(o) for o in node.operands]
                if node.is_muted:
                    built[current] = operands[0]
                    return operands[0]
                present = [operand for operand in operands if operand is not None]
                is_whole = len(present) == len(operands)
                built[current] = Expr.apply(node.row, *present) if is_whole else None
        return built[current]

    return build(node_id)


def snapshot(graph: Graph) -> object:
    """Everything there is to a graph, indexes included, to compare with later."""
    return (
        dict(graph.nodes),
        graph.output,
        dict(graph.frames),
        {i: sorted(graph.users(i)) for i in graph.nodes},
        {node.name: graph.named(node.name) for node in graph.nodes.values()},
        sorted(graph._names),
    )


def _some_id(graph: Graph, rng: random.Random) -> NodeId:
    return rng.choice([*graph.nodes, NodeId(10**6)] if graph.nodes else [NodeId(10**6)])


def _some_ids(graph: Graph, rng: random.Random) -> list[NodeId]:
    return list({_some_id(graph, rng) for _ in range(rng.randrange(1, 4))})


def _add(graph: Graph, rng: random.Random) -> Edit:
    first = graph.new_id()
    row = rng.choice(ROWS)
    operands = tuple(
        rng.choice([None, first, _some_id(graph, rng)]) for _ in range(row.arity)
    )
    leaf = Node(first, None, (), rng.choice(NUMBERS), rng.choice(NAMES))
    second = Node(graph.new_id(), row.name, operands, name=rng.choice(NAMES))
    if rng.random() < 0.2:
        source = rng.choice([None, first, _some_id(graph, rng)])
        second = Node(second.id, DOT, (source,))
    return AddNodes((leaf, second))


def _remove(graph: Graph, rng: random.Random) -> Edit:
    return RemoveNodes(tuple(_some_ids(graph, rng)))


def _move(graph: Graph, rng: random.Random) -> Edit:
    wild = [0.0, 1.5, -3.0, float("nan")]
    places = [(rng.choice(wild[:-1]), rng.choice(wild)) for _ in range(3)]
    return MoveNodes(dict(zip(_some_ids(graph, rng), places, strict=False)))


def _connect(graph: Graph, rng: random.Random) -> Edit:
    return Connect(
        tuple(
            Link(target, rng.randrange(3), rng.choice([None, _some_id(graph, rng)]))
            for target in _some_ids(graph, rng)
        )
    )


def _set_values(graph: Graph, rng: random.Random) -> Edit:
    values = [*NUMBERS, float("inf")]
    leaves = [n.id for n in graph.nodes.values() if n.is_leaf]
    ids = leaves if leaves and rng.random() < 0.8 else _some_ids(graph, rng)
    return SetValues({node_id: rng.choice(values) for node_id in ids[:3]})


def _rename(graph: Graph, rng: random.Random) -> Edit:
    return Rename(_some_id(graph, rng), rng.choice([*NAMES, "2x", "tanh", "if"]))


def _set_learnable(graph: Graph, rng: random.Random) -> Edit:
    return SetLearnable(_some_id(graph, rng), rng.random() < 0.5)


def _set_muted(graph: Graph, rng: random.Random) -> Edit:
    return SetMuted(tuple(_some_ids(graph, rng)[:2]), rng.random() < 0.7)


def _set_output(graph: Graph, rng: random.Random) -> Edit:
    return SetOutput(rng.choice([None, _some_id(graph, rng)]))


def _some_frames(graph: Graph, rng: random.Random) -> list[FrameId]:
    ids = [*graph.frames, FrameId(10**6)]
    return rng.sample(ids, min(len(ids), rng.randrange(1, 3)))


def _frame(frame_id: FrameId, rng: random.Random) -> Frame:
    place = (rng.choice([0.0, 40.0]), rng.choice([0.0, -7.5, float("inf")]))
    size = (rng.choice([30.0, 100.0, 300.0, 300.0]), rng.choice([80.0, 200.0]))
    title, color = rng.choice(["", "Layer"]), rng.choice([*COLORS, "pink"])
    return Frame(frame_id, title, rng.choice(["", "*n*"]), color, place, size)


def _add_frames(graph: Graph, rng: random.Random) -> Edit:
    ids = [graph.new_frame_id(), rng.choice([graph.new_frame_id(), FrameId(1)])]
    return AddFrames(tuple(_frame(frame_id, rng) for frame_id in ids))


def _change_frames(graph: Graph, rng: random.Random) -> Edit:
    return ChangeFrames(tuple(_frame(i, rng) for i in _some_frames(graph, rng)))


def _remove_frames(graph: Graph, rng: random.Random) -> Edit:
    return RemoveFrames(tuple(_some_frames(graph, rng)))


def _several(graph: Graph, rng: random.Random) -> Edit:
    parts = tuple(random_edit(graph, rng) for _ in range(rng.randrange(4)))
    return Edits(parts, "Several")


_KINDS: tuple[Callable[[Graph, random.Random], Edit], ...] = (
    *(_add, _add, _remove, _move, _connect, _connect, _connect, _set_values),
    *(_set_values, _rename, _set_learnable, _set_muted, _set_output, _several),
    *(_add_frames, _add_frames, _change_frames, _change_frames, _remove_frames),
)
