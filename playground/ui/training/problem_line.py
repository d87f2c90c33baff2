"""A line over the map: what went wrong, or what might be tried, with a button."""

from PySide6.QtCore import QEvent, QObject, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QPushButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.ui.theme import ThemeSwitch, mix
from playground.ui.training import icons

_MARGINS = (28, 44, 26)
"""Left, right and below; so it keeps clear of the axes and the colour bar."""


class ProblemLine(QWidget):
    """Lies over the lower end of *parent*, so that nothing moves when it comes."""

    remedy_requested = Signal()
    dismissed = Signal()

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("problemLine")
        self._theme_switch = theme_switch
        self._label = QLabel(self)
        self._label.setObjectName("problemLabel")
        self._label.setAccessibleName("Problem")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._close = QToolButton(self)
        self._close.setObjectName("dismissProblemButton")
        self._close.setAccessibleName("Dismiss")
        self._close.setToolTip("Dismiss")
        self._close.setProperty("quiet", True)
        self._close.setIconSize(QSize(12, 12))
        self._close.clicked.connect(self._dismiss)
        self._is_problem = True
        self._remedy = QPushButton(self)
        self._remedy.setObjectName("remedyButton")
        self._remedy.setAccessibleName("Remedy")
        self._remedy.setToolTip("Try this; undo takes it back")
        self._remedy.clicked.connect(self.remedy_requested)
        self._remedy.hide()
        row = self._row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 6, 6)
        row.setSpacing(6)
        column = QVBoxLayout()
        column.setSpacing(5)
        column.addWidget(self._label)
        column.addWidget(self._remedy, alignment=Qt.AlignmentFlag.AlignLeft)
        row.addLayout(column, 1)
        row.addWidget(self._close, alignment=Qt.AlignmentFlag.AlignTop)
        parent.installEventFilter(self)
        theme_switch.changed.connect(self._dress)
        self._dress()
        self.hide()

    @property
    def text(self) -> str:
        """What is on show; empty when nothing is wrong."""
        return self._label.text()

    def show_problem(
        self, text: str, *, remedy: str = "", is_problem: bool = True
    ) -> None:
        """Show *text*, or nothing if it is empty.

        Args:
            text: A sentence or two.
            remedy: The text of a button, "" for none.
            is_problem: Whether something went wrong; otherwise it is shown calmly.
        """
        if (text, remedy) == (self._label.text(), self._remedy.text()):
            return
        self._label.setText(text)
        self._remedy.setText(remedy)
        self._remedy.setAccessibleName(remedy)
        self._remedy.setVisible(bool(remedy))
        self._is_problem = is_problem
        self.setVisible(bool(text))
        self._place()

    def clear(self) -> None:
        """Nothing is wrong any more."""
        self.show_problem("")

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize:
            self._place()
        return super().eventFilter(watched, event)

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

    def _place(self) -> None:
        host = self.parentWidget()
        if host is None or self.isHidden():
            return
        left, right, bottom = _MARGINS
        width = host.width() - left - right
        self._row.activate()  # or what was hidden just now would still count
        height = self.heightForWidth(width)
        self.setGeometry(left, host.height() - height - bottom, width, height)
        self.raise_()

    def _dress(self) -> None:
        color = self._theme_switch.current.quiet_text
        self._close.setIcon(icons.icon(icons.cross, color))
        self.update()
