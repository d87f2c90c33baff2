import contextlib
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QSlider,
    QSpinBox,
    QStyle,
    QStyleOptionComboBox,
    QStyleOptionSlider,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment, ExperimentError
from playground.training.points import Points
from playground.ui.numbers import format_count, format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training.rate_box import RateBox
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import LEFT, choose, click, part

if TYPE_CHECKING:
    from collections.abc import Callable

    from playground.training.background import Snapshot


def text(panel: TrainingPanel, name: str) -> str:
    return part(panel, QLabel, name).text()


def epoch(panel: TrainingPanel) -> int:
    return int(text(panel, "epochLabel").replace(",", ""))


def type_rate(box: RateBox, typed: str) -> None:
    line = box.lineEdit()
    assert isinstance(line, QLineEdit)
    QTest.mouseClick(line, LEFT)
    line.selectAll()
    QTest.keyClicks(line, typed)
    QTest.keyClick(line, Qt.Key.Key_Return)


def drag(slider: QSlider, value: int) -> None:
    """Drag the handle to *value* with the mouse."""
    option = QStyleOptionSlider()
    slider.initStyleOption(option)
    control = QStyle.ComplexControl.CC_Slider
    handle = slider.style().subControlRect(
        control, option, QStyle.SubControl.SC_SliderHandle, slider
    )
    span = slider.width() - handle.width()
    share = (value - slider.minimum()) / (slider.maximum() - slider.minimum())
    start = handle.center()
    end = QPoint(round(span * share + handle.width() / 2), start.y())
    QTest.mousePress(slider, LEFT, pos=start)
    assert slider.isSliderDown(), f"{start} missed {handle} of {slider.rect()}"
    for step in range(1, 9):
        QTest.mouseMove(slider, start + (end - start) * (step / 8))
    reached = slider.value()
    QTest.mouseRelease(slider, LEFT, pos=end)
    assert reached == pytest.approx(value, abs=2), (start, end, slider.rect())
    assert slider.value() == reached


def test_play_trains_and_pause_stops(qtbot: QtBot, panel: TrainingPanel) -> None:
    click(panel, "playButton")
    assert panel.play_action.text() == "Pause"
    qtbot.waitUntil(lambda: epoch(panel) > 10)
    click(panel, "playButton")
    assert panel.play_action.text() == "Play"
    runner = panel._runner
    qtbot.waitUntil(lambda: runner.is_idle)
    stopped = epoch(panel)
    assert panel.loss_plot.history.last_epoch == stopped
    assert runner.is_idle


def test_step_and_reset(qtbot: QtBot, panel: TrainingPanel) -> None:
    click(panel, "stepButton")
    qtbot.waitUntil(lambda: epoch(panel) == 1)
    click(panel, "stepButton")
    qtbot.waitUntil(lambda: epoch(panel) == 2)
    click(panel, "resetButton")
    qtbot.waitUntil(lambda: epoch(panel) == 0)
    qtbot.waitUntil(lambda: panel._runner.is_idle)
    assert panel.loss_plot.history.last_epoch == 0


def test_the_numbers_are_those_of_the_snapshot(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
) -> None:
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.step()
    qtbot.waitUntil(lambda: runner.is_idle)
    snapshot = slot[-1]
    assert text(panel, "epochLabel") == format_count(snapshot.epoch)
    for name, loss in (
        ("trainLossLabel", snapshot.train_loss),
        ("testLossLabel", snapshot.test_loss),
    ):
        assert text(panel, name) == format_number(loss, 8, keeps_zeros=True)
    share = f"{snapshot.test_accuracy:.1%}".replace("%", " %")
    assert text(panel, "testAccuracyLabel") == share
    shown = panel.boundary_plot.values
    assert shown is not None
    np.testing.assert_array_equal(shown, snapshot.boundary)


def test_numbers_never_move(qtbot: QtBot, panel: TrainingPanel) -> None:
    label = part(panel, QLabel, "trainLossLabel")
    before = label.geometry()
    panel._runner.play()
    qtbot.waitUntil(lambda: epoch(panel) > 30)
    assert label.geometry() == before


def test_a_click_on_a_thumbnail_changes_the_data(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "dataset-spiral")
    assert panel.experiment.dataset == "spiral"
    qtbot.waitUntil(lambda: panel._runner.is_idle)


