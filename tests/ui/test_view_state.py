"""A project that opens again looks as it did."""

import json
import math
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.graph.collapse import collapse
from playground.graph.graph import Graph
from playground.project.files import load
from playground.ui.app import create_window
from playground.ui.canvas.editor import CanvasEditor
from playground.ui.function_views import view_entries, view_of
from playground.ui.main_window import MainWindow


@pytest.fixture
def open_window(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[], MainWindow]]:
    made: list[MainWindow] = []

    def open_one() -> MainWindow:
        settings = tmp_path / f"settings{len(made)}.ini"
        window = create_window(settings_path=settings)
        with qtbot.waitExposed(window):
            window.show()
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


def test_the_tabs_of_functions_come_back_as_they_were(
    open_window: Callable[[], MainWindow], tmp_path: Path
) -> None:
    window = open_window()
    graph, library = window.editor.document.graph, window.tabs.functions.library
    for name in ("first", "second", "third"):
        operations = [n.id for n in graph.nodes.values() if not n.is_leaf]
        edit = collapse(graph, operations, name)
        assert window.editor.document.edit(edit)
    made = [library.named(name) for name in ("first", "second", "third")]
    first, second, third = (each for each in made if each is not None)
    tabs = window.tabs.function_tabs
    canvas = window.editor
    looks: list[tuple[float, ...]] = []
    for definition, zoom in ((third, 1.3), (second, 0.8), (first, 0.6)):
        tabs.open(definition)
        QApplication.processEvents()
        window.editor.view.navigation.zoom_to(zoom)
        looks.append(look(window.editor))
    window.editor.commands["show_wire_numbers"].trigger()
    tabs.close(window.editor)
    window.tabs.setCurrentWidget(tabs.editors[1])
    path = tmp_path / "work.playground"
    assert window.files.save_to(path)
    before = [window.tabs.tabText(k) for k in range(window.tabs.count())]
    assert before[-2:] == ["ƒ third", "ƒ second"]

    again = open_window()
    assert again.open_project(path)
    QApplication.processEvents()
    after = [again.tabs.tabText(k) for k in range(again.tabs.count())]
    assert after == before
    assert again.tabs.tabText(again.tabs.currentIndex()) == "ƒ second"
    assert look(again.editor) == looks[1]
    assert not again.files.is_modified
    second_path = tmp_path / "again.playground"
    assert again.files.save_to(second_path)
    assert load(second_path).view == load(path).view
    # The closed one looks as it did when it is opened anew.
    closed = again.tabs.functions.library.named("first")
    assert closed is not None
    again.tabs.function_tabs.open(closed)
    QApplication.processEvents()
    assert look(again.editor) == looks[2]
    assert again.editor.commands["show_wire_numbers"].isChecked()
    assert canvas is window.tabs.editors[0]


VALUES = st.one_of(st.booleans(), st.integers(), st.floats(), st.text(max_size=3))


@given(
    st.dictionaries(
        st.sampled_from(
            [f"function.f.{w}" for w in ("tab", "zoom", "x", "y", "grid", "wire_heat")]
        ),
        VALUES,
    )
)
def test_whatever_a_file_says_of_a_function_gives_a_view_or_none(
    kept: dict[str, bool | int | float | str],
) -> None:
    view, tab = view_of(kept, "f")
    assert tab is None or isinstance(tab, int)
    if view is not None:
        assert all(map(math.isfinite, (view.zoom, *view.middle)))
        assert view_of(view_entries("f", view, tab), "f") == (view, tab)
