"""`Project`: everything that one file keeps, as plain data. Knows nothing of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from playground.graph.graph import Graph
from playground.training.experiment import Experiment

ViewValue: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Canvas:
    """One expression canvas.

    Attributes:
        name: What its tab is called.
        graph: Its nodes; shared with whoever made the canvas, not copied.
    """

    name: str = "Canvas 1"
    graph: Graph = field(default_factory=Graph)


@dataclass(frozen=True, slots=True)
class Project:
    """A piece of work, by default an empty one.

    Attributes:
        canvases: At least one, in the order of their tabs.
        experiment: The network, its data and how it is trained.
        view: What the window wants back, such as zoom and scroll positions; for its
            own use, and no part of the work itself.
    """

    canvases: tuple[Canvas, ...] = field(default_factory=lambda: (Canvas(),))
    experiment: Experiment = field(default_factory=Experiment)
    view: Mapping[str, ViewValue] = field(default_factory=dict)