def test_arrow_keys_walk_along_the_thumbnails(panel: TrainingPanel) -> None:
    box = panel.data_form.dataset_box
    moons = box.thumbnail("moons")
    moons.setFocus()
    QTest.keyClick(moons, Qt.Key.Key_Left)
    assert box.thumbnail("spiral").hasFocus()
    QTest.keyClick(box.thumbnail("spiral"), Qt.Key.Key_Space)
    assert panel.experiment.dataset == "spiral"


def test_the_noise_slider_is_dragged_while_training(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "playButton")
    qtbot.waitUntil(lambda: epoch(panel) > 3)
    drag(part(panel, QSlider, "noiseSlider"), 40)
    assert panel.experiment.noise == pytest.approx(0.4, abs=0.03)
    assert panel._runner.is_playing
    qtbot.waitUntil(lambda: epoch(panel) > 3)


def test_layers_are_added_changed_and_removed(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "addLayerButton")
    assert panel.experiment.hidden == (3, 2)
    field = part(panel, QSpinBox, "neuronsBox1")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert panel.experiment.hidden == (3, 3)
    click(panel, "removeLayerButton")
    click(panel, "removeLayerButton")
    assert not panel.experiment.hidden
    assert not part(panel, QToolButton, "removeLayerButton").isEnabled()
    qtbot.waitUntil(lambda: panel._runner.is_idle)


