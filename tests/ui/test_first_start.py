"""The first start: a gallery of examples in front of a small worked one."""

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QCheckBox, QPushButton
from pytestqt.qtbot import QtBot

from playground.graph.edits import MoveNodes
from playground.project.examples import Example, examples
from playground.project.files import save
from playground.project.project import Canvas, Project
from playground.ui.app import begin, create_window
from playground.ui.gallery import Gallery
from playground.ui.main_window import MainWindow


def gallery_of(window: MainWindow) -> Gallery | None:
    found = window.findChild(Gallery)
    assert found is None or isinstance(found, Gallery)
    return found if found is not None and found.isVisible() else None


def start_box(gallery: Gallery) -> QCheckBox:
    found = gallery.findChild(QCheckBox, "galleryStartBox")
    assert isinstance(found, QCheckBox)
    return found


def click_in_caption(window: MainWindow, name: str) -> None:
    button = window.editor.caption.findChild(QPushButton, name)
    assert button is not None
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def shows_everything(window: MainWindow) -> bool:
    editor = window.editor
    return bool(editor.view.seen.contains(editor.scene.bounds()))


def test_the_first_start_shows_the_examples_before_the_neuron(
    window: MainWindow, qtbot: QtBot
) -> None:
    assert gallery_of(window) is None
    begin(window, has_file=False)
    gallery = gallery_of(window)
    assert gallery is not None
    assert window.document.graph.named("w1") is not None
    qtbot.waitUntil(gallery.isActiveWindow)
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert gallery_of(window) is None
    begin(window, has_file=False)
    assert gallery_of(window) is None


def test_a_start_with_a_file_shows_the_file_alone(window: MainWindow) -> None:
    begin(window, has_file=True)
    assert gallery_of(window) is None


def test_the_examples_come_at_every_start_when_that_is_chosen_by_key(
    window: MainWindow, settings_path: Path, qtbot: QtBot
) -> None:
    begin(window, has_file=False)
    gallery = gallery_of(window)
    assert gallery is not None
    qtbot.waitUntil(gallery.isActiveWindow)
    box = start_box(gallery)
    assert not box.isChecked()
    QTest.keyClick(gallery.list, Qt.Key.Key_Tab)
    assert box.hasFocus()
    QTest.keyClick(box, Qt.Key.Key_Space)
    gallery.reject()
    window.close()
    again = create_window(settings_path=settings_path)
    begin(again, has_file=False)
    gallery = gallery_of(again)
    assert gallery is not None
    assert start_box(gallery).isChecked()
    gallery.reject()
    again.close()
    again.deleteLater()


@pytest.mark.parametrize("example", examples(), ids=lambda e: e.path.stem)
def test_an_example_is_all_in_sight_and_says_what_it_shows(
    window: MainWindow, qtbot: QtBot, example: Example
) -> None:
    window.opening.open_example(example)
    assert window.editor.caption.text == example.text
    qtbot.waitUntil(lambda: shows_everything(window))
    click_in_caption(window, "captionStepButton")
    QApplication.processEvents()
    assert window.pages_below.tabText(window.pages_below.currentIndex()) == (
        "Step through"
    )
    qtbot.waitUntil(lambda: shows_everything(window))


def test_a_caption_is_closed_for_good(window: MainWindow) -> None:
    window.opening.open_example(examples()[0])
    caption = window.editor.caption
    assert caption.isVisible()
    click_in_caption(window, "captionCloseButton")
    assert not caption.isVisible()


def test_an_opened_project_is_all_in_sight_in_a_window_of_any_size(
    window: MainWindow, tmp_path: Path, qtbot: QtBot
) -> None:
    far = examples()[-1].project().canvases[0].graph
    path = tmp_path / "far.playground"
    save(Project((Canvas("Far", far),)), path)
    assert window.open_project(path)
    qtbot.waitUntil(lambda: shows_everything(window))
    for size in (QSize(1180, 760), QSize(1700, 1000), QSize(1180, 760)):
        window.resize(size)
        QApplication.processEvents()
        qtbot.waitUntil(lambda: shows_everything(window))
    first = next(iter(far.nodes))
    window.document.edit(MoveNodes({first: (-4000.0, 0.0)}))
    assert not shows_everything(window)
    window.editor.view.setFocus()
    QTest.keyClick(window.editor.view, Qt.Key.Key_Home)
    assert shows_everything(window)


def test_who_has_scaled_the_view_keeps_it(window: MainWindow, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shows_everything(window))
    window.editor.zoom_in()
    zoom = window.editor.view.zoom
    window.resize(1500, 950)
    QApplication.processEvents()
    assert window.editor.view.zoom == zoom
