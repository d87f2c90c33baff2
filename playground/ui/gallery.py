"""The gallery of examples: at first start, and in the Help menu."""

from collections.abc import Callable, Sequence
from typing import Final

from PySide6.QtCore import (
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QRectF,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QFont, QPainter, QPen, QTextLayout, QTextOption
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)
from typing_extensions import override

from playground.graph.graph import Graph
from playground.project.examples import Example
from playground.ui.theme import Theme, ThemeSwitch, mix

_PICTURE: Final = QSize(148, 78)
_ROW: Final = 96
_GAP: Final = 12
_NODE: Final = QSize(112, 60)
_TITLE: Final = (
    "Take one of these apart, or close this and begin with what is behind it."
)
_PLACE: Final = Qt.ItemDataRole.UserRole


class Gallery(QDialog):
    """Shows examples with a picture and a text; the chosen one is opened.

    Args:
        shown: The examples.
        open_example: What to do with the chosen one.
        theme_switch: The colours.
        is_at_start: Whether every start shows it, as its check box says.
        parent: The window it belongs to.

    Signals:
        start_chosen: Whether every start shall show it from now on.
    """

    start_chosen = Signal(bool)

    def __init__(
        self,
        shown: Sequence[Example],
        open_example: Callable[[Example], object],
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
        *,
        is_at_start: bool = False,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("gallery")
        self.setWindowTitle("Examples")
        self._examples = tuple(shown)
        self._open_example = open_example
        self.list = self._make_list(theme_switch)
        title = QLabel(_TITLE, self)
        title.setProperty("quiet", True)
        row = QHBoxLayout()
        row.addWidget(self._start_box(is_checked=is_at_start))
        row.addWidget(self._buttons(), 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 12)
        column.setSpacing(8)
        column.addWidget(title)
        column.addWidget(self.list, 1)
        column.addLayout(row)
        self.resize(640, 640)
        self.list.setFocus()

    def _make_list(self, theme_switch: ThemeSwitch) -> QListWidget:
        shown = QListWidget(self)
        shown.setObjectName("galleryList")
        shown.setAccessibleName("Examples")
        shown.setToolTip("Enter or a double click opens an example")
        shown.setVerticalScrollMode(QListWidget.ScrollMode.ScrollPerPixel)
        graphs = [example.project().canvases[0].graph for example in self._examples]
        self._delegate = _Card(self._examples, graphs, theme_switch, shown)
        shown.setItemDelegate(self._delegate)
        for place, example in enumerate(self._examples):
            item = QListWidgetItem(example.title, shown)
            item.setData(_PLACE, place)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, example.title)
            item.setData(Qt.ItemDataRole.AccessibleDescriptionRole, example.text)
        shown.setCurrentRow(0)
        shown.itemActivated.connect(self._open_current)
        return shown

    def _buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox(self)
        opener = buttons.addButton("Open", QDialogButtonBox.ButtonRole.AcceptRole)
        opener.setObjectName("galleryOpenButton")
        opener.setToolTip("Open the chosen example (Enter)")
        closer = buttons.addButton("Close", QDialogButtonBox.ButtonRole.RejectRole)
        closer.setObjectName("galleryCloseButton")
        closer.setToolTip("Back to the window (Escape)")
        buttons.accepted.connect(self._open_current)
        buttons.rejected.connect(self.reject)
        return buttons

    def _start_box(self, *, is_checked: bool) -> QCheckBox:
        box = QCheckBox("Show at start", self)
        box.setObjectName("galleryStartBox")
        box.setAccessibleName("Show these examples at every start")
        box.setToolTip("Show these examples at every start; Help has them always")
        box.setChecked(is_checked)
        box.toggled.connect(self.start_chosen)
        return box

    @Slot()
    def _open_current(self) -> None:
        row = self.list.currentRow()
        if row >= 0:
            self.accept()
            self._open_example(self._examples[row])


