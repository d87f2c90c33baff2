"""Any edits with undo and redo in between: graph, picture and items never part.

``PLAYGROUND_EDITS`` says how many edits there are; the default suits every day.
"""

import os
import random

import pytest
from PySide6.QtWidgets import QApplication

from playground.graph.graph import Graph
from playground.ui.canvas.items import NodeItem
from playground.ui.canvas.scene import CanvasScene
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from tests.graph.canvases import canvas, random_edit, snapshot

EDITS = int(os.environ.get("PLAYGROUND_EDITS", "4000"))


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


@pytest.mark.parametrize("seed", [1, 2])
def test_random_edits_leave_nothing_behind(
    qapp: QApplication, theme_switch: ThemeSwitch, seed: int
) -> None:
    chance = random.Random(seed)
    start = canvas(chance, 6)
    document = Document(start.copy())
    scene = CanvasScene(document, theme_switch)
    items_before = len(scene.items())
    states = [snapshot(document.graph)]
    place = 0
    for step in range(EDITS // 2):
        act = chance.random()
        if act < 0.4:
            document.undo()
            place = max(place - 1, 0)
        elif act < 0.52:
            document.redo()
            place = min(place + 1, len(states) - 1)
        else:
            before = len(document.history.done)
            document.edit(random_edit(document.graph, chance))
            if len(document.history.done) != before:
                place += 1
                states[place:] = [snapshot(document.graph)]
        assert snapshot(document.graph) == states[place]
        if chance.random() < 0.2:
            scene.select(chance.sample(scene.nodes.ids, min(3, len(scene.nodes))))
        if step % 5 == 0:
            qapp.processEvents()
        assert_same(scene, document.graph)
    while document.can_undo:
        document.undo()
    qapp.processEvents()
    assert document.graph == start
    assert_same(scene, document.graph)
    assert len(scene.items()) == items_before
