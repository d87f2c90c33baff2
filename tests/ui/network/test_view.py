import random
from dataclasses import replace
from itertools import pairwise
from typing import TYPE_CHECKING, Final, TypeVar

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QMenu, QToolTip, QWidget
from pytestqt.qtbot import QtBot
from typing_extensions import override

from playground.training.experiment import FEATURES, MAX_LAYERS, Experiment
from playground.ui.network.legend import HINT
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place
from playground.ui.network.view import NetworkView
from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training_runner import TrainingRunner

if TYPE_CHECKING:
    from playground.training.background import Snapshot

# Said by the offscreen platform of every menu and tool tip.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)

LEFT: Final = Qt.MouseButton.LeftButton
W = TypeVar("W", bound=QWidget)


def part(view: NetworkView, kind: type[W], name: str) -> W:
    found = view.findChild(kind, name)
    assert found is not None, name
    return found


def press(view: NetworkView, name: str) -> None:
    QTest.mouseClick(part(view, QAbstractButton, name), LEFT)


def point(view: NetworkView, place: Place) -> QPoint:
    return view.diagram.middle_of(place)


def hover(view: NetworkView, place: Place | None) -> None:
    """Move the mouse there; None is a place with nothing in it."""
    target = QPoint(20, 520) if place is None else point(view, place)
    if isinstance(place, NeuronPlace) and place.layer == 0:
        button = part(view, QAbstractButton, f"featureButton{place.index}")
        QApplication.sendEvent(
            button,
            _enter(button.rect().center()),
        )
        return
    QTest.mouseMove(view.diagram, target)


def _enter(at: QPoint) -> QEnterEvent:
    where = QPointF(at)
    return QEnterEvent(where, where, where)


def settle(qtbot: QtBot, view: NetworkView) -> None:
    """Wait until the run has told everything."""
    runner = view._runner
    qtbot.waitUntil(
        lambda: (
            runner.is_idle
            and view.shown is not None
            and view.shown.generation == runner.generation
        )
    )


def focus_by_key(view: NetworkView) -> None:
    view.diagram.clearFocus()
    view.diagram.setFocus(Qt.FocusReason.TabFocusReason)


def value(view: NetworkView, place: LinkPlace | BiasPlace) -> float:
    found = view.diagram.picture.value_of(place)
    assert found is not None
    return found


