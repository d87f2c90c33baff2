"""Which number is meant: marked while it is edited, written out, found by keys."""

import math
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QRect, QRectF, QSizeF, Qt
from PySide6.QtGui import QFontMetricsF
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFrame, QLabel, QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.ui.network.card import Words, all_digits, free_room, room_beside
from playground.ui.network.geometry import FOOTER, HEADER, Geometry
from playground.ui.network.legend import HINT, KEYS
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place, Shape
from playground.ui.network.view import NetworkView
from playground.ui.numbers import parse_number
from playground.ui.training_runner import TrainingRunner

LEFT = Qt.MouseButton.LeftButton
PATIENCE = 60_000


def editor(view: NetworkView) -> QLineEdit:
    found = view.findChild(QLineEdit, "inlineEditor")
    assert found is not None
    return found


def title(view: NetworkView) -> str:
    label = view.findChild(QLabel, "weightTitle")
    assert label is not None
    return label.text()


def click(view: NetworkView, place: Place) -> None:
    QTest.mouseClick(view.diagram, LEFT, pos=view.diagram.middle_of(place))


def hover(view: NetworkView, place: Place) -> None:
    # A mouse that is there already does not move.
    QTest.mouseMove(view.diagram, QPoint(3, 3))
    QTest.mouseMove(view.diagram, view.diagram.middle_of(place))


def press(view: NetworkView, key: Qt.Key) -> None:
    QTest.keyClick(view.diagram, key)


def focus(view: NetworkView) -> None:
    """As a click on a neuron does: nothing is marked."""
    view.diagram.clearFocus()
    view.diagram.setFocus(Qt.FocusReason.MouseFocusReason)
    view.diagram.point_at(None)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_all_digits_are_all_there_are(number: float) -> None:
    text = all_digits(number)
    assert text == "" or parse_number(text) == number


def test_digits_are_written_out_where_fewer_say_less() -> None:
    assert all_digits(-0.40836628687063115) == "−0.40836628687063115"
    for number in (0.0, -2.5, 1e-8, math.inf, math.nan):
        assert all_digits(number) == ""
    words = Words(
        "w1_1_1", "weight", 0.1, (("last update", 0.25),), False, "0.10000001"
    )
    assert words.lines == (("last update", "0.25"), ("exactly", "0.10000001"))


