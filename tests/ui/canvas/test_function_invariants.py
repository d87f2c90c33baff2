"""Any edits of canvases and of the functions they share, with undo in any order."""

import gc
import os
import random

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication

from playground.graph.collapse import collapse, expansion
from playground.graph.definitions import Definition
from playground.graph.edits import AddNodes, Edit
from playground.graph.evaluate import evaluate
from playground.graph.formulas import formula_edit
from playground.graph.function_edits import Forget, RenameFunction, SetInputs
from playground.graph.graph import Graph, GraphError
from playground.project.format import decode, encode
from playground.project.project import Canvas, Project
from playground.ui.canvas.scene import CanvasScene
from playground.ui.document import Document
from playground.ui.functions import ProjectFunctions
from playground.ui.theme import ThemeSwitch
from tests.graph.canvases import random_edit, snapshot
from tests.graph.test_functions import _agrees
from tests.ui.canvas.test_invariants import assert_same

STEPS = 150
SEEDS = int(os.environ.get("PLAYGROUND_FUNCTION_SEEDS", "4"))


def _edit(document: Document, chance: random.Random) -> Edit | None:
    """Something that people do with functions, or any edit at all."""
    graph, library = document.graph, document.functions.library
    uses = [node.id for node in graph.nodes.values() if node.callee]
    leaves = [node.id for node in graph.nodes.values() if node.is_leaf]
    match chance.randrange(12):
        case 0:
            name = library.free_name("f")
            chosen = [i for i in graph.nodes if chance.random() < 0.4]
            return collapse(graph, chosen, name) if chosen else None
        case 1 if uses:
            return expansion(graph, chance.choice(uses))
        case 2 | 3 if library.definitions:
            definition = chance.choice(library.definitions)
            node = definition.node(graph.new_id(), (0.0, 0.0))
            return AddNodes((node,))
        case 4 if leaves:
            return SetInputs(tuple(chance.sample(leaves, min(3, len(leaves)))))
        case 5 if library.definitions:
            return RenameFunction(
                chance.choice(library.definitions), chance.choice("pqrs")
            )
        case 6 if library.definitions:
            return Forget(chance.choice(library.definitions))
        case _:
            return random_edit(graph, chance)


class _Desk:
    """Two canvases and the functions they share, each with its document and scene."""

    def __init__(self, theme_switch: ThemeSwitch) -> None:
        self._theme_switch = theme_switch
        self.functions = ProjectFunctions()
        self.documents: dict[object, Document] = {}
        self.scenes: list[CanvasScene] = []
        for name, text in (("one", "tanh(x*w + b)*2"), ("two", "p*q - p")):
            self._open(name, Graph())
            document = self.documents[name]
            document.edit(formula_edit(document.graph, text))

    @property
    def canvases(self) -> list[Graph]:
        return [self.documents[name].graph for name in ("one", "two")]

    def work(self, chance: random.Random, *, wanders: bool) -> Document | None:
        """Do something, and tell the document that has a new step, if one has."""
        document = chance.choice(list(self.documents.values()))
        before = len(document.history.done)
        if wanders and chance.random() < 0.15:
            (document.undo if chance.random() < 0.6 else document.redo)()
        else:
            try:
                edit = _edit(document, chance)
            except GraphError:
                edit = None
            if edit is not None:
                document.edit(edit)
        for definition in self.functions.library.definitions:
            self._open(definition, definition.graph)
        return document if len(document.history.done) > before else None

    def check(self) -> None:
        """Pictures are those of the graphs, numbers those of what is written out."""
        for scene in self.scenes:
            graph = scene.document.graph
            assert_same(scene, graph)
            assert _agrees(graph)
            live, anew = scene.document.evaluation, evaluate(graph)
            for one, other in (
                (live.values, anew.values),
                (live.gradients, anew.gradients),
            ):
                assert np.array_equal(one, other, equal_nan=True)
            assert live.problems == anew.problems
            for node in graph.nodes.values():
                if isinstance(node.callee, Definition):
                    assert len(node.operands) == len(node.callee.inputs)

    def check_file(self) -> None:
        """A project's file reads back as what it was written from."""
        canvases = tuple(Canvas("", graph) for graph in self.canvases)
        project = Project(canvases, functions=self.functions.library)
        written = encode(project)
        assert encode(decode(written)) == written
        assert encode(project.snapshot()) == written

    def clear(self) -> None:
        for scene in self.scenes:
            scene.deleteLater()
        self.scenes.clear()
        self.documents.clear()
        self.functions.deleteLater()

    def _open(self, key: object, graph: Graph) -> None:
        if key not in self.documents:
            self.documents[key] = Document(graph, functions=self.functions)
            self.scenes.append(CanvasScene(self.documents[key], self._theme_switch))


@pytest.mark.parametrize("wanders", [True, False])
@pytest.mark.parametrize("seed", range(SEEDS))
def test_canvases_and_functions_never_part(
    qapp: QApplication, theme_switch: ThemeSwitch, seed: int, *, wanders: bool
) -> None:
    """With undo and redo in between where it *wanders*, else back to the start."""
    chance = random.Random(seed)
    desk = _Desk(theme_switch)
    start = [snapshot(graph) for graph in desk.canvases]
    order: list[Document] = []
    for number in range(STEPS):
        document = desk.work(chance, wanders=wanders)
        if document is not None:
            order.append(document)
        desk.check()
        if number % 30 == 0:
            qapp.processEvents()
            desk.check_file()
    assert len(order) > STEPS / 10
    if not wanders:
        for document in reversed(order):
            document.undo()
        assert [snapshot(graph) for graph in desk.canvases] == start
        assert not desk.functions.library.definitions
    desk.clear()
    gc.collect()
