"""The colours and fonts of the window, light and dark, and the switch between them."""

import sys
from dataclasses import dataclass, fields
from typing import Final, Literal, TypeAlias

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from playground.ui.style_sheet import style_sheet

Mode: TypeAlias = Literal["system", "light", "dark"]


@dataclass(frozen=True, slots=True)
class Theme:
    """The colours a painter may use; ``data_*`` are -1, 0 and +1 of the data scale.

    The third to the sixth class have colours of their own, which people who see red or
    green badly can tell from each other and from the first two.
    """

    name: str
    is_dark: bool
    window: QColor
    panel: QColor
    canvas: QColor
    grid: QColor
    edge: QColor
    text: QColor
    quiet_text: QColor
    node: QColor
    node_title: QColor
    accent: QColor
    value: QColor
    gradient: QColor
    learnable: QColor
    wire: QColor
    data_negative: QColor
    data_zero: QColor
    data_positive: QColor
    data_third: QColor
    data_fourth: QColor
    data_fifth: QColor
    data_sixth: QColor
    error: QColor
    button: QColor
    button_hover: QColor
    on_accent: QColor

    @property
    def classes(self) -> tuple[QColor, ...]:
        """The colours of up to six classes, in order."""
        return (
            self.data_negative,
            self.data_positive,
            self.data_third,
            self.data_fourth,
            self.data_fifth,
            self.data_sixth,
        )


DARK: Final = Theme(
    name="dark",
    is_dark=True,
    window=QColor("#1b1e24"),
    panel=QColor("#22262e"),
    canvas=QColor("#171a1f"),
    grid=QColor("#20242b"),
    edge=QColor("#323843"),
    text=QColor("#e6e9ef"),
    quiet_text=QColor("#8f98a8"),
    node=QColor("#2a2f39"),
    node_title=QColor("#333a46"),
    accent=QColor("#5aa9ff"),
    value=QColor("#e6e9ef"),
    gradient=QColor("#ffb45c"),
    learnable=QColor("#63c08a"),
    wire=QColor("#6f7a8c"),
    data_negative=QColor("#f59322"),
    data_zero=QColor("#2a2e36"),
    data_positive=QColor("#0877bd"),
    data_third=QColor("#5dc27a"),
    data_fourth=QColor("#cc79a7"),
    data_fifth=QColor("#a63d2f"),
    data_sixth=QColor("#ffe94a"),
    error=QColor("#ff7b72"),
    button=QColor("#2d323c"),
    button_hover=QColor("#373e4a"),
    on_accent=QColor("#ffffff"),
)
LIGHT: Final = Theme(
    name="light",
    is_dark=False,
    window=QColor("#f3f4f7"),
    panel=QColor("#ffffff"),
    canvas=QColor("#f8f9fb"),
    grid=QColor("#eceff4"),
    edge=QColor("#d9dde5"),
    text=QColor("#1d2430"),
    quiet_text=QColor("#6b7484"),
    node=QColor("#ffffff"),
    node_title=QColor("#eef1f6"),
    accent=QColor("#1f6feb"),
    value=QColor("#1d2430"),
    gradient=QColor("#b35c00"),
    learnable=QColor("#218a4c"),
    wire=QColor("#9aa4b5"),
    data_negative=QColor("#f59322"),
    data_zero=QColor("#e8eaeb"),
    data_positive=QColor("#0877bd"),
    data_third=QColor("#5dc27a"),
    data_fourth=QColor("#cc79a7"),
    data_fifth=QColor("#a63d2f"),
    data_sixth=QColor("#ffe94a"),
    error=QColor("#c62828"),
    button=QColor("#eef1f6"),
    button_hover=QColor("#e3e8f0"),
    on_accent=QColor("#ffffff"),
)


