"""Freezing by hand, and the card that says what moves a number."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.network.card import rows_of
from playground.ui.network.locks import badge
from playground.ui.network.shape import BiasPlace, LinkPlace, NeuronPlace, Place
from playground.ui.network.view import NetworkView
from playground.ui.training_runner import TrainingRunner

_LEFT = Qt.MouseButton.LeftButton
_CTRL = Qt.KeyboardModifier.ControlModifier
_NONE = Qt.KeyboardModifier.NoModifier


def middle(view: NetworkView, place: Place) -> QPoint:
    return view.diagram.middle_of(place)


def part(view: NetworkView, kind: type, name: str) -> QToolButton:
    found = view.findChild(kind, name)
    assert found is not None
    return found


def frozen(runner: TrainingRunner) -> tuple[str, ...]:
    return runner.experiment.frozen


@pytest.mark.parametrize(
    ("place", "names"),
    [
        (LinkPlace(1, 0, 1), ("w1_1_2",)),
        (BiasPlace(2, 1), ("b2_2",)),
        (NeuronPlace(1, 1), ("w1_2_1", "w1_2_2", "b1_2")),
    ],
)
def test_a_click_with_ctrl_freezes_and_thaws(
    view: NetworkView, runner: TrainingRunner, place: Place, names: tuple[str, ...]
) -> None:
    generation = runner.generation
    QTest.mouseClick(view.diagram, _LEFT, _CTRL, middle(view, place))
    assert frozen(runner) == names
    assert view.diagram.picture.is_frozen(place)
    assert view.diagram.describe(place).endswith("frozen")
    QTest.mouseClick(view.diagram, _LEFT, _CTRL, middle(view, place))
    assert frozen(runner) == ()
    runner.undo()
    assert frozen(runner) == names
    assert runner.generation == generation, "freezing must not reset"


def test_a_click_on_a_neurons_padlock_freezes_it(
    view: NetworkView, runner: TrainingRunner
) -> None:
    place = NeuronPlace(1, 2)
    QTest.mouseMove(view.diagram, middle(view, place))
    rect = badge(view.diagram.geometry_of_network, place)
    assert rect is not None
    at = rect.center().toPoint()
    QTest.mouseClick(view.diagram, _LEFT, _NONE, at)
    assert frozen(runner) == ("w1_3_1", "w1_3_2", "b1_3")
    QTest.mouseDClick(view.diagram, _LEFT, _NONE, at)
    assert frozen(runner) == ()
    assert badge(view.diagram.geometry_of_network, NeuronPlace(0, 0)) is None


def test_thawing_a_link_of_a_frozen_neuron_leaves_the_rest(
    view: NetworkView, runner: TrainingRunner
) -> None:
    QTest.mouseClick(view.diagram, _LEFT, _CTRL, middle(view, NeuronPlace(1, 0)))
    QTest.mouseClick(view.diagram, _LEFT, _CTRL, middle(view, LinkPlace(1, 0, 0)))
    assert frozen(runner) == ("w1_1_2", "b1_1")
    assert not view.diagram.picture.is_frozen(NeuronPlace(1, 0))


def test_the_key_l_freezes_what_was_walked_to(
    view: NetworkView, runner: TrainingRunner
) -> None:
    view.diagram.clearFocus()
    view.diagram.setFocus(Qt.FocusReason.TabFocusReason)
    view.diagram.walk_to(LinkPlace(2, 0, 3))
    QTest.keyClick(view.diagram, Qt.Key.Key_L)
    assert frozen(runner) == ("w2_1_4",)


def test_the_button_beside_the_editor_takes_the_number_and_freezes_it(
    view: NetworkView, runner: TrainingRunner, qtbot: QtBot
) -> None:
    place = LinkPlace(1, 2, 0)
    QTest.mouseClick(view.diagram, _LEFT, _NONE, middle(view, place))
    editor = part(view, QLineEdit, "inlineEditor")
    button = part(view, QToolButton, "freezeButton")
    assert button.isVisible()
    assert button.text() == "Freeze"
    QTest.keyClicks(editor, "2.5")
    QTest.mouseClick(button, _LEFT)
    assert not button.isVisible()
    assert frozen(runner) == ("w1_3_1",)
    qtbot.waitUntil(lambda: view.diagram.picture.value_of(place) == 2.5)
    runner.play()
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.epoch > 5)
    runner.pause()
    assert view.diagram.picture.value_of(place) == 2.5


def test_the_card_says_what_the_trainer_says(
    view: NetworkView, runner: TrainingRunner, qtbot: QtBot
) -> None:
    for name in ("momentum", "adam", "sgd"):
        runner.set_experiment(replace(runner.experiment, optimizer=name))
        runner.reset()
        runner.step()
        view.diagram.point_at(None)
        view.diagram.point_at(LinkPlace(1, 0, 1))
        qtbot.waitUntil(
            lambda: (
                view.diagram.picture.details is not None
                and bool(np.any(view.diagram.picture.details.update))
            )
        )
        expected = Trainer(runner.experiment)
        expected.run_epochs(1)
        rows = dict(rows_of(view.diagram.picture.details, 1))
        assert rows.pop("gradient of the loss") == expected.gradient()[1]
        assert rows.pop("last update") == expected.last_update[1]
        assert tuple(rows.values()) == tuple(expected.optimizer_state[:, 1])
    view.diagram.point_at(None)
    assert view.diagram.picture.details is None


def test_the_last_update_is_what_the_optimiser_did() -> None:
    trainer = Trainer(Experiment(samples=40, batch_size=20, learning_rate=0.1))
    before, gradient = trainer.parameters, trainer.gradient()
    trainer.run_update()
    np.testing.assert_array_equal(trainer.last_update, trainer.parameters - before)
    np.testing.assert_allclose(trainer.last_update, -0.1 * gradient, rtol=1e-9)
