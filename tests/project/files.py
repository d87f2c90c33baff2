"""Projects and files that tests of the format begin with, and what they ask."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import strategies as st

from playground.core.activations import ACTIVATIONS
from playground.graph.graph import Graph, Node, NodeId
from playground.project.errors import FileFormatError
from playground.project.format import decode, encode
from playground.project.project import Canvas, CanvasView, Project
from playground.training.datasets import DATASETS
from playground.training.experiment import FEATURES, Experiment
from tests.project.graphs import graphs, numbers

X, Y, T = (NodeId(n) for n in (1, 2, 3))

experiments = st.builds(
    lambda dataset, **settings: Experiment(**settings).with_dataset(dataset),
    dataset=st.sampled_from(list(DATASETS)),
    noise=st.floats(0, 1),
    features=st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True),
    hidden=st.lists(st.integers(1, 64), max_size=16),
    activation=st.sampled_from(list(ACTIVATIONS)),
    learning_rate=st.floats(0, allow_infinity=False),
    seed=st.integers(0, 2**63 - 1),
    shuffle=st.booleans(),
)
view_values = st.booleans() | st.integers(-(2**53), 2**53) | numbers | st.text()
far = st.floats(-1e9, 1e9)
views = st.builds(
    CanvasView,
    st.floats(0.01, 100),
    st.tuples(far, far),
    st.booleans(),
    st.booleans(),
    st.booleans(),
)
projects = st.builds(
    Project,
    st.lists(
        st.builds(Canvas, st.text(), graphs(), st.none() | views),
        min_size=1,
        max_size=3,
    ).map(tuple),
    experiments,
    st.dictionaries(st.text(), view_values),
)


def product() -> Project:
    """X = 2, y = 0.1, t = x * y."""
    nodes = [
        Node(X, None, (), 2.0, "x", position=(-0.0, 16.5)),
        Node(Y, None, (), 0.1, is_learnable=False),
        Node(T, "mul", (X, Y), name="t"),
    ]
    return Project((Canvas("Product", Graph(nodes, T)),), view={"zoom": 1.5})


def product_file() -> dict[str, Any]:
    document: dict[str, Any] = json.loads(encode(product()))
    return document


def refusal(document: object) -> str:
    with pytest.raises(FileFormatError) as caught:
        decode(json.dumps(document).encode())
    return str(caught.value)


Change = Callable[[dict[str, Any]], object]


def put(path: str, value: object) -> Change:
    """Set one entry: ``canvases.0.nodes.1.value``."""
    *steps, last = (int(s) if s.isdigit() else s for s in path.split("."))

    def change(document: dict[str, Any]) -> None:
        target: Any = document
        for step in steps:
            target = target[step]
        target[last] = value

    return change


def loads_or_is_refused(data: bytes) -> None:
    try:
        project = decode(data)
    except FileFormatError as error:
        assert "\n" not in str(error)  # noqa: PT017
    else:
        assert decode(encode(project)) == project
