"""Cut, copy and paste, by keys and through the clipboard that all programs share."""

import subprocess
import sys
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit

from playground.project.clip import MIME
from playground.ui.canvas.clipboard import A_TABLE
from tests.ui.canvas.hand import NO_KEY, Hand

CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


pytestmark = pytest.mark.usefixtures("qapp", "_clean_clipboard")


@pytest.fixture
def _clean_clipboard() -> Iterator[None]:
    QGuiApplication.clipboard().clear()
    yield
    QGuiApplication.clipboard().clear()


def put(data: bytes | None = None, text: str | None = None) -> None:
    """Fill the clipboard as another program would."""
    contents = QMimeData()
    if data is not None:
        contents.setData(MIME, data)
    if text is not None:
        contents.setText(text)
    QGuiApplication.clipboard().setMimeData(contents)


def said(hand: Hand) -> list[str]:
    """What will be refused from now on."""
    words: list[str] = []
    hand.window.document.refused.connect(words.append)
    return words


def test_pasted_nodes_keep_their_inner_wires_and_numbers(hand: Hand) -> None:
    before = set(hand.graph.nodes)
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_C, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    new = [n for n in hand.graph.nodes.values() if n.id not in before]
    assert len(new) == len(before)
    assert hand.steps == 1
    assert {o for n in new for o in n.operands} <= {n.id for n in new}
    assert hand.view.scene_shown.selected_ids == [n.id for n in new]
    evaluation = hand.window.document.evaluation
    assert evaluation.value(new[-1].id) == pytest.approx(0.5**0.5)
    places = [n.position for n in hand.graph.nodes.values()]
    assert len(set(places)) == len(places)
    hand.window.document.undo()
    assert set(hand.graph.nodes) == before


def test_a_second_paste_does_not_cover_the_first(hand: Hand) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_C, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    first, second = [n.position for n in hand.graph.nodes.values()][-2:]
    assert first != second


def test_wires_from_outside_are_not_copied(hand: Hand) -> None:
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_C, CONTROL)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert list(hand.graph.nodes.values())[-1].operands == (None,)


def test_a_paste_has_its_middle_at_the_cursor(
    monkeypatch: pytest.MonkeyPatch, hand: Hand
) -> None:
    hand.click(hand.title("b"))
    hand.key(Qt.Key.Key_C, CONTROL)
    place = hand.view.mapFromScene(hand.corner("x1") + QPointF(60, -90))
    # Without a screen Qt may give the cursor to a tool tip of an earlier window.
    monkeypatch.setattr(hand.view, "cursor_inside", lambda: place)
    hand.key(Qt.Key.Key_V, CONTROL)
    pasted = list(hand.graph.nodes)[-1]
    middle = hand.view.mapFromScene(hand.view.node_rect(pasted).center())
    assert (middle - place).manhattanLength() <= 2


def test_cut_takes_the_nodes_away_in_one_step(hand: Hand) -> None:
    before = hand.graph.copy()
    hand.click(hand.title("x1"))
    hand.click(hand.title("w1"), SHIFT)
    hand.key(Qt.Key.Key_X, CONTROL)
    assert hand.graph.named("x1") is None
    assert hand.steps == 1
    assert hand.window.document.history.done[-1].title == "Cut 2 nodes"
    hand.key(Qt.Key.Key_V, CONTROL)
    assert hand.graph.named("x1") is not None
    hand.window.document.undo()
    hand.window.document.undo()
    assert hand.graph == before


def test_nodes_go_to_another_canvas(
    hand: Hand, open_window: Callable[[str], Hand]
) -> None:
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_C, CONTROL)
    other = open_window("x1*2")
    other.key(Qt.Key.Key_V, CONTROL)
    names = sorted(n.name for n in other.graph.nodes.values() if n.name)
    assert names == ["b", "w1", "w2", "x1", "x2", "x3"]
    assert len(other.graph.nodes) == 13


def test_other_programs_get_a_formula_with_its_numbers(hand: Hand) -> None:
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_C, CONTROL)
    text = QGuiApplication.clipboard().text()
    assert text.endswith("tanh(x1*w1 + x2*w2 + b)")
    assert "w1 = -3; " in text


def test_a_formula_from_elsewhere_becomes_nodes(
    hand: Hand, open_window: Callable[[str], Hand]
) -> None:
    hand.key(Qt.Key.Key_A, CONTROL)
    hand.key(Qt.Key.Key_C, CONTROL)
    put(text=QGuiApplication.clipboard().text())
    empty = open_window("")
    empty.key(Qt.Key.Key_V, CONTROL)
    evaluation = empty.window.document.evaluation
    assert evaluation.output is not None
    assert evaluation.value(evaluation.output) == pytest.approx(0.5**0.5)
    assert empty.steps == 1


def test_lines_become_expressions_of_their_own(empty: Hand) -> None:
    put(text="a*b\n\nexp(a)\n")
    empty.key(Qt.Key.Key_V, CONTROL)
    assert len(empty.graph.nodes) == 4
    assert empty.steps == 1
    places = [n.position for n in empty.graph.nodes.values()]
    assert len(set(places)) == 4


def test_a_pasted_formula_leaves_the_chosen_output_alone(hand: Hand) -> None:
    hand.click(hand.title("tanh"))
    hand.key(Qt.Key.Key_O)
    chosen = hand.graph.effective_output
    put(text="x1 + 1")
    hand.key(Qt.Key.Key_V, CONTROL)
    assert hand.graph.effective_output == chosen


