"""When a run stops by itself: the rules of its experiment, in sentences."""

import math
from dataclasses import dataclass

from playground.training.experiment import Experiment


@dataclass(slots=True)
class Best:
    """The test loss, or train loss without tests, that was a gain last; its epoch."""

    loss: float = math.inf
    epoch: int = 0

    def note(self, epoch: int, loss: float, gain: float = 0.0) -> None:
        """Take note of a loss; only one lower by more than *gain* counts."""
        if loss < self.loss - gain:
            self.loss, self.epoch = loss, epoch


def has_rules(experiment: Experiment) -> bool:
    """Whether a run stops by itself."""
    return bool(
        experiment.stop_epochs
        or experiment.stop_loss
        or experiment.stop_accuracy
        or experiment.stop_patience
    )


@dataclass(frozen=True, slots=True)
class Stop:
    """Which rule stops a run, and why.

    Attributes:
        rule: The setting of `Experiment`, such as ``stop_loss``.
        reason: In a sentence for a person.
    """

    rule: str
    reason: str


def reason_to_stop(
    experiment: Experiment,
    epoch: int,
    loss: float,
    accuracy: float,
    best: Best,
    judged: str = "test",
) -> Stop | None:
    """Why the run is to stop now, if it is.

    Args:
        experiment: Its settings.
        epoch: How many epochs are done.
        loss: On the test data, or on the train data if there is none.
        accuracy: Likewise, NaN where there are no classes.
        best: The loss that was a gain last, this one included.
        judged: Which data loss and accuracy are of, in a word.
    """
    at = f"Stopped at epoch {epoch:,}"
    if experiment.stop_epochs and epoch >= experiment.stop_epochs:
        return Stop("stop_epochs", f"{at}, as asked for.")
    if experiment.stop_loss > 0 and loss <= experiment.stop_loss:
        return Stop("stop_loss", f"{at}: the {judged} loss is down to {loss:.4g}.")
    if experiment.stop_accuracy > 0 and accuracy >= experiment.stop_accuracy:
        share = f"{accuracy:.1%}".replace("%", " %")
        return Stop("stop_accuracy", f"{at}: the {judged} accuracy is up to {share}.")
    if experiment.stop_patience and epoch - best.epoch >= experiment.stop_patience:
        gain = experiment.stop_gain
        least = f" by more than {gain:g}" if gain else ""
        since = f"since epoch {best.epoch:,}{least}"
        return Stop("stop_patience", f"{at}: the {judged} loss has not fallen {since}.")
    return None
