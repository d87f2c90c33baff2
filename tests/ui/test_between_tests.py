"""What one test does with the mouse reaches no other."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSlider
from pytestqt.qtbot import QtBot


@pytest.mark.parametrize("turn", [1, 2])
@pytest.mark.parametrize(
    "held", [Qt.MouseButton.RightButton, Qt.MouseButton.MiddleButton]
)
def test_no_button_is_held_since_another_test(
    qtbot: QtBot, held: Qt.MouseButton, turn: int
) -> None:
    del turn  # the same again
    assert QApplication.mouseButtons() == Qt.MouseButton.NoButton
    slider = QSlider()
    qtbot.addWidget(slider)
    QTest.mousePress(slider, held)
    assert QApplication.mouseButtons() == held
