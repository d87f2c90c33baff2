"""The diagram saved as a picture, and its weights as a table."""

import csv
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton, QToolButton
from pytestqt.qtbot import QtBot

from playground.training.experiment import Experiment
from playground.training.trainer import Trainer
from playground.ui.network.saving import TITLES, weight_rows
from playground.ui.network.shape import LinkPlace, NeuronPlace
from playground.ui.network.view import NetworkView
from playground.ui.theme import ThemeSwitch
from playground.ui.training_runner import TrainingRunner


def save(
    view: NetworkView, monkeypatch: pytest.MonkeyPatch, suffix: str, path: Path
) -> None:
    chosen = "playground.ui.training.plot_saving.chosen_file"
    monkeypatch.setattr(chosen, lambda *_, **__: path)
    action = view.findChild(QAction, f"saveNetwork{suffix.upper()}Action")
    assert action is not None
    action.trigger()


def pixels(image: QImage) -> np.ndarray:
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    rows = np.frombuffer(image.constBits(), dtype=np.uint8)
    return rows.reshape(image.height(), image.width(), 4)[..., :3].astype(float)


def drawing(path: Path, like: QImage) -> QImage:
    """The SVG at *path*, as another program draws it."""
    image = QImage(like.size(), QImage.Format.Format_RGB32)
    painter = QPainter(image)
    renderer = QSvgRenderer(str(path))
    assert renderer.isValid()
    renderer.render(painter)
    painter.end()
    return image


def written(image: np.ndarray, box: QRect) -> tuple[int, int]:
    """The columns from which and up to which something is written in *box*."""
    rows = slice(3 * box.top(), 3 * box.bottom())
    part = image[rows, 3 * box.left() : 3 * box.right()]
    inked = np.flatnonzero((np.abs(part - part[0, 0]) > 60).any(axis=(0, 2)))
    return int(inked[0]), int(inked[-1])


