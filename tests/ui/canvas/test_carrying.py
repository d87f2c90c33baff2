"""Dragging nodes out of the window, and dropping what comes from elsewhere."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
)
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from playground.project.clip import MIME
from playground.ui.canvas.clipboard import NOTHING_DROPPED
from tests.ui.canvas.hand import LEFT, NO_KEY, Hand

ALT_SHIFT = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
COPY = Qt.DropAction.CopyAction
Drop = Callable[[QMimeData], None]


class Desktop:
    """Stands for the desktop's part in a drag: says where it ends."""

    def __init__(self, hand: Hand) -> None:
        self.drags = 0
        self.drop: Drop = lambda _: None
        hand.window.editor.carrying.start = self.run

    def run(self, drag: QDrag) -> None:
        self.drags += 1
        assert not drag.pixmap().isNull()
        self.drop(drag.mimeData())


def enter(target: QWidget, data: QMimeData, at: QPoint) -> QDragEnterEvent:
    event = QDragEnterEvent(at, COPY, data, LEFT, NO_KEY)
    QApplication.sendEvent(target, event)
    return event


def over(target: QWidget, data: QMimeData, at: QPoint) -> None:
    QApplication.sendEvent(target, QDragMoveEvent(at, COPY, data, LEFT, NO_KEY))


def drop(target: QWidget, data: QMimeData, at: QPoint) -> QDropEvent:
    event = QDropEvent(QPointF(at), COPY, data, LEFT, NO_KEY)
    QApplication.sendEvent(target, event)
    return event


def drag_out(hand: Hand, start: QPointF) -> None:
    """Press, move, and leave the window at the right."""
    hand.press(start)
    hand.move(start + QPointF(20, 0))
    beyond = hand.view.mapToScene(QPoint(4000, 50))
    hand.move(beyond)


def places(hand: Hand) -> list[tuple[float, float]]:
    return [node.position for node in hand.graph.nodes.values()]


def test_a_text_editor_receives_the_formula(hand: Hand, qtbot: QtBot) -> None:
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    editor.show()
    desktop = Desktop(hand)

    def into_editor(data: QMimeData) -> None:
        at = editor.viewport().rect().center()
        assert enter(editor.viewport(), data, at).isAccepted()
        over(editor.viewport(), data, at)
        drop(editor.viewport(), data, at)

    desktop.drop = into_editor
    before, steps = places(hand), hand.steps
    hand.window.editor.scene.select([hand.node("x1"), hand.node("w1")])
    product = next(n for n in hand.graph.nodes.values() if n.operation == "mul")
    start = QPointF(*product.position) + QPointF(30, 11)
    drag_out(hand, start)
    assert desktop.drags == 1
    assert editor.toPlainText() == "x1 = 2; w1 = -3; x1*w1"
    assert (places(hand), hand.steps) == (before, steps)
    assert hand.view.gesture is None
    scene = hand.window.editor.scene
    assert scene.nodes.positions.tolist() == [list(at) for at in before]


def test_another_canvas_receives_the_nodes(
    hand: Hand, open_window: Callable[[str], Hand]
) -> None:
    other = open_window("a=1; exp(a)")
    desktop = Desktop(hand)
    viewport = other.view.viewport()
    desktop.drop = lambda data: _drop_into(viewport, data)
    count = len(other.graph.nodes)
    hand.window.editor.select_all()
    drag_out(hand, hand.title("x1"))
    assert len(other.graph.nodes) == count + len(hand.graph.nodes)
    assert other.graph.named("w2") is not None
    other.window.document.undo()
    assert len(other.graph.nodes) == count


def _drop_into(viewport: QWidget, data: QMimeData) -> None:
    at = viewport.rect().center()
    assert enter(viewport, data, at).isAccepted()
    assert drop(viewport, data, at).isAccepted()


def test_what_comes_back_is_moved_as_if_it_had_never_left(hand: Hand) -> None:
    desktop = Desktop(hand)
    start = hand.title("x1")
    viewport = hand.view.viewport()
    scene = hand.window.editor.scene
    row = scene.nodes.index[hand.node("x1")]
    corner, steps = hand.corner("x1"), hand.steps
    target = start + QPointF(35, -60)

    def come_back(data: QMimeData) -> None:
        enter(viewport, data, hand.at(start))
        over(viewport, data, hand.at(target))
        assert scene.nodes.positions[row].tolist() == [corner.x() + 35, corner.y() - 60]
        QApplication.sendEvent(viewport, QDragLeaveEvent())
        assert scene.nodes.positions[row].tolist() == [corner.x(), corner.y()]
        enter(viewport, data, hand.at(target))
        drop(viewport, data, hand.at(target))

    desktop.drop = come_back
    count = len(hand.graph.nodes)
    drag_out(hand, start)
    assert hand.corner("x1") == corner + QPointF(35, -60)
    assert (len(hand.graph.nodes), hand.steps) == (count, steps + 1)


def test_a_move_within_the_window_leaves_nothing_to_the_desktop(hand: Hand) -> None:
    desktop = Desktop(hand)
    start = hand.title("x1")
    hand.drag(start, start + QPointF(200, 90), steps=12)
    assert desktop.drags == 0


def test_alt_and_shift_carry_at_once(hand: Hand) -> None:
    desktop = Desktop(hand)
    carried: list[str] = []
    desktop.drop = lambda data: carried.append(data.text())
    start, steps = hand.title("x1"), hand.steps
    hand.drag(start, start + QPointF(20, 0), ALT_SHIFT)
    assert carried == ["x1 = 2; x1"]
    assert hand.steps == steps


def test_a_frame_is_carried_with_what_lies_in_it(
    hand: Hand, open_window: Callable[[str], Hand]
) -> None:
    other = open_window("")
    desktop = Desktop(hand)
    viewport = other.view.viewport()
    desktop.drop = lambda data: _drop_into(viewport, data)
    hand.window.editor.scene.select([hand.node("x1"), hand.node("w1")])
    hand.window.editor.framing.put_in_frame()
    hand.window.editor.inline.field.close_editor()
    (frame,) = hand.graph.frames.values()
    drag_out(hand, QPointF(*frame.position) + QPointF(30, 14))
    assert len(other.graph.frames) == 1
    assert {n.name for n in other.graph.nodes.values()} == {"x1", "w1"}


@pytest.mark.parametrize("text", ["tanh(", "a cat sat", "x = import os"])
def test_text_that_is_no_formula_is_refused_with_the_reason(
    empty: Hand, text: str
) -> None:
    said: list[str] = []
    empty.window.document.refused.connect(said.append)
    data = QMimeData()
    data.setText(text)
    viewport = empty.view.viewport()
    enter(viewport, data, viewport.rect().center())
    drop(viewport, data, viewport.rect().center())
    assert not empty.graph.nodes
    (sentence,) = said
    assert sentence.startswith(f"{NOTHING_DROPPED}: ")


def test_a_broken_clip_that_is_dropped_changes_nothing(empty: Hand) -> None:
    data = QMimeData()
    data.setData(MIME, b'{"format": "playground", "version": 2}')
    viewport = empty.view.viewport()
    enter(viewport, data, viewport.rect().center())
    drop(viewport, data, viewport.rect().center())
    assert not empty.graph.nodes
