"""When a run stops by itself: the rules of its experiment, in sentences."""

import math
from dataclasses import dataclass

from playground.training.experiment import Experiment


@dataclass(slots=True)
class Best:
    """The lowest test loss so far, or train loss without tests, and its epoch."""

    loss: float = math.inf
    epoch: int = 0

    def note(self, epoch: int, loss: float) -> None:
        """Take note of a loss."""
        if loss < self.loss:
            self.loss, self.epoch = loss, epoch


def has_rules(experiment: Experiment) -> bool:
    """Whether a run stops by itself."""
    return bool(
        experiment.stop_epochs
        or experiment.stop_loss
        or experiment.stop_accuracy
        or experiment.stop_patience
    )


def reason_to_stop(
    experiment: Experiment, epoch: int, loss: float, accuracy: float, best: Best
) -> str:
    """Why the run is to stop now, or "".

    Args:
        experiment: Its settings.
        epoch: How many epochs are done.
        loss: On the test data, or on the train data if there is none.
        accuracy: Likewise, NaN where there are no classes.
        best: The lowest loss so far, this one included.
    """
    if experiment.stop_epochs and epoch >= experiment.stop_epochs:
        return f"Stopped at epoch {epoch:,}, as asked for."
    if experiment.stop_loss > 0 and loss <= experiment.stop_loss:
        return f"Stopped at epoch {epoch:,}: the loss is down to {loss:.3g}."
    if experiment.stop_accuracy > 0 and accuracy >= experiment.stop_accuracy:
        return f"Stopped at epoch {epoch:,}: the accuracy is up to {accuracy:.1%}."
    if experiment.stop_patience and epoch - best.epoch >= experiment.stop_patience:
        return (
            f"Stopped at epoch {epoch:,}: the loss has not fallen since epoch "
            f"{best.epoch:,}."
        )
    return ""