HOSTILE = [
    (None, None),
    (None, "Dear Sir or Madam, how do you do?"),
    (None, "__import__('os').system('true')"),
    (None, "(" * 100_000),
    (None, "x" * 1_000_000),
    (None, "1e999"),
    (None, "x1 = 3, w1"),
    (None, "\0\ud800"),
    (b"", None),
    (b"{", "1 + 1"),
    (b"[" * 100_000, None),
    (b'{"format": "playground", "version": 99, "canvases": []}', None),
    (b"\xff\xfe\x00", None),
    (
        b'{"format": "playground", "version": 1, "experiment": {}, "canvases": '
        b'[{"name": "a", "nodes": [{"id": 1, "operation": "neg", "operands": [1]}]}]}',
        None,
    ),
    (
        b'{"format": "playground", "version": 1, "experiment": {}, "canvases": '
        b'[{"name": "a", "nodes": [{"id": 1, "value": NaN}]}]}',
        None,
    ),
    (
        b'{"format": "playground", "version": 1, "experiment": {}, "canvases": '
        b'[{"name": "a", "nodes": [{"id": 1, "function": "f", "operands": [1]}]}], '
        b'"functions": [{"name": "f", "inputs": [1], "nodes": [{"id": 1, "value": 1}, '
        b'{"id": 2, "function": "f", "operands": [1]}]}]}',
        None,
    ),
]


def test_an_operation_of_another_version_is_pasted_as_a_placeholder(hand: Hand) -> None:
    put(
        b'{"format": "playground", "version": 1, "experiment": {}, "canvases": '
        b'[{"name": "a", "nodes": [{"id": 1, "operation": "explode"}]}]}'
    )
    hand.key(Qt.Key.Key_V, CONTROL)
    (node,) = [node for node in hand.graph.nodes.values() if node.is_unknown]
    assert hand.window.document.evaluation.problems == {
        node.id: "unknown operation explode"
    }


@pytest.mark.parametrize(("data", "text"), HOSTILE)
def test_hostile_contents_change_nothing_and_say_so(
    hand: Hand, data: bytes | None, text: str | None
) -> None:
    before, words = hand.graph.copy(), said(hand)
    put(data, text)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert hand.graph == before
    assert hand.steps == 0
    assert len(words) == 1
    assert len(words[0]) < 400


def test_nodes_from_the_end_of_the_world_land_at_the_cursor(empty: Hand) -> None:
    put(
        b'{"format": "playground", "version": 1, "experiment": {}, "canvases": '
        b'[{"name": "a", "nodes": [{"id": 1, "value": 1, "position": [-1e308, 0]},'
        b'{"id": 2, "value": 2, "position": [1e308, 0]}]}]}'
    )
    empty.key(Qt.Key.Key_V, CONTROL)
    assert len(empty.graph.nodes) == 2
    assert all(abs(x) < 5000 for n in empty.graph.nodes.values() for x in n.position)


def test_what_the_canvas_says_already_is_not_pasted_again(hand: Hand) -> None:
    words = said(hand)
    put(text="x1")
    hand.key(Qt.Key.Key_V, CONTROL)
    assert hand.steps == 0
    assert "already" in words[0]


def test_in_a_text_field_the_same_keys_mean_its_text(hand: Hand) -> None:
    put(text="abc")
    field = hand.window.editor.formula_bar.field
    field.setFocus()
    field.selectAll()
    hand.key(Qt.Key.Key_V, CONTROL)
    assert isinstance(field, QLineEdit)
    assert field.text() == "abc"
    assert hand.steps == 0


def test_text_that_is_dropped_becomes_nodes(empty: Hand) -> None:
    data = QMimeData()
    data.setText("sin(t)")
    viewport = empty.view.viewport()
    place, action = viewport.rect().center(), Qt.DropAction.CopyAction
    enter = QDragEnterEvent(place, action, data, Qt.MouseButton.LeftButton, NO_KEY)
    QApplication.sendEvent(viewport, enter)
    assert enter.isAccepted()
    drop = QDropEvent(place, action, data, Qt.MouseButton.LeftButton, NO_KEY)
    QApplication.sendEvent(viewport, drop)
    assert drop.isAccepted()
    assert [n.operation for n in empty.graph.nodes.values()] == [None, "sin"]


def test_a_program_that_copied_nodes_ends_in_peace() -> None:
    program = """
from playground.graph.graph import Graph, Node, NodeId
from playground.ui.app import application
from playground.ui.canvas.clipboard import Clipboard
from playground.ui.canvas.scene import CanvasScene
from playground.ui.canvas.view import CanvasView
from playground.ui.document import Document
from playground.ui.theme import ThemeSwitch
app = application()
switch = ThemeSwitch(app, "dark")
scene = CanvasScene(Document(Graph([Node(NodeId(1), value=2.0)])), switch)
view = CanvasView(scene, switch)
scene.select([NodeId(1)])
assert Clipboard(view).copy()
assert app.clipboard().mimeData().formats()
"""
    ended = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr


@pytest.mark.parametrize("rows", [3, 5000])
@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_a_table_is_shown_the_way_to_the_training(
    hand: Hand, rows: int, separator: str
) -> None:
    lines = [["x", "y", "kind"], *([str(n), "0.5", "cat"] for n in range(rows))]
    put(text="\n".join(separator.join(line) for line in lines))
    refused = said(hand)
    hand.key(Qt.Key.Key_V, CONTROL)
    assert refused == [A_TABLE]
    assert hand.steps == 0


def test_formulas_of_several_inputs_are_no_table(hand: Hand) -> None:
    put(text="maximum(a, b)\nminimum(a, b)")
    hand.key(Qt.Key.Key_V, CONTROL)
    assert hand.steps == 1
    refused = said(hand)
    put(text="a + \nb c\nd, e")
    hand.key(Qt.Key.Key_V, CONTROL)
    assert len(refused) == 1
    assert refused[0] != A_TABLE
