"""What the plots show where there is little room, or nothing to be seen yet."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLabel, QToolButton
from pytestqt.qtbot import QtBot

from playground.ui.theme import ThemeSwitch
from playground.ui.training.histograms import bin_at, bins, columns
from playground.ui.training.loss_plot import LossPlot
from playground.ui.training.map_layers import EXTENT, feature_lines, neuron_places
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import choose, part
from tests.ui.training.test_statistics_and_saving import action, stepped


@pytest.fixture
def loss(qtbot: QtBot, theme_switch: ThemeSwitch) -> LossPlot:
    plot = LossPlot(theme_switch)
    qtbot.addWidget(plot)
    plot.resize(372, 100)
    with qtbot.waitExposed(plot):
        plot.show()
    return plot


def turn(panel: TrainingPanel, view: str) -> None:
    choose(part(panel, QComboBox, "lowerPlotBox"), view)


def fill(plot: LossPlot, losses: list[float]) -> None:
    epochs = np.arange(float(len(losses)))
    values = np.array(losses)
    plot.add(epochs, values, values, (np.ones(len(losses)), np.ones(len(losses))))


def test_a_single_epoch_is_a_dot(loss: LossPlot) -> None:
    fill(loss, [0.5])
    assert [len(dots.getData()[0]) for dots in loss.curve_plot._dots] == [1, 1]
    fill(loss, [0.5, 0.4])
    assert [len(dots.getData()[0]) for dots in loss.curve_plot._dots] == [0, 0]


def words(plot: LossPlot) -> list[str]:
    """What is painted beside the axis of values."""
    axis = plot.curve_plot._value_axis
    plot.grab()
    low, high = plot.plot.getPlotItem().viewRange()[1]
    height = plot.plot.getPlotItem().getViewBox().height()
    ticks = axis.ticks(low, high, height)
    # pyqtgraph leaves out what does not fit.
    metrics, room = axis._metrics, axis.width() - 4
    return [text for _, text in ticks if metrics.horizontalAdvance(text) <= room]


def test_after_a_run_has_exploded_the_axes_still_have_words(
    qtbot: QtBot, loss: LossPlot
) -> None:
    fill(loss, [12.33, 9.5e123, 3.07e238])
    qtbot.waitUntil(lambda: len(words(loss)) >= 3)
    loss.set_logarithmic(True)
    qtbot.waitUntil(lambda: len(words(loss)) >= 2)
    fill(loss, [1.0, 1.0, 1.0, 1.7e308, np.inf, np.nan])
    qtbot.waitUntil(lambda: len(words(loss)) >= 2)
    loss.set_logarithmic(False)
    qtbot.waitUntil(lambda: len(words(loss)) >= 2)


def test_words_beside_the_axis_do_not_lie_over_each_other(loss: LossPlot) -> None:
    fill(loss, [float(x) for x in np.geomspace(0.5, 0.002, 3000)])
    for is_logarithmic in (False, True):
        loss.set_logarithmic(is_logarithmic)
        for height in (100, 130, 300):
            loss.resize(372, height)
            loss.grab()  # lays out
            box = loss.plot.getPlotItem().getViewBox()
            low, high = loss.plot.getPlotItem().viewRange()[1]
            axis = loss.curve_plot._value_axis
            places = [v for v, _ in axis.ticks(low, high, box.height())]
            apart = np.diff(places) / (high - low) * box.height()
            assert len(places) >= 2
            assert (apart >= axis._metrics.height()).all()


def test_in_a_low_plot_a_reading_is_a_single_line(qtbot: QtBot, loss: LossPlot) -> None:
    fill(loss, [0.5, 0.25, 0.125])
    middle = loss.curve_plot.inside.center()
    QTest.mouseMove(loss.plot.viewport(), middle)
    label = loss.findChild(QLabel, "lossReading")
    assert label is not None
    qtbot.waitUntil(lambda: bool(label.text()))
    assert "\n" not in label.text()
    assert label.height() < loss.curve_plot.inside.height() / 2
    loss.resize(372, 300)
    QTest.mouseMove(loss.plot.viewport(), loss.curve_plot.inside.center())
    qtbot.waitUntil(lambda: "accuracy" in label.text())


def test_the_legend_has_room_beside_all_that_may_stand_there(
    qtbot: QtBot, loss: LossPlot
) -> None:
    fill(loss, [1.0 / (n + 1) for n in range(100)])
    smooth = loss.findChild(QAction, "smoothAction")
    legend = loss.findChild(QLabel, "lossLegend")
    mark = loss.findChild(QLabel, "smoothedMark")
    assert smooth is not None
    assert legend is not None
    assert mark is not None
    smooth.trigger()
    assert not mark.isVisible()
    loss.curve_plot.setFocus()
    QTest.keyClick(loss.curve_plot, Qt.Key.Key_Plus)
    qtbot.waitUntil(lambda: legend.sizeHint().width() <= legend.width())
    assert mark.isVisible()
    QTest.keyClick(loss.curve_plot, Qt.Key.Key_0)
    assert not mark.isVisible()
    assert "smoothed" in legend.text()


def test_however_close_one_looks_some_epochs_are_in_view(loss: LossPlot) -> None:
    epochs = np.concatenate([np.arange(1e5), np.arange(1e5, 4e5 + 1, 10)])
    losses = 1 / (epochs + 1)
    loss.add(epochs, losses, losses)
    for _ in range(60):
        QTest.keyClick(loss.curve_plot, Qt.Key.Key_Plus)
    low, high = loss.plot.getPlotItem().viewRange()[0]
    assert low > 1e5
    assert ((epochs >= low) & (epochs <= high)).sum() >= 3


def test_numbers_say_that_they_have_no_accuracy(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    panel.set_experiment(panel.experiment.with_dataset("reg-plane"))
    turn(panel, "accuracy")
    stepped(qtbot, runner)
    hint = panel.loss_plot.curve_plot._hint
    qtbot.waitUntil(lambda: "R²" in hint.text())
    assert hint.isVisible()
    turn(panel, "loss")
    assert not hint.isVisible()


@given(count=st.integers(1, 17), width=st.floats(200, 2000))
def test_however_many_layers_each_has_its_place_and_its_bars(
    count: int, width: float
) -> None:
    room = QRectF(0, 0, width, 90)
    places = columns(room, count)
    assert places[0].left() == 0
    assert places[-1].right() == pytest.approx(width)
    for left, right in pairwise(places):
        assert left.right() < right.left()
    chance = np.random.default_rng(count)
    layers = [chance.normal(size=5 + n) for n in range(count)]
    for number, (place, values) in enumerate(zip(places, layers, strict=True)):
        step = place.width() / 21
        found = [
            bin_at(room, layers, QPointF(place.left() + (n + 0.5) * step, 40))
            for n in range(21)
        ]
        assert sum(each.count for each in found if each) == len(values)
        assert [(b.low, b.high, b.count) for b in found if b] == bins(values)
        name = "output" if number == count - 1 else f"layer {number + 1}"
        assert {each.layer for each in found if each} == {name}


def test_what_is_under_the_cursor_is_told(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    stepped(qtbot, runner)
    statistics = panel.loss_plot.statistics
    legend = panel.findChild(QLabel, "lossLegend")
    assert legend is not None
    turn(panel, "weights")
    assert legend.text() == ""
    QTest.mouseMove(statistics, QPoint(60, 30))
    qtbot.waitUntil(lambda: " of " in legend.text())
    turn(panel, "right")
    assert legend.text().endswith("test points right")
    QTest.mouseMove(statistics, statistics.rect().center() + QPoint(9, 9))
    qtbot.waitUntil(lambda: " as class " in legend.text())
    turn(panel, "loss")
    assert "train" in legend.text()


def test_the_numbers_of_the_run_before_pale_and_are_not_saved(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    stepped(qtbot, runner)
    statistics = panel.loss_plot.statistics
    for view in ("weights", "gradients", "right"):
        turn(panel, view)
        qtbot.waitUntil(lambda: not statistics.is_old)
        assert statistics.table()[1]
        panel.set_experiment(replace(panel.experiment, hidden=(len(view),)))
        assert statistics.is_old
        assert statistics.table()[1] == []
        assert statistics.reading == ""
        qtbot.waitUntil(lambda: not statistics.is_old, timeout=30_000)
        assert statistics.table()[1]


def test_on_curves_the_neurons_change_sign_at_places_of_x() -> None:
    lines = feature_lines(("x", "y", "x^2"), 50)
    assert lines.shape == (3, 50)
    weights = [1.0, 5.0, 0.0, -2.0], [0.0, 3.0, 1.0, -9.0], [0.0, 1.0, 0.0, 1.0]
    x, y = neuron_places(lines, 3, np.ravel(weights), 1.5)
    # x = 2; x² = 9, y being 0 there; and nowhere.
    np.testing.assert_allclose(x, [2, 2, -3, -3, 3, 3], atol=0.01)
    np.testing.assert_array_equal(y, [-1.5, 1.5] * 3)
    assert np.abs(x).max() <= EXTENT


def test_a_curve_is_seen_over_its_points(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    drawing = panel.boundary_plot._drawing
    assert drawing.line.zValue() <= drawing.train_points.zValue()
    panel.set_experiment(panel.experiment.with_dataset("curve-sine"))
    stepped(qtbot, runner)
    assert drawing.line.zValue() > drawing.train_points.zValue()
    action(panel, "neuronLinesAction").trigger()
    x, _ = drawing.neuron_lines.getData()
    np.testing.assert_array_equal(x[::2], x[1::2])  # upright
    panel.set_experiment(panel.experiment.with_dataset("moons"))
    stepped(qtbot, runner)
    assert drawing.line.zValue() <= drawing.train_points.zValue()


class _Elsewhere:
    """A mouse far away; where the real one is, offscreen nobody knows."""

    @staticmethod
    def pos() -> QPoint:
        return QPoint(-9, -9)


@pytest.mark.qt_log_ignore("This plugin does not support")
@pytest.mark.parametrize("name", ["lossMenuButton", "mapMenuButton"])
def test_a_menu_leaves_its_button_unhovered(
    qtbot: QtBot, panel: TrainingPanel, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setattr("playground.ui.training.menu_button.QCursor", _Elsewhere)
    button = part(panel, QToolButton, name)
    menu = button.menu()
    menu.popup(button.mapToGlobal(button.rect().bottomLeft()))
    qtbot.waitUntil(menu.isVisible)
    button.setAttribute(Qt.WidgetAttribute.WA_UnderMouse)  # as it is on a screen
    menu.hide()
    qtbot.waitUntil(lambda: not button.underMouse())
