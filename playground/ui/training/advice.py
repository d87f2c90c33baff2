"""What is said about a run, and what the button beside it does."""

from dataclasses import dataclass, fields
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
        self._remedy: dict[str, object] = {}
        self._cure: dict[str, object] = {}
        self._epoch = 0
        self._at_work: Ailment | None = None
        self._works_until = 0
        # Whoever changes something, such as by undo, is to hear what it does.
        runner.experiment_changed.connect(self._forget_cure)

    def begin(self) -> None:
        """A new run: everything may be said again."""
        self._finding = None
        self._muted.clear()
        self._muted_text = self._text = ""
        self._remedy = {}
        self._at_work = None

    def on(self, snapshot: Snapshot, *, is_attended: bool = False) -> Words:
        """What there is to say of *snapshot*.

        While what was said last *is_attended* to, nothing else is found: it would go
        from under a reader's eyes, or another remedy come under the mouse.
        """
        self._epoch = snapshot.epoch
        if snapshot.checkup is not None:
            self._find(snapshot.checkup.finding, is_attended=is_attended)
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
        """Try the remedy, and go on; other settings stay as they are by now."""
        if not self._remedy:
            return
        before, finding = self._runner.experiment, self._finding
        is_cure = finding is not None and self._remedy is self._cure
        experiment = Experiment.from_dict({**before.to_dict(), **self._remedy})
        self._finding = None
        self._runner.set_experiment(experiment)
        if (
            finding is not None
            and is_cure
            and not before.changes_need_reset(experiment)
        ):
            # As long as it took to fall ill, that long it may take to get well.
            self._at_work = finding.ailment
            self._works_until = 2 * self._epoch
        self._runner.play()

    @Slot()
    def _forget_cure(self) -> None:
        self._at_work = None

    @Slot()
    def mute(self) -> None:
        """Say it no more in this run."""
        self._muted_text = self._text
        if self._finding is not None:
            self._muted.add(self._finding.ailment)

    def _find(self, found: "Finding | None", *, is_attended: bool) -> None:
        before = self._finding
        is_same = (
            before is not None and found is not None and found.ailment is before.ailment
        )
        if is_attended and before is not None and not is_same:
            return
        self._finding = found
        if found is not None:
            self._cure = _difference(self._runner.experiment, found.experiment)

    def _words(self, snapshot: Snapshot) -> Words:
        self._remedy = {}
        if snapshot.problem:
            remedy = ""
            rate = snapshot.gentler_rate
            if snapshot.is_diverged and rate > 0:
                self._remedy = {"learning_rate": rate}
                remedy = f"Go on with rate {rate:g}"
            return Words(snapshot.problem, snapshot.summary, remedy)
        if snapshot.finished:
            # So that nobody presses play in vain and has to look for the rule.
            self._remedy = {snapshot.rule: 0}
            return Words(snapshot.finished, remedy=_GO_ON, is_problem=False)
        finding = self._finding
        if finding is None or finding.ailment in self._muted:
            return Words()
        if finding.ailment is self._at_work and self._epoch < self._works_until:
            return Words()
        self._remedy = self._cure
        return Words(finding.text, finding.summary, finding.remedy, is_problem=False)


def _difference(before: Experiment, after: Experiment) -> dict[str, object]:
    """The settings of *after* that are not those of *before*."""
    pairs = (
        (each.name, getattr(before, each.name), getattr(after, each.name))
        for each in fields(Experiment)
    )
    return {name: new for name, old, new in pairs if new != old}
