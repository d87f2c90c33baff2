"""A table of numbers, a row for each node; a row that is chosen leads to its node."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractItemView, QTableWidget, QTableWidgetItem, QWidget

from playground.graph.graph import NodeId
from playground.ui.theme import number_font

_MANY = 5
"""More columns than these are narrower."""


@dataclass(frozen=True, slots=True)
class Row:
    """The texts of a row: the first is a name, the others are numbers or words."""

    node: NodeId
    texts: tuple[str, ...]
    color: QColor | None = None


class NumberTable(QTableWidget):
    """Shows rows.

    Signals:
        node_chosen: A row was clicked, or reached with the keyboard.
    """

    node_chosen = Signal(object)

    def __init__(self, headings: Sequence[str], parent: QWidget | None = None) -> None:
        super().__init__(0, len(headings), parent)
        self.setHorizontalHeaderLabels(list(headings))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setWordWrap(False)
        self.setStyleSheet("QTableView::item { padding: 0 6px; }")
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(22)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)
        left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
        for column in range(len(headings)):
            is_number = 0 < column < len(headings) - 1
            heading = self.horizontalHeaderItem(column)
            if heading is not None:
                heading.setTextAlignment(
                    (right if is_number else left) | Qt.AlignmentFlag.AlignVCenter
                )
            self.setColumnWidth(column, 92 if len(headings) > _MANY else 108)
        self._ids: list[NodeId] = []
        self.currentCellChanged.connect(self._choose)

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; nothing is chosen then."""
        self._ids = []
        self.setCurrentCell(-1, -1)
        self.setRowCount(len(rows))
        font = number_font(9)
        for place, row in enumerate(rows):
            for column, text in enumerate(row.texts):
                item = QTableWidgetItem(text)
                if 0 < column < len(row.texts) - 1:
                    item.setFont(font)
                    item.setTextAlignment(
                        Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
                    )
                if row.color is not None:
                    item.setForeground(row.color)
                self.setItem(place, column, item)
        self._ids = [row.node for row in rows]

    def texts(self) -> list[tuple[str, ...]]:
        """What the rows show."""
        columns = range(self.columnCount())
        return [
            tuple(item.text() for c in columns if (item := self.item(row, c)))
            for row in range(self.rowCount())
        ]

    @Slot(int)
    def _choose(self, row: int) -> None:
        if 0 <= row < len(self._ids):
            self.node_chosen.emit(self._ids[row])
