"""The palette: everything that can be placed, to drag, to double-click, to search."""

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QPoint, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QLabel,
    QLineEdit,
    QMenu,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.definitions import Definition
from playground.ui.canvas.chip import Chip
from playground.ui.canvas.entries import (
    ENTRIES,
    FUNCTIONS,
    Entry,
    function_entry,
    matching,
)
from playground.ui.canvas.flow_layout import FlowLayout

_LONGEST = 15  # letters of a title that fit into the narrowest palette
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class DropTarget(Protocol):
    """A canvas, as the palette sees it."""

    def add_entry(self, entry: Entry) -> None:
        """Place *entry* where it suits."""

    def preview_entry(self, entry: Entry, global_place: QPoint) -> bool:
        """Show where *entry* would land; False when the point is elsewhere."""

    def drop_entry(self, entry: Entry, global_place: QPoint) -> None:
        """Place *entry* at a point of the screen, if that is on the canvas."""

    def end_preview(self) -> None:
        """Nothing is being dragged any more."""


class Palette(QWidget):
    """Chips in groups, and a field that filters them. They go to `target`.

    Signals:
        open_requested: A function shall be shown.
        rename_requested: A function shall get another name.
        delete_requested: A function shall go.
    """

    open_requested = Signal(object)
    rename_requested = Signal(object)
    delete_requested = Signal(object)

    def __init__(self, target: DropTarget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        self.setAccessibleName("Palette of operations")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.target = target
        self._chips: dict[Entry, Chip] = {}
        self._groups: dict[str, tuple[QLabel, QWidget]] = {}
        self._ghost: QLabel | None = None
        self.field = QLineEdit()
        self.field.setObjectName("paletteSearch")
        self.field.setAccessibleName("Search operations")
        self.field.setPlaceholderText("Search operations")
        self.field.setToolTip("Filters the palette; Enter adds the first one.")
        self.field.setClearButtonEnabled(True)
        self.field.setMinimumHeight(28)
        self._nothing = QLabel("No operation of that name.")
        self._nothing.setProperty("quiet", True)
        self._nothing.setWordWrap(True)
        self._nothing.hide()
        self._lay_out()
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._add_first)
        self.setMinimumWidth(150)

    def chip(self, key: str) -> Chip:
        """The chip of an entry, by its key."""
        return next(c for entry, c in self._chips.items() if entry.key == key)

    @property
    def shown(self) -> list[Entry]:
        """The entries that the search leaves."""
        return [entry for entry, chip in self._chips.items() if not chip.isHidden()]

    def show_functions(self, definitions: Sequence[Definition]) -> None:
        """Offer the functions of the project; chips of those that were here stay."""
        old = [entry for entry in self._chips if entry.group == FUNCTIONS]
        chips = {entry.operation: self._chips.pop(entry) for entry in old}
        flow = self._groups[FUNCTIONS][1].layout()
        assert flow is not None
        for definition in definitions:
            entry = function_entry(definition)
            chip = chips.pop(definition, None)
            if chip is None:
                flow.addWidget(self._chip(entry))
            else:
                chip.show_entry(entry)
                self._chips[entry] = chip
        for chip in chips.values():
            chip.deleteLater()
        self._filter(self.field.text())

    @override
    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and self.field.text():
            self.field.clear()
        else:
            super().keyPressEvent(event)

    def _lay_out(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(10, 2, 8, 10)
        column.setSpacing(6)
        # Functions stand first: they are the person's own, and there are few.
        for group in (FUNCTIONS, *dict.fromkeys(entry.group for entry in ENTRIES)):
            heading, chips = self._group(group)
            column.addWidget(heading)
            column.addWidget(chips)
        column.addWidget(self._nothing)
        column.addStretch(1)
        self.show_functions(())
        area = QScrollArea()
        area.setWidget(content)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.viewport().setAutoFillBackground(False)
        content.setAutoFillBackground(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 10, 0, 0)
        layout.setSpacing(4)
        search = QVBoxLayout()
        search.setContentsMargins(10, 0, 10, 0)
        search.addWidget(self.field)
        layout.addLayout(search)
        layout.addWidget(area, 1)

    def _group(self, group: str) -> tuple[QLabel, QWidget]:
        heading = QLabel(group.upper())
        heading.setProperty("quiet", True)
        font = heading.font()
        font.setPointSizeF(font.pointSizeF() * 0.82)
        font.setBold(True)
        heading.setFont(font)
        heading.setContentsMargins(2, 8, 0, 0)
        chips = QWidget()
        flow = FlowLayout(chips, spacing=5)
        for entry in ENTRIES:
            if entry.group == group:
                flow.addWidget(self._chip(entry))
        self._groups[group] = heading, chips
        return heading, chips

    def _chip(self, entry: Entry) -> Chip:
        chip = self._chips[entry] = Chip(entry)
        chip.drag_moved.connect(self._drag)
        chip.dropped.connect(self._drop)
        chip.drag_ended.connect(self._end_drag)
        chip.add_requested.connect(self._add)
        if isinstance(entry.operation, Definition):
            chip.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            chip.customContextMenuRequested.connect(self._open_menu)
        return chip

    def function_menu(self, definition: Definition) -> QMenu:
        """What can be done with a function; it goes with its closing."""
        menu = QMenu(self)
        menu.setObjectName("functionChipMenu")
        for text, signal in (
            ("Open function", self.open_requested),
            ("Rename function…", self.rename_requested),
            ("Delete function", self.delete_requested),
        ):
            menu.addAction(text).setData((signal, definition))
        menu.triggered.connect(self._choose)
        menu.aboutToHide.connect(menu.deleteLater)
        return menu

    @Slot(QPoint)
    def _open_menu(self, place: QPoint) -> None:
        chip = self.sender()
        assert isinstance(chip, Chip)
        if isinstance(chip.entry.operation, Definition):
            menu = self.function_menu(chip.entry.operation)
            menu.popup(chip.mapToGlobal(place))

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        signal, definition = action.data()
        signal.emit(definition)

    @Slot(str)
    def _filter(self, text: str) -> None:
        found = set(matching(text, self._chips))
        for entry, chip in self._chips.items():
            chip.setVisible(entry in found)
        for group, (heading, chips) in self._groups.items():
            is_used = any(entry.group == group for entry in found)
            heading.setVisible(is_used)
            chips.setVisible(is_used)
            chips.updateGeometry()
        self._nothing.setVisible(not found)

    @Slot()
    def _add_first(self) -> None:
        found = matching(self.field.text(), self._chips)
        if found:
            self.field.clear()
            self.target.add_entry(found[0])

    @Slot(object)
    def _add(self, entry: Entry) -> None:
        self.target.add_entry(entry)

    @Slot(object, QPoint)
    def _drag(self, entry: Entry, place: QPoint) -> None:
        if self.target.preview_entry(entry, place):
            self._hide_ghost()
        else:
            self._show_ghost(entry, place)

    @Slot(object, QPoint)
    def _drop(self, entry: Entry, place: QPoint) -> None:
        self.target.drop_entry(entry, place)

    @Slot()
    def _end_drag(self) -> None:
        self._hide_ghost()
        self.target.end_preview()

    def _show_ghost(self, entry: Entry, place: QPoint) -> None:
        """The chip under the cursor, on its way to the canvas."""
        window = self.window()
        if self._ghost is None:
            self._ghost = QLabel(window)
            self._ghost.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            accent = self.palette().highlight().color().name()
            self._ghost.setStyleSheet(
                f"background: {self.palette().button().color().name()};"
                f" border: 1px dashed {accent}; border-radius: 6px; padding: 3px 9px;"
            )
        self._ghost.setText(entry.title)
        self._ghost.adjustSize()
        middle = QPoint(self._ghost.width() // 2, self._ghost.height() // 2)
        self._ghost.move(window.mapFromGlobal(place) - middle)
        self._ghost.show()
        self._ghost.raise_()

    def _hide_ghost(self) -> None:
        if self._ghost is not None:
            self._ghost.deleteLater()
            self._ghost = None