def mix(first: QColor, second: QColor, share: float) -> QColor:
    """The opaque colour *share* of the way from *first* to *second*."""
    return QColor.fromRgbF(
        first.redF() + (second.redF() - first.redF()) * share,
        first.greenF() + (second.greenF() - first.greenF()) * share,
        first.blueF() + (second.blueF() - first.blueF()) * share,
    )


def translucent(color: QColor, opacity: float) -> QColor:
    """*color*, of which so much is seen: from 0 to 1."""
    copy = QColor(color)
    copy.setAlphaF(opacity)
    return copy


def number_font(point_size: float) -> QFont:
    """A font whose figures are all of one width, so that numbers never jump."""
    if sys.platform == "darwin":
        font = QFont("Menlo")
    elif sys.platform == "win32":
        font = QFont("Consolas")
    else:
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
    font.setStyleHint(QFont.StyleHint.Monospace)
    font.setPointSizeF(point_size)
    return font


class ThemeSwitch(QObject):
    """Dresses *application* in the light or the dark theme.

    In mode ``system`` it follows the colour scheme of the desktop; a desktop that tells
    none gets the dark theme.
    """

    changed = Signal()

    def __init__(self, application: QApplication, mode: Mode = "system") -> None:
        super().__init__()
        self._application = application
        self._mode: Mode = mode
        self._current: Theme | None = None
        application.setStyle("Fusion")
        application.styleHints().colorSchemeChanged.connect(self._follow)
        self.set_mode(mode)

    @property
    def current(self) -> Theme:
        """The theme the window wears now."""
        return self._current or DARK

    @property
    def mode(self) -> Mode:
        """What was asked for."""
        return self._mode

    def set_mode(self, mode: Mode) -> None:
        """Wear the theme of *mode* from now on; `changed` tells when it is another."""
        self._mode = mode
        # The scheme also reaches title bars and native dialogs.
        self._application.styleHints().setColorScheme(_SCHEMES[mode])
        self._follow()

    @Slot()
    def _follow(self) -> None:
        theme = _THEMES.get(self._mode) or self._system_theme()
        if theme is self._current:
            return
        self._current = theme
        self._application.setPalette(_palette(theme))
        self._application.setStyleSheet(style_sheet(_color_names(theme)))
        self.changed.emit()

    def _system_theme(self) -> Theme:
        scheme = self._application.styleHints().colorScheme()
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK


_SCHEMES: Final[dict[Mode, Qt.ColorScheme]] = {
    "system": Qt.ColorScheme.Unknown,
    "light": Qt.ColorScheme.Light,
    "dark": Qt.ColorScheme.Dark,
}
_THEMES: Final[dict[Mode, Theme]] = {"light": LIGHT, "dark": DARK}


def _color_names(theme: Theme) -> dict[str, str]:
    values = {field.name: getattr(theme, field.name) for field in fields(theme)}
    return {k: v.name() for k, v in values.items() if isinstance(v, QColor)}


def _palette(theme: Theme) -> QPalette:
    role = QPalette.ColorRole
    faded = mix(theme.quiet_text, theme.panel, 0.4)
    palette = QPalette()
    for name, color in (
        (role.Window, theme.window),
        (role.WindowText, theme.text),
        (role.Base, theme.panel),
        (role.AlternateBase, theme.window),
        (role.Text, theme.text),
        (role.PlaceholderText, theme.quiet_text),
        (role.Button, theme.button),
        (role.ButtonText, theme.text),
        (role.BrightText, theme.error),
        (role.ToolTipBase, theme.panel),
        (role.ToolTipText, theme.text),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.on_accent),
        (role.Accent, theme.accent),
        (role.Link, theme.accent),
        (role.LinkVisited, theme.accent),
        (role.Light, theme.button_hover),
        (role.Midlight, theme.button),
        (role.Mid, theme.edge),
        (role.Dark, theme.edge),
        (role.Shadow, theme.canvas),
    ):
        palette.setColor(name, color)
    for name in (role.WindowText, role.Text, role.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, name, faded)
    return palette
