"""Play, step, the beginnings and the speed: what drives a run by hand."""

from typing import Final

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QGridLayout, QToolButton, QWidget

from playground.ui.settings import Settings
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.training.beginnings import Beginnings
from playground.ui.training.speed_box import SpeedBox
from playground.ui.training_runner import TrainingRunner
from playground.ui.training_thread import StepSize

_STEPS: Final[dict[StepSize, str]] = {
    "epoch": "Train for a single epoch (F6)",
    "batch": "Make one update, with the next batch (F6)",
    "sample": "Make one update, with the next point alone (F6)",
}
_PLAY: Final = 38
_SMALL: Final = 25


class Transport(QWidget):
    """Buttons and their actions, in a corner of the panel."""

    train_requested = Signal()
    """Somebody wants it to go on, by play or by a step; it does so next."""

    def __init__(
        self, theme_switch: ThemeSwitch, runner: TrainingRunner, parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._theme_switch = theme_switch
        self._runner = runner
        self.play_action = QAction("Play", parent)
        self.play_action.setObjectName("playAction")
        self.play_action.setCheckable(True)
        self.play_action.setShortcut("F5")
        self.play_action.triggered.connect(self._toggle_play)
        self.step_action = QAction("Step", parent)
        self.step_action.setObjectName("stepAction")
        self.step_action.setShortcut("F6")
        self.step_action.triggered.connect(self._step)
        self.beginnings = Beginnings(theme_switch, runner, parent)
        # The shortcuts hold as long as the panel is in the window, menu or not.
        parent.addActions([self.play_action, self.step_action])
        parent.addActions(self.beginnings.actions)
        self._speed_box = SpeedBox(self)
        self._speed_box.chosen.connect(runner.set_speed_limit)
        self._settings: Settings | None = None
        self._speed_box.chosen.connect(self._keep_speed)
        self._arrange()
        runner.playing_changed.connect(self._show_playing)
        theme_switch.changed.connect(self._dress)
        self._dress()

    def remember_in(self, settings: Settings) -> None:
        """Play as fast as it did at the last start, and remember what is chosen."""
        self._settings = settings
        if self._speed_box.show_limit(settings.speed_limit):
            self._runner.set_speed_limit(settings.speed_limit)

    @Slot(str)
    def show_step(self, size: StepSize) -> None:
        """Say of the step button how far it goes."""
        self.step_action.setToolTip(_STEPS[size])

    def _arrange(self) -> None:
        play = self._button("playButton", self.play_action, _PLAY)
        play.setProperty("accent", True)
        play.setIconSize(QSize(18, 18))
        beginnings = self.beginnings
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(3)
        grid.addWidget(play, 0, 0, 2, 1)
        for column, (name, action) in enumerate(
            (
                ("stepButton", self.step_action),
                ("resetButton", beginnings.rewind),
                ("reseedButton", beginnings.reseed),
            ),
            1,
        ):
            grid.addWidget(self._button(name, action, _SMALL), 0, column)
        grid.addWidget(self._speed_box, 1, 1, 1, 3)

    def _button(self, name: str, action: QAction, side: int) -> QToolButton:
        button = QToolButton(self)
        button.setDefaultAction(action)
        button.setObjectName(name)
        button.setAccessibleName(action.text())
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.setFixedSize(side, side)
        return button

    @Slot(float)
    def _keep_speed(self, epochs_per_second: float) -> None:
        if self._settings is not None:
            self._settings.speed_limit = epochs_per_second

    @Slot()
    def _toggle_play(self) -> None:
        if self._runner.is_playing:
            self._runner.pause()
        else:
            self.train_requested.emit()
            self._runner.play()

    @Slot()
    def _step(self) -> None:
        self.train_requested.emit()
        self._runner.step()

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
        self.show_step(self._runner.step_size)
