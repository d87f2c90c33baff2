"""The training panel: the page on which data, map, losses and settings meet."""

import time

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget
from typing_extensions import override

from playground.training.background import Snapshot
from playground.training.datasets import OWN
from playground.training.experiment import Experiment, ExperimentError
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.advice import Advice
from playground.ui.training.beginnings import Beginnings
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
        self._theme_switch = theme_switch
        self._runner = runner
        self._generation = -1
        self._last_slow_frame = 0.0
        self._waiting_losses: list[Snapshot] = []
        self._setting_problem = ""
        self.advice = Advice(runner, self)
        self._build_actions()
        self._play_button = self._button("playButton", self.play_action, 38)
        self._play_button.setProperty("accent", True)
        self._play_button.setIconSize(QSize(18, 18))
        self._step_button = self._button("stepButton", self.step_action, 25)
        self._reset_button = self._button("resetButton", self.reset_action, 25)
        self._reseed_button = self._button("reseedButton", self.beginnings.reseed, 25)
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
        self._dress()
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
        return QSize(372, 620)

    @override
    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if is_table(event.mimeData()):
            event.acceptProposedAction()

    @override
    def dropEvent(self, event: QDropEvent) -> None:
        if is_table(event.mimeData()):
            event.acceptProposedAction()
            self.own_data.tables.drop(event.mimeData())

    def _build_actions(self) -> None:
        self.play_action = QAction("Play", self)
        self.play_action.setObjectName("playAction")
        self.play_action.setCheckable(True)
        self.play_action.setShortcut("F5")
        self.play_action.triggered.connect(self._toggle_play)
        self.step_action = QAction("Step", self)
        self.step_action.setObjectName("stepAction")
        self.step_action.setShortcut("F6")
        self.step_action.setToolTip("Train a single epoch (F6)")
        self.step_action.triggered.connect(self._step)
        self.beginnings = Beginnings(self._theme_switch, self._runner, self)
        self.reset_action = self.beginnings.rewind
        # The shortcuts hold as long as the panel is in the window, menu or not.
        self.addActions([self.play_action, self.step_action, *self.beginnings.actions])

    def _arrange(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(3)
        for button in (
            self._play_button,
            self._step_button,
            self._reset_button,
            self._reseed_button,
        ):
            top.addWidget(button)
        top.addSpacing(4)
        top.addWidget(self.metrics, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(14, 8, 14, 8)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self.data_form)
        layout.addWidget(self.boundary_plot, 1000)
        layout.addWidget(self.loss_plot, 1)
        layout.addWidget(self.settings_form)

    def _button(self, name: str, action: QAction, side: int) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName(name)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setFixedSize(side, side)
        return button

    def _connect(self) -> None:
        runner = self._runner
        runner.snapshot_ready.connect(self._show_snapshot)
        runner.playing_changed.connect(self._show_playing)
        runner.experiment_changed.connect(self._show_experiment)
        runner.restarted.connect(self._begin_run)
        runner.data_changed.connect(self._show_data)
        self.data_form.edited.connect(self._edit)
        self.data_form.slid.connect(self._edit)
        self.data_form.refused.connect(self._refuse)
        self.settings_form.edited.connect(self._edit)
        self.settings_form.refused.connect(self._refuse)
        self.problem_line.remedy_requested.connect(self.advice.follow)
        self.problem_line.dismissed.connect(self.advice.mute)
        run_page = self.settings_form.run_page
        run_page.step_chosen.connect(runner.set_step_size)
        run_page.limit_chosen.connect(runner.set_speed_limit)
        self._connect_data()
        self._theme_switch.changed.connect(self._dress)

    def _connect_data(self) -> None:
        self.data_form.brush_bar.tool_chosen.connect(
            self.boundary_plot.editor.choose_tool
        )
        self.data_form.brush_bar.take_keys(self)
        self.data_form.brush_bar.clear_requested.connect(self.own_data.clear)
        self.boundary_plot.editor.edited.connect(self.own_data.edit)
        self.boundary_plot.editor.refused.connect(self._refuse)
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

    @Slot()
    def _toggle_play(self) -> None:
        if self._runner.is_playing:
            self._runner.pause()
        else:
            self._runner.play()

    @Slot()
    def _step(self) -> None:
        self._runner.step()

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
        words = self.advice.on(snapshot)
        self.problem_line.show_problem(
            words.text, remedy=words.remedy, is_problem=words.is_problem
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

    @Slot(bool)
    def _show_playing(self, is_playing: bool) -> None:  # noqa: FBT001
        self.play_action.setChecked(is_playing)
        self._dress()

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        is_playing = self._runner.is_playing
        draw = icons.pause if is_playing else icons.play
        self.play_action.setIcon(icons.icon(draw, theme.on_accent))
        self.play_action.setText("Pause" if is_playing else "Play")
        self.play_action.setToolTip(
            "Stop where it is (F5)" if is_playing else "Train until paused (F5)"
        )
        self.step_action.setIcon(icons.icon(icons.step, theme.text))
