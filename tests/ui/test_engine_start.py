"""The compiled engine comes up beside a window, and can be given up."""

from pytestqt.qtbot import QtBot

from playground.core import engine
from playground.ui.engine_start import EngineStart


def test_the_kernels_serve_when_it_has_finished(qtbot: QtBot) -> None:
    start = EngineStart()
    with qtbot.waitSignal(start.finished, timeout=300_000):
        pass
    assert engine.is_ready()
    assert engine.kernels() is not None
    start.stop()


def test_it_can_be_given_up_at_once(qtbot: QtBot) -> None:
    start = EngineStart()
    start.stop()
    qtbot.wait(1)
