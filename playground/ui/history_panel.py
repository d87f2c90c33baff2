"""The steps of a canvas as a list; a click goes to any of them."""

from typing import Final

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Slot,
)
from PySide6.QtGui import QFont, QPalette
from PySide6.QtWidgets import QApplication, QListView, QVBoxLayout, QWidget
from typing_extensions import override

from playground.ui.document import Document

BEGINNING: Final = "Beginning"
_Index = QModelIndex | QPersistentModelIndex
_ROOT: Final = QModelIndex()


class HistoryModel(QAbstractListModel):
    """Row 0 is the beginning, row k the state after step k, undone ones included."""

    def __init__(self, document: Document) -> None:
        super().__init__(document)
        self._document = document
        self._steps = (*document.history.done, *document.history.undone)
        self._current = len(document.history.done)
        document.history_changed.connect(self._follow)

    @property
    def current(self) -> int:
        """The row of the state on show."""
        return self._current

    @override
    def rowCount(self, parent: _Index = _ROOT) -> int:
        return 0 if parent.isValid() else len(self._steps) + 1

    @override
    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        row = index.row()
        match role:
            case Qt.ItemDataRole.DisplayRole:
                return self._title(row)
            case Qt.ItemDataRole.AccessibleTextRole:
                states = {row < self._current: "", row > self._current: ", undone"}
                state = states.get(True, ", the state on show")
                return f"{self._title(row)}{state}"
            case Qt.ItemDataRole.ToolTipRole:
                return "A click takes the canvas to this step"
            case Qt.ItemDataRole.FontRole if row == self._current:
                font = QFont(QApplication.font())
                font.setBold(True)
                return font
            case Qt.ItemDataRole.ForegroundRole if row > self._current:
                return QApplication.palette().color(QPalette.ColorRole.PlaceholderText)
        return None

    def _title(self, row: int) -> str:
        return self._steps[row - 1].title if row else BEGINNING

    @Slot()
    def _follow(self) -> None:
        """Tell of what changed alone: a gesture changes the last step many times."""
        history = self._document.history
        steps, current = (*history.done, *history.undone), len(history.done)
        old, before = self._steps, self._current
        same = 0
        for one, other in zip(steps, old, strict=False):
            if one is not other:
                break
            same += 1
        if same < len(old):
            self.beginRemoveRows(_ROOT, same + 1, len(old))
            self._steps = steps[:same]
            self.endRemoveRows()
        if same < len(steps):
            self.beginInsertRows(_ROOT, same + 1, len(steps))
            self._steps = steps
            self._current = current
            self.endInsertRows()
        self._current = current
        low, high = sorted((before, current))
        low, high = min(low, len(steps)), min(high, len(steps))
        self.dataChanged.emit(self.index(low), self.index(high))


class HistoryPanel(QWidget):
    """Lists the steps of *document*."""

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("historyPanel")
        self.setAccessibleName("Undo history")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._document = document
        self.model = HistoryModel(document)
        self.list = QListView()
        self.list.setObjectName("historyList")
        self.list.setAccessibleName("Steps; Enter goes to one")
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QListView.Shape.NoFrame)
        self.list.setModel(self.model)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 4, 8, 4)
        layout.addWidget(self.list)
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        document.history_changed.connect(self._show_current)
        self._show_current()

    @Slot(QModelIndex)
    def _go(self, index: QModelIndex) -> None:
        self._document.go_to(index.row())

    @Slot()
    def _show_current(self) -> None:
        index = self.model.index(self.model.current)
        self.list.setCurrentIndex(index)
        self.list.scrollTo(index)