def test_clicking_a_feature_feeds_it_to_the_network(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    press(view, "featureButton4")
    assert list(runner.experiment.features) == ["x", "y", "x*y"]
    settle(qtbot, view)
    assert view.diagram.picture.value_of(LinkPlace(1, 3, 4)) is not None
    press(view, "featureButton0")
    assert list(runner.experiment.features) == ["y", "x*y"]
    assert not part(view, QAbstractButton, "featureButton0").isChecked()
    settle(qtbot, view)


def test_the_space_bar_switches_a_feature(
    view: NetworkView, runner: TrainingRunner
) -> None:
    button = part(view, QAbstractButton, "featureButton6")
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert runner.experiment.features == ("x", "y", "sin(y)")


def test_the_last_feature_stays_and_the_reason_is_said(
    view: NetworkView, runner: TrainingRunner
) -> None:
    press(view, "featureButton0")
    assert runner.experiment.features == ("y",)
    press(view, "featureButton1")
    assert runner.experiment.features == ("y",)
    assert part(view, QAbstractButton, "featureButton1").isChecked()
    assert view.legend.text == "A network needs at least one feature."
    press(view, "featureButton0")
    assert view.legend.text == HINT


def test_plus_and_minus_change_the_layers(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    press(view, "layerStepperMore")
    assert list(runner.experiment.hidden) == [4, 2, 2]
    assert view._sizes.layers.label.text() == "Three hidden layers"
    for _ in range(3):
        press(view, "layerStepperFewer")
    assert list(runner.experiment.hidden) == []
    assert view._sizes.layers.label.text() == "No hidden layers"
    assert not part(view, QAbstractButton, "layerStepperFewer").isEnabled()
    settle(qtbot, view)
    assert view.shown is not None
    assert view.shown.parameters.shape == (3,)


def test_there_are_limits_to_layers_and_neurons(
    view: NetworkView, runner: TrainingRunner
) -> None:
    runner.set_experiment(replace(runner.experiment, hidden=(1,) * MAX_LAYERS))
    assert not part(view, QAbstractButton, "layerStepperMore").isEnabled()
    assert not part(view, QAbstractButton, "neuronStepper1Fewer").isEnabled()
    runner.set_experiment(replace(runner.experiment, hidden=(64,)))
    assert not part(view, QAbstractButton, "neuronStepper1More").isEnabled()


def test_plus_and_minus_change_the_neurons_of_a_layer(
    view: NetworkView, runner: TrainingRunner
) -> None:
    press(view, "neuronStepper2More")
    assert runner.experiment.hidden == (4, 3)
    press(view, "neuronStepper1Fewer")
    assert runner.experiment.hidden == (3, 3)
    assert [column.label.text() for column in view._sizes.columns] == ["3 neurons"] * 2


def test_pointing_at_a_neuron_announces_it(qtbot: QtBot, view: NetworkView) -> None:
    slot: list[tuple[int, int | None]] = []
    view.neuron_hovered.connect(lambda layer, index: slot.append((layer, index)))
    hover(view, NeuronPlace(2, 1))
    hover(view, NeuronPlace(3, 0))
    hover(view, None)
    hover(view, NeuronPlace(0, 3))
    assert slot == [(2, 1), (3, 0), (-1, None), (0, 3)]
    view.hide()
    assert slot[-1] == (-1, None)
    qtbot.waitUntil(lambda: view._runner.is_idle)


def test_a_weight_that_is_pointed_at_is_followed_while_it_learns(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    place = LinkPlace(1, 0, 1)
    hover(view, place)
    assert view.diagram.picture.pointed == place
    before = value(view, place)
    runner.step()
    qtbot.waitUntil(lambda: value(view, place) != before)
    settle(qtbot, view)
    assert view.shown is not None
    assert value(view, place) == view.shown.parameters[1]


def tool_tip(view: NetworkView, place: Place) -> str:
    """What is said after a while of resting there."""
    at = point(view, place)
    QToolTip.showText(view.mapToGlobal(at), "of something before", view)
    event = QHelpEvent(QEvent.Type.ToolTip, at, view.diagram.mapToGlobal(at))
    QApplication.sendEvent(view.diagram, event)
    return QToolTip.text() if QToolTip.isVisible() else ""


def test_a_tool_tip_says_what_a_neuron_does(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    bias = value(view, BiasPlace(1, 0))
    written = repr(bias).replace("-", "−")
    assert tool_tip(view, NeuronPlace(1, 0)) == (
        f"neuron 1 of layer 1: tanh of 2 inputs and the bias b1_1 = {written}\n"
        "Double-click to open it on a canvas, right-click for more"
    )
    own = ("leaky_relu",)
    runner.set_experiment(replace(runner.experiment, activations=own))
    assert "leaky relu of 2 inputs" in tool_tip(view, NeuronPlace(1, 1))
    assert "output: tanh of 2 inputs" in tool_tip(view, NeuronPlace(3, 0))
    QToolTip.hideText()
    settle(qtbot, view)


@pytest.mark.parametrize("place", [LinkPlace(2, 1, 3), BiasPlace(2, 0)])
def test_no_tool_tip_covers_the_card_of_a_number(
    qtbot: QtBot, view: NetworkView, place: LinkPlace | BiasPlace
) -> None:
    tool_tip(view, place)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


@pytest.mark.parametrize("place", [LinkPlace(3, 0, 1), BiasPlace(1, 2)])
def test_a_click_on_a_number_edits_it_in_place(
    qtbot: QtBot, view: NetworkView, place: LinkPlace | BiasPlace
) -> None:
    QTest.mouseClick(view.diagram, LEFT, pos=point(view, place))
    assert view._editor.is_open
    QTest.keyClicks(view._editor, "-2,5")
    QTest.keyClick(view._editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(view, place) == -2.5)
    assert view.diagram.hasFocus()
    settle(qtbot, view)


def test_a_number_is_edited_while_the_network_trains(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    place = LinkPlace(1, 3, 0)
    runner.play()
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.epoch > 3)
    QTest.mouseClick(view.diagram, LEFT, pos=point(view, place))
    QTest.keyClicks(view._editor, "40")
    QTest.keyClick(view._editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(view, place) > 30)
    runner.pause()
    settle(qtbot, view)


def test_what_is_no_number_is_refused_and_says_so(view: NetworkView) -> None:
    place = LinkPlace(3, 0, 0)
    before = value(view, place)
    QTest.mouseClick(view.diagram, LEFT, pos=point(view, place))
    for typed, reason in (("much", "“much” is not a number"), ("inf", "finite")):
        view._editor.selectAll()
        QTest.keyClicks(view._editor, typed)
        QTest.keyClick(view._editor, Qt.Key.Key_Return)
        assert reason in view._editor.problem
    QTest.keyClick(view._editor, Qt.Key.Key_Escape)
    assert not view._editor.is_open
    assert value(view, place) == before


def test_a_new_shape_closes_the_editor(
    view: NetworkView, runner: TrainingRunner
) -> None:
    QTest.mouseClick(view.diagram, LEFT, pos=point(view, LinkPlace(3, 0, 0)))
    assert view._editor.is_open
    runner.set_experiment(replace(runner.experiment, hidden=(2,)))
    assert not view._editor.is_open


def test_a_double_click_asks_to_open_a_neuron(qtbot: QtBot, view: NetworkView) -> None:
    with qtbot.waitSignal(view.neuron_open_requested) as caught:
        QTest.mouseDClick(view.diagram, LEFT, pos=point(view, NeuronPlace(2, 1)))
    assert caught.args == [2, 1]


@pytest.mark.parametrize(
    ("place", "entries"),
    [
        (
            NeuronPlace(1, 1),
            [
                "Open on canvas\tO",
                "Activation of layer 1",
                "Edit bias…\tEnter",
                "Freeze neuron\tL",
            ],
        ),
        (LinkPlace(3, 0, 0), ["Edit weight…\tEnter", "Freeze weight\tL"]),
        (BiasPlace(2, 0), ["Edit bias…\tEnter", "Freeze bias\tL"]),
    ],
)
def test_a_menu_says_what_can_be_done(
    qtbot: QtBot, view: NetworkView, place: Place, entries: list[str]
) -> None:
    view.diagram.walk_to(place)
    at = point(view, place)
    view.diagram.menu_requested.emit(place, view.diagram.mapToGlobal(at))
    menu = part(view, QMenu, "networkMenu")
    assert [action.text() for action in menu.actions()] == entries
    menu.actions()[-2].trigger()
    assert view._editor.is_open
    menu.actions()[-1].trigger()
    assert view.diagram.picture.is_frozen(place)
    menu.close()
    if len(entries) > 2:
        with qtbot.waitSignal(view.neuron_open_requested):
            menu.actions()[0].trigger()


def test_arrows_walk_and_enter_edits(qtbot: QtBot, view: NetworkView) -> None:
    diagram = view.diagram
    slot: list[tuple[int, int | None]] = []
    view.neuron_hovered.connect(lambda layer, index: slot.append((layer, index)))
    focus_by_key(view)
    assert diagram.accessibleDescription() == "output"
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down):
        QTest.keyClick(diagram, key)
    place = LinkPlace(3, 0, 1)
    assert diagram.picture.current == place
    assert diagram.accessibleDescription().startswith(
        "weight from neuron 2 of layer 2 to output: "
    )
    QTest.keyClick(diagram, Qt.Key.Key_Return)
    QTest.keyClicks(view._editor, "1.5")
    QTest.keyClick(view._editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(view, place) == 1.5)
    QTest.keyClick(diagram, Qt.Key.Key_Left)
    assert slot == [(3, 0), (-1, None), (2, 1)]
    with qtbot.waitSignal(view.neuron_open_requested) as caught:
        QTest.keyClick(diagram, Qt.Key.Key_O)
    assert caught.args == [2, 1]
    settle(qtbot, view)


def test_links_reached_from_a_neuron_stay_its_own(view: NetworkView) -> None:
    diagram = view.diagram
    focus_by_key(view)
    diagram.walk_to(NeuronPlace(0, 1))
    QTest.keyClick(diagram, Qt.Key.Key_Right)
    assert diagram.picture.current == LinkPlace(1, 0, 1)
    QTest.keyClick(diagram, Qt.Key.Key_Down)
    assert diagram.picture.current == LinkPlace(1, 1, 1)


def test_enter_on_a_neuron_edits_its_bias(qtbot: QtBot, view: NetworkView) -> None:
    focus_by_key(view)
    QTest.keyClick(view.diagram, Qt.Key.Key_Enter)
    QTest.keyClicks(view._editor, ".75")
    QTest.keyClick(view._editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: value(view, BiasPlace(3, 0)) == 0.75)
    settle(qtbot, view)


def test_maps_are_computed_only_while_they_are_seen(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    view.hide()
    slot: list[object] = []
    runner.step()
    settle(qtbot, view)
    runner.snapshot_ready.connect(lambda snapshot: slot.append(snapshot.neuron_maps))
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle)
    assert set(map(type, slot)) == {type(None)}
    view.show()
    qtbot.waitUntil(lambda: runner.is_idle)
    assert isinstance(slot[-1], np.ndarray)
    assert view.shown is not None
    assert view.shown.epoch == 2


def test_a_watched_neuron_comes_with_the_snapshots(
    qtbot: QtBot, runner: TrainingRunner
) -> None:
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.watch_neuron((2, 1))
    qtbot.waitUntil(lambda: runner.is_idle)
    assert slot[-1].watched == (2, 1)
    assert slot[-1].watched_map is not None
    assert slot[-1].neuron_maps is None
    runner.watch_neuron(None)
    qtbot.waitUntil(lambda: runner.is_idle)
    assert slot[-1].watched is None


class _Paints(QObject):
    """Counts how often widgets are painted."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.counts = dict.fromkeys((w.objectName() for w in widgets), 0)
        for widget in widgets:
            widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Paint:
            self.counts[watched.objectName()] += 1
        return False


def test_new_numbers_paint_nothing_but_the_network(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    QApplication.processEvents()
    button = part(view, QAbstractButton, "featureButton0")
    stepper = part(view, QAbstractButton, "neuronStepper1More")
    paints = _Paints(view.diagram, view.legend, button, stepper)
    runner.step()
    settle(qtbot, view)
    QApplication.processEvents()
    assert paints.counts.pop("networkDiagram") > 0
    assert set(paints.counts.values()) == {0}


def test_another_theme_reaches_every_pixel(
    view: NetworkView, theme_switch: ThemeSwitch
) -> None:
    dark = view.grab().toImage()
    theme_switch.set_mode("light")
    light = view.grab().toImage()
    corner = QPoint(3, 300)
    assert dark.pixelColor(corner) != light.pixelColor(corner)
    assert light.pixelColor(corner) == theme_switch.current.canvas
    tile = view.diagram.geometry_of_network.tiles[NeuronPlace(1, 0)]
    border = mix(theme_switch.current.wire, theme_switch.current.canvas, 0.25)
    at_border = light.pixelColor(tile.topLeft().toPoint())
    assert at_border.name() == border.name()


def test_every_control_has_a_name_and_a_tool_tip(view: NetworkView) -> None:
    buttons = view.findChildren(QAbstractButton)
    assert len(buttons) == len(FEATURES) + 1 + 2 + 1 + 3 + 3 * 2 + 1
    for button in buttons:
        assert button.objectName()
        assert button.accessibleName()
        assert button.toolTip()
    names = [button.objectName() for button in buttons]
    assert len(set(names)) == len(names)


def test_nothing_overlaps_in_a_small_window(
    view: NetworkView, runner: TrainingRunner
) -> None:
    runner.set_experiment(replace(runner.experiment, hidden=(3,) * MAX_LAYERS))
    view.resize(view.minimumSizeHint())
    QApplication.processEvents()
    lefts = [column.geometry().left() for column in view._sizes.columns]
    assert lefts == sorted(lefts)
    view.resize(700, 560)
    QApplication.processEvents()
    columns = [column.geometry() for column in view._sizes.columns]
    for one, two in pairwise(columns):
        assert one.right() < two.left() + 2


def test_anything_at_any_time_while_it_trains(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    chance = random.Random(6)
    names = list(FEATURES)

    def reshape() -> None:
        hidden = tuple(chance.randint(1, 6) for _ in range(chance.randint(0, 4)))
        features = tuple(n for n in names if chance.random() < 0.5) or ("x",)
        loss = chance.choice(("half_squared", "softmax_cross_entropy"))
        experiment = Experiment(
            dataset="xor", samples=40, hidden=hidden, features=features, loss=loss
        )
        runner.set_experiment(experiment)

    def click_somewhere() -> None:
        at = QPoint(chance.randint(130, 690), chance.randint(90, 500))
        QTest.mouseMove(view.diagram, at)
        QTest.mouseClick(view.diagram, LEFT, pos=at)
        QTest.keyClicks(view._editor, "1")
        QTest.keyClick(view._editor, Qt.Key.Key_Return)

    def press_a_key() -> None:
        key = chance.choice((Qt.Key.Key_Left, Qt.Key.Key_Up, Qt.Key.Key_Right))
        QTest.keyClick(view.diagram, key)

    def resize() -> None:
        view.resize(chance.randint(420, 900), chance.randint(320, 700))

    actions = (
        reshape,
        click_somewhere,
        press_a_key,
        resize,
        runner.play,
        runner.reset,
        runner.step,
    )
    for _ in range(120):
        chance.choice(actions)()
        QApplication.processEvents()
    view._editor.close_editor()
    runner.pause()
    settle(qtbot, view)
    assert view.shown is not None
    shape = view.shape_of_network
    assert view.shown.parameters.shape == (shape.n_parameters,)
    assert view.shown.neuron_maps is not None
    assert len(view.shown.neuron_maps) == shape.n_neurons


def test_closing_while_it_trains_is_quiet(
    qtbot: QtBot, theme_switch: ThemeSwitch, runner: TrainingRunner
) -> None:
    view = NetworkView(theme_switch, runner)
    qtbot.addWidget(view)
    view.show()
    runner.play()
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.epoch > 1)
    runner.close()
    view.close()
    QApplication.processEvents()
