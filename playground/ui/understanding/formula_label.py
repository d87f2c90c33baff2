"""`FormulaLabel`: a formula typeset without LaTeX, sharp at every scale."""

import importlib
import threading
from collections import OrderedDict
from typing import Any, Final

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QSizePolicy, QWidget
from typing_extensions import override

from playground.ui.theme import ThemeSwitch

_KEPT: Final = 400
_PAUSE: Final = 20
"""Milliseconds without another step before a formula is typeset."""
_SMALLEST: Final = 0.55
"""A formula shrinks to this before it is cut."""


class Typesetter:
    """Turns LaTeX into pictures, and remembers them: each takes 10 ms and more."""

    def __init__(self) -> None:
        self._kept: OrderedDict[tuple[str, float, str], QSvgRenderer] = OrderedDict()

    def prepare(self) -> None:
        """Load the library beside the window's own work; that takes a moment."""
        threading.Thread(target=self._library, name="typesetter", daemon=True).start()

    def picture(self, latex: str, size: float, color: str) -> QSvgRenderer | None:
        """The formula in one colour; None when it cannot be typeset."""
        key = (latex, size, color)
        found = self._kept.get(key)
        if found is not None:
            self._kept.move_to_end(key)
            return found
        library = self._library()
        try:
            svg = library.Latex(latex, size=size, color=color).svg()
        except Exception:  # noqa: BLE001  the plain text stands in for the formula
            return None
        picture = QSvgRenderer(QByteArray(svg.encode()))
        self._kept[key] = picture
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)
        return picture

    @staticmethod
    def _library() -> Any:  # noqa: ANN401  it has no types that are exported
        """Imported when the first formula is shown: it loads fonts for 0.2 s."""
        library = importlib.import_module("ziamath")
        # QtSvg knows SVG 1.2 Tiny alone: no <symbol> and <use>.
        library.config.svg2 = False
        return library


class FormulaLabel(QWidget):
    """Shows one formula; it is typeset when no other follows at once.

    The accessible name is the plain text.
    """

    def __init__(
        self,
        typesetter: Typesetter,
        theme_switch: ThemeSwitch,
        size: float,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._typesetter = typesetter
        self._theme_switch = theme_switch
        self._size = size
        self._latex = ""
        self._plain = ""
        self._is_quiet = False
        self._picture: QSvgRenderer | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._typeset)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme_switch.changed.connect(self._typeset)

    @property
    def text(self) -> str:
        """The formula as plain text."""
        return self._plain

    @property
    def is_typeset(self) -> bool:
        """Whether the picture is that of the formula."""
        return self._picture is not None and not self._timer.isActive()

    def show_formula(self, latex: str, plain: str, *, is_quiet: bool = False) -> None:
        """Show a formula; a step must not wait for it to be typeset."""
        self._is_quiet = is_quiet
        if latex == self._latex:
            return
        self._latex, self._plain = latex, plain
        self.setAccessibleName(plain)
        self.setToolTip(plain)
        self._timer.start(_PAUSE)
        if not latex:
            self._timer.stop()
            self._typeset()

    @override
    def sizeHint(self) -> QSize:
        if self._picture is None or not self._latex:
            return QSize(40, round(1.4 * self._size))
        return self._picture.defaultSize()

    @override
    def minimumSizeHint(self) -> QSize:
        return QSize(40, round(self._size))

    @override
    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._picture is None:
            painter.setPen(self._theme_switch.current.text)
            align = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(self.rect(), int(align), self._plain)
            return
        natural = self._picture.viewBoxF().size()
        scale = min(
            1.0,
            self.width() / max(1.0, natural.width()),
            self.height() / max(1.0, natural.height()),
        )
        scale = max(scale, _SMALLEST)
        size = natural * scale
        place = QRectF(0, (self.height() - size.height()) / 2, 0, 0)
        place.setSize(size)
        self._picture.render(painter, place)

    @Slot()
    def _typeset(self) -> None:
        theme = self._theme_switch.current
        color = theme.quiet_text if self._is_quiet else theme.text
        self._picture = None
        if self._latex:
            latex = self._latex.replace("@gradient", theme.gradient.name())
            self._picture = self._typesetter.picture(latex, self._size, color.name())
        self.updateGeometry()
        parent = self.parentWidget()
        layout = None if parent is None else parent.layout()
        if layout is not None:  # at once: in the old place it would be shrunk
            layout.activate()
        self.update()
