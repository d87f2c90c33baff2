"""Frames and notes by mouse and keyboard, in a real window."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, QSize, QSizeF, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QPainter, QTextDocument
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from playground.graph.frame_edits import AddFrames, ChangeFrames
from playground.graph.frames import COLORS, Frame, FrameId
from playground.graph.graph import NodeId
from playground.ui.canvas import pictures
from playground.ui.canvas.frame_notes import NoteDocument
from playground.ui.canvas.frame_painter import frame_tint
from playground.ui.outline_panel import OutlinePanel
from playground.ui.theme import DARK, LIGHT, ThemeSwitch
from tests.ui.canvas.hand import Hand

CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


def add(hand: Hand, rect: QRectF, title: str = "Frame", note: str = "") -> FrameId:
    frame = Frame(
        hand.graph.new_frame_id(),
        title,
        note,
        "blue",
        rect.topLeft().toTuple(),
        rect.size().toTuple(),
    )
    assert hand.window.document.edit(AddFrames((frame,)))
    hand.view.navigation.reveal(rect)
    return frame.id


def around(hand: Hand, *names: str) -> QRectF:
    """A rectangle around nodes, with room for a title."""
    bounds = hand.window.editor.scene.bounds([hand.node(name) for name in names])
    return bounds.adjusted(-15, -45, 15, 15)


def bar(hand: Hand, frame_id: FrameId) -> QPointF:
    frame = hand.graph.frames[frame_id]
    return QPointF(*frame.position) + QPointF(30, 14)


def only(hand: Hand) -> Frame:
    (frame,) = hand.graph.frames.values()
    return frame


def places(hand: Hand) -> dict[NodeId, tuple[float, float]]:
    return {node.id: node.position for node in hand.graph.nodes.values()}


def write(hand: Hand, text: str) -> None:
    for number, line in enumerate(text.split("\n")):
        if number:
            hand.key(Qt.Key.Key_Return)
        hand.type(line)


def test_ctrl_g_frames_the_selection_and_asks_for_a_title_in_one_step(
    hand: Hand,
) -> None:
    hand.window.editor.scene.select([hand.node("x1"), hand.node("w1")])
    before = hand.steps
    hand.key(Qt.Key.Key_G, CTRL)
    hand.type("First input")
    hand.key(Qt.Key.Key_Return)
    frame = only(hand)
    assert frame.title == "First input"
    scene = hand.window.editor.scene
    inside = scene.frames.contents([frame.id], scene.nodes)
    assert {scene.nodes.ids[row] for row in inside} == {
        hand.node("x1"),
        hand.node("w1"),
    }
    assert scene.selected_frames == [frame.id]
    assert hand.steps == before + 1
    hand.window.document.undo()
    assert not hand.graph.frames


def test_dragging_the_title_moves_everything_inside_in_one_step(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    before, steps = places(hand), hand.steps
    start = bar(hand, frame_id)
    corner = QPointF(*hand.graph.frames[frame_id].position)
    hand.drag(start, start + QPointF(50, 20))
    moved = {hand.node("x1"), hand.node("w1")}
    for node_id, (x, y) in places(hand).items():
        way = (50, 20) if node_id in moved else (0, 0)
        assert (x, y) == (before[node_id][0] + way[0], before[node_id][1] + way[1])
    assert only(hand).position == (corner + QPointF(50, 20)).toTuple()
    assert hand.steps == steps + 1
    hand.window.document.undo()
    assert places(hand) == before
    assert only(hand).position == corner.toTuple()


def test_alt_moves_a_frame_alone(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    before, start = places(hand), bar(hand, frame_id)
    hand.drag(start, start + QPointF(-40, 10), ALT)
    assert places(hand) == before
    assert only(hand).position == (start + QPointF(-70, -4)).toTuple()


def test_frames_in_a_frame_move_along(hand: Hand) -> None:
    inner = add(hand, around(hand, "x1"), "inner")
    rect = around(hand, "x1").adjusted(-20, -40, 40, 200)
    outer = add(hand, rect, "outer")
    corner = hand.graph.frames[inner].position
    start = bar(hand, outer)
    hand.drag(start, start + QPointF(30, 0))
    assert hand.graph.frames[inner].position == (corner[0] + 30, corner[1])


def test_escape_puts_a_dragged_frame_back(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    steps, start = hand.steps, bar(hand, frame_id)
    hand.drag(start, start + QPointF(50, 20), release=False)
    hand.key(Qt.Key.Key_Escape)
    hand.release(start)
    scene = hand.window.editor.scene
    assert hand.steps == steps
    assert scene.frames.rect(frame_id).topLeft().toTuple() == only(hand).position
    shown = scene.nodes.positions[scene.nodes.index[hand.node("x1")]].tolist()
    assert tuple(shown) == hand.graph.nodes[hand.node("x1")].position


@pytest.mark.parametrize(
    ("grip", "way", "expected"),
    [
        ((200, 60), (40, 9), (0, 0, 240, 120)),
        ((0, 60), (-40, 9), (-40, 0, 240, 120)),
        ((100, 120), (9, 30), (0, 0, 200, 150)),
        ((100, 0), (9, -30), (0, -30, 200, 150)),
        ((200, 120), (40, 30), (0, 0, 240, 150)),
        ((0, 0), (-40, -30), (-40, -30, 240, 150)),
        ((200, 60), (-400, 0), (0, 0, 64, 120)),
    ],
)
def test_edges_and_corners_resize(
    empty: Hand,
    grip: tuple[float, float],
    way: tuple[float, float],
    expected: tuple[float, ...],
) -> None:
    add(empty, QRectF(0, 0, 200, 120))
    steps = empty.steps
    start = QPointF(*grip)
    empty.drag(start, start + QPointF(*way))
    assert (*only(empty).position, *only(empty).size) == expected
    assert empty.steps == steps + 1


def test_resizing_leaves_what_lies_in_the_frame(hand: Hand) -> None:
    rect = around(hand, "x1", "w1")
    add(hand, rect)
    before = places(hand)
    grip = QPointF(rect.center().x(), rect.bottom())
    hand.drag(grip, grip - QPointF(0, 50))
    assert places(hand) == before
    assert only(hand).size[1] == rect.height() - 50


def test_a_title_is_typed_after_a_double_click_or_f2(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    hand.double_click(bar(hand, frame_id))
    hand.type("Inputs")
    hand.key(Qt.Key.Key_Return)
    assert only(hand).title == "Inputs"
    hand.key(Qt.Key.Key_F2)
    hand.type("Weights")
    hand.key(Qt.Key.Key_Escape)
    assert only(hand).title == "Inputs"
    hand.key(Qt.Key.Key_F2)
    hand.type("Both")
    hand.key(Qt.Key.Key_Return)
    assert only(hand).title == "Both"


def test_a_note_is_written_with_ctrl_enter_and_makes_its_room(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    hand.window.editor.scene.select((), (), (frame_id,))
    top = only(hand).position[1]
    hand.key(Qt.Key.Key_N, SHIFT)
    write(hand, "one\n\ntwo\n\nthree")
    hand.key(Qt.Key.Key_Return, CTRL)
    assert only(hand).note == "one\n\ntwo\n\nthree"
    assert only(hand).position[1] < top
    frames = hand.window.editor.scene.frames
    nodes = hand.window.editor.scene.bounds([hand.node("x1"), hand.node("w1")])
    assert not frames.note_rect(frame_id).intersects(nodes)
    hand.window.document.undo()
    assert (only(hand).note, only(hand).position[1]) == ("", top)


def test_escape_gives_a_note_up(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"), note="before")
    steps = hand.steps
    scene = hand.window.editor.scene
    hand.double_click(scene.frames.note_rect(frame_id).center())
    hand.type("after")
    hand.key(Qt.Key.Key_Escape)
    assert (only(hand).note, hand.steps) == ("before", steps)
    assert hand.view.hasFocus()


def test_a_note_needs_no_nodes(empty: Hand) -> None:
    empty.key(Qt.Key.Key_N)
    write(empty, "# Plan\n- draw\n- train")
    empty.key(Qt.Key.Key_Return, CTRL)
    assert (only(empty).title, only(empty).note) == ("", "# Plan\n- draw\n- train")
    assert only(empty).label == "Plan"
    scene = empty.window.editor.scene
    start = scene.frames.note_rect(only(empty).id).center()
    place = only(empty).position
    empty.drag(start, start + QPointF(30, 10))
    assert only(empty).position == (place[0] + 30, place[1] + 10)


def test_a_new_note_without_words_is_none(empty: Hand) -> None:
    empty.key(Qt.Key.Key_N)
    empty.key(Qt.Key.Key_Return, CTRL)
    assert not empty.graph.frames
    assert empty.steps == 0


def test_deleting_a_frame_keeps_its_contents(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    before = places(hand)
    hand.click(bar(hand, frame_id))
    hand.key(Qt.Key.Key_Delete)
    assert not hand.graph.frames
    assert places(hand) == before
    hand.window.document.undo()
    assert only(hand).id == frame_id


def test_duplicates_and_pastes_carry_a_frame_with_its_contents(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"), "Pair", "*note*")
    count = len(hand.graph.nodes)
    hand.click(bar(hand, frame_id))
    hand.key(Qt.Key.Key_D, CTRL)
    assert len(hand.graph.frames) == 2
    assert len(hand.graph.nodes) == count + 2
    hand.key(Qt.Key.Key_Z, CTRL)
    hand.window.document.undo()
    hand.click(bar(hand, frame_id))
    hand.key(Qt.Key.Key_C, CTRL)
    steps = hand.steps
    hand.key(Qt.Key.Key_V, CTRL)
    assert hand.steps == steps + 1
    assert len(hand.graph.nodes) == count + 2
    first, twin = hand.graph.frames.values()
    assert (twin.title, twin.note, twin.size) == ("Pair", "*note*", first.size)
    scene = hand.window.editor.scene
    inside = scene.frames.contents([twin.id], scene.nodes).tolist()
    assert {scene.nodes.ids[row] for row in inside} >= set(scene.selected_ids)
    assert len(scene.selected_ids) == 2


def test_cut_takes_frame_and_contents(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    count = len(hand.graph.nodes)
    hand.click(bar(hand, frame_id))
    hand.key(Qt.Key.Key_X, CTRL)
    assert (len(hand.graph.frames), len(hand.graph.nodes)) == (0, count - 2)
    hand.window.document.undo()
    assert (len(hand.graph.frames), len(hand.graph.nodes)) == (1, count)


def test_a_band_around_a_frame_selects_it_one_across_it_does_not(empty: Hand) -> None:
    frame_id = add(empty, QRectF(0, 0, 200, 120))
    scene = empty.window.editor.scene
    empty.drag(QPointF(-20, -20), QPointF(220, 140))
    assert scene.selected_frames == [frame_id]
    empty.drag(QPointF(-20, -20), QPointF(100, 140))
    assert scene.selected_frames == []


def test_a_band_begins_inside_a_frame(hand: Hand) -> None:
    rect = around(hand, "x1", "w1").adjusted(-30, 0, 30, 40)
    frame_id = add(hand, rect)
    hand.drag(rect.bottomLeft() + QPointF(14, -14), hand.corner("x1"), steps=6)
    assert set(hand.window.editor.scene.selected_ids) >= {hand.node("x1")}
    assert hand.graph.frames[frame_id].position == rect.topLeft().toTuple()


def test_the_keyboard_reaches_the_frame_around_a_node(hand: Hand) -> None:
    inner = add(hand, around(hand, "x1", "w1"), "inner")
    outer = add(hand, around(hand, "x1", "w1").adjusted(-30, -60, 30, 30), "outer")
    scene = hand.window.editor.scene
    hand.click(hand.title("x1"))
    hand.key(Qt.Key.Key_G, SHIFT)
    assert scene.selected_frames == [inner]
    hand.key(Qt.Key.Key_G, SHIFT)
    assert scene.selected_frames == [outer]
    before = places(hand)[hand.node("x1")]
    hand.key(Qt.Key.Key_Right, ALT)
    assert places(hand)[hand.node("x1")] == (before[0] + 10, before[1])


def test_colours_are_chosen_by_key_and_in_the_menu(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    hand.click(bar(hand, frame_id))
    hand.key(Qt.Key.Key_C, SHIFT)
    assert only(hand).color == COLORS[COLORS.index("blue") + 1]
    menu = hand.window.editor.framing.color_menu(hand.view)
    assert isinstance(menu, QMenu)
    actions = {action.data(): action for action in menu.actions()}
    assert list(actions) == list(COLORS)
    actions["red"].trigger()
    assert only(hand).color == "red"
    tints = {frame_tint(c, t).name() for c in COLORS for t in (DARK, LIGHT)}
    assert len(tints) == 2 * len(COLORS)


def test_tidying_takes_frames_along(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    scene = hand.window.editor.scene
    held = {hand.node("x1"), hand.node("w1")}
    start = bar(hand, frame_id)
    hand.drag(start, start + QPointF(10, 250))
    scene.select(())
    hand.window.editor.arranging.tidy()
    hand.view.glide.finish()
    assert only(hand).position[1] != start.y() - 14 + 250
    inside = scene.frames.contents([frame_id], scene.nodes).tolist()
    assert held <= {scene.nodes.ids[row] for row in inside}


def test_frames_are_found_by_their_words(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"), "Hidden layer")
    finder = hand.window.editor.find_bar
    finder.open_bar()
    finder.field.setText("hidden LAYER")
    assert finder.found == ((), (frame_id,))
    assert hand.window.editor.scene.selected_frames == [frame_id]
    assert finder.count.text() == "1 of 1"


def test_the_outline_lists_frames_and_follows_both_ways(
    hand: Hand, qtbot: QtBot, theme_switch: ThemeSwitch
) -> None:
    panel = OutlinePanel(hand.window.editor, theme_switch)
    qtbot.addWidget(panel)
    panel.resize(500, 400)
    panel.show()
    frame_id = add(hand, around(hand, "x1", "w1"), "Layer", "words")
    panel.refresh()
    index = panel.model.place_of_frame(frame_id)
    assert panel.model.data(index) == "Layer"
    assert panel.model.spoken(index) == "frame Layer: words"
    panel.tree.setCurrentIndex(index)
    scene = hand.window.editor.scene
    assert scene.selected_frames == [frame_id]
    hand.click(hand.title("x2"))
    assert scene.selected_frames == []
    assert not panel.tree.selectionModel().isSelected(index)
    hand.click(bar(hand, frame_id))
    assert panel.tree.selectionModel().isSelected(index)


def test_a_selected_frame_is_told_in_words(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"), "Inputs", "both")
    hand.click(bar(hand, frame_id))
    assert hand.view.accessibleDescription() == "frame Inputs, 2 nodes in it, both"
    assert hand.window.inspector._nothing.text().startswith(
        "Frame Inputs, 2 nodes in it, both.\nF2 writes its title"
    )
    hand.click(hand.title("x2"))
    assert "frame" not in hand.view.accessibleDescription()


@pytest.mark.usefixtures("qapp")
def test_notes_load_nothing(tmp_path: Path) -> None:
    secret = tmp_path / "secret.png"
    image = QImage(40, 40, QImage.Format.Format_RGB32)
    image.fill(QColor("red"))
    image.save(str(secret))
    note = f"![words]({secret})\n\n<img src='{secret}'>\n\n![][a]\n\n[a]: {secret}"
    document = NoteDocument(note)
    document.setTextWidth(300)
    assert "words" in document.toPlainText()
    kind = QTextDocument.ResourceType.ImageResource.value
    loaded = document.resource(kind, QUrl.fromLocalFile(str(secret)))
    assert loaded.size() == QSize(1, 1)
    canvas = QImage(300, 200, QImage.Format.Format_RGB32)
    canvas.fill(QColor("white"))
    painter = QPainter(canvas)
    document.drawContents(painter)
    painter.end()
    red = QColor("red").rgb()
    assert all(canvas.pixel(x, y) != red for x in range(0, 300, 5) for y in range(200))


@pytest.mark.parametrize("zoom", [0.1, 0.2, 0.45, 0.54, 0.55, 1.0, 2.5])
def test_a_title_is_written_at_every_zoom(hand: Hand, zoom: float) -> None:
    """Another title gives another picture, in letters of at least eleven pixels."""
    rect = QRectF(-900, -600, 800, 400)
    frame_id = add(hand, rect, "MMMMM")
    hand.view.navigation.zoom_to(zoom)
    hand.view.centerOn(rect.topLeft() + QPointF(400, 0) / max(1, zoom))
    first = _painted(hand)
    frame = hand.graph.frames[frame_id]
    hand.window.document.edit(ChangeFrames((replace(frame, title=" "),)))
    second = _painted(hand)
    rows = [
        y
        for y in range(first.height())
        if any(first.pixel(x, y) != second.pixel(x, y) for x in range(first.width()))
    ]
    assert rows[-1] - rows[0] + 1 >= 7  # capitals of a font of eleven pixels


def test_a_far_title_may_be_wider_than_its_frame_and_is_dragged_there(
    hand: Hand,
) -> None:
    rect = QRectF(-900, -600, 120, 90)
    frame_id = add(hand, rect, "MMMMMMMMMM")
    hand.view.navigation.zoom_to(0.2)
    hand.view.centerOn(rect.center())
    first = _painted(hand)
    frame = hand.graph.frames[frame_id]
    hand.window.document.edit(ChangeFrames((replace(frame, title=" "),)))
    second = _painted(hand)
    columns = [
        x
        for x in range(first.width())
        if any(first.pixel(x, y) != second.pixel(x, y) for y in range(first.height()))
    ]
    assert columns[-1] - columns[0] > 2 * rect.width() * 0.2
    start = rect.topLeft() + QPointF(60, -40)
    hand.drag(start, start + QPointF(100, 50))
    assert only(hand).position == (-800, -550)


def test_a_far_title_gives_way_to_a_node(hand: Hand) -> None:
    x1 = hand.corner("x1")
    frame_id = add(hand, QRectF(x1 + QPointF(-10, 64), QSizeF(400, 300)), "MMMMM")
    hand.view.navigation.zoom_to(0.4)
    first = _painted(hand)
    frame = hand.graph.frames[frame_id]
    hand.window.document.edit(ChangeFrames((replace(frame, title="WWWWW"),)))
    assert _painted(hand) == first


def _painted(hand: Hand) -> QImage:
    QApplication.processEvents()
    return hand.view.viewport().grab().toImage()


def test_pictures_have_frames_in_them(hand: Hand) -> None:
    scene = hand.window.editor.scene
    add(hand, QRectF(-300, -200, 150, 80), "Corner")
    svg = pictures.svg(scene, LIGHT, "t").decode()
    assert "Corner" in svg
    image = pictures.image(scene, LIGHT)
    at = QPoint((32 + 75) * 2, (32 + 60) * 2)
    assert image.pixelColor(at) != LIGHT.canvas


def test_undo_while_a_frame_is_dragged_is_safe(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    start = bar(hand, frame_id)
    hand.drag(start, start + QPointF(30, 30), release=False)
    hand.window.document.undo()
    hand.move(start)
    hand.release(start)
    assert not hand.graph.frames
    assert hand.view.gesture is None


def test_a_node_dragged_with_a_selected_frame_takes_it_along(hand: Hand) -> None:
    frame_id = add(hand, around(hand, "x1", "w1"))
    hand.click(bar(hand, frame_id))
    hand.press(hand.title("x2"), SHIFT)
    hand.release(hand.title("x2"), SHIFT)
    before = places(hand)
    corner = only(hand).position
    start = hand.title("x2")
    hand.drag(start, start + QPointF(40, 24), ALT)
    assert only(hand).position == (corner[0] + 40, corner[1] + 24)
    for name in ("x1", "w1", "x2"):
        x, y = before[hand.node(name)]
        assert places(hand)[hand.node(name)] == (x + 40, y + 24)


def test_the_size_of_a_frame_is_that_of_its_rectangle(empty: Hand) -> None:
    frame_id = add(empty, QRectF(10, 20, 200, 100))
    rect = empty.window.editor.scene.frames.rect(frame_id)
    assert (rect.topLeft(), rect.size()) == (QPointF(10, 20), QSizeF(200, 100))
