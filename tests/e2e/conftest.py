"""Compiled kernels, before any window would make them; a window of one's own."""

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
    """Or they would come amid two runs that are to have the same bits."""
    engine.warm_up()


@pytest.fixture
def window(qtbot: QtBot, tmp_path: Path) -> Iterator[MainWindow]:
    made = create_window(settings_path=tmp_path / "settings.ini")
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.abandon()
    made.close()
    made.deleteLater()
    QApplication.processEvents()
