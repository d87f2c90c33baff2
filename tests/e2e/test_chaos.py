"""Everything at once: whatever a person does while it trains, the window keeps up.

No crash, no deadlock, no picture of another run than the one that is set: a snapshot
that reaches the views fits the settings of the moment.
"""

from dataclasses import replace
from random import Random
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSlider, QSpinBox, QWidget
from pytestqt.qtbot import QtBot

from playground.training.background import Snapshot
from playground.training.datasets import DATASETS
from playground.training.doctor import layer_sizes
from playground.training.experiment import Experiment
from playground.training.freezing import name_at
from playground.training.points import points_of
from playground.ui import hand
from playground.ui.main_window import MainWindow

if TYPE_CHECKING:
    from collections.abc import Callable

SETTINGS = (
    *("activationBox", "optimizerBox", "lossBox", "regularizationBox"),
    *("outputActivationBox", "initializationBox", "layerActivationBox"),
    *("scheduleBox", "lowerPlotBox", "stepSizeBox"),
)


class Person:
    """Does something at random in the window, by mouse and keys where it can."""

    def __init__(self, window: MainWindow, seed: int) -> None:
        self.window = window
        self.panel = window.training_panel
        self.runner = window.runner
        self.random = Random(seed)
        self.deeds: list[Callable[[], None]] = [
            *[self.play] * 3,
            self.reset,
            self.step,
            self.load_data,
            self.paint,
            self.paste_points,
            self.resize_network,
            self.resize_in_diagram,
            *[self.choose] * 4,
            self.slide,
            self.count,
            self.undo,
            self.redo,
            self.turn_tab,
            self.zoom,
            self.edit_weight,
            self.freeze,
            self.cap_speed,
            self.change_classes,
            self.take_formulas,
        ]

    def act(self) -> str:
        """Do one thing, and say which."""
        deed = self.random.choice(self.deeds)
        deed()
        return deed.__name__

    def find(self, kind: type[QWidget], name: str) -> QWidget:
        found = self.panel.findChild(kind, name)
        assert found is not None, name
        return found

    def play(self) -> None:
        QTest.mouseClick(self.find(QWidget, "playButton"), Qt.MouseButton.LeftButton)

    def reset(self) -> None:
        QTest.mouseClick(self.find(QWidget, "resetButton"), Qt.MouseButton.LeftButton)

    def step(self) -> None:
        QTest.mouseClick(self.find(QWidget, "stepButton"), Qt.MouseButton.LeftButton)

    def load_data(self) -> None:
        name = self.random.choice([*DATASETS])
        self.panel.set_experiment(self.panel.experiment.with_dataset(name))

    def paint(self) -> None:
        experiment = self.panel.experiment
        if not experiment.is_own:
            points = points_of(self.runner.train)[:20]
            self.panel.set_experiment(experiment.with_points(points))
        view = self.panel.boundary_plot.plot.viewport()
        x, y = (self.random.randrange(60, 200) for _ in range(2))
        hand.drag(view, QPoint(x, y), QPoint(x + 30, y + 20))

    def paste_points(self) -> None:
        rows = tuple(
            (self.random.uniform(-6, 6), self.random.uniform(-6, 6), float(sign))
            for sign in (-1, 1) * self.random.randrange(1, 20)
        )
        self.panel.set_experiment(self.panel.experiment.with_points(rows))

    def resize_network(self) -> None:
        name = self.random.choice(["addLayerButton", "removeLayerButton"])
        QTest.mouseClick(self.find(QWidget, name), Qt.MouseButton.LeftButton)

    def resize_in_diagram(self) -> None:
        sizes = tuple(
            self.random.randrange(1, 9) for _ in range(self.random.randrange(7))
        )
        self.panel.set_experiment(replace(self.panel.experiment, hidden=sizes))

    def choose(self) -> None:
        box = self.find(QComboBox, self.random.choice(SETTINGS))
        assert isinstance(box, QComboBox)
        if box.isEnabled():
            index = self.random.randrange(box.count())
            box.setCurrentIndex(index)
            box.activated.emit(index)

    def slide(self) -> None:
        slider = self.find(QSlider, self.random.choice(["noiseSlider", "shareSlider"]))
        assert isinstance(slider, QSlider)
        slider.setValue(self.random.randrange(slider.minimum(), slider.maximum() + 1))

    def count(self) -> None:
        name = self.random.choice(["batchBox", "seedBox", "scheduleEpochsBox"])
        box = self.find(QSpinBox, name)
        assert isinstance(box, QSpinBox)
        if box.isEnabled():
            box.setValue(self.random.randrange(1, 50))

    def undo(self) -> None:
        self.runner.undo()

    def redo(self) -> None:
        self.runner.redo()

    def turn_tab(self) -> None:
        tabs = self.window.tabs
        tabs.setCurrentIndex(self.random.randrange(tabs.count()))

    def zoom(self) -> None:
        plot = self.panel.loss_plot.curve_plot
        QTest.keyClick(plot, self.random.choice([Qt.Key.Key_Plus, Qt.Key.Key_0]))

    def edit_weight(self) -> None:
        self.runner.set_parameter(self.random.randrange(9), 0.5)

    def freeze(self) -> None:
        names = [name_at(n, self.panel.experiment.sizes) for n in range(3)]
        some = tuple(name for name in names if self.random.random() < 0.5)
        self.panel.set_experiment(replace(self.panel.experiment, frozen=some))

    def cap_speed(self) -> None:
        self.runner.set_speed_limit(self.random.choice([0.0, 1.0, 30.0]))

    def change_classes(self) -> None:
        experiment = Experiment(dataset=self.random.choice(["gauss", "spiral", "own"]))
        count = self.random.randrange(2, 7)
        if experiment.is_own:
            rows = [(self.random.uniform(-6, 6), 1.0, float(k % 6)) for k in range(30)]
            self.panel.set_experiment(experiment.with_points(tuple(rows), classes=6))
        else:
            self.panel.set_experiment(experiment.with_classes(count))

    def take_formulas(self) -> None:
        formula = self.random.choice(["sin(x) + y", "x*y - 3", "log(x)"])
        own = self.random.choice(["sin(x*y)", "1/x"])
        experiment = self.panel.experiment.with_dataset("formula")
        experiment = replace(experiment, formula=formula, own_features=(own,))
        features = (*experiment.features[:2], own)
        self.panel.set_experiment(replace(experiment, features=features))


