"""A project that opens again looks as it did."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.graph import Graph
from playground.project.files import load
from playground.ui.app import create_window
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.main_window import MainWindow


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def open_one() -> MainWindow:
        settings = tmp_path / f"settings{len(made)}.ini"
        window = create_window(settings_path=settings)
        window.show()
        qtbot.waitExposed(window)
        QApplication.processEvents()
        made.append(window)
        return window

    yield open_one
    for window in made:
        window.abandon()
        window.close()
        window.deleteLater()
    QApplication.processEvents()


def look(editor: CanvasEditor) -> tuple[float, ...]:
    view = editor.view
    middle = view.mapToScene(view.viewport().rect().center())
    return round(view.zoom, 6), round(middle.x()), round(middle.y())


def test_zoom_place_switches_and_tab_come_back(
    open_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = open_window()
    first = window.editor
    first.view.navigation.zoom_to(1.7)
    first.view.centerOn(120, -30)
    first.commands["show_wire_numbers"].trigger()
    second = window.tabs.add_canvas(
        "Second", Graph(first.document.graph.nodes.values())
    )
    QApplication.processEvents()
    second.view.navigation.zoom_to(0.4)
    second.commands["snap_to_grid"].trigger()
    second.commands["show_wire_heat"].trigger()
    window.action("minimapAction").trigger()
    shown = window.action("minimapAction").isChecked()
    path = tmp_path / "work.playground"
    assert window.files.save_to(path)

    again = open_window()
    assert again.open_project(path)
    QApplication.processEvents()
    one, two = again.tabs.editors
    assert again.editor is two
    assert look(two) == look(second)
    assert two.view.snaps_to_grid
    assert two.scene.layer.wire_style.heat
    assert not two.scene.layer.wire_style.numbers
    assert again.action("minimapAction").isChecked() == shown
    assert two.minimap.is_wanted == shown
    again.tabs.setCurrentWidget(one)
    QApplication.processEvents()
    assert look(one) == look(first)
    assert one.commands["show_wire_numbers"].isChecked()
    assert not again.files.is_modified


def test_saving_what_was_opened_changes_nothing_unseen(
    open_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = open_window()
    window.editor.view.navigation.zoom_to(0.75)
    window.tabs.add_canvas("Second", Graph())
    QApplication.processEvents()
    first, second = tmp_path / "a.playground", tmp_path / "b.playground"
    window.files.save_to(first)
    again = open_window()
    again.open_project(first)
    QApplication.processEvents()
    again.files.save_to(second)
    before, after = load(first), load(second)
    assert [c.view for c in after.canvases][:1] == [c.view for c in before.canvases][:1]
    assert after.view == before.view


def test_the_network_is_in_front_again(
    open_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = open_window()
    window.tabs.show_network()
    path = tmp_path / "work.playground"
    window.files.save_to(path)
    again = open_window()
    again.open_project(path)
    assert again.tabs.currentWidget() is again.network_view


@pytest.mark.parametrize("view", [{}, {"canvas": 99}, {"canvas": "x", "network": 3}])
def test_a_view_that_makes_no_sense_is_no_view(
    open_window: Callable[[], MainWindow], tmp_path: Path, view: dict[str, object]
) -> None:
    window = open_window()
    path = tmp_path / "work.playground"
    window.files.save_to(path)
    document = json.loads(path.read_bytes())
    document["view"] = view
    del document["canvases"][0]["view"]
    path.write_text(json.dumps(document), "utf-8")
    assert window.open_project(path)
    QApplication.processEvents()
    assert window.tabs.currentIndex() == 0
    seen = window.editor.view.seen
    assert seen.contains(window.editor.scene.bounds())
