import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from playground.core.operations import OPERATIONS
from playground.ui.canvas.chip import Chip
from tests.ui.canvas.hand import LEFT, NO_KEY, Hand


def drag_to(hand: Hand, chip: Chip, place: QPoint, *, release: bool = True) -> None:
    """Drag a chip to a point of the viewport, all events going to the chip."""
    start = chip.rect().center()
    end = chip.mapFromGlobal(hand.view.viewport().mapToGlobal(place))
    QTest.mousePress(chip, LEFT, NO_KEY, start)
    for step in range(1, 6):
        QTest.mouseMove(chip, start + (end - start) * (step / 5))
    if release:
        QTest.mouseRelease(chip, LEFT, NO_KEY, end)


def test_every_operation_has_a_chip_with_its_help(empty: Hand) -> None:
    palette = empty.window.palette_
    for row in OPERATIONS.values():
        chip = palette.chip(row.name)
        assert chip.text() == row.symbol
        assert row.help in chip.toolTip()
        assert chip.accessibleName()


def test_dragging_a_chip_places_a_node_where_it_is_dropped(empty: Hand) -> None:
    place = QPoint(200, 150)
    drag_to(empty, empty.window.palette_.chip("mul"), place)
    (node,) = empty.graph.nodes.values()
    assert node.operation == "mul"
    centre = empty.view.scene_shown.bounds().center()
    assert (centre - empty.view.mapToScene(place)).manhattanLength() <= 2
    assert empty.steps == 1
    assert empty.view.hasFocus()
    assert empty.view.scene_shown.overlay.is_empty


def test_a_node_to_come_is_shown_where_it_would_land(empty: Hand) -> None:
    chip = empty.window.palette_.chip("tanh")
    drag_to(empty, chip, QPoint(200, 150), release=False)
    assert not empty.view.scene_shown.overlay.is_empty
    QTest.keyClick(chip, Qt.Key.Key_Escape)
    assert empty.view.scene_shown.overlay.is_empty
    QTest.mouseRelease(chip, LEFT, NO_KEY, QPoint(400, 200))
    assert not empty.graph.nodes


def test_a_drop_elsewhere_places_nothing(empty: Hand) -> None:
    drag_to(empty, empty.window.palette_.chip("mul"), QPoint(-60, 300))
    assert not empty.graph.nodes


def test_values_are_named_with_free_letters(empty: Hand) -> None:
    for column in range(3):
        chip = empty.window.palette_.chip("value")
        drag_to(empty, chip, QPoint(100 + 150 * column, 150))
    nodes = list(empty.graph.nodes.values())
    assert [node.name for node in nodes] == ["a", "b", "c"]
    assert all(node.is_learnable for node in nodes)
    drag_to(empty, empty.window.palette_.chip("constant"), QPoint(100, 300))
    assert list(empty.graph.nodes.values())[-1].is_constant


@pytest.mark.parametrize("by_key", [False, True])
def test_a_click_and_enter_add_in_the_middle(empty: Hand, *, by_key: bool) -> None:
    chip = empty.window.palette_.chip("exp")
    for _ in range(2):
        if by_key:
            chip.setFocus()
            QTest.keyClick(chip, Qt.Key.Key_Return)
        else:
            QTest.mouseClick(chip, LEFT)
    first, second = empty.graph.nodes.values()
    seen = empty.view.mapToScene(empty.view.viewport().rect()).boundingRect()
    assert seen.contains(empty.view.scene_shown.bounds())
    one = empty.view.node_rect(first.id)
    assert not one.intersects(empty.view.node_rect(second.id))


def test_a_double_click_adds_one_node(empty: Hand) -> None:
    chip = empty.window.palette_.chip("exp")
    for count in (1, 2):
        QTest.mouseClick(chip, LEFT)
        QTest.mouseDClick(chip, LEFT)
        assert len(empty.graph.nodes) == count


def test_a_press_that_leaves_the_chip_adds_nothing(empty: Hand) -> None:
    chip = empty.window.palette_.chip("exp")
    QTest.mousePress(chip, LEFT, pos=chip.rect().center())
    QTest.mouseRelease(chip, LEFT, pos=chip.rect().bottomRight() + QPoint(9, 9))
    assert not empty.graph.nodes


def test_the_search_filters_as_one_types_and_enter_adds(empty: Hand) -> None:
    palette = empty.window.palette_
    palette.field.setFocus()
    empty.type("squash")
    assert {entry.key for entry in palette.shown} == {"tanh", "sigmoid"}
    palette.field.clear()
    empty.type("ln")
    assert [entry.key for entry in palette.shown] == ["log"]
    empty.key(Qt.Key.Key_Return)
    assert [n.operation for n in empty.graph.nodes.values()] == ["log"]
    assert palette.field.text() == ""
    assert len(palette.shown) == len(OPERATIONS) + 2