class _Card(QStyledItemDelegate):
    """Paints an example: its graph in small, its title, its text."""

    def __init__(
        self,
        shown: Sequence[Example],
        graphs: Sequence[Graph],
        theme_switch: ThemeSwitch,
        parent: QWidget,
    ) -> None:
        super().__init__(parent)
        self._examples = shown
        self._graphs = graphs
        self._theme_switch = theme_switch

    @override
    def sizeHint(
        self,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QSize:
        return QSize(300, _ROW)

    @override
    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        theme = self._theme_switch.current
        place = index.data(_PLACE)
        area = QRect(option.rect).adjusted(4, 4, -4, -4)
        state = option.state
        is_chosen = bool(state & QStyle.StateFlag.State_Selected)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.accent if is_chosen else theme.edge, 1 + is_chosen))
        painter.setBrush(mix(theme.panel, theme.accent, 0.1 * is_chosen))
        painter.drawRoundedRect(QRectF(area).adjusted(1, 1, -1, -1), 6, 6)
        picture = QRect(area.topLeft(), _PICTURE)
        picture.translate(5, (area.height() - _PICTURE.height()) // 2)
        paint_graph(painter, self._graphs[place], QRectF(picture), theme)
        text = area.adjusted(_PICTURE.width() + 5 + _GAP, 8, -_GAP, -6)
        self._paint_text(painter, self._examples[place], text, theme)
        painter.restore()

    @staticmethod
    def _paint_text(
        painter: QPainter, example: Example, area: QRect, theme: Theme
    ) -> None:
        bold = QFont(painter.font())
        bold.setBold(True)
        painter.setFont(bold)
        painter.setPen(theme.text)
        painter.drawText(area, int(Qt.AlignmentFlag.AlignTop), example.title)
        used = painter.fontMetrics().height() + 4
        bold.setBold(False)
        painter.setPen(theme.quiet_text)
        layout = QTextLayout(example.text, bold)
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        y = 0.0
        while (line := layout.createLine()).isValid():
            line.setLineWidth(area.width())
            line.setPosition(QPointF(0, y))
            y += line.height()
        layout.endLayout()
        layout.draw(painter, QPointF(area.left(), area.top() + used))


def paint_graph(painter: QPainter, graph: Graph, area: QRectF, theme: Theme) -> None:
    """A graph in small: its nodes as plates, its wires as lines."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme.canvas)
    painter.drawRoundedRect(area, 5, 5)
    nodes = graph.nodes.values()
    xs = [node.position[0] for node in nodes]
    ys = [node.position[1] for node in nodes]
    if not xs:
        return
    width = max(xs) - min(xs) + _NODE.width()
    height = max(ys) - min(ys) + _NODE.height()
    scale = min((area.width() - 16) / width, (area.height() - 16) / height, 0.24)
    left = area.center().x() - scale * (min(xs) + width / 2)
    top = area.center().y() - scale * (min(ys) + height / 2)

    def at(x: float, y: float) -> QPointF:
        return QPointF(left + scale * x, top + scale * y)

    painter.setPen(QPen(theme.wire, 1))
    for node in nodes:
        x, y = node.position
        for operand in node.operands:
            if operand is not None:
                x0, y0 = graph.nodes[operand].position
                start = at(x0 + _NODE.width(), y0 + _NODE.height() / 2)
                painter.drawLine(start, at(x, y + _NODE.height() / 2))
    output = graph.effective_output
    for node in nodes:
        corner = at(*node.position)
        plate = QRectF(corner, _NODE.toSizeF() * scale)
        color = mix(theme.node_title, theme.text, 0.15)
        if node.is_leaf and node.is_learnable:
            color = mix(theme.node_title, theme.learnable, 0.65)
        if node.id == output:
            color = mix(theme.node_title, theme.accent, 0.8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(color)
        painter.drawRoundedRect(plate, 2, 2)
