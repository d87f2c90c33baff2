"""The features on offer: a switch over each tile, and a button that adds one."""

from collections.abc import Collection, Sequence
from typing import Final

from PySide6.QtCore import QObject, QPoint, QRect, QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QToolButton, QWidget

from playground.training.experiment import MAX_FEATURES, Experiment, ExperimentError
from playground.training.feature_edits import offered_features, with_features
from playground.ui.network.controls import FeatureToggle
from playground.ui.network.diagram import Diagram
from playground.ui.network.geometry import Geometry
from playground.ui.network.shape import NeuronPlace
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.feature_editor import FeatureEditor

_BUTTON: Final = 20


class FeatureColumn(QObject):
    """Chooses what the network sees of a point.

    Attributes:
        plus: The button that adds a feature.
    """

    chosen = Signal(object)
    """The `Experiment` with other features."""
    refused = Signal(str)
    """Why a feature cannot be left out."""

    def __init__(
        self, theme_switch: ThemeSwitch, diagram: Diagram, view: QWidget
    ) -> None:
        """Make it.

        Args:
            theme_switch: For colours.
            diagram: Where the switches lie.
            view: Where the button that adds a feature lies, and the page to type it.
        """
        super().__init__(view)
        self._theme_switch = theme_switch
        self._diagram = diagram
        self._experiment = Experiment()
        self._toggles: list[FeatureToggle] = []
        self._editor = FeatureEditor(theme_switch, view)
        self._editor.chosen.connect(self.chosen)
        self.plus = self._plus_button(view)
        theme_switch.changed.connect(self._dress)
        self._dress()

    @property
    def toggles(self) -> Sequence[FeatureToggle]:
        """The switches, from top to bottom."""
        return tuple(self._toggles)

    def show_experiment(self, experiment: Experiment, chosen: Collection[int]) -> None:
        """A switch for each feature on offer.

        Args:
            experiment: The settings in force.
            chosen: Rows of the features that the network sees.
        """
        self._experiment = experiment
        names = offered_features(experiment)
        kept = 0
        while (
            kept < min(len(names), len(self._toggles))
            and self._toggles[kept].feature == names[kept]
        ):
            kept += 1
        for button in self._toggles[kept:]:
            button.hide()
            button.deleteLater()
        del self._toggles[kept:]
        for row in range(kept, len(names)):
            button = self._feature(row, names[row])
            button.show()
            self._toggles.append(button)
        self.plus.setEnabled(len(names) < MAX_FEATURES)
        for row, button in enumerate(self._toggles):
            button.show_state(is_on=row in chosen)

    def place(self, geometry: Geometry) -> None:
        """Put the switches over their tiles, and the button over the first."""
        for row, toggle in enumerate(self._toggles):
            tile = geometry.tiles[NeuronPlace(0, row)]
            toggle.place(tile, geometry.label_rect(row))
        plus = QRect(0, 0, _BUTTON, _BUTTON)
        plus.moveCenter(QPoint(round(geometry.center(0)), 60 + _BUTTON // 2))
        self.plus.setGeometry(plus)

    def _feature(self, row: int, name: str) -> FeatureToggle:
        button = FeatureToggle(row, name, self._theme_switch, self._diagram)
        button.clicked.connect(self._toggle_feature)
        button.entered.connect(self._enter_feature)
        button.left.connect(self._leave_feature)
        button.edit_requested.connect(self._type_other_feature)
        return button

    def _plus_button(self, view: QWidget) -> QToolButton:
        button = QToolButton(view)
        button.setObjectName("addFeatureButton")
        button.setAccessibleName("Add a feature by formula")
        button.setToolTip(
            "Add a feature by a formula in x and y, such as sin(x*y); this starts the "
            "training anew"
        )
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setIconSize(QSize(12, 12))
        button.clicked.connect(self._type_feature)
        return button

    @Slot(bool)
    def _toggle_feature(self, is_on: bool) -> None:  # noqa: FBT001
        button = self.sender()
        row = next(i for i, b in enumerate(self._toggles) if b is button)
        experiment, name = self._experiment, self._toggles[row].feature
        chosen = {*experiment.features, name}
        if not is_on:
            chosen.remove(name)
        try:
            after = with_features(experiment, chosen)
        except ExperimentError:
            self._toggles[row].show_state(is_on=True)
            self.refused.emit("A network needs at least one feature.")
            return
        self.chosen.emit(after)

    @Slot()
    def _type_feature(self) -> None:
        self._editor.open(self._experiment, "", self.plus)

    @Slot(int)
    def _type_other_feature(self, row: int) -> None:
        button = self._toggles[row]
        self._editor.open(self._experiment, button.feature, button)

    @Slot(int)
    def _enter_feature(self, row: int) -> None:
        self._diagram.point_at(NeuronPlace(0, row))

    @Slot()
    def _leave_feature(self) -> None:
        self._diagram.point_at(None)

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self.plus.setIcon(icons.icon(icons.plus, color))
