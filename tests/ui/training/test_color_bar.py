"""The legend beside the map."""

import numpy as np
import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from playground.core.operations import Array
from playground.ui.theme import ThemeSwitch
from playground.ui.training.color_bar import ColorBar
from playground.ui.training.map_reading import Meaning

HEIGHT = 240


@pytest.fixture
def bar(qtbot: QtBot, theme_switch: ThemeSwitch) -> ColorBar:
    bar = ColorBar(theme_switch)
    qtbot.addWidget(bar)
    bar.resize(bar.sizeHint().width(), HEIGHT)
    return bar


def pixels(bar: ColorBar, meaning: Meaning) -> Array:
    """Grey, row by row."""
    bar.show_meaning(meaning)
    image = bar.grab().toImage().convertToFormat(QImage.Format.Format_Grayscale8)
    rows = np.frombuffer(image.constBits(), np.uint8)
    rows = rows.reshape(image.height(), image.bytesPerLine())
    return rows[:, : image.width()].astype(float)


def changed_rows(bar: ColorBar, before: Meaning, after: Meaning) -> Array:
    differences = np.abs(pixels(bar, before) - pixels(bar, after)).sum(axis=1)
    return np.flatnonzero(differences) / HEIGHT


@pytest.mark.parametrize("name", ["owl", "a bird with a very long name indeed"])
def test_each_of_many_classes_is_named_beside_its_colour(
    bar: ColorBar, name: str
) -> None:
    before = Meaning(3, ("cat", "dog", "mouse"))
    rows = changed_rows(bar, before, Meaning(3, ("cat", name, "mouse")))
    assert len(rows)
    assert rows.min() > 1 / 3
    assert rows.max() < 2 / 3


def test_two_named_classes_have_their_halves(bar: ColorBar) -> None:
    unnamed, named = Meaning(2), Meaning(2, ("cat", "dog"))
    for names, low, high in (
        (("cat", "cow"), 0.0, 0.5),
        (("owl", "dog"), 0.5, 1.0),
    ):
        rows = changed_rows(bar, named, Meaning(2, names))
        assert len(rows)
        assert low < rows.min() < rows.max() < high
    assert len(changed_rows(bar, unnamed, named))


@pytest.mark.parametrize("names", [("\u22121", "1"), ("0", "1", "2")])
def test_a_name_that_is_the_label_is_not_written_twice(
    bar: ColorBar, names: tuple[str, ...]
) -> None:
    classes = len(names)
    assert not len(changed_rows(bar, Meaning(classes), Meaning(classes, names)))
