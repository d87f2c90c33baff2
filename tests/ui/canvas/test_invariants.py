"""Any edits with undo and redo in between: graph, picture and items never part.

``PLAYGROUND_EDITS`` says how many edits there are; the default suits every day.
"""

import gc
import os
import random

from PySide6.QtWidgets import QApplication

from playground.graph.edits import RemoveNodes
from playground.graph.graph import Graph
from playground.ui.canvas.items import NodeItem
from playground.ui.canvas.scene import CanvasScene
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from tests.graph.canvases import canvas, random_edit, snapshot

EDIT_SHARE = 0.85
CROWD = 60
EDITS = int(os.environ.get("PLAYGROUND_EDITS", "10000"))


def assert_same(scene: CanvasScene, graph: Graph) -> None:
    """Nodes, wires and items of the scene are those of the graph."""
    nodes, wires = scene.nodes, scene.wires
    assert nodes.ids == list(graph.nodes)
    assert nodes.nodes == list(graph.nodes.values())
    assert nodes.positions.tolist() == [list(n.position) for n in graph.nodes.values()]
    links = {
        (node.id, port): source
        for node in graph.nodes.values()
        for port, source in enumerate(node.operands)
        if source is not None
    }
    assert {(w.target, w.port): w.source for w in wires.links} == links
    assert wires.index == {(w.target, w.port): k for k, w in enumerate(wires.links)}
    ids = nodes.ids
    assert [ids[row] for row in wires.sources] == [w.source for w in wires.links]
    assert [ids[row] for row in wires.targets] == [w.target for w in wires.links]
    assert len(wires.ends) == len(wires.boxes) == len(wires.selected) == len(links)
    items = [item for item in scene.items() if isinstance(item, NodeItem)]
    assert sorted(item.node_id for item in items) == sorted(graph.nodes)
    assert {f.id: f for f in scene.frames.in_order} == dict(graph.frames)
    for frame in graph.frames.values():
        rect = scene.frames.rect(frame.id)
        assert (rect.topLeft().toTuple(), rect.size().toTuple()) == (
            frame.position,
            frame.size,
        )
    assert scene.frames.selected <= set(graph.frames)


class _Walk:
    """Any edits to a document, each state of which is remembered.

    Attributes:
        states: The states that undo and redo lead through.
        place: Which of them is now.
        accepted: How many edits were accepted so far.
    """

    def __init__(self, document: Document, chance: random.Random) -> None:
        self._document = document
        self._chance = chance
        self.states = [snapshot(document.graph)]
        self.place = 0
        self.accepted = 0

    def step(self) -> None:
        """An edit as a rule; else some steps back, and as many forth perhaps."""
        chance = self._chance
        if chance.random() < EDIT_SHARE:
            self._edit()
            return
        for _ in range(chance.randrange(1, 12)):
            self._document.undo()
            self.place = max(self.place - 1, 0)
        assert snapshot(self._document.graph) == self.states[self.place]
        for _ in range(chance.choice([0, 4, 12])):
            self._document.redo()
            self.place = min(self.place + 1, len(self.states) - 1)

    def _edit(self) -> None:
        document, chance = self._document, self._chance
        before = len(document.history.done)
        if len(document.graph.nodes) > CROWD:
            many = chance.sample(list(document.graph.nodes), CROWD // 2)
            accepted = document.edit(RemoveNodes(tuple(many)))
            assert accepted
        else:
            document.edit(random_edit(document.graph, chance))
        if len(document.history.done) > before:
            self.accepted += 1
            self.place += 1
            self.states[self.place :] = [snapshot(document.graph)]


def test_random_edits_leave_nothing_behind(
    qapp: QApplication, theme_switch: ThemeSwitch
) -> None:
    kept = _living(NodeItem)
    chance = random.Random(1)
    start = canvas(chance, 6)
    document = Document(start.copy())
    scene = CanvasScene(document, theme_switch)
    items_before = len(scene.items())
    living: list[int] = []
    accepted = 0
    while accepted < EDITS:
        walk = _Walk(document, chance)
        # The history forgets what is older than a thousand steps.
        while walk.accepted < min(EDITS - accepted, 1000):
            walk.step()
            assert snapshot(document.graph) == walk.states[walk.place]
            if chance.random() < 0.2:
                scene.select(chance.sample(scene.nodes.ids, min(3, len(scene.nodes))))
            if chance.random() < 0.2:
                qapp.processEvents()
            assert_same(scene, document.graph)
        accepted += walk.accepted
        for place in range(walk.place - 1, -1, -1):
            document.undo()
            assert snapshot(document.graph) == walk.states[place]
        assert document.graph == start
        for state in walk.states[1:]:
            document.redo()
            assert snapshot(document.graph) == state
        assert_same(scene, document.graph)
        while document.can_undo:
            document.undo()
        qapp.processEvents()
        assert document.graph == start
        assert_same(scene, document.graph)
        assert len(scene.items()) == items_before
        document.load(start.copy())
        del walk
        living.append(_living(NodeItem) - kept)
    assert living == [len(start.nodes)] * len(living)
    scene.clear()
    del scene
    assert _living(NodeItem) <= kept


def _living(kind: type) -> int:
    """How many objects of a kind Python still keeps."""
    gc.collect()
    return sum(issubclass(type(found), kind) for found in gc.get_objects())
