"""Tool tips in lines of a length that can be read: Qt wraps none of plain text."""

import re
import textwrap
from typing import Final

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QHelpEvent
from PySide6.QtWidgets import QComboBox, QLabel, QToolTip, QWidget
from typing_extensions import override

LONGEST: Final = 80
"""Characters of a line."""

_TAG: Final = re.compile(r"<\s*/?[a-zA-Z][^>]*>")


class WrappedToolTips(QObject):
    """Shows the tool tips of widgets in short lines; what they say stays as it is.

    It watches only those widgets whose tips are long, or change: a filter on the whole
    application would meet every event there is.
    """

    def __init__(self, window: QWidget) -> None:
        """Look after the widgets that *window* has now, and after no later ones."""
        super().__init__(window)
        for widget in window.findChildren(QWidget):
            if _is_long(widget.toolTip()) or _follows_another(widget):
                widget.installEventFilter(self)

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() != QEvent.Type.ToolTip or not isinstance(watched, QWidget):
            return False
        text = tip_of(watched)
        if not text or not isinstance(event, QHelpEvent):
            return False
        QToolTip.showText(event.globalPos(), wrapped(text), watched)
        return True


def wrapped(text: str) -> str:
    """*text* in lines of at most `LONGEST` characters; rich text as it is."""
    if _TAG.search(text):
        return text
    return "\n".join(
        textwrap.fill(line, LONGEST, break_long_words=False, break_on_hyphens=False)
        for line in text.splitlines()
    )


def tip_of(widget: QWidget) -> str:
    """What a widget's tool tip says; a field's label says what the field says."""
    buddy = widget.buddy() if isinstance(widget, QLabel) else None
    return widget.toolTip() if buddy is None else buddy.toolTip()


def _is_long(text: str) -> bool:
    return any(len(line) > LONGEST for line in text.splitlines())


def _follows_another(widget: QWidget) -> bool:
    """Whether its tip hangs on what is chosen."""
    is_label = isinstance(widget, QLabel) and widget.buddy() is not None
    return is_label or isinstance(widget, QComboBox)
