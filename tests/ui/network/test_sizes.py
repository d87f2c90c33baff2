"""Sizes of the network typed into the diagram, up to its limits."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMenu, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from playground.training.experiment import FEATURES, Experiment
from playground.ui.network.diagram import Diagram
from playground.ui.network.shape import LinkPlace, NeuronPlace, Shape
from playground.ui.network.view import NetworkView
from playground.ui.theme import ThemeSwitch
from playground.ui.training_runner import TrainingRunner

# Said by the offscreen platform of every menu.
pytestmark = pytest.mark.qt_log_ignore("^This plugin does not support", extend=True)

_HIDDEN = st.lists(st.integers(1, 5), max_size=4).map(tuple)
_FEATURES = st.lists(st.sampled_from(list(FEATURES)), min_size=1, unique=True)


def type_into(view: NetworkView, name: str, text: str) -> QLineEdit:
    label = view.findChild(QToolButton, name)
    editor = view.findChild(QLineEdit, "inlineEditor")
    assert label is not None
    assert editor is not None
    QTest.mouseClick(label, Qt.MouseButton.LeftButton)
    QTest.keyClicks(editor, text)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    return editor


def hidden(runner: TrainingRunner) -> tuple[int, ...]:
    return runner.experiment.hidden


def test_layers_and_neurons_are_typed(
    view: NetworkView, runner: TrainingRunner
) -> None:
    type_into(view, "layerStepperCount", "5")
    assert hidden(runner) == (4, 2, 2, 2, 2)
    type_into(view, "neuronStepper2Count", "64")
    assert hidden(runner) == (4, 64, 2, 2, 2)
    type_into(view, "layerStepperCount", "0")
    assert hidden(runner) == ()
    runner.undo()
    assert hidden(runner) == (4, 64, 2, 2, 2)


@pytest.mark.parametrize("text", ["65", "0", "x", "2.5", "-1"])
def test_what_is_no_size_is_refused_with_the_limits(
    view: NetworkView, runner: TrainingRunner, text: str
) -> None:
    editor = type_into(view, "neuronStepper1Count", text)
    assert editor.isVisible()
    assert view._editor.problem == "a whole number from 1 to 64"
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert runner.experiment.hidden == (4, 2)


@given(_HIDDEN, _FEATURES)
def test_counted_links_are_those_that_are_listed(
    hidden: tuple[int, ...], features: list[str]
) -> None:
    shape = Shape.of(Experiment(hidden=hidden, features=tuple(features)))
    links = shape.links()
    assert [shape.link_number(link) for link in links] == list(range(len(links)))
    assert [shape.link_at(number) for number in range(len(links))] == links
    assert shape.link_parameters().tolist() == [
        shape.parameter_number(link) for link in links
    ]
    for layer in range(shape.output_layer + 1):
        for index in range(shape.rows(layer)):
            own = {
                number
                for number, link in enumerate(links)
                if (layer, index)
                in ((link.layer, link.index), (link.layer - 1, link.source))
            }
            assert shape.links_of(NeuronPlace(layer, index)) == own


def test_the_menu_of_a_neuron_chooses_the_activation_of_its_layer(
    view: NetworkView, runner: TrainingRunner
) -> None:
    generation = runner.generation
    for layer, name, expected in (
        (2, "sin", ("", "sin")),
        (1, "relu", ("relu", "sin")),
        (2, "", ("relu",)),
    ):
        place = NeuronPlace(layer, 1)
        view.diagram.walk_to(place)
        view.diagram.menu_requested.emit(place, view.mapToGlobal(QPoint(9, 9)))
        menu = view.findChildren(QMenu, "activationMenu")[-1]
        next(a for a in menu.actions() if a.data()[1] == name).trigger()
        for opened in view.findChildren(QMenu, "networkMenu"):
            opened.close()
        assert runner.experiment.activations == expected
    assert runner.generation == generation


def test_no_link_that_cannot_be_seen_is_pointed_at(
    qtbot: QtBot, theme_switch: ThemeSwitch
) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(700, 560)
    diagram = Diagram(theme_switch, Shape.of(Experiment(hidden=(64, 64, 64))), window)
    diagram.resize(window.size())
    diagram.arrange(diagram.shape_of_network)
    window.show()
    shape = diagram.shape_of_network
    weights = np.random.default_rng(3).normal(size=shape.n_parameters)
    diagram.set_numbers(weights, None)
    drawn = diagram.picture.links.drawn
    assert drawn is not None
    pointed = set()
    for link in diagram.geometry_of_network.links[::97]:
        QTest.mouseMove(diagram, diagram.middle_of(link))
        if isinstance(place := diagram.picture.pointed, LinkPlace):
            pointed.add(shape.link_number(place))
    assert pointed
    assert all(drawn[number] for number in pointed)


def test_the_tab_key_goes_through_all_buttons_in_their_order(
    qtbot: QtBot, view: NetworkView, runner: TrainingRunner
) -> None:
    runner.set_experiment(replace(runner.experiment, hidden=(3, 2, 2)))
    view.activateWindow()
    qtbot.waitUntil(view.isActiveWindow)
    view.diagram.setFocus()
    names = []
    for _ in range(len(FEATURES) + 1 + 3 * 4 + 1):
        focused = view.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, Qt.Key.Key_Tab)
        focused = view.focusWidget()
        assert focused is not None
        names.append(focused.objectName())
    assert names == [
        "addFeatureButton",
        *(f"featureButton{row}" for row in range(len(FEATURES))),
        *(f"layerStepper{part}" for part in ("Count", "Fewer", "More")),
        *(
            f"neuronStepper{layer}{part}"
            for layer in (1, 2, 3)
            for part in ("Count", "Fewer", "More")
        ),
        "saveNetworkButton",
    ]
