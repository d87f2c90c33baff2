"""More than two classes in the panel: brushes, keys, pictures and words."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QMenu,
    QSpinBox,
    QToolButton,
)
from pytestqt.qtbot import QtBot

from playground.training.datasets import Dataset
from playground.training.experiment import Experiment
from playground.training.points import Points
from playground.ui.theme import DARK, LIGHT, Theme
from playground.ui.training.data_colors import ClassColors
from playground.ui.training.map_layers import class_borders
from playground.ui.training.map_reading import (
    DataPoint,
    Meaning,
    reading,
    readings,
    wrongness,
)
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.hand import (
    LEFT,
    NONE,
    RIGHT,
    SOME,
    click,
    drag,
    pixel,
    points,
    viewport,
)

THREE: Final[Points] = ((-2.0, 1.0, 0.0), (3.0, -2.0, 1.0), (0.0, 4.0, 2.0))


@pytest.fixture
def experiment() -> Experiment:
    return Experiment(hidden=(3,), batch_size=40).with_points(SOME)


def labels(panel: TrainingPanel) -> list[float]:
    return [row[2] for row in points(panel)]


def paint(panel: TrainingPanel, x: float, y: float) -> None:
    QTest.mouseClick(viewport(panel), LEFT, NONE, pixel(panel, x, y))


class TestBrushes:
    def test_a_third_brush_makes_a_third_class(self, panel: TrainingPanel) -> None:
        click(panel, "paintClass2Button")
        paint(panel, 4, 4)
        assert labels(panel) == [1.0, 0.0, 1.0, 2.0]
        assert panel.experiment.n_classes == 3
        assert panel.experiment.loss == "softmax_cross_entropy"
        click(panel, "paintNegativeButton")
        paint(panel, -4, 4)
        assert labels(panel)[-1] == 0.0

    def test_it_is_one_step_to_undo(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        click(panel, "paintClass4Button")
        drag(panel, (-5, 4), (-3, 4), (-1, 4))
        assert panel.experiment.n_classes == 5
        runner.undo()
        assert points(panel) == SOME
        assert panel.experiment.n_classes == 2
        assert panel.experiment.loss == "half_squared"
        runner.redo()
        assert labels(panel)[-1] == 4.0

    def test_keys_choose_brushes(self, qtbot: QtBot, panel: TrainingPanel) -> None:
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        button = panel.findChild(QToolButton, "eraseButton")
        assert button is not None
        button.setFocus()
        for number, name in ((1, "paintNegativeButton"), (6, "paintClass5Button")):
            QTest.keyClick(button, Qt.Key(Qt.Key.Key_0 + number))
            chosen = panel.findChild(QToolButton, name)
            assert chosen is not None
            assert chosen.isChecked(), name
        paint(panel, 1, 1)
        assert labels(panel)[-1] == 5.0

    def test_of_many_classes_the_right_button_erases(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(panel.experiment.with_points(THREE))
        QTest.mouseClick(viewport(panel), RIGHT, NONE, pixel(panel, 3, -2))
        assert points(panel) == (THREE[0], THREE[2])
        assert panel.experiment.n_classes == 3

    def test_painting_goes_on_while_it_trains(
        self, qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(panel.experiment.with_points(THREE))
        click(panel, "playButton")
        epochs: list[int] = []
        runner.snapshot_ready.connect(lambda snapshot: epochs.append(snapshot.epoch))
        qtbot.waitUntil(lambda: bool(epochs) and epochs[-1] > 5)
        with qtbot.assertNotEmitted(runner.restarted):
            click(panel, "paintClass2Button")
            drag(panel, (-5, 4), (-3, 4), (-1, 4))
            click(panel, "eraseButton")
            drag(panel, (-5, 4), (-3, 4), (-1, 4), (0, 4))
            assert 2.0 not in labels(panel)
            before = epochs[-1]
            qtbot.waitUntil(lambda: epochs[-1] > before + 5)
        assert panel.boundary_plot.values is not None
        assert panel.boundary_plot.values.shape == (3, 100, 100)

    def test_digits_typed_into_a_field_stay_there(
        self, qtbot: QtBot, panel: TrainingPanel
    ) -> None:
        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        panel.settings_form.turn_to("Run")
        box = panel.findChild(QSpinBox, "stopEpochsBox")
        assert box is not None
        box.setFocus()
        box.selectAll()
        QTest.keyClicks(box, "35")
        assert "35" in box.text()
        chosen = panel.findChild(QToolButton, "paintPositiveButton")
        assert chosen is not None
        assert chosen.isChecked()

    def test_numbers_are_painted_by_the_first_two_brushes_alone(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        click(panel, "paintClass3Button")
        numbers = ((-2.0, 1.0, 0.3), (3.0, -2.0, 7.5))
        runner.set_experiment(panel.experiment.with_points(numbers))
        paint(panel, 4, 4)
        assert points(panel) == numbers
        assert "numbers, not classes" in panel.problem_line.text
        click(panel, "paintNegativeButton")
        paint(panel, 4, 4)
        assert labels(panel) == [0.3, 7.5, -1.0]

    def test_brushes_say_which_class_they_paint(self, panel: TrainingPanel) -> None:
        names = {
            name: button.accessibleName()
            for name in ("paintNegativeButton", "paintClass2Button")
            if (button := panel.findChild(QToolButton, name)) is not None
        }
        assert names["paintNegativeButton"] == "Paint class −1"
        assert names["paintClass2Button"] == "Paint a further class, 2"


class TestSettings:
    def test_the_number_of_classes_is_a_field(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        panel.settings_form.turn_to("Data")
        box = panel.findChild(QSpinBox, "classesBox")
        assert box is not None
        runner.set_experiment(Experiment(dataset="spiral", hidden=(3,)))
        box.setValue(4)
        assert panel.experiment.n_classes == 4
        assert set(runner.train.labels) == {0.0, 1.0, 2.0, 3.0}
        runner.set_experiment(panel.experiment.with_dataset("circle"))
        assert not box.isEnabled()
        assert (box.value(), box.text()) == (2, "2")
        runner.set_experiment(panel.experiment.with_dataset("reg-plane"))
        assert box.text() == "–"

    def test_a_class_with_points_is_not_taken_away(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(panel.experiment.with_points(THREE))
        box = panel.findChild(QSpinBox, "classesBox")
        assert box is not None
        box.setValue(2)
        assert box.value() == 3
        assert "erase them first" in panel.problem_line.text
        box.setValue(5)
        assert panel.experiment.n_outputs == 5

    def test_only_a_loss_that_suits_can_be_chosen(
        self, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(Experiment(dataset="yin-yang", hidden=(3,)))
        box = panel.findChild(QComboBox, "lossBox")
        assert box is not None
        assert box.currentText() == "softmax"
        model = box.model()
        offered = [
            box.itemData(i)
            for i in range(box.count())
            if model.flags(model.index(i, 0)) & Qt.ItemFlag.ItemIsEnabled
        ]
        assert offered == ["softmax_cross_entropy"]
        hint = box.itemData(0, Qt.ItemDataRole.ToolTipRole)
        assert "has a single output, but yin and yang has 3 classes" in hint


class TestPictures:
    def test_a_place_has_the_colour_of_its_likeliest_class(self) -> None:
        shares = np.zeros((4, 2, 3))
        shares[2] = 1.0
        shares[:, 1, 0] = (0.25, 0.25, 0.25, 0.25)
        shares[:, 1, 1] = np.nan
        colors = ClassColors(DARK)
        pixels = colors.pixels(shares)
        plain = colors.pixels(shares, is_plain=True)
        assert pixels[1, 0] == DARK.data_zero.rgb()
        assert pixels[0, 0] == plain[0, 0] != pixels[1, 0]
        assert pixels[1, 1] not in (pixels[0, 0], pixels[1, 0])
        assert colors.single(shares[2], 2)[0, 0] == pixels[0, 0]

    def test_borders_lie_where_two_classes_are_as_likely(self) -> None:
        x = np.linspace(-6, 6, 100)
        scores = np.stack([np.tile(k * x - k * k / 2, (100, 1)) for k in range(3)])
        xs, _ys = class_borders(np.exp(scores) / np.exp(scores).sum(axis=0))
        assert sorted(set(np.round(xs, 3))) == pytest.approx([0.5, 1.5], abs=0.02)

    @pytest.mark.parametrize("theme", [DARK, LIGHT])
    def test_colours_differ_for_eyes_that_see_red_or_green_badly(
        self, theme: Theme
    ) -> None:
        colors = [*theme.classes, theme.data_zero]
        for seen in EYES.values():
            places = [in_lab(seen @ linear(color_of(color))) for color in colors]
            for i, first in enumerate(places):
                for second in places[:i]:
                    assert np.linalg.norm(first - second) > 18

    def test_the_reading_names_the_class_and_its_probability(self) -> None:
        shares = np.full((3, 100, 100), 0.1)
        shares[1] = 0.8
        meaning = Meaning(3, ("cat", "dog", "a very long name of a class"))
        point = DataPoint(1.0, 2.0, 2.0)
        text = reading((1.0, 2.0), shares, point, meaning, DARK)
        assert "(1, 2) → dog 80 %" in text
        assert "a very long…" in text
        assert DARK.data_third.name() in text
        _long, short = readings((1.0, 2.0), shares, point, meaning, DARK)
        assert "(1, 2)" not in short
        assert "→ dog 80 %" in short
        numbered = Meaning(3, ("0", "1", "2"))
        assert "→ class 1, 80 %" in reading((1.0, 2.0), shares, None, numbered, DARK)

    def test_wrong_is_what_the_right_class_lacks(self) -> None:
        shares = np.full((3, 100, 100), 0.1)
        shares[1] = 0.8
        data = Dataset(np.zeros((2, 2)), np.array([1.0, 2.0]))
        assert wrongness(shares, data) == pytest.approx([0.2, 0.9])

    def test_the_map_follows_the_run(
        self, qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(
            Experiment(dataset="yin-yang", samples=60, hidden=(3,), batch_size=60)
        )
        click(panel, "stepButton")
        plot = panel.boundary_plot
        qtbot.waitUntil(
            lambda: plot.values is not None and plot.values.shape == (3, 100, 100)
        )
        assert "likeliest class" in plot.header.discrete_switch.toolTip()
        runner.set_experiment(replace(Experiment(), hidden=(3,)))
        qtbot.waitUntil(
            lambda: plot.values is not None and plot.values.shape == (100, 100)
        )
        assert "by its sign" in plot.header.discrete_switch.toolTip()

    def test_the_table_of_hits_has_a_row_for_each_class(
        self, qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(
            Experiment(dataset="gauss", classes=6, samples=60, hidden=(3,))
        )
        view = panel.loss_plot.statistics
        view.choose("right")
        qtbot.waitUntil(lambda: len(view.words.split()) == 36)
        assert sum(map(int, view.words.split())) == 30


class TestOpening:
    def test_a_double_click_asks_for_the_loss_of_a_point(
        self, qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(Experiment(hidden=(3,)))
        x, y = runner.train.points[0].tolist()
        menu = panel.boundary_plot.point_menu
        with qtbot.waitSignal(menu.open_requested) as asked:
            QTest.mouseDClick(viewport(panel), LEFT, NONE, pixel(panel, x, y))
        assert asked.args is not None
        found = asked.args[0]
        assert np.hypot(found.x - x, found.y - y) < 0.2

    def test_the_context_menu_of_a_point_opens_its_loss(
        self,
        qtbot: QtBot,
        panel: TrainingPanel,
        runner: TrainingRunner,
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        # Without a window system there is nothing that a menu could grab.
        monkeypatch.setattr(QMenu, "popup", lambda *_: None)
        runner.set_experiment(Experiment(hidden=(3,)))
        x, y = runner.train.points[0].tolist()
        place = pixel(panel, x, y)
        widget = viewport(panel)
        reason = QContextMenuEvent.Reason.Mouse
        event = QContextMenuEvent(reason, place, widget.mapToGlobal(place))
        QApplication.sendEvent(widget, event)
        menu = panel.findChild(QMenu, "pointMenu")
        assert menu is not None
        asked = panel.boundary_plot.point_menu.open_requested
        with qtbot.waitSignal(asked):
            menu.actions()[0].trigger()

    def test_the_worst_point_is_the_one_farthest_off(
        self, qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner
    ) -> None:
        runner.set_experiment(panel.experiment.with_points(THREE))
        shares = np.full((3, 100, 100), 0.5)
        shares[2, 60:] = 0.01
        panel.boundary_plot.set_values(shares)
        worst = panel.boundary_plot.worst_point()
        trained = {tuple(p) for p in runner.train.points.tolist()}
        expected = (0.0, 4.0) if (0.0, 4.0) in trained else None
        assert worst is not None
        assert expected is None or (worst.x, worst.y) == expected
        action = panel.findChild(QAction, "openWorstAction")
        assert action is not None
        with qtbot.waitSignal(panel.boundary_plot.header.worst_requested):
            action.trigger()

    def test_where_points_are_painted_it_paints(
        self, qtbot: QtBot, panel: TrainingPanel
    ) -> None:
        menu = panel.boundary_plot.point_menu
        with qtbot.assertNotEmitted(menu.open_requested):
            QTest.mouseDClick(viewport(panel), LEFT, NONE, pixel(panel, -2, 1))
        click(panel, "movePointsButton")
        with qtbot.waitSignal(menu.open_requested):
            QTest.mouseDClick(viewport(panel), LEFT, NONE, pixel(panel, -2, 1))


EYES: Final = {
    "all cones": np.eye(3),
    "without green": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "without red": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
}
"""Linear RGB as people see it, after Machado, Oliveira and Fernandes (2009)."""


def color_of(color: QColor) -> Sequence[int]:
    return color.red(), color.green(), color.blue()


def linear(rgb: Sequence[int]) -> np.ndarray:
    """Light of each primary."""
    share = np.array(rgb) / 255
    return np.where(share <= 0.04045, share / 12.92, ((share + 0.055) / 1.055) ** 2.4)


def in_lab(rgb: np.ndarray) -> np.ndarray:
    """CIE L*a*b* of linear RGB, where distances are those the eye sees."""
    to_xyz = np.array(
        [
            [0.4124564, 0.3575761, 0.1804375],
            [0.2126729, 0.7151522, 0.0721750],
            [0.0193339, 0.1191920, 0.9503041],
        ]
    )
    xyz = to_xyz @ np.clip(rgb, 0, 1) / np.array([0.95047, 1.0, 1.08883])
    f = np.where(xyz > 0.008856, np.cbrt(xyz), 7.787 * xyz + 16 / 116)
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])
