"""What the window remembers from one start to the next, in one readable file."""

from pathlib import Path
from typing import Final

from PySide6.QtCore import QByteArray, QSettings

from playground.ui.theme import Mode

_RECENT_LIMIT: Final = 8
_MODES: Final[dict[str, Mode]] = {"system": "system", "light": "light", "dark": "dark"}


class Settings:
    """Typed access to a settings file; wrong contents count as absent."""

    def __init__(self, path: Path | None = None) -> None:
        """Use the file at *path*, by default the user's own."""
        form = QSettings.Format.IniFormat
        if path is None:
            scope = QSettings.Scope.UserScope
            self._store = QSettings(form, scope, "playground", "playground")
        else:
            self._store = QSettings(str(path), form)

    @property
    def theme_mode(self) -> Mode:
        """Light, dark, or as the system has it."""
        return _MODES.get(str(self._store.value("theme", "system")), "system")

    @theme_mode.setter
    def theme_mode(self, mode: Mode) -> None:
        self._store.setValue("theme", mode)

    @property
    def geometry(self) -> QByteArray:
        """Place and size of the window."""
        return self._bytes("geometry")

    @geometry.setter
    def geometry(self, geometry: QByteArray) -> None:
        self._store.setValue("geometry", geometry)

    @property
    def layout(self) -> QByteArray:
        """Places of the docks."""
        return self._bytes("layout")

    @layout.setter
    def layout(self, layout: QByteArray) -> None:
        self._store.setValue("layout", layout)

    @property
    def recent_files(self) -> list[str]:
        """Projects opened or saved lately, the newest first."""
        value = self._store.value("recent")
        if isinstance(value, str):  # how an INI file gives a list of one
            return [value]
        return [str(path) for path in value] if isinstance(value, list) else []

    @recent_files.setter
    def recent_files(self, paths: list[str]) -> None:
        self._store.setValue("recent", paths[:_RECENT_LIMIT])

    @property
    def light_pictures(self) -> bool:
        """Whether exported pictures are light, whatever the window wears."""
        return str(self._store.value("lightPictures", "true")) == "true"

    @light_pictures.setter
    def light_pictures(self, is_light: bool) -> None:
        self._store.setValue("lightPictures", "true" if is_light else "false")

    @property
    def shows_minimap(self) -> bool:
        """Whether large canvases have a map in their corner."""
        return str(self._store.value("minimap", "true")) == "true"

    @shows_minimap.setter
    def shows_minimap(self, is_shown: bool) -> None:
        self._store.setValue("minimap", "true" if is_shown else "false")

    @property
    def wheel_scrolls(self) -> bool:
        """Whether the mouse wheel scrolls canvases, instead of zooming them."""
        return str(self._store.value("wheelScrolls", "false")) == "true"

    @wheel_scrolls.setter
    def wheel_scrolls(self, scrolls: bool) -> None:
        self._store.setValue("wheelScrolls", "true" if scrolls else "false")

    @property
    def speed_limit(self) -> float:
        """Epochs per second that training plays at most; 0 for any number."""
        try:
            return max(0.0, float(str(self._store.value("speedLimit", "0"))))
        except ValueError:
            return 0.0

    @speed_limit.setter
    def speed_limit(self, epochs_per_second: float) -> None:
        self._store.setValue("speedLimit", f"{epochs_per_second:g}")

    @property
    def is_first_start(self) -> bool:
        """Whether nobody has seen the gallery of examples yet."""
        return not self._store.contains("gallery")

    @property
    def shows_gallery(self) -> bool:
        """Whether every start shows the gallery of examples."""
        return str(self._store.value("gallery", "false")) == "true"

    @shows_gallery.setter
    def shows_gallery(self, is_shown: bool) -> None:
        self._store.setValue("gallery", "true" if is_shown else "false")

    @property
    def recovery_folder(self) -> Path:
        """Where copies of unsaved work lie, beside the settings."""
        return Path(self._store.fileName()).parent / "recovery"

    def sync(self) -> None:
        """Write what is still in memory."""
        self._store.sync()

    def _bytes(self, key: str) -> QByteArray:
        value = self._store.value(key)
        return value if isinstance(value, QByteArray) else QByteArray()
