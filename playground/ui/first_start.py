"""What the window shows at first start: a neuron, and two moons to separate."""

from playground.graph.edits import apply
from playground.graph.formulas import formula_edit
from playground.graph.graph import Graph
from playground.project.project import Canvas, Project
from playground.training.experiment import Experiment

NEURON = (
    "x1 = 2; w1 = -3; x2 = 0; w2 = 1; b = 6.8813735870195432; tanh(x1*w1 + x2*w2 + b)"
)
"""The neuron of the micrograd lecture: its value is 0.7071."""


def neuron_graph() -> Graph:
    """The neuron as a canvas, with nothing to undo."""
    graph = Graph()
    apply(graph, formula_edit(graph, NEURON))
    return graph


def example_project() -> Project:
    """The neuron, and a small network for two moons."""
    # These settings separate the moons within a few epochs, whatever the seed.
    experiment = Experiment(
        dataset="moons",
        noise=0.1,
        samples=300,
        hidden=(8, 4),
        initialization="xavier",
        learning_rate=0.1,
    )
    return Project((Canvas("Neuron", neuron_graph()),), experiment)
