"""A note below the map: what went wrong, or what might be tried, with a button."""

from typing import Final

from PySide6.QtCore import QEvent, QObject, QRect, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QHideEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QPushButton, QToolButton, QWidget
from typing_extensions import override

from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training import icons

_LEFT: Final = 10
_RIGHT: Final = 4
_ABOVE: Final = 3
_BETWEEN: Final = 2
_GAP: Final = 6
_SIDE: Final = 20
"""Of the small buttons."""


class ProblemLine(QWidget):
    """Lies over the lower end of *parent*, so that nothing moves when it comes.

    In a single row it takes little more than the ticks below the map. What is too long
    for that is said in short; a button shows all of it.
    """

    remedy_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problemLine")
        self._theme_switch = theme_switch
        self._text = self._summary = ""
        self._is_problem = True
        self._has_mouse = False
        self._label = QLabel(self)
        self._label.setObjectName("problemLabel")
        self._label.setAccessibleName("Problem")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._remedy = QPushButton(self)
        self._remedy.setObjectName("remedyButton")
        self._remedy.setAccessibleName("Remedy")
        self._remedy.setToolTip("Try this; undo takes it back")
        self._remedy.setProperty("tight", True)
        self._remedy.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._remedy.clicked.connect(self.remedy_requested)
        self._more = self._small("moreProblemButton", "All of it")
        self._more.setCheckable(True)
        self._more.setToolTip("Show all of it")
        self._more.toggled.connect(self._show_words)
        self._close = self._small("dismissProblemButton", "Dismiss")
        self._close.setToolTip("Dismiss")
        self._close.clicked.connect(self._dismiss)
        parent.installEventFilter(self)
        theme_switch.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def text(self) -> str:
        """What is wrong, all of it; empty when nothing is."""
        return self._text

    @property
    def is_attended(self) -> bool:
        """Whether somebody points at it, or is in it with the keys."""
        focused = self.focusWidget()
        has_keys = focused is not None and focused.hasFocus()
        return not self.isHidden() and (self._has_mouse or has_keys)

    def show_problem(
        self,
        text: str,
        *,
        summary: str = "",
        remedy: str = "",
        is_problem: bool = True,
    ) -> None:
        """Show *text*, or nothing if it is empty.

        Args:
            text: A sentence or two.
            summary: The same in short, until somebody asks for all of it.
            remedy: The text of a button, "" for none.
            is_problem: Whether something went wrong; otherwise it is shown calmly.
        """
        if (text, remedy) == (self._text, self._remedy.text()):
            return
        if summary != self._summary:
            self._more.setChecked(False)
        self._let_go_of_focus(text, remedy, summary)
        self._text, self._summary, self._is_problem = text, summary, is_problem
        self._remedy.setText(remedy)
        self._remedy.setAccessibleName(remedy)
        self._remedy.setVisible(bool(remedy))
        self._more.setVisible(bool(summary))
        self.setVisible(bool(text))
        self._show_words()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.show_problem("")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

    @override
    def enterEvent(self, event: QEnterEvent) -> None:
        self._has_mouse = True
        super().enterEvent(event)

    @override
    def leaveEvent(self, event: QEvent) -> None:
        self._has_mouse = False
        super().leaveEvent(event)

    @override
    def hideEvent(self, event: QHideEvent) -> None:
        self._has_mouse = False
        super().hideEvent(event)

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        theme = self._theme_switch.current
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ink = theme.error if self._is_problem else theme.accent
        painter.setPen(QPen(ink, 1))
        painter.setBrush(mix(theme.panel, ink, 0.1))
        painter.drawRoundedRect(
            QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6
        )

    @Slot()
    def _dismiss(self) -> None:
        self.clear()
        self.dismissed.emit()

    @Slot()
    def _show_words(self) -> None:
        is_short = bool(self._summary) and not self._more.isChecked()
        self._label.setText(self._summary if is_short else self._text)
        self._label.setToolTip(self._text if is_short else "")
        self._more.setToolTip("Show all of it" if is_short else "Show it in short")
        self._dress()
        self._place()

    def _let_go_of_focus(self, *words: str) -> None:
        """Before a button vanishes: Qt would hand the focus on to some setting."""
        focused = self.focusWidget()
        if focused is not None and focused.hasFocus() and not all(words):
            focused.clearFocus()

    def _place(self) -> None:
        """All in a row if there is room, otherwise the words above the buttons."""
        host = self.parentWidget()
        if host is None or self.isHidden():
            return
        width = host.width()
        buttons = [
            each
            for each in (self._remedy, self._more, self._close)
            if not each.isHidden()
        ]
        sizes = [
            each.sizeHint() if each is self._remedy else QSize(_SIDE, _SIDE)
            for each in buttons
        ]
        room = width - _LEFT - _RIGHT
        beside = room - sum(size.width() + _GAP for size in sizes)
        low = max(size.height() for size in sizes)
        needed = self._label.fontMetrics().horizontalAdvance(self._label.text())
        is_row = needed < beside or self._remedy.isHidden()
        words = beside if is_row else room - _GAP
        height = self._label.heightForWidth(words)
        whole = max(height, low) if is_row else height + _BETWEEN + low
        whole += 2 * _ABOVE
        self.setGeometry(0, host.height() - whole, width, whole)
        top = (whole - height) // 2 if is_row else _ABOVE
        self._label.setGeometry(_LEFT, top, words, height)
        right = width - _RIGHT
        bottom = whole - _ABOVE
        for each, size in zip(reversed(buttons), reversed(sizes), strict=True):
            right -= size.width()
            x = _LEFT - 4 if each is self._remedy and not is_row else right
            y = bottom - (low + size.height()) // 2
            each.setGeometry(QRect(x, y, size.width(), size.height()))
            right -= _GAP
        self.raise_()

    def _small(self, name: str, title: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(title)
        button.setProperty("quiet", True)
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.quiet_text
        self._close.setIcon(icons.icon(icons.cross, color))
        fold = icons.open_fold if self._more.isChecked() else icons.closed_fold
        self._more.setIcon(icons.icon(fold, color))
        self.update()
