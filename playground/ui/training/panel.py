"""The training panel: the page on which data, map, losses and settings meet."""

import time

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from playground.training.background import Snapshot
from playground.training.datasets import OWN
from playground.training.experiment import Experiment, ExperimentError
from playground.ui.theme import ThemeSwitch
from playground.ui.training.advice import Advice
from playground.ui.training.boundary_plot import BoundaryPlot
from playground.ui.training.data_form import DataForm
from playground.ui.training.loss_plot import LossPlot
from playground.ui.training.metrics import Metrics
from playground.ui.training.own_data import OwnData
from playground.ui.training.plot_saving import PlotSaving
from playground.ui.training.problem_line import ProblemLine
from playground.ui.training.setting_change import changed, sentence
from playground.ui.training.settings_form import SettingsForm
from playground.ui.training.tables import is_table
from playground.ui.training.transport import Transport
from playground.ui.training_runner import TrainingRunner

_SLOW_FRAME = 1 / 30 - 0.004
"""Seconds between two drawings of losses and numbers; the map comes each time."""


class TrainingPanel(QWidget):
    """Shows the runner's run, and hands it what a person sets and presses."""

    def __init__(
        self,
        theme_switch: ThemeSwitch,
        runner: TrainingRunner,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("trainingPanel")
        self.setAccessibleName("Training")
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._runner = runner
        self._last_slow_frame = 0.0
        self._waiting_losses: list[Snapshot] = []
        self._setting_problem = ""
        self.advice = Advice(runner, self)
        self.transport = Transport(theme_switch, runner, self)
        self.play_action = self.transport.play_action
        self.step_action = self.transport.step_action
        self.beginnings = self.transport.beginnings
        self.reset_action = self.beginnings.rewind
        self.metrics = Metrics(theme_switch, self)
        self.data_form = DataForm(theme_switch, self)
        self.boundary_plot = BoundaryPlot(theme_switch, self)
        self.loss_plot = LossPlot(theme_switch, self)
        self.settings_form = SettingsForm(theme_switch, self)
        self.problem_line = ProblemLine(theme_switch, self.boundary_plot)
        self.own_data = OwnData(theme_switch, runner, self)
        self.saving = PlotSaving(self)
        self.setAcceptDrops(True)
        self._arrange()
        self._connect()
        self._snapshot: Snapshot | None = None
        self._show_experiment(runner.experiment)
        self._begin_run()

    @property
    def experiment(self) -> Experiment:
        """The settings on show, which are those of the current run."""
        return self._runner.experiment

    def set_experiment(self, experiment: Experiment) -> None:
        """Train *experiment* from now on."""
        self._runner.set_experiment(experiment)

    @override
    def sizeHint(self) -> QSize:
        return QSize(400, 740)

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(super().minimumSizeHint().width(), 620)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_table(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if is_table(event.mimeData()):
            event.acceptProposedAction()
            self.own_data.tables.drop(event.mimeData())

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(7)
        top.addWidget(self.transport)
        top.addWidget(self.metrics, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.data_form)
        layout.addWidget(self.boundary_plot, 7)
        layout.addWidget(self.loss_plot, 2)
        layout.addWidget(self.settings_form)

    def _connect(self) -> None:
        runner = self._runner
        runner.snapshot_ready.connect(self._show_snapshot)
        runner.experiment_changed.connect(self._show_experiment)
        runner.restarted.connect(self._begin_run)
        runner.data_changed.connect(self._show_data)
        self.data_form.edited.connect(self._edit)
        self.data_form.slid.connect(self._edit)
        self.data_form.refused.connect(self._refuse)
        self.settings_form.edited.connect(self._edit)
        self.settings_form.refused.connect(self._refuse)
        self.problem_line.remedy_requested.connect(self.advice.follow)
        self.problem_line.dismissed.connect(self._dismiss)
        run_page = self.settings_form.run_page
        run_page.step_chosen.connect(runner.set_step_size)
        run_page.step_chosen.connect(self.transport.show_step)
        self.transport.train_requested.connect(self.advice.listen)
        self._connect_data()

    def _connect_data(self) -> None:
        bar, editor = self.data_form.brush_bar, self.boundary_plot.editor
        bar.tool_chosen.connect(editor.choose_tool)
        bar.value_chosen.connect(editor.choose_value)
        bar.refused.connect(self._refuse)
        bar.take_keys(self)
        bar.clear_requested.connect(self.own_data.clear)
        editor.edited.connect(self.own_data.edit)
        editor.refused.connect(self._refuse)
        page = self.settings_form.data_page
        page.open_requested.connect(self.own_data.tables.ask)
        page.paste_requested.connect(self.own_data.paste)
        page.save_requested.connect(self.own_data.save)
        page.offer(self.beginnings.regenerate, self.beginnings.reseed)
        self.own_data.refused.connect(self._refuse)
        self.boundary_plot.header.lines_toggled.connect(self._toggle_lines)
        self.boundary_plot.header.save_requested.connect(self._save_map)
        self.loss_plot.save_requested.connect(self._save_losses)
        self.saving.refused.connect(self._refuse)

    @Slot(str, object)
    @Slot(str, object, object)
    def _edit(self, field: str, value: object, gesture: object = None) -> None:
        if value == OWN.name and not self.experiment.points:
            self.own_data.begin()
            return
        try:
            experiment = changed(self.experiment, field, value)
        except ExperimentError as error:
            # Fields show again what is so, but for a text that a person has typed.
            if not self.settings_form.mark_invalid(field):
                self._show_experiment(self.experiment)
            self._refuse(sentence(error))
            return
        self._refuse("")
        self._runner.set_experiment(experiment, gesture=gesture)

    @Slot(str)
    def _save_map(self, suffix: str) -> None:
        self.saving.save_map(self.boundary_plot, suffix)

    @Slot(str)
    def _save_losses(self, suffix: str) -> None:
        self.saving.save_losses(self.loss_plot, suffix)

    @Slot(str)
    def _refuse(self, reason: str) -> None:
        self._setting_problem = reason
        self.problem_line.show_problem(reason)

    @Slot()
    def _dismiss(self) -> None:
        if self._setting_problem:
            self._setting_problem = ""
        else:
            self.advice.mute()

    @Slot(object)
    def _show_experiment(self, experiment: Experiment) -> None:
        is_curve = self._is_curve(experiment)
        self.data_form.show_experiment(experiment, is_curve=is_curve)
        self.settings_form.show_experiment(experiment)
        self.boundary_plot.set_meaning(
            experiment.n_classes, experiment.names_of_classes
        )
        self.loss_plot.set_meaning(experiment.n_classes)
        self.boundary_plot.set_curve(is_curve=is_curve)
        self.boundary_plot.editor.show_points(
            experiment.points,
            experiment.n_classes,
            is_on=experiment.is_own,
        )
        self.boundary_plot.header.show_tests(are_forced=experiment.is_own)

    def _is_curve(self, experiment: Experiment) -> bool:
        """Whether to show a curve; where all points are gone, whether there was one."""
        has_none = experiment.is_own and not experiment.points
        if has_none and experiment.is_regression:
            return self.boundary_plot.is_curve
        return experiment.is_curve

    @Slot()
    def _begin_run(self) -> None:
        """Forget the numbers of the last run; its map stays until there is another."""
        self._waiting_losses.clear()
        self._setting_problem = ""
        self._last_slow_frame = 0.0
        self.loss_plot.clear()
        self.metrics.show_nothing()
        self.problem_line.clear()
        self.advice.begin()
        self._show_data()

    @Slot()
    def _show_data(self) -> None:
        self.boundary_plot.set_data(self._runner.train, self._runner.test)

    @Slot(object)
    def _show_snapshot(self, snapshot: Snapshot) -> None:
        self.boundary_plot.set_values(snapshot.map)
        self._show_words(snapshot)
        self._waiting_losses.append(snapshot)
        now = time.perf_counter()
        if snapshot.is_running and now - self._last_slow_frame < _SLOW_FRAME:
            return
        self._last_slow_frame = now
        self.metrics.show_snapshot(snapshot)
        self._show_lines(snapshot)
        self.loss_plot.statistics.show_snapshot(snapshot, self.experiment)
        waiting, self._waiting_losses = self._waiting_losses, []
        self.loss_plot.add_snapshots(waiting)

    def _show_words(self, snapshot: Snapshot) -> None:
        """What went wrong, or why it stopped, or what the doctor says."""
        if self._setting_problem and not snapshot.problem:
            self.problem_line.show_problem(self._setting_problem)
            return
        is_attended = self.problem_line.is_attended
        words = self.advice.on(snapshot, is_attended=is_attended)
        self.problem_line.show_problem(
            words.text,
            summary=words.summary,
            remedy=words.remedy,
            is_problem=words.is_problem,
        )

    def _show_lines(self, snapshot: Snapshot) -> None:
        experiment = self.experiment
        neurons = [*experiment.hidden, experiment.n_outputs][0]
        self._snapshot = snapshot
        self.boundary_plot.show_lines(experiment.features, neurons, snapshot.parameters)

    @Slot(bool)
    def _toggle_lines(self, are_shown: bool) -> None:  # noqa: FBT001
        if are_shown and self._snapshot is not None:
            self._show_lines(self._snapshot)
