from collections.abc import Iterator

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from playground.project.examples import Example, examples
from playground.ui.gallery import Gallery
from playground.ui.theme import DARK, ThemeSwitch, mix


@pytest.fixture
def theme_switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


@pytest.fixture
def opened() -> list[Example]:
    return []


@pytest.fixture
def gallery(qtbot: QtBot, theme_switch: ThemeSwitch, opened: list[Example]) -> Gallery:
    dialog = Gallery(examples(), opened.append, theme_switch)
    qtbot.addWidget(dialog)
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    return dialog


def test_the_keyboard_opens_an_example(gallery: Gallery, opened: list[Example]) -> None:
    assert gallery.list.hasFocus()
    QTest.keyClick(gallery.list, Qt.Key.Key_Down)
    QTest.keyClick(gallery.list, Qt.Key.Key_Return)
    assert [example.title for example in opened] == ["A shared node"]
    assert not gallery.isVisible()


def test_the_mouse_opens_an_example(gallery: Gallery, opened: list[Example]) -> None:
    rect = gallery.list.visualItemRect(gallery.list.item(2))
    place: QPoint = rect.center()
    viewport = gallery.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=place)
    box = gallery.findChild(QDialogButtonBox)
    assert isinstance(box, QDialogButtonBox)
    QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    assert [example.title for example in opened] == ["Why order matters"]


def test_a_double_click_opens_an_example(
    gallery: Gallery, opened: list[Example]
) -> None:
    rect = gallery.list.visualItemRect(gallery.list.item(1))
    viewport = gallery.list.viewport()
    QTest.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    QTest.mouseDClick(viewport, Qt.MouseButton.LeftButton, pos=rect.center())
    assert [example.title for example in opened] == ["A shared node"]


def test_escape_opens_nothing(gallery: Gallery, opened: list[Example]) -> None:
    QTest.keyClick(gallery, Qt.Key.Key_Escape)
    assert not gallery.isVisible()
    assert not opened


def test_every_example_is_painted(gallery: Gallery) -> None:
    assert gallery.list.count() == len(examples())
    image = gallery.grab().toImage()
    colors = {
        image.pixelColor(x, y).name()
        for x in range(20, 180, 3)
        for y in range(40, 560, 3)
    }
    leaf = mix(DARK.node_title, DARK.learnable, 0.65)
    output = mix(DARK.node_title, DARK.accent, 0.8)
    assert {leaf.name(), output.name(), DARK.canvas.name()} <= colors
    for row in range(gallery.list.count()):
        item = gallery.list.item(row)
        assert item.data(Qt.ItemDataRole.AccessibleDescriptionRole)
