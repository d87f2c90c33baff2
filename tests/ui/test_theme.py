import re
from collections.abc import Iterator
from dataclasses import fields
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QFontMetricsF, QPalette
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.ui.style_sheet import style_sheet
from playground.ui.theme import DARK, LIGHT, Theme, ThemeSwitch, mix, number_font


@pytest.fixture
def switch(qapp: QApplication) -> Iterator[ThemeSwitch]:
    yield ThemeSwitch(qapp, "dark")
    qapp.setStyleSheet("")


def contrast(first: QColor, second: QColor) -> float:
    """The contrast ratio of WCAG 2: 1 for equal colours, 21 for black on white."""

    def luminance(color: QColor) -> float:
        linear = [
            c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
            for c in (color.redF(), color.greenF(), color.blueF())
        ]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((luminance(first), luminance(second)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", [DARK, LIGHT], ids=lambda theme: theme.name)
def test_texts_are_legible_on_every_ground(theme: Theme) -> None:
    for ground in (theme.window, theme.panel, theme.node, theme.button):
        assert contrast(theme.text, ground) > 7
        assert contrast(theme.quiet_text, ground) > 4
    assert contrast(theme.gradient, theme.node) > 4.5
    assert contrast(theme.error, theme.panel) > 4.5


def test_a_mode_dresses_the_application(qtbot: QtBot, switch: ThemeSwitch) -> None:
    assert switch.current is DARK
    with qtbot.waitSignal(switch.changed):
        switch.set_mode("light")
    assert switch.current is LIGHT
    assert switch.mode == "light"
    window = QApplication.palette().color(QPalette.ColorRole.Window)
    assert window == LIGHT.window


def test_the_same_mode_again_changes_nothing(qtbot: QtBot, switch: ThemeSwitch) -> None:
    with qtbot.assertNotEmitted(switch.changed):
        switch.set_mode("dark")


def test_the_system_mode_wears_one_of_both(switch: ThemeSwitch) -> None:
    switch.set_mode("system")
    assert switch.current in (DARK, LIGHT)


def test_every_icon_of_the_sheet_is_shipped() -> None:
    names = {field.name: "#000000" for field in fields(DARK)}
    sheet = style_sheet(names)
    assert "$" not in sheet
    icons = set(re.findall(r'url\("([^"]+)"\)', sheet))
    assert icons
    for icon in icons:
        assert "<svg" in Path(icon).read_text(encoding="utf-8")


@pytest.mark.usefixtures("qapp")
def test_figures_are_all_of_one_width() -> None:
    metrics = QFontMetricsF(number_font(10))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789"}) == 1


def test_mixing_meets_both_ends() -> None:
    assert mix(DARK.window, DARK.text, 0).name() == DARK.window.name()
    assert mix(DARK.window, DARK.text, 1).name() == DARK.text.name()
