"""The search that opens at the cursor and places what is chosen there."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFocusEvent, QFont, QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.ui.canvas.entries import Entry
from playground.ui.theme import ThemeSwitch

_WIDTH = 430
_ROW = 26
_ROWS = 9
_ENTRY = Qt.ItemDataRole.UserRole
_SIGN = 78
"""Room for the sign or name of an entry."""


class EntryList(QAbstractListModel):
    """The entries that are offered."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show_entries(self, entries: Sequence[Entry]) -> None:
        """Offer these instead."""
        self.beginResetModel()
        self.entries = list(entries)
        self.endResetModel()

    @override
    def rowCount(
        self, parent: QModelIndex | QPersistentModelIndex | None = None
    ) -> int:
        return len(self.entries)

    @override
    def data(
        self,
        index: QModelIndex | QPersistentModelIndex,
        role: int = Qt.ItemDataRole.DisplayRole,
    ) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return f"{entry.title} ({entry.key}): {entry.help}"
        return entry if role == _ENTRY else None


class _EntryDelegate(QStyledItemDelegate):
    """Draws a row: the sign in bold, the help quietly."""

    def __init__(self, theme_switch: ThemeSwitch, parent: QObject) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch

    @override
    def sizeHint(
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(_WIDTH, _ROW)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._theme_switch.current
        entry: Entry = index.data(_ENTRY)
        state = option.state
        is_current = bool(state & QStyle.StateFlag.State_Selected)
        rect = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.accent)
            painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), 4, 4)
        font = QFont(option.font)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(theme.on_accent if is_current else theme.text)
        middle = Qt.AlignmentFlag.AlignVCenter
        sign = QRect(rect.left() + 10, rect.top(), _SIGN, rect.height())
        painter.drawText(sign, int(middle), entry.title)
        painter.setFont(option.font)
        painter.setPen(theme.on_accent if is_current else theme.quiet_text)
        words = rect.adjusted(10 + _SIGN, 0, -8, 0)
        text = painter.fontMetrics().elidedText(
            entry.help, Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, int(middle), text)
        painter.restore()


class SearchPopup(QFrame):
    """A field with the list of what fits; Enter chooses, Escape closes.

    Attributes:
        is_left: Whether a click elsewhere has closed it, and has the focus now.

    Signals:
        chosen: An entry, and whether it shall be connected with the selection.
        closed: Whatever the reason.
        clicked_away: A click beside it closed it; emitted after `closed`.
    """

    chosen = Signal(object, bool)
    closed = Signal()
    clicked_away = Signal()

    def __init__(self, theme_switch: ThemeSwitch, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = parent
        self.is_left = False
        self.setObjectName("searchPopup")
        self._theme_switch = theme_switch
        self._offer: Callable[[str], Sequence[Entry]] | None = None
        self._field = QLineEdit()
        self._field.setObjectName("searchField")
        self._field.setAccessibleName("Search for a node to add")
        self._field.setPlaceholderText("operation, number or new name")
        self._field.installEventFilter(self)
        self._list = QListView()
        self._list.setObjectName("searchList")
        self._list.setAccessibleName("Nodes that fit")
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setUniformItemSizes(True)
        self._list.setFixedHeight(_ROW + 4)
        self._list.setMouseTracking(True)
        self._list.setFrameShape(QFrame.Shape.NoFrame)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._model = EntryList(self)
        self._list.setModel(self._model)
        self._delegate = _EntryDelegate(theme_switch, self)
        self._list.setItemDelegate(self._delegate)
        self._foot = QLabel()
        self._foot.setProperty("quiet", True)
        self._foot.setTextFormat(Qt.TextFormat.PlainText)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 6)
        layout.setSpacing(6)
        for widget in (self._field, self._list, self._foot):
            layout.addWidget(widget)
        self._field.textChanged.connect(self._refresh)
        self._list.clicked.connect(self._clicked)
        self._list.entered.connect(self._list.setCurrentIndex)
        self.hide()

    @property
    def field(self) -> QLineEdit:
        """The line edit."""
        return self._field

    @property
    def entries(self) -> list[Entry]:
        """What is offered now, the best first."""
        return list(self._model.entries)

    def open(
        self,
        at: QPoint,
        offer: Callable[[str], Sequence[Entry]],
        foot: str,
        text: str = "",
    ) -> None:
        """Open with the top left near *at*, in coordinates of the parent.

        Args:
            at: Where the node will be placed.
            offer: What fits a text.
            foot: What the keys do.
            text: What was typed already.
        """
        theme = self._theme_switch.current
        self.setStyleSheet(
            f"#searchPopup {{ background: {theme.panel.name()};"
            f" border: 1px solid {theme.edge.name()}; border-radius: 8px; }}"
            " #searchList { border: none; background: transparent; }"
        )
        self._offer, self.is_left = offer, False
        self._foot.setText(foot)
        self._field.setText(text)
        self._refresh()
        room = self._canvas.size()
        size = QSize(min(_WIDTH, room.width() - 8), self.height())
        self.resize(size)
        left = max(0, min(at.x(), room.width() - size.width() - 4))
        top = max(0, min(at.y(), room.height() - size.height() - 4))
        self.move(left, top)
        self.show()
        self.raise_()
        self._field.setFocus(Qt.FocusReason.PopupFocusReason)

    def close_popup(self) -> None:
        """Close without choosing."""
        if self._offer is not None:
            self._offer = None
            self.hide()
            self.closed.emit()

    @override
    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._key(event)
        if isinstance(event, QFocusEvent) and event.lostFocus():
            was_open = self._offer is not None
            self.is_left = event.reason() == Qt.FocusReason.MouseFocusReason
            self.close_popup()
            if was_open and self.is_left:
                self.clicked_away.emit()
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        key = event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: _ROWS - 1,
            Qt.Key.Key_PageUp: 1 - _ROWS,
        }
        if key in steps:
            self._go(steps[Qt.Key(key)])
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            self._choose(self._list.currentIndex().row(), connects=bool(shift))
        elif key == Qt.Key.Key_Escape:
            self.close_popup()
        elif key not in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            return False
        return True

    def _go(self, step: int) -> None:
        count = len(self._model.entries)
        if count:
            row = min(max(self._list.currentIndex().row() + step, 0), count - 1)
            self._list.setCurrentIndex(self._model.index(row))

    @Slot()
    def _refresh(self) -> None:
        if self._offer is None:
            return
        self._model.show_entries(self._offer(self._field.text()))
        if self._model.entries:
            self._list.setCurrentIndex(self._model.index(0))
        self._fit_height()

    def _fit_height(self) -> None:
        """As many rows as there are entries and as there is room for."""
        chrome = self.sizeHint().height() - self._list.minimumHeight()
        room = (self._canvas.height() - chrome - 8) // _ROW
        rows = min(_ROWS, max(1, len(self._model.entries)), max(2, room))
        self._list.setFixedHeight(rows * _ROW + 4)
        self.resize(self.width(), self.sizeHint().height())

    @Slot(QModelIndex)
    def _clicked(self, index: QModelIndex) -> None:
        self._choose(index.row(), connects=False)

    def _choose(self, row: int, *, connects: bool) -> None:
        if 0 <= row < len(self._model.entries):
            entry = self._model.entries[row]
            # Emitted first: closing lets go of the place where it goes.
            self.chosen.emit(entry, connects)
            self.close_popup()
