"""What is plotted below the canvas is saved as picture, drawing or numbers."""

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtGui import QAction, QImage
from PySide6.QtWidgets import QMessageBox
from pytestqt.qtbot import QtBot

from playground.ui.canvas.descent import Descent
from playground.ui.understanding.plot_page import PlotPage
from tests.ui.understanding.conftest import Room


@pytest.fixture
def plot(room: Room, qtbot: QtBot) -> PlotPage:
    room.open("x*x + y")
    page = PlotPage(
        room.document,
        room.theme_switch,
        room.stage,
        Descent(room.document, room.editor),
    )
    room.show(page)
    room.select("x")
    qtbot.waitUntil(lambda: bool(page.reading))
    return page


def save(plot: PlotPage, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    chosen = "playground.ui.understanding.plot_menu.chosen_file"
    monkeypatch.setattr(chosen, lambda *_, **__: path)
    action = plot.findChild(QAction, f"savePlot{path.suffix[1:].upper()}Action")
    assert action is not None
    action.trigger()


@pytest.mark.parametrize("suffix", ["png", "svg"])
def test_a_plot_is_saved_as_a_picture(
    plot: PlotPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str
) -> None:
    path = tmp_path / f"plot.{suffix}"
    save(plot, path, monkeypatch)
    if suffix == "png":
        assert QImage(str(path)).width() > plot.width()
    else:
        assert "<svg" in path.read_text()


def test_numbers_of_a_curve_are_those_drawn(
    plot: PlotPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "plot.csv"
    save(plot, path, monkeypatch)
    table = np.loadtxt(path, delimiter=",", skiprows=1)
    xs, ys = plot._curve.getData()
    drawn = table[table[:, 0] == 1]
    np.testing.assert_array_equal(drawn[:, 1:], np.stack([xs, ys], axis=1))


def test_numbers_of_a_map_are_its_values(
    plot: PlotPage,
    room: Room,
    qtbot: QtBot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    room.select("x", "y")
    qtbot.waitUntil(plot._image.isVisible)
    path = tmp_path / "plot.csv"
    save(plot, path, monkeypatch)
    x, y, value = np.loadtxt(path, delimiter=",", skiprows=1).T
    np.testing.assert_allclose(value, x * x + y, rtol=1e-12, atol=1e-12)


def test_a_folder_that_is_not_there_is_told(
    plot: PlotPage, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: told.append(words[2]))
    save(plot, tmp_path / "none" / "plot.csv", monkeypatch)
    assert "plot.csv cannot be written" in told[0]
