"""Random graphs, as an editor could have made them."""

from hypothesis import strategies as st

from playground.core.operations import OPERATIONS
from playground.graph.frames import COLORS, Frame, FrameId
from playground.graph.graph import Graph, GraphError, Node, NodeId
from playground.graph.rules import check_name


def _is_name(text: str) -> bool:
    try:
        check_name(text)
    except GraphError:
        return False
    return True


names = st.builds(
    str.__add__, st.sampled_from("abxyzw_Σαé変"), st.text("xyz_0189éα", max_size=6)
).filter(_is_name)
numbers = st.floats(allow_nan=False, allow_infinity=False)


a_frame = st.builds(
    Frame,
    st.integers(1, 2**53).map(FrameId),
    st.text(max_size=20).filter(lambda text: len(text.splitlines()) < 2),
    st.text(max_size=80),
    st.sampled_from(COLORS),
    st.tuples(numbers, numbers),
    st.tuples(st.floats(64, allow_infinity=False), st.floats(40, allow_infinity=False)),
)


@st.composite
def graphs(
    draw: st.DrawFn,
    *,
    values: st.SearchStrategy[float] = numbers,
    is_complete: bool = False,
) -> Graph:
    """Graphs of up to a dozen nodes; a complete one has no open inputs."""
    ids = draw(st.lists(st.integers(1, 2**53), unique=True, max_size=12))
    unused_names = draw(st.lists(names, unique=True, max_size=6))
    nodes: list[Node] = []
    for node_id in map(NodeId, ids):
        sources = [node.id for node in nodes]
        has_name = bool(unused_names) and draw(st.booleans())
        name = unused_names.pop() if has_name else ""
        is_learnable = draw(st.booleans())
        position = draw(st.tuples(numbers, numbers))
        operation: str | None = None
        operands: tuple[NodeId | None, ...] = ()
        value = 0.0
        if bool(sources) and draw(st.booleans()):
            row = draw(st.sampled_from(list(OPERATIONS.values())))
            open_inputs: list[NodeId | None] = [] if is_complete else [None]
            choice = st.sampled_from([*open_inputs, *sources])
            operands = tuple(draw(choice) for _ in range(row.arity))
            operation = row.name
        else:
            value = draw(values)
        nodes.append(
            Node(node_id, operation, operands, value, name, is_learnable, position)
        )
    chosen = st.sampled_from([None, *map(NodeId, ids)])
    frames = draw(st.lists(a_frame, unique_by=lambda frame: frame.id, max_size=3))
    return Graph(nodes, draw(chosen), frames)