@pytest.mark.parametrize("seed", range(4))
def test_nothing_a_person_does_while_it_trains_breaks_it(
    qtbot: QtBot, window: MainWindow, seed: int
) -> None:
    person, seen = Person(window, seed), list[str]()
    runner = window.runner

    def check(snapshot: Snapshot) -> None:
        assert snapshot.generation == runner.generation, seen
        wanted = sum(layer_sizes(runner.experiment))
        assert len(snapshot.parameters) in (wanted, 0), seen
        shown = window.network_view.shown
        if shown is not None:
            assert shown.generation == runner.generation, seen

    runner.snapshot_ready.connect(check)
    runner.play()
    for _ in range(60):
        seen.append(person.act())
        hand.wait(person.random.choice([0, 0, 5, 40]))
    # It still obeys, and shows what is so.
    runner.pause()
    qtbot.waitUntil(lambda: runner.is_idle, timeout=60_000)
    runner.reset()
    qtbot.waitUntil(lambda: runner.is_idle, timeout=60_000)
    runner.snapshot_ready.disconnect(check)
    if seed % 2:
        runner.play()  # closed while it trains


@pytest.mark.parametrize("seed", range(3))
def test_every_combination_of_controls_trains_or_says_why_not(
    qtbot: QtBot, window: MainWindow, seed: int
) -> None:
    person = Person(window, 100 + seed)
    person.deeds = [
        person.load_data,
        person.paste_points,
        person.resize_network,
        *[person.choose] * 6,
        person.slide,
        person.count,
    ]
    runner, problem = window.runner, window.training_panel.problem_line
    last: list[Snapshot] = []
    runner.snapshot_ready.connect(last.append)
    runner.set_step_size("epoch")
    done: list[str] = []
    for _ in range(12):
        done += [person.act() for _ in range(4)]
        runner.set_step_size("epoch")
        last.clear()
        runner.reset()
        runner.step()
        qtbot.waitUntil(lambda: bool(last) and runner.is_idle, timeout=60_000)
        newest = last[-1]
        assert newest.epoch == 1 or newest.problem or problem.text, done
        assert newest.generation == runner.generation
    runner.snapshot_ready.disconnect(last.append)
