"""Where the points come from: data set, noise, share, or brushes for one's own."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from playground.training.experiment import Experiment
from playground.training.points import are_on_axis, classes_of, dataset_of
from playground.ui.theme import ThemeSwitch, number_font
from playground.ui.training import icons
from playground.ui.training.beginnings import regenerate_tip
from playground.ui.training.brush_bar import BrushBar
from playground.ui.training.data_page import MOST_SEED
from playground.ui.training.dataset_box import DatasetBox
from playground.ui.training.fields import SliderField
from playground.ui.training.formula_row import FormulaRow
from playground.ui.training.map_reading import Meaning
from playground.ui.training.page import RESTARTS, quiet_label

_MOST_NOISE = 50


class DataForm(QWidget):
    """Says which setting a person changes, and to what; changes nothing itself."""

    edited = Signal(str, object)
    """Name of a field of `Experiment`, and its new value."""
    slid = Signal(str, object, object)
    """The same by a slider, with the key of the drag; None without one."""
    refused = Signal(str)
    """Why what is typed cannot be; "" once it can."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._is_showing = False
        self._seed = 0
        self.dataset_box = DatasetBox(theme_switch, self)
        self.dataset_box.chosen.connect(self._edit_dataset)
        self.brush_bar = BrushBar(theme_switch, self)
        self._noise_page = QWidget(self)
        self.formula_row = FormulaRow(self)
        self.formula_row.edited.connect(lambda text: self._edit("formula", text))
        self.formula_row.refused.connect(self.refused)
        self._noise = self._slider("noiseSlider", "Noise", 0, _MOST_NOISE)
        self._noise.setToolTip(
            "How far the points are scattered; draws them anew and restarts"
        )
        self._noise.valueChanged.connect(self._edit_noise)
        self._share = self._slider("shareSlider", "Train share", 10, 90)
        self._share.setToolTip(
            "The part of the points to learn from; the rest is for testing. Restarts"
        )
        self._share.valueChanged.connect(self._edit_share)
        self._regenerate = QToolButton(self)
        self._regenerate.setObjectName("regenerateButton")
        self._regenerate.setAccessibleName("Regenerate")
        self._regenerate.setIconSize(QSize(15, 15))
        self._regenerate.setFixedSize(26, 24)
        self._regenerate.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._regenerate.clicked.connect(self._draw_anew)
        self._noise_value = _value_label(self, "50")
        self._share_value = _value_label(self, "90 %")
        self._arrange()
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_experiment(self, experiment: Experiment, *, is_curve: bool) -> None:
        """Show the settings of *experiment*; over x alone if *is_curve*."""
        self._is_showing = True
        classes = experiment.n_classes
        self.dataset_box.show_dataset(
            experiment.dataset, classes, is_regression=not classes
        )
        if experiment.points or experiment.is_own:
            own_classes = (
                classes if experiment.is_own else classes_of(experiment.points)
            )
            self.dataset_box.show_own(
                dataset_of(experiment.points),
                own_classes,
                is_curve=not own_classes and are_on_axis(experiment.points),
            )
        meaning = Meaning(classes, experiment.names_of_classes)
        self.brush_bar.show_meaning(meaning, is_curve=is_curve)
        if experiment.kind.uses_formula:
            self.dataset_box.show_formula(experiment)
            self.formula_row.show_experiment(experiment)
        self.formula_row.setVisible(experiment.kind.uses_formula)
        self._stack.setCurrentIndex(int(experiment.is_own))
        for page in (self._noise_page, self.brush_bar):
            # A page that is not shown must not take room from the other slider.
            shown = page is self._stack.currentWidget()
            policy = (
                QSizePolicy.Policy.Preferred if shown else QSizePolicy.Policy.Ignored
            )
            page.setSizePolicy(policy, QSizePolicy.Policy.Preferred)
        self._noise.setValue(round(experiment.noise * 100))
        self._noise_value.setText(f"{experiment.noise * 100:.0f}")
        self._share.setValue(round(experiment.train_fraction * 100))
        self._share_value.setText(f"{experiment.train_fraction:.0%}".replace("%", " %"))
        self._seed = experiment.seed
        self._regenerate.setToolTip(regenerate_tip(experiment))
        self._is_showing = False

    def _slider(self, name: str, title: str, low: int, high: int) -> SliderField:
        slider = SliderField(low, high, 5, self)
        slider.setObjectName(name)
        slider.setAccessibleName(title)
        slider.setProperty(RESTARTS, True)
        return slider

    def _arrange(self) -> None:
        noise = self._noise_page
        noise_row = QHBoxLayout(noise)
        noise_row.setContentsMargins(0, 0, 0, 0)
        noise_row.setSpacing(6)
        noise_row.addWidget(quiet_label("noise", self._noise, noise))
        noise_row.addWidget(self._noise, 1)
        noise_row.addWidget(self._noise_value)
        self._stack = QStackedWidget(self)
        self._stack.addWidget(noise)
        self._stack.addWidget(self.brush_bar)
        lower = QHBoxLayout()
        lower.setSpacing(6)
        lower.addWidget(self._stack, 2)
        lower.addSpacing(8)
        lower.addWidget(quiet_label("train", self._share, self))
        lower.addWidget(self._share, 1)
        lower.addWidget(self._share_value)
        lower.addSpacing(4)
        lower.addWidget(self._regenerate)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.dataset_box)
        layout.addWidget(self.formula_row)
        layout.addLayout(lower)

    def _edit(self, field: str, value: object) -> None:
        if not self._is_showing:
            self.edited.emit(field, value)

    def _slide(self, field: str, percent: int, slider: SliderField) -> None:
        if not self._is_showing:
            self.slid.emit(field, percent / 100, slider.gesture)

    @Slot(str)
    def _edit_dataset(self, name: str) -> None:
        self._edit("dataset", name)

    @Slot(int)
    def _edit_noise(self, percent: int) -> None:
        self._slide("noise", percent, self._noise)

    @Slot(int)
    def _edit_share(self, percent: int) -> None:
        self._slide("train_fraction", percent, self._share)

    @Slot()
    def _draw_anew(self) -> None:
        self._edit("seed", (self._seed + 1) % (MOST_SEED + 1))

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self._regenerate.setIcon(icons.icon(icons.dice, color))


def _value_label(parent: QWidget, widest: str) -> QLabel:
    """A label for a number, as wide as *widest* will ever be."""
    label = QLabel(widest, parent)
    label.setFont(number_font(parent.font().pointSizeF()))
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
    return label