def test_the_drawing_shows_what_the_picture_shows(
    view: NetworkView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for suffix in ("png", "svg"):
        save(view, monkeypatch, suffix, tmp_path / f"network.{suffix}")
    picture = QImage(str(tmp_path / "network.png"))
    assert picture.size() == view.size() * 3
    drawn = drawing(tmp_path / "network.svg", picture)
    differences = np.abs(pixels(picture) - pixels(drawn))
    assert differences.mean() < 3
    for place, tile in view.diagram.geometry_of_network.tiles.items():
        box = tile.toRect()
        rows = slice(3 * box.top() + 9, 3 * box.bottom() - 9)
        columns = slice(3 * box.left() + 9, 3 * box.right() - 9)
        assert differences[rows, columns].mean() < 8, place
    for title in view._titles:
        ends = [written(pixels(image), title.geometry()) for image in (picture, drawn)]
        np.testing.assert_allclose(ends[0], ends[1], atol=8)


def test_the_picture_shows_every_map_as_the_window_does(
    view: NetworkView, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "network.png"
    save(view, monkeypatch, "png", path)
    saved, shown = QImage(str(path)), view.grab().toImage()
    for place, tile in view.diagram.geometry_of_network.tiles.items():
        for share in (0.25, 0.5, 0.75):
            at = tile.topLeft() + (tile.bottomRight() - tile.topLeft()) * share
            x, y = int(at.x()), int(at.y())
            one, two = saved.pixelColor(3 * x + 1, 3 * y + 1), shown.pixelColor(x, y)
            for part in ("red", "green", "blue"):
                assert abs(getattr(one, part)() - getattr(two, part)()) < 40, place


def test_the_picture_has_the_network_and_no_buttons_or_marks(
    view: NetworkView,
    theme_switch: ThemeSwitch,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    path = tmp_path / "network.png"
    save(view, monkeypatch, "png", path)
    before = pixels(QImage(str(path)))
    view.diagram.point_at(LinkPlace(1, 1, 0))
    view.diagram.edit_requested.emit(LinkPlace(2, 1, 0))
    save(view, monkeypatch, "png", path)
    np.testing.assert_array_equal(pixels(QImage(str(path))), before)
    assert view.diagram.picture.pointed == LinkPlace(1, 1, 0)
    ground = theme_switch.current.canvas
    for name in ("addFeatureButton", "neuronStepper1More", "saveNetworkButton"):
        button = view.findChild(QAbstractButton, name)
        assert button is not None
        at = button.mapTo(view, button.rect().center())
        blue, green, red = before[3 * at.y(), 3 * at.x()]
        assert (red, green, blue) == (ground.red(), ground.green(), ground.blue())
    tile = view.diagram.geometry_of_network.tiles[NeuronPlace(0, 0)].center()
    assert view.diagram.childAt(tile.toPoint()) is not None
    assert tuple(before[int(3 * tile.y()), int(3 * tile.x()) - 12]) != (
        ground.blue(),
        ground.green(),
        ground.red(),
    )


@pytest.mark.parametrize(
    "experiment",
    [
        Experiment(hidden=(3, 2), frozen=("w1_2_1", "b2_1")),
        Experiment(hidden=(), features=("y", "sin(x*y)"), own_features=("sin(x*y)",)),
        Experiment(dataset="yin-yang", hidden=(2,), loss="softmax_cross_entropy"),
    ],
)
def test_the_table_holds_every_weight_under_its_name(experiment: Experiment) -> None:
    trainer = Trainer(experiment)
    rows = weight_rows(experiment, trainer.parameters)
    leaves = trainer.network.parameters()
    assert [row[0] for row in rows] == [leaf.name for leaf in leaves]
    assert [float(row[3]) for row in rows] == [leaf.result for leaf in leaves]
    assert {row[0] for row in rows if row[4] == "yes"} == set(experiment.frozen)


def test_the_table_says_where_each_weight_is(
    qtbot: QtBot,
    view: NetworkView,
    runner: TrainingRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    seen = replace(runner.experiment, features=("x", "x^2"), hidden=(2,))
    runner.set_experiment(seen)
    qtbot.waitUntil(lambda: view.shown is not None and runner.is_idle)
    path = tmp_path / "weights.csv"
    save(view, monkeypatch, "csv", path)
    with path.open(encoding="utf-8", newline="") as file:
        head, *rows = list(csv.reader(file))
    assert tuple(head) == TITLES
    assert [row[:3] for row in rows[1:4]] == [
        ["w1_1_2", "x^2", "neuron 1 of layer 1"],
        ["b1_1", "bias", "neuron 1 of layer 1"],
        ["w1_2_1", "x", "neuron 2 of layer 1"],
    ]
    assert rows[-2][:3] == ["w2_1_2", "neuron 2 of layer 1", "output"]
    assert view.shown is not None
    assert [float(row[3]) for row in rows] == view.shown.parameters.tolist()


def test_what_cannot_be_saved_is_said(
    view: NetworkView,
    runner: TrainingRunner,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    save(view, monkeypatch, "svg", tmp_path / "none" / "network.svg")
    assert "network.svg cannot be written" in view.legend.text
    runner.reset()
    save(view, monkeypatch, "csv", tmp_path / "weights.csv")
    assert "no weights yet" in view.legend.text
    assert not (tmp_path / "weights.csv").exists()


@pytest.mark.parametrize("width", [420, 700, 1400])
def test_the_button_lies_clear_of_the_network(view: NetworkView, width: int) -> None:
    view.resize(width, 400)
    button = view.findChild(QToolButton, "saveNetworkButton")
    assert button is not None
    assert button.isVisible()
    assert view.rect().contains(button.geometry())
    for tile in view.diagram.geometry_of_network.tiles.values():
        assert not tile.toRect().intersects(button.geometry())
    assert view.childAt(button.geometry().center()) is button
    assert button.mapTo(view, QPoint(0, 0)) == button.pos()
