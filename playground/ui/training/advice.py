"""What is said about a run, and what the button beside it does."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from playground.training.background import Snapshot
from playground.training.experiment import Experiment
from playground.ui.training_runner import TrainingRunner

if TYPE_CHECKING:
    from playground.training.doctor import Ailment, Finding


_GO_ON = "Go on"


@dataclass(frozen=True, slots=True)
class Words:
    """Something to say.

    Attributes:
        text: A sentence or two, "" for nothing.
        summary: The same in short, "" if it is short.
        remedy: What could be tried, "" for nothing.
        is_problem: Whether something went wrong.
    """

    text: str = ""
    summary: str = ""
    remedy: str = ""
    is_problem: bool = True


class Advice(QObject):
    """Chooses what to say of a snapshot; what was dismissed is said once in a run."""

    def __init__(self, runner: TrainingRunner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self._finding: Finding | None = None
        self._muted: set[Ailment] = set()
        self._muted_text = ""
        self._text = ""
        self._remedy: Experiment | None = None

    def begin(self) -> None:
        """A new run: everything may be said again."""
        self._finding = None
        self._muted.clear()
        self._muted_text = self._text = ""
        self._remedy = None

    def on(self, snapshot: Snapshot) -> Words:
        """What there is to say of *snapshot*."""
        if snapshot.checkup is not None:
            self._finding = snapshot.checkup.finding
        words = self._words(snapshot)
        if words.text != self._muted_text:
            self._muted_text = ""
        self._text = words.text
        return Words() if self._muted_text else words

    @Slot()
    def listen(self) -> None:
        """Say again what was dismissed when nothing ran, now that somebody goes on."""
        self._muted_text = ""

    @Slot()
    def follow(self) -> None:
        """Try the remedy, and go on."""
        experiment = self._remedy
        if experiment is None:
            return
        self._finding = None
        self._runner.set_experiment(experiment)
        self._runner.play()

    @Slot()
    def mute(self) -> None:
        """Say it no more in this run."""
        self._muted_text = self._text
        if self._finding is not None:
            self._muted.add(self._finding.ailment)

    def _words(self, snapshot: Snapshot) -> Words:
        self._remedy = None
        experiment = self._runner.experiment
        if snapshot.problem:
            remedy = ""
            if snapshot.is_diverged and experiment.learning_rate > 0:
                rate = snapshot.gentler_rate
                self._remedy = replace(experiment, learning_rate=rate)
                remedy = f"Go on with rate {rate:g}"
            return Words(snapshot.problem, snapshot.summary, remedy)
        if snapshot.finished:
            # So that nobody presses play in vain and has to look for the rule.
            self._remedy = Experiment.from_dict(
                {**experiment.to_dict(), snapshot.rule: 0}
            )
            return Words(snapshot.finished, remedy=_GO_ON, is_problem=False)
        finding = self._finding
        if finding is None or finding.ailment in self._muted:
            return Words()
        self._remedy = finding.experiment
        return Words(finding.text, finding.summary, finding.remedy, is_problem=False)
