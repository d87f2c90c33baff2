"""`Project`: everything that one file keeps, as plain data. Knows nothing of files."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeAlias

from playground.graph.definitions import Definition, Library
from playground.graph.graph import Graph
from playground.training.experiment import Experiment
from playground.training.trained import Trained

if TYPE_CHECKING:
    from playground.graph.nodes import Callee

ViewValue: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class CanvasView:
    """How a canvas is looked at; no part of the work itself.

    Attributes:
        zoom: Pixels per scene unit.
        middle: What is in the middle of the view, in scene units.
        wire_numbers: Whether wires show their numbers.
        wire_heat: Whether wires show how much gradient they carry.
        grid: Whether nodes that are dragged stay on the grid.
    """

    zoom: float = 1.0
    middle: tuple[float, float] = (0.0, 0.0)
    wire_numbers: bool = False
    wire_heat: bool = False
    grid: bool = False


@dataclass(frozen=True, slots=True)
class Canvas:
    """One expression canvas.

    Attributes:
        name: What its tab is called.
        graph: Its nodes and frames; shared with whoever made the canvas, not copied.
        view: How it was looked at, None for all of it.
    """

    name: str = "Canvas 1"
    graph: Graph = field(default_factory=Graph)
    view: CanvasView | None = None


@dataclass(frozen=True, slots=True)
class Project:
    """A piece of work, by default an empty one.

    Attributes:
        canvases: At least one, in the order of their tabs.
        experiment: The network, its data and how it is trained.
        view: What the window wants back, such as the tab that was in front; for its
            own use, and no part of the work itself.
        functions: What the canvases and functions use besides operations.
        trained: What training has reached, None before its start.
    """

    canvases: tuple[Canvas, ...] = field(default_factory=lambda: (Canvas(),))
    experiment: Experiment = field(default_factory=Experiment)
    view: Mapping[str, ViewValue] = field(default_factory=dict)
    functions: Library = field(default_factory=Library, compare=False)
    trained: Trained | None = None

    def snapshot(self) -> "Project":
        """The same project with graphs of its own, which nobody changes."""
        twins: dict[Callee | None, Definition] = {
            definition: Definition(definition.name, definition.graph.copy())
            for definition in self.functions.definitions
        }
        canvases = tuple(
            replace(canvas, graph=canvas.graph.copy()) for canvas in self.canvases
        )
        graphs = [twin.graph for twin in twins.values()]
        for graph in (*graphs, *(canvas.graph for canvas in canvases)):
            graph.functions = None
            for node in tuple(graph.nodes.values()):
                if node.callee in twins:
                    graph.put(replace(node, operation=twins[node.callee]))
        return replace(self, canvases=canvases, functions=Library(twins.values()))
