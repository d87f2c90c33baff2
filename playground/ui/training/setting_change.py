"""One setting changed, with what follows from it, or why it cannot be."""

from dataclasses import replace
from typing import Any, cast

from playground.training.experiment import Experiment, ExperimentError
from playground.ui.training.page import WHOLE


def changed(experiment: Experiment, field: str, value: Any) -> Experiment:  # noqa: ANN401
    """*experiment* with another *field*, and with what has to follow from it.

    Raises:
        ExperimentError: *value* makes no sense there.
    """
    if field == WHOLE:
        return cast("Experiment", value)
    if field == "dataset":
        return experiment.with_dataset(value)
    if field == "classes":
        return experiment.with_classes(value)
    if field == "loss":
        # Hinge and the like want a plain score, squared losses an output in -1..1.
        return replace(experiment, loss=value, output_activation="")
    changes: dict[str, Any] = {field: value}
    return replace(experiment, **changes)


def sentence(error: ExperimentError) -> str:
    """What *error* says, with the setting named as a person would."""
    text = str(error).replace(error.field, error.field.replace("_", " "))
    return text[:1].upper() + text[1:]
