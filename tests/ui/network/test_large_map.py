import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.training.neuron_maps import feature_map
from playground.ui.network.large_map import LargeMap
from playground.ui.network.shape import NeuronPlace
from playground.ui.network.view import NetworkView
from playground.ui.theme import ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner


@pytest.fixture
def panel(
    qtbot: QtBot, theme_switch: ThemeSwitch, runner: TrainingRunner
) -> TrainingPanel:
    panel = TrainingPanel(theme_switch, runner)
    qtbot.addWidget(panel)
    panel.show()
    return panel


@pytest.fixture
def large_map(
    panel: TrainingPanel, view: NetworkView, runner: TrainingRunner
) -> LargeMap:
    return LargeMap(view, runner, panel.boundary_plot, panel)


def test_a_neuron_that_is_looked_at_takes_the_large_map(
    qtbot: QtBot,
    large_map: LargeMap,
    panel: TrainingPanel,
    view: NetworkView,
    runner: TrainingRunner,
) -> None:
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle)
    output = panel.boundary_plot.values
    view.diagram.point_at(NeuronPlace(1, 2))
    assert large_map.title == "neuron 3 of layer 1"
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.watched == (1, 2))
    qtbot.waitUntil(lambda: runner.is_idle)
    assert view.shown is not None
    shown = panel.boundary_plot.values
    assert shown is view.shown.watched_map
    assert output is not None
    assert shown is not None
    assert not np.array_equal(shown, output)
    view.diagram.point_at(None)
    assert large_map.title == ""
    np.testing.assert_array_equal(panel.boundary_plot.values, output)


def test_a_feature_that_is_looked_at_takes_the_large_map(
    qtbot: QtBot,
    large_map: LargeMap,
    panel: TrainingPanel,
    view: NetworkView,
    runner: TrainingRunner,
) -> None:
    view.diagram.point_at(NeuronPlace(0, 4))
    assert large_map.title == "x·y"
    expected = feature_map("x*y", 100)
    np.testing.assert_array_equal(panel.boundary_plot.values, expected)
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle)
    np.testing.assert_array_equal(panel.boundary_plot.values, expected)


def test_the_output_is_what_the_large_map_shows_anyway(
    large_map: LargeMap, view: NetworkView, runner: TrainingRunner
) -> None:
    view.diagram.point_at(NeuronPlace(3, 0))
    assert large_map.title == ""
    assert runner.is_idle


def test_a_neuron_stays_on_show_while_it_trains(
    qtbot: QtBot,
    large_map: LargeMap,
    panel: TrainingPanel,
    view: NetworkView,
    runner: TrainingRunner,
) -> None:
    view.diagram.point_at(NeuronPlace(2, 1))
    qtbot.waitUntil(lambda: view.shown is not None and view.shown.watched == (2, 1))
    qtbot.waitUntil(lambda: runner.is_idle)
    are_shown: list[bool] = []
    runner.snapshot_ready.connect(
        lambda snapshot: are_shown.append(
            panel.boundary_plot.values is snapshot.watched_map
        )
    )
    runner.play()
    qtbot.waitUntil(lambda: len(are_shown) > 5)
    runner.pause()
    qtbot.waitUntil(lambda: runner.is_idle)
    assert all(are_shown)
    assert large_map.title == "neuron 2 of layer 2"


def test_a_neuron_that_goes_leaves_the_map_to_the_output(
    qtbot: QtBot,
    large_map: LargeMap,
    panel: TrainingPanel,
    view: NetworkView,
    runner: TrainingRunner,
) -> None:
    view.diagram.point_at(NeuronPlace(2, 1))
    qtbot.waitUntil(lambda: runner.is_idle)
    runner.set_experiment(Experiment(dataset="moons", samples=40, hidden=(3,)))
    assert large_map.title == ""
    qtbot.waitUntil(lambda: runner.is_idle and view.shown is not None)
    assert view.shown is not None
    assert view.shown.watched is None
    np.testing.assert_array_equal(panel.boundary_plot.values, view.shown.boundary)


def test_an_output_of_a_class_shows_its_probability(
    qtbot: QtBot,
    large_map: LargeMap,
    panel: TrainingPanel,
    view: NetworkView,
    runner: TrainingRunner,
) -> None:
    runner.set_experiment(Experiment(dataset="yin-yang", samples=60, hidden=(3,)))
    qtbot.waitUntil(lambda: view.shown is not None and runner.is_idle)
    view.diagram.point_at(NeuronPlace(2, 1))
    assert large_map.title == "output of class 1"
    assert view.shown is not None
    shares = view.shown.probabilities
    assert shares is not None
    np.testing.assert_array_equal(panel.boundary_plot.values, shares[1])
    view.diagram.point_at(None)
    np.testing.assert_array_equal(panel.boundary_plot.values, shares)