def test_every_digit_is_written_out_while_numbers_stand_still(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    picture = view.diagram.picture
    assert picture.is_still
    runner.play()
    qtbot.waitUntil(lambda: not picture.is_still, timeout=PATIENCE)
    runner.pause()
    qtbot.waitUntil(lambda: picture.is_still, timeout=PATIENCE)


@pytest.mark.parametrize("size", [(420, 320), (700, 560), (1100, 900)])
def test_the_number_being_edited_is_named_marked_and_in_sight(
    view: NetworkView, size: tuple[int, int]
) -> None:
    view.resize(*size)
    shape = view.shape_of_network
    tiles = view.diagram.geometry_of_network.tiles
    places: list[LinkPlace | BiasPlace] = [*shape.links(), *shape.biases()]
    for place in places:
        view.diagram.edit_requested.emit(place)
        assert view.diagram.picture.edited == place
        card = view.findChild(QFrame, "weightCard")
        lock = view.findChild(QToolButton, "freezeButton")
        assert card is not None
        assert lock is not None
        room = card.geometry()
        assert view.rect().contains(room)
        for part in (editor(view), lock):
            assert part.isVisible()
            assert room.contains(part.geometry())
        assert not editor(view).geometry().intersects(lock.geometry())
        target = tiles[NeuronPlace(place.layer, place.index)].toRect()
        assert not room.intersects(target)
        label = view.findChild(QLabel, "weightTitle")
        assert label is not None
        assert QRect(QPoint(0, 0), room.size()).contains(label.geometry())
        QTest.keyClick(editor(view), Qt.Key.Key_Escape)
        assert not card.isVisible()
        assert not lock.isVisible()
        assert view.diagram.picture.edited is None


@pytest.mark.parametrize("hidden", [(), (4, 2), (8,) * 6, (64,) * 16])
@pytest.mark.parametrize("size", [(420, 320), (700, 480), (1340, 760)])
def test_a_card_lies_where_no_button_covers_it(
    hidden: tuple[int, ...], size: tuple[int, int]
) -> None:
    geometry = Geometry(Shape.of(Experiment(hidden=hidden)), *size)
    room = QRectF(0, HEADER - 5, size[0], size[1] - HEADER - FOOTER + 10)
    features = geometry.tiles[NeuronPlace(0, 0)]
    links = geometry.links
    places: list[LinkPlace | BiasPlace] = [*links[:: len(links) // 60 + 1]]
    places += list(geometry.biases)[::5]
    for place in places:
        wanted = QSizeF(min(330, room.width() - 100), 112)
        card = room_beside(geometry, place, wanted, free_room(geometry))
        assert room.contains(card), place
        assert card.left() > features.right()
        if size[0] > 700:
            assert not card.intersects(
                geometry.tiles[NeuronPlace(place.layer, place.index)]
            )


def test_the_words_over_a_number_say_which_it_is(view: NetworkView) -> None:
    click(view, LinkPlace(1, 2, 1))
    assert title(view) == "weight from y to neuron 3 of layer 1, w1_3_2"
    view.diagram.edit_requested.emit(BiasPlace(2, 0))
    assert title(view) == "bias of neuron 1 of layer 2, b2_1"
    assert view.diagram.picture.edited == BiasPlace(2, 0)


def test_another_network_takes_mark_and_words_away(
    view: NetworkView, runner: TrainingRunner
) -> None:
    click(view, LinkPlace(3, 0, 1))
    runner.set_experiment(replace(runner.experiment, hidden=(2,)))
    card = view.findChild(QFrame, "weightCard")
    assert card is not None
    assert not card.isVisible()
    assert view.diagram.picture.edited is None


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_L, Qt.Key.Key_O])
def test_a_key_shows_what_it_means_before_it_does_anything(
    view: NetworkView, runner: TrainingRunner, key: Qt.Key
) -> None:
    opened: list[tuple[int, int]] = []
    view.neuron_open_requested.connect(lambda *neuron: opened.append(neuron))
    click(view, NeuronPlace(1, 1))
    focus(view)
    press(view, key)
    assert view.diagram.picture.current == NeuronPlace(1, 1)
    assert (editor(view).isVisible(), runner.experiment.frozen, opened) == (
        False,
        (),
        [],
    )
    press(view, key)
    assert (editor(view).isVisible(), bool(runner.experiment.frozen), opened) == (
        key is Qt.Key.Key_Return,
        key is Qt.Key.Key_L,
        [(1, 1)] if key is Qt.Key.Key_O else [],
    )


def test_keys_act_on_what_the_mouse_points_at(
    view: NetworkView, runner: TrainingRunner
) -> None:
    focus(view)
    hover(view, LinkPlace(1, 3, 1))
    press(view, Qt.Key.Key_L)
    assert runner.experiment.frozen == ("w1_4_2",)
    hover(view, BiasPlace(2, 1))
    press(view, Qt.Key.Key_Return)
    assert view.diagram.picture.edited == BiasPlace(2, 1)
    assert title(view) == "bias of neuron 2 of layer 2, b2_2"


def test_of_mouse_and_keys_the_one_that_moved_last_counts(
    view: NetworkView, runner: TrainingRunner
) -> None:
    focus(view)
    hover(view, LinkPlace(1, 3, 1))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Left):
        press(view, key)
    walked = view.diagram.picture.current
    assert isinstance(walked, LinkPlace)
    assert walked != LinkPlace(1, 3, 1)
    press(view, Qt.Key.Key_L)
    assert len(runner.experiment.frozen) == 1
    assert runner.experiment.frozen != ("w1_4_2",)


def test_the_line_below_tells_what_keys_do_while_they_are_used(
    view: NetworkView,
) -> None:
    metrics = QFontMetricsF(view.legend._font())
    for text in (HINT, KEYS):
        assert metrics.horizontalAdvance(text) < view.legend.width()
    assert view.legend.text == HINT
    view.diagram.clearFocus()
    view.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    assert view.legend.text == KEYS
    hover(view, LinkPlace(1, 3, 1))
    assert view.legend.text == HINT
    press(view, Qt.Key.Key_Left)
    assert view.legend.text == KEYS
    click(view, NeuronPlace(2, 1))
    assert view.legend.text == HINT
    press(view, Qt.Key.Key_Left)
    view.diagram.clearFocus()
    assert view.legend.text == HINT
