"""Compiled kernels, before any window would make them beside it; a whole window."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from playground.core import engine
from playground.ui.app import create_window
from playground.ui.main_window import MainWindow


@pytest.fixture(scope="session", autouse=True)
def _kernels_are_at_hand() -> None:
    engine.warm_up()


@pytest.fixture
def settings_path(tmp_path: Path) -> Path:
    return tmp_path / "settings.ini"


@pytest.fixture
def window(qtbot: QtBot, settings_path: Path) -> Iterator[MainWindow]:
    made = create_window(settings_path=settings_path)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.abandon()
    made.close()
    made.deleteLater()
    QApplication.processEvents()
