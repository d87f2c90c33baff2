"""The buttons, the timeline and the speed of stepping through the passes."""

from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QPainter, QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLabel,
    QToolButton,
    QWidget,
)
from typing_extensions import override

from playground.ui.numbers import format_count, format_number
from playground.ui.theme import ThemeSwitch
from playground.ui.training import icons
from playground.ui.understanding.pass_slider import PassSlider
from playground.ui.understanding.session import SPEEDS, StepSession


def _mirrored(draw: Callable[[QPainter], None]) -> Callable[[QPainter], None]:
    def paint(painter: QPainter) -> None:
        painter.translate(16, 0)
        painter.scale(-1, 1)
        draw(painter)

    return paint


def _fast(painter: QPainter) -> None:
    painter.save()
    painter.scale(0.5, 1)
    for shift in (3.0, 13.0):
        painter.save()
        painter.translate(shift, 0)
        icons.play(painter)
        painter.restore()
    painter.restore()


_BUTTONS: Final = (
    (
        "stepStartButton", "Back to the start", "Before the first moment (Home)",
        _mirrored(icons.step),
    ),
    (
        "stepBackButton", "Step back", "One moment back (Shift+F10)",
        _mirrored(icons.play),
    ),
    ("stepForwardButton", "Step", "One moment on (F10)", icons.play),
    (
        "stepPlayButton", "Play", "Moment after moment, until a stop (F8)", _fast,
    ),
    (
        "stepEndButton", "On to the next stop",
        "To the next breakpoint, or to the end of the backward pass (End)", icons.step,
    ),
)  # fmt: skip


class Transport(QWidget):
    """Steers a `StepSession` and shows where it is."""

    def __init__(
        self,
        session: StepSession,
        theme_switch: ThemeSwitch,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._theme_switch = theme_switch
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.buttons: dict[str, QToolButton] = {}
        for name, title, tip, _draw in _BUTTONS:
            button = QToolButton(self)
            button.setObjectName(name)
            button.setAccessibleName(title)
            button.setToolTip(f"{title}: {tip[0].lower()}{tip[1:]}")
            button.setIconSize(QSize(14, 14))
            button.setFixedSize(28, 26)
            self.buttons[name] = button
            row.addWidget(button)
        self._place = QLabel(self)
        self._place.setObjectName("stepPlaceLabel")
        self._place.setAccessibleName("Where the pass is")
        self._place.setProperty("quiet", True)
        self._place.setMinimumWidth(
            self._place.fontMetrics().horizontalAdvance("backward, step 888 of 888") + 4
        )
        row.addSpacing(6)
        row.addWidget(self._place)
        self.slider = PassSlider(theme_switch, self)
        row.addWidget(self.slider, 1)
        row.addSpacing(4)
        self.speed_box = self._make_speed_box()
        row.addWidget(self.speed_box)
        self._connect()
        self._dress()

    def _make_speed_box(self) -> QComboBox:
        box = QComboBox(self)
        box.setObjectName("stepSpeedBox")
        box.setAccessibleName("Speed of playing")
        box.setToolTip("How many moments a second playing shows")
        for speed in SPEEDS:
            box.addItem(f"{format_number(speed)} / s", speed)
        box.setCurrentIndex(1)
        return box

    def _connect(self) -> None:
        session = self._session
        for name, slot in (
            ("stepStartButton", session.to_start),
            ("stepBackButton", session.step_back),
            ("stepPlayButton", session.toggle_play),
            ("stepEndButton", session.to_next_stop),
        ):
            self.buttons[name].clicked.connect(slot)
        # What a person does alone: a new range moves the handle as well.
        self.slider.actionTriggered.connect(self._jump)
        self.speed_box.currentIndexChanged.connect(self._take_speed)
        session.moved.connect(self._show)
        session.played.connect(self._dress)
        self._theme_switch.changed.connect(self._dress)

    @Slot()
    def _jump(self) -> None:
        position = self.slider.sliderPosition()
        if position != self._session.position:
            self._session.pause()
            self._session.jump(position)

    @Slot(int)
    def _take_speed(self, index: int) -> None:
        self._session.set_speed(self.speed_box.itemData(index))

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    @Slot()
    def _show(self) -> None:
        if not self.isVisible():  # the length of the timeline costs both passes
            return
        session = self._session
        timeline = session.timeline
        self.slider.setRange(0, session.length)
        self.slider.boundary = 0 if timeline is None else timeline.first_backward
        self.slider.setValue(session.position)
        at_start, at_end = session.position == 0, session.position == session.length
        for name, button in self.buttons.items():
            goes_back = name in {"stepStartButton", "stepBackButton"}
            is_possible = not at_start if goes_back else not at_end
            if name == "stepPlayButton":
                is_possible = True
            button.setEnabled(timeline is not None and is_possible)
        self._place.setText(self._place_text())

    def _place_text(self) -> str:
        session = self._session
        timeline, position = session.timeline, session.position
        if timeline is None:
            return ""
        first = timeline.first_backward
        if not position:
            return f"{format_count(len(timeline))} moments"
        if position <= first:
            return f"forward, step {format_count(position)} of {format_count(first)}"
        number, all_ = position - first, len(timeline) - first
        return f"backward, step {format_count(number)} of {format_count(all_)}"

    @Slot()
    def _dress(self) -> None:
        theme = self._theme_switch.current
        is_playing = self._session.is_playing
        for name, _title, _tip, draw in _BUTTONS:
            button = self.buttons[name]
            is_step = name == "stepForwardButton"
            button.setProperty("accent", is_step)
            button.style().polish(button)
            color = theme.on_accent if is_step else theme.text
            if name == "stepPlayButton":
                button.setAccessibleName("Pause" if is_playing else "Play")
                draw = icons.pause if is_playing else draw  # noqa: PLW2901
            button.setIcon(icons.icon(draw, color))
