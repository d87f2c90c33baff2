"""Plots saved and copied: do files and clipboard hold what is on the screen?"""

import csv
import io
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QCheckBox
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.theme import ThemeSwitch
from playground.ui.training.panel import TrainingPanel
from playground.ui.training_runner import TrainingRunner
from tests.ui.training.test_statistics_and_saving import action, stepped, turn

Save = Callable[[str], Path]


@pytest.fixture
def save(panel: TrainingPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Save:
    """Saves a plot through its menu and answers with the file."""

    def trigger(name: str) -> Path:
        suffix = name[-9:-6].lower()
        path = tmp_path / f"{name}.{suffix}"
        chosen = "playground.ui.training.plot_saving.chosen_file"
        monkeypatch.setattr(chosen, lambda *_, **__: path)
        action(panel, name).trigger()
        return path

    return trigger


def pixels(image: QImage) -> np.ndarray:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    view = np.frombuffer(plain.constBits(), np.uint8)
    return view.reshape(plain.height(), plain.width(), 4)[:, :, :3].astype(float)


def table(path: Path) -> tuple[list[str], list[list[str]]]:
    head, *rows = csv.reader(io.StringIO(path.read_text()))
    return head, rows


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("view", ["map", "loss", "accuracy", "weights", "right"])
def test_a_drawing_shows_what_the_picture_shows(
    qtbot: QtBot,
    panel: TrainingPanel,
    runner: TrainingRunner,
    theme_switch: ThemeSwitch,
    save: Save,
    theme: str,
    view: str,
) -> None:
    theme_switch.set_mode("light" if theme == "light" else "dark")
    stepped(qtbot, runner)
    what = "Map" if view == "map" else "Losses"
    if view != "map":
        turn(panel, view)
    picture = QImage(str(save(f"save{what}PNGAction")))
    drawing = save(f"save{what}SVGAction")
    text = drawing.read_text()
    # Few viewers know of pens that keep their width, and all words stand as they are.
    assert "non-scaling-stroke" not in text
    assert "matrix(0.75" not in text
    assert set(re.findall(r'font-family="[^"]*, ([^",]*)"', text)) == {"sans-serif"}
    rendered = QImage(picture.size(), QImage.Format.Format_RGB32)
    painter = QPainter(rendered)
    QSvgRenderer(str(drawing)).render(painter, QRectF(rendered.rect()))
    painter.end()
    off = np.abs(pixels(rendered) - pixels(picture)).max(axis=2)
    assert (off > 60).mean() < 0.02
    ground = panel.boundary_plot._theme_switch.current.panel
    assert picture.pixelColor(1, picture.height() - 2) == ground


def test_points_are_as_large_in_a_picture_as_on_the_screen(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, save: Save
) -> None:
    stepped(qtbot, runner)
    panel.boundary_plot.set_values(np.zeros((100, 100)))
    image = pixels(QImage(str(save("saveMapPNGAction"))))
    theme = panel.boundary_plot._theme_switch.current
    ink = theme.data_negative
    blue_green_red = np.array([ink.blue(), ink.green(), ink.red()], float)
    is_inside = np.zeros(image.shape[:2], bool)
    is_inside[90:1240, 95:1280] = True  # without the colours' key
    count = ((np.abs(image - blue_green_red).max(axis=2) < 12) & is_inside).sum()
    points = int((runner.train.labels < 0).sum())
    # A disc of 7 units, of which half a unit is rim, in pixels; some lie over others.
    assert count > 0.5 * points * np.pi * (3 * 3.0) ** 2


def test_a_map_is_saved_with_its_colours_and_names(
    qtbot: QtBot, panel: TrainingPanel, save: Save
) -> None:
    panel.set_experiment(
        replace(
            panel.experiment,
            dataset="gauss",
            classes=6,
            loss="softmax_cross_entropy",
            output_activation="linear",
        )
    )
    qtbot.waitUntil(
        lambda: (
            panel.boundary_plot.values is not None
            and panel.boundary_plot.values.ndim == 3
        ),
        timeout=30_000,
    )
    box = panel.findChild(QCheckBox, "showTestBox")
    assert box is not None
    box.click()
    words = re.findall(r">([^<>]+)</text>", save("saveMapSVGAction").read_text())
    for name in (*(str(number) for number in range(6)), "train data", "test data"):
        assert name in words
    head, rows = table(save("saveMapCSVAction"))
    assert head == ["x", "y", *(f"probability_{number}" for number in range(6))]
    sums = np.array(rows, float)[:, 2:].sum(axis=1)
    np.testing.assert_allclose(sums, 1.0)


def test_the_table_of_losses_is_the_run_bit_for_bit(
    qtbot: QtBot, runner: TrainingRunner, experiment: Experiment, save: Save
) -> None:
    for _ in range(3):
        stepped(qtbot, runner)
    head, rows = table(save("saveLossesCSVAction"))
    assert head[0] == "epoch"
    trainer = Trainer(experiment)
    trainer.run_epochs(int(rows[-1][0]))
    assert [row[0] for row in rows] == [str(epoch) for epoch in range(len(rows))]
    np.testing.assert_array_equal(np.array(rows, float).T, trainer.history.rows)


def test_numbers_have_no_columns_of_accuracy(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, save: Save
) -> None:
    panel.set_experiment(panel.experiment.with_dataset("curve-sine"))
    stepped(qtbot, runner)
    head, rows = table(save("saveLossesCSVAction"))
    assert head == ["epoch", "train_loss", "test_loss"]
    assert all(len(row) == 3 for row in rows)
    head, rows = table(save("saveMapCSVAction"))
    assert head == ["x", "output"]
    assert len(rows) == 100
    turn(panel, "right")
    assert table(save("saveLossesCSVAction"))[0] == ["r_squared"]


def test_whole_numbers_are_written_as_such(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, save: Save
) -> None:
    stepped(qtbot, runner)
    turn(panel, "weights")
    _, rows = table(save("saveLossesCSVAction"))
    assert {row[0] for row in rows} == {"1", "2"}
    assert sum(int(row[3]) for row in rows) == 13
    turn(panel, "right")
    _, rows = table(save("saveLossesCSVAction"))
    assert sum(int(row[2]) for row in rows) == len(runner.test)


def test_a_picture_of_an_unknown_kind_leaves_nothing_behind(
    panel: TrainingPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    chosen = "playground.ui.training.plot_saving.chosen_file"
    new, old = tmp_path / "new.doc", tmp_path / "old.doc"
    old.write_text("a letter")
    for path in (new, old):
        monkeypatch.setattr(chosen, lambda *_, path=path, **__: path)
        action(panel, "saveMapPNGAction").trigger()
        assert f"{path.name} cannot be written: pictures end in" in (
            panel.problem_line.text
        )
    assert not new.exists()
    assert old.read_text() == "a letter"


def test_a_plot_is_copied_as_picture_and_as_numbers(
    qtbot: QtBot, panel: TrainingPanel, runner: TrainingRunner, save: Save
) -> None:
    stepped(qtbot, runner)
    clipboard = QGuiApplication.clipboard()
    for what in ("Map", "Losses"):
        action(panel, f"copy{what}PictureAction").trigger()
        saved = QImage(str(save(f"save{what}PNGAction")))
        np.testing.assert_array_equal(pixels(clipboard.image()), pixels(saved))
        action(panel, f"copy{what}NumbersAction").trigger()
        text = clipboard.text()
        assert text.replace("\t", ",") == save(f"save{what}CSVAction").read_text()
