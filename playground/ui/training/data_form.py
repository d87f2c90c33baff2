"""Where the points come from: data set, noise, share, number and seed."""

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QToolButton, QWidget

from playground.training.experiment import MAX_SAMPLES, Experiment
from playground.ui.theme import ThemeSwitch, number_font
from playground.ui.training import icons
from playground.ui.training.dataset_box import DatasetBox
from playground.ui.training.fields import SliderField, SpinField

_MOST_NOISE = 50
_MOST_SEED = 999_999


class DataForm(QWidget):
    """Says which setting a person changes, and to what; changes nothing itself."""

    edited = Signal(str, object)
    """Name of a field of `Experiment`, and its new value."""

    def __init__(
        self, theme_switch: ThemeSwitch, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._is_showing = False
        self.dataset_box = DatasetBox(theme_switch, self)
        self.dataset_box.chosen.connect(self._edit_dataset)
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
        self._samples = SpinField(10, MAX_SAMPLES, self)
        self._samples.setObjectName("samplesBox")
        self._samples.setAccessibleName("Number of points")
        self._samples.setFixedWidth(76)
        self._samples.setSingleStep(50)
        self._samples.setGroupSeparatorShown(True)
        self._samples.setToolTip(
            "How many points there are, train and test together; restarts"
        )
        self._samples.valueChanged.connect(self._edit_samples)
        self._seed = SpinField(0, _MOST_SEED, self)
        self._seed.setObjectName("seedBox")
        self._seed.setAccessibleName("Seed")
        self._seed.setFixedWidth(72)
        self._seed.setToolTip(
            "Points and first weights are drawn from this number: the same seed gives "
            "the same run; restarts"
        )
        self._seed.valueChanged.connect(self._edit_seed)
        self._regenerate = QToolButton(self)
        self._regenerate.setObjectName("regenerateButton")
        self._regenerate.setText("Regenerate")
        self._regenerate.setAccessibleName("Regenerate")
        self._regenerate.setToolTip(
            "Draw other points and other first weights, with the next seed"
        )
        self._regenerate.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextBesideIcon)
        self._regenerate.setIconSize(QSize(14, 14))
        self._regenerate.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._regenerate.clicked.connect(self._draw_anew)
        self._noise_value = _value_label(self, "50")
        self._share_value = _value_label(self, "90 %")
        self._arrange()
        theme_switch.changed.connect(self._dress)
        self._dress()

    def show_experiment(self, experiment: Experiment) -> None:
        """Show the settings of *experiment*."""
        self._is_showing = True
        self.dataset_box.show_dataset(experiment.dataset)
        self._noise.setValue(round(experiment.noise * 100))
        self._noise_value.setText(f"{experiment.noise * 100:.0f}")
        self._share.setValue(round(experiment.train_fraction * 100))
        self._share_value.setText(f"{experiment.train_fraction:.0%}".replace("%", " %"))
        self._samples.setValue(experiment.samples)
        self._seed.setValue(min(experiment.seed, _MOST_SEED))
        self._is_showing = False

    def _slider(self, name: str, title: str, low: int, high: int) -> SliderField:
        slider = SliderField(low, high, 5, self)
        slider.setObjectName(name)
        slider.setAccessibleName(title)
        return slider

    def _arrange(self) -> None:
        sliders = QGridLayout()
        sliders.setHorizontalSpacing(6)
        sliders.setVerticalSpacing(2)
        for row, (text, slider, value) in enumerate(
            (
                ("noise", self._noise, self._noise_value),
                ("train", self._share, self._share_value),
            )
        ):
            sliders.addWidget(quiet_label(text, slider, self), row, 0)
            sliders.addWidget(slider, row, 1)
            sliders.addWidget(value, row, 2)
        lower = QHBoxLayout()
        lower.setSpacing(6)
        lower.addWidget(quiet_label("points", self._samples, self))
        lower.addWidget(self._samples)
        lower.addSpacing(6)
        lower.addWidget(quiet_label("seed", self._seed, self))
        lower.addWidget(self._seed)
        lower.addStretch(1)
        lower.addWidget(self._regenerate)
        layout = QGridLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setHorizontalSpacing(12)
        layout.setVerticalSpacing(6)
        layout.addWidget(self.dataset_box, 0, 0)
        layout.addLayout(sliders, 0, 1)
        layout.addLayout(lower, 1, 0, 1, 2)
        layout.setColumnStretch(1, 1)

    def _edit(self, field: str, value: object) -> None:
        if not self._is_showing:
            self.edited.emit(field, value)

    @Slot(str)
    def _edit_dataset(self, name: str) -> None:
        self._edit("dataset", name)

    @Slot(int)
    def _edit_noise(self, percent: int) -> None:
        self._edit("noise", percent / 100)

    @Slot(int)
    def _edit_share(self, percent: int) -> None:
        self._edit("train_fraction", percent / 100)

    @Slot(int)
    def _edit_samples(self, samples: int) -> None:
        self._edit("samples", samples)

    @Slot(int)
    def _edit_seed(self, seed: int) -> None:
        self._edit("seed", seed)

    @Slot()
    def _draw_anew(self) -> None:
        self._edit("seed", (self._seed.value() + 1) % (_MOST_SEED + 1))

    @Slot()
    def _dress(self) -> None:
        color = self._theme_switch.current.text
        self._regenerate.setIcon(icons.icon(icons.dice, color))


def quiet_label(text: str, buddy: QWidget, parent: QWidget) -> QLabel:
    """A label in the background that belongs to *buddy*."""
    label = QLabel(text, parent)
    label.setProperty("quiet", True)
    label.setBuddy(buddy)
    return label


def _value_label(parent: QWidget, widest: str) -> QLabel:
    """A label for a number, as wide as *widest* will ever be."""
    label = QLabel(widest, parent)
    label.setFont(number_font(parent.font().pointSizeF()))
    label.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    label.setFixedWidth(label.fontMetrics().horizontalAdvance(widest) + 2)
    return label