def test_a_learning_rate_is_typed_while_training(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    click(panel, "playButton")
    qtbot.waitUntil(lambda: epoch(panel) > 3)
    with qtbot.assertNotEmitted(panel._runner.restarted):
        type_rate(part(panel, RateBox, "learningRateBox"), "0,07")
    assert panel.experiment.learning_rate == 0.07


@pytest.mark.parametrize(
    ("typed", "reason"),
    [
        ("fast", "“fast” is not a number"),
        ("-1", "Learning rate must be a finite number of at least 0, not -1"),
        ("nan", "Learning rate must be"),
        ("", "“” is not a number"),
    ],
)
def test_a_bad_learning_rate_is_refused_with_a_reason(
    panel: TrainingPanel, typed: str, reason: str
) -> None:
    box = part(panel, RateBox, "learningRateBox")
    line = box.lineEdit()
    assert isinstance(line, QLineEdit)
    line.selectAll()
    QTest.keyClick(line, Qt.Key.Key_Delete)
    type_rate(box, typed)
    assert panel.experiment.learning_rate == 0.03
    assert reason in panel.problem_line.text
    assert panel.problem_line.isVisible()
    assert box.property("invalid")
    type_rate(box, "0.1")
    assert panel.experiment.learning_rate == 0.1
    assert not panel.problem_line.isVisible()
    assert not box.property("invalid")


def test_every_choice_changes_the_experiment(panel: TrainingPanel) -> None:
    for name, field, value in (
        ("activationBox", "activation", "relu"),
        ("optimizerBox", "optimizer", "adam"),
        ("lossBox", "loss", "hinge"),
        ("regularizationBox", "regularization", "l1"),
    ):
        choose(part(panel, QComboBox, name), value)
        assert getattr(panel.experiment, field) == value
    assert panel.experiment.output_activation == "linear"
    type_rate(part(panel, RateBox, "regularizationRateBox"), "0.003")
    assert panel.experiment.regularization_rate == 0.003
    batch = part(panel, QSpinBox, "batchBox")
    batch.setFocus()
    batch.selectAll()
    QTest.keyClicks(batch, "16")
    assert panel.experiment.batch_size == 40
    QTest.keyClick(batch, Qt.Key.Key_Return)
    assert panel.experiment.batch_size == 16


def test_regenerate_draws_other_points(panel: TrainingPanel) -> None:
    before = panel._runner.train.points
    click(panel, "regenerateButton")
    assert panel.experiment.seed == 1
    assert not np.array_equal(panel._runner.train.points, before)


def test_an_experiment_from_elsewhere_is_shown_and_not_edited(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    odd = Experiment(
        dataset="reg-plane",
        samples=123,
        noise=0.123,
        train_fraction=0.333,
        hidden=(7, 5, 3, 1),
        activation="gelu",
        optimizer="adamw",
        loss="huber",
        learning_rate=0.0123,
        batch_size=77,
        regularization="l2",
        regularization_rate=0.0042,
        seed=2**40,
    )
    panel.set_experiment(odd)
    assert panel.experiment == odd
    qtbot.waitUntil(lambda: panel._runner.is_idle)
    assert panel.experiment == odd
    assert part(panel, RateBox, "learningRateBox").currentText() == "0.0123"
    assert part(panel, QSpinBox, "neuronsBox2").value() == 3


@pytest.mark.parametrize(
    "name", ["activationBox", "learningRateBox", "batchBox", "noiseSlider", "seedBox"]
)
def test_a_wheel_that_passes_over_changes_nothing(
    panel: TrainingPanel, name: str
) -> None:
    widget = part(panel, QWidget, name)
    before = panel.experiment
    part(panel, QWidget, "playButton").setFocus()
    middle = QPointF(widget.rect().center())
    event = QWheelEvent(
        middle,
        QPointF(widget.mapToGlobal(middle)),
        QPoint(0, 0),
        QPoint(0, -120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)
    assert panel.experiment == before


def test_training_that_blows_up_says_so(qtbot: QtBot, panel: TrainingPanel) -> None:
    panel.set_experiment(
        replace(
            panel.experiment,
            activation="relu",
            output_activation="linear",
            learning_rate=1e200,
        )
    )
    click(panel, "playButton")
    qtbot.waitUntil(panel.problem_line.isVisible)
    qtbot.waitUntil(lambda: panel.play_action.text() == "Play")
    place = panel.problem_line.geometry()
    assert panel.boundary_plot.rect().contains(place)
    click(panel, "resetButton")
    assert not panel.problem_line.isVisible()


def test_nothing_needs_scrolling_in_a_small_window(panel: TrainingPanel) -> None:
    least = panel.layout()
    assert least is not None
    assert least.minimumSize().width() <= 400
    assert least.minimumSize().height() <= 740
    for widget in panel.findChildren(QWidget):
        host = widget.parentWidget()
        if widget.isVisible() and host is not None and host.isVisible():
            corner = widget.mapTo(panel, QPoint(0, 0))
            assert panel.rect().contains(corner), widget


def test_the_map_is_the_largest_thing(panel: TrainingPanel) -> None:
    sizes = {
        child: child.width() * child.height()
        for child in panel.children()
        if isinstance(child, QWidget)
    }
    assert max(sizes, key=lambda child: sizes[child]) is panel.boundary_plot


def test_folding_the_settings_gives_their_room_to_the_losses(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    before = panel.loss_plot.height()
    click(panel, "settingsFold")
    qtbot.waitUntil(lambda: panel.loss_plot.height() > before)


def test_every_control_is_named_and_explained(panel: TrainingPanel) -> None:
    kinds = (QToolButton, QComboBox, QAbstractSpinBox, QSlider)
    for kind in kinds:
        for widget in filter(QWidget.isVisible, panel.findChildren(kind)):
            assert widget.objectName(), widget
            assert widget.accessibleName(), widget.objectName()
            assert widget.toolTip(), widget.objectName()


def test_the_panel_follows_the_theme(
    panel: TrainingPanel, theme_switch: ThemeSwitch
) -> None:
    before = panel.grab().toImage()
    theme_switch.set_mode("light")
    assert panel.grab().toImage() != before


def random_points(dice: random.Random) -> Points:
    """A few points, or none, of two classes or with numbers."""
    labels = dice.choice([(-1.0, 1.0), (-0.5, 0.5)])
    return tuple(
        (dice.uniform(-6, 6), dice.uniform(-6, 6), dice.choice(labels))
        for _ in range(dice.randint(0, 20))
    )


def random_change(dice: random.Random, experiment: Experiment) -> Experiment:
    """*experiment* with one setting at random."""
    changes: tuple[Callable[[], Experiment], ...] = (
        lambda: experiment.with_dataset(dice.choice(["circle", "xor", "moons"])),
        lambda: replace(experiment, noise=dice.random() / 2),
        lambda: replace(experiment, samples=dice.randint(10, 80)),
        lambda: replace(
            experiment,
            hidden=tuple(dice.randint(1, 4) for _ in range(dice.randint(0, 3))),
        ),
        lambda: replace(experiment, learning_rate=10 ** dice.uniform(-4, 2)),
        lambda: replace(experiment, batch_size=dice.randint(1, 60)),
        lambda: replace(experiment, activation=dice.choice(["relu", "tanh", "sin"])),
        lambda: replace(experiment, optimizer=dice.choice(["sgd", "adam"])),
        lambda: replace(
            experiment, loss=dice.choice(["hinge", "squared"]), output_activation=""
        ),
        lambda: replace(experiment, seed=dice.randint(0, 9)),
        lambda: experiment.with_points(random_points(dice)),
        lambda: replace(experiment, stop_epochs=dice.randint(0, 30)),
        lambda: replace(experiment, schedule=dice.choice(["constant", "cosine"])),
    )
    with contextlib.suppress(ExperimentError):  # hinge, say, wants no numbers
        return dice.choice(changes)()
    return experiment


def test_random_changes_while_training_never_lose_the_run(
    qtbot: QtBot, panel: TrainingPanel
) -> None:
    dice = random.Random(4)
    runner = panel._runner
    for _ in range(120):
        kind = dice.random()
        if kind < 0.1:
            click(panel, "resetButton")
        elif kind < 0.3:
            click(panel, "playButton")
        elif kind < 0.4:
            click(panel, "stepButton")
        else:
            panel.set_experiment(random_change(dice, panel.experiment))
        if dice.random() < 0.5:
            QApplication.processEvents()
        if dice.random() < 0.1:
            with qtbot.waitSignal(runner.snapshot_ready, raising=False, timeout=200):
                pass
    runner.pause()
    qtbot.waitUntil(lambda: runner.is_idle)
    slot: list[Snapshot] = []
    runner.snapshot_ready.connect(slot.append)
    runner.reset()
    runner.step()
    qtbot.waitUntil(lambda: bool(slot) and slot[-1].epoch == 1)
    assert slot[-1].generation == runner.generation


@pytest.mark.parametrize(
    ("name", "field"), [("noiseSlider", "noise"), ("shareSlider", "train_fraction")]
)
def test_a_drag_of_a_slider_is_one_step_of_undo(
    panel: TrainingPanel, runner: TrainingRunner, name: str, field: str
) -> None:
    slider = part(panel, QSlider, name)
    before = panel.experiment
    for _ in range(2):
        slider.setSliderDown(True)
        for value in (20, 25, 30, 35):
            slider.setSliderPosition(value)
        slider.setSliderDown(False)
        assert getattr(panel.experiment, field) == 0.35
        slider.setSliderDown(True)
        slider.setSliderPosition(40)
        slider.setSliderDown(False)
        assert len(runner.history.done) == 2
        runner.undo()
        assert getattr(panel.experiment, field) == 0.35
        runner.undo()
        assert panel.experiment == before


@pytest.mark.parametrize("name", ["learningRateBox", "regularizationRateBox"])
def test_the_digits_of_a_rate_are_all_to_be_seen(
    panel: TrainingPanel, name: str
) -> None:
    box = part(panel, RateBox, name)
    box.show_value(0.003)
    panel.grab()
    line = box.lineEdit()
    assert line is not None
    needed = line.fontMetrics().horizontalAdvance("0.003")
    assert needed < line.width()


@pytest.mark.parametrize("name", ["speedBox", "regularizationBox"])
def test_every_word_of_a_narrow_list_is_to_be_seen(
    panel: TrainingPanel, name: str
) -> None:
    box = part(panel, QComboBox, name)
    room = box.style().subControlRect(
        QStyle.ComplexControl.CC_ComboBox,
        option_of(box),
        QStyle.SubControl.SC_ComboBoxEditField,
        box,
    )
    # Fusion leaves a pixel on either side of the words.
    for index in range(box.count()):
        needed = box.fontMetrics().horizontalAdvance(box.itemText(index)) + 2
        assert needed <= room.width(), box.itemText(index)


def option_of(box: QComboBox) -> QStyleOptionComboBox:
    option = QStyleOptionComboBox()
    box.initStyleOption(option)
    return option
