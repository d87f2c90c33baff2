"""`Caption`: a text about the canvas, between its formula and its nodes."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget


class Caption(QFrame):
    """Says what an example shows, until it is closed; hidden while it has no text.

    Signals:
        step_requested: The learner wants to follow the gradient step by step.
    """

    step_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("caption")
        self.setProperty("surface", "panel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self._label = QLabel(self)
        self._label.setObjectName("captionText")
        self._label.setAccessibleName("About this example")
        self._label.setWordWrap(True)
        self._label.setTextFormat(Qt.TextFormat.PlainText)
        self._label.setProperty("quiet", True)
        step = QPushButton("Step through", self)
        step.setObjectName("captionStepButton")
        step.setAccessibleName("Step through this example")
        step.setToolTip("Follow values and gradients moment by moment (F4, then F10)")
        step.clicked.connect(self.step_requested)
        close = QPushButton("\N{MULTIPLICATION SIGN}", self)
        close.setObjectName("captionCloseButton")
        close.setAccessibleName("Close this text")
        close.setToolTip("Close this text; Help, Examples has it again")
        close.setProperty("quiet", True)
        close.setFixedWidth(26)
        close.clicked.connect(self.close_text)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 6, 7)
        row.setSpacing(8)
        row.addWidget(self._label, 1)
        row.addWidget(step)
        row.addWidget(close)
        self.hide()

    @property
    def text(self) -> str:
        """What it says."""
        return self._label.text()

    def show_text(self, text: str) -> None:
        """Say something about the canvas."""
        self._label.setText(text)
        self.setVisible(bool(text))

    @Slot()
    def close_text(self) -> None:
        """Say nothing any more."""
        self.show_text("")
