"""How many layers and neurons there are: buttons over the columns, and typing."""

from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, Signal, Slot
from PySide6.QtWidgets import QWidget

from playground.training.experiment import MAX_LAYERS, MAX_NEURONS
from playground.training.layers import with_layers, with_neurons
from playground.ui.canvas.inline_editor import InlineEditor
from playground.ui.network.controls import Stepper
from playground.ui.network.geometry import Geometry
from playground.ui.network.shape import layers_in_words
from playground.ui.theme import ThemeSwitch

_ROW: Final = 24
_BUTTON: Final = 20
_WIDE_COLUMN: Final = 74.0


class Sizes(QObject):
    """Asks for other hidden layers; changes nothing itself."""

    chosen = Signal(object)
    """The wanted hidden layers, a tuple of numbers of neurons."""

    def __init__(
        self, theme_switch: ThemeSwitch, editor: InlineEditor, view: QWidget
    ) -> None:
        """Make it.

        Args:
            theme_switch: For colours.
            editor: Where numbers are typed; it may serve others too.
            view: Where the buttons lie.
        """
        super().__init__(view)
        self._theme_switch = theme_switch
        self._editor = editor
        self._view = view
        self._hidden: tuple[int, ...] = ()
        self._typed: Stepper | None = None
        self.layers = Stepper("layerStepper", "a hidden layer", theme_switch, view)
        self.layers.stepped.connect(self._set_layers)
        self.layers.typing_requested.connect(self._type)
        self.columns: list[Stepper] = []
        editor.closed.connect(self._forget)

    def show_hidden(self, hidden: tuple[int, ...]) -> None:
        """Show these hidden layers, each with its buttons."""
        self._hidden = hidden
        count = len(hidden)
        self.layers.show_count(count, layers_in_words(count), 0, MAX_LAYERS)
        while len(self.columns) > count:
            stepper = self.columns.pop()
            stepper.hide()
            stepper.deleteLater()
        while len(self.columns) < count:
            number = len(self.columns) + 1
            what = f"a neuron of hidden layer {number}"
            name = f"neuronStepper{number}"
            stepper = Stepper(name, what, self._theme_switch, self._view)
            stepper.stepped.connect(self._set_neurons)
            stepper.typing_requested.connect(self._type)
            stepper.show()
            self.columns.append(stepper)

    def place(self, geometry: Geometry) -> None:
        """Put the buttons over their columns."""
        last = geometry.shape.output_layer
        middle = (geometry.center(0) + geometry.center(last)) / 2
        self.layers.place_beside(middle, 10, _ROW - 2)
        pitch = geometry.column_pitch
        for layer, stepper in enumerate(self.columns, 1):
            count = geometry.shape.rows(layer)
            words = "neuron" if count == 1 else "neurons"
            text = f"{count} {words}" if pitch >= _WIDE_COLUMN else str(count)
            stepper.show_count(count, text, 1, MAX_NEURONS)
            button = round(min(_BUTTON, (pitch - 4) / 2))
            column = max(pitch - 2.0, 2.0 * button + 2.0)
            stepper.place_over(geometry.center(layer), 40, column, button)

    @Slot(int)
    def _set_layers(self, count: int) -> None:
        self.chosen.emit(with_layers(self._hidden, count))

    @Slot(int)
    def _set_neurons(self, count: int) -> None:
        layer = next(i for i, s in enumerate(self.columns) if s is self.sender())
        self.chosen.emit(with_neurons(self._hidden, layer, count))

    @Slot()
    def _type(self) -> None:
        """Let a person type how many layers, or neurons of a layer, there are."""
        stepper = self.sender()
        if not isinstance(stepper, Stepper):
            return
        label = stepper.label
        place = QRect(label.mapTo(self._view, QPoint(0, 0)), label.size())
        room = QRect(0, 0, 96, 22)
        room.moveCenter(place.center())
        theme = self._theme_switch.current
        text, what = str(stepper.count), label.toolTip()
        self._editor.open(room, text, what, self._accept, theme)
        self._typed = stepper

    def _accept(self, text: str) -> str:
        """Take a typed number; answers why it cannot be taken, or nothing."""
        stepper = self._typed
        if stepper is None:
            return ""
        low, high = stepper.lowest, stepper.highest
        if not (text.strip().isdecimal() and low <= int(text) <= high):
            return f"a whole number from {low} to {high}"
        if stepper is self.layers:
            self._set_layers(int(text))
        elif stepper in self.columns:
            layer = self.columns.index(stepper)
            self.chosen.emit(with_neurons(self._hidden, layer, int(text)))
        return ""

    @Slot()
    def _forget(self) -> None:
        self._typed = None
