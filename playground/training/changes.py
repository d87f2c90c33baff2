"""Undo and redo of a run's settings, its data and its hand-edited weights."""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Final, TypeAlias

from playground.training.experiment import Experiment
from playground.training.trained import Trained

LIMIT: Final = 1000

_TITLES: Final = {
    "dataset": "choose data",
    "points": "edit points",
    "train_fraction": "share of train data",
    "hidden": "layers",
    "frozen": "freeze or thaw",
    "activations": "activation of a layer",
    "regularization": "penalty",
    "regularization_rate": "penalty rate",
    "stop_epochs": "stop rule",
    "stop_loss": "stop rule",
    "stop_accuracy": "stop rule",
    "stop_patience": "stop rule",
    "stop_gain": "stop rule",
}


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings, data included, and what training had reached, if it was lost."""

    experiment: Experiment
    trained: Trained | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Reached:
    """What training had reached when it was begun again; None is the start."""

    trained: Trained | None


@dataclass(frozen=True, slots=True)
class Parameter:
    """A weight or bias by its place in `MLP.parameters`, in one run.

    Attributes:
        number: Its place.
        value: What it is to be.
        generation: Of the run.
        name: What it is called, such as ``w1_2_3``.
    """

    number: int
    value: float
    generation: int
    name: str = ""


Change: TypeAlias = Settings | Parameter | Reached
"""What is to be so, after undo or redo."""


@dataclass(frozen=True, slots=True)
class Step:
    """One undo step: what was so before, and what is so after."""

    before: Change
    after: Change
    gesture: object = None

    @property
    def title(self) -> str:
        """What the step did, for a menu."""
        if isinstance(self.before, Settings) and isinstance(self.after, Settings):
            return difference(self.before.experiment, self.after.experiment)
        if isinstance(self.before, Parameter):
            return f"edit {self.before.name or 'a weight'}"
        return "reset"


class ChangeHistory:
    """The steps that can be undone and those that can be redone."""

    def __init__(self) -> None:
        self._done: list[Step] = []
        self._undone: list[Step] = []

    @property
    def done(self) -> tuple[Step, ...]:
        """Steps that can be undone, the oldest first."""
        return tuple(self._done)

    @property
    def undone(self) -> tuple[Step, ...]:
        """Steps that can be redone, the next first."""
        return tuple(reversed(self._undone))

    def push(self, before: Change, after: Change, gesture: object = None) -> None:
        """Record a change; within a gesture it joins the last step."""
        self._undone.clear()
        if gesture is not None and self._done and self._done[-1].gesture == gesture:
            self._done[-1] = Step(self._done[-1].before, after, gesture)
            return
        self._done.append(Step(before, after, gesture))
        del self._done[:-LIMIT]

    def forget(self, is_outdated: Callable[[Change], bool]) -> bool:
        """Drop steps that cannot be taken any more; whether there were any."""
        before = len(self._done) + len(self._undone)
        for steps in (self._done, self._undone):
            steps[:] = [step for step in steps if not is_outdated(step.before)]
        return len(self._done) + len(self._undone) < before

    def clear(self) -> None:
        """Forget all."""
        self._done.clear()
        self._undone.clear()

    def undo(self) -> Change | None:
        """Take back the last step; the caller makes the answer so."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1].before

    def redo(self) -> Change | None:
        """Repeat the step taken back last; the caller makes the answer so."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1].after


def difference(before: Experiment, after: Experiment) -> str:
    """What makes *after* differ from *before*, in a few words."""
    names = [
        field.name
        for field in fields(Experiment)
        if getattr(before, field.name) != getattr(after, field.name)
    ]
    if not names:
        return "settings"
    # The data set first: other settings only follow it.
    return _TITLES.get(names[0], names[0].replace("_", " "))
