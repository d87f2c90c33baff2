"""A hand that works the real window with mouse and key events, as a person would."""

from collections.abc import Callable
from time import monotonic

from PySide6.QtCore import QEvent, QEventLoop, QPoint, QPointF, Qt, QTimer
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

LEFT = Qt.MouseButton.LeftButton
NO_KEY = Qt.KeyboardModifier.NoModifier


class HandError(Exception):
    """The window did not do what the hand expected; the message says what."""


def drag(widget: QWidget, start: QPoint, stop: QPoint, *, steps: int = 6) -> None:
    """Press at *start*, move in *steps* and release at *stop*, in *widget*'s pixels.

    Like a real mouse that a widget has grabbed, it may end outside of the widget.
    """
    QTest.mouseMove(widget, start)
    QTest.mousePress(widget, LEFT, NO_KEY, start)
    for step in range(1, steps + 1):
        move(widget, start + (stop - start) * (step / steps))
        QApplication.processEvents()
    QTest.mouseRelease(widget, LEFT, NO_KEY, stop)


def move(widget: QWidget, place: QPoint, button: Qt.MouseButton = LEFT) -> None:
    """Move the mouse with a button held, which QTest itself cannot do."""
    event = QMouseEvent(
        QEvent.Type.MouseMove,
        QPointF(place),
        QPointF(widget.mapToGlobal(place)),
        Qt.MouseButton.NoButton,
        button,
        NO_KEY,
    )
    QApplication.sendEvent(widget, event)


def click(widget: QWidget, place: QPoint | None = None) -> None:
    """Click the left button, in the middle by default."""
    QTest.mouseClick(widget, LEFT, NO_KEY, place or widget.rect().center())


def double_click(widget: QWidget, place: QPoint) -> None:
    """Click twice at one place."""
    QTest.mouseClick(widget, LEFT, NO_KEY, place)
    QTest.mouseDClick(widget, LEFT, NO_KEY, place)


def type_text(text: str, widget: QWidget | None = None) -> None:
    """Type into *widget*, by default into what has the focus, and press Enter."""
    target = widget or _focused()
    QTest.keyClicks(target, text)
    QTest.keyClick(target, Qt.Key.Key_Return)


def press_key(key: Qt.Key, widget: QWidget | None = None) -> None:
    """Press a key in *widget*, by default in what has the focus."""
    QTest.keyClick(widget or _focused(), key)


def wait(milliseconds: int) -> None:
    """Let the window live for a while, and other threads too.

    ``QTest.qWait`` would keep Python's lock while it sleeps.
    """
    loop = QEventLoop()
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def wait_until(condition: Callable[[], bool], what: str, seconds: float = 300) -> None:
    """Let the window live until *condition* holds.

    Raises:
        HandError: It did not come to hold.
    """
    end = monotonic() + seconds
    while not condition():
        if monotonic() > end:
            raise HandError(what)
        wait(20)


def _focused() -> QWidget:
    widget = QApplication.focusWidget()
    if widget is None:
        msg = "nothing has the keyboard"
        raise HandError(msg)
    return widget
