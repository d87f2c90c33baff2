"""The compiled engine comes up beside a window, and can be given up."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtWidgets import QStatusBar
from pytestqt.qtbot import QtBot

from playground.core import engine
from playground.ui.engine_start import EngineStart
from playground.ui.engine_words import EngineWords

ROOT = Path(__file__).resolve().parents[2]

WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QAbstractButton, QLabel
from playground.core import engine
from playground.ui.app import application, create_window

def wait(until, patience=300_000):
    loop = QEventLoop()
    timer = QTimer(interval=10)
    timer.timeout.connect(lambda: until() and loop.quit())
    timer.start()
    QTimer.singleShot(patience, loop.quit)
    loop.exec()
    assert until()

def epoch():
    return int(window.findChild(QLabel, "epochLabel").text().replace(",", ""))

app = application()
window = create_window(settings_path=Path(sys.argv[1]))
window.show()
assert not engine.is_ready()
window.findChild(QAbstractButton, "playButton").click()
"""


@pytest.fixture
def cold(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the kernels had never been asked for in this process."""
    monkeypatch.setattr(engine._engine, "stage", type(engine._engine.stage).UNTOUCHED)


def run(code: str, folder: Path, first: str = "", **environment: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", first + WINDOW + code, str(folder / "settings.ini")],
        capture_output=True,
        text=True,
        check=False,
        cwd=ROOT,
        env=os.environ | environment,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.usefixtures("cold")
def test_the_kernels_serve_when_it_has_finished(qtbot: QtBot) -> None:
    start = EngineStart()
    assert not engine.is_ready()
    assert engine.kernels() is None
    with qtbot.waitSignal(start.finished, timeout=300_000):
        start.begin()
    assert engine.is_ready()
    assert engine.kernels() is not None
    start.stop()


@pytest.mark.usefixtures("cold")
def test_it_can_be_given_up_at_once(qtbot: QtBot) -> None:
    start = EngineStart()
    start.begin()
    start.stop()
    qtbot.wait(1)


def test_where_the_kernels_are_at_hand_nothing_is_started(qtbot: QtBot) -> None:
    engine.warm_up()
    start = EngineStart()
    with qtbot.assertNotEmitted(start.finished, wait=200):
        start.begin()
    start.stop()


def test_a_window_trains_before_its_kernels_are_there_and_goes_on_with_them(
    tmp_path: Path,
) -> None:
    pytest.importorskip("numba")
    run(
        "wait(lambda: epoch() >= 2)\n"
        "wait(engine.is_ready)\n"
        "before = epoch()\n"
        "wait(lambda: epoch() > before + 50)\n"
        "window.abandon(); window.close()\n",
        tmp_path,
    )


def test_a_window_can_be_closed_while_its_kernels_are_compiled(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    run(
        "wait(lambda: epoch() >= 2)\n"
        "wait(window.findChild(QLabel, 'engineLabel').isVisible)\n"
        "before = epoch()\n"
        "wait(lambda: epoch() > before + 2)\n"
        "window.abandon(); window.close()\n"
        "import threading\n"
        "assert threading.enumerate() == [threading.main_thread()]\n",
        tmp_path,
        NUMBA_CACHE_DIR=str(tmp_path / "cache"),
        TMPDIR=str(tmp_path / "room"),
    )
    assert not [*(tmp_path / "room").iterdir()]


def test_what_is_in_the_cache_is_loaded_without_a_word(tmp_path: Path) -> None:
    pytest.importorskip("numba")
    engine.warm_up()
    said = run(
        "from playground.ui.engine_start import EngineStart\n"
        "start = window.findChild(EngineStart)\n"
        "said = []\n"
        "start.delayed.connect(lambda: said.append('delayed'))\n"
        "start.finished.connect(lambda _: said.append('finished'))\n"
        "wait(lambda: 'finished' in said)\n"
        "print(said)\n"
        "window.abandon(); window.close()\n",
        tmp_path,
    )
    assert said == "['finished']\n"


def test_without_numba_a_window_trains_and_says_so_once(tmp_path: Path) -> None:
    out = run(
        "said = []\n"
        "window.statusBar().messageChanged.connect(said.append)\n"
        "wait(engine.is_ready)\n"
        "wait(lambda: any(said))\n"
        "before = epoch()\n"
        "wait(lambda: epoch() > before + 5)\n"
        "print(said)\n"
        "window.abandon(); window.close()\n",
        tmp_path,
        first="import sys; sys.modules['numba'] = None\n",
    )
    assert out.count("without the compiled engine") == 1


def test_where_one_waits_for_the_engine_it_is_said_until_it_is_there(
    qtbot: QtBot,
) -> None:
    bar, start = QStatusBar(), EngineStart()
    qtbot.addWidget(bar)
    words = EngineWords(start, bar)
    said: list[str] = []
    words.reported.connect(said.append)
    bar.show()
    assert words.isHidden()
    start.delayed.emit()
    assert words.isVisible()
    assert "Preparing" in words.text()
    start.finished.emit("")
    assert words.isHidden()
    assert said == ["The fast engine is ready: training speeds up"]


@pytest.mark.parametrize("notice", ["", "It is slower."])
def test_where_nobody_has_waited_only_a_notice_is_said(
    qtbot: QtBot, notice: str
) -> None:
    bar, start = QStatusBar(), EngineStart()
    qtbot.addWidget(bar)
    words = EngineWords(start, bar)
    with qtbot.waitSignal(words.reported) as said:
        start.finished.emit(notice)
    assert said.args == [notice]
