"""Whatever is pasted: sound nodes that can be undone, or a sentence and no change."""

import json
from copy import deepcopy
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QMimeData, QPointF

from playground.graph.graph import Graph
from playground.project.clip import MIME, clip_of
from playground.project.format import encode
from playground.project.project import Canvas, Project
from playground.ui.canvas.clipboard import Clipboard
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
from tests.graph.canvases import canvases
from tests.ui.canvas.test_invariants import assert_same

JUNK: list[Any] = [
    *(None, True, -1, 0, 2**70, 1e308, -0.0, "", "x", "mul", "\ud800", [], [1, 2], {}),
    *([1e308, -1e308], {"id": 1}, "\N{RIGHT-TO-LEFT OVERRIDE}x", "x" * 10_000),
]
HERE = QPointF(10, 20)


@st.composite
def clips(draw: st.DrawFn) -> bytes:
    """A clip of nodes with a few entries replaced or taken out, or its bytes cut."""
    graph = draw(canvases(max_operations=6))
    document = json.loads(clip_of(graph, list(graph.nodes)))
    for _ in range(draw(st.integers(1, 4))):
        target = document
        while True:
            keys = list(target if isinstance(target, dict) else range(len(target)))
            key = draw(st.sampled_from(keys))
            inner = target[key]
            if not (isinstance(inner, dict | list) and inner and draw(st.booleans())):
                break
            target = inner
        if draw(st.booleans()):
            target[key] = deepcopy(draw(st.sampled_from(JUNK)))
        else:
            del target[key]
        if not document:
            break
    data = json.dumps(document).encode()
    return data[: draw(st.integers(0, len(data)))] if draw(st.booleans()) else data


@given(clips(), st.one_of(st.none(), st.text(max_size=20)), canvases(max_operations=3))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_it_is_whole_or_changes_nothing(
    theme_switch: ThemeSwitch, data: bytes, text: str | None, start: Graph
) -> None:
    document = Document(start.copy())
    scene = CanvasScene(document, theme_switch)
    view = CanvasView(scene, theme_switch)
    words: list[str] = []
    document.refused.connect(words.append)
    contents = QMimeData()
    if text is None:
        contents.setData(MIME, data)
    else:
        contents.setText(text)
    if Clipboard(view).insert(contents, HERE):
        assert not words
        assert len(document.history.done) == 1
        encode(Project((Canvas("a", document.graph),)))
        assert_same(scene, document.graph)
        document.undo()
    else:
        assert len(words) <= 1
        assert not document.history.done
    assert document.graph == start
    assert_same(scene, document.graph)
    view.close()
    view.deleteLater()
