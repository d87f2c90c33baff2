"""The binding to Qt keeps its hands off Python's singletons.

PySide6 6.12.0 drops a reference to None and True at each call on Python 3.10 and 3.11,
until the interpreter aborts. On 3.12 and newer both are immortal and their count fixed.
"""

import sys

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

CALLS = 300
# Python itself may keep or let go of a few meanwhile; a leak is one at each call.
SLACK = 30


class Bell(QObject):
    rung = Signal(bool)


@pytest.mark.parametrize("singleton", [None, True], ids=str)
def test_void_calls_keep_the_reference_count(qtbot: QtBot, singleton: object) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        widget.setEnabled(True)
        widget.update()
    assert abs(sys.getrefcount(singleton) - before) < SLACK


@pytest.mark.parametrize("singleton", [None, True], ids=str)
@pytest.mark.usefixtures("qtbot")
def test_signals_keep_the_reference_count(singleton: object) -> None:
    bell = Bell()
    heard = 0

    def hear(_is_loud: bool) -> None:  # noqa: FBT001 - Qt passes it by position
        nonlocal heard
        heard += 1

    bell.rung.connect(hear)
    before = sys.getrefcount(singleton)
    for _ in range(CALLS):
        bell.rung.emit(True)
    assert heard == CALLS
    assert abs(sys.getrefcount(singleton) - before) < SLACK
