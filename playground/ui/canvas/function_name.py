"""The question for the name of a function, which is checked while it is typed."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QDialogButtonBox, QInputDialog, QLineEdit, QWidget

from playground.core.tokens import normalized
from playground.graph.graph import GraphError

_HINT: Final = "Letters, digits and _; a space becomes _."


class FunctionName(QInputDialog):
    """Asks for a name that formulas can call a function by; OK waits for a good one.

    It deletes itself when it is closed.
    """

    def __init__(
        self,
        title: str,
        question: str,
        name: str,
        check: Callable[[str], None],
        parent: QWidget,
    ) -> None:
        """Ask *question*, *name* being the answer at first.

        Args:
            title: Of the window.
            question: Stands above the field.
            name: The first answer.
            check: Raises `GraphError` for a name that cannot be taken.
            parent: The dialog belongs to its window.
        """
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(title)
        self._question = question
        self._check = check
        self.setLabelText(question)
        self.setTextValue(name)
        self.textValueChanged.connect(self._follow)
        self._follow(name)

    @property
    def problem(self) -> str:
        """Why the name cannot be taken; empty if it can."""
        try:
            self._check(normalized(self.textValue().strip()))
        except GraphError as error:
            sentence = str(error)
            return f"{sentence[:1].upper()}{sentence[1:]}."
        return ""

    @Slot(str)
    def _follow(self, text: str) -> None:
        field = self.findChild(QLineEdit)
        if " " in text and field is not None:
            place = field.cursorPosition()
            field.setText(text.replace(" ", "_"))
            field.setCursorPosition(place)
            return
        problem = self.problem if text else ""
        # Always two lines: the dialog does not jump while one types.
        self.setLabelText(f"{self._question}\n{problem or _HINT}")
        buttons = self.findChild(QDialogButtonBox)
        if buttons is not None:
            good = bool(text) and not problem
            buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(good)
