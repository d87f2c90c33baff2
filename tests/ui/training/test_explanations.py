"""Every control of the panel says what it does, with its formula, and what restarts."""

from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QComboBox, QSlider, QSpinBox, QWidget

from playground.core.activations import ACTIVATIONS
from playground.core.losses import LOSSES, REGULARIZERS
from playground.core.optimizers import OPTIMIZERS
from playground.training.experiment import Experiment
from playground.ui.training.choices import (
    activation_entries,
    loss_entries,
    optimizer_entries,
    penalty_entries,
)
from playground.ui.training.panel import TrainingPanel

CONTROLS = (QComboBox, QAbstractButton, QSlider, QSpinBox)
FORMULAS = {
    "activationBox": "f(s) = ",
    "learningRateBox": "w ← w − rate·g",
    "optimizerBox": "w ← w − rate·g",
    "batchBox": "g = Σ ∂loss/∂w / n",
    "lossBox": "(o − y)²",
    "regularizationBox": "loss + ",
    "scheduleBox": "rate",
    "clipBox": "g·min(1, c / |g|)",
}


def controls(panel: TrainingPanel) -> list[QWidget]:
    return [
        control
        for control in panel.findChildren(QWidget)
        if isinstance(control, CONTROLS)
        and control.objectName()
        and not control.objectName().startswith("qt_")
        # The menus that pyqtgraph builds and nobody sees.
        and not control.objectName().endswith(("Check", "Radio", "Spin"))
        and control.objectName() not in {"alphaSlider", "gridAlphaSlider"}
    ]


def test_every_control_has_a_name_and_an_explanation(panel: TrainingPanel) -> None:
    found = controls(panel)
    assert len(found) > 60
    for control in found:
        assert control.toolTip(), control.objectName()
        assert control.accessibleName(), control.objectName()


@pytest.mark.parametrize("name", FORMULAS)
def test_a_setting_is_explained_with_its_formula(
    panel: TrainingPanel, name: str
) -> None:
    control = panel.findChild(QWidget, name)
    assert control is not None
    assert FORMULAS[name] in control.toolTip()


def test_a_list_explains_the_entry_on_show(panel: TrainingPanel) -> None:
    box = panel.findChild(QComboBox, "optimizerBox")
    assert box is not None
    for index in range(box.count()):
        box.setCurrentIndex(index)
        hint = box.itemData(index, Qt.ItemDataRole.ToolTipRole)
        assert box.toolTip().endswith(hint)


@pytest.mark.parametrize(
    ("entries", "table"),
    [
        (activation_entries(), ACTIVATIONS),
        (loss_entries(), LOSSES),
        (optimizer_entries(), OPTIMIZERS),
        (penalty_entries(), REGULARIZERS),
    ],
)
def test_nothing_of_a_table_is_left_out(
    entries: list[tuple[str, str, str]], table: dict[str, object]
) -> None:
    assert {value for value, _text, _hint in entries} == set(table)
    assert all(text and hint for _value, text, hint in entries)


def test_what_restarts_says_so_before(panel: TrainingPanel) -> None:
    """Which fields restart is asked of the experiment, not listed here anew."""
    before = Experiment(samples=100)
    others = {
        "samplesBox": ("samples", 120),
        "noiseSlider": ("noise", 0.2),
        "shareSlider": ("train_fraction", 0.7),
        "seedBox": ("seed", 3),
        "neuronsBox0": ("hidden", (5,)),
        "addLayerButton": ("hidden", (4, 2, 2)),
        "removeLayerButton": ("hidden", (4,)),
        "initializationBox": ("initialization", "he"),
        "activationBox": ("activation", "relu"),
        "learningRateBox": ("learning_rate", 0.3),
        "optimizerBox": ("optimizer", "adam"),
        "batchBox": ("batch_size", 3),
        "regularizationBox": ("regularization", "l1"),
        "regularizationRateBox": ("regularization_rate", 0.1),
        "scheduleBox": ("schedule", "cosine"),
        "scheduleEpochsBox": ("schedule_epochs", 7),
        "clipBox": ("gradient_clip", 1.0),
    }
    settings = {field.name: getattr(before, field.name) for field in fields(before)}
    for name, (field, value) in others.items():
        control = panel.findChild(QWidget, name)
        assert control is not None, name
        after = Experiment(**{**settings, field: value})
        words = ("estarts", "starts the training")
        says_so = any(word in control.toolTip() for word in words)
        assert says_so == before.changes_need_reset(after), name


@pytest.mark.parametrize(
    ("name", "unusable", "usable", "why"),
    [
        (
            "regularizationRateBox",
            Experiment(),
            Experiment(regularization="l2"),
            "there is no penalty",
        ),
        (
            "scheduleEpochsBox",
            Experiment(),
            Experiment(schedule="cosine"),
            "the rate is constant",
        ),
        (
            "stopGainBox",
            Experiment(),
            Experiment(stop_patience=9),
            "it is for the rule “no gain for”",
        ),
        (
            "stopAccuracyBox",
            Experiment(dataset="reg-plane"),
            Experiment(),
            "the labels are numbers",
        ),
        (
            "samplesBox",
            Experiment().with_points(((1.0, 2.0, 1.0),)),
            Experiment(),
            "points of your own are painted or read",
        ),
        (
            "classesBox",
            Experiment(dataset="reg-plane"),
            Experiment(dataset="spiral"),
            "the labels are numbers",
        ),
        (
            "classesBox",
            Experiment(),
            Experiment(dataset="spiral"),
            "circle always has 2",
        ),
    ],
)
def test_a_field_of_no_use_says_why_not(
    panel: TrainingPanel,
    name: str,
    unusable: Experiment,
    usable: Experiment,
    why: str,
) -> None:
    control = panel.findChild(QWidget, name)
    assert control is not None
    for _ in range(2):
        panel.set_experiment(unusable)
        assert not control.isEnabled()
        assert control.toolTip().count(f"Not now: {why}") == 1
        panel.set_experiment(usable)
        assert control.isEnabled()
        assert "Not now" not in control.toolTip()
