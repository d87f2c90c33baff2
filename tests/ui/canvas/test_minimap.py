"""The map in the corner of the canvas."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from playground.graph.edits import AddNodes
from playground.graph.graph import Node
from playground.graph.muting import SetMuted
from playground.ui.canvas import compiled
from playground.ui.canvas.minimap import Minimap
from playground.ui.hand import LEFT, NO_KEY, drag, move
from tests.ui.canvas.hand import Hand


@pytest.fixture
def minimap(hand: Hand) -> Minimap:
    """That of a canvas with a node far away to the lower right."""
    far = Node(hand.graph.new_id(), None, (), 1.0, "far", position=(6000.0, 4000.0))
    hand.window.document.edit(AddNodes((far,)))
    QApplication.processEvents()
    return hand.window.editor.minimap


def _sees(hand: Hand, name: str) -> bool:
    view = hand.view
    seen = view.mapToScene(view.viewport().rect()).boundingRect()
    return seen.contains(view.node_rect(hand.node(name)))


def test_it_is_there_only_while_something_is_out_of_sight(hand: Hand) -> None:
    minimap = hand.window.editor.minimap
    assert not minimap.isVisible()
    hand.view.pan_by(3000, 0)
    QApplication.processEvents()
    assert minimap.isVisible()
    hand.window.editor.fit()
    QApplication.processEvents()
    assert not minimap.isVisible()


def test_a_press_goes_there(hand: Hand, minimap: Minimap) -> None:
    assert minimap.isVisible()
    assert not _sees(hand, "far")
    place = minimap._to_map(hand.view.node_rect(hand.node("far"))).center().toPoint()
    QTest.mouseClick(minimap, Qt.MouseButton.LeftButton, pos=place)
    assert _sees(hand, "far")


def test_the_view_follows_the_drag_without_a_jump(hand: Hand, minimap: Minimap) -> None:
    view = hand.view
    before = view.mapToScene(view.viewport().rect().center())
    scale = minimap._scale
    start = minimap.frame.center().toPoint() + QPoint(3, 2)
    drag(minimap, start, start + QPoint(40, 25))
    way = view.mapToScene(view.viewport().rect().center()) - before
    assert way.x() * scale == pytest.approx(40, abs=1)
    assert way.y() * scale == pytest.approx(25, abs=1)


def test_it_stays_in_its_corner(hand: Hand, minimap: Minimap) -> None:
    for size in ((1500, 700), (1250, 560)):
        hand.window.resize(*size)
        QApplication.processEvents()
        view = hand.view
        assert minimap.geometry().right() == view.width() - 11
        assert minimap.geometry().bottom() == view.height() - 11


def test_a_small_view_keeps_its_room(hand: Hand, minimap: Minimap) -> None:
    assert minimap.isVisible()
    hand.window.resize(1500, 300)
    QApplication.processEvents()
    assert not minimap.isVisible()


def test_it_shows_what_is_selected(hand: Hand, minimap: Minimap) -> None:
    place = minimap._to_map(hand.view.node_rect(hand.node("far"))).center().toPoint()
    plain = minimap.grab().toImage().pixelColor(place)
    hand.window.editor.scene.select([hand.node("far")])
    QApplication.processEvents()
    accent = hand.window.editor.minimap._theme_switch.current.accent
    chosen = minimap.grab().toImage().pixelColor(place)
    assert chosen != plain
    assert abs(chosen.hueF() - accent.hueF()) < 0.05


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_muted_node_is_paler(
    open_window: Callable[[str], Hand], *, is_compiled: bool
) -> None:
    if is_compiled:
        compiled.load()
    else:
        compiled.unload()
    hand = open_window("x = 1; tanh(x)")
    far = Node(hand.graph.new_id(), None, (), 1.0, "far", position=(900.0, 600.0))
    hand.window.document.edit(AddNodes((far,)))
    hand.view.pan_by(300, 0)
    minimap = hand.window.editor.minimap
    hand.window.editor.scene.select(())
    tanh = hand.node("tanh")
    QApplication.processEvents()
    place = minimap._to_map(hand.view.node_rect(tanh)).center().toPoint()
    panel = minimap._theme_switch.current.panel
    plain = _gap(minimap.grab().toImage().pixelColor(place), panel)
    hand.window.document.edit(SetMuted((tanh,), is_muted=True))
    QApplication.processEvents()
    muted = _gap(minimap.grab().toImage().pixelColor(place), panel)
    assert 0 < muted < 0.6 * plain
    hand.window.document.undo()
    QApplication.processEvents()
    assert _gap(minimap.grab().toImage().pixelColor(place), panel) == plain


def test_who_does_not_want_it_does_not_have_it(hand: Hand, minimap: Minimap) -> None:
    minimap.is_wanted = False
    assert not minimap.isVisible()
    hand.view.pan_by(50, 0)
    QApplication.processEvents()
    assert not minimap.isVisible()
    minimap.is_wanted = True
    assert minimap.isVisible()


def test_it_goes_with_its_last_node(hand: Hand, minimap: Minimap) -> None:
    hand.window.editor.select_all()
    hand.window.editor.delete()
    QApplication.processEvents()
    assert not minimap.isVisible()


@pytest.mark.parametrize("is_compiled", [True, False])
def test_a_node_on_the_move_is_shown_where_it_is(
    hand: Hand, minimap: Minimap, *, is_compiled: bool
) -> None:
    if is_compiled:
        compiled.load()
    else:
        compiled.unload()
    accent = minimap._theme_switch.current.accent
    viewport, start = hand.view.viewport(), hand.at(hand.title("w1"))
    steps = hand.steps
    QTest.mousePress(viewport, LEFT, NO_KEY, start)
    places: list[QPoint] = []
    for way in (QPoint(-180, 0), QPoint(-180, 260)):
        move(viewport, start + way)
        QApplication.processEvents()
        shown = hand.view.scene_shown.bounds([hand.node("w1")])
        places.append(minimap._to_map(shown).center().toPoint())
        picture = minimap.grab().toImage()
        assert _gap(picture.pixelColor(places[-1]), accent) < 60
    left = minimap.grab().toImage().pixelColor(places[0])
    assert _gap(left, accent) > 120
    assert hand.steps == steps
    hand.key(Qt.Key.Key_Escape)
    compiled.unload()
    QTest.mouseRelease(viewport, LEFT, NO_KEY, start)


def _gap(color: QColor, other: QColor) -> int:
    """The sum of what red, green and blue differ by."""
    gaps = np.array(color.toTuple()) - np.array(other.toTuple())
    return int(np.abs(gaps).sum())


@pytest.mark.parametrize(("dx", "dy"), [(2, 40), (40, 2), (30, 30)])
def test_nothing_is_revealed_under_the_map(
    hand: Hand, minimap: Minimap, dx: int, dy: int
) -> None:
    view = hand.view
    corner = view.mapToScene(minimap.geometry().topLeft() + QPoint(dx, dy))
    rect = view.node_rect(hand.node("x1"))
    rect.moveTopLeft(corner)
    view.navigation.reveal(rect)
    shown = view.mapFromScene(rect).boundingRect()
    assert minimap.isVisible()
    assert not shown.intersects(minimap.geometry())
    assert view.viewport().rect().contains(shown)
