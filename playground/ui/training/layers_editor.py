"""The hidden layers: a field per layer, and buttons for one more and one less."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.training.experiment import MAX_LAYERS, MAX_NEURONS
from playground.training.layers import NEW_LAYER, with_neurons
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.fields import SpinField

_PER_ROW: Final = 6


class LayersEditor(QWidget):
    """Edits the neurons of each hidden layer, from none to sixteen layers."""

    edited = Signal(tuple)

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setObjectName("layersEditor")
        self.setAccessibleName("Hidden layers")
        self._theme_switch = theme_switch
        self._hidden: tuple[int, ...] = ()
        self._fields: list[SpinField] = []
        self._grid = QGridLayout()
        self._grid.setSpacing(2)
        self._none = QLabel("none", self)
        self._none.setProperty("quiet", True)
        self._remove = self._button("removeLayerButton", "Remove the last layer")
        self._add = self._button("addLayerButton", "Add a layer of 2 neurons")
        self._remove.clicked.connect(self._remove_layer)
        self._add.clicked.connect(self._add_layer)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        row.addWidget(self._none)
        row.addLayout(self._grid)
        row.addStretch(1)
        top = Qt.AlignmentFlag.AlignTop
        row.addWidget(self._remove, alignment=top)
        row.addWidget(self._add, alignment=top)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_layers(self, hidden: tuple[int, ...]) -> None:
        """Show *hidden*, the neurons of each layer."""
        self._hidden = hidden
        while len(self._fields) > len(hidden):
            field = self._fields.pop()
            self._grid.removeWidget(field)
            field.hide()
            field.deleteLater()
        while len(self._fields) < len(hidden):
            self._append_field()
        for field, neurons in zip(self._fields, hidden, strict=True):
            field.setValue(neurons)
        self._none.setVisible(not hidden)
        self._remove.setEnabled(bool(hidden))
        self._add.setEnabled(len(hidden) < MAX_LAYERS)

    def _append_field(self) -> None:
        index = len(self._fields)
        field = SpinField(1, MAX_NEURONS, self)
        field.setObjectName(f"neuronsBox{index}")
        field.setAccessibleName(f"Neurons of hidden layer {index + 1}")
        field.setToolTip(
            f"Neurons of hidden layer {index + 1}; starts the training anew"
        )
        field.setFixedWidth(38)
        field.setProperty("compact", True)
        field.valueChanged.connect(self._announce)
        self._fields.append(field)
        self._grid.addWidget(field, index // _PER_ROW, index % _PER_ROW)
        before = self._fields[-2] if index else self
        QWidget.setTabOrder(before, field)

    def _button(self, name: str, text: str) -> QToolButton:
        button = QToolButton(self)
        button.setObjectName(name)
        button.setAccessibleName(text)
        button.setToolTip(f"{text}; starts the training anew")
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(14, 14))
        button.setFixedSize(23, 23)
        return button

    @Slot(int)
    def _announce(self, neurons: int) -> None:
        index = next(i for i, f in enumerate(self._fields) if f is self.sender())
        # A field that shows what is so already announces nothing.
        if index < len(self._hidden) and self._hidden[index] != neurons:
            self.edited.emit(with_neurons(self._hidden, index, neurons))

    @Slot()
    def _add_layer(self) -> None:
        self.edited.emit((*self._hidden, NEW_LAYER))

    @Slot()
    def _remove_layer(self) -> None:
        self.edited.emit(self._hidden[:-1])

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self._add.setIcon(icons.icon(icons.plus, color))
        self._remove.setIcon(icons.icon(icons.minus, color))
